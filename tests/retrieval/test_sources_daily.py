"""arXiv as one source: the feed of today, what lies before it, and one standing in for the other."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standin_process import Standin

from retrieval.errors import PaperwireError, SourceUnavailable, UnknownCategory
from retrieval.http import Http
from retrieval.paper import Paper
from retrieval.ports import PoliteGate
from retrieval.sources.daily import ArxivSource, missed
from retrieval.sources.options import SourceOptions

MONDAY_5_UTC = datetime(2025, 6, 9, 5, tzinfo=UTC)  # one in the morning in New York
FRIDAY_NOON = datetime(2025, 6, 6, 16, tzinfo=UTC)
THURSDAY = datetime(2025, 6, 5, 1, tzinfo=UTC)  # Wednesday evening there: before the listing of Thursday


@pytest.fixture
def source(http: Http, gate: PoliteGate, options: SourceOptions) -> ArxivSource:
    return ArxivSource(http, gate, options)


async def fetched(source: ArxivSource, since: datetime) -> list[Paper]:
    return [paper async for paper in source.fetch(since=since)]


async def until_failure(papers: AsyncIterator[Paper]) -> tuple[list[Paper], PaperwireError | None]:
    got: list[Paper] = []
    try:
        async for paper in papers:
            got.append(paper)  # noqa: PERF401  # what came before the failure is what counts
    except PaperwireError as error:
        return got, error
    return got, None


def kinds(arxiv: Standin) -> list[str]:
    return [one["kind"] for one in arxiv.view("requests")]


def listed(arxiv: Standin, day: str) -> set[str]:
    return {one["id"] for one in arxiv.control("listing", categories=["cs.CL", "cs.LG"], day=day)}


async def test_a_day_that_follows_the_last_one_needs_only_the_feed(arxiv: Standin, source: ArxivSource):
    papers = await fetched(source, FRIDAY_NOON)
    assert {paper.id for paper in papers} == listed(arxiv, "2025-06-09")
    assert kinds(arxiv) == ["rss"]
    assert source.remark == ""


async def test_days_that_the_feed_no_longer_holds_are_caught_up(arxiv: Standin, source: ArxivSource):
    papers = await fetched(source, THURSDAY)
    missing = listed(arxiv, "2025-06-05") | listed(arxiv, "2025-06-06")
    assert {paper.id for paper in papers} >= missing | listed(arxiv, "2025-06-09")
    assert set(kinds(arxiv)) == {"rss", "oai"}
    assert {paper.announced for paper in papers} == {date(2025, 6, 9), None}
    assert arxiv.view("politeness")["polite"]


@pytest.mark.parametrize("kind", ["rate_html", "truncated", "429", "503", "close"])
async def test_when_the_feed_fails_oai_stands_in_and_the_source_says_so(arxiv: Standin, source: ArxivSource, kind: str):
    arxiv.control("fault", kind=kind, retry_after=0, path="^/rss", count=9)
    papers = await fetched(source, MONDAY_5_UTC)
    assert {paper.id for paper in papers} >= listed(arxiv, "2025-06-09")
    assert {paper.announced for paper in papers} == {None}
    assert source.remark.endswith("Its papers came another way, without their day of announcement.")
    assert source.remark.startswith("arXiv ")


async def test_when_oai_fails_too_the_query_api_stands_in(arxiv: Standin, source: ArxivSource):
    """It knows new papers by their submission, and no new versions of old ones."""
    arxiv.control("fault", kind="rate_html", path="^/(rss|oai)", count=99)
    papers = {paper.id for paper in await fetched(source, MONDAY_5_UTC)}
    told = arxiv.control("listing", categories=["cs.CL", "cs.LG"], day="2025-06-09")
    assert {one["type"] for one in told if one["id"] in papers} >= {"new", "cross"}
    assert {one["type"] for one in told if one["id"] not in papers} <= {"replace", "replace-cross"}
    assert kinds(arxiv)[-1] == "api"


async def test_when_only_the_catching_up_fails_the_feed_is_still_handed_over_first(arxiv: Standin, source: ArxivSource):
    arxiv.control("fault", kind="503", retry_after=0, path="^/(oai|api)", count=99)
    got, error = await until_failure(source.fetch(since=THURSDAY))
    assert isinstance(error, SourceUnavailable)
    assert {paper.id for paper in got} == listed(arxiv, "2025-06-09")


async def test_when_all_three_fail_it_is_one_sentence(arxiv: Standin, source: ArxivSource):
    arxiv.control("fault", kind="429", retry_after=0, count=99)
    with pytest.raises(SourceUnavailable, match="arXiv asks us to slow down"):
        await fetched(source, MONDAY_5_UTC)


async def test_an_unknown_category_is_no_reason_to_ask_elsewhere(
    arxiv: Standin, http: Http, gate: PoliteGate, options: SourceOptions
):
    source = ArxivSource(http, gate, SourceOptions(categories=("cs.CL", "cs.XX"), arxiv_rss_url=options.arxiv_rss_url))
    with pytest.raises(UnknownCategory, match=r"cs\.XX"):
        await fetched(source, MONDAY_5_UTC)
    assert kinds(arxiv) == ["rss"]


async def test_a_quiet_day_leaves_a_remark_and_no_papers(arxiv: Standin, source: ArxivSource):
    arxiv.control("set", holidays=["2025-06-09"])
    assert await fetched(source, FRIDAY_NOON) == []
    assert source.remark == "arXiv's feed of 9 June 2025 is empty: a holiday there, or it is late."
    arxiv.control("set", holidays=[])
    assert await fetched(source, FRIDAY_NOON) != []
    assert source.remark == ""


async def test_an_old_feed_is_still_the_newest_there_is(arxiv: Standin, source: ArxivSource):
    """It is late, or this machine's clock is ahead; what it lists may never have been read."""
    arxiv.control("fault", kind="stale_feed")
    papers = await fetched(source, MONDAY_5_UTC)
    assert {paper.id for paper in papers} == listed(arxiv, "2025-06-06")
    assert source.remark == "arXiv's feed of 9 June 2025 is late; the newest one is of 6 June 2025."


