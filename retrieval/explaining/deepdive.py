"""A paper told in depth, as plain data, and how that is kept as text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import TypeAdapter, ValidationError

from retrieval.answer import DEEP_SECTIONS, EXTRACTIVE, Byline, Claim, Section, Usage
from retrieval.explaining.checklist import Check
from retrieval.explaining.illustration import Illustration
from retrieval.explaining.recommended import Recommended
from retrieval.paper import Paper, Passage

FORM = 2
"""Goes up when the program itself chooses other sentences or holds more: what was told before is told anew."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a paper a quote stands."""

    section: str
    page: int | None = None
    retold: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What an explanation says: everything of it that stays true as long as the text does."""

    sections: tuple[Section, ...]
    byline: Byline = EXTRACTIVE
    checks: tuple[Check, ...] = ()
    readings: tuple[Recommended, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
    """Of the passages that are quoted, by key."""
    full: bool = False
    """Whether more than the abstract was read."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A paper in the sections of `answer.DEEP_SECTIONS`; "gaps" is always among them.

    `remark`: something the reader should know first, such as a withdrawal or a model that was down.
    `usage`: what this telling took; nothing where it was kept from an earlier one. `illustration`: the
    figure that helps, where the paper was read in full and has one.
    """

    paper: Paper
    level: str
    told: Told
    usage: Usage = field(default_factory=Usage)
    remark: str = ""
    illustration: Illustration | None = None

    @property
    def sections(self) -> tuple[Section, ...]:
        return self.told.sections

    @property
    def byline(self) -> Byline:
        return self.told.byline

    def claims(self, name: str) -> tuple[Claim, ...]:
        """The claims of the section of this name; none if it is not there."""
        return next((one.claims for one in self.told.sections if one.name == name), ())


_TOLD = TypeAdapter(Told)


def to_text(told: Told) -> str:
    """As JSON, for `from_text`."""
    return _TOLD.dump_json(told).decode()


def from_text(text: str) -> Told | None:
    """What `to_text` made; None for anything else, such as what another version of the program kept."""
    try:
        return _TOLD.validate_json(text)
    except ValidationError:
        return None


def in_order(sections: Iterable[Section]) -> tuple[Section, ...]:
    """The sections as they are read; those of a name there is not are left out."""
    by_name = {section.name: section for section in sections}
    return tuple(by_name[name] for name in DEEP_SECTIONS if name in by_name)


def places(told: Told, passages: Sequence[Passage]) -> Mapping[str, Place]:
    """Where each quote of `told` stands."""
    claims = [claim for section in told.sections for claim in section.claims]
    claims += [one.claim for one in told.checks if one.claim]
    keys = {quote.passage_key for claim in claims for quote in claim.quotes}
    keys |= {one.quote.passage_key for one in told.readings if one.quote}
    return {one.key: place_in(one) for one in passages if one.key in keys}


def place_in(passage: Passage) -> Place:
    """Where this passage stands in its paper."""
    return Place(passage.section, passage.page, passage.retold)
