"""An old edition shown again says what became of its papers since: a new version, or a withdrawal."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from retrieval.library import Library
from retrieval.paper import Paper
from schedules.edition import Edition, Item, Note

WITHDRAWN = "It has been withdrawn by its authors."


async def with_news(library: Library, editions: Sequence[Edition], *, owner: str) -> list[Edition]:
    """The editions in their order, each item with a note on what its paper became. `owner`: whose papers they may be.

    A paper that was withdrawn says so itself as well. Raises StoreUnavailable.
    """
    items = [item for one in editions for item in (*one.items, *one.also)]
    papers = await library.store.many({item.paper.id for item in items}, owner=owner)
    return [_with_news(one, papers) for one in editions]


def _with_news(edition: Edition, papers: Mapping[str, Paper]) -> Edition:
    items, also = (
        tuple(_noted(item, papers.get(item.paper.id)) for item in some) for some in (edition.items, edition.also)
    )
    return replace(edition, items=items, also=also)


def _noted(item: Item, now: Paper | None) -> Item:
    what = news_of(item.paper, now)
    if not what or now is None:
        return item
    note = Note(what, what)
    paper = replace(item.paper, withdrawn=now.withdrawn, comment=now.comment if now.withdrawn else item.paper.comment)
    return replace(item, paper=paper, notes=(*(one for one in item.notes if one != note), note))


def news_of(then: Paper, now: Paper | None) -> str:
    """What is new of a paper since it was as it is in `then`, in one sentence; empty if nothing is."""
    if now is None:
        return ""
    if now.withdrawn and not then.withdrawn:
        return WITHDRAWN
    newer = now.version if then.version and now.version and now.version > then.version else None
    return f"There is a new version, v{newer}." if newer and not now.withdrawn else ""
