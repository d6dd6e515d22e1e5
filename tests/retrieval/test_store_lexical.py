"""How passages are found by their words: the same on SQLite and on PostgreSQL."""

import gzip
import json
import math
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answer import Scope
from retrieval.database import open_database
from retrieval.paper import Paper
from retrieval.searching import bm25
from retrieval.searching.bm25 import MOST_TERMS
from retrieval.searching.lexical import terms
from retrieval.store import SqlPaperStore
from tests.databases import (  # noqa: F401 - fixtures are found by name
    database_url,
    migrated_postgres_url,
    migrated_sqlite_url,
    postgres,
    sqlite_url,
)

SCIFACT = Path(__file__).parents[3] / "shared" / "data" / "retrieval" / "scifact"
AT = datetime(2026, 3, 2, 5, tzinfo=UTC)


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[SqlPaperStore]:  # noqa: F811 - a fixture is named by its argument
    async with open_database(database_url) as database:
        yield SqlPaperStore(database)


async def shelve(store: SqlPaperStore, **abstracts: str) -> None:
    """Papers by id, among enough others for words to be rare."""
    others = (Paper(id=f"x:{n}", title="Filler", abstract=f"Nothing of interest {n}.") for n in range(30))
    papers = (Paper(id=name, title="Untitled", abstract=abstract) for name, abstract in abstracts.items())
    await store.add([*others, *papers], captured=AT)


async def found(store: SqlPaperStore, asked: str, limit: int = 10) -> list[str]:
    hits = await store.lexical(asked, scope=Scope(), limit=limit)
    passages = await store.load(hit.row for hit in hits)
    return [passages[hit.row].paper_id for hit in hits]


def test_a_question_is_its_different_telling_words_in_order() -> None:
    assert terms("What does the AdamW optimizer do, adamw or not?") == ["adamw", "optimizer"]
    assert terms("1.33x at 2605.12483v2, self-attention in C++") == ["1.33x", "2605.12483v2", "self", "attention", "c"]
    assert terms("na\u0131\u0308ve cafe\u0301 CAF\u00c9") == terms("na\u0131\u0308ve caf\u00e9")
    assert terms("\"(*)^:+-'") == []


def test_a_question_of_nothing_but_common_words_is_asked_as_it_is() -> None:
    assert terms("to be or not to be") == ["to", "be", "or", "not"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("pruning caches", "We prune the cache."),
        ("naive cafe", "A naïve café."),
        ("naïve", "naive"),
        ("state space", "A state/space model."),
        ("self attention", "Self-attention."),
        ("self-attention", "self attention"),
        ("speedup of 1.33x?", "It is 1.33x faster."),
        ("2605.12483", "See arXiv:2605.12483."),
        ("c++", "Written in C++."),
        ("RAG?", "RAG helps."),
        ("ADAMW", "AdamW"),
        ("foo:bar", "the Foo_Bar set"),
        ("β-catenin", "Β-CATENIN"),
    ],
)
async def test_a_word_is_found_in_its_other_forms(store: SqlPaperStore, asked: str, told: str) -> None:
    await shelve(store, match=told)
    assert await found(store, asked) == ["match"]


async def test_a_rare_word_counts_for_more_than_common_ones(store: SqlPaperStore) -> None:
    await shelve(store, rare="Zyzzyva.", common="Nothing of interest, nothing of interest at all.")
    assert (await found(store, "nothing of interest in zyzzyva"))[0] == "rare"


async def test_a_word_in_the_title_counts_for_more_than_one_in_the_text(store: SqlPaperStore) -> None:
    await shelve(store)
    titled = Paper(id="titled", title="Eviction", abstract="Of keys and values in long contexts.")
    told = Paper(id="told", title="Values", abstract="Of keys and eviction in long contexts.")
    await store.add([told, titled], captured=AT)
    assert await found(store, "eviction") == ["titled", "told"]


