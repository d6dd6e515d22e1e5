"""arXiv's query API: over a real socket against the stand-in, and on answers recorded from the real one."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from standin_process import Standin

from retrieval.errors import SourceChanged, SourceUnavailable, UnknownCategory
from retrieval.http import Host, Http, Patience, Response
from retrieval.library import PaperLookup
from retrieval.paper import Paper, PaperRef
from retrieval.ports import PoliteGate
from retrieval.sources import open_lookup
from retrieval.sources.arxiv import ArxivApi, read_page
from retrieval.sources.options import SourceOptions

START, END = datetime(2025, 6, 1, tzinfo=UTC), datetime(2025, 6, 30, tzinfo=UTC)


@pytest.fixture
def lookup(http: Http, gate: PoliteGate, options: SourceOptions) -> PaperLookup:
    return open_lookup(http, gate, options)


@pytest.fixture
def api(http: Http, gate: PoliteGate, options: SourceOptions) -> ArxivApi:
    return ArxivApi(http, Host("arXiv", gate), options.arxiv_api_url)


async def found(api: ArxivApi, *categories: str) -> list[Paper]:
    return [paper async for paper in api.search(categories, start=START, end=END)]


async def test_papers_are_looked_up_by_id_and_version_in_the_order_asked(lookup: PaperLookup):
    asked = [PaperRef("2506.00053", 1), PaperRef("math/0601001"), PaperRef("2506.00053"), PaperRef("2506.00049")]
    papers = await lookup.lookup(asked)
    assert [(paper.id, paper.version) for paper in papers] == [
        ("2506.00053", 1),
        ("math/0601001", 2),
        ("2506.00053", 2),
        ("2506.00049", 1),
    ]
    assert papers[0].abstract.startswith("We count sheep. ")
    assert papers[2].abstract.startswith("We count sheep and goats. ")


async def test_a_looked_up_paper_has_all_its_fields(lookup: PaperLookup):
    [paper] = await lookup.lookup([PaperRef("2506.00049")])
    assert paper.title == "When $p < q$ and $q > r$: ordering losses & gradients"
    assert paper.abstract.startswith(r"If $p<q$ then the gradient of $\mathcal{L}_{p}$")
    assert paper.abstract.endswith("below 5%. A second paragraph follows after a line break.")
    assert paper.authors == ("Jörg Müller", "Ana Čapek", "C. Doe, Jr.")
    assert paper.categories == ("cs.LG", "cs.CL", "cs.AI")
    assert (paper.doi, paper.journal_ref) == ("10.5555/standin.1", "J. Made-up Res. 3 (2025) 14")
    assert paper.submitted is not None
    assert paper.submitted.tzinfo is UTC
    assert paper.announced is None, "the query API does not tell it"
    assert (paper.source, paper.withdrawn) == ("arXiv", False)


async def test_a_withdrawn_version_is_marked(lookup: PaperLookup):
    first, now = await lookup.lookup([PaperRef("2506.00054", 1), PaperRef("2506.00054")])
    assert (first.withdrawn, now.withdrawn) == (False, True)


async def test_what_arxiv_does_not_have_is_left_out(arxiv: Standin, lookup: PaperLookup):
    asked = [PaperRef("2506.99999"), PaperRef("2506.00001"), PaperRef("2506.00001", 9), PaperRef("doi:10.1145/1")]
    assert [paper.id for paper in await lookup.lookup(asked)] == ["2506.00001"]
    assert await lookup.lookup([PaperRef("doi:10.1145/1")]) == []
    assert len(arxiv.view("requests")) == 1


async def test_many_ids_are_asked_for_in_batches(arxiv: Standin, lookup: PaperLookup):
    asked = [PaperRef(f"2506.{n:05}") for n in range(1, 251)]
    papers = await lookup.lookup(asked)
    assert [paper.id for paper in papers] == [f"2506.{n:05}" for n in range(1, 55) if n not in range(41, 49)]
    assert len(arxiv.view("requests")) == 3


async def test_an_id_the_api_refuses_does_not_cost_the_others(arxiv: Standin, lookup: PaperLookup):
    papers = await lookup.lookup([PaperRef("nonsense"), PaperRef("2506.00001"), PaperRef("more")])
    assert [paper.id for paper in papers] == ["2506.00001"]
    assert len(arxiv.view("requests")) == 3


async def test_a_search_goes_through_all_pages_of_its_categories(arxiv: Standin, api: ArxivApi):
    """A page that holds one entry of many is read on, not taken for all there is."""
    whole = await found(api, "cs.CL", "hep-th")
    assert len(whole) > 15
    assert all({"cs.CL", "hep-th"} & set(paper.categories) for paper in whole)
    assert [paper.submitted for paper in whole] == sorted(paper.submitted for paper in whole)
    arxiv.control("fault", kind="only", entries=1, count=3)
    assert [paper.id for paper in await found(api, "cs.CL", "hep-th")] == [paper.id for paper in whole]


async def test_a_search_keeps_to_its_days(api: ArxivApi):
    friday = datetime(2025, 6, 6, tzinfo=UTC)
    papers = [paper async for paper in api.search(["cs.CL"], start=friday, end=END)]
    assert papers
    assert all(paper.submitted >= friday for paper in papers)
    assert [paper async for paper in api.search(["cs.CL"], start=END, end=END)] == []


async def test_a_category_that_cannot_be_one_is_refused_before_anybody_is_asked(arxiv: Standin, api: ArxivApi):
    with pytest.raises(UnknownCategory, match=r"“cs\.CL OR”"):
        await found(api, "cs.CL OR")
    assert arxiv.view("requests") == []


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ({"kind": "429", "retry_after": 0}, "arXiv asks us to slow down."),
        ({"kind": "503", "retry_after": 0}, "arXiv answered with an error (503)."),
        ({"kind": "status", "status": 502}, "arXiv answered with an error (502)."),
        ({"kind": "rate_html"}, "arXiv answered with a web page instead of papers; it may be limiting us."),
        ({"kind": "empty_page"}, "arXiv answered with an empty page where there should be papers."),
        ({"kind": "truncated"}, "arXiv broke off its answer."),
        ({"kind": "hang", "seconds": 0.1}, "arXiv broke off its answer."),
        ({"kind": "close"}, "arXiv broke off its answer."),
    ],
    ids=lambda value: value["kind"] if isinstance(value, dict) else "",
)
async def test_a_fault_is_waited_out_or_else_a_failure_never_an_empty_answer(
    arxiv: Standin, lookup: PaperLookup, fault: dict, sentence: str
):
    arxiv.control("fault", **fault, count=2)
    assert len(await lookup.lookup([PaperRef("2506.00001")])) == 1
    arxiv.control("fault", **fault, count=9)
    with pytest.raises(SourceUnavailable) as caught:
        await lookup.lookup([PaperRef("2506.00001")])
    assert caught.value.for_people == sentence
    assert len(arxiv.view("requests")) == 6
    assert arxiv.view("politeness")["polite"]


async def test_an_answer_that_is_too_slow_is_a_failure(arxiv: Standin, gate: PoliteGate, options: SourceOptions):
    async with Http(Patience(read=0.3, attempts=2, pause=0.01)) as http:
        lookup = open_lookup(http, gate, options)
        arxiv.control("fault", kind="slow", seconds=5, count=2)
        with pytest.raises(SourceUnavailable, match="did not answer in time"):
            await lookup.lookup([PaperRef("2506.00001")])
    assert arxiv.view("politeness")["polite"]


async def test_a_long_retry_after_is_passed_on_at_once(arxiv: Standin, lookup: PaperLookup):
    arxiv.control("fault", kind="429", retry_after=18000)
    with pytest.raises(SourceUnavailable, match="arXiv asks us to come back after"):
        await lookup.lookup([PaperRef("2506.00001")])
    assert len(arxiv.view("requests")) == 1


async def test_a_status_nobody_expects_is_a_change(arxiv: Standin, lookup: PaperLookup):
    arxiv.control("fault", kind="status", status=406)
    with pytest.raises(SourceChanged, match="406"):
        await lookup.lookup([PaperRef("2506.00001")])


# What the real service answered.


def page(recorded: Path, start: str, *, at: int = 0):
    [path] = recorded.glob(f"{start}*.xml")
    status = int(path.stem.rpartition("__")[2])
    return read_page(Response(status, {}, path.read_bytes(), ""), at)


def test_a_recorded_paper_is_read_whole(recorded: Path):
    [paper] = page(recorded, "atom_id_quant-ph_0201082v1").papers
    assert (paper.id, paper.version) == ("quant-ph/0201082", 1)
    assert paper.authors == ("Stephen Blaha",)
    assert paper.abstract.startswith("We show a representation of Quantum Computers")
    assert paper.categories == ("quant-ph", "cs.PL")
    assert paper.submitted == paper.updated == datetime(2002, 1, 18, 15, 8, 5, tzinfo=UTC)
    assert paper.comment == "32 pages"


@pytest.mark.parametrize(
    ("start", "at", "papers", "total"),
    [
        ("atom_id_0000.0000_", 0, 0, 0),
        ("atom_id_0808.05394_s0", 0, 0, 0),
        ("atom_id_0808.05394_1707.08567", 0, 1, 1),
        ("atom_id_astro-ph_0601001", 0, 1, 1),
        ("atom_q_testing_s0_m100_", 0, 100, 214881),
        ("atom_q_testing_s50_m10_", 50, 10, 214881),
    ],
)
def test_recorded_pages_are_read(recorded: Path, start: str, at: int, papers: int, total: int):
    got = page(recorded, start, at=at)
    assert (len(got.papers), got.entries, got.total) == (papers, papers, total)


def test_every_recorded_paper_is_one_line_each_and_has_dates(recorded: Path):
    for path in recorded.glob("*__200.xml"):
        for paper in read_page(Response(200, {}, path.read_bytes(), ""), 0).papers:
            assert "\n" not in paper.title + paper.abstract + paper.comment + paper.journal_ref
            assert paper.submitted is not None
            assert paper.authors
            assert paper.version


def test_the_recorded_refusal_of_an_id_is_told_from_a_paper(recorded: Path):
    with pytest.raises(SourceChanged) as caught:
        page(recorded, "atom_id_abc")
    assert caught.value.for_people == "arXiv did not understand our question."


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_no_part_of_a_recorded_page_passes_for_the_whole(recorded: Path, share: float):
    [path] = recorded.glob("atom_q_testing_s0_m10_*.xml")
    body = path.read_bytes()
    with pytest.raises(SourceUnavailable, match="broke off"):
        read_page(Response(200, {}, body[: int(len(body) * share)], ""), 0)


def test_a_character_that_xml_forbids_costs_no_page(recorded: Path):
    [path] = recorded.glob("atom_q_testing_s0_m10_*.xml")
    body = path.read_bytes().replace(b"<summary>", b"<summary>\x0b\x00", 1)
    assert len(read_page(Response(200, {}, body, ""), 0).papers) == 10
