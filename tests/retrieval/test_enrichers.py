"""Semantic Scholar and OpenAlex: what they say of papers, in few questions, and what becomes of a broken answer."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from standin_process import Standin, standin

from retrieval.enrichment import Author, Enrichment
from retrieval.errors import PaperwireError, SourceChanged, SourceUnavailable
from retrieval.http import Http, Response
from retrieval.paper import Paper
from retrieval.polite import polite_gate
from retrieval.ports import Enricher
from retrieval.sources.enrichers import ENRICHERS
from retrieval.sources.openalex import dois_of
from retrieval.sources.options import SourceOptions
from retrieval.sources.semantic_scholar import _enrichment, read_batch, venue_of

NOW = datetime(2025, 6, 9, 14, tzinfo=UTC)
KNOWN = Paper(id="2506.00049", title="Ordering", abstract="We order.", doi="10.5555/STANDIN.1")
NEW = Paper(id="2506.00050", title="New", abstract="It is new.")
NAMES = [kind.name for kind in ENRICHERS]


@pytest.fixture(scope="module")
def process() -> Iterator[Standin]:
    with standin("scholar_standin.py") as running:
        yield running


@pytest.fixture
def scholar(process: Standin) -> Standin:
    process.control("reset")
    process.control(
        "paper",
        arxiv=KNOWN.id,
        doi="10.5555/standin.1",
        venue="J. Made-up Res.",
        year=2025,
        citations=12,
        authors=["Jörg Müller", "Ana Čapek"],
        references=[{"ArXiv": "1706.03762"}, {"DOI": "10.1000/X"}, {"CorpusId": 7}, {}],
    )
    return process


@pytest.fixture
def opened(scholar: Standin, http: Http, tmp_path: Path) -> Callable[..., Enricher]:
    def open_one(name: str, **keys: str) -> Enricher:
        (kind,) = [kind for kind in ENRICHERS if kind.name == name]
        options = SourceOptions(s2_api_url=scholar.ready["s2"], openalex_api_url=scholar.ready["openalex"], **keys)
        return kind.open(http, polite_gate(tmp_path, 0.01, name=name), options)

    return open_one


@pytest.mark.parametrize("name", NAMES)
async def test_a_known_paper_has_its_venue_citations_and_authors_with_the_day_they_were_told(opened, name: str):
    (told,) = await opened(name).enrich([KNOWN], now=NOW)
    assert (told.paper_id, told.asked, told.found) == (KNOWN.id, NOW, True)
    assert (told.venue, told.year, told.citations) == ("J. Made-up Res.", 2025, 12)
    ids = ("1", "2") if name == "semantic-scholar" else ("A1", "A2")
    assert told.authors == (Author("Jörg Müller", ids[0]), Author("Ana Čapek", ids[1]))


async def test_semantic_scholar_tells_which_papers_it_cites(opened):
    (told,) = await opened("semantic-scholar").enrich([KNOWN], now=NOW)
    assert told.references == ("1706.03762", "doi:10.1000/x")


@pytest.mark.parametrize("name", NAMES)
async def test_an_unknown_paper_is_told_to_be_unknown_and_no_other_is_asked_for(opened, scholar, name: str):
    private = Paper(id="file:notes", title="Notes", abstract="Ours.")
    service = opened(name)
    told = await service.enrich([NEW, private], now=NOW)
    assert told == [Enrichment(paper_id=NEW.id, source=service.name, asked=NOW, found=False)]
    assert await service.enrich([private], now=NOW) == []
    assert "notes" not in str(scholar.view("requests"))


@pytest.mark.parametrize("name", NAMES)
async def test_many_papers_are_few_questions_within_the_limits_of_the_service(opened, scholar, name: str):
    many = [Paper(id=f"2506.{n:05}", title="T", abstract="A", doi=f"10.1/{n}") for n in range(101, 230)]
    told = await opened(name).enrich([*many, KNOWN], now=NOW)
    assert [one.paper_id for one in told if one.found] == [KNOWN.id]
    assert len(scholar.view("requests")) == {"semantic-scholar": 2, "openalex": 6}[name]
    assert scholar.view("violations") == []


@pytest.mark.parametrize(
    ("name", "key", "said"),
    [
        ("semantic-scholar", "s2_api_key", "check S2_API_KEY"),
        ("openalex", "openalex_api_key", "check OPENALEX_API_KEY"),
    ],
)
async def test_a_key_is_sent_and_a_wrong_one_is_said_to_be(opened, scholar, name: str, key: str, said: str):
    scholar.control("keys", s2="right", openalex="right")
    assert (await opened(name, **{key: "right"}).enrich([KNOWN], now=NOW))[0].found
    with pytest.raises(SourceChanged, match=said) as caught:
        await opened(name, **{key: "wrong"}).enrich([KNOWN], now=NOW)
    assert "wrong" not in caught.value.for_people
    assert "right" not in repr(SourceOptions(s2_api_key="right", openalex_api_key="right"))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["429", "503", "close", "garbage", "page", "truncated"])
async def test_a_fault_that_passes_is_not_noticed_and_one_that_stays_is_one_sentence(opened, scholar, name, kind: str):
    scholar.control("fault", kind=kind, count=1, retry_after=0)
    service = opened(name)
    assert (await service.enrich([KNOWN], now=NOW))[0].citations == 12
    scholar.control("fault", kind=kind, count=9, retry_after=0)
    with pytest.raises(SourceUnavailable) as caught:
        await service.enrich([KNOWN], now=NOW)
    assert caught.value.for_people.startswith(service.name)
    assert caught.value.for_people.endswith(".")


@pytest.mark.parametrize("name", NAMES)
async def test_nobody_is_led_anywhere_else(opened, scholar, name: str):
    scholar.control("fault", kind="redirect", to="http://127.0.0.1:1/", count=9)
    with pytest.raises(SourceChanged, match="refused our question"):
        await opened(name).enrich([KNOWN], now=NOW)
    assert len(scholar.view("requests")) == 1


def test_a_row_about_another_paper_is_not_believed():
    row = {"externalIds": {"ArXiv": "2401.00001"}, "citationCount": 900}
    (read,) = read_batch(Response(200, {}, str([row]).replace("'", '"').encode(), ""), 1)
    assert read is not None
    assert not _enrichment(KNOWN, read, NOW).found


@pytest.mark.parametrize("body", [b"[]", b"[7]", b"{}", b'[{"citationCount": -1}]', b"[" * 9999, b"null"])
def test_an_answer_of_another_form_is_a_failure_of_ours(body: bytes):
    with pytest.raises(PaperwireError):
        read_batch(Response(200, {}, body, ""), 1)


def test_a_preprint_server_is_no_venue():
    assert [venue_of(said) for said in ("arXiv.org", "ArXiv (Cornell University)", "CoRR", None, " ICML\n")] == [
        *("", "", "", ""),
        "ICML",
    ]


def test_a_doi_that_would_change_the_question_is_not_asked_for():
    assert dois_of(Paper(id="2506.00049", title="", abstract="", doi="10.1/a|b,x:y")) == ("10.48550/arxiv.2506.00049",)
    assert dois_of(Paper(id="doi:10.1000/1", title="", abstract="")) == ("10.1000/1",)
    assert dois_of(Paper(id="feed:lab.example-1", title="", abstract="")) == ()


@dataclass
class Turnstile:
    """A gate that counts who goes through."""

    turns: int = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        self.turns += 1
        yield


@pytest.mark.parametrize("kind", ENRICHERS, ids=NAMES)
async def test_every_question_waits_for_its_turn(kind, scholar, http: Http):
    gate = Turnstile()
    options = SourceOptions(s2_api_url=scholar.ready["s2"], openalex_api_url=scholar.ready["openalex"])
    scholar.control("fault", kind="status", count=1)
    await kind.open(http, gate, options).enrich([KNOWN], now=NOW)
    assert gate.turns == len(scholar.view("requests")) == 2