async def test_without_categories_nobody_is_asked(arxiv: Standin, http: Http, gate: PoliteGate):
    source = ArxivSource(http, gate, SourceOptions(categories=()))
    assert await fetched(source, MONDAY_5_UTC) == []
    assert source.remark == "No arXiv categories are chosen."


def june(day: int, hour: int = 12) -> datetime:
    return datetime(2025, 6, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("newest", "since", "now", "days"),
    [
        (9, june(6), june(9), []),  # Friday noon to Monday
        (9, june(6, 3), june(9), [6]),  # since Thursday 23:00 there
        (9, june(6, 9), june(9), [6]),  # Friday's listing may have come out until six
        (9, june(3), june(9), [4, 5, 6]),
        (7, june(6, 3), june(7), [6]),  # on Saturday the feed has forgotten Friday
        (6, june(9), june(9), []),  # a late feed
        (13, june(3), june(5), [4]),  # a clock that is behind misses no days of the future
        (9, june(20), june(20), []),
    ],
)
def test_which_days_were_missed(newest: int, since: datetime, now: datetime, days: list[int]):
    assert missed(date(2025, 6, newest), since, now) == [date(2025, 6, day) for day in days]


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 40))
def test_missed_days_are_weekdays_from_since_to_before_the_feed(newest: date, back: int):
    since = datetime.fromordinal(newest.toordinal() - back).replace(tzinfo=UTC)
    found = missed(newest, since, datetime(2031, 1, 1, tzinfo=UTC))
    assert found == sorted(set(found))
    assert all(one.weekday() < 5 and one < newest for one in found)
    assert all((since.date() - one).days <= 1 for one in found), "midnight UTC is the evening before there"
