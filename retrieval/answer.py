"""Questions, and what may be said in reply: claims that each carry the quotes behind them."""

from dataclasses import dataclass
from datetime import date

from retrieval.paper import PUBLIC, Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which passages may answer. Every field narrows; the default is all that is public."""

    owner: str = PUBLIC
    """The server that asks: its own papers answer besides the public ones, nobody else's do."""
    paper_ids: frozenset[str] | None = None
    """Only these papers; None: any."""
    first: frozenset[str] = frozenset()
    """Papers that come first when they have something to say (the day's), the rest after them."""
    since: date | None = None
    until: date | None = None
    """Announced (or, if that is unknown, captured) on or after / on or before this day."""
    categories: frozenset[str] = frozenset()
    """In one of these categories; empty: any."""
    label: str = "the whole library"
    """How an answer names this scope."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What somebody wants to know, with what was said before it in the thread (oldest first)."""

    text: str
    scope: Scope = Scope()
    history: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that stand, as they are here, in a stored passage. Only `ground.py` makes one."""

    passage_key: str
    text: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement and the checked quotes it rests on. Only `ground.py` makes one.

    `verbatim`: the statement is itself a quote (perhaps cut at a clause), nobody's paraphrase.
    `original`: where `text` is a translation, the statement in the language of the quotes, which has
    been checked against them.
    """

    text: str
    quotes: tuple[Quote, ...]
    verbatim: bool = False
    original: str = ""


@dataclass(frozen=True, slots=True)
class DraftClaim:
    """A statement as a writer returned it: nothing in it has been checked.

    `original`: where `text` is in another language than the quote, the same statement in the quote's.
    """

    text: str
    passage_key: str
    quote: str
    original: str = ""


@dataclass(frozen=True, slots=True)
class DraftSection:
    """Unchecked claims under one of the names in `SECTIONS`."""

    name: str
    claims: tuple[DraftClaim, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Checked claims under one of the names in `SECTIONS`; `note` is the program's own remark."""

    name: str
    claims: tuple[Claim, ...]
    note: str = ""


SECTIONS = ("about", "problem", "new", "takeaways", "gaps", "matters", "next")
"""What a thread entry holds, in order."""

DEEP_SECTIONS = (
    *("finding", "hook", "takeaways", "terms", "about", "problem", "new", "how", "setup", "evidence", "gaps"),
    *("matters", "next"),
)
"""What an explanation holds, in order: `finding` is one claim, the headline; `hook` what draws a reader in;

`terms` what the paper itself explains of its words; `setup` what was tested and how, `evidence` what came out.
"""


@dataclass(frozen=True, slots=True)
class DraftItem:
    """What a writer has to say of one paper of the day, unchecked.

    `finding` is the sentence for the channel, `sections` the thread entry below it.
    """

    paper_id: str
    finding: DraftClaim
    sections: tuple[DraftSection, ...]


@dataclass(frozen=True, slots=True)
class DraftHeadline:
    """An edition's words as a writer returned them. `line`: what ties the day together, or None."""

    line: DraftClaim | None
    items: tuple[DraftItem, ...]


@dataclass(frozen=True, slots=True)
class DraftAnswer:
    """Claims in reply to a question, unchecked; none: the passages do not say.

    `corrects`: the question takes something for granted that the first claim contradicts.
    """

    claims: tuple[DraftClaim, ...]
    corrects: bool = False


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A line of a longer text as a writer returned it: a fact with its quote, or talk, which has neither.

    `original`: as in `DraftClaim`, of talk too.
    """

    text: str
    passage_key: str = ""
    quote: str = ""
    speaker: str = ""
    original: str = ""

    @property
    def claim(self) -> DraftClaim | None:
        """The fact to be checked; None for talk."""
        return DraftClaim(self.text, self.passage_key, self.quote, self.original) if self.quote else None


@dataclass(frozen=True, slots=True)
class DraftPart:
    """A named part of a longer text, perhaps about one paper; unchecked."""

    name: str
    lines: tuple[DraftLine, ...]
    paper_id: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a writer consumed. Cost in US dollars; None: nobody told us the price."""

    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: float | None = 0.0

    def __add__(self, other: "Usage") -> "Usage":
        known = self.cost_usd is not None and other.cost_usd is not None
        cost = (self.cost_usd or 0.0) + (other.cost_usd or 0.0) if known else None
        return Usage(self.tokens_in + other.tokens_in, self.tokens_out + other.tokens_out, cost)


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote something, for the label that stands under it.

    `model` is None when no language model took part: then every sentence is verbatim.
    """

    model: str | None
    prompt: str = ""
    """Name and version of the prompt, such as `headline 1`."""


EXTRACTIVE = Byline(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What one answer or explanation may take of a model; beyond it the paper's own sentences step in."""

    seconds: float = 60.0
    """In all, from the first request to the last."""
    tokens: int = 60_000
    """Going in and coming out, all requests together; what has been begun is not broken off."""
    steps: int = 6
    """Requests of an agent."""
    refused: str = ""
    """Why no model may be asked at all (a cap was reached), in one sentence for people; empty: it may."""


FREELY = Allowance()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A reply. Either `claims` is not empty, or `refusal` is one sentence that says why not."""

    question: str
    scope: str
    claims: tuple[Claim, ...] = ()
    refusal: str = ""
    nearest: Claim | None = None
    """With a refusal: the nearest thing the papers do say."""
    passages: tuple[Passage, ...] = ()
    """What was read for it, best first."""
    byline: Byline = EXTRACTIVE
    usage: Usage = Usage()
    warning: str = ""
    """What has to be read before anything else: a paper that is quoted or asked was withdrawn."""
    remark: str = ""
    """Something the asker should know of how this came about, such as a model that was down."""
    corrects: bool = False
    """The question takes something for granted that the first claim contradicts."""
