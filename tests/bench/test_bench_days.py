"""The bench that plays days: which days and papers it takes, and one small day through the press."""

from datetime import date
from pathlib import Path

from bench.days import Play, days_of, played

CHOSEN = [{"date": f"2026-03-0{n}", "selected": {f"2603.0{n}001": {"score": 9}, "2603.09999": {}}} for n in (4, 5, 6)]
POOL = [
    {
        "date": f"2026-03-0{n}",
        "id": f"2603.0{n}00{m}",
        "title": f"Evicting keys from caches, part {m}",
        "abstract": f"Keys are evicted from the cache by age, which cuts memory by 4{m}% on day {n}.",
        "authors": ["Ada Holm"],
    }
    for n in (4, 5, 6)
    for m in (1, 2, 3, 4)
]


def test_a_day_is_its_chosen_papers_and_always_the_same_sample_of_the_rest() -> None:
    days = days_of(CHOSEN, POOL, start=date(2026, 3, 5), many=5, most=3)

    assert [one.day.day for one in days] == [5, 6]
    assert days == days_of(CHOSEN, list(reversed(POOL)), start=date(2026, 3, 5), many=5, most=3)
    assert all(len(one.rows) == 3 and one.chosen <= {row["id"] for row in one.rows} for one in days)
    assert days[0].chosen == {"2603.05001"}  # what is no candidate of the day is not announced


async def test_a_day_is_played_written_out_and_judged(tmp_path: Path) -> None:
    """Every form is a file, and every figure, quote and id of it is found."""
    days = days_of(CHOSEN, POOL, start=None, many=1, most=4)

    figures = await played(Play(days, "eviction of keys from caches\n", tmp_path / "out"))

    [day] = figures.values()
    assert (day["announced"], day["chosen_read"], day["precision"]) == (4, 1, 0.25)
    assert day["said"] == {"up": 1, "down": 1, "topic": 1}
    forms = day["forms"]
    assert isinstance(forms, dict)
    for name, form in forms.items():
        assert (tmp_path / "out" / f"2026-03-04_{name}.txt").read_text(encoding="utf-8").strip()
        assert form["quotes"] == form["quotes_found"]
        assert form["numbers"] == form["numbers_found"]
        assert form["ids_and_dates"] == form["ids_and_dates_found"]
