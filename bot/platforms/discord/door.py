"""What people do on Discord, passed on to the ears: each in a task of its own, each once."""

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any, Final, Literal, cast

import discord
import structlog

from bot.commands.command import Command
from bot.platforms.discord import NAME, events
from bot.platforms.discord.addresses import OLD_BUTTON, paper_of, pressed, submitted
from bot.platforms.discord.answered import Answered
from bot.platforms.discord.forms import filled, modal
from bot.platforms.discord.interacted import Interacted
from bot.platforms.discord.registration import HERE
from bot.platforms.discord.rest import Rejected, Rest
from bot.platforms.discord.ways import Render
from bot.platforms.platform import Ears, Form, Invocation, Person, Place, Reaction, Utterance
from schedules.errors import Refused, Unreachable

log = structlog.get_logger(__name__)

REMEMBERED: Final = 5_000
FORM_SECONDS: Final = 1.5
DEFER_SECONDS: Final = 1.0
"""When Discord is told by us that work has begun, if nobody else has told it; it gives three."""
COMPLETION_SECONDS: Final = 2.4
WORK_SECONDS: Final = 5.0
"""How long work in hand may go on once the bot is asked to stop."""

_ON_MESSAGE = 3
_MESSAGE = "/channels/{channel_id}/messages/{message_id}"
_KINDS = (discord.MessageType.default, discord.MessageType.reply)


