"""What people do on any platform → the command or conversation it is for."""

import asyncio
import difflib
from collections import OrderedDict
from collections.abc import Sequence

import structlog

from bot.commands.command import Call, Command, Option
from bot.commands.grammar import check, split
from bot.conversation import command_in, converse
from bot.desk import Desk
from bot.errors import attended
from bot.platforms.platform import Choice, Invocation, Place, Utterance
from retrieval.errors import BadInput, clip
from retrieval.paper import Paper

log = structlog.get_logger(__name__)

REMEMBERED = 10_000
"""Event ids kept, to handle each once; a platform repeats within minutes, and no minute brings so many."""
COMPLETION_SECONDS = 1.8
MOST_CHOICES = 25


class DeskEars:
    """The one listener behind every platform. Never raises: errors become sentences to the asker."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._seen: OrderedDict[tuple[str, str], None] = OrderedDict()

    async def invoked(self, invocation: Invocation) -> None:
        """Run the command that somebody used, once for each event."""
        if self._first(invocation.where.platform, invocation.event):
            await attended(invocation.reply, self._invoked(invocation))

    async def said(self, utterance: Utterance) -> None:
        """Answer, or run the command that the words begin with, once for each event."""
        if self._first(utterance.where.platform, utterance.event):
            await attended(utterance.reply, self._said(utterance))

    async def completing(self, command: str, option: str, typed: str, where: Place) -> Sequence[Choice]:
        """At most 25 completions, or none when they take too long to find."""
        try:
            async with asyncio.timeout(COMPLETION_SECONDS):
                return (await self._completions(command, option, typed, where))[:MOST_CHOICES]
        except Exception as error:  # noqa: BLE001 - somebody is typing: a missing list is no matter, an error would be
            log.info("no completions", command=command, error=type(error).__name__)
            return []

    def _first(self, platform: str, event: str) -> bool:
        if (platform, event) in self._seen:
            return False
        self._seen[platform, event] = None
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return True

    async def _invoked(self, used: Invocation) -> None:
        command = _command(used.command, self._desk.commands)
        given = {**split(command, used.typed), **used.options}
        private = command.private and not used.where.thread
        await self._run(command, given, used, private=private)

    async def _said(self, utterance: Utterance) -> None:
        if not utterance.text.strip():
            if utterance.addressed == "thread":
                return
            command, typed = _command("help", self._desk.commands), ""
        elif utterance.addressed != "thread" and (
            found := await command_in(self._desk, utterance.text, owner=utterance.where.server)
        ):
            command, typed = found
        else:
            await converse(self._desk, utterance)
            return
        await self._run(command, split(command, typed), utterance, private=False)

    async def _run(
        self, command: Command, given: dict[str, str], event: Invocation | Utterance, *, private: bool
    ) -> None:
        options = check(command, given, today=self._desk.now().date())
        await event.reply.working(private=private)
        document = await command.run(Call(options, event.who, event.where, self._desk))
        await event.reply.show(document, private=private)
        log.info("command done", command=command.name, platform=event.where.platform)

    async def _completions(self, command: str, option: str, typed: str, where: Place) -> list[Choice]:
        wanted = _option(_command(command, self._desk.commands), option)
        if wanted.kind == "paper":
            return await self._papers(typed.strip(), where)
        offered = wanted.choices or (("today", "yesterday", "last week") if wanted.kind == "date" else ())
        return [Choice(one, one) for one in offered if one.startswith(typed.strip().lower())]

    async def _papers(self, typed: str, where: Place) -> list[Choice]:
        shown = await self._desk.shown(where)
        words = typed.casefold()
        listed = [paper for paper in shown if words in paper.title.casefold() or paper.id.startswith(typed)]
        more = await self._desk.library.store.titled(typed, owner=where.server, limit=MOST_CHOICES) if words else []
        return [_choice(paper) for paper in {paper.id: paper for paper in (*listed, *more)}.values()]


def _choice(paper: Paper) -> Choice:
    return Choice(clip(paper.title, 90), paper.id)


def _command(name: str, commands: Sequence[Command]) -> Command:
    found = next((command for command in commands if command.name == name), None)
    if found is None:
        near = difflib.get_close_matches(name, [command.name for command in commands], n=1)
        hint = f"did you mean /{near[0]}?" if near else "/help lists what there is."
        raise BadInput(f"I have no command “{clip(name)}”; {hint}")
    return found


def _option(command: Command, name: str) -> Option:
    found = next((option for option in command.options if option.name == name), None)
    if found is None:
        raise BadInput(f"/{command.name} has no option “{clip(name)}”.")
    return found
