"""The selection bench on a few bundled days, made by hand."""

import numpy as np

from bench.selection import Walk, days_of, walked
from retrieval.picking.selection import lines_of
from retrieval.profile import Profile
from tests.fakes.embedder import FakeEmbedder

WANTED = "sparse attention kernels for long context, number {}"
OTHER = "robots walk over grass in the rain, number {}"
PROFILE = Profile(topics=("transformers",))
"""It says nothing of what is really chosen."""


def rows(days: int) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    pool: list[dict[str, object]] = []
    for day in range(days):
        for n in range(8):
            text = (WANTED if n < 3 else OTHER).format(n * 10 + day)
            pool.append({"date": f"2026-01-{day + 1:02}", "id": f"26{day:02}.{n}", "title": text, "abstract": text,
                         "authors": None, "categories": None})  # fmt: skip
    chosen = [
        {"date": f"2026-01-{day + 1:02}", "selected": {f"26{day:02}.{n}": {} for n in range(3)}} for day in range(days)
    ]
    return chosen[::-1], pool


async def walk(days: int, learn_from: int | None, *, skip: int = 0) -> dict[str, object]:
    found = days_of(*rows(days))
    embedder = FakeEmbedder()
    papers = [paper for day in found for paper in day.papers]
    vectors = dict(zip([p.id for p in papers], await embedder.documents([p.title for p in papers]), strict=True))
    made = Walk(PROFILE, await embedder.queries(lines_of(PROFILE)), vectors, vectors, learn_from)
    return walked(found, made, skip=skip, baselines=True)


async def test_choices_of_earlier_days_teach_what_the_profile_does_not_say() -> None:
    alone, taught = await walk(6, 0, skip=1), await walk(6, None, skip=1)
    assert alone["days"] == taught["days"] == 5
    assert taught["ap"] == 1.0
    assert taught["ap"] > alone["ap"]  # type: ignore[operator]  # figures are of several types


async def test_the_first_day_has_nothing_to_learn_from_and_the_baselines_stand_beside_ours() -> None:
    figures = await walk(3, 2)
    assert set(figures) == {"days", "ap", "precision@30", "recall@30", "seconds_per_day", "tokens_per_day", "baselines"}
    assert set(figures["baselines"]) == {"bm25", "dense", "rrf", "regression"}  # type: ignore[call-overload]


def test_the_days_come_in_order_with_their_candidates() -> None:
    days = days_of(*rows(3))
    assert [day.date for day in days] == ["2026-01-01", "2026-01-02", "2026-01-03"]
    assert {len(day.papers) for day in days} == {8}
    assert np.mean([len(day.chosen) for day in days]) == 3