class Door:
    """Stands between one connection and the ears. Methods return at once; the work goes on in tasks."""

    def __init__(self, ears: Ears, commands: Sequence[Command], render: Render, *, reads_all: bool) -> None:
        self._ears = ears
        self._commands = {command.name: command for command in commands}
        self._render = render
        self._reads_all = reads_all
        self._tasks: set[asyncio.Task[None]] = set()
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._ours: OrderedDict[str, str | None] = OrderedDict()
        self._questions: dict[str, tuple[asyncio.Task[None], Answered]] = {}
        self._closed = False

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do this beside everything else; what goes wrong is logged."""
        task = asyncio.create_task(_logged(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def finish(self) -> None:
        """Take nothing new; let what is in hand end within seconds, then end it."""
        self._closed = True
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=WORK_SECONDS)
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=1)

    # ------------------------------------------------------------ interactions

    def interaction(self, rest: Rest, interaction: discord.Interaction[Any]) -> None:
        """A command, a shortcut, a button, a form, or somebody typing."""
        if self._closed or not self._first(f"i{interaction.id}"):
            return
        if interaction.type is discord.InteractionType.autocomplete:
            self.spawn(self._complete(rest, interaction))
        elif interaction.type is not discord.InteractionType.ping:
            self.spawn(self._interact(rest, interaction))

    async def _interact(self, rest: Rest, interaction: discord.Interaction[Any]) -> None:
        arrived = asyncio.get_running_loop().time()
        ids = (str(interaction.id), interaction.token)
        data = cast("Mapping[str, Any]", interaction.data or {})
        button = pressed(str(data.get("custom_id", "")))
        where = events.place(interaction, value=button.value if button else "")
        reply = Interacted(rest, self._render, ids, where, str(interaction.user.id))
        invocation = _invocation(interaction, data, where, reply)
        if invocation is None:
            await reply.refuse(OLD_BUTTON)
            return
        if interaction.type is not discord.InteractionType.modal_submit:  # one form may not follow another
            form = await self._form(invocation)
            if form is not None and await reply.open_form(modal(form)):
                return
        watch = asyncio.create_task(self._watch(reply, arrived + DEFER_SECONDS, self._is_private(invocation)))
        try:
            await self._ears.invoked(invocation)
            await reply.settle(quietly=interaction.type is discord.InteractionType.component)
        finally:
            watch.cancel()

    async def _form(self, invocation: Invocation) -> Form | None:
        """The form to open first, unless it takes so long that Discord would not wait."""
        try:
            async with asyncio.timeout(FORM_SECONDS):
                return await self._ears.form(invocation)
        except TimeoutError:
            log.warning("form too slow", command=invocation.command)
            return None

    async def _watch(self, reply: Interacted, when: float, private: bool) -> None:
        """Respond by ourselves when nobody else has by then."""
        await asyncio.sleep(when - asyncio.get_running_loop().time())
        with contextlib.suppress(Refused, Unreachable):
            await reply.open_by_itself(private=private)

    def _is_private(self, invocation: Invocation) -> bool:
        command = self._commands.get(invocation.command)
        private = command.private if command else True
        return private is None or (private and not invocation.where.thread)

    async def _complete(self, rest: Rest, interaction: discord.Interaction[Any]) -> None:
        name, given, typing = events.options(cast("Mapping[str, Any]", interaction.data or {}))
        where = events.place(interaction)
        offered: list[dict[str, str]] = []
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(COMPLETION_SECONDS):
                found = await self._ears.completing(name, typing, given.get(typing, ""), where)
                offered = [{"name": one.label[:100] or "…", "value": one.value[:100]} for one in found[:25]]
        path = "/interactions/{webhook_id}/{webhook_token}/callback"
        at = {"webhook_id": str(interaction.id), "webhook_token": interaction.token}
        with contextlib.suppress(Rejected, Unreachable):  # somebody has typed on, or gone
            await rest("POST", path, {"type": 8, "data": {"choices": offered}}, at=at, seconds=COMPLETION_SECONDS)

    # ---------------------------------------------------------------- messages

    def message(self, rest: Rest, message: discord.Message, role: int | None) -> None:
        """Somebody wrote something. Bots, webhooks and ourselves are never answered."""
        if self._closed or message.author.bot or message.webhook_id or message.type not in _KINDS:
            return
        if self._first(f"m{message.id}"):
            self.spawn(self._hear(rest, message, role))

    async def _hear(self, rest: Rest, message: discord.Message, role: int | None) -> None:
        addressed = await self._addressed(rest, message, role)
        if addressed is None:
            return
        where, asker = events.spot(message), events.author(message)
        reply = Answered(rest, self._render, str(message.id), where, asker.id)
        text = events.without_mention(message.content, int(rest.me), role)
        utterance = Utterance(text, asker, where, reply, str(message.id), addressed)
        task = asyncio.create_task(self._said(utterance, reply))
        self._questions[utterance.event] = (task, reply)
        try:
            await asyncio.wait({task})  # not awaited itself: a deleted question cancels it, and that is no error
        finally:
            self._questions.pop(utterance.event, None)
            task.cancel()
            await asyncio.wait({task})

    async def _said(self, utterance: Utterance, reply: Answered) -> None:
        try:
            await _logged(self._ears.said(utterance))
        finally:
            await reply.settle()

    async def _addressed(
        self, rest: Rest, message: discord.Message, role: int | None
    ) -> Literal["mention", "reply", "direct", "thread"] | None:
        if message.guild is None:
            return "direct"
        to = events.replied_to(message)
        if to is not None and str(to.author.id) == rest.me and (message.content or self._reads_all):
            return "reply"
        if events.mentioned(message, int(rest.me), role):
            return "mention"
        unasked = self._reads_all and to is None
        return "thread" if unasked and await self._is_ours(rest, message.channel) else None

    async def _is_ours(self, rest: Rest, thread: object) -> bool:
        """Whether this is a thread that hangs on a post of ours, whoever opened it."""
        if not isinstance(thread, discord.Thread):
            return False
        ours = str(thread.owner_id) == rest.me
        return ours or await self._paper(rest, str(thread.parent_id), str(thread.id)) is not None

    def deleted(self, ids: Sequence[int]) -> None:
        """Messages are gone; answers to them that are in hand go as well."""
        for one in ids:
            if held := self._questions.get(str(one)):
                self.spawn(_withdrawn(*held))

    # --------------------------------------------------------------- reactions

    def reacted(self, rest: Rest, payload: discord.RawReactionActionEvent, channel: object) -> None:
        """An emoji was put on a message, or taken away."""
        if self._closed or not payload.emoji.is_unicode_emoji() or str(payload.user_id) == rest.me:
            return
        if payload.member is not None and payload.member.bot:
            return
        if payload.message_author_id is None or str(payload.message_author_id) == rest.me:
            self.spawn(self._react(rest, payload, channel))

    async def _react(self, rest: Rest, payload: discord.RawReactionActionEvent, channel: object) -> None:
        place, message = str(payload.channel_id), str(payload.message_id)
        paper = await self._paper(rest, place, message)
        if paper is None:
            return
        who = Person(str(payload.user_id), payload.member.display_name if payload.member else "")
        if payload.guild_id is None:
            where = Place(NAME, who.id, f"@{who.id}", paper=paper, direct=True)
        else:
            where = Place(NAME, str(payload.guild_id), *events.located(channel, place), paper)
        added = payload.event_type == "REACTION_ADD"
        emoji = str(payload.emoji)
        event = f"{message}/{who.id}/{emoji}/{'+' if added else '-'}"
        await self._ears.reacted(Reaction(emoji, added, who, where, event))

    async def _paper(self, rest: Rest, channel: str, message: str) -> str | None:
        """The paper that a message of ours is about, empty for none; None if the message is not ours."""
        if message not in self._ours:
            try:
                found = await rest("GET", _MESSAGE, at={"channel_id": channel, "message_id": message})
            except (Rejected, Unreachable):
                return None
            ours = str(found["author"]["id"]) == rest.me
            _keep(self._ours, message, paper_of(found.get("components") or ()) if ours else None)
        return self._ours[message]

    # ------------------------------------------------------------------ joining

    def joined(self, rest: Rest, guild: discord.Guild) -> None:
        """We were added to a server: introduce ourselves where we may write, the system channel first."""
        candidates = [guild.system_channel, *guild.text_channels]
        rights = ((one, one.permissions_for(guild.me)) for one in candidates if one is not None)
        channel = next((one for one, may in rights if may.view_channel and may.send_messages), None)
        if self._closed or channel is None:
            log.info("nowhere to introduce myself", server=str(guild.id))
            return
        where = Place(NAME, str(guild.id), str(channel.id))
        self.spawn(self._ears.invited(where, Answered(rest, self._render, "", where, str(guild.owner_id))))

    def removed(self, server: str, channel: str = "") -> None:
        """We were taken out of a server, or a channel of it was deleted."""
        if not self._closed:
            self.spawn(self._ears.removed(Place(NAME, server, channel)))

    def _first(self, event: str) -> bool:
        """Whether this has not come before: a resumed connection may bring it again."""
        return event not in self._seen and _keep(self._seen, event, None)


def _invocation(
    interaction: discord.Interaction[Any], data: Mapping[str, Any], where: Place, reply: Interacted
) -> Invocation | None:
    """What somebody did, or None for a button or form that is none of ours."""
    who, event = events.person(interaction), str(interaction.id)
    if interaction.type is discord.InteractionType.application_command:
        if data.get("type") == _ON_MESSAGE:
            return Invocation(HERE, {"text": events.words_of(data)}, who, where, reply, event)
        name, given, _ = events.options(data)
        return Invocation(name, given, who, where, reply, event)
    address = str(data.get("custom_id", ""))
    if interaction.type is discord.InteractionType.component:
        button = pressed(address)
        return Invocation(button.action, {}, who, where, reply, event, typed=button.value) if button else None
    form = submitted(address)
    if form is None:
        return None
    command, carried = form
    return Invocation(command, {**carried, **filled(data.get("components") or ())}, who, where, reply, event)


async def _withdrawn(task: asyncio.Task[None], reply: Answered) -> None:
    await reply.withdraw()
    task.cancel()


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    """Work that nobody waits for: the platform's refusals in a line, a stranger's error with its traceback."""
    try:
        await work
    except (Refused, Unreachable) as error:
        log.warning("discord call failed", why=error.for_people)
    except Exception:
        log.exception("discord event broke")


def _keep(kept: OrderedDict[str, Any], key: str, value: str | None) -> bool:
    kept[key] = value
    while len(kept) > REMEMBERED:
        kept.popitem(last=False)
    return True
