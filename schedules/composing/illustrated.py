"""The figures of papers that were read in full already, for the items of an edition."""

from collections.abc import Iterable
from dataclasses import replace

from retrieval.explaining.illustration import illustration
from retrieval.library import Library
from schedules.edition import Item


async def illustrated(library: Library, items: Iterable[Item]) -> tuple[Item, ...]:
    """The items, each with the figure that helps if its paper has been read and has one. Reads nothing itself."""
    found: list[Item] = []
    for item in items:
        reading = await library.store.reading(item.paper)
        found.append(replace(item, illustration=illustration(reading.figures)) if reading else item)
    return tuple(found)
