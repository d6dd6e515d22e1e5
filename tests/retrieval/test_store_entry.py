"""What the shelf believes when sources tell of a paper twice. The rules alone, without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

from retrieval.paper import Paper
from retrieval.shelf.entry import Entry, abstract_only, clean, take

AT = datetime(2026, 3, 2, 5, tzinfo=UTC)
LATER = AT + timedelta(days=1)
PAPER = Paper(id="x:1", version=1, title="Title", abstract="Abstract.", source="arxiv", announced=date(2026, 3, 2))


def told(*papers: Paper) -> Entry:
    entry = None
    for paper in papers:
        entry = take(entry, paper, AT)
    assert entry is not None
    return entry


def test_the_first_text_of_a_version_stays() -> None:
    entry = told(PAPER, replace(PAPER, title="Other", abstract="Other.", authors=("A",), comment="c"))
    assert entry.paper() == replace(PAPER, authors=("A",), comment="c")


def test_the_authors_own_abstract_takes_the_place_of_a_retold_one_and_stays() -> None:
    retold = replace(PAPER, abstract="Retold.", retold=True)
    for entry in (told(retold, PAPER), told(PAPER, retold), told(retold, PAPER, retold)):
        assert (entry.paper().abstract, entry.paper().retold) == ("Abstract.", False)


def test_an_abstract_that_comes_later_brings_its_label() -> None:
    entry = told(replace(PAPER, abstract=""), replace(PAPER, retold=True))
    assert (entry.paper().abstract, entry.paper().retold) == ("Abstract.", True)


def test_the_earliest_listing_counts_and_of_one_day_the_one_that_says_more() -> None:
    cross = replace(PAPER, announced=date(2026, 3, 2), announcement="cross")
    new = replace(cross, announcement="new")
    later = replace(cross, announced=date(2026, 3, 5), announcement="new")
    unlisted = replace(PAPER, announced=None)
    for order in ((cross, new, later, unlisted), (unlisted, later, new, cross)):
        paper = told(*order).paper()
        assert (paper.announced, paper.announcement) == (date(2026, 3, 2), "new")


def test_a_version_keeps_the_time_it_was_first_captured() -> None:
    entry = take(take(None, PAPER, AT), PAPER, LATER)
    assert entry.versions[1].captured == AT


def test_the_day_is_the_announcement_or_the_capture_of_the_current_version() -> None:
    assert told(PAPER).day == date(2026, 3, 2)
    assert take(told(PAPER), replace(PAPER, version=2, announced=None), LATER).day == date(2026, 3, 3)


def test_the_day_of_capture_is_that_of_utc() -> None:
    evening = datetime(2026, 3, 2, 20, tzinfo=timezone(timedelta(hours=-5)))
    assert take(None, replace(PAPER, announced=None), evening).day == date(2026, 3, 3)


def test_facts_of_the_paper_are_known_in_every_version() -> None:
    entry = told(PAPER, replace(PAPER, version=2, doi="10.1/x", submitted=AT, categories=("cs.CL",)))
    assert entry.paper(1) == replace(PAPER, doi="10.1/x", submitted=AT, categories=("cs.CL",))


def test_withdrawn_and_handed_in_again_is_not_withdrawn() -> None:
    entry = told(PAPER, replace(PAPER, version=2, withdrawn=True), replace(PAPER, version=3))
    assert [entry.paper(version).withdrawn for version in (1, 2, 3)] == [False, True, False]


def test_everyone_who_told_of_a_paper_is_remembered_once() -> None:
    entry = told(PAPER, replace(PAPER, source="huggingface"), PAPER, replace(PAPER, source=""))
    assert entry.sources == ("arxiv", "huggingface")


def test_what_no_database_keeps_is_left_out() -> None:
    odd = replace(PAPER, title="a\0b", authors=("caf\ud800e\u0301",), categories=("cs\0.CL",))
    assert clean(odd) == replace(PAPER, title="ab", authors=("cafe\u0301",), categories=("cs.CL",))


def test_the_abstract_makes_one_passage_with_the_papers_title_and_owner() -> None:
    (passage,) = abstract_only(replace(PAPER, owner="guild-1", retold=True))
    assert (passage.key, passage.title, passage.text) == ("x:1v1#0", "Title", "Abstract.")
    assert (passage.owner, passage.retold, passage.section, passage.ordinal) == ("guild-1", True, "Abstract", 0)
