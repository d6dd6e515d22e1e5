"""What people do on any platform → the command or conversation it is for."""

import asyncio
import functools
from collections import OrderedDict
from collections.abc import Sequence

import structlog

from bot.commands.command import Call, Command, Option
from bot.commands.finding import command_named, form_for
from bot.commands.grammar import check, split
from bot.conversation import command_in, converse
from bot.courtesy import Courtesy
from bot.desk import Desk
from bot.documents import of_sentence
from bot.errors import attended, told
from bot.heard import Heard
from bot.home import home
from bot.platforms.platform import Choice, Form, Invocation, Person, Place, Reaction, Reply, Utterance
from bot.reactions import reacted as opine
from bot.removal import removed as taken_out
from bot.smalltalk import asks, small_talk
from bot.welcome import welcome
from bot.worded import worded
from retrieval.errors import BadInput, clip
from retrieval.paper import Paper
from schedules.document import Document, Text, plain

log = structlog.get_logger(__name__)

REMEMBERED = 10_000
"""Event ids kept, to handle each once; a platform repeats within minutes, and no minute brings so many."""
COMPLETION_SECONDS = 1.8
FORM_SECONDS = 1.0
MOST_CHOICES = 25
PLEASANTRIES = {
    "thanks": "You're welcome.",
    "greeting": "Hello. Ask me about the papers, or name one; /help lists what I can do.",
}
NOT_YOURS = "Only those who run this channel can do that."
NOT_YOURS_ON = {
    "discord": "Only people with Manage Server can do that.",
    "slack": "Only the channel's creator, workspace admins and listed managers can do that, with /paperwire.",
}


