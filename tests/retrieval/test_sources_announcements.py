"""The announcement feeds: what was listed, on which day, and what an empty or old feed means."""

from datetime import UTC, date, datetime

import pytest
from arxiv_feeds import feed_error
from standin_process import Standin

from retrieval.errors import SourceChanged, SourceUnavailable, UnknownCategory
from retrieval.http import Host, Http, Response
from retrieval.ports import PoliteGate
from retrieval.sources.announcements import CAP, Announcements, Listing, read_feed, remark_on
from retrieval.sources.options import SourceOptions

MONDAY = date(2025, 6, 9)


def at(day: int, hour: int = 14) -> datetime:
    """An hour (UTC) in June 2025; the 9th is a Monday."""
    return datetime(2025, 6, day, hour, tzinfo=UTC)


@pytest.fixture
def feed(http: Http, gate: PoliteGate, options: SourceOptions):
    def of(*categories: str, kind: str = "rss") -> Announcements:
        return Announcements(http, Host("arXiv", gate), options.arxiv_rss_url.replace("rss", kind), categories)

    return of


@pytest.mark.parametrize("kind", ["rss", "atom"])
async def test_a_listing_holds_exactly_what_was_announced_that_day(arxiv: Standin, feed, kind: str):
    listing = await feed("cs.CL", "cs.LG", kind=kind).newest()
    told = arxiv.control("listing", categories=["cs.CL", "cs.LG"])
    assert listing.day == MONDAY
    assert [(p.announcement, p.id, p.version) for p in listing.papers] == [
        (one["type"], one["id"], one["version"]) for one in told
    ]
    assert {paper.announcement for paper in listing.papers} == {"new", "cross", "replace", "replace-cross"}


@pytest.mark.parametrize("kind", ["rss", "atom"])
async def test_an_item_has_its_day_of_announcement_and_no_date_of_submission(feed, kind: str):
    papers = {paper.id: paper for paper in (await feed("cs.LG", kind=kind).newest()).papers}
    paper = papers["2506.00049"]
    assert (paper.announced, paper.submitted, paper.updated) == (MONDAY, None, None)
    assert paper.title == "When $p < q$ and $q > r$: ordering losses & gradients"
    assert paper.abstract.startswith(r"If $p<q$ then the gradient of $\mathcal{L}_{p}$ is at most")
    assert paper.abstract.endswith("we write <b> for the bound & keep R&D cost below 5%. A second paragraph follows after a line break.")  # fmt: skip  # noqa: E501  # one sentence
    assert paper.authors == ("Jörg Müller", "Ana Čapek", "C. Doe Jr.")
    assert paper.categories == ("cs.LG", "cs.CL", "cs.AI")
    assert (paper.doi, paper.journal_ref) == ("10.5555/standin.1", "J. Made-up Res. 3 (2025) 14")


async def test_text_that_looks_like_commands_or_markup_arrives_as_text(feed):
    papers = {paper.id: paper for paper in (await feed("cs.CL").newest()).papers}
    assert papers["2506.00050"].title == "@everyone should read this <!channel> paper about `prompts`"
    assert "<@U123> *bold* _under_ `code` ```block``` [link](https://example.org)" in papers["2506.00050"].abstract
    assert papers["2506.00050"].authors == ("O'Neil Quist",)


async def test_accents_written_in_tex_are_letters(feed):
    [paper] = [paper for paper in (await feed("math.AG").newest()).papers if paper.announcement == "new"]
    assert paper.title == "Schrödinger operators on Calabi--Yau threefolds"
    assert paper.abstract == "We prove a gap of $\\frac{3}{4}$ for Schrödinger operators, following Étale descent and ideas of Erdős."  # fmt: skip  # noqa: E501  # one sentence
    assert paper.authors == ("Émile Dürer", "Łukasz Nowak")


async def test_a_withdrawal_is_a_replacement_that_says_so(feed):
    """The feed carries no comments: only an abstract can say it, and this one does not."""
    papers = {paper.id: paper for paper in (await feed("cs.LG").newest()).papers}
    assert papers["2506.00054"].announcement == "replace"
    assert papers["2506.00054"].withdrawn is False


async def test_an_unchanged_feed_is_not_sent_twice_but_yields_the_same(arxiv: Standin, feed):
    source = feed("cs.CL")
    first = await source.newest()
    assert await source.newest() == first
    assert [one["status"] for one in arxiv.view("requests")] == [200, 304]
    arxiv.control("set", today="next")
    assert (await source.newest()).day == date(2025, 6, 10)


async def test_an_empty_weekend_is_a_listing_without_papers(arxiv: Standin, feed):
    arxiv.control("set", today="2025-06-07")
    listing = await feed("cs.CL").newest()
    assert listing == Listing(date(2025, 6, 7), ())
    assert remark_on(listing, at(7)) == "arXiv announces no papers at weekends."


async def test_an_empty_weekday_is_a_holiday_or_late_and_says_so(arxiv: Standin, feed):
    arxiv.control("set", holidays=["2025-06-09"])
    listing = await feed("cs.CL").newest()
    assert listing == Listing(MONDAY, ())
    assert remark_on(listing, at(9)) == "arXiv's feed of 9 June 2025 is empty: a holiday there, or it is late."