async def test_of_a_long_question_the_rarest_words_are_kept(store: SqlPaperStore) -> None:
    common = [f"common{n}" for n in range(MOST_TERMS)]
    texts = {f"c{n}": " ".join(common) for n in range(5)}
    await shelve(store, **texts, rare="zyzzyva 1.33x faster", accented="déjà")
    asked = " ".join([*common, "zyzzyva", "1.33x", "faster", "déjà"])
    assert {"rare", "accented"} <= set(await found(store, asked))


async def test_a_passage_longer_than_postgresql_can_index_is_stored_and_found_by_its_beginning(
    store: SqlPaperStore,
) -> None:
    endless = " ".join(f"word{n}" for n in range(300_000))
    await shelve(store, endless=f"zyzzyva {endless}")
    assert await found(store, "zyzzyva") == ["endless"]
    paper = await store.get("endless", owner="")
    assert paper is not None
    assert paper.abstract.endswith("word299999")


async def scores(store: SqlPaperStore, asked: str, scope: Scope, limit: int = 5) -> dict[int, float]:
    hits = await store.lexical(asked, scope=scope, limit=limit)
    return {hit.row: round(hit.score, 3) for hit in hits}


async def test_where_common_words_would_find_too_many_they_only_add_to_the_score_of_others(
    store: SqlPaperStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {f"t{n}": f"A zyzzyva of the {'interest ' * n}{'kind ' * 3}." for n in range(8)}
    await shelve(store, **told)
    everything = await scores(store, "interest in any zyzzyva", Scope())

    monkeypatch.setattr(bm25, "MOST_SCORED", 8)

    assert await scores(store, "interest in any zyzzyva", Scope()) == everything
    assert len(everything) == 5


@pytest.mark.parametrize("scope", [Scope(), Scope(since=AT.date()), Scope(paper_ids=frozenset({"x:1", "x:2", "rare"}))])
async def test_where_telling_words_find_too_few_the_common_ones_find_the_rest(
    store: SqlPaperStore, monkeypatch: pytest.MonkeyPatch, scope: Scope
) -> None:
    await shelve(store, rare="A zyzzyva.")
    everything = await scores(store, "interest in the zyzzyva", scope, limit=40)

    monkeypatch.setattr(bm25, "MOST_SCORED", 1)

    assert await scores(store, "interest in the zyzzyva", scope, limit=40) == everything
    assert len(everything) == (3 if scope.paper_ids else 31)


@given(st.dictionaries(st.text(min_size=1), st.integers(0, 10_000), min_size=1))
def test_the_telling_words_are_the_rarest_and_have_few_passages_between_them(frequency: dict[str, int]) -> None:
    first, common = bm25.telling(frequency)

    assert sorted(first + common) == sorted(frequency)
    assert max(frequency[term] for term in first) <= min((frequency[term] for term in common), default=10_000)
    assert len(first) == 1 or sum(frequency[term] for term in first) <= bm25.MOST_SCORED


@pytest.mark.skipif(not SCIFACT.is_dir(), reason="the shared data lies beside the project in CI")
async def test_claims_find_their_evidence(store: SqlPaperStore) -> None:
    """200 training claims of SciFact among 1,000 abstracts: both databases rank by BM25."""
    claims = rows("queries")[:200]
    evidence = {name for claim in claims for name in claim["relevant"]}
    corpus = sorted(rows("corpus"), key=lambda row: str(row["id"]) not in evidence)[:1000]
    papers = (Paper(id=str(row["id"]), title=row["title"], abstract=row["text"], version=1) for row in corpus)
    await store.add(papers, captured=AT)
    scores = [ndcg(await found(store, claim["text"]), claim["relevant"]) for claim in claims]
    assert sum(scores) / len(scores) >= 0.8


def rows(name: str) -> list[dict]:
    with gzip.open(SCIFACT / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def ndcg(ranked: list[str], relevant: dict[str, int]) -> float:
    gains = [relevant.get(name, 0) for name in ranked]
    ideal = sorted(relevant.values(), reverse=True)[:10]
    return discounted(gains) / discounted(ideal)


def discounted(gains: list[int]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))
