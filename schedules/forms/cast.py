"""Which papers of a day a show tells in depth, and which as quick hits. Pure."""

from dataclasses import dataclass

from schedules.edition import Edition, Item
from schedules.forms.hosts import Cues
from schedules.told import Told

DEEP, MOST_DEEP = 4, 5
"""Papers told in depth: of the first ones, and at most, where a model chose more."""


@dataclass(frozen=True, slots=True)
class Cast:
    """What every piece of the script is made from."""

    edition: Edition
    told: Told
    cues: Cues
    deep: tuple[Item, ...]
    quick: tuple[Item, ...]


def cast(edition: Edition, told: Told, quick: int) -> Cast:
    """The papers a model told of in depth come first; `quick`: how many quick hits there may be."""
    items = (*edition.items, *edition.also)
    chosen = [item for item in items if told.part("deep", item.paper.id)][:MOST_DEEP]
    deep = (*chosen, *(item for item in items if item not in chosen))[: max(DEEP, len(chosen))]
    rest = tuple(item for item in items if item not in deep)
    return Cast(edition, told, Cues(edition.key), deep, rest[:quick])
