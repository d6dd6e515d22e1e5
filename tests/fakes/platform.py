"""A chat platform in memory that people talk on, a reply that keeps what it was told, ears that note what they hear."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.platforms.platform import Choice, Ears, Form, Invocation, Person, Place, Reaction, Reply, Utterance
from bot.platforms.printable import visible
from schedules.document import Block, Document, Text, plain, text_of
from schedules.parcels import Message, Receipt, Rendered
from tests.fakes.postbox import FakePostbox

ASKER = Person("asker", "Ada")
CHANNEL = "papers"


@dataclass
class FakeReply:
    """Notes `working`, `grow`, `show` and `refuse` in order, as (what, private) and (what, words)."""

    working_calls: list[bool] = field(default_factory=list)
    shown: list[tuple[Document, bool]] = field(default_factory=list)
    grown: list[tuple[Document, bool]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    gone: bool = False
    """The platform no longer takes anything."""

    async def working(self, *, private: bool) -> None:
        self._alive()
        self.working_calls.append(private)

    async def show(self, document: Document, *, private: bool) -> Receipt | None:
        self._alive()
        if self.refusals:
            return None
        self.shown.append((document, private))
        return Receipt(CHANNEL, str(len(self.shown)), str(len(self.shown)))

    async def grow(self, document: Document, *, private: bool) -> None:
        """As the port says: what is grown after `show`, or once the platform is gone, is left out."""
        if not (self.gone or self.shown or self.refusals):
            self.grown.append((document, private))

    async def refuse(self, sentence: str) -> None:
        self._alive()
        self.refusals.append(sentence)

    def _alive(self) -> None:
        if self.gone:
            raise ConnectionResetError("the platform is gone")

    @property
    def text(self) -> str:
        """All words shown, post by post, those of their threads after them."""
        return "\n".join(text_of(part) for document, _ in self.shown for part in _parts(document))


def _parts(document: Document) -> list[tuple[Block, ...]]:
    return [document.blocks, *(entry.blocks for entry in document.thread)]


Act = tuple[Literal["command", "mention"], str, str]
"""What somebody does: ("command", its name, the words after it) or ("mention", the words, "")."""


@dataclass
class FakePlatform(FakePostbox):
    """`acts` are done, one after the other, by ASKER once it runs; then it waits to be cancelled."""

    acts: list[Act] = field(default_factory=list)
    replies: list[FakeReply] = field(default_factory=list)
    done: asyncio.Event = field(default_factory=asyncio.Event)
    closed: bool = False
    owner_told: list[str] = field(default_factory=list)

    def render(self, document: Document) -> Rendered:
        return Rendered((_message(document.blocks),), tuple(_message(e.blocks, e.about) for e in document.thread))

    async def tell_owner(self, sentence: str) -> bool:
        self.owner_told.append(sentence)
        return True

    async def run(self, ears: Ears) -> None:
        events = itertools.count(1)
        try:
            for kind, words, typed in self.acts:
                await self._do(ears, kind, words, typed, str(next(events)))
            self.done.set()
            await asyncio.Event().wait()
        finally:
            self.closed = True

    async def _do(self, ears: Ears, kind: str, words: str, typed: str, event: str) -> None:
        reply = FakeReply()
        self.replies.append(reply)
        where = Place(self.name, "server", CHANNEL)
        if kind == "command":
            await ears.invoked(Invocation(words, {}, ASKER, where, reply, event, typed))
        else:
            await ears.said(Utterance(words, ASKER, where, reply, event, "mention"))


def _message(blocks: tuple[Block, ...], about: str = "") -> Message:
    text = visible(text_of(blocks))
    return Message({"text": text}, text, about)


@dataclass
class FakeEars:
    """Notes what it hears and answers with `answer`, if there is one; `forms` open before a command of their name."""

    answer: Callable[[Invocation | Utterance], Awaitable[None]] | None = None
    heard: list[Invocation | Utterance] = field(default_factory=list)
    forms: Mapping[str, Form] = field(default_factory=dict)
    reactions: list[Reaction] = field(default_factory=list)
    invitations: list[tuple[Place, Reply]] = field(default_factory=list)
    removals: list[Place] = field(default_factory=list)
    page: Document = field(default_factory=lambda: Document("Home", (Text(plain("Your list is empty.")),)))

    async def form(self, invocation: Invocation) -> Form | None:
        return None if invocation.options else self.forms.get(invocation.command)

    async def reacted(self, reaction: Reaction) -> None:
        self.reactions.append(reaction)

    async def invited(self, where: Place, reply: Reply) -> None:
        self.invitations.append((where, reply))

    async def removed(self, where: Place) -> None:
        self.removals.append(where)

    async def home(self, who: Person, where: Place) -> Document:
        return self.page

    async def invoked(self, invocation: Invocation) -> None:
        await self._hear(invocation)

    async def said(self, utterance: Utterance) -> None:
        await self._hear(utterance)

    async def completing(self, command: str, option: str, typed: str, where: Place) -> Sequence[Choice]:
        return []

    async def _hear(self, event: Invocation | Utterance) -> None:
        self.heard.append(event)
        if self.answer:
            await self.answer(event)
