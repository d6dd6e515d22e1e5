"""One person at the console: where they are, and what a line of theirs does there."""

import itertools
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.platforms.console.lines import Back, Command, Leave, Open, Said, step
from bot.platforms.console.render import Piece, render
from bot.platforms.console.screen import Screen
from bot.platforms.growth import without_open_end
from bot.platforms.platform import Ears, Invocation, Person, Place, Utterance
from schedules.document import Document
from schedules.parcels import Message, Receipt

CHANNEL = "console"
YOU = Person("you", "you", may_manage=True)
HINT = "Ask anything, or type an item's number to open its thread, a word in [ ] to press it, /help, /quit."


@dataclass(frozen=True, slots=True)
class Entry:
    """An item's place in the channel: its message, and the thread where it is talked about."""

    message: Message
    thread: str


Pressable = tuple[str, str, str]
"""A button's label, action and value."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is in sight: the post's thread and entries, the item that is open, what can be pressed.

    `numbers` are the numbered buttons of the last list: until `back`, a number presses one of them
    and opens no item.
    """

    post: str = ""
    entries: tuple[Entry, ...] = ()
    item: int = 0
    words: tuple[Pressable, ...] = ()
    numbers: tuple[Pressable, ...] = ()

    @property
    def place(self) -> Place:
        """Where words typed now belong: the open item's thread, else the post's."""
        if self.item:
            entry = self.entries[self.item - 1]
            return Place(CHANNEL, CHANNEL, CHANNEL, thread=entry.thread, paper=entry.message.about)
        return Place(CHANNEL, CHANNEL, CHANNEL, thread=self.post)

    @property
    def prompt(self) -> str:
        """Where one is, and what can be typed there."""
        count = len(self.numbers or self.entries)
        hints = ["ask", *(label.lower() for label, _, _ in self.words)]
        hints += [f"1-{count}"] if count > 1 else ["1"] if count else []
        here = f"item {self.item}: " if self.item else ""
        return f"{here}{', '.join([*hints, 'back' if self.item or self.numbers else '/help'])} › "

    def seeing(self, message: Message) -> "Standing":
        """With this message in sight. The numbers of an earlier list stay until there are new ones, and an

        open item's own buttons while what was said in its thread has none.
        """
        pressable = [(label, action, value) for label, action, value in message.payload["buttons"]]
        numbers = tuple(one for one in pressable if one[0].isdigit())
        words = tuple(one for one in pressable if not one[0].isdigit())
        return replace(self, words=words or (self.words if self.item else ()), numbers=numbers or self.numbers)


class Session:
    """The console while somebody sits at it."""

    def __init__(self, screen: Screen, ears: Ears, standing: Standing) -> None:
        self.screen = screen
        self.standing = standing
        self._ears = ears
        self._name = secrets.token_hex(4)
        self._events = itertools.count(1)

    async def take(self, line: str) -> bool:
        """Do what the line asks; False once the person has left."""
        match step(line, (*self.standing.words, *self.standing.numbers)):
            case Leave():
                return False
            case Back():
                self._back()
            case Open(number=number):
                self._open(number)
            case Command(name=name, typed=typed):
                await self._ears.invoked(
                    Invocation(name, {}, YOU, self._where_commands_go(), ConsoleReply(self), self._event(), typed)
                )
            case Said(text=text):
                reply = ConsoleReply(self)
                await self._ears.said(Utterance(text, YOU, self.standing.place, reply, self._event(), "direct"))
        self.screen.idle()
        return True

    def _where_commands_go(self) -> Place:
        """A command outside an item's thread is given to the channel, as a slash command is."""
        return self.standing.place if self.standing.item else replace(self.standing.place, thread="")

    def shown(self, message: Message, entries: Sequence[Entry], *, after: int = 0) -> None:
        """Print a message, without its first `after` pieces, which stand already; with entries, it is the post

        that numbers now open.
        """
        self.screen.show(message, after=after)
        if entries:
            self.standing = replace(self.standing, entries=tuple(entries), item=0, numbers=())
        self.standing = self.standing.seeing(message)

    def _open(self, number: int) -> None:
        entries = self.standing.entries
        if not 1 <= number <= len(entries):
            there = f"the post has items 1 to {len(entries)}" if entries else "no post with items is in sight"
            self.screen.say(f"There is no {number} to open: {there}.", style="yellow")
            return
        message = entries[number - 1].message
        self.screen.show(message)
        self.standing = replace(self.standing, item=number).seeing(message)

    def _back(self) -> None:
        if self.standing.item:
            self.screen.say("Back on the day.")
        elif self.standing.numbers:
            self.screen.say("Numbers open the items of the day again.")
        else:
            self.screen.say("You are on the day already; /quit leaves.")
        self.standing = replace(self.standing, item=0, words=(), numbers=())

    def _event(self) -> str:
        return f"{self._name}-{next(self._events)}"


class ConsoleReply:
    """The way back to the person at the console; what is private elsewhere is private here."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._over = False
        self._grown: list[Piece] = []

    async def working(self, *, private: bool) -> None:  # noqa: ARG002 - the port's signature; one person sees all
        if not self._over:
            self._session.screen.busy("Reading …")

    async def show(self, document: Document, *, private: bool) -> Receipt | None:  # noqa: ARG002 - as above
        if self._over:
            return None
        rendered = render(document)
        entries = [Entry(message, secrets.token_hex(6)) for message in rendered.thread]
        grown, self._grown = self._grown, []
        for message in rendered.post:
            begun = len(grown) if message.payload["blocks"][: len(grown)] == grown else 0
            self._session.shown(message, entries, after=begun)
        number = secrets.token_hex(6)
        return Receipt(CHANNEL, number, number)

    async def grow(self, document: Document, *, private: bool) -> None:  # noqa: ARG002 - as above
        """Prints what is new at once: a terminal has no pace to keep, but what it printed stays."""
        if self._over:
            return
        message = render(without_open_end(document)).post[0]
        if message.payload["blocks"][: len(self._grown)] == self._grown:
            self._session.screen.show(message, buttons=False, after=len(self._grown))
            self._grown = message.payload["blocks"]

    async def refuse(self, sentence: str) -> None:
        if not self._over:
            self._over = True
            self._session.screen.say(sentence, style="yellow")
