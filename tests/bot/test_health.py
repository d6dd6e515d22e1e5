"""Whoever watches from outside learns whether all is well, and what is not. Over real sockets."""

from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from bot.health import LONGEST_WORK, MOST_UNINDEXED, STALE, Vitals, clock_troubles, metrics, probe_press, serve_health
from retrieval.errors import BadSetting, StoreUnavailable
from schedules.clock import Beat, Pulse
from schedules.jobs import tick
from tests.fakes.press import FakePress, at, news, subscription
from tests.fakes.source import FakeSource

NOW = datetime(2026, 3, 6, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def pulse(**beats: Beat) -> Pulse:
    return Pulse(NOW, dict(beats))


def ran(ago: timedelta) -> Beat:
    return Beat(ticks=7, done=2, seconds=0.25, started=NOW - ago - SECOND, ended=NOW - ago)


async def fetched(port: int, path: str) -> tuple[int, str, str]:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as answer:
        return answer.status, answer.content_type, await answer.text()


async def test_a_process_that_is_well_says_so() -> None:
    async def probe() -> Vitals:
        return Vitals(numbers={"papers": 12})

    async with serve_health(0, probe) as port:
        assert await fetched(port, "/healthz") == (200, "application/json", '{"ok": true, "troubles": []}')
        status, kind, text = await fetched(port, "/metrics")
    assert (status, kind) == (200, "text/plain")
    assert "paperwire_papers 12\n" in text
    assert "paperwire_up 1\n" in text


async def test_one_that_is_not_names_its_troubles() -> None:
    async def probe() -> Vitals:
        return Vitals(("The database is down.",))

    async with serve_health(0, probe) as port:
        status, _, text = await fetched(port, "/healthz")
        assert (status, "The database is down." in text) == (503, True)
        assert "paperwire_up 0" in (await fetched(port, "/metrics"))[2]


async def test_without_a_port_nothing_is_served() -> None:
    async def probe() -> Vitals:
        return Vitals()

    async with serve_health(None, probe) as port:
        assert port == 0


async def test_a_port_that_somebody_else_has_is_a_setting_to_mend() -> None:
    async def probe() -> Vitals:
        return Vitals()

    async with serve_health(0, probe) as taken:
        with pytest.raises(BadSetting, match="HEALTH_PORT"):
            async with serve_health(taken, probe):
                pass


def test_a_clock_that_ticks_has_no_troubles() -> None:
    assert clock_troubles(pulse(press=ran(SECOND), deliver=ran(STALE)), NOW) == []
    assert clock_troubles(pulse(), NOW + STALE) == [], "it has just been started"


@pytest.mark.parametrize(
    ("held", "now", "trouble"),
    [
        (pulse(press=ran(STALE + SECOND)), NOW, "has not run for more than five minutes"),
        (pulse(press=Beat(started=NOW)), NOW + LONGEST_WORK + SECOND, "at work for more than an hour"),
        (pulse(), NOW + STALE + SECOND, "has not begun to tick"),
    ],
)
def test_a_clock_that_stands_still_is_named(held: Pulse, now: datetime, trouble: str) -> None:
    [said] = clock_troubles(held, now)
    assert trouble in said


def test_an_edition_that_takes_half_an_hour_is_no_trouble() -> None:
    assert clock_troubles(pulse(press=Beat(started=NOW)), NOW + timedelta(minutes=30)) == []


async def posted() -> FakePress:
    press = FakePress(source=FakeSource(papers=(news(1),)))
    await press.subscriptions.put(subscription())
    await tick(press.press(), at(6))
    return press


async def test_the_press_is_measured() -> None:
    press = await posted()
    vitals = await probe_press(press.press(), pulse(press=ran(SECOND)), {"discord": True}, at(6))
    assert vitals.troubles == ()
    assert metrics(vitals).splitlines() == [
        "# TYPE paperwire_editions_total counter",
        "paperwire_editions_total 2",
        "# TYPE paperwire_outbox gauge",
        'paperwire_outbox{state="begun"} 0',
        'paperwire_outbox{state="given_up"} 0',
        'paperwire_outbox{state="posted"} 2',
        'paperwire_outbox{state="waiting"} 0',
        "# TYPE paperwire_papers gauge",
        "paperwire_papers 1",
        "# TYPE paperwire_passages gauge",
        "paperwire_passages 1",
        "# TYPE paperwire_platform_joined gauge",
        'paperwire_platform_joined{platform="discord"} 1',
        "# TYPE paperwire_tick_seconds gauge",
        'paperwire_tick_seconds{job="press"} 0.25',
        "# TYPE paperwire_ticks_failed_total counter",
        'paperwire_ticks_failed_total{job="press"} 0',
        "# TYPE paperwire_ticks_total counter",
        'paperwire_ticks_total{job="press"} 7',
        "# TYPE paperwire_unindexed gauge",
        "paperwire_unindexed 0",
        "# TYPE paperwire_up gauge",
        "paperwire_up 1",
    ]


async def test_messages_given_up_a_platform_not_joined_and_an_index_behind_are_named() -> None:
    press = FakePress(source=FakeSource(papers=(news(1),)))
    await press.subscriptions.put(subscription())
    press.postbox.faults = ["gone"]
    await tick(press.press(), at(6))

    async def counts(_generation: str) -> dict[str, int]:
        return {"papers": 1, "versions": 1, "passages": 9000, "unindexed": MOST_UNINDEXED + 1}

    press.library.store.counts = counts  # type: ignore[method-assign, assignment]  # an index that is behind
    vitals = await probe_press(press.press(), pulse(press=ran(SECOND)), {"slack": False}, at(6))
    assert [trouble.split()[0] for trouble in vitals.troubles] == ["5001", "1", "slack"]


async def test_a_database_that_is_down_is_a_trouble_and_no_crash() -> None:
    press = await posted()

    async def down(_generation: str) -> dict[str, int]:
        raise StoreUnavailable("The database is down.")

    press.library.store.counts = down  # type: ignore[method-assign, assignment]  # a database with a fault
    vitals = await probe_press(press.press(), pulse(press=ran(SECOND)), {}, at(6))
    assert vitals.troubles == ("The database is down.",)
    assert 'outbox{state="posted"}' in vitals.numbers
