"""One person at the console: where they are, and what a line of theirs does there."""

import itertools
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.platforms.console.lines import Back, Command, Leave, Open, Said, step
from bot.platforms.console.render import render
from bot.platforms.console.screen import Screen
from bot.platforms.platform import Ears, Invocation, Person, Place, Utterance
from schedules.delivery import Message, Receipt
from schedules.document import Document

CHANNEL = "console"
YOU = Person("you", "you", may_manage=True)
HINT = "Ask anything, or type an item's number to open its thread, a word in [ ] to press it, /help, /quit."


@dataclass(frozen=True, slots=True)
class Entry:
    """An item's place in the channel: its message, and the thread where it is talked about."""

    message: Message
    thread: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What is in sight: the post's thread and entries, the item that is open, the buttons shown last."""

    post: str = ""
    entries: tuple[Entry, ...] = ()
    item: int = 0
    buttons: tuple[tuple[str, str, str], ...] = ()

    @property
    def place(self) -> Place:
        """Where words typed now belong: the open item's thread, else the post's."""
        if self.item:
            entry = self.entries[self.item - 1]
            return Place(CHANNEL, CHANNEL, CHANNEL, thread=entry.thread, paper=entry.message.about)
        return Place(CHANNEL, CHANNEL, CHANNEL, thread=self.post)

    @property
    def prompt(self) -> str:
        """Says where one is and how to leave."""
        return f"item {self.item} (back to leave) › " if self.item else "› "


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
        match step(line, self.standing.buttons):
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
                await self._ears.said(Utterance(text, YOU, self.standing.place, reply, self._event(), "mention"))
        self.screen.idle()
        return True

    def _where_commands_go(self) -> Place:
        """A command outside an item's thread is given to the channel, as a slash command is."""
        return self.standing.place if self.standing.item else replace(self.standing.place, thread="")

    def shown(self, message: Message, entries: Sequence[Entry]) -> None:
        """Print a message; with entries, it is the post that numbers now open."""
        self.screen.show(message)
        buttons = tuple((label, action, value) for label, action, value in message.payload["buttons"])
        if entries:
            self.standing = Standing(self.standing.post, tuple(entries), 0, buttons)
        elif buttons:
            self.standing = replace(self.standing, buttons=buttons)

    def _open(self, number: int) -> None:
        entries = self.standing.entries
        if not 1 <= number <= len(entries):
            there = f"the post has items 1 to {len(entries)}" if entries else "no post with items is in sight"
            self.screen.say(f"There is no {number} to open: {there}.", style="yellow")
            return
        message = entries[number - 1].message
        self.screen.show(message)
        buttons = tuple((label, action, value) for label, action, value in message.payload["buttons"])
        self.standing = replace(self.standing, item=number, buttons=buttons)

    def _back(self) -> None:
        self.screen.say("Back on the day." if self.standing.item else "You are on the day already; /quit leaves.")
        self.standing = replace(self.standing, item=0, buttons=())

    def _event(self) -> str:
        return f"{self._name}-{next(self._events)}"


class ConsoleReply:
    """The way back to the person at the console; what is private elsewhere is private here."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._over = False

    async def working(self, *, private: bool) -> None:  # noqa: ARG002 - the port's signature; one person sees all
        if not self._over:
            self._session.screen.busy("Reading …")

    async def show(self, document: Document, *, private: bool) -> Receipt | None:  # noqa: ARG002 - as above
        if self._over:
            return None
        rendered = render(document)
        entries = [Entry(message, secrets.token_hex(6)) for message in rendered.thread]
        for message in rendered.post:
            self._session.shown(message, entries)
        number = secrets.token_hex(6)
        return Receipt(CHANNEL, number, number)

    async def refuse(self, sentence: str) -> None:
        if not self._over:
            self._over = True
            self._session.screen.say(sentence, style="yellow")