class DeskEars:
    """The one listener behind every platform. Never raises: errors become sentences to the asker."""

    def __init__(self, desk: Desk, heard: Heard) -> None:
        self._desk = desk
        self._heard = heard
        self._seen: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._courtesy = Courtesy()

    async def form(self, invocation: Invocation) -> Form | None:
        """The form to open first; none when finding out takes too long, for then the sentence says what is missing."""
        try:
            async with asyncio.timeout(FORM_SECONDS):
                return await self._form(invocation)
        except Exception as error:  # noqa: BLE001 - `invoked` comes next and says in a sentence what is wrong
            log.info("no form", command=invocation.command, error=type(error).__name__)
            return None

    async def invoked(self, invocation: Invocation) -> None:
        """Run the command that somebody used, once for each event."""
        if self._first(invocation.where.platform, invocation.event):
            await attended(invocation.reply, self._invoked(invocation))

    async def said(self, utterance: Utterance) -> None:
        """Answer, or run the command that the words begin with, once for each event."""
        if self._first(utterance.where.platform, utterance.event):
            await attended(utterance.reply, self._once(utterance))

    async def reacted(self, reaction: Reaction) -> None:
        """Take note of it. Nothing is shown, so nothing is told of what goes wrong either."""
        try:
            await opine(self._desk, reaction)
        except Exception as error:  # noqa: BLE001 - nobody waits for an answer
            log.warning("reaction lost", error=type(error).__name__)

    async def invited(self, where: Place, reply: Reply) -> None:
        """Introduce ourselves, once a channel: a server that adds the bot twice within two days is told once."""
        if self._first(where.platform, event := f"invited {where.server} {where.channel}"):
            await attended(reply, self._welcome(where, reply, event))

    async def removed(self, where: Place) -> None:
        """Pause what was posted there and tell the operator. Nobody there waits for an answer."""
        try:
            await taken_out(self._desk, where)
        except Exception as error:  # noqa: BLE001 - the next post meets the same wall and is told of then
            log.warning("removal lost", error=type(error).__name__)

    async def home(self, who: Person, where: Place) -> Document:
        """The reader's own page; when it cannot be made, a sentence in its place."""
        try:
            return await home(who, where, self._desk)
        except Exception as error:  # noqa: BLE001 - a page that cannot be made says so itself
            sentence = told(error).sentence
            return Document(sentence, (Text(plain(sentence)),))

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

    async def _form(self, used: Invocation) -> Form | None:
        command, typed = command_named(used.command, used.typed, self._desk.commands)
        if command.manage and not used.who.may_manage:
            return None
        given = {**split(command, typed), **used.options}
        return await form_for(command, Call(given, used.who, used.where, self._desk))

    async def _invoked(self, used: Invocation) -> None:
        command, typed = command_named(used.command, used.typed, self._desk.commands)
        given = {**split(command, typed), **used.options}
        private = command.private is None or (command.private and not used.where.thread)
        await self._run(command, given, used, private=private)

    async def _once(self, utterance: Utterance) -> None:
        """A message reaches every process that listens, and comes again after a restart: one of them answers."""
        if utterance.addressed == "thread" and not await self._may_answer(utterance.where):
            return
        if await self._heard.take(utterance.where.platform, utterance.event):
            await self._said(utterance)

    async def _may_answer(self, where: Place) -> bool:
        """Unaddressed words get an answer where somebody pressed the button, or the owner wants it in every thread."""
        if await self._desk.threads.is_open(where):
            return True
        standing = await self._desk.subscriptions.of_channel(where.platform, where.channel)
        return standing is not None and standing.answering and await self._desk.threads.edition_of(where) is not None

    async def _said(self, utterance: Utterance) -> None:
        meant = worded(utterance.text, paper=utterance.where.paper)
        if utterance.addressed == "thread" and not meant and not asks(utterance.text):
            return  # people talk to each other there
        kind = small_talk(utterance.text)
        if kind in PLEASANTRIES:
            await utterance.reply.show(of_sentence(PLEASANTRIES[kind]), private=False)
            return
        if not utterance.text.strip() or kind == "who":
            command, typed = command_named("help", "", self._desk.commands)
        elif (meant or utterance.addressed != "thread") and (
            found := await command_in(self._desk, meant or utterance.text, owner=utterance.where.server)
        ):
            command, typed = found
        else:
            await converse(self._desk, utterance)
            return
        await self._run(command, split(command, typed), utterance, private=command.private is None)

    async def _run(
        self, command: Command, given: dict[str, str], event: Invocation | Utterance, *, private: bool
    ) -> None:
        if command.manage and not event.who.may_manage:
            raise BadInput(NOT_YOURS_ON.get(event.where.platform, NOT_YOURS))
        options = check(command, given, today=self._desk.now().date())
        with self._courtesy.telling():
            await event.reply.working(private=private)
        await self._courtesy.turn()
        grow = functools.partial(event.reply.grow, private=private)
        document = await command.run(Call(options, event.who, event.where, self._desk, private, grow))
        await event.reply.show(document, private=private)
        log.info("command done", command=command.name, platform=event.where.platform)

    async def _welcome(self, where: Place, reply: Reply, event: str) -> None:
        if await self._heard.take(where.platform, event):
            await reply.show(await welcome(where, self._desk), private=False)

    async def _completions(self, command: str, option: str, typed: str, where: Place) -> list[Choice]:
        wanted = _option(command_named(command, "", self._desk.commands)[0], option)
        if wanted.complete is not None:
            return list(await wanted.complete(self._desk, where, typed.strip()))
        if wanted.kind == "paper":
            return await self._papers(typed.strip(), where)
        days = ("today", "yesterday", "last week") if wanted.kind == "date" else ()
        offered = (*wanted.also, *(wanted.choices or days))
        return [Choice(one, one) for one in offered if one.startswith(typed.strip().lower())]

    async def _papers(self, typed: str, where: Place) -> list[Choice]:
        shown = await self._desk.shown(where, "")
        words = typed.casefold()
        listed = [paper for paper in shown if words in paper.title.casefold() or paper.id.startswith(typed)]
        more = await self._desk.library.store.titled(typed, owner=where.server, limit=MOST_CHOICES) if words else []
        return [_choice(paper) for paper in {paper.id: paper for paper in (*listed, *more)}.values()]


def _choice(paper: Paper) -> Choice:
    return Choice(clip(paper.title, 90), paper.id)


def _option(command: Command, name: str) -> Option:
    found = next((option for option in command.options if option.name == name), None)
    if found is None:
        raise BadInput(f"/{command.name} has no option “{clip(name)}”.")
    return found
