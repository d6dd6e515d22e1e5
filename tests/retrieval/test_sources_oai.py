"""OAI-PMH: all that changed since a day, page by page, whatever happens to the tokens."""

from datetime import date

import pytest
from standin_process import HERE, Standin, standin

from retrieval.errors import SourceChanged, SourceUnavailable
from retrieval.http import Host, Http, Response
from retrieval.paper import Paper
from retrieval.ports import PoliteGate
from retrieval.sources.oai import Oai, read_list, set_of
from retrieval.sources.options import SourceOptions

TUESDAY = date(2025, 6, 3)


@pytest.fixture
def oai(http: Http, gate: PoliteGate, options: SourceOptions) -> Oai:
    return Oai(http, Host("arXiv", gate), options.arxiv_oai_url)


async def changed(oai: Oai, *categories: str, since: date = TUESDAY) -> list[Paper]:
    return [paper async for paper in oai.changed(categories, since)]


async def test_all_pages_are_read_each_paper_in_its_newest_version(arxiv: Standin, oai: Oai):
    papers = await changed(oai, "cs.CL")
    assert len(arxiv.view("requests")) == len(papers) // 5 + 1 > 3
    assert len({paper.id for paper in papers}) == len(papers)
    assert all("cs.CL" in paper.categories for paper in papers)
    [sheep] = [paper for paper in papers if paper.id == "2506.00053"]
    assert (sheep.version, sheep.title) == (2, "Counting sheep and goats with language models")
    assert arxiv.view("politeness")["polite"]


async def test_a_record_tells_when_it_was_submitted_and_never_when_it_was_announced(oai: Oai):
    [paper] = [paper for paper in await changed(oai, "cs.CL") if paper.id == "2506.00053"]
    assert paper.announced is None
    assert paper.submitted < paper.updated
    assert paper.submitted.date() == date(2025, 6, 3)


async def test_only_changes_since_the_day_areread_list(oai: Oai):
    all_of_them = {paper.id for paper in await changed(oai, "cs.LG")}
    later = {paper.id for paper in await changed(oai, "cs.LG", since=date(2025, 6, 9))}
    assert later < all_of_them
    assert "2506.00049" in later
    assert await changed(oai, "cs.LG", since=date(2025, 6, 10)) == []


async def test_several_categories_are_several_lists(oai: Oai):
    both = await changed(oai, "hep-th", "astro-ph.GA")
    assert {paper.categories[0] for paper in both} >= {"hep-th", "astro-ph.GA"}
    assert await changed(oai) == []


async def test_an_old_paper_with_a_new_version_is_a_replacement_a_new_one_is_not(oai: Oai):
    papers = {paper.id: paper for paper in await changed(oai, "cs.AI")}
    assert papers["2401.00042"].announcement == "replace"
    assert papers["2506.00049"].announcement is None


async def test_a_record_changed_for_another_reason_is_not_news():
    """Somebody added a journal to a paper of 2008: its datestamp is new, its versions are not."""
    record = (
        '<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record>'
        "<header><identifier>oai:arXiv.org:0804.2273</identifier><datestamp>2025-06-09</datestamp></header><metadata>"
        '<arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>0804.2273</id><submitter>A</submitter>'
        '<version version="v1"><date>{}</date><size>9kb</size></version><title>T\n  on two lines</title>'
        "<authors>A. Bee (MIT), C. Dee and E. M\\'er</authors><categories>cs.CL cs.AI</categories>"
        "<abstract>  It works.\n</abstract></arXivRaw></metadata></record></ListRecords></OAI-PMH>"
    )
    old = Response(200, {}, record.format("Mon, 14 Apr 2008 21:58:47 GMT").encode(), "")
    new = Response(200, {}, record.format("Mon, 09 Jun 2025 21:58:47 GMT").encode(), "")
    unreadable = Response(200, {}, record.format("yesterday").encode(), "")
    assert read_list(old, TUESDAY).papers == ()
    assert read_list(unreadable, TUESDAY).papers == ()
    [paper] = read_list(new, TUESDAY).papers
    assert (paper.title, paper.authors) == ("T on two lines", ("A. Bee", "C. Dee", "E. Mér"))


