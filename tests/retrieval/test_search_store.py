"""Searching a real database: names as they are written, scopes, and who may see what."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from shutil import copy
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.answer import Scope
from retrieval.collect import index_pending
from retrieval.database import open_database
from retrieval.library import Library
from retrieval.paper import PUBLIC, Paper, PaperRef
from retrieval.search import Found, search, similar
from retrieval.store import SqlPaperStore
from retrieval.writers.extractive import Extractive
from tests.databases import migrated_sqlite_url, sqlite_url  # noqa: F401 - fixtures are found by name
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.index import FakeIndex

NOW = datetime(2026, 3, 6, tzinfo=UTC)


class _NoLookup:
    async def lookup(self, refs: Sequence[PaperRef]) -> list[Paper]:
        return []


@pytest.fixture
async def library(migrated_sqlite_url: str) -> AsyncIterator[Library]:  # noqa: F811 - a fixture is named by its argument
    async with open_database(migrated_sqlite_url) as database:
        yield _library(SqlPaperStore(database))


def _library(store: SqlPaperStore) -> Library:
    writer = Extractive()
    return Library(store, FakeIndex(), FakeEmbedder(dimensions=512), writer, writer, _NoLookup())


async def take(library: Library, *papers: Paper) -> None:
    await library.store.add(papers, captured=NOW)
    await index_pending(library.store, library.embedder, library.index)


def ids(found: Sequence[Found]) -> list[str]:
    return [one.paper.id for one in found]


NAMES = (
    ("1.33x", "Decoding is 1.33x faster.", "Decoding is 1.5x faster, on 33 GPUs."),
    ("AdamW", "We train with AdamW.", "We train with Adam."),
    ("2605.12483", "As arXiv:2605.12483 has it.", "As arXiv:2605.12484 has it."),
    ("GPT-4o", "GPT-4o answers.", "GPT-4 answers, GPT-3 and GPT-2 do not."),
    ("C++", "Kernels in C++ are compiled.", "Group C of the data: A, B and C."),
    ("L2", "An L2 penalty is added.", "An L1 penalty is added."),
    ("1e-4", "A learning rate of 1e-4 is best.", "A learning rate of 1e-3 is best, over 4 seeds."),
    (r"\alpha", r"The exponent $\alpha$ is two.", r"The exponent $\beta$ is two."),
    ("β-VAE", "A β-VAE disentangles.", "A VAE reconstructs."),
    ("O(n log n)", "It sorts in O(n log n) time.", "We log n events; an O notation is not used."),
)


@pytest.mark.parametrize(("asked", "told", "beside"), NAMES, ids=[asked for asked, _, _ in NAMES])
@pytest.mark.parametrize("question", ["{}", "What do the authors say about {}?"])
async def test_a_name_a_number_and_a_formula_are_found_as_they_are_written(
    library: Library, asked: str, told: str, beside: str, question: str
) -> None:
    others = [Paper(id=f"file:{n}", title="Filler", abstract=f"Nothing of interest {n}.") for n in range(30)]
    texts = {"told": told, "beside": beside} | {f"n{n}": one for n, (name, one, _) in enumerate(NAMES) if name != asked}
    await take(library, *others, *(Paper(id=f"file:{name}", title="", abstract=text) for name, text in texts.items()))

    assert ids(await search(library, question.format(asked)))[0] == "file:told"


async def test_days_and_categories_narrow_before_anything_is_ranked(library: Library) -> None:
    day = date(2026, 3, 1)
    crowd = [
        Paper(id=f"2602.{n:05}", title="Cache eviction", abstract=f"Cache eviction {n}.", announced=date(2026, 2, 1))
        for n in range(150)
    ]
    inside = [
        Paper(
            id=f"2603.{n:05}", title="Caches", abstract=f"Old caches {n}.", announced=day, categories=("cs.LG", "cs.CL")
        )
        for n in range(12)
    ]
    other = [replace(paper, id=f"2604{paper.id[4:]}", categories=("cs.CV",)) for paper in inside]
    await take(library, *crowd, *inside, *other)

    scope = Scope(since=day, until=day, categories=frozenset({"cs.CL"}))
    found = await search(library, "cache eviction", scope=scope)

    assert len(found) == 10
    assert {one.paper.id for one in found} <= {paper.id for paper in inside}


OWNERS = st.sampled_from([PUBLIC, "acme", "rival"])
SHELVES = st.lists(
    st.tuples(st.sampled_from(["2603.00001", "2603.00002", "file:a"]), OWNERS, st.integers(1, 3)),
    min_size=1,
    max_size=6,
    unique_by=lambda paper: paper[:2],
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(shelf=SHELVES, asker=OWNERS, asked=st.sampled_from(["cache", "secret acme plan", "rival cache eviction"]))
async def test_a_private_passage_never_reaches_another_server(
    migrated_sqlite_url: str,  # noqa: F811 - a fixture is named by its argument
    shelf: list[tuple[str, str, int]],
    asker: str,
    asked: str,
) -> None:
    """Whatever is shelved by whom, in whichever version: not by words, not by meaning, not as a like paper."""
    papers = [
        Paper(
            id=name, owner=owner, version=version, title=f"Cache of {owner or 'all'}", abstract=f"Secret plan {owner}."
        )
        for name, owner, version in shelf
    ]
    with TemporaryDirectory() as folder:
        empty = migrated_sqlite_url.removeprefix("sqlite:///")
        async with open_database(f"sqlite:///{copy(empty, folder)}") as database:
            library = _library(SqlPaperStore(database))
            await take(library, *papers)
            named = frozenset(name for name, _, _ in shelf)
            for scope in (Scope(owner=asker), Scope(owner=asker, paper_ids=named), Scope(owner=asker, first=named)):
                found = await search(library, asked, scope=scope, limit=20, per_paper=20)
                found += await similar(library, papers[0], scope=scope)
                assert {one.paper.owner for one in found} <= {PUBLIC, asker}
                assert {one.passage.owner for one in found} <= {PUBLIC, asker}
