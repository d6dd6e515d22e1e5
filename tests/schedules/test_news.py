"""An old edition shown again says what became of its papers; what was withdrawn is recommended no more."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from retrieval.paper import Paper
from schedules.document import text_of
from schedules.edition import Edition
from schedules.news import news_of
from schedules.roundup import rolled_up
from schedules.showing import shown, shown_again
from tests.fakes.editions import edition, item, paper
from tests.fakes.forms import everything
from tests.fakes.press import FakePress, subscription

LATER = datetime(2026, 3, 8, tzinfo=UTC)
GONE, NEWER, SAME = (paper(f"2603.0000{n}", f"Paper number {n}") for n in (1, 2, 3))
DAY = edition(*(item(n, f"Result {n} is good.", paper=one) for n, one in enumerate((GONE, NEWER, SAME), 1)))
WITHDRAWN, NEW = "It has been withdrawn by its authors.", "There is a new version, v2."


async def behind() -> FakePress:
    """A press whose shelf knows of the withdrawal and of the new version."""
    press = FakePress()
    press.subscriptions.kept["s"] = subscription("s")
    now = [replace(GONE, withdrawn=True, version=2, comment="An error in Lemma 2."), replace(NEWER, version=2), SAME]
    await press.library.store.add(now, captured=LATER)
    await press.editions.save(DAY, subscription="s")
    return press


@pytest.mark.parametrize("form", ["headline", "list", "briefing", "show"])
async def test_a_day_shown_again_has_the_news_beside_its_items(form: str) -> None:
    press = (await behind()).press()
    again, _ = await shown_again(press, DAY, form)

    assert WITHDRAWN in everything(again)
    assert NEW in everything(again)


async def test_a_post_is_frozen_without_news_so_that_it_can_be_known_again() -> None:
    post, _ = await shown((await behind()).press(), DAY, "headline")

    assert WITHDRAWN not in everything(post)


async def test_what_was_withdrawn_is_not_among_the_best_of_a_week_and_a_new_version_says_so() -> None:
    week, _ = await shown_again((await behind()).press(), DAY, "week")

    assert "Result 1 is good." not in text_of(week.blocks)
    assert f"Result 2 is good. Sun and Zhu, {NEWER.id}, 6 Mar {NEW}" in text_of(week.blocks)


def test_a_paper_withdrawn_when_it_was_kept_is_not_among_the_best_either() -> None:
    kept: Edition = edition(item(1, paper=replace(GONE, withdrawn=True)), day=date(2026, 3, 6))

    assert rolled_up([kept], days=7).best == ()


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (None, ""),
        (SAME, ""),
        (replace(SAME, version=3), "There is a new version, v3."),
        (replace(SAME, version=None), ""),
        (replace(SAME, version=2, withdrawn=True), WITHDRAWN),
    ],
)
def test_news_is_a_withdrawal_or_a_higher_version(now: Paper | None, said: str) -> None:
    assert news_of(SAME, now) == said
    assert news_of(replace(SAME, version=3, withdrawn=True), now) == ""
