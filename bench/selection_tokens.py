"""What a model takes of a day: judging its shortlist, the headline with the day's line, and the list."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from bench.modelled import Counted, writing
from bench.report import Figures, rounded
from bench.shelf import open_shelf
from retrieval.paper import Paper
from retrieval.profile import Profile
from schedules.compose import Order, compose
from schedules.press import Press
from schedules.showing import shown
from schedules.window import whole_day

FORM = "list"
MOST = 3
"""Days that a model is asked about: those with most papers."""


async def tokens(days: Sequence[tuple[str, Sequence[Paper]]], profile: Profile, mode: str) -> Figures:
    """Tokens of the largest of these days, a mean by task and in all; `mode` as `modelled.writing` takes it.

    The papers are stored and not indexed, so that a day is ranked by its words: what is asked of a model is as long.
    """
    largest = sorted(days, key=lambda day: len(day[1]), reverse=True)[:MOST]
    taken: list[dict[str, int]] = []
    with writing(mode) as model:
        async with open_shelf(writer=model.settings) as (house, _):
            counted = Counted(house.library.writer)
            press = replace(house.press, library=replace(house.library, writer=counted))
            for day, papers in largest:
                await _made(press, date.fromisoformat(day), papers, profile)
                taken.append(counted.taken())
    tasks = sorted({task for one in taken for task in one})
    means = {task: _mean([one.get(task, 0) for one in taken]) for task in tasks}
    return {
        "tokens_per_day": _mean([sum(one.values()) for one in taken]),
        "tokens_by_task": means,
        "tokens_on_days_of": [len(papers) for _, papers in largest],
    }


async def _made(press: Press, day: date, papers: Sequence[Paper], profile: Profile) -> None:
    await press.library.store.add(papers, captured=datetime.combine(day, time(), UTC))
    window = whole_day(day, ZoneInfo("UTC"))
    wanted = Order(key=f"bench/{day}", day=day, window=window, profile=profile, owner="")
    await shown(press, await compose(press.library, wanted, papers), FORM)


def _mean(values: Sequence[int]) -> float:
    return rounded(sum(values) / len(values), 0) if values else 0.0
