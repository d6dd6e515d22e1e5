"""Slack behind the port of a chat platform."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext

from bot.commands.command import Command
from bot.platforms.platform import Ears
from bot.platforms.slack import NAME, postbox
from bot.platforms.slack.answers import Declined, Json
from bot.platforms.slack.doors import Door, backoff
from bot.platforms.slack.events import Events
from bot.platforms.slack.interactions import Interactions, Listening
from bot.platforms.slack.owner import tell_owner
from bot.platforms.slack.render import render
from bot.platforms.slack.replies import PATIENCE
from bot.platforms.slack.rights import Rights
from bot.platforms.slack.tasks import Tasks
from bot.platforms.slack.workspaces import Workspace, Workspaces, once
from retrieval.errors import BadSetting, PaperwireError
from schedules.document import Document
from schedules.errors import Refused, Unreachable
from schedules.parcels import Message, Receipt, Rendered, Unknown

log = structlog.get_logger(__name__)

FORM_SECONDS = 1.5
"""Slack's window must be opened within 3 s of the click."""
CLOSING_SECONDS = 8.0
"""What is under way at the end may take so long."""
POSTBOX_SECONDS = 75.0
"""No call of the postbox takes longer: well within the lease that delivery holds."""
ANY: Final = re.compile(r".*", re.DOTALL)

Handler = Callable[[Workspace, Json], Coroutine[Any, Any, None]]
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Options:
    """What may differ from one installation to another. `timeout`: seconds for one request."""

    commands: tuple[Command, ...]
    api: str = "https://slack.com/api/"
    managers: tuple[str, ...] = ()
    unfurl: bool = False
    timeout: float = 10.0
    patience: float = PATIENCE
    form_seconds: float = FORM_SECONDS
    closing: float = CLOSING_SECONDS


class Slack:
    """Every workspace that the tokens open. Posting works whether or not `run` does."""

    name = NAME

    def __init__(self, tokens: Sequence[str], door: Door, options: Options) -> None:
        self._door = door
        self._options = options
        self._workspaces = Workspaces(tokens, api=options.api, timeout=options.timeout)

    def render(self, document: Document) -> Rendered:
        return render(document)

    async def post(self, channel: str, message: Message, *, key: str, thread: str = "") -> Receipt:
        async def work(workspace: Workspace, there: str) -> Receipt:
            return await postbox.post(workspace, there, message, key=key, thread=thread)

        return await self._in(channel, work)

    async def find(self, channel: str, *, key: str, thread: str = "") -> Receipt | Unknown | None:
        async def work(workspace: Workspace, there: str) -> Receipt | Unknown | None:
            return await postbox.find(workspace, there, key=key, thread=thread)

        try:
            return await self._in(channel, work)
        except Declined as error:
            if error.code == "channel_not_found":
                return None  # what we cannot see we cannot post into either, and posting says why
            raise

    async def edit(self, receipt: Receipt, message: Message) -> None:
        async def work(workspace: Workspace, _: str) -> None:
            await postbox.edit(workspace, receipt, message)

        await self._in(receipt.channel, work)

    async def _in(self, channel: str, work: Callable[[Workspace, str], Awaitable[Found]]) -> Found:
        """Work in the workspace of a channel, in bounded time, its errors those that delivery knows."""
        try:
            async with asyncio.timeout(POSTBOX_SECONDS):
                workspace, there = await self._workspaces.located(channel)
                return await work(workspace, there)
        except TimeoutError as error:
            raise Unreachable("Slack keeps me waiting; I will look again later.") from error
        except BadSetting as error:
            raise Refused(error.for_people) from error

    async def tell_owner(self, sentence: str) -> bool:
        """As the port says: the primary owner of the first workspace."""
        try:
            return await tell_owner((await self._workspaces.all())[0], sentence)
        except PaperwireError as error:
            log.warning("slack owner not told", error=error.for_people)
            return False

    async def run(self, ears: Ears) -> None:
        """As the port says: acknowledge each event at once, work on it after that."""
        await self._joined()
        options = self._options
        listening = Listening(
            ears,
            self._workspaces,
            Rights(options.managers),
            options.commands,
            timeout=options.timeout,
            patience=options.patience,
            form_seconds=options.form_seconds,
        )
        tasks = Tasks()
        try:
            await self._door.keep_open(self._app(listening, tasks))
        finally:
            await tasks.close(within=options.closing)

    async def _joined(self) -> None:
        """Open every workspace, however long Slack is away. Raises BadSetting."""
        for rest in backoff():
            try:
                found = await self._workspaces.all()
                log.info("slack workspaces open", count=len(found))
                return
            except (Unreachable, Refused) as error:
                log.warning("slack not reached", error=error.for_people, rest_s=round(rest, 1))
                await asyncio.sleep(rest)

    def _app(self, listening: Listening, tasks: Tasks) -> AsyncApp:
        """The SDK's app, with one listener for each way in which Slack speaks to us."""
        logging.getLogger("slack_bolt.AsyncApp").addFilter(_serious)
        app = AsyncApp(
            client=self._workspaces.client(None, once()),
            signing_secret=self._door.secret,
            authorize=self._authorizing(),
            ignoring_self_assistant_message_events_enabled=True,
        )
        used, events = Interactions(listening), Events(listening, unfurls=self._options.unfurl)
        app.event(ANY)(self._listener(events.happened, tasks))
        app.command(ANY)(self._listener(used.command, tasks))
        app.action(ANY)(self._listener(used.action, tasks))
        app.shortcut(ANY)(self._listener(used.shortcut, tasks))
        app.view(ANY)(self._listener(used.submission, tasks))
        return app

    def _listener(self, handle: Handler, tasks: Tasks) -> Callable[..., Awaitable[None]]:
        async def listener(ack: AsyncAck, body: Json, context: AsyncBoltContext) -> None:
            await ack()
            workspace = self._workspaces.of_team(context.team_id)
            if workspace is not None:  # else the app was removed there, and this is the last we hear of it
                tasks.start(handle(workspace, body))

        return listener

    def _authorizing(self) -> Callable[..., Awaitable[AuthorizeResult]]:
        """Which token goes with an event; a function of its own, since the SDK cannot call a method."""

        async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
            workspace = self._workspaces.of_team(team_id)
            if workspace is None:
                return None
            return AuthorizeResult(
                enterprise_id=enterprise_id,
                team_id=workspace.team,
                bot_user_id=workspace.user,
                bot_id=workspace.bot,
                bot_token=workspace.token,
            )

        return authorize  # type: ignore[return-value]  # None is how a team is declined, unannotated


def _serious(record: logging.LogRecord) -> bool:
    """No warnings: the SDK gives one wherever SLACK_BOT_TOKEN is exported, though it is we who hand it the token."""
    return record.levelno > logging.WARNING
