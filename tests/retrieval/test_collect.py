"""From the store to the dense index: nothing is lost, wherever it is stopped."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.collect import BATCH, index_pending
from retrieval.embed import open_embedder
from retrieval.errors import EmbedderUnavailable, IndexUnavailable
from retrieval.index import open_index
from retrieval.paper import Paper
from retrieval.ports import Vectors
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.index import FakeIndex
from tests.fakes.store import FakePaperStore

NOW = datetime(2026, 3, 5, tzinfo=UTC)


async def shelf(papers: int) -> FakePaperStore:
    store = FakePaperStore()
    await add(store, 0, papers)
    return store


async def add(store: FakePaperStore, first: int, last: int) -> None:
    papers = (Paper(id=f"2603.{n:05}", title=f"Title {n}", abstract=f"We study {n}.") for n in range(first, last))
    await store.add(papers, captured=NOW)


async def complete(store: FakePaperStore, index: FakeIndex) -> bool:
    counts = await store.counts(await index.generation())
    return counts["unindexed"] == 0 and set(index.held) >= set(store.current.values())


async def test_every_passage_is_embedded_with_its_title_and_marked():
    store, embedder, index = await shelf(100), FakeEmbedder(), FakeIndex()
    assert await index_pending(store, embedder, index) == 100
    assert await complete(store, index)
    (question,) = await embedder.queries(["Title 42. We study 42."])
    assert store.rows[(await index.nearest(question, limit=1))[0].row].paper_id == "2603.00042"


async def test_a_second_time_there_is_nothing_to_do():
    store, embedder, index = await shelf(3), FakeEmbedder(), FakeIndex()
    await index_pending(store, embedder, index)
    asked = len(embedder.asked)
    assert await index_pending(store, embedder, index) == 0
    assert len(embedder.asked) == asked


async def test_only_what_came_since_is_embedded():
    store, embedder, index = await shelf(50), FakeEmbedder(), FakeIndex()
    await index_pending(store, embedder, index)
    await add(store, 50, 60)
    assert await index_pending(store, embedder, index) == 10
    assert await complete(store, index)


async def test_batches_stay_small():
    store, embedder = await shelf(3 * BATCH + 1), FakeEmbedder()
    await index_pending(store, embedder, FakeIndex())
    assert max(map(len, embedder.asked)) == BATCH


async def test_progress_is_told_how_many_of_how_many():
    told: list[tuple[int, int]] = []
    await index_pending(await shelf(70), FakeEmbedder(), FakeIndex(), progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (70, 70)
    assert told == sorted(told)
    assert {of for _, of in told} == {70}


async def test_a_failing_embedder_is_its_own_error_and_marks_nothing():
    store, index = await shelf(100), FakeIndex()
    with pytest.raises(EmbedderUnavailable, match="Out of order"):
        await index_pending(store, FakeEmbedder(error=EmbedderUnavailable("Out of order.")), index)
    assert store.indexed == {}
    assert index.forgot == 0


@dataclass
class Shaky(FakeIndex):
    """Its n-th puts fail, some after they have stored."""

    failing: set[int] = field(default_factory=set)
    puts: int = 0

    async def put(self, rows, vectors: Vectors) -> None:
        self.puts += 1
        if self.puts in self.failing and self.puts % 2:
            raise IndexUnavailable("The index was killed before.")
        await super().put(rows, vectors)
        if self.puts in self.failing:
            raise IndexUnavailable("The index was killed after.")


@settings(deadline=None, max_examples=50)
@given(st.sets(st.integers(1, 12)), st.integers(0, 200))
def test_wherever_it_fails_it_goes_on_the_next_time(failing, papers):
    async def story() -> None:
        store, embedder, index = await shelf(papers), FakeEmbedder(dimensions=8), Shaky(failing=failing)
        for _ in range(len(failing) + 1):
            try:
                await index_pending(store, embedder, index)
            except IndexUnavailable:
                assert set(store.indexed) <= set(index.held), "what is marked is stored"
                assert index.forgot == 0, "old vectors stay until the new are complete"
        assert await complete(store, index)

    asyncio.run(story())


@dataclass
class Slow(FakeEmbedder):
    """Takes a turn of the event loop for each text, so that others get on meanwhile."""

    async def documents(self, texts) -> Vectors:
        for _ in texts:
            await asyncio.sleep(0)
        return await super().documents(texts)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(0, 150), max_size=5))
def test_wherever_it_is_stopped_it_goes_on_the_next_time(stops):
    async def story() -> None:
        store, embedder, index = await shelf(120), Slow(dimensions=8), FakeIndex()
        for turns in stops:
            running = asyncio.create_task(index_pending(store, embedder, index))
            for _ in range(turns):
                await asyncio.sleep(0)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            assert set(store.indexed) <= set(index.held)
        await index_pending(store, embedder, index)
        assert await complete(store, index)

    asyncio.run(story())


async def test_two_at_once_lose_nothing():
    store, index = await shelf(200), FakeIndex()
    both = (index_pending(store, Slow(), index), index_pending(store, Slow(), index))
    assert sum(await asyncio.gather(*both)) >= 200
    assert await complete(store, index)


async def test_papers_that_come_meanwhile_are_taken_along():
    store, index = await shelf(3 * BATCH), FakeIndex()
    running = asyncio.create_task(index_pending(store, Slow(), index))
    await asyncio.sleep(0)
    await add(store, 3 * BATCH, 3 * BATCH + 10)
    assert await running == 3 * BATCH + 10
    assert await complete(store, index)


async def test_the_next_batch_is_embedded_while_the_last_is_written():
    """Else a day would take the time of embedding and of writing."""
    started: list[str] = []

    class Writing(FakeIndex):
        async def put(self, rows, vectors: Vectors) -> None:
            started.append("write")
            for _ in range(5 * BATCH):
                await asyncio.sleep(0)
            await super().put(rows, vectors)
            started.append("written")

    one_at_a_time = asyncio.Lock()  # as the process that embeds works

    class Embedding(Slow):
        async def documents(self, texts) -> Vectors:
            async with one_at_a_time:
                started.append("embed")
                return await super().documents(texts)

    await index_pending(await shelf(4 * BATCH), Embedding(), Writing())
    assert "embed" in started[started.index("write") : started.index("written")]


async def test_another_model_means_everything_again_and_the_old_vectors_go_last():
    store, old = await shelf(40), FakeIndex("old")
    await index_pending(store, FakeEmbedder(), old)
    forgot_when: list[bool] = []

    class Watched(FakeIndex):
        async def forget_other_generations(self) -> None:
            forgot_when.append(await complete(store, self))

    new = Watched("new")
    assert await index_pending(store, FakeEmbedder(dimensions=8), new) == 40
    assert forgot_when == [True]


async def test_an_index_that_came_back_from_a_backup_is_filled_anew():
    store, index = await shelf(60), FakeIndex()
    await index_pending(store, FakeEmbedder(), index)
    before = await index.generation()
    for row in range(50, 61):
        del index.held[row]
    assert await index_pending(store, FakeEmbedder(), index) == 60
    assert await index.generation() != before
    assert await complete(store, index)


async def test_an_index_that_started_over_meanwhile_is_finished_by_the_next_call():
    store, embedder, index = await shelf(100), FakeEmbedder(), FakeIndex()
    index.held[999] = np.ones(3, np.float32)  # of a model that now gives other lengths
    with pytest.raises(IndexUnavailable):
        await index_pending(store, embedder, index)
    assert await index_pending(store, embedder, index) == 100
    assert await complete(store, index)


async def test_the_real_model_takes_over_from_another_in_a_real_index(tmp_path):
    store = await shelf(3)
    async with open_index(tmp_path, "old model") as old:
        await index_pending(store, FakeEmbedder(), old)
        assert await old.count() == 3
        async with open_embedder("local") as embedder, open_index(tmp_path, embedder.fingerprint) as index:
            assert await index_pending(store, embedder, index) == 3
            (question,) = await embedder.queries(["Title 2. We study 2."])
            best = (await index.nearest(question, limit=3))[0]
            assert (store.rows[best.row].paper_id, best.score) == ("2603.00002", pytest.approx(1, abs=1e-4))
            assert await old.count() == 0
