"""What two papers have in common beside their words: people, fields, what they cite."""

from dataclasses import dataclass

from retrieval.explaining.citations import both_cite, names
from retrieval.explaining.likeness import shared
from retrieval.library import Library
from retrieval.paper import Paper


@dataclass(frozen=True, slots=True)
class Common:
    """Facts, counted by program. `references` are titles as the first paper prints them."""

    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    """Phrases that stand in both titles or abstracts."""
    references: tuple[str, ...] = ()
    bibliographies: bool = False
    """Whether both are known; else nothing can be said of what they cite."""
    cites: tuple[tuple[str, str], ...] = ()
    """(id of the citing, id of the cited) where one cites the other."""


async def in_common(library: Library, one: Paper, other: Paper) -> Common:
    """What the two share, as far as they are stored. Raises what the store raises."""
    readings = [await library.store.reading(paper) for paper in (one, other)]
    ours, theirs = ((reading.references if reading else ()) for reading in readings)
    people = {name.casefold() for name in other.authors}
    citing = ((one, ours, other), (other, theirs, one))
    return Common(
        authors=tuple(name for name in one.authors if name.casefold() in people),
        categories=tuple(category for category in one.categories if category in other.categories),
        terms=tuple(shared((one.title, one.abstract), (other.title, other.abstract))),
        references=tuple(both_cite(ours, theirs)),
        bibliographies=bool(ours and theirs),
        cites=tuple(
            (who.id, whom.id) for who, list_, whom in citing if any(names(e, whom.id, whom.title) for e in list_)
        ),
    )
