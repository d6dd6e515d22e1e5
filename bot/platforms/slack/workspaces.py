"""The workspaces that the app is installed in: one token each, told apart by their team."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from aiohttp import ClientConnectionError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack.answers import BAD_TOKEN, Declined, Vanished, asked
from retrieval.errors import BadSetting

log = structlog.get_logger(__name__)

RETRIES = 2
REMEMBERED = 50_000
"""Channels whose workspace is kept in mind; far more than a bot is ever in."""
_WRONG = "Slack does not take SLACK_BOT_TOKEN: copy the Bot User OAuth Token (xoxb-…) from “OAuth & Permissions”."


def once() -> list[AsyncRetryHandler]:
    """For what must not be done twice: only what Slack surely turned away is sent again."""
    return [AsyncRateLimitErrorRetryHandler(max_retry_count=RETRIES)]


def often() -> list[AsyncRetryHandler]:
    """For what can be done twice without harm: reading, editing, deleting."""
    lost: list[type[Exception]] = [ClientConnectionError, TimeoutError]
    return [
        *once(),
        AsyncConnectionErrorRetryHandler(max_retry_count=RETRIES, error_types=lost),
        AsyncServerErrorRetryHandler(max_retry_count=RETRIES),
    ]


@dataclass(frozen=True, slots=True)
class Workspace:
    """One installation. `user` and `bot` are the bot's own ids there."""

    team: str
    user: str
    bot: str
    token: str
    client: AsyncWebClient
    """Sends each request once, whatever becomes of it."""
    steady: AsyncWebClient
    """Repeats a request that failed."""


class Workspaces:
    """Every workspace, opened by its token when first needed; and which channel belongs to which."""

    def __init__(self, tokens: Sequence[str], *, api: str, timeout: float) -> None:
        self._tokens = tuple(dict.fromkeys(tokens))
        self._api = api
        self._timeout = timeout
        self._opening = asyncio.Lock()
        self._open: dict[str, Workspace] = {}
        self._channels: dict[str, str] = {}
        self._directs: dict[tuple[str, str], str] = {}

    def client(self, token: str | None, retries: list[AsyncRetryHandler]) -> AsyncWebClient:
        """A client of the Web API; the SDK's own default would repeat a post whose answer was lost."""
        seconds: Any = self._timeout  # aiohttp takes fractions, the SDK's annotation does not say so
        return AsyncWebClient(token, base_url=self._api, timeout=seconds, retry_handlers=retries)

    async def all(self) -> tuple[Workspace, ...]:
        """Every workspace whose token Slack takes. Raises BadSetting when it takes none, or Unreachable."""
        async with self._opening:
            if not self._open:
                found = [await self._opened(token) for token in self._tokens]
                self._open = {one.team: one for one in found if one}
                if not self._open:
                    raise BadSetting(_WRONG)
            return tuple(self._open.values())

    async def _opened(self, token: str) -> Workspace | None:
        steady = self.client(token, often())
        try:
            who = await asked(steady.auth_test())
        except Declined as error:
            if error.code not in BAD_TOKEN:
                raise
            log.error("slack token refused", number=self._tokens.index(token) + 1, code=error.code)
            return None
        client = self.client(token, once())
        return Workspace(who["team_id"], who["user_id"], who.get("bot_id", ""), token, client, steady)

    def of_team(self, team: str | None) -> Workspace | None:
        """The workspace of this team, of those that are open."""
        return self._open.get(team or "")

    def note(self, channel: str, team: str) -> None:
        """This channel was heard from in this workspace."""
        if len(self._channels) >= REMEMBERED:
            self._channels.clear()
        self._channels[channel] = team

    async def located(self, channel: str) -> tuple[Workspace, str]:
        """The workspace of a channel and the channel's own id; `@PERSON` is the direct one with them.

        Raises Declined where no workspace knows it, and Unreachable.
        """
        every = await self.all()
        known = self._open.get(self._channels.get(channel, ""))
        home = known or (every[0] if len(every) == 1 else await self._search(channel, every))
        return home, await self.direct(home, channel[1:]) if channel.startswith("@") else channel

    async def _search(self, channel: str, every: Sequence[Workspace]) -> Workspace:
        for one in every:
            person = channel.startswith("@")
            try:
                await asked(
                    one.steady.users_info(user=channel[1:])
                    if person
                    else one.steady.conversations_info(channel=channel)
                )
            except Declined:
                continue
            self.note(channel, one.team)
            return one
        raise Declined("user_not_found") if channel.startswith("@") else Vanished("channel_not_found")

    async def direct(self, workspace: Workspace, person: str) -> str:
        """The id of the direct conversation with somebody. Raises Declined or Unreachable."""
        known = self._directs.get((workspace.team, person))
        if known is None:
            known = await direct_with(workspace, person)
            if len(self._directs) >= REMEMBERED:
                self._directs.clear()
            self._directs[workspace.team, person] = known
            self.note(known, workspace.team)
        return known


async def direct_with(workspace: Workspace, person: str) -> str:
    """The direct conversation with somebody, opened if need be. Raises Declined or Unreachable."""
    opened = await asked(workspace.steady.conversations_open(users=person))
    return str(opened["channel"]["id"])
