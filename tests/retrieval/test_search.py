"""Passages for a question, on a shelf, an index and an embedder in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

import pytest

from retrieval.answer import Scope
from retrieval.collect import index_pending
from retrieval.errors import (
    EmbedderUnavailable,
    IndexUnavailable,
    PaperwireError,
    RerankerUnavailable,
    StorageRefused,
    StoreUnavailable,
)
from retrieval.fulltext.outcome import Outcome, Reading
from retrieval.library import Library
from retrieval.paper import Paper, PaperRef, Passage
from retrieval.search import RERANKED, Found, search, similar
from retrieval.writers.extractive import Extractive
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.index import FakeIndex
from tests.fakes.reranker import FakeReranker
from tests.fakes.store import FakePaperStore

NOW = datetime(2026, 3, 6, tzinfo=UTC)

CACHE = Paper(id="2603.00001", title="Cache eviction", abstract="Keys are evicted from the cache by age.", version=1)
PRUNE = Paper(id="2603.00002", title="Pruning heads", abstract="Heads that matter little are pruned away.", version=1)
STARS = Paper(id="2603.00003", title="Dwarf galaxies", abstract="Stars form slowly in small galaxies.", version=1)


class _NoLookup:
    async def lookup(self, refs: Sequence[PaperRef]) -> list[Paper]:
        return []


@dataclass
class Shelf:
    """A library in memory whose parts can be made to fail."""

    store: FakePaperStore = field(default_factory=FakePaperStore)
    index: FakeIndex = field(default_factory=FakeIndex)
    embedder: FakeEmbedder = field(default_factory=lambda: FakeEmbedder(dimensions=512))

    @property
    def library(self) -> Library:
        writer = Extractive()
        return Library(self.store, self.index, self.embedder, writer, writer, _NoLookup())

    async def take(self, *papers: Paper) -> Library:
        await self.store.add(papers, captured=NOW)
        await index_pending(self.store, self.embedder, self.index)
        return self.library


def ids(found: Sequence[Found]) -> list[str]:
    return [one.paper.id for one in found]


async def test_the_passage_that_fits_comes_first_with_what_both_legs_said() -> None:
    library = await Shelf().take(STARS, PRUNE, CACHE)

    best = (await search(library, "how are keys evicted from a cache"))[0]

    assert best.paper == CACHE
    assert best.passage.paper_id == CACHE.id
    assert best.lexical is not None
    assert best.dense is not None
    assert 0 < best.score <= 1


async def test_a_passage_only_its_meaning_finds_is_found_without_a_lexical_score() -> None:
    shelf = Shelf()
    library = await shelf.take(STARS, PRUNE)
    vector = (await shelf.embedder.queries(["tiny suns"]))[0]
    row = shelf.store.current[STARS.id, ""]
    shelf.index.held[row] = vector

    best = (await search(library, "tiny suns"))[0]

    assert best.paper.id == STARS.id
    assert best.lexical is None
    assert best.dense == pytest.approx(1.0)


@pytest.mark.parametrize("error", [IndexUnavailable("The index is down."), StorageRefused("The disk is full.")])
async def test_words_alone_answer_while_the_index_is_down(error: PaperwireError) -> None:
    shelf = Shelf()
    library = await shelf.take(CACHE, STARS)
    shelf.index.error = error

    found = await search(library, "cache eviction")

    assert ids(found) == [CACHE.id]
    assert found[0].dense is None


async def test_words_alone_answer_while_nothing_can_be_embedded() -> None:
    shelf = Shelf()
    library = await shelf.take(CACHE, STARS)
    shelf.embedder.error = EmbedderUnavailable("The embedding model is down.")

    assert ids(await search(library, "cache eviction")) == [CACHE.id]


async def test_a_store_that_is_down_is_told() -> None:
    class _Down(FakePaperStore):
        async def lexical(self, text: str, *, scope: Scope, limit: int) -> list[object]:  # type: ignore[override]
            raise StoreUnavailable("The database is down.")

    with pytest.raises(StoreUnavailable):
        await search(Shelf(store=_Down()).library, "cache")


async def test_another_server_never_finds_what_one_brought_itself() -> None:
    private = replace(CACHE, owner="acme")
    library = await Shelf().take(private, STARS)

    assert CACHE.id in ids(await search(library, "cache eviction", scope=Scope(owner="acme")))
    assert CACHE.id not in ids(await search(library, "cache eviction", scope=Scope(owner="rival")))
    assert CACHE.id not in ids(await search(library, "cache eviction"))


async def test_a_narrow_scope_holds_its_papers_however_far_they_are_from_the_question() -> None:
    crowd = [replace(CACHE, id=f"2602.{n:05}", title=f"Cache eviction {n}") for n in range(300)]
    library = await Shelf().take(*crowd, STARS)

    found = await search(library, "cache eviction", scope=Scope(paper_ids=frozenset({STARS.id})))

    assert ids(found) == [STARS.id]


async def test_a_wide_scope_looks_further_when_the_nearest_lie_outside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.search.NARROW", 100)
    old, new = date(2020, 1, 1), date(2026, 3, 1)
    near = [Paper(id=f"2001.{n:05}", title=f"Cache {n}", abstract="cache eviction", announced=old) for n in range(300)]
    far = [
        Paper(id=f"2603.{n:05}", title=f"Galaxy {n}", abstract=f"cache {n} and other words", announced=new)
        for n in range(150)
    ]
    library = await Shelf().take(*near, *far)

    found = await search(library, "eviction", scope=Scope(since=new), limit=20)

    assert len(found) == 20
    assert all(one.paper.announced == new for one in found)


async def test_the_days_papers_come_first_where_they_are_nearly_as_good() -> None:
    best = Paper(id="2001.00001", title="Cache eviction", abstract="Cache eviction by age of keys.")
    todays = Paper(id="2603.00009", title="Cache eviction again", abstract="Eviction by use of keys.")
    library = await Shelf().take(best, todays, STARS)

    plainly = await search(library, "cache eviction keys")
    first = await search(library, "cache eviction keys", scope=Scope(first=frozenset({todays.id})))

    assert ids(plainly)[0] == best.id
    assert ids(first)[0] == todays.id


async def test_the_days_papers_stay_behind_when_they_have_nothing_to_say() -> None:
    library = await Shelf().take(CACHE, STARS)

    found = await search(library, "cache eviction", scope=Scope(first=frozenset({STARS.id})))

    assert ids(found)[0] == CACHE.id


async def test_the_days_papers_are_read_even_among_many_better_ones() -> None:
    crowd = [
        Paper(id=f"2602.{n:05}", title=f"Cache {n}", abstract=f"Eviction {n} of keys, number {n * n}.")
        for n in range(250)
    ]
    todays = Paper(id="2603.00009", title="Cache eviction keys", abstract="A cache of values, its eviction.")
    library = await Shelf().take(*crowd, todays)

    found = await search(library, "cache eviction keys", scope=Scope(first=frozenset({todays.id})), limit=5)

    assert ids(found)[0] == todays.id


async def test_what_two_papers_say_in_the_same_words_is_found_once() -> None:
    twin = replace(CACHE, id="file:twin")
    library = await Shelf().take(CACHE, twin, STARS)

    found = ids(await search(library, "cache eviction"))

    assert len([one for one in found if one in (CACHE.id, twin.id)]) == 1


@pytest.mark.parametrize("asked", ["", "?!", '"', "c++ OR (", "x" * 100_000])
async def test_any_text_may_be_asked(asked: str) -> None:
    library = await Shelf().take(CACHE)

    assert len(await search(library, asked)) <= 1


async def test_an_empty_shelf_finds_nothing() -> None:
    assert await search(Shelf().library, "cache") == []


async def test_no_more_than_asked_for_comes_back() -> None:
    crowd = [Paper(id=f"2602.{n:05}", title=f"Cache {n}", abstract=f"Eviction number {n}.") for n in range(80)]
    library = await Shelf().take(*crowd)

    assert len(await search(library, "cache eviction", limit=50)) == 50


async def test_like_a_paper_is_what_is_near_it_and_never_itself() -> None:
    other = Paper(id="2603.00010", title="Evicting by use", abstract="Keys are evicted from the cache by use.")
    library = await Shelf().take(CACHE, other, STARS)

    found = ids(await similar(library, CACHE, scope=Scope()))

    assert found[0] == other.id
    assert CACHE.id not in found


async def test_a_paper_the_index_lacks_is_compared_all_the_same() -> None:
    shelf = Shelf()
    library = await shelf.take(STARS, PRUNE)
    await shelf.store.add([CACHE], captured=NOW)

    assert set(ids(await similar(library, CACHE, scope=Scope()))) <= {STARS.id, PRUNE.id}
    assert await similar(library, CACHE, scope=Scope())


async def test_like_a_paper_works_by_its_title_while_the_index_is_down() -> None:
    shelf = Shelf()
    other = Paper(id="2603.00010", title="Cache eviction by use", abstract="Another way.")
    library = await shelf.take(CACHE, other, STARS)
    shelf.index.error = IndexUnavailable("The dense index is down.")

    assert ids(await similar(library, CACHE, scope=Scope())) == [other.id]


async def _read_in_full(shelf: Shelf, paper: Paper, count: int) -> Library:
    """The library with so many passages of `paper`, all of them on its own subject."""
    full = [
        Passage(paper_id=paper.id, version=1, ordinal=n, title=paper.title, text=f"{paper.abstract} Case {n}.")
        for n in range(1, count + 1)
    ]
    await shelf.store.put_reading(paper, Reading(outcome=Outcome.READ, tried=NOW), full)
    await index_pending(shelf.store, shelf.embedder, shelf.index)
    return shelf.library


async def test_a_paper_read_in_full_does_not_crowd_the_others_out() -> None:
    shelf = Shelf()
    others = [replace(CACHE, id=f"2603.1000{n}", title=f"Keys {n}", abstract=f"Keys of cache {n}.") for n in range(5)]
    await shelf.take(CACHE, *others)
    library = await _read_in_full(shelf, CACHE, 60)

    found = await search(library, "keys evicted from the cache", limit=5, per_paper=1)
    assert len(set(ids(found))) == 5
    named = Scope(paper_ids=frozenset([CACHE.id, *(one.id for one in others)]))
    assert len(set(ids(await search(library, "keys evicted", scope=named, limit=5, per_paper=1)))) == 5
    assert len(await similar(library, CACHE, scope=Scope(), limit=5)) == 5


async def _three(reranker: FakeReranker) -> Library:
    """Two papers on caches that the search puts before the third."""
    third = Paper(id="2603.00011", title="Old age", abstract="age age age of keys and caches")
    other = Paper(id="2603.00010", title="Cache eviction by use", abstract="Keys are evicted from the cache by use.")
    library = await Shelf().take(CACHE, other, third, STARS)
    return replace(library, reranker=reranker)


async def test_a_reranker_has_the_last_word_on_the_best() -> None:
    reranker = FakeReranker()
    library = await _three(reranker)

    plainly = await search(replace(library, reranker=None), "cache eviction age")
    found = await search(library, "cache eviction age")

    assert ids(plainly)[0] == CACHE.id
    assert ids(found)[0] == "2603.00011"
    assert [one.score for one in found] == [one.score for one in plainly]
    ((asked, texts),) = reranker.asked
    assert asked == "cache eviction age"
    assert len(texts) <= RERANKED


async def test_the_order_of_the_search_stands_while_the_reranker_is_down() -> None:
    down = FakeReranker(error=RerankerUnavailable("The reranker is down."))
    library = await _three(down)

    assert await search(library, "cache eviction") == await search(replace(library, reranker=None), "cache eviction")


async def test_nobody_waits_for_a_slow_reranker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.search.RERANK_SECONDS", 0.01)
    library = await _three(FakeReranker(delay=60))

    assert ids(await search(library, "cache eviction age"))[0] == CACHE.id
