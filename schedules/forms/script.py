"""Lines of the show's script: who says what, in whose words, and what it rests on. Pure."""

from collections.abc import Sequence

from retrieval.answer import Claim
from retrieval.text.clauses import clause, shown_alone
from schedules.document import Block, Inline, Small, Span, Text
from schedules.edition import Item
from schedules.forms.cited import id_of as named
from schedules.forms.hosts import DOUBTS, EXPLAINS, HOSTS
from schedules.forms.short import WORDS, short_of
from schedules.told import Line, Part

LONGEST = 300
"""Characters of a sentence a host quotes; a longer one gives way or is cut at a clause."""


def says(host: str, *spans: Span | str) -> Text:
    """A line of the script."""
    return Text((Span(f"{host}: ", bold=True), *(Span(one) if isinstance(one, str) else one for one in spans)))


def quoted(claim: Claim) -> str:
    """A claim as a host says it: between quotation marks where it is the paper's own, and bearably short."""
    return f"“{shown_alone(clause(claim.text, LONGEST))}”" if claim.verbatim else claim.text


def short_words(item: Item, most: int = WORDS, *, titled: bool = True) -> Inline:
    """A short sentence of the paper: the paper's own words between quotation marks; nothing where there is none."""
    text = shown_alone(short_of(item, most, titled=titled))
    own = bool(text) and any(
        claim.verbatim and text.strip("… ") in claim.text for claim in (item.finding, *all_claims(item))
    )
    return (Span(f"“{text}”" if own else text),) if text else ()


def all_claims(item: Item) -> tuple[Claim, ...]:
    return tuple(claim for section in item.sections for claim in section.claims)


def id_of(item: Item) -> Span:
    return named(item.paper)


def script(part: Part) -> list[Block]:
    """A model's lines, each said by a host: facts by the one who explains unless it says otherwise."""
    return [says(speaker_of(line), *spoken(line, part)) for line in part.lines]


def speaker_of(line: Line) -> str:
    if line.speaker in HOSTS:
        return line.speaker
    return EXPLAINS if line.claim else DOUBTS


def spoken(line: Line, part: Part) -> Inline:
    text = quoted(line.claim) if line.claim else line.text
    if not line.paper_id or part.paper_id:
        return (Span(text),)
    return Span(f"{text} ("), Span(line.paper_id), Span(")")


def rests_on(parts: Sequence[Part]) -> list[Block]:
    """The quotes behind what the hosts put in other words."""
    quotes = dict.fromkeys(
        f"“{quote.text}”"
        for part in parts
        for line in part.lines
        if line.claim and not line.claim.verbatim
        for quote in line.claim.quotes
    )
    return [Small((Span("This rests on: "), Span(" ".join(quotes), italic=True)))] if quotes else []
