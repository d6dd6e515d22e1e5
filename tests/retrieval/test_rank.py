"""Which papers matter to a profile, and the reason given for each."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from retrieval.learn import Kin, Taste
from retrieval.paper import Paper
from retrieval.profile import Profile
from retrieval.rank import BAR, Evidence, Matrix, Wording, matched_venue, profile_scores, rank, short

TOPICS = ("sparse attention: kernels, long context", "humanoid robots")


def papers(count: int, **fields: object) -> list[Paper]:
    return [Paper(id=f"2506.{n:05}", title=f"Paper {n}", abstract="", **fields) for n in range(count)]  # type: ignore[arg-type]


def unsaid(lines: int, count: int) -> Wording:
    return Wording(np.zeros((lines, count), np.float32), (("",) * count,) * lines)


def evidence(dense: list[list[float]], against: list[list[float]] | None = None) -> Evidence:
    matrix, far = np.array(dense, np.float32), np.array(against or np.zeros((0, len(dense[0]))), np.float32)
    return Evidence(matrix, unsaid(*matrix.shape), far, unsaid(*far.shape))


def test_a_paper_about_one_wanted_thing_is_wanted_however_far_from_the_rest() -> None:
    picks = rank(papers(2), Profile(topics=TOPICS), evidence([[0.05, 0.45], [0.9, 0.45]]))
    assert [pick.paper_id for pick in picks] == ["2506.00000", "2506.00001"]
    assert picks[0].because == "it is nearest to your topic humanoid robots"


def test_a_near_miss_says_what_it_lacked() -> None:
    [pick] = rank(papers(1), Profile(topics=TOPICS), evidence([[0.3], [0.1]]))
    assert not pick.kept
    assert pick.because == f"its nearest topic, “sparse attention”, scores 0.25; the bar is {BAR:.2f}"


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


def test_with_leave_outs_alone_everything_else_is_kept() -> None:
    profile = Profile(leave_outs=("speech and audio",))
    near = np.array([[0.6, 0.2]], np.float32)
    first, last = rank(papers(2), profile, Evidence(np.zeros((0, 2), np.float32), unsaid(0, 2), near, unsaid(1, 2)))
    assert (first.paper_id, first.kept, last.kept) == ("2506.00001", True, False)
    assert last.because == "it is near to “speech and audio”, which you leave out"


def test_no_papers_rank_to_nothing() -> None:
    empty = np.zeros((2, 0), np.float32)
    assert rank([], Profile(topics=TOPICS), Evidence(empty, unsaid(2, 0), empty, unsaid(0, 0))) == []


@given(
    arrays(np.float32, (2, 6), elements=st.floats(-1, 1, width=32)),
    arrays(np.float32, (2, 6), elements=st.floats(0, 1, width=32)),
    arrays(np.float32, (1, 6), elements=st.floats(-1, 1, width=32)),
)
def test_every_paper_gets_one_place_a_score_and_a_reason(dense: Matrix, lexical: Matrix, against: Matrix) -> None:
    profile = Profile(topics=TOPICS, leave_outs=("speech",))
    picks = rank(papers(6), profile, Evidence(dense, Wording(lexical, (("",) * 6,) * 2), against, unsaid(1, 6)))
    assert [pick.rank for pick in picks] == [1, 2, 3, 4, 5, 6]
    assert len({pick.paper_id for pick in picks}) == 6
    assert all(0 <= pick.score <= 1 and pick.because for pick in picks)
    assert sorted((pick.score for pick in picks), reverse=True) == [pick.score for pick in picks]


def test_a_topic_is_named_up_to_where_it_begins_to_list() -> None:
    assert short(TOPICS[0]) == "sparse attention"
    assert short("prose " * 90) == f"{'prose ' * 13}…"


def test_words_of_a_topic_lift_a_paper_and_are_named_in_the_reason() -> None:
    held = Wording(np.array([[0, 20], [0, 0]], np.float32), (("", "long context"), ("", "")))
    plain = evidence([[0.4, 0.4], [0.1, 0.1]])
    first, second = rank(papers(2), Profile(topics=TOPICS), Evidence(plain.dense, held, plain.against, unsaid(0, 2)))
    assert (first.paper_id, second.paper_id) == ("2506.00001", "2506.00000")
    assert first.because == "it speaks of “long context”, part of your topic sparse attention"


def test_a_topic_whose_name_a_paper_holds_is_what_it_is_about() -> None:
    held = Wording(np.array([[9], [0]], np.float32), (("sparse attention",), ("",)))
    plain = evidence([[0.6], [0.1]])
    [pick] = rank(papers(1), Profile(topics=TOPICS), Evidence(plain.dense, held, plain.against, unsaid(0, 1)))
    assert pick.because == "it is about sparse attention"


def test_a_title_near_to_a_phrase_of_a_topic_lifts_a_paper_and_titles_that_were_not_read_change_nothing() -> None:
    plain = evidence([[0.4, 0.4], [0.1, 0.1]])
    read = replace(plain, titles=np.array([[0.2, 0.8], [0.1, 0.1]], np.float32))
    unread, scores = (profile_scores(papers(2), Profile(topics=TOPICS), one) for one in (plain, read))
    assert scores[0] < unread[0] == unread[1] < scores[1]


def test_words_of_a_leave_out_weigh_against_a_paper_without_being_part_of_the_query() -> None:
    profile = Profile(topics=TOPICS, leave_outs=("speech",))
    near = evidence([[0.4, 0.4], [0.1, 0.1]], against=[[0.3, 0.3]])
    barred = Wording(np.array([[15, 0]], np.float32), (("speech", ""),))
    scores = profile_scores(papers(2), profile, Evidence(near.dense, near.lexical, near.against, barred))
    assert scores[0] < scores[1]


def test_a_venue_is_found_in_what_the_authors_say_of_the_paper() -> None:
    [paper] = papers(1, comment="Accepted at NeurIPS 2026 (spotlight)")
    assert matched_venue(paper, Profile(venues=("ICML", "neurips"))) == "neurips"
    assert matched_venue(paper, Profile(venues=("Neuri",))) == ""


def taste(*scores: float, liked: Kin | None = None, disliked: Kin | None = None) -> Taste:
    count = len(scores)
    return Taste(np.array(scores), np.array(scores), (liked,) * count, (disliked,) * count, 9)


def test_the_taste_decides_which_are_kept_and_the_profile_how_many() -> None:
    given = evidence([[0.7, 0.2], [0.1, 0.1]])
    before = rank(papers(2), Profile(topics=TOPICS), given)
    after = rank(papers(2), Profile(topics=TOPICS), given, taste(-1.0, 1.0))
    assert [pick.paper_id for pick in after] == [pick.paper_id for pick in before][::-1]
    assert [pick.score for pick in after] == [pick.score for pick in before]
    assert {pick.paper_id: pick.fit for pick in after} == {pick.paper_id: pick.score for pick in before}


def test_the_reason_names_the_liked_paper_that_speaks_for_one_and_the_unwanted_that_speaks_against() -> None:
    liked, disliked = Kin("Paged attention", 0.8), Kin("Robots dance", 0.7)
    given = evidence([[0.7, 0.2], [0.1, 0.1]])
    kept, missed = rank(papers(2), Profile(topics=TOPICS), given, taste(1.0, -1.0, liked=liked, disliked=disliked))
    assert kept.because.startswith(
        "it is nearest to your topic sparse attention, and like “Paged attention”, which was"
    )
    assert missed.because.startswith("it is like “Robots dance”, which was not wanted here")


def test_without_topics_the_taste_alone_orders_the_day() -> None:
    picks = rank(papers(3), Profile(), evidence([[0.0, 0.0, 0.0]]), taste(0.1, 1.2, -1.3))
    assert [pick.paper_id for pick in picks] == ["2506.00001", "2506.00000", "2506.00002"]
    assert [pick.kept for pick in picks] == [True, True, False]