async def test_yesterdays_feed_is_late(arxiv: Standin, feed):
    arxiv.control("fault", kind="stale_feed")
    listing = await feed("cs.CL").newest()
    assert listing.day == date(2025, 6, 6)
    assert listing.papers
    assert remark_on(listing, at(9)) == "arXiv's feed of 9 June 2025 is late; the newest one is of 6 June 2025."


@pytest.mark.parametrize(
    ("day", "papers", "now", "remark"),
    [
        (9, True, at(9), ""),
        (9, True, at(10, 3), ""),  # still Monday in New York
        (9, True, at(10, 5), "arXiv's feed of 10 June 2025 is late; the newest one is of 9 June 2025."),
        (6, True, at(7), ""),  # Friday's feed on Saturday
        (6, True, at(8), ""),
        (8, False, at(8), "arXiv announces no papers at weekends."),
        (8, False, at(9), "arXiv's feed of 9 June 2025 is late; the newest one is of 8 June 2025."),
        (10, True, at(9), ""),  # this machine's clock is behind
    ],
)
def test_what_is_usual_for_a_day(day: int, papers: bool, now: datetime, remark: str):
    listing = Listing(date(2025, 6, day), ("a paper",) if papers else ())  # type: ignore[arg-type]  # any will do
    assert remark_on(listing, now) == remark


@pytest.mark.parametrize(
    ("categories", "named"), [(("cs.XX",), "cs.XX"), (("cs.CL", "cs.XX"), "cs.XX"), (("cs.CL", "blah"), "blah")]
)
async def test_a_category_arxiv_does_not_have_is_named(arxiv: Standin, feed, categories, named: str):
    with pytest.raises(UnknownCategory, match=f"“{named}”"):
        await feed(*categories).newest()
    assert len(arxiv.view("requests")) == 1, "asking again will not help"


async def test_a_malformed_category_is_refused_before_anybody_is_asked(arxiv: Standin, feed):
    with pytest.raises(UnknownCategory, match="“cs CL”"):
        await feed("cs CL").newest()
    assert arxiv.view("requests") == []


async def test_categories_may_be_written_in_any_case(feed):
    assert await feed("CS.cl").newest() == await feed("cs.CL").newest()


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ({"kind": "rate_html"}, "arXiv answered with a web page instead of papers; it may be limiting us."),
        ({"kind": "truncated"}, "arXiv broke off its answer."),
        ({"kind": "503", "retry_after": 0}, "arXiv answered with an error (503)."),
        ({"kind": "close"}, "arXiv broke off its answer."),
    ],
    ids=lambda value: value["kind"] if isinstance(value, dict) else "",
)
async def test_a_feed_that_is_none_is_a_failure_never_a_quiet_day(arxiv: Standin, feed, fault: dict, sentence: str):
    arxiv.control("fault", **fault, count=1)
    assert (await feed("cs.CL").newest()).papers
    arxiv.control("fault", **fault, count=9)
    with pytest.raises(SourceUnavailable) as caught:
        await feed("cs.CL").newest()
    assert caught.value.for_people == sentence


async def test_a_feed_with_only_some_of_its_papers_is_completed_by_the_next_reading(arxiv: Standin, feed):
    """Nothing in the feed tells; but nothing is kept from being read again either."""
    source = feed("cs.CL")
    arxiv.control("fault", kind="only", entries=1)
    assert len((await source.newest()).papers) == 1
    assert len((await source.newest()).papers) > 1


def feed_of(items: str, channel: str = "<pubDate>Mon, 09 Jun 2025 00:00:00 -0400</pubDate>", status: int = 200):
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>cs.CL</title>{channel}{items}</channel></rss>'
    return Response(status, {}, body.encode(), "")


ITEM = "<item><title>T</title><guid>oai:arXiv.org:2506.{:05}v1</guid><description>D</description></item>"


def test_a_feed_as_long_as_feeds_get_may_have_lost_some():
    assert read_feed(feed_of("".join(map(ITEM.format, range(CAP)))), ["cs.CL"]).capped
    assert not read_feed(feed_of("".join(map(ITEM.format, range(CAP - 1)))), ["cs.CL"]).capped


@pytest.mark.parametrize(
    "response",
    [
        feed_of("", channel=""),
        feed_of("<item><title>T</title><guid>somewhere/else</guid></item>"),
        feed_of("", status=403),
    ],
    ids=["no day", "other ids", "status"],
)
def test_a_feed_in_another_form_is_a_change(response: Response):
    with pytest.raises(SourceChanged):
        read_feed(response, ["cs.CL"])


def test_a_character_that_xml_forbids_costs_no_feed():
    feed = read_feed(feed_of(ITEM.format(1) + ITEM.format(2).replace("D", "D\x0b\x00D", 1)), ["cs.CL"])
    assert [paper.id for paper in feed.papers] == ["2506.00001", "2506.00002"]


def test_an_item_that_cannot_be_read_costs_only_itself():
    feed = feed_of(ITEM.format(1) + "<item><title>An advertisement</title></item>")
    assert [paper.id for paper in read_feed(feed, ["cs.CL"]).papers] == ["2506.00001"]


def test_a_category_that_exists_is_not_told_to_be_none_where_the_feed_lacks_it_for_once() -> None:
    error = feed_error("rss/cs.CL", "cs.CL", date(2025, 6, 24))
    with pytest.raises(SourceUnavailable, match=r"lacks cs\.CL just now, though that category exists"):
        read_feed(Response(400, {}, error, ""), ("cs.CL",))
