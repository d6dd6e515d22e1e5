"""Several sources that tell of one paper, and what breaks a tie."""

import numpy as np
import pytest

from retrieval.learn import Taste
from retrieval.paper import Paper
from retrieval.picking.phrases import Wording
from retrieval.picking.selection import others
from retrieval.profile import Profile
from retrieval.rank import BAR, MOST_AGREEMENT, Evidence, Pick, agreement, rank

TOPICS = Profile(topics=("sparse attention",))


def ranked(*cosines: float, taste: Taste | None = None, **agreeing: list[str]) -> list[Pick]:
    """Papers p0, p1 … this near to the topic."""
    count = len(cosines)
    unsaid = Wording(np.zeros((1, count), np.float32))
    nothing = np.zeros((0, count), np.float32)
    evidence = Evidence(np.array([cosines], np.float32), unsaid, nothing, Wording(nothing))
    papers = [Paper(id=f"p{n}", title=f"Paper {n}", abstract="") for n in range(count)]
    return rank(papers, TOPICS, evidence, taste, agreeing)


def test_of_two_that_fit_alike_the_one_that_more_sources_tell_of_is_first_and_says_so() -> None:
    first, second = ranked(0.6, 0.6, p0=["Hugging Face"])
    assert first.paper_id == "p0"
    assert first.because.endswith("sparse attention; also told of by Hugging Face")
    assert "also" not in second.because


def test_where_nothing_else_tells_two_apart_the_newest_is_first() -> None:
    assert [pick.paper_id for pick in ranked(0.6, 0.6, 0.6)] == ["p2", "p1", "p0"]


def test_agreement_is_bounded_and_lifts_over_the_bar_only_what_was_near_it() -> None:
    crowd = [f"feed {n}" for n in range(10)]
    _, near, far = ranked(BAR - 0.03, BAR - 0.06, 0.6, p0=crowd, p1=crowd)
    assert near.kept
    assert near.because.endswith("also told of by feed 0 and 9 more")
    assert not far.kept
    assert far.score == pytest.approx(BAR - 0.06)
    assert agreement(10) == MOST_AGREEMENT == agreement(2) > agreement(1) > agreement(0) == 0


def test_agreement_counts_beside_a_taste_too() -> None:
    even = Taste(np.zeros(2), np.zeros(2), (None, None), (None, None), 9)
    assert ranked(0.6, 0.6, taste=even, p0=["Hugging Face"])[0].paper_id == "p0"


def test_what_the_profile_says_in_full_stays_within_one() -> None:
    assert ranked(1.0, p0=["Hugging Face", "A feed"])[0].score == 1.0


def test_a_file_or_a_lookup_is_no_source_that_agrees() -> None:
    tellers = {"a": ("arXiv", "lookup", "file"), "b": ("arXiv", "Hugging Face"), "c": ("file", "arXiv")}
    assert others(tellers) == {"b": ("Hugging Face",)}
