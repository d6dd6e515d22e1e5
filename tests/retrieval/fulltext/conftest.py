"""arXiv on loopback with papers in full, a shelf, and the reader between them."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from standin_process import Standin, standin

from retrieval.collect import index_pending
from retrieval.fulltext.fetch import Fetcher
from retrieval.fulltext.parsing import Parser
from retrieval.fulltext.reading import FullTextReader
from retrieval.http import Host, Http, Patience
from retrieval.library import Library
from retrieval.paper import PUBLIC, Paper
from retrieval.polite import polite_gate
from retrieval.writers.extractive import Extractive
from tests.fakes.desk import Publisher
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.index import FakeIndex
from tests.fakes.store import FakePaperStore

GAP = 0.02
HASTE = Patience(connect=3, read=3, total=10, attempts=2, pause=0.01, longest_pause=2, most_bytes=200_000)
AT = datetime(2025, 6, 11, 9, tzinfo=UTC)
ABSTRACT = "We study how long cats sleep. They sleep for sixteen hours a day, which we measure with collars."
TOPICS = ("the collar", "the house", "the owner", "the season", "the diet", "the age of the cat")


def story(opening: str, subject: str) -> str:
    """Twelve sentences on a subject: a paragraph of some 200 words."""
    told = [f"{opening} {subject} matters in study number {n}, since cats of group {n} react to it." for n in range(12)]
    return " ".join(told)


SECTIONS = {
    "Introduction": [story("We believe that", topic) for topic in TOPICS[:2]],
    "Collars and measurements": [
        story("It is known that", TOPICS[2]),
        "The collar weighs 23 grams and samples movement at 50 Hz, which drains its battery in nine days.",
    ],
    "Results": [story("We find that", topic) for topic in TOPICS[3:]],
    "Limitations": [
        "A limitation is that only indoor cats were studied, so nothing here may be said of cats that hunt at night."
    ],
}
CAPTIONS = ["A cat with a collar at night.", "Overview of our method: a collar samples at $50$ Hz & sends."]
"""Of paper 29; the others have no figures."""
FULL_TEXT = "\n".join(line for name, told in SECTIONS.items() for line in (name, *told))


def paper(number: int, **other: object) -> Paper:
    """A paper that the stand-in knows too."""
    told = {"id": f"2506.{number:05}", "title": f"How cats sleep, part {number}", "abstract": ABSTRACT, "version": 1}
    return Paper(**{**told, "announced": AT.date(), **other})  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def site_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standin]:
    file = tmp_path_factory.mktemp("arxiv") / "papers.jsonl"
    rows = [
        {"id": one.id, "title": one.title, "abstract": one.abstract, "authors": ["A. Cat"], "categories": ["q-bio.NC"]}
        for one in map(paper, range(1, 30))
    ]
    rows[28]["figures"] = CAPTIONS
    days = [*({"date": "2025-06-10", **row} for row in rows), {"date": "2025-06-11", **rows[8]}]
    file.write_text("".join(json.dumps({**row, "full_text": FULL_TEXT}) + "\n" for row in days))
    with standin("arxiv_standin.py", "--papers", str(file), "--today", "2025-06-11", "--gap", str(GAP)) as running:
        yield running


@pytest.fixture
def site(site_process: Standin) -> Standin:
    """The stand-in as if freshly started, with HTML of every paper."""
    site_process.control("reset")
    site_process.control("set", no_html=[])
    return site_process


def asked(site: Standin) -> list[str]:
    """The paths that were asked for, in order."""
    return [one["path"] for one in site.view("requests")]


@dataclass
class Desk:
    """A library whose papers can be read in full, and the clock that its reader reads."""

    library: Library
    store: FakePaperStore
    reader: FullTextReader
    folder: Path
    time: list[datetime] = field(default_factory=lambda: [AT])

    async def stored(self, *papers: Paper) -> None:
        await self.store.add(papers, captured=AT)

    async def got(self, one: Paper) -> Paper:
        found = await self.store.get(one.id, owner=PUBLIC)
        assert found is not None
        return found

    def later(self, by: timedelta) -> None:
        self.time[0] += by


@pytest.fixture
async def fetcher(site: Standin, tmp_path: Path) -> AsyncIterator[Fetcher]:
    async with Http(HASTE, follow_redirects=False) as http:
        host = Host("arXiv", polite_gate(tmp_path / "turns", GAP))
        yield Fetcher(http, http, host, site_url=site.ready["site"], folder=tmp_path / "papers")


@pytest.fixture
async def desk(fetcher: Fetcher, tmp_path: Path) -> AsyncIterator[Desk]:
    store, embedder, index, time = FakePaperStore(), FakeEmbedder(), FakeIndex(), [AT]
    reader = FullTextReader(
        store,
        fetcher,
        Parser(),
        index=lambda: index_pending(store, embedder, index),
        now=lambda: time[0],
        rest_seconds=0,
    )
    plain = Extractive()
    library = Library(store, index, embedder, plain, plain, Publisher(), reader)
    yield Desk(library, store, reader, tmp_path / "papers", time)
    await reader.close()
