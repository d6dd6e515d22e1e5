"""What commands and conversations work with, joined once by `app.py`."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from bot.caps import UNCAPPED, Caps
from bot.changes import Changes
from bot.ledger import Ledger
from bot.notes import Notes
from bot.platforms.platform import Place
from retrieval.answer import FREELY, Allowance, Usage
from retrieval.library import Library
from retrieval.paper import Paper
from retrieval.rank import Pick
from schedules.corrections import Correction
from schedules.document import Document
from schedules.edition import Edition
from schedules.follows import Follows
from schedules.memory import Memories
from schedules.opinions import Opinions
from schedules.parcels import HeldUp
from schedules.showing import Written
from schedules.subscriptions import Subscription, Subscriptions
from schedules.told import Told

if TYPE_CHECKING:
    from bot.commands.command import Command


class Threads(Protocol):
    """Which post a thread hangs on, and what was said in it."""

    async def edition_of(self, where: Place) -> Edition | None:
        """The edition posted in this channel whose thread this is, or None."""
        ...

    async def paper_of(self, where: Place, *, asker: str) -> str:
        """The paper this asker last asked about in this thread; empty if none."""
        ...

    async def remember(self, where: Place, *, asker: str, question: str, answer: str, paper: str) -> None:
        """Keep a turn, for follow-ups."""
        ...

    async def turns(self, where: Place, *, limit: int = 6) -> list[str]:
        """What was said in this thread, oldest first, one string a turn."""
        ...

    async def is_open(self, where: Place) -> bool:
        """Whether unaddressed questions in this thread are to be answered: somebody said so here."""
        ...

    async def open(self, where: Place) -> bool:
        """From now on they are; False if they were."""
        ...

    async def close(self, where: Place) -> bool:
        """No longer; False if they were not."""
        ...

    async def forget(self, asker: str, *, server: str) -> int:
        """Remove what this person asked in this server; how many turns that were."""
        ...


class Pressroom(Protocol):
    """What the press does when somebody asks, rather than when the hour comes."""

    async def proof(self, subscription: Subscription, *, day: date | None = None) -> Edition:
        """The edition that would be posted now, or on an earlier day; composed, not kept.

        Raises BadInput when the shelf has nothing of that day.
        """
        ...

    async def own(self, subscription: Subscription, edition: Edition, *, person: str, direct: str = "") -> list[Pick]:
        """The papers that this edition read as this person (a pseudonym) alone would have them, best first.

        None where they never did anything with a paper in this server or in their DM (`direct`: its server).
        """
        ...

    async def post(self, subscription: Subscription, edition: Edition) -> Edition:
        """Keep it under its key and send it on its way; if the day has one already, that one comes back."""
        ...

    async def shown(self, edition: Edition, form: str, *, allowance: Allowance = FREELY) -> tuple[Document, Usage]:
        """The edition in the form of this name, with what became of its papers since, and what a model took for it now.

        Raises BadInput for an unknown form.
        """
        ...

    async def held_up(self, edition: Edition) -> HeldUp | None:
        """Why an edition that is kept is not in its channel; None if it is, or is on its way."""
        ...

    async def correct(self, corrections: Sequence[Correction]) -> tuple[int, bool]:
        """Record corrections of one edition and tell them in its post.

        How many are new, and whether the post says all by now; where it does not, it will.
        """
        ...

    async def restore(self, correction: Correction, *, day: date) -> tuple[bool, bool]:
        """Undo a correction from this local day on, in its post too.

        Whether it held until now, and whether the post says all by now; where it does not, it will.
        """
        ...

    async def written(self, edition: Edition) -> Written:
        """The edition's words as they first stood, and what was corrected of them."""
        ...

    async def told(self, edition: Edition) -> Mapping[str, Told]:
        """What a model told of it, by form and round-up, as it is shown."""
        ...

    async def forget_objections(self, person: str, *, server: str) -> int:
        """Remove what this person (a pseudonym) objected to as an author in this server; how many that were."""
        ...


@dataclass(frozen=True, slots=True)
class Health:
    """How the installation is. `troubles` are sentences for people, empty when all is well."""

    papers: int
    unindexed: int
    platforms: tuple[str, ...]
    """Names of those that are joined now."""
    due: datetime | None
    """When the next edition of the channel that asks is due, UTC; None: none is planned."""
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything a command may touch.

    `edition(where, day)`: the edition this channel read on that day (None: its newest), or None.
    `holding(where, paper)`: this channel's editions that read the paper of this id, the newest first, some at most.
    `shown(where, asker)`: the papers last listed here to everybody or to this asker alone, in the
    order of their numbers, whatever the thread; before any list, those of the channel's newest edition.
    `listed(where, papers, whose)`: these have just been listed here, to `whose` alone or (empty) to all.
    `alert(sentence)`: tells the operator.
    `pseudonym(platform, person)`: what stands for a person where nobody must be reached.
    `caps`: what the models may cost here in a month, see `budget.allowance`.
    """

    library: Library
    threads: Threads
    edition: Callable[[Place, date | None], Awaitable[Edition | None]]
    holding: Callable[[Place, str], Awaitable[Sequence[Edition]]]
    shown: Callable[[Place, str], Awaitable[tuple[Paper, ...]]]
    listed: Callable[[Place, Sequence[Paper], str], Awaitable[None]]
    commands: "tuple[Command, ...]"
    now: Callable[[], datetime]
    subscriptions: Subscriptions
    press: Pressroom
    changes: Changes
    notes: Notes
    opinions: Opinions
    follows: Follows
    ledger: Ledger
    memories: Memories
    pseudonym: Callable[[str, str], Awaitable[str]]
    health: Callable[[Place], Awaitable[Health]]
    alert: Callable[[str], Awaitable[None]]
    caps: Caps = UNCAPPED

    @property
    def by_model(self) -> bool:
        """Whether a model writes here, as long as it answers and no cap is reached."""
        return self.library.writer.byline("headline").model is not None
