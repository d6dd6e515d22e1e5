"""A paper's text as it was read: parts with their headings, blocks with their pages, references."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

BlockKind = Literal["paragraph", "caption", "table"]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a caption, or a table with a line for each row and ` | ` between its cells."""

    text: str
    kind: BlockKind = "paragraph"
    page: int | None = None
    """Where it begins, counted from 1; None: the text has no pages."""


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under one heading, down to the next. `name` has its number in front: `3.2 Ablations`."""

    name: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """An entry of the bibliography: `label` as the text names it (`[12]`), empty if entries have none."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A numbered figure with its caption, word for word and without the number: `1` or `A.2`.

    `image`: the address of its one picture; empty where there is none, where it has several, or where
    it is nothing that a chat shows. `page`: where it stands. A parser gives both as the page has
    them, `figures.placed` makes them absolute.
    """

    number: str
    caption: str
    image: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class FullText:
    """What a parser made of a paper. `pages` of how many were read; both None where there are none."""

    parts: tuple[Part, ...]
    references: tuple[Reference, ...] = ()
    pages: int | None = None
    pages_read: int | None = None
    figures: tuple[Figure, ...] = ()

    @property
    def words(self) -> int:
        """In all blocks together."""
        return sum(len(block.text.split()) for part in self.parts for block in part.blocks)


def to_json(text: FullText) -> dict[str, Any]:
    """Plain lists and objects, for `from_json`."""
    return asdict(text)


def from_json(told: Mapping[str, Any]) -> FullText:
    """What `to_json` made. Raises KeyError or TypeError for anything else."""
    parts = (Part(part["name"], tuple(Block(**block) for block in part["blocks"])) for part in told["parts"])
    references = (Reference(**one) for one in told["references"])
    figures = (Figure(**one) for one in told["figures"])
    return FullText(tuple(parts), tuple(references), told["pages"], told["pages_read"], tuple(figures))
