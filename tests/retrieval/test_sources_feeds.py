"""Feeds: what their items tell of, whatever state they are in, and where we do not let ourselves be led."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standin_process import Standin, standin

from retrieval.errors import SourceChanged, SourceUnavailable
from retrieval.http import Host, Http, Response
from retrieval.paper import PUBLIC, Paper, parse_ref
from retrieval.sources.arxiv import ArxivApi
from retrieval.sources.feeds import REST, Feed, FeedSource, names_of, read_feed
from retrieval.sources.mentions import Mentions, papers_named
from retrieval.sources.pages import read_page
from tests.fakes.store import FakePaperStore

NOW = datetime(2025, 6, 9, 14, tzinfo=UTC)
SINCE = datetime(2025, 6, 8, 14, tzinfo=UTC)
TODAY = "Mon, 09 Jun 2025 08:00:00 GMT"
POST = {
    "guid": "https://lab.example/posts/7",
    "title": "We trained a <em>small</em> model &amp; it works",
    "link": "https://lab.example/posts/7",
    "html": "<p>It has <b>7</b> layers.</p><script>steal()</script><p hidden>Ignore all.</p><p>It is fast.</p>",
    "published": TODAY,
    "author": "Ada Bee",
}  # fmt: skip
READ = Feed("https://lab.example/feed.xml", "lab.example")


@pytest.fixture(scope="module")
def process() -> Iterator[Standin]:
    with standin("feeds_standin.py") as running:
        yield running


@pytest.fixture
def feeds(process: Standin) -> Standin:
    process.control("reset")
    process.control("items", path="/blog.xml", items=[POST])
    return process


class Clock:
    """The time, as the test turns it."""

    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def shelf() -> FakePaperStore:
    return FakePaperStore()


@pytest.fixture
def opened(feeds: Standin, http: Http, gate, options, shelf: FakePaperStore) -> Callable[..., FeedSource]:
    async def known(ids):
        return await shelf.many(ids, owner=PUBLIC)

    mentions = Mentions(ArxivApi(http, Host("arXiv", gate), options.arxiv_api_url), known)

    def open_feed(url: str = "", *, trusted: bool = True, clock=lambda: NOW) -> FeedSource:
        feed = Feed(url or f"{feeds.ready['site']}/blog.xml", "the lab", trusted)
        return FeedSource(http, feed, mentions, asyncio.Lock(), clock)

    return open_feed


async def fetched(source: FeedSource, since: datetime = SINCE) -> list[Paper]:
    return [paper async for paper in source.fetch(since=since)]


def answer(body: str, status: int = 200) -> Response:
    return Response(status, {}, body.encode(), READ.url)


# what an item tells


@pytest.mark.parametrize("kind", ["rss", "atom"])
async def test_a_post_is_a_paper_of_its_own_in_plain_words(opened, feeds, kind: str):
    published = TODAY if kind == "rss" else "2025-06-09T08:00:00Z"
    feeds.control("items", path="/blog.xml", kind=kind, items=[{**POST, "published": published}])
    (paper,) = await fetched(opened())
    assert paper.title == "We trained a small model & it works"
    assert paper.abstract == "It has 7 layers. It is fast."
    assert (paper.link, paper.authors, paper.source) == (POST["link"], ("Ada Bee",), "the lab")
    assert (paper.submitted, paper.announced) == (datetime(2025, 6, 9, 8, tzinfo=UTC), None)
    assert paper.id.startswith("feed:lab.example-")
    assert parse_ref(paper.id).id == paper.id


async def test_an_item_that_speaks_of_papers_tells_of_those(opened, feeds, shelf):
    html = (
        '<a href="https://track.example/?to=https%3A%2F%2Farxiv.org%2Fabs%2F2506.00049v1">one</a> and arXiv:2506.00050'
    )
    feeds.control("items", path="/blog.xml", items=[{**POST, "html": html}])
    papers = {paper.id: paper for paper in await fetched(opened())}
    assert set(papers) == {"2506.00049", "2506.00050"}
    assert {paper.source for paper in papers.values()} == {"the lab"}
    assert papers["2506.00049"].abstract.startswith("If $p<q$")


def test_a_number_in_prose_names_no_paper():
    assert papers_named("It costs 1204.5000 dollars, see 2506.00049, version 2012.1234.") == ()
    assert papers_named("as in arXiv: 2506.00049, and https://arxiv.org/pdf/math/0601001v2.pdf") == (
        "2506.00049",
        "math/0601001",
    )


async def test_the_same_item_in_two_feeds_is_one_paper(opened, feeds):
    feeds.control("items", path="/planet.xml", kind="atom", items=[{**POST, "published": "2025-06-09T08:00:00Z"}])
    (one,) = await fetched(opened())
    (other,) = await fetched(opened(f"{feeds.ready['site']}/planet.xml"))
    assert one.id == other.id


async def test_a_changed_title_makes_no_new_paper_and_doubles_are_one(opened, feeds):
    (before,) = await fetched(opened())
    feeds.control("items", path="/blog.xml", items=[{**POST, "title": "Corrected"}, POST, POST])
    (after,) = await fetched(opened())
    assert (before.id, after.title) == (after.id, "Corrected")


def test_an_item_that_comes_again_under_another_guid_is_the_one_that_was_there_before():
    told = "<item><title>{}</title><link>https://lab.example/a</link><guid>{}</guid></item>"
    body = "<rss version='2.0'><channel>{}</channel></rss>"
    (before,) = read_feed(answer(body.format(told.format("A", "x1"))), READ, NOW)
    (after,) = read_feed(answer(body.format(told.format("a", "x2") + told.format("A", "x1"))), READ, NOW)
    assert before.id == after.id
    assert len(read_feed(answer(body.format(told.format("A", "x1") + told.format("B", "x2"))), READ, NOW)) == 2


def test_guids_that_are_mere_numbers_belong_to_their_feed():
    body = "<rss version='2.0'><channel><item><title>A</title><guid>1</guid></item></channel></rss>"
    (one,) = read_feed(answer(body), READ, NOW)
    (other,) = read_feed(answer(body), Feed("https://other.example/rss", "other"), NOW)
    assert one.id != other.id


# dates


async def test_items_of_the_last_week_are_taken_and_older_ones_are_not(opened, feeds):
    """A feed served one of sixty items yesterday; today all are there, and those of yesterday are still news."""
    late = {**POST, "guid": "late", "title": "Late", "published": "Tue, 03 Jun 2025 08:00:00 GMT"}
    old = {**POST, "guid": "old", "title": "Old", "published": "Thu, 01 May 2025 08:00:00 GMT"}
    feeds.control("items", path="/blog.xml", items=[POST, late, old])
    assert len(await fetched(opened())) == 2


@pytest.mark.parametrize(
    "broken", ["yesterday", "31 Feb", "Mon, 99 Zzz 20205 99:99:99 +9999", "0001-01-01", "2031-01-01"]
)
async def test_of_items_with_broken_dates_the_topmost_is_taken_and_later_whatever_is_new(opened, feeds, shelf, broken):
    items = [{**POST, "guid": f"tag:{n}", "title": f"Post {n}", "published": broken} for n in range(3)]
    feeds.control("items", path="/blog.xml", items=items)
    first = await fetched(opened())
    assert len(first) == 1
    assert first[0].submitted is None
    await shelf.add(first, captured=NOW)
    feeds.control(
        "items", path="/blog.xml", items=[{**POST, "guid": "tag:new", "title": "New", "published": broken}, *items[:1]]
    )
    assert len(await fetched(opened())) == 2


# asking


async def test_a_feed_is_asked_again_only_for_news_and_not_every_minute(opened, feeds):
    clock = Clock()
    source = opened(clock=clock)
    first = await fetched(source)
    clock.now = NOW + REST / 2
    assert await fetched(source) == first
    clock.now = NOW + REST
    assert await fetched(source) == first
    assert [one["status"] for one in feeds.view("requests")] == [200, 304]
    feeds.control("items", path="/blog.xml", items=[POST, {**POST, "guid": "another", "title": "Another"}])
    clock.now = NOW + 2 * REST
    assert len(await fetched(source)) == 2


@pytest.mark.parametrize("kind", ["status", "429", "close", "page", "garbage", "truncated"])
async def test_a_fault_that_passes_is_not_noticed(opened, feeds, kind: str):
    feeds.control("fault", kind=kind, count=1, retry_after=0)
    assert len(await fetched(opened())) == 1


@pytest.mark.parametrize("kind", ["status", "close", "page", "truncated", "garbage"])
async def test_a_fault_that_stays_is_one_sentence(opened, feeds, kind: str):
    feeds.control("fault", kind=kind, count=9)
    with pytest.raises(SourceUnavailable, match=r"^the lab .*\.$"):
        await fetched(opened())


async def test_a_feed_that_is_gone_is_said_to_be(opened, feeds):
    feeds.control("gone", path="/blog.xml")
    with pytest.raises(SourceChanged, match="refused to send its feed"):
        await fetched(opened())


async def test_an_empty_feed_has_no_papers(opened, feeds):
    feeds.control("items", path="/blog.xml", items=[])
    assert await fetched(opened()) == []


async def test_a_feed_that_moved_on_its_own_site_is_followed(opened, feeds):
    feeds.control("fault", kind="redirect", to="/blog.xml", path="/old.xml")
    assert len(await fetched(opened(f"{feeds.ready['site']}/old.xml"))) == 1


@pytest.mark.parametrize(
    "to", ["http://127.0.0.1:1/", "http://localhost/x", "http://[::1]/", "http://10.0.0.1/", "file:///etc"]
)
async def test_nobody_is_led_into_a_private_network(opened, feeds, to: str):
    feeds.control("fault", kind="redirect", to=to)
    with pytest.raises(SourceChanged, match="not on the public internet"):
        await fetched(opened())
    assert len(feeds.view("requests")) == 1


async def test_a_feed_that_somebody_else_set_may_not_lie_in_a_private_network_at_all(opened, feeds):
    with pytest.raises(SourceChanged, match="not on the public internet"):
        await fetched(opened(trusted=False))
    assert feeds.view("requests") == []


async def test_a_feed_that_leads_round_in_circles_is_left(opened, feeds):
    feeds.control("fault", kind="redirect", to="/blog.xml", count=99)
    with pytest.raises(SourceChanged, match="round in circles"):
        await fetched(opened())


# whatever comes


@given(st.text(max_size=300))
def test_any_markup_can_be_read(text: str):
    for markup in (text, f"<p>{text}</p>", f"<a href='{text}'>"):
        page = read_page(markup)
        assert page.text == " ".join(page.text.split())


@given(st.binary(max_size=300))
def test_any_bytes_are_a_feed_or_a_failure_of_ours(body: bytes):
    for whole in (body, b"<rss version='2.0'><channel><item>" + body + b"</item></channel></rss>"):
        try:
            items = read_feed(Response(200, {}, whole, ""), READ, NOW)
        except (SourceUnavailable, SourceChanged):
            continue
        for item in items:
            assert parse_ref(item.id).id == item.id
            assert item.title


def test_a_long_feed_is_cut_and_a_long_text_too():
    items = "".join(f"<item><guid>{n}</guid><title>{n}</title></item>" for n in range(600))
    long = f"<item><guid>long</guid><title>long</title><description>{'word ' * 9000}</description></item>"
    read = read_feed(answer(f"<rss version='2.0'><channel>{long}{items}</channel></rss>"), READ, NOW)
    assert len(read) == 500
    assert len(read[0].text) == 6000


def test_feeds_are_called_by_host_and_path_and_no_secret_shows():
    urls = [
        "https://www.reddit.com/r/MachineLearning/.rss",
        "https://www.reddit.com/r/LocalLLaMA/.rss?user=me&feed=s3cret",
        "https://lab.example/feed.xml?token=s3cret",
        "https://lab.example/rss",
        "https://news.example/feed/private/8a7b6c5d4e3f2a1b0c9d/index.xml",
        "https://lab.example/rss",
    ]
    assert [feed.name for feed in names_of(urls)] == [
        "reddit.com/r/MachineLearning",
        "reddit.com/r/LocalLLaMA",
        "lab.example",
        "lab.example (2)",
        "news.example/private",
    ]


def test_a_time_of_two_zones_is_one_moment():
    item = "<item><guid>1</guid><title>T</title><pubDate>Mon, 09 Jun 2025 10:00:00 +0200</pubDate></item>"
    (one,) = read_feed(answer(f"<rss version='2.0'><channel>{item}</channel></rss>"), READ, NOW)
    assert one.published == NOW - timedelta(hours=6)
