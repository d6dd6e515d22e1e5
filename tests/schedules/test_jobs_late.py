"""A day on which something failed: it waits, says why, and never ends in silence."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

import schedules.jobs
import schedules.reading
from retrieval.answer import DraftHeadline, Usage
from retrieval.enrichment import Enrichment
from retrieval.errors import SourceUnavailable, StoreUnavailable, UnknownCategory
from retrieval.paper import Paper, Passage
from retrieval.ports import PaperSource
from retrieval.profile import Profile
from schedules.jobs import compose_due, tick
from schedules.press import Press
from schedules.subscriptions import Subscription
from tests.fakes.press import FakePress, at, fake_library, news, subscription
from tests.fakes.source import FakeSource
from tests.fakes.writer import FakeWriter

DOWN = SourceUnavailable("arXiv did not answer.")
LATE_FEED = "arXiv's feed of 6 March 2026 is late; the newest one is of 5 March 2026."
FRIDAY = 6


async def running(*subscriptions: Subscription, **source: object) -> FakePress:
    press = FakePress(source=FakeSource(**source))  # type: ignore[arg-type]  # fields by name
    for one in subscriptions or (subscription(),):
        await press.subscriptions.put(one)
    return press


def about(name: str, *categories: str) -> Subscription:
    return subscription(name, profile=Profile(topics=("sparse attention",), categories=categories))


def posts(press: FakePress) -> list[str]:
    return [key for key in press.postbox.posted_keys() if key.endswith("/0")]


async def test_a_day_whose_sources_all_failed_waits_and_the_operator_is_told_once() -> None:
    press = await running(error=DOWN)
    for minutes in (0, 1, 2, 10, 11, 20, 45):
        await tick(press.press(), at(FRIDAY) + timedelta(minutes=minutes))
    assert posts(press) == []
    [alert] = press.alerts
    assert "arXiv did not answer." in alert
    assert "15:00 UTC" in alert, "it says when the edition goes out at the latest"


async def test_a_source_that_is_down_is_asked_later_and_later() -> None:
    press, tries = await running(error=DOWN), []
    for minutes in range(5 * 60):
        before = len(press.asked)
        await tick(press.press(), at(FRIDAY) + timedelta(minutes=minutes))
        tries += [minutes] if len(press.asked) > before else []
    rests = [later - earlier for earlier, later in itertools.pairwise(tries)]
    assert rests[0] in (10, 11)
    assert all(rest <= 61 for rest in rests)
    assert len(tries) <= 8


async def test_after_six_hours_the_quiet_edition_says_that_the_source_is_down() -> None:
    press = await running(error=DOWN)
    for minutes in range(0, 8 * 60, 5):
        await tick(press.press(), at(FRIDAY) + timedelta(minutes=minutes))
    assert posts(press) == ["s/2026-03-06/0"]
    assert "Nothing to show, and perhaps wrongly so: arXiv did not answer." in press.postbox.posted[0][3]
    assert press.editions.kept["s/2026-03-06"][1].window.end >= at(FRIDAY, 15)
    assert press.lates.rows == {}


async def test_a_source_that_comes_back_in_time_gives_a_whole_edition() -> None:
    press = await running(error=DOWN)
    await tick(press.press(), at(FRIDAY))
    press.source = FakeSource(papers=(news(1),))
    await tick(press.press(), at(FRIDAY, 10))
    assert press.postbox.posted_keys() == ["s/2026-03-06/0", "s/2026-03-06/1"]
    assert "did not answer" not in press.postbox.posted[0][3]


async def test_a_day_on_which_a_source_was_away_is_read_when_it_is_back_however_long_that_took() -> None:
    press = await running(error=DOWN)
    for day in (FRIDAY, FRIDAY + 3, FRIDAY + 4):
        for minutes in range(0, 7 * 60, 20):
            await tick(press.press(), at(day) + timedelta(minutes=minutes))
    press.source = FakeSource(papers=(replace(news(1), announced=at(FRIDAY).date()),))
    await tick(press.press(), at(FRIDAY + 5))
    assert press.editions.kept["s/2026-03-10"][1].unread == ("fake",)
    latest = press.editions.kept["s/2026-03-11"][1]
    assert [item.paper.id for item in latest.items] == ["2603.00001"]
    assert latest.unread == ()


async def test_one_source_that_is_away_makes_no_other_read_its_days_again() -> None:
    there = Asked(name="there")
    press = await running()
    away = FakeSource(name="away", error=DOWN, papers=(news(1),))
    bot = replace(press.press(), sources=lambda _: [there, away])
    await tick(bot, at(FRIDAY))
    away.error = None
    await tick(bot, at(FRIDAY + 1))
    assert there.since == [at(FRIDAY) - timedelta(days=1), at(FRIDAY)]
    assert press.editions.kept["s/2026-03-06"][1].unread == ("away",)


@dataclass
class Asked(FakeSource):
    """Remembers from which moment on it was read."""

    since: list[datetime] = field(default_factory=list)

    async def fetch(self, *, since: datetime) -> AsyncIterator[Paper]:
        self.since.append(since)
        async for paper in super().fetch(since=since):
            yield paper


async def test_a_late_feed_is_waited_for_three_hours_and_then_named() -> None:
    press = await running(remark=LATE_FEED)
    for minutes in range(0, 175, 5):
        await tick(press.press(), at(FRIDAY) + timedelta(minutes=minutes))
    assert posts(press) == []
    for minutes in range(175, 300, 5):
        await tick(press.press(), at(FRIDAY) + timedelta(minutes=minutes))
    assert posts(press) == ["s/2026-03-06/0"]
    assert f"Nothing new. {LATE_FEED}" in press.postbox.posted[0][3]
    assert len(press.alerts) == 1


async def test_a_feed_that_is_six_hours_late_is_in_the_next_days_edition() -> None:
    press = await running(remark=LATE_FEED)
    for minutes in range(0, 300, 5):
        await tick(press.press(), at(FRIDAY) + timedelta(minutes=minutes))
    press.source = FakeSource(papers=(news(1),))
    await tick(press.press(), at(7))
    assert posts(press) == ["s/2026-03-06/0", "s/2026-03-07/0"]
    assert [item.paper.id for item in press.editions.kept["s/2026-03-07"][1].items] == ["2603.00001"]


async def test_a_weekend_is_no_late_day() -> None:
    press = await running(remark="arXiv announces no papers at weekends.")
    await tick(press.press(), at(7))
    assert "Nothing new. arXiv announces no papers at weekends." in press.postbox.posted[0][3]
    assert press.alerts == []


async def test_a_quiet_weekday_on_which_all_is_as_usual_goes_out_at_once() -> None:
    press = await running(papers=(news(1),))
    await tick(press.press(), at(5))
    await tick(press.press(), at(FRIDAY))
    assert posts(press) == ["s/2026-03-05/0", "s/2026-03-06/0"]


async def test_a_day_of_which_a_part_failed_goes_out_in_time_and_both_reader_and_operator_know() -> None:
    press = await running(papers=(news(1),), error=DOWN)
    await tick(press.press(), at(FRIDAY))
    assert posts(press) == ["s/2026-03-06/0"]
    assert "arXiv did not answer." in press.postbox.posted[0][3]
    assert press.alerts == ["Editions went out with something missing: arXiv did not answer."]


async def test_many_channels_that_are_late_for_one_reason_are_one_alert() -> None:
    press = await running(*(subscription(f"s{n}") for n in range(9)), error=DOWN)
    await tick(press.press(), at(FRIDAY))
    [alert] = press.alerts
    assert "s0, s1, s2 and 6 more" in alert


@dataclass
class Clumsy(FakePress):
    """A press whose editions break while `broken`."""

    broken: Exception | None = None

    def press(self) -> Press:
        whole = super().press()
        writer = FakeWriter()
        if self.broken is not None:
            error = self.broken

            async def raising(*_: object, **__: object) -> None:
                raise error

            writer.headline = raising  # type: ignore[method-assign, assignment]  # a writer with a mistake in it
        return replace(whole, library=replace(whole.library, writer=writer))


@pytest.mark.parametrize("error", [KeyError("x"), StoreUnavailable("The database is busy.")])
async def test_an_edition_that_breaks_is_tried_again_at_intervals_and_told_once(error: Exception) -> None:
    press = Clumsy(source=FakeSource(papers=(news(1),)), broken=error)
    await press.subscriptions.put(subscription())
    for minutes in (0, 1, 5, 11, 30):
        await tick(press.press(), at(FRIDAY) + timedelta(minutes=minutes))
    assert len(press.asked) == 3, "the first time, after ten minutes, and once more"
    assert (len(press.alerts), posts(press)) == (1, [])
    assert "I keep trying." in press.alerts[0]
    press.broken = None
    await tick(press.press(), at(FRIDAY, 12))
    assert posts(press) == ["s/2026-03-06/0"]


async def test_another_reason_is_told_too() -> None:
    press = Clumsy(source=FakeSource(papers=(news(1),)), broken=KeyError("x"))
    await press.subscriptions.put(subscription())
    await tick(press.press(), at(FRIDAY))
    press.broken = TypeError("y")
    for hours in (10, 12, 14):
        await tick(press.press(), at(FRIDAY, hours))
    assert ["KeyError" in one for one in press.alerts] == [True, False]


async def test_one_edition_that_breaks_does_not_stop_the_others() -> None:
    press = await running(subscription("a", form="no such form"), subscription("b"), papers=(news(1),))
    await tick(press.press(), at(FRIDAY))
    assert posts(press) == ["b/2026-03-06/0"]
    assert "no such form" in press.alerts[0]


async def test_a_standing_order_with_a_zone_that_is_no_more_does_not_stop_the_others() -> None:
    press = await running(subscription("a", zone="Mars/Olympus"), subscription("b"), papers=(news(1),))
    await tick(press.press(), at(FRIDAY))
    assert posts(press) == ["b/2026-03-06/0"]
    assert "Mars/Olympus" in press.alerts[0]


@dataclass
class Listening:
    """Fails where a category that does not exist is among those it was opened for."""

    categories: tuple[str, ...]
    name: str = "fake"
    remark: str = ""
    told: Sequence[Enrichment] = ()

    async def fetch(self, *, since: datetime) -> AsyncIterator[Paper]:
        if "cs.QQ" in self.categories:
            raise UnknownCategory("cs.QQ")
        yield news(1, categories=("cs.CL",))


@dataclass
class Choosy(FakePress):
    """A press whose source knows what it was opened for."""

    def press(self) -> Press:
        def sources(categories: Sequence[str]) -> list[PaperSource]:
            self.asked.append(tuple(categories))
            return [Listening(tuple(categories))]

        return replace(super().press(), sources=sources)


async def test_a_category_that_does_not_exist_stops_only_the_channel_that_wants_it() -> None:
    press = Choosy()
    for one in (about("good", "cs.CL"), about("bad", "cs.QQ"), about("fine", "cs.CL", "cs.LG")):
        await press.subscriptions.put(one)
    await tick(press.press(), at(FRIDAY))
    assert sorted(posts(press)) == ["fine/2026-03-06/0", "good/2026-03-06/0"]
    [alert] = press.alerts
    assert "for bad is late: arXiv has no category “cs.QQ”" in alert


async def test_all_channels_that_are_due_are_read_for_at_once() -> None:
    press = await running(about("a", "cs.LG", "cs.CL"), about("b", "hep-th", "cs.CL"), papers=(news(1),))
    await tick(press.press(), at(FRIDAY))
    assert press.asked == [("cs.CL", "cs.LG", "hep-th")]


async def test_a_channel_without_categories_reads_those_of_the_installation_beside_them() -> None:
    press = await running(about("a", "cs.CL"), about("b"), papers=(news(1, categories=("cs.CL",)),))
    await tick(press.press(), at(FRIDAY))
    assert press.asked == [("cs.CL",), ()]
    assert len(posts(press)) == 2


async def test_papers_that_another_channel_reads_are_not_counted() -> None:
    papers = (
        news(1, categories=("cs.CL",)),
        news(2, categories=("astro-ph.GA",)),
        news(3, categories=("astro-ph.GA",)),
    )
    press = await running(about("text", "cs.CL"), about("stars", "astro-ph.GA"), papers=papers)
    await tick(press.press(), at(FRIDAY))
    counted = {key: edition.funnel.announced for key, (_, edition) in press.editions.kept.items()}
    assert counted == {"text/2026-03-06": 1, "stars/2026-03-06": 2}


async def test_a_day_without_a_paper_in_the_channels_categories_says_so() -> None:
    press = await running(about("text", "cs.CL"), papers=(news(2, categories=("astro-ph.GA",)),))
    await tick(press.press(), at(FRIDAY))
    assert "None of the papers that came in is in cs.CL." in press.postbox.posted[0][3]


async def test_private_papers_of_another_server_are_neither_counted_nor_shown() -> None:
    press = await running(papers=(news(1),))
    await press.library.store.add([news(2, owner="other"), news(3, owner="x")], captured=at(FRIDAY, 8))
    await tick(press.press(), at(FRIDAY))
    [(_, edition)] = press.editions.kept.values()
    assert {pick.paper_id for pick in edition.picks} == {"2603.00001", "2603.00003"}
    assert edition.funnel.announced == 2


class Silent(FakeSource):
    """Never answers."""

    async def fetch(self, *, since: datetime) -> AsyncIterator[Paper]:
        await asyncio.Event().wait()
        yield news(1)


async def test_a_source_that_never_answers_is_left_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedules.reading, "READ_SECONDS", 0.05)
    press = FakePress(source=Silent())
    await press.subscriptions.put(subscription())
    await tick(press.press(), at(FRIDAY))
    assert "did not answer within ten minutes" in press.alerts[0]
    assert list(press.lates.rows) == ["s/2026-03-06"]


async def test_an_edition_that_takes_forever_is_stopped_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedules.jobs, "MAKE_SECONDS", 0.05)

    class Thinking(FakeWriter):
        async def headline(
            self, papers: Sequence[tuple[Paper, Sequence[Passage]]], *, language: str = ""
        ) -> tuple[DraftHeadline, Usage]:
            await asyncio.Event().wait()  # it never comes to an answer
            raise AssertionError

    press = FakePress(source=FakeSource(papers=(news(1),)), library=fake_library(Thinking()))
    await press.subscriptions.put(subscription())
    await tick(press.press(), at(FRIDAY))
    assert "It took too long and was stopped." in press.alerts[0]


async def test_an_edition_kept_before_a_crash_goes_out_though_every_source_is_down() -> None:
    press = await running(papers=(news(1),))
    await tick(press.press(), at(FRIDAY))
    press.outbox.rows.clear()  # the process died between keeping it and freezing its messages
    press.source = FakeSource(error=DOWN)
    await tick(press.press(), at(FRIDAY, 10))
    assert posts(press) == ["s/2026-03-06/0"] * 2
    assert len(press.asked) == 1


async def test_a_channel_that_pauses_while_its_edition_is_made_gets_none() -> None:
    press = await running()
    held = press.subscriptions

    class Pausing(FakeSource):
        async def fetch(self, *, since: datetime) -> AsyncIterator[Paper]:
            await held.put(replace(held.kept["s"], paused=True))
            yield news(1)

    press.source = Pausing()
    await tick(press.press(), at(FRIDAY))
    assert (posts(press), press.alerts) == ([], [])


async def test_a_channel_on_a_platform_that_is_not_joined_here_is_left_to_whoever_has() -> None:
    press = await running(replace(subscription("a"), platform="elsewhere"), subscription("b"), papers=(news(1),))
    await tick(press.press(), at(FRIDAY))
    assert (posts(press), press.alerts) == (["b/2026-03-06/0"], [])


async def test_a_database_that_is_down_is_told_and_the_clock_goes_on() -> None:
    press = await running(papers=(news(1),))

    async def down() -> list[Subscription]:
        raise StoreUnavailable("The database is down.")

    press.subscriptions.all = down  # type: ignore[method-assign]  # a database with a fault
    assert await compose_due(press.press(), at(FRIDAY)) == 0
    assert press.alerts == ["No editions can be made: The database is down."]
