"""Hugging Face's daily papers: one paper whoever tells of it, its likes kept, and what is broken named."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from standin_process import Standin, standin

from retrieval.collect import collect
from retrieval.enrichment import Enrichment
from retrieval.errors import SourceChanged, SourceUnavailable
from retrieval.http import Host, Http, Response
from retrieval.paper import PUBLIC, Paper
from retrieval.sources.arxiv import ArxivApi
from retrieval.sources.daily import ArxivSource
from retrieval.sources.huggingface import DailyPapers, read_list
from retrieval.sources.mentions import Mentions
from tests.fakes.store import FakePaperStore

MORNING = datetime(2025, 6, 9, 14, tzinfo=UTC)
NIGHT = datetime(2025, 6, 9, 5, tzinfo=UTC)
ONE = {"id": "2506.00049", "title": "Ordering", "summary": "We order.", "authors": ["A. Bee"], "upvotes": 37}


@pytest.fixture(scope="module")
def process() -> Iterator[Standin]:
    with standin("huggingface_standin.py", "--today", "2025-06-09") as running:
        yield running


@pytest.fixture
def face(process: Standin) -> Standin:
    process.control("reset")
    process.control("list", date="2025-06-09", papers=[ONE])
    return process


@pytest.fixture
def shelf() -> FakePaperStore:
    return FakePaperStore()


@pytest.fixture
def source(face: Standin, http: Http, gate, options, shelf: FakePaperStore) -> DailyPapers:
    async def known(ids):
        return await shelf.many(ids, owner=PUBLIC)

    mentions = Mentions(ArxivApi(http, Host("arXiv", gate), options.arxiv_api_url), known)
    return DailyPapers(http, face.ready["api"], mentions, lambda: MORNING)


async def fetched(source: DailyPapers, since: datetime = NIGHT) -> list[Paper]:
    return [paper async for paper in source.fetch(since=since)]


async def test_a_listed_paper_comes_as_arxiv_has_it_with_its_categories_and_version(source):
    (paper,) = await fetched(source)
    assert (paper.id, paper.version, paper.source) == ("2506.00049", 1, "Hugging Face")
    assert paper.title.startswith("When $p < q$")
    assert "cs.LG" in paper.categories
    assert paper.announced is None, "their day is not arXiv's"


async def test_its_likes_and_its_code_are_told_beside_it(source, face):
    code = {"githubRepo": "https://github.com/lab/order", "projectPage": "javascript:alert(1)"}
    face.control("list", date="2025-06-09", papers=[{**ONE, **code}])
    await fetched(source)
    (told,) = source.told
    assert told == Enrichment(
        paper_id=ONE["id"], source="Hugging Face", asked=MORNING, upvotes=37, code=(code["githubRepo"],)
    )


async def test_told_by_two_sources_it_is_one_paper_with_both_noted(source, http, gate, options, shelf):
    arxiv = ArxivSource(http, gate, options)
    collected = await collect([arxiv, source], shelf, since=NIGHT, captured=MORNING)
    assert collected.failed == ()
    both = (await shelf.told_by([ONE["id"]], owner=PUBLIC))[ONE["id"]]
    assert set(both) == {"arXiv", "Hugging Face"}
    assert len(shelf.entries[ONE["id"], PUBLIC].versions) == 1
    assert (await shelf.enrichments([ONE["id"]]))[ONE["id"]][0].upvotes == 37


async def test_a_paper_on_the_shelf_is_not_asked_for_again_and_gets_no_other_version(source, shelf, arxiv):
    known = Paper(id=ONE["id"], version=3, title="As we know it", abstract="Known.", source="arXiv")
    await shelf.add([known], captured=NIGHT)
    assert await fetched(source) == [replace(known, source="Hugging Face")]
    assert arxiv.view("requests") == []


async def test_what_was_handed_in_long_ago_is_no_news_though_somebody_lists_it(source, face):
    face.control("list", date="2025-06-09", papers=[{**ONE, "id": "2401.00042"}])
    assert await fetched(source) == []


async def test_without_arxiv_it_is_told_in_their_words(source, arxiv):
    arxiv.control("fault", kind="status", count=9)
    (paper,) = await fetched(source)
    assert (paper.title, paper.abstract, paper.authors) == ("Ordering", "We order.", ("A. Bee",))
    assert paper.submitted == datetime(2025, 6, 9, 4, tzinfo=UTC)


async def test_the_day_before_is_read_again_and_a_paper_of_both_days_comes_once(source, face):
    face.control("list", date="2025-06-08", papers=[ONE])
    assert len(await fetched(source)) == 1
    assert ["date=2025-06-08" in one["path"] for one in face.view("requests")] == [True, False]


async def test_a_day_that_has_not_begun_there_has_no_papers(source, http, face):
    tomorrow = DailyPapers(http, face.ready["api"], source._mentions, lambda: datetime(2025, 6, 10, 1, tzinfo=UTC))
    assert len(await fetched(tomorrow)) == 1


async def test_rows_that_are_no_papers_are_left_out(source, face):
    good = {"paper": {"id": ONE["id"], "title": "T", "summary": "S"}}
    rows = [good, {}, None, 7, {"paper": None}, {"paper": {"id": "blog-post", "title": "T", "summary": "S"}}]
    face.control("list", date="2025-06-09", raw=rows)
    assert [paper.id for paper in await fetched(source)] == [ONE["id"]]


async def test_rows_of_another_form_are_a_change_somebody_must_look_at(source, face):
    face.control("list", date="2025-06-09", raw=[{"article": {"arxiv": ONE["id"]}}])
    with pytest.raises(SourceChanged, match="no longer names its papers"):
        await fetched(source)


@pytest.mark.parametrize("kind", ["status", "429", "close", "garbage", "page", "truncated"])
async def test_a_fault_that_passes_is_not_noticed(source, face, kind: str):
    face.control("fault", kind=kind, count=1, retry_after=0)
    assert len(await fetched(source)) == 1


@pytest.mark.parametrize("kind", ["status", "close", "garbage", "page"])
async def test_a_fault_that_stays_is_one_sentence(source, face, kind: str):
    face.control("fault", kind=kind, count=9)
    with pytest.raises(SourceUnavailable, match=r"^Hugging Face .*\.$"):
        await fetched(source)


async def test_nobody_is_led_into_a_private_network(source, face, arxiv):
    face.control("fault", kind="redirect", to=f"{arxiv.ready['site']}/abs/2506.00049", count=9)
    with pytest.raises(SourceChanged, match="refused to send its daily papers"):
        await fetched(source)
    assert arxiv.view("requests") == []


@pytest.mark.parametrize("body", [b"{}", b"[" * 100_000, b'{"error": "x"}', b"\xff"])
def test_an_answer_that_is_no_list_is_never_an_empty_day(body: bytes):
    with pytest.raises((SourceUnavailable, SourceChanged)):
        read_list(Response(200, {}, body, ""))
