"""What is due is made, kept and posted once, whatever happens in between."""

from dataclasses import replace
from datetime import timedelta

from retrieval.errors import SourceUnavailable
from retrieval.lookup import LOOKED_UP
from schedules.document import text_of
from schedules.jobs import PAUSED, tick
from schedules.making import make
from schedules.showing import shown
from tests.fakes.press import FakePress, at, news, subscription
from tests.fakes.source import FakeSource


async def running(*names: str, **source: object) -> FakePress:
    press = FakePress(source=FakeSource(**source))  # type: ignore[arg-type]  # fields by name
    for name in names or ("s",):
        await press.subscriptions.put(subscription(name))
    return press


async def test_a_due_edition_is_made_and_posted_with_its_thread() -> None:
    press = await running(papers=[news(1), news(2)])
    await tick(press.press(), at(6, 9))
    assert press.postbox.posted_keys() == ["s/2026-03-06/0", "s/2026-03-06/1", "s/2026-03-06/2"]


async def test_ticking_again_the_same_day_posts_nothing_more() -> None:
    press = await running(papers=[news(1)])
    for hour in (9, 10, 23):
        await tick(press.press(), at(6, hour))
    assert len(press.postbox.posted) == 2


async def test_after_a_week_of_downtime_there_is_one_edition_that_covers_it() -> None:
    press = await running(papers=[news(1)])
    await tick(press.press(), at(1, 9))
    await tick(press.press(), at(8, 12))
    assert [key for key in press.postbox.posted_keys() if key.endswith("/0")] == ["s/2026-03-01/0", "s/2026-03-08/0"]
    assert press.editions.kept["s/2026-03-08"][1].window.start == at(1, 9)


async def test_an_edition_made_before_its_hour_is_not_followed_by_one_of_the_day_before() -> None:
    press = await running(papers=[news(1)])
    early = await make(press.press(), subscription(), at(6).date(), at(6, 3))
    await press.editions.save(early, subscription="s")
    await tick(press.press(), at(6, 4))
    assert press.postbox.posted_keys() == []
    await tick(press.press(), at(6, 9))
    assert press.postbox.posted_keys()[0] == "s/2026-03-06/0"


async def test_what_yesterday_had_is_not_news_today() -> None:
    press = await running(papers=[news(1)])
    await tick(press.press(), at(6, 9))
    await tick(press.press(), at(7, 9))
    assert press.editions.kept["s/2026-03-07"][1].items == ()


async def test_what_somebody_imported_is_on_the_shelf_but_no_news() -> None:
    press = await running(papers=[news(1)])
    await press.library.store.add([news(2, source="file", announcement=None)], captured=at(6, 8))
    edition = await make(press.press(), subscription(), at(6).date(), at(6, 9))
    assert [pick.paper_id for pick in edition.picks] == ["2603.00001"]


async def test_what_somebody_asked_for_is_no_news_until_it_is_announced() -> None:
    press = await running(papers=[news(1)])
    asked = [news(2, source=LOOKED_UP, announcement=None), news(3, source=LOOKED_UP, announcement="new")]
    await press.library.store.add(asked, captured=at(6, 8))
    edition = await make(press.press(), subscription(), at(6).date(), at(6, 9))
    assert {pick.paper_id for pick in edition.picks} == {"2603.00001", "2603.00003"}


async def test_an_edition_kept_before_a_crash_is_posted_as_it_is() -> None:
    press = await running(papers=[news(1)])
    kept = await make(press.press(), subscription(), at(6).date(), at(6, 9))
    await press.editions.save(kept, subscription="s")  # and here the process died
    await press.library.store.add([news(2)], captured=at(6, 9))
    await tick(press.press(), at(6, 10))
    assert press.postbox.posted_keys() == ["s/2026-03-06/0", "s/2026-03-06/1"]


async def test_a_source_that_is_down_is_named_and_the_day_goes_out() -> None:
    press = await running(papers=[news(1)], error=SourceUnavailable("arXiv did not answer."))
    await tick(press.press(), at(6, 9))
    assert "arXiv did not answer." in press.postbox.posted[0][3]


async def test_two_channels_get_their_own_editions() -> None:
    press = await running("a", "b", papers=[news(1)])
    await tick(press.press(), at(6, 9))
    assert {key.split("/")[0] for key in press.postbox.posted_keys()} == {"a", "b"}


async def test_what_cannot_be_delivered_alerts_the_operator() -> None:
    press = await running(papers=[news(1)])
    press.postbox.faults = ["refused"]
    await tick(press.press(), at(6, 9))
    assert "I may not write there." in press.alerts[0]


async def test_a_channel_that_is_gone_is_paused_and_told_of_once() -> None:
    press = await running("a", "b", papers=[news(1)])
    press.postbox.faults = ["gone"]
    for day in (6, 7):
        await tick(press.press(), at(day, 9))
    assert [press.subscriptions.kept[name].paused for name in "ab"] == [True, False]
    assert press.alerts == [f"On Fake, channel #a: That channel is gone. {PAUSED}"]


async def test_a_missing_permission_pauses_nothing() -> None:
    press = await running(papers=[news(1)])
    press.postbox.faults = ["refused"]
    await tick(press.press(), at(6, 9))
    assert not press.subscriptions.kept["s"].paused
    await tick(press.press(), at(6, 10))
    assert press.postbox.posted_keys() == ["s/2026-03-06/0", "s/2026-03-06/1"]


async def test_a_missed_day_just_before_todays_hour_is_covered_by_todays_edition() -> None:
    press = await running(papers=[news(1)])
    await tick(press.press(), at(4, 9))
    press.source = FakeSource(papers=(news(2),))
    for minutes in (-59, -1, 0):
        await tick(press.press(), at(6, 9) + timedelta(minutes=minutes))
    assert [key for key in press.postbox.posted_keys() if key.endswith("/0")] == ["s/2026-03-04/0", "s/2026-03-06/0"]
    assert press.editions.kept["s/2026-03-06"][1].window.start == at(4, 9)


async def test_a_missed_day_whose_papers_are_announced_today_is_covered_by_todays_edition() -> None:
    press = await running(papers=[news(1, announced=at(4).date())])
    await tick(press.press(), at(4, 9))
    press.source = FakeSource(papers=(news(2, announced=at(6).date()),))
    for hour in (3, 5, 9):
        await tick(press.press(), at(6, hour))
    assert [key for key in press.postbox.posted_keys() if key.endswith("/0")] == ["s/2026-03-04/0", "s/2026-03-06/0"]
    assert [one.paper.id for one in press.editions.kept["s/2026-03-06"][1].items] == [news(2).id]


async def test_a_missed_day_long_before_todays_hour_is_made_up_for() -> None:
    press = await running(papers=[news(1, announced=at(5).date())])
    await tick(press.press(), at(6, 3))
    assert press.postbox.posted_keys()[0] == "s/2026-03-05/0"


async def test_the_deep_dive_of_an_edition_is_its_first_paper_and_an_empty_day_says_why_instead() -> None:
    press = await running(papers=[news(1)])
    edition = await make(press.press(), subscription(), at(6).date(), at(6, 9))
    document, _ = await shown(press.press(), edition, "deepdive")
    assert "Its limits" in text_of(document.blocks)
    assert edition.items[0].paper.title in document.summary
    quiet, _ = await shown(press.press(), replace(edition, items=(), quiet="Nothing new today."), "deepdive")
    assert "Nothing new today." in text_of(quiet.blocks)
