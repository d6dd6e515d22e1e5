"""What every `PaperSource` promises, tried on the fake and on all that are registered."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from standin_process import HERE, Standin, standin

from retrieval.errors import PaperwireError, SourceChanged, SourceUnavailable
from retrieval.http import Http, Patience
from retrieval.mailbox import Mailbox
from retrieval.paper import Paper, parse_ref
from retrieval.polite import polite_gate
from retrieval.ports import PaperSource
from retrieval.sources import SOURCES
from retrieval.sources.options import SourceOptions
from tests.fakes.source import FakeSource

DAY = date(2025, 6, 9)
MORNING = datetime(2025, 6, 9, 14, tzinfo=UTC)
NIGHT = datetime(2025, 6, 9, 5, tzinfo=UTC)
HASTE = Patience(connect=2, read=0.5, total=5, attempts=2, pause=0.01)
Opened = tuple[PaperSource, Callable[[], None]]


@dataclass(frozen=True)
class World:
    """Everybody who tells of papers; each is a process of its own."""

    arxiv: Standin
    others: Mapping[str, Standin]

    def told_of(self, paper: str) -> None:
        """All of them tell of this paper today, and nothing else."""
        link = f"https://arxiv.org/abs/{paper}"
        for one in (self.arxiv, *self.others.values()):
            one.control("reset")
        listed = {"id": paper, "title": "A title", "summary": "A summary."}
        self.others["Hugging Face"].control("list", date=DAY.isoformat(), papers=[listed])
        items = [{"guid": "1", "title": "On a paper", "link": link, "published": "Mon, 09 Jun 2025 08:00:00 GMT"}]
        self.others["feeds"].control("items", path="/blog.xml", items=items)
        self.others["newsletters"].control("message", raw=f"Subject: News\n\nRead {link} today.", day=DAY.isoformat())


@pytest.fixture(scope="module")
def world():
    papers = str(HERE / "papers.jsonl")
    with (
        standin("arxiv_standin.py", "--papers", papers, "--today", DAY.isoformat()) as arxiv,
        standin("huggingface_standin.py", "--today", DAY.isoformat()) as face,
        standin("feeds_standin.py") as feeds,
        standin("imap_standin.py") as mailbox,
    ):
        yield World(arxiv, {"Hugging Face": face, "feeds": feeds, "newsletters": mailbox})


async def fake(_stack: AsyncExitStack, _world: World, _folder: Path) -> Opened:
    papers = (
        Paper(id=f"2506.0000{n}", title=f"Paper {n}", abstract="It works.", announced=DAY, source="fake")
        for n in range(1, 4)
    )
    source = FakeSource(tuple(papers))

    def break_it() -> None:
        source.error = SourceUnavailable("fake did not answer in time.")

    return source, break_it


def registered(kind):
    async def opened(stack: AsyncExitStack, world: World, folder: Path) -> Opened:
        world.told_of("2506.00049")
        http = await stack.enter_async_context(Http(HASTE))
        options = SourceOptions(
            categories=("cs.CL",),
            arxiv_api_url=world.arxiv.ready["query"],
            arxiv_rss_url=world.arxiv.ready["rss"],
            arxiv_oai_url=world.arxiv.ready["oai"],
            now=lambda: MORNING,
            **everybody(world),
        )
        (source,) = kind.open(http, polite_gate(folder, 0.01), options)
        broken = world.others.get(kind.name, world.arxiv)
        return source, lambda: broken.control("fault", kind="status", count=99)

    return opened


def everybody(world: World) -> dict[str, Any]:
    """The options that turn every source on."""
    mailbox = world.others["newsletters"].ready
    return {
        "hf_daily": True,
        "hf_api_url": world.others["Hugging Face"].ready["api"],
        "feeds": (f"{world.others['feeds'].ready['site']}/blog.xml",),
        "mailbox": Mailbox(
            "127.0.0.1", urlsplit(mailbox["imap"]).port or 0, "reader", mailbox["password"], "Newsletters", tls=False
        ),
    }


OPENERS = {"fake": fake, **{kind.name: registered(kind) for kind in SOURCES}}


@pytest.fixture(params=list(OPENERS))
async def opened(request, world: World, tmp_path: Path) -> AsyncIterator[tuple[str, PaperSource, Callable[[], None]]]:
    async with AsyncExitStack() as stack:
        source, break_it = await OPENERS[request.param](stack, world, tmp_path)
        yield request.param, source, break_it


async def fetched(source: PaperSource, since: datetime = NIGHT) -> list[Paper]:
    return [paper async for paper in source.fetch(since=since)]


async def test_papers_come_with_a_canonical_id_words_and_their_source(opened):
    name, source, _ = opened
    papers = await fetched(source)
    assert papers
    for paper in papers:
        assert parse_ref(paper.id).id == paper.id
        assert paper.title.strip() == paper.title != ""
        assert paper.abstract.strip() == paper.abstract != ""
        assert paper.source == source.name
        assert name == source.name or name == "feeds"
        assert not any(c in paper.title + paper.abstract for c in "\n\r\t\0\x1b")


async def test_dates_are_aware_days_of_announcement_or_none_never_one_for_the_other(opened):
    for paper in await fetched(opened[1]):
        for moment in (paper.submitted, paper.updated):
            assert moment is None or moment.tzinfo is not None
        assert paper.announced is None or type(paper.announced) is date


async def test_a_day_may_be_fetched_again(opened):
    """Somebody was stopped before they stored what they had fetched."""
    source = opened[1]
    first = await fetched(source)
    assert {paper.id for paper in await fetched(source)} == {paper.id for paper in first}


async def test_a_reader_may_stop_in_the_middle(opened):
    source = opened[1]
    papers = source.fetch(since=NIGHT)
    assert await anext(papers)
    await papers.aclose()
    assert await fetched(source)


async def test_after_a_fetch_there_is_a_remark_or_none(opened):
    await fetched(opened[1])
    assert opened[1].remark == ""


async def test_failures_are_ours_and_one_sentence(opened):
    _, source, break_it = opened
    break_it()
    with pytest.raises(PaperwireError) as caught:
        await fetched(source)
    assert isinstance(caught.value, SourceUnavailable | SourceChanged)
    assert caught.value.for_people.endswith(".")
    assert "\n" not in caught.value.for_people


def test_every_source_is_registered_under_its_own_name():
    names = [kind.name for kind in SOURCES]
    assert len(names) == len(set(names))


def test_by_itself_nothing_but_arxiv_is_read(tmp_path: Path):
    opened = [one for kind in SOURCES for one in kind.open(Http(), polite_gate(tmp_path, 0), SourceOptions())]
    assert [source.name for source in opened] == ["arXiv"]
