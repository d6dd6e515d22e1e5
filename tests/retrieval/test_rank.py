"""Which papers matter to a profile, and the reason given for each."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from retrieval.paper import Paper
from retrieval.profile import Profile
from retrieval.rank import BAR, Evidence, Matrix, rank, short

TOPICS = ("sparse attention: kernels, long context", "humanoid robots")


def papers(count: int, **fields: object) -> list[Paper]:
    return [Paper(id=f"2506.{n:05}", title=f"Paper {n}", abstract="", **fields) for n in range(count)]  # type: ignore[arg-type]


def evidence(dense: list[list[float]], against: list[list[float]] | None = None) -> Evidence:
    matrix = np.array(dense, np.float32)
    none = np.zeros((0, matrix.shape[1]), np.float32)
    return Evidence(matrix, np.zeros_like(matrix), none if against is None else np.array(against, np.float32))


def test_a_paper_about_one_wanted_thing_is_wanted_however_far_from_the_rest() -> None:
    picks = rank(papers(2), Profile(topics=TOPICS), evidence([[0.05, 0.45], [0.9, 0.45]]))
    assert [pick.paper_id for pick in picks] == ["2506.00000", "2506.00001"]
    assert picks[0].because == "it is about humanoid robots"


def test_a_near_miss_says_what_it_lacked() -> None:
    [pick] = rank(papers(1), Profile(topics=TOPICS), evidence([[0.3], [0.1]]))
    assert not pick.kept
    assert pick.because == f"its nearest topic, “sparse attention”, scores 0.24; the bar is {BAR:.2f}"


def test_what_a_reader_leaves_out_is_not_kept_and_the_reason_names_it() -> None:
    profile = Profile(topics=TOPICS, leave_outs=("speech and audio",))
    [pick] = rank(papers(1), profile, evidence([[0.6], [0.1]], against=[[0.7]]))
    assert not pick.kept
    assert "speech and audio" in pick.because


def test_a_followed_author_is_always_kept_however_the_name_is_spelled() -> None:
    [paper] = papers(1, authors=("Yoshua  Bengio",))
    [pick] = rank([paper], Profile(topics=TOPICS, authors=("yoshua bengio",)), evidence([[0.0], [0.0]]))
    assert (pick.kept, pick.score, pick.because) == (True, 1.0, "you follow yoshua bengio")


def test_without_topics_everything_is_kept_the_newest_first() -> None:
    picks = rank(papers(3, categories=("cs.CL",)), Profile(), evidence([[0.0, 0.0, 0.0]]))
    assert [pick.paper_id for pick in picks] == ["2506.00002", "2506.00001", "2506.00000"]
    assert {pick.because for pick in picks} == {"it is new in cs.CL"}


def test_no_papers_rank_to_nothing() -> None:
    empty = np.zeros((2, 0), np.float32)
    assert rank([], Profile(topics=TOPICS), Evidence(empty, empty, empty)) == []


@given(
    arrays(np.float32, (2, 6), elements=st.floats(-1, 1, width=32)),
    arrays(np.float32, (2, 6), elements=st.floats(0, 1, width=32)),
    arrays(np.float32, (1, 6), elements=st.floats(-1, 1, width=32)),
)
def test_every_paper_gets_one_place_a_score_and_a_reason(dense: Matrix, lexical: Matrix, against: Matrix) -> None:
    profile = Profile(topics=TOPICS, leave_outs=("speech",))
    picks = rank(papers(6), profile, Evidence(dense, lexical, against))
    assert [pick.rank for pick in picks] == [1, 2, 3, 4, 5, 6]
    assert len({pick.paper_id for pick in picks}) == 6
    assert all(0 <= pick.score <= 1 and pick.because for pick in picks)
    assert sorted((pick.score for pick in picks), reverse=True) == [pick.score for pick in picks]


def test_a_topic_is_named_up_to_where_it_begins_to_list() -> None:
    assert short(TOPICS[0]) == "sparse attention"
