"""Which papers matter to a profile, and the reason given for each."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from retrieval.learn import Kin, Taste
from retrieval.paper import Paper
from retrieval.picking.names import read
from retrieval.picking.spoken import is_about, spoken_of
from retrieval.profile import Profile
from retrieval.rank import BAR, Evidence, Matrix, Pick, Wording, matched_venue, profile_scores, rank, short

TOPICS = ("sparse attention: kernels, long context", "humanoid robots")


def papers(count: int, **fields: object) -> list[Paper]:
    return [Paper(id=f"2506.{n:05}", title=f"Paper {n}", abstract="", **fields) for n in range(count)]  # type: ignore[arg-type]


def unsaid(lines: int, count: int) -> Wording:
    return Wording(np.zeros((lines, count), np.float32))


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
    picks = rank(papers(6), profile, Evidence(dense, Wording(lexical), against, unsaid(1, 6)))
    assert [pick.rank for pick in picks] == [1, 2, 3, 4, 5, 6]
    assert len({pick.paper_id for pick in picks}) == 6
    assert all(0 <= pick.score <= 1 and pick.because for pick in picks)
    assert sorted((pick.score for pick in picks), reverse=True) == [pick.score for pick in picks]


def test_a_topic_is_named_up_to_where_it_begins_to_list() -> None:
    assert short(TOPICS[0]) == "sparse attention"
    assert short("prose " * 90) == f"{'prose ' * 13}…"


def told(title: str, abstract: str = "", *, profile: Profile | None = None, near: float = 0.6) -> Pick:
    """The only paper of a day, picked for `profile` (TOPICS unless given), whose meaning is near to the first topic."""
    wanted = profile or Profile(topics=TOPICS)
    count = len(wanted.topics)
    against = [[0.0]] * len(wanted.leave_outs)
    paper = Paper(id="2506.00001", title=title, abstract=abstract)
    dense = [[near], *[[0.1]] * (count - 1)] if count else np.zeros((0, 1), np.float32).tolist()
    [pick] = rank([paper], wanted, evidence(dense, against or None))
    return pick


def test_words_of_a_topic_lift_a_paper_and_are_named_in_the_papers_own_words() -> None:
    held = Wording(np.array([[0, 20], [0, 0]], np.float32))
    plain = evidence([[0.4, 0.4], [0.1, 0.1]])
    two = [Paper(id="2506.00000", title="A", abstract=""), Paper(id="2506.00001", title="Long contexts", abstract="")]
    first, second = rank(two, Profile(topics=TOPICS), Evidence(plain.dense, held, plain.against, unsaid(0, 2)))
    assert (first.paper_id, second.paper_id) == ("2506.00001", "2506.00000")
    assert first.because == "it speaks of “Long contexts”, part of your topic sparse attention"


def test_a_topic_whose_name_a_paper_holds_is_what_it_is_about() -> None:
    pick = told("Sparse attention for all")
    assert (pick.because, pick.about) == ("it is about sparse attention", True)


def test_words_of_a_name_that_stand_apart_make_no_paper_about_it_and_are_not_quoted() -> None:
    pick = told("An agent with memory", "It pays attention. The optimization of a context is sparse, and long.")
    assert (pick.because, pick.about) == ("it is nearest to your topic sparse attention", False)


def test_what_is_quoted_of_a_paper_stands_in_it_and_two_words_go_before_one() -> None:
    topics = ("Halos: substructure, dwarf satellite galaxies of the Milky Way",)
    abstract = "Its substructure is known. The satellite galaxies are faint, and galaxies that host a dwarf are not."
    pick = told("What we saw", abstract, profile=Profile(topics=topics))
    assert pick.because == "it speaks of “satellite galaxies”, part of your topic Halos"


def test_words_that_any_paper_of_the_field_has_are_no_reason() -> None:
    topics = ("Model Architecture: Transformers, analysis of neural networks",)
    pick = told("Bees", "We train neural networks, and Transformers.", profile=Profile(topics=topics))
    assert pick.because == "it is nearest to your topic Model Architecture"


FEDERATED = Profile(topics=("privacy of training data",), leave_outs=("federated learning", "large language models"))


@pytest.mark.parametrize(
    ("title", "abstract"),
    [
        ("Defence against gradient inversion in federated learning", ""),
        ("Clinical LLM decision making", ""),
        ("A defence", "We defend federated learning. Until now, federated learning was open to it."),
        ("A defence", "We study federated learning (FL). Clients of FL are honest."),
    ],
)
def test_a_paper_that_holds_a_leave_out_in_its_title_or_twice_is_out_however_near(title: str, abstract: str) -> None:
    pick = told(title, abstract, profile=FEDERATED, near=0.9)
    assert not pick.kept
    assert pick.left_out in FEDERATED.leave_outs
    assert pick.because == f"it speaks of “{pick.left_out}”, which you leave out"


def test_a_word_of_a_leave_out_alone_bars_nothing_and_what_is_wanted_too_is_not_barred() -> None:
    assert told("Learning of a language", "Models are learned.", profile=FEDERATED).kept
    both = Profile(topics=("privacy in federated learning",), leave_outs=("federated learning",))
    assert told("Private federated learning", profile=both).kept


def test_words_of_a_leave_out_are_said_to_count_against_a_paper_only_where_they_stand_in_it() -> None:
    near_miss = {"profile": FEDERATED, "near": 0.33}
    said = told("A defence", "Unlike federated learning it is fast.", **near_miss).because  # type: ignore[arg-type]  # two fields
    assert said.endswith("its words of “federated learning” count against it")
    assert "count against" not in told("A defence", "Learning of models.", **near_miss).because  # type: ignore[arg-type]  # the same


@given(
    arrays(np.float32, (1, 6), elements=st.floats(-1, 1, width=32)),
    arrays(np.float32, (1, 6), elements=st.floats(-1, 1, width=32)),
)
def test_a_leave_out_never_adds_a_paper(dense: Matrix, against: Matrix) -> None:
    plain, topics = evidence(dense.tolist()), ("reinforcement learning",)
    without = {pick.paper_id for pick in rank(papers(6), Profile(topics=topics), plain) if pick.kept}
    given_ = Profile(topics=topics, leave_outs=("sheep farming",))
    picks = rank(papers(6), given_, replace(plain, against=against, against_words=unsaid(1, 6)))
    assert {pick.paper_id for pick in picks if pick.kept} <= without


def test_what_is_far_from_a_leave_out_is_not_called_left_out_though_it_is_farther_from_every_topic() -> None:
    profile = Profile(topics=("reinforcement learning",), leave_outs=("sheep farming",))
    [pick] = rank(papers(1), profile, evidence([[0.1]], against=[[0.3]]))
    assert (pick.left_out, "leave out" in pick.because) == ("", False)


def test_a_score_that_reads_like_the_bar_is_said_to_be_just_below_it() -> None:
    [pick] = rank(papers(1), Profile(topics=("sparse attention",)), evidence([[BAR - 0.001]]))
    assert pick.because == "its nearest topic, “sparse attention”, scores just below the bar"


def test_a_title_near_to_a_phrase_of_a_topic_lifts_a_paper_and_titles_that_were_not_read_change_nothing() -> None:
    plain = evidence([[0.4, 0.4], [0.1, 0.1]])
    read = replace(plain, titles=np.array([[0.2, 0.8], [0.1, 0.1]], np.float32))
    unread, scores = (profile_scores(papers(2), Profile(topics=TOPICS), one) for one in (plain, read))
    assert scores[0] < unread[0] == unread[1] < scores[1]


def test_words_of_a_leave_out_weigh_against_a_paper_without_being_part_of_the_query() -> None:
    profile = Profile(topics=TOPICS, leave_outs=("speech",))
    near = evidence([[0.4, 0.4], [0.1, 0.1]], against=[[0.3, 0.3]])
    barred = Wording(np.array([[15, 0]], np.float32))
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


def test_what_is_left_out_stays_out_whatever_people_liked() -> None:
    profile = Profile(topics=TOPICS, leave_outs=("federated learning",))
    two = [Paper(id="2506.00000", title="Federated learning", abstract=""), *papers(2)[1:]]
    given_ = evidence([[0.7, 0.6], [0.1, 0.1]], against=[[0.3, 0.1]])
    kept, out = rank(two, profile, given_, taste(3.0, -1.0))
    assert (kept.paper_id, kept.kept, out.kept) == ("2506.00001", True, False)
    assert out.because == "it speaks of “federated learning”, which you leave out"


@pytest.mark.parametrize(("by", "done"), [("up", "was liked"), ("saved", "was saved"), ("asked", "was asked about")])
def test_a_likeness_names_what_was_really_done_and_what_both_speak_of(by: str, done: str) -> None:
    liked = Kin("Paged attention", 0.5, by, "KV caches are paged.")
    paper = Paper(id="2506.00000", title="Sparse attention", abstract="We prune KV caches.")
    [pick] = rank([paper], Profile(topics=TOPICS), evidence([[0.7], [0.1]]), taste(1.0, liked=liked))
    expected = f"it is about sparse attention, and like “Paged attention”, which {done} here; both speak of “KV caches”"
    assert pick.because == expected


def test_a_faint_likeness_without_a_word_in_common_names_no_paper() -> None:
    [pick] = rank(papers(1), Profile(topics=TOPICS), evidence([[0.7], [0.1]]), taste(1.0, liked=Kin("Bees", 0.5)))
    assert pick.because.endswith(", and reads like what was liked here")


def test_a_paper_that_the_profile_alone_would_not_keep_is_not_said_to_be_kept_for_its_topic() -> None:
    first, *_ = rank(papers(2), Profile(topics=TOPICS), evidence([[0.2, 0.7], [0.1, 0.1]]), taste(1.0, -1.0))
    assert (first.paper_id, first.because) == ("2506.00000", "it reads like what was liked here")


def test_a_score_that_is_told_is_the_papers_own() -> None:
    given_ = evidence([[0.3, 0.7], [0.1, 0.1]])
    _, missed = rank(
        papers(2),
        Profile(topics=TOPICS),
        given_,
        Taste(np.array([1.0, -1.0]), np.zeros(2), (None,) * 2, (None,) * 2, 9),
    )
    assert missed.because == "its nearest topic is “sparse attention”, but others of the day were put before it"


def test_no_phrase_that_is_quoted_ends_in_the_middle_of_a_thought() -> None:
    line = "stopping sparse transformers early to save tokens"
    assert spoken_of(line, read("Entropy for sparse transformer early exits", "We stop.")) == "sparse transformer"


def test_in_a_name_no_word_may_be_missing_and_their_order_counts() -> None:
    near = read("The Proca field", "In cosmology, a vector field is dark energy. The cosmological vector field decays.")
    assert not is_about("Near-Field Cosmology", near)
    assert is_about("Near-Field Cosmology", read("Near-field cosmology of a stream", ""))
    assert is_about("Star Formation Quenching", read("The quenching of star formation", ""))
    assert not is_about("Star Formation Quenching", read("Quenching a star at its formation", ""))
    assert is_about("Mixture of Experts (MoE)", read("Steering MoE models", ""))


def test_a_topic_in_prose_is_what_a_paper_is_about_that_holds_all_its_words_in_a_sentence() -> None:
    prose = "agents that use tools and recover from errors"
    assert is_about(prose, read("Agents recover from the errors of tools", ""))
    assert not is_about(prose, read("Agents recover", "Tools make errors."))


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("resolved stars", "Stars show resolved disks"),
        ("feature/dictionary learning", "We learn a dictionary, and the dictionary learned"),
        ("drives of galaxies", "Galaxies and what drives them"),
        ("star formation driven outflows", "AGN driven outflows"),
        ("measurements of dark matter density profiles", "Warm dark matter"),
        ("quantum field", "A quantum theory reveals a field"),
        ("quenching of star formation in galaxies", "The formation of galaxies"),
        ("dwarf satellite galaxies", "Galaxies with a satellite that is a dwarf"),
    ],
)
def test_words_that_are_no_name_together_are_never_quoted(line: str, title: str) -> None:
    assert spoken_of(line, read(title, ""), mentioned=True) == ""


def test_a_word_may_stand_within_a_name_and_a_joined_word_is_quoted_whole() -> None:
    assert spoken_of("mixture of experts", read("A Mixture of Weather Experts", "")) == "Mixture of Weather Experts"
    assert spoken_of("pruning, cache", read("A KV-cache for all", "")) == "KV-cache"
    assert spoken_of("pruning, cache", read("A KV cache for all", "")) == "KV cache"


@pytest.mark.parametrize(
    ("abstract", "spoken"),
    [
        ("We decompose weights. Compared to quantization, it is fast.", ""),
        ("Existing methods for quantization (e.g., of MoE layers) are slow. We decompose weights.", ""),
        ("Unlike quantization it is fast. Previous quantization was slow.", ""),
        ("We decompose weights. Then quantization follows. After quantization, models are fast.", "quantization"),
        ("Models are large. In this paper, we propose a new method for quantization.", "quantization"),
    ],
)
def test_what_is_named_in_passing_is_no_reason(abstract: str, spoken: str) -> None:
    assert spoken_of("pruning, quantization", read("DipSVD", abstract)) == spoken


def test_a_phrase_that_is_only_mentioned_is_said_to_be_just_that() -> None:
    topics = ("Halos: substructure, dwarf satellite galaxies",)
    pick = told("Dust", "Dust is everywhere. It is in satellite galaxies. Wind blows.", profile=Profile(topics=topics))
    assert pick.because == "it is nearest to your topic Halos, of which it mentions “satellite galaxies”"


def of_a_day(title: str, abstract: str, others: str, liked: Kin) -> str:
    """Why this paper is kept on a day of ten others, each with the same abstract."""
    day = [Paper(id="2506.00099", title=title, abstract=abstract), *papers(10)]
    day = [day[0], *(replace(paper, abstract=others) for paper in day[1:])]
    far = [0.1] * 10
    likes = Taste(np.array([2.0, *far]), np.array([2.0, *far]), (liked,) + (None,) * 10, (None,) * 11, 9)
    return next(pick.because for pick in rank(day, Profile(topics=TOPICS), evidence([[0.7, *far], [0.1, *far]]), likes))


def test_two_papers_are_not_alike_by_a_word_that_every_paper_of_the_day_has() -> None:
    masses = "Large language models of dwarf galaxies grow."
    liked = Kin("Baryonic masses", 0.7, "up", masses)
    assert "both speak of" in of_a_day("Brown dwarfs", masses, "Comets shed dust.", liked)
    same = of_a_day("Brown dwarfs", masses, masses, liked)
    assert same.endswith("and like “Baryonic masses”, which was liked here")
    assert "Baryonic" not in of_a_day("Brown dwarfs", masses, masses, replace(liked, cosine=0.5))


def test_one_word_makes_two_papers_alike_only_where_it_is_very_rare() -> None:
    for word, alike in (("galaxies", False), ("FOGGIE", True)):
        liked = Kin("Masses", 0.7, "up", f"The {word} are seen.")
        assert ("both speak of" in of_a_day(f"Winds of {word}", "", "Dust.", liked)) is alike
