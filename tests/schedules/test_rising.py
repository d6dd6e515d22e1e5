"""Rising authors: a name alone tells nobody, so something else must say that two papers are of one person."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.enrichment import Author, Enrichment
from schedules.recalling.naming import Vector
from schedules.recalling.rising import COMMON, Signed, ids_of, rising, told_by
from schedules.remembered import Rising

DAY = date(2026, 3, 6)
HALOS: Vector = np.array([1.0, 0.0], np.float32)
COMETS: Vector = np.array([0.0, 1.0], np.float32)
NOBODY: Mapping[tuple[str, str], str] = {}


def by(
    paper_id: str,
    *authors: str,
    ago: int = 0,
    category: str = "astro-ph.GA",
    vector: Vector = HALOS,
    ids: Mapping[tuple[str, str], str] = NOBODY,
) -> Signed:
    day = DAY - timedelta(days=ago)
    return Signed(day=day, paper_id=paper_id, authors=authors, category=category, vector=vector, ids=ids)


def known_as(name: str) -> Mapping[tuple[str, str], str]:
    return {("Semantic Scholar", "Y. Wang"): name}


def test_an_author_with_papers_of_several_days_and_one_field_rises_and_it_is_said_what_told_so() -> None:
    past = [by("a", "Ana Sun", ago=2), by("b", "Cy Lee", ago=60)]
    found = rising([by("c", "Ana Sun", "Cy Lee"), by("d", "Di Day"), by("e", "Di Day")], past, day=DAY)
    papers = ((DAY - timedelta(days=2), "a"), (DAY, "c"))
    assert found == (Rising("Ana Sun", papers, "both in astro-ph.GA and near in content"),)


@pytest.mark.parametrize(
    "other",
    [
        by("b", "Y. Wang", ago=1, category="cs.LG"),
        by("b", "Y. Wang", ago=1, vector=COMETS),
        by("b", "Y. Wang", ago=1, category=""),
    ],
)
def test_one_name_in_two_fields_is_two_people(other: Signed) -> None:
    assert rising([by("a", "Y. Wang")], [other], day=DAY) == ()


def test_a_co_author_tells_whatever_the_field() -> None:
    other = by("b", "Y. Wang", "Bo Zhu", ago=1, category="cs.LG", vector=COMETS)
    assert told_by("Y. Wang", by("a", "Y. Wang", "Bo Zhu"), other) == "both with Bo Zhu"


def test_what_hangs_together_over_a_third_paper_is_of_one_author_too() -> None:
    over = by("c", "Y. Wang", "Bo Zhu", ago=2)
    far = by("b", "Y. Wang", "Bo Zhu", ago=1, category="cs.LG", vector=COMETS)
    (found,) = rising([by("a", "Y. Wang")], [far, over], day=DAY)
    assert [paper for _, paper in found.papers] == ["c", "b", "a"]


def test_a_service_that_knows_both_decides() -> None:
    one, same = by("a", "Y. Wang", ids=known_as("7")), by("b", "Y. Wang", vector=COMETS, ids=known_as("7"))
    assert told_by("Y. Wang", one, same) == "the same author for Semantic Scholar"
    assert told_by("Y. Wang", one, by("b", "Y. Wang", "Bo Zhu", ids=known_as("8"))) == ""


def test_a_common_name_needs_more_than_nearness() -> None:
    past = [by(f"p{n}", "Y. Wang", ago=n) for n in range(1, COMMON)]
    assert rising([by("a", "Y. Wang")], past, day=DAY) == ()
    assert len(rising([by("a", "Y. Wang")], past[1:], day=DAY)) == 1


def test_of_three_papers_it_is_said_what_ties_all_of_them_or_some() -> None:
    """“Both with Bo Zhu” is never said of three papers, nor of one that Bo Zhu has not signed."""
    near, far = by("b", "Ana Sun", "Bo Zhu", ago=1), by("d", "Ana Sun", "Bo Zhu", ago=2, vector=COMETS)
    (mixed,) = rising([by("a", "Ana Sun")], [near, far], day=DAY)
    assert mixed.told == "some with Bo Zhu; some in astro-ph.GA and near in content"
    with_both = rising([by("a", "Ana Sun", "Bo Zhu", "Di Day")], [near, far], day=DAY)
    assert with_both == (Rising("Ana Sun", with_both[0].papers, "all with Bo Zhu", ("Bo Zhu",)),)
    (alike,) = rising([by("a", "Ana Sun")], [by("b", "Ana Sun", ago=1), by("c", "Ana Sun", ago=2)], day=DAY)
    assert alike.told == "all in astro-ph.GA and near in content"


def test_who_signed_the_same_papers_is_told_in_one_line_and_leaves_room_for_others() -> None:
    team = [f"Author {letter}" for letter in "ABCDEFG"]
    past = [by("b", *team, ago=2), by("c", "Zoe Last", ago=3)]
    first, second = rising([by("a", *team), by("d", "Zoe Last")], past, day=DAY)
    assert (first.author, first.others, second.author) == ("Author A", tuple(team[1:]), "Zoe Last")


def test_two_people_of_one_name_on_one_day_are_not_put_together() -> None:
    today = [by("a", "Y. Wang", "Bo Zhu"), by("b", "Y. Wang", "Cy Lee", category="cs.LG", vector=COMETS)]
    found = {one.author: one.papers for one in rising(today, [by("c", "Y. Wang", "Bo Zhu", ago=3)], day=DAY)}
    assert [paper for _, paper in found["Y. Wang"]] == ["c", "a"]


def test_what_a_service_said_after_the_day_is_not_known_yet() -> None:
    asked = datetime(2026, 3, 8, tzinfo=UTC)
    told = Enrichment(paper_id="a", source="OpenAlex", asked=asked, authors=(Author("Ana Sun", "A1"), Author("Bo Zhu")))
    assert ids_of([told], until=DAY) == {}
    assert ids_of([told], until=date(2026, 3, 8)) == {("OpenAlex", "Ana Sun"): "A1"}


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 40), st.booleans()), max_size=12))
def test_whoever_rises_has_a_paper_of_today_and_one_of_an_earlier_day(papers: list[tuple[int, int, bool]]) -> None:
    signed = [
        by(f"{n}", f"Author {who}", ago=ago, vector=HALOS if near else COMETS)
        for n, (who, ago, near) in enumerate(papers)
    ]
    for one in rising([s for s in signed if s.day == DAY], [s for s in signed if s.day < DAY], day=DAY):
        days = [day for day, _ in one.papers]
        assert (max(days), min(days) < DAY, bool(one.told)) == (DAY, True, True)


def test_a_collaboration_a_single_word_and_who_signs_a_feed_are_no_authors_that_rise() -> None:
    for name in ("XRISM Collaboration", "Lab"):
        assert rising([by("a", name, "Ana Sun")], [by("b", name, "Bo Zhu", ago=1)], day=DAY) == ()
    assert rising([by("feed:lab-1", "Big Lab")], [by("feed:lab-2", "Big Lab", ago=1)], day=DAY) == ()
