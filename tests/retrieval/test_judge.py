"""A model's marks: only a shortlist, spread over the whole range, and never a paper lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from hypothesis import given
from hypothesis import strategies as st

from retrieval.answer import Usage
from retrieval.errors import WriterUnavailable
from retrieval.paper import Paper
from retrieval.picking.judge import BATCH, MOST_JUDGED, WANTED, calibrated, judged, reordered, trimmed
from retrieval.profile import Profile
from retrieval.rank import BAR, Pick
from retrieval.writer import Judgement
from retrieval.writers.shapes import JudgedShape

PROFILE = Profile(topics=("sparse attention",))
TAKEN = Usage(100, 10, 0.001)


@dataclass
class Judging:
    """Gives every paper an 8 and a 3, but fails as often as it is told to, and leaves out or adds ids."""

    failures: int = 0
    left_out: set[str] = field(default_factory=set)
    asked: list[list[str]] = field(default_factory=list)
    read: list[Paper] = field(default_factory=list)

    async def judge(self, profile: Profile, papers: Sequence[Paper]) -> tuple[Mapping[str, Judgement], Usage]:
        del profile
        self.asked.append([paper.id for paper in papers])
        self.read += papers
        if self.failures:
            self.failures -= 1
            raise WriterUnavailable("The model did not answer.", spent=TAKEN)
        made_up = {"9999.00001": Judgement(10, 10)}
        left = {name for name in self.left_out if len(self.asked) == 1}
        return made_up | {one.id: Judgement(8, 3) for one in reversed(papers) if one.id not in left}, TAKEN


def papers(count: int) -> list[Paper]:
    return [Paper(id=f"2603.{n:05}", title=f"Paper {n}", abstract="word " * 400) for n in range(count)]


async def test_only_a_shortlist_is_judged_in_batches_of_shortened_abstracts() -> None:
    judge = Judging()
    found = await judged(judge, PROFILE, papers(700))
    assert sum(map(len, judge.asked)) == len(found.marks) == MOST_JUDGED
    assert max(map(len, judge.asked)) <= BATCH
    assert max(len(paper.abstract) for paper in judge.read) < 700
    assert found.usage.tokens_in == TAKEN.tokens_in * len(judge.asked)


async def test_a_failed_batch_is_asked_once_more_and_its_tokens_are_counted() -> None:
    judge = Judging(failures=1)
    found = await judged(judge, PROFILE, papers(5))
    assert (len(judge.asked), len(found.marks), found.left) == (2, 5, 0)
    assert found.usage.tokens_in == 2 * TAKEN.tokens_in


async def test_a_batch_that_fails_twice_costs_its_papers_the_models_marks_and_nothing_else() -> None:
    judge = Judging(failures=9)
    found = await judged(judge, PROFILE, papers(5))
    assert (len(judge.asked), dict(found.marks), found.left) == (2, {}, 5)


async def test_what_was_left_out_is_asked_for_again_and_invented_ids_are_ignored() -> None:
    judge = Judging(left_out={"2603.00002"})
    found = await judged(judge, PROFILE, papers(4))
    assert judge.asked == [[paper.id for paper in papers(4)], ["2603.00002"]]
    assert sorted(found.said) == [paper.id for paper in papers(4)]


async def test_no_papers_ask_for_nothing() -> None:
    judge = Judging()
    assert (await judged(judge, PROFILE, [])).left == 0
    assert not judge.asked


def test_of_twenty_pages_of_wishes_a_model_reads_the_first_and_the_numbers_stay() -> None:
    long = Profile(topics=tuple(f"topic {n} " + "of many words " * 40 for n in range(60)), leave_outs=("sheep",))
    read = trimmed(long)
    assert sum(map(len, (*read.topics, *read.leave_outs))) <= WANTED
    assert all(line.startswith(f"topic {n} ") for n, line in enumerate(read.topics))


MARKS = st.integers(1, 10)
SAID = st.dictionaries(st.text("abc", min_size=1, max_size=3), st.builds(Judgement, MARKS, MARKS), max_size=12)


@given(SAID, st.lists(st.tuples(MARKS, MARKS), max_size=10))
def test_calibrated_marks_keep_the_order_and_the_range(
    said: dict[str, Judgement], before: list[tuple[int, int]]
) -> None:
    marks = calibrated(said, before)
    assert marks.keys() == said.keys()
    for one, other in zip(said, reversed(said), strict=True):
        assert 1 <= marks[one].relevance <= 10
        assert (marks[one].relevance - marks[other].relevance) * (said[one].relevance - said[other].relevance) >= 0
        assert (marks[one].novelty - marks[other].novelty) * (said[one].novelty - said[other].novelty) >= 0


def test_a_generous_model_uses_the_whole_range_all_the_same_and_the_axes_are_independent() -> None:
    said = {"a": Judgement(8, 9), "b": Judgement(9, 8), "c": Judgement(10, 7)}
    marks = calibrated(said)
    assert [(one.relevance, one.novelty) for one in marks.values()] == [(1, 10), (5, 5), (10, 1)]


def test_a_dull_day_is_held_against_better_ones() -> None:
    assert calibrated({"a": Judgement(3, 3), "b": Judgement(4, 4)}, [(9, 9)] * 18)["b"].relevance < 3


def picks() -> list[Pick]:
    scores = [1.0, BAR + 0.2, BAR + 0.1, BAR - 0.1, BAR - 0.2]
    return [
        Pick(f"p{n}", "", n + 1, one, one >= BAR, "sparse attention: kernels", "why") for n, one in enumerate(scores)
    ]


def test_the_models_relevance_changes_which_are_kept_but_not_how_many_and_says_so() -> None:
    marks = {"p1": Judgement(10, 1), "p2": Judgement(1, 5), "p3": Judgement(10, 5, 1), "p4": Judgement(1, 5)}
    after = reordered(picks(), marks, ("sparse attention: kernels",))
    assert [pick.paper_id for pick in after] == ["p0", "p1", "p3", "p2", "p4"]
    assert [pick.rank for pick in after] == [1, 2, 3, 4, 5]
    assert [pick.score for pick in after] == [pick.score for pick in picks()]
    assert after[2].because == "the model judged it relevant (10 of 10), of your topic sparse attention"
    assert after[3].because == "the model judged it less relevant (1 of 10) than what was kept"


def test_no_model_brings_back_what_is_left_out() -> None:
    out = [replace(pick, left_out="robots") if pick.paper_id == "p3" else pick for pick in picks()]
    after = reordered(out, {"p2": Judgement(1, 5), "p3": Judgement(10, 5), "p4": Judgement(1, 5)})
    assert after[3] == out[3]
    assert not after[3].kept


@given(st.dictionaries(st.sampled_from(["p0", "p1", "p2", "p3", "p4", "made up"]), st.builds(Judgement, MARKS, MARKS)))
def test_whatever_a_model_says_no_paper_is_lost(marks: dict[str, Judgement]) -> None:
    after = reordered(picks(), marks)
    assert sorted(pick.paper_id for pick in after) == [pick.paper_id for pick in picks()]
    assert sum(pick.kept for pick in after) == sum(pick.kept for pick in picks())
    assert after[0] == picks()[0]


def test_marks_out_of_shape_or_range_are_left_out_and_the_first_of_two_counts() -> None:
    rows = [
        {"id": "a", "relevance": 7, "novelty": 2, "topic": 1},
        {"id": "a", "relevance": 1, "novelty": 1},
        {"id": "b", "relevance": 11, "novelty": 2},
        {"id": "c", "relevance": "high", "novelty": 2},
        {"relevance": 3, "novelty": 2},
        "d",
    ]
    assert JudgedShape.model_validate({"papers": rows}).judgements() == {"a": Judgement(7, 2, 1)}