async def test_deleted_records_are_passed_over(oai: Oai):
    assert "2506.00055" not in {paper.id for paper in await changed(oai, "cs.CL")}


async def test_a_withdrawal_is_seen(oai: Oai):
    papers = {paper.id: paper for paper in await changed(oai, "stat.ML")}
    assert papers["2506.00054"].withdrawn


async def test_a_forgotten_token_begins_the_list_again(arxiv: Standin, oai: Oai):
    whole = {paper.id for paper in await changed(oai, "cs.CL")}
    seen, papers = set(), oai.changed(["cs.CL"], TUESDAY)
    async for paper in papers:
        if len(seen) == 4:
            arxiv.control("set", oai_tokens="forget")
        seen.add(paper.id)
    assert seen == whole


async def test_a_server_that_forgets_every_token_is_given_up(arxiv: Standin, oai: Oai):

    async def harvest() -> None:
        async for _ in oai.changed(["cs.CL"], TUESDAY):
            arxiv.control("set", oai_tokens="forget")

    with pytest.raises(SourceChanged, match="badResumptionToken"):
        await harvest()
    assert len(arxiv.view("requests")) < 12


@pytest.mark.parametrize("kind", ["503", "rate_html", "truncated", "close"])
async def test_a_page_that_fails_for_good_ends_the_list_with_a_failure(arxiv: Standin, oai: Oai, kind: str):
    """What came before it has been handed over."""
    arxiv.control("fault", kind=kind, retry_after=0, skip=1, count=2)
    whole = await changed(oai, "cs.CL")
    arxiv.control("fault", kind=kind, retry_after=0, skip=1, count=9)
    got = []

    async def harvest() -> None:
        async for paper in oai.changed(["cs.CL"], TUESDAY):
            got.append(paper)  # noqa: PERF401  # what came before the failure is what counts

    with pytest.raises(SourceUnavailable):
        await harvest()
    assert got == whole[: len(got)] != []


async def test_a_server_without_version_histories_is_asked_in_the_other_format(http: Http, gate: PoliteGate):
    """That one has days without hours, so they are no moments of submission."""
    papers_file, formats = str(HERE / "papers.jsonl"), "oai_dc,arXiv"
    with standin("arxiv_standin.py", "--papers", papers_file, "--today", "2025-06-09", "--oai-formats", formats) as old:
        papers = await changed(Oai(http, Host("arXiv", gate), old.ready["oai"]), "cs.LG")
    by_id = {paper.id: paper for paper in papers}
    assert by_id["2506.00049"].version == 1
    assert by_id["2506.00053"].version is None
    assert by_id["2506.00053"].submitted is by_id["2506.00053"].updated is None
    assert by_id["2506.00049"].authors == ("Jörg Müller", "Ana Čapek", "C. Doe, Jr.")


async def test_a_server_with_neither_format_has_changed(http: Http, gate: PoliteGate):
    arguments = ("--papers", str(HERE / "papers.jsonl"), "--oai-formats", "oai_dc")
    with standin("arxiv_standin.py", *arguments) as other, pytest.raises(SourceChanged, match="cannotDisseminate"):
        await changed(Oai(http, Host("arXiv", gate), other.ready["oai"]), "cs.LG")


def test_a_list_without_records_is_a_failure_not_a_quiet_day():
    body = b'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords/></OAI-PMH>'
    with pytest.raises(SourceUnavailable, match="empty page"):
        read_list(Response(200, {}, body, ""), TUESDAY)


def test_a_refused_question_is_a_change():
    with pytest.raises(SourceChanged, match="404"):
        read_list(Response(404, {}, b"not here", ""), TUESDAY)


@pytest.mark.parametrize(
    ("category", "name"),
    [
        ("cs.CL", "cs:cs:CL"),
        ("cs", "cs:cs"),
        ("q-bio.NC", "q-bio:q-bio:NC"),
        ("astro-ph.GA", "physics:astro-ph:GA"),
        ("cond-mat.str-el", "physics:cond-mat:str-el"),
        ("physics.optics", "physics:physics:optics"),
        ("hep-th", "physics:hep-th"),
    ],
)
def test_every_category_has_its_set(category: str, name: str):
    assert set_of(category) == name
