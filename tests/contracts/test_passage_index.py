"""What every `PassageIndex` promises, tried on the fake, on the embedded Chroma and on a Chroma server."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import numpy as np
import pytest

from retrieval.errors import IndexUnavailable
from retrieval.index import open_index
from retrieval.ports import PassageIndex
from retrieval.vectors.chroma_lease import borrow
from tests.fakes.index import FakeIndex

Opened = AbstractAsyncContextManager[PassageIndex]


@asynccontextmanager
async def fake(_folder: Path) -> AsyncIterator[PassageIndex]:
    yield FakeIndex()


def embedded(folder: Path) -> Opened:
    return open_index(folder, "fake")


@asynccontextmanager
async def server(folder: Path) -> AsyncIterator[PassageIndex]:
    lease = await borrow(folder)
    try:
        async with open_index(folder / "unused", "fake", url=f"http://127.0.0.1:{lease.port}") as index:
            yield index
    finally:
        await lease.give_back()


@pytest.fixture(params=[fake, embedded, server], ids=lambda opener: opener.__name__)
async def index(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[PassageIndex]:
    opener: Callable[[Path], Opened] = request.param
    async with opener(tmp_path / "index") as opened:
        yield opened


def unit(*numbers: float):
    return np.array(numbers, np.float32) / np.linalg.norm(numbers).astype(np.float32)


def some(count: int, seed: int = 1):
    vectors = np.random.default_rng(seed).normal(size=(count, 8)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


async def test_what_is_most_alike_comes_first_with_its_cosine(index):
    await index.put([7, 8, 9], np.stack([unit(1, 0, 0), unit(1, 1, 0), unit(0, -1, 0)]))
    found = await index.nearest(unit(1, 0, 0), limit=3)
    assert [one.row for one in found] == [7, 8, 9]
    assert [one.score for one in found] == pytest.approx([1, 2**-0.5, 0], abs=1e-5)


async def test_an_empty_index_finds_nothing(index):
    assert await index.nearest(unit(1, 0, 0), limit=5) == []
    assert await index.count() == 0


async def test_never_more_than_the_limit_and_never_more_than_there_are(index):
    await index.put(range(1, 6), some(5))
    assert len(await index.nearest(some(1)[0], limit=2)) == 2
    assert len(await index.nearest(some(1)[0], limit=50)) == 5
    assert await index.nearest(some(1)[0], limit=0) == []


async def test_storing_again_replaces(index):
    await index.put([1, 2], np.stack([unit(1, 0), unit(0, 1)]))
    await index.put([1], np.stack([unit(-1, 0)]))
    assert await index.count() == 2
    assert (await index.vectors([1]))[1] == pytest.approx([-1, 0])


async def test_of_a_row_given_twice_the_last_stands(index):
    await index.put([4, 4], np.stack([unit(1, 0), unit(0, 1)]))
    assert (await index.vectors([4]))[4] == pytest.approx([0, 1])


async def test_vectors_come_back_as_they_went_in_and_unknown_rows_are_left_out(index):
    vectors = some(150)
    await index.put(range(1, 151), vectors)
    back = await index.vectors([150, 3, 3, 999])
    assert set(back) == {150, 3}
    assert back[150] == pytest.approx(vectors[149], abs=1e-6)
    assert back[3].dtype == np.float32
    assert len(await index.vectors(range(1, 151))) == 150


async def test_removed_rows_are_not_found_and_unknown_ones_are_fine(index):
    await index.put(range(1, 101), some(100))
    await index.remove([*range(1, 100), 5000, 5000])
    assert [one.row for one in await index.nearest(some(1)[0], limit=10)] == [100]


async def test_nothing_to_do_is_fine(index):
    await index.put([], np.empty((0, 8), np.float32))
    await index.remove([])
    assert await index.vectors([]) == {}


async def test_as_many_vectors_as_rows(index):
    with pytest.raises(ValueError, match="zip"):
        await index.put([1, 2], some(1))


async def test_the_generation_names_the_model_and_stays(index):
    generation = await index.generation()
    assert generation.startswith("fake")
    await index.put([1], some(1))
    assert await index.generation() == generation


async def test_starting_over_is_another_generation_with_nothing_in_it(index):
    generation = await index.generation()
    await index.put([1], some(1))
    await index.start_over()
    assert await index.generation() != generation
    assert await index.count() == 0
    await index.put([1], np.stack([unit(1, 0, 0)]))  # of any length


async def test_vectors_of_another_length_are_never_mixed_in(index):
    """A service changed the model behind a name: the index starts over, and says so once."""
    generation = await index.generation()
    await index.put([1, 2], some(2))
    with pytest.raises(IndexUnavailable) as caught:
        await index.put([3], np.stack([unit(1, 0, 0)]))
    assert caught.value.for_people.endswith(".")
    assert await index.generation() != generation
    await index.put([3], np.stack([unit(1, 0, 0)]))
    assert await index.count() == 1


async def test_forgetting_other_generations_keeps_this_one(index):
    await index.put([1], some(1))
    generation = await index.generation()
    await index.forget_other_generations()
    assert await index.generation() == generation
    assert await index.count() == 1
