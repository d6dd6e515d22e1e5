"""Each bench once on a handful of papers, through the real database, index and embedding process."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

from bench.digest import Day, day_of
from bench.digest import measure as measure_digest
from bench.explain import run as explain_papers
from bench.latency import generated, plan
from bench.latency import measure as measure_latency
from bench.retrieval import measure as measure_retrieval
from bench.shelf import papers_of_pool, rows

TEXTS = {
    "cache": ("Evicting keys", "Keys are evicted from the cache by age, which cuts memory by 41%."),
    "heads": ("", "Attention heads that matter little are pruned away, half of all 96."),
    "stars": ("Dwarf galaxies", "Stars form slowly in small galaxies near the Milky Way."),
}


def written(path: Path, given: list[dict[str, object]]) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in given), encoding="utf-8")
    return path


async def test_retrieval_finds_what_is_relevant_by_the_names_that_are_printed(tmp_path: Path) -> None:
    corpus = written(tmp_path / "c", [{"id": name, "title": t, "text": text} for name, (t, text) in TEXTS.items()])
    asked: list[dict[str, object]] = [
        {"id": "1", "text": "pruning of attention heads", "relevant": {"heads": 1}},
        {"id": "2", "text": "cache eviction", "relevant": {"stars": 1}, "exclude": ["cache"]},
    ]

    figures = await measure_retrieval(corpus, written(tmp_path / "q", asked), baselines=True)

    assert list(figures) == [
        *("queries", "ndcg@10", "recall@10", "mrr@10", "query_ms_p50", "query_ms_p95"),
        *("halves", "index_docs_per_s", "baselines"),
    ]
    assert figures["queries"] == 2
    assert figures["recall@10"] == 1.0
    assert set(figures["baselines"]) == {"lexical", "dense", "plain_bm25"}  # type: ignore[call-overload] # a mapping, here


async def test_a_digest_is_made_and_all_of_it_is_found_in_its_sources(tmp_path: Path) -> None:
    pool = written(
        tmp_path / "p",
        [
            {"date": "2026-03-06", "id": f"2603.0000{n}", "title": title or "Heads", "abstract": text}
            for n, (title, text) in enumerate(TEXTS.values())
        ]
        + [{"date": "2026-03-05", "id": "2603.00009", "title": "Other", "abstract": "Another day."}],
    )
    given = day_of(list(rows(pool)), None, "caches\npruning heads\ngalaxies\n")
    assert given.day == date(2026, 3, 6)

    figures = await measure_digest(given)

    assert figures["papers"] == 3
    assert figures["tokens_in"] == 0
    assert "wrong" not in figures, figures["wrong"]
    assert figures["quotes"] == figures["quotes_found"] != 0


async def test_what_is_explained_stands_in_its_paper_and_is_kept() -> None:
    text = "How keys are evicted\n{}\nMethod\n{}".format(TEXTS["cache"][1], TEXTS["heads"][1] + " We train it once.")
    given = [{"id": "one", "title": "How keys are evicted", "text": text}]

    figures = await explain_papers(given, 1, shown=False)

    assert figures["papers"] == 1
    assert figures["quotes"] == figures["quotes_found"] != 0
    assert figures["leaning"] == figures["repeated"] == 0


async def test_latency_measures_every_state_of_the_loop() -> None:
    figures = await measure_latency(replace(plan(generated(8), day=3, questions=3), quiet_seconds=0.1))

    assert figures["papers"] == 5
    assert {"stall_ms_max_quiet", "stall_ms_p99_indexing", "question_ms_p95"} <= figures.keys()


def test_authors_come_as_lists_or_as_text() -> None:
    row = {"id": "1", "title": "t", "abstract": "a"}
    listed, told, none = papers_of_pool(
        [{**row, "authors": ["A. B", "C"], "categories": None}, {**row, "authors": "A. B, C", "categories": "x y"}, row]
    )

    assert listed.authors == told.authors == ("A. B", "C")
    assert told.categories == ("x", "y")
    assert none.authors == ()


def test_a_day_may_be_named() -> None:
    pool = [{"date": day, "id": day, "title": "t", "abstract": "a"} for day in ("2026-03-05", "2026-03-06")]

    assert isinstance(chosen := day_of(pool, date(2026, 3, 5), "topic"), Day)
    assert [paper.id for paper in chosen.papers] == ["2026-03-05"]
