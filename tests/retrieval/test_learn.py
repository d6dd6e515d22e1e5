"""Taste learned from what people did with papers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.learn import Lesson, Sample, Taste, learned, trust
from retrieval.paper import Paper
from retrieval.picking.distinctive import distinctive
from retrieval.picking.explore import BECAUSE, WEAK, explored
from retrieval.picking.feedback import IGNORED, Signal, SignalKind, Verdict, verdicts
from retrieval.picking.phrases import phrases, wording
from retrieval.rank import BAR, Pick

NOON = datetime(2026, 3, 6, 12, tzinfo=UTC)
WANTED, PASSED = Verdict(wanted=True, weight=1.0), Verdict(wanted=False, weight=IGNORED, told=False)
UNWANTED = Verdict(wanted=False, weight=1.0)


def signal(kind: SignalKind, minute: int = 0, *, person: str = "ann", paper_id: str = "a") -> Signal:
    return Signal(person, paper_id, kind, NOON + timedelta(minutes=minute))


def sample(name: str, words: str, fit: float | None = 0.4, axis: int | None = 0) -> Sample:
    vector = None if axis is None else np.eye(4, dtype=np.float32)[axis]
    return Sample(Paper(id=name, title=words, abstract=f"We speak of {words} here."), vector, fit)


def lessons() -> list[Lesson]:
    liked = [Lesson(sample(f"25{n:02}.1", f"sparse attention kernels {n}"), WANTED) for n in range(5)]
    passed = [Lesson(sample(f"25{n:02}.2", f"humanoid robots walk {n}", axis=1), PASSED) for n in range(20)]
    return liked + passed


TODAY = [sample("2601.1", "robots that walk", axis=1), sample("2601.2", "attention kernels, sparse")]


def taught(today: list[Sample], given: list[Lesson]) -> Taste:
    taste = learned(today, given)
    assert taste is not None
    return taste


def test_a_paper_like_those_liked_goes_ahead_of_one_like_those_passed_over() -> None:
    taste = taught(TODAY, lessons())
    assert taste.scores[1] > taste.scores[0]
    assert taste.lift[1] > 0 > taste.lift[0]


def test_the_nearest_liked_paper_is_named_and_one_merely_passed_over_is_not() -> None:
    taste = taught(TODAY, [*lessons(), Lesson(sample("2500.3", "dancing robots", axis=1), UNWANTED)])
    assert taste.liked[1] is not None
    assert taste.liked[1].title.startswith("sparse attention kernels")
    assert taste.disliked[0] is not None
    assert taste.disliked[0].title == "dancing robots"
    assert taste.liked[0] is None


@pytest.mark.parametrize("given_", [[], lessons()[:5], lessons()[5:]])
def test_nothing_is_learned_from_one_side_alone(given_: list[Lesson]) -> None:
    assert learned(TODAY, given_) is None


def test_no_papers_today_teach_nothing() -> None:
    assert learned([], lessons()) is None


def test_papers_without_vectors_or_fits_are_judged_by_their_words() -> None:
    bare = [Lesson(sample(one.sample.paper.id, one.sample.paper.title, None, None), one.verdict) for one in lessons()]
    today = [
        sample("2601.1", "robots that walk", None, None),
        sample("2601.2", "attention kernels, sparse", None, None),
    ]
    assert taught(today, bare).scores[1] > taught(today, bare).scores[0]


@settings(max_examples=15, deadline=None)
@given(st.permutations(lessons()), st.booleans())
def test_order_changes_no_score(shuffled: list[Lesson], turned: bool) -> None:
    expected = taught(TODAY, lessons()).scores
    scores = taught(TODAY[::-1] if turned else TODAY, shuffled).scores
    assert np.allclose(scores[::-1] if turned else scores, expected, atol=1e-9)


def test_the_first_likes_hardly_move_the_profiles_order_and_twenty_count_as_much_as_it() -> None:
    assert [round(trust(likes), 2) for likes in (0, 1, 4, 20, 100)] == [0.0, 0.0, 0.04, 0.5, 0.96]
    against = [replace(TODAY[0], fit=0.6), replace(TODAY[1], fit=0.2)]  # the profile says the other way round
    few = [lessons()[0], *lessons()[5:]]
    assert taught(against, few).scores[0] > taught(against, few).scores[1]
    many = [Lesson(replace(one.sample, paper=replace(one.sample.paper, id=f"{one.sample.paper.id}{n}")), one.verdict)
            for n in range(8) for one in lessons()]  # fmt: skip
    assert taught(against, many).scores[1] > taught(against, many).scores[0]


def test_what_the_profile_alone_says_is_taken_where_it_is_given() -> None:
    few = [lessons()[0], *lessons()[5:]]
    for alone in ([1.0, 0.0], [0.0, 1.0]):
        taste = learned(TODAY, few, alone=np.array(alone))
        assert taste is not None
        assert int(np.argmax(taste.scores)) == int(np.argmax(alone))


def test_words_that_wanted_papers_share_and_others_have_not_are_told_as_they_are_written() -> None:
    def about(words: str) -> list[Paper]:
        return [Paper(id=f"{words}{n}", title=words, abstract=f"Models, part {n}.") for n in range(3)]

    assert distinctive(about("Galaxies evolving"), about("Robots walking"), most=2) == ("evolving", "galaxies")
    assert distinctive(about("Galaxies")[:1], about("Robots")) == ()
    assert distinctive([], about("Robots")) == ()
    assert "models" not in distinctive(about("Galaxies"), about("Robots"))


def test_a_stance_flipped_a_hundred_times_counts_as_the_last() -> None:
    flips = [signal("up" if n % 2 else "down", n) for n in range(100)]
    assert verdicts(flips) == {"a": Verdict(wanted=True, weight=1.0)} == verdicts(flips[::-1])


def test_a_verdict_names_the_doing_that_says_so_most_plainly() -> None:
    assert verdicts([signal("asked"), signal("saved")])["a"].by == "saved"
    assert verdicts([signal("saved"), signal("up", person="bob")])["a"].by == "up"
    assert verdicts([signal("down"), signal("topic", person="bob"), signal("saved")])["a"].by == "down"
    assert verdicts([], passed=["a"])["a"].by == ""


def test_people_who_disagree_evenly_leave_no_verdict_and_do_not_count_as_silent() -> None:
    assert verdicts([signal("up"), signal("down", person="bob")], passed=["a"]) == {}


def test_what_was_shown_and_passed_over_is_weakly_unwanted() -> None:
    assert verdicts([signal("saved")], passed=["a", "b"]) == {"a": WANTED, "b": PASSED}


def test_a_persons_own_doings_outweigh_the_channels() -> None:
    both = [signal("down"), signal("up", person="bob")]
    assert verdicts(both, person="ann")["a"].wanted is False
    assert verdicts(both, person="bob")["a"].wanted is True


@given(st.lists(st.builds(signal, st.sampled_from(["up", "down", "topic", "saved", "asked"]), st.integers(0, 50))))
def test_repeats_and_order_change_no_verdict(signals: list[Signal]) -> None:
    assert verdicts(signals) == verdicts([*reversed(signals), *signals])


def test_a_line_is_read_as_the_names_it_lists() -> None:
    named = phrases(
        "Near-Field Cosmology: work focusing on dwarf satellite galaxies (core-cusp). It should be weighted lower."
    )
    assert list(named.values()) == ["Near-Field Cosmology", "dwarf satellite galaxies", "core-cusp"]


def test_all_words_of_a_name_together_say_more_than_one_of_each_of_several() -> None:
    said = wording(
        ["dwarf galaxies, bolometric corrections"], [("Dwarf galaxies", ""), ("Dwarf corrections", ""), ("", "")]
    )
    assert said.held[0, 0] > said.held[0, 1] > said.held[0, 2] == 0


def test_no_texts_and_no_lines_have_a_shape_all_the_same() -> None:
    assert wording([], [("a", "b")]).held.shape == (0, 1)
    assert wording(["caches", "…"], []).held.shape == (2, 0)


def test_a_word_that_every_field_has_names_nothing_and_a_hyphenated_name_stays_whole() -> None:
    named = phrases("Mixture-of-Experts, measurements of dwarf galaxies, new methods")
    assert list(named.values()) == ["Mixture-of-Experts", "dwarf galaxies"]


def picks(kept: int, missed: int) -> list[Pick]:
    scores = [BAR + 0.05] * kept + [BAR - 0.05] * missed
    return [Pick(f"p{n}", "", n + 1, score, n < kept, "", "") for n, score in enumerate(scores)]


@given(st.text(max_size=10), st.integers(0, 8), st.integers(0, 8))
def test_exploring_loses_nothing_adds_at_most_one_and_is_the_same_for_the_same_edition(
    seed: str, kept: int, missed: int
) -> None:
    before = picks(kept, missed)
    after = explored(before, places=5, seed=seed)
    assert sorted(pick.paper_id for pick in after) == sorted(pick.paper_id for pick in before)
    assert [pick.rank for pick in after] == list(range(1, kept + missed + 1))
    assert sum(pick.kept for pick in after) - kept == sum(pick.because.startswith(BECAUSE) for pick in after) <= 1
    assert after == explored(before, places=5, seed=seed)
    assert [pick.paper_id for pick in after[:3]] == [pick.paper_id for pick in before[:3]]


def test_exploring_draws_only_what_the_profile_itself_puts_just_below_the_bar() -> None:
    """A paper that the taste put down, one that it lifted near, and one that is left out stay where they are."""
    kept = picks(8, 0)
    others = [
        Pick("wanted", "", 9, BAR - 0.01, False, "caches", "", BAR + 0.2),
        Pick("far", "", 10, BAR - 0.01, False, "caches", "", 0.15),
        Pick("out", "", 11, BAR - 0.01, False, "caches", "", BAR - 0.01, left_out="robots"),
    ]
    assert all(explored([*kept, *others], places=5, seed=f"day {n}") == [*kept, *others] for n in range(40))


def test_exploring_takes_place_on_about_one_day_in_ten() -> None:
    drawn = [explored(picks(8, 8), places=5, seed=f"day {n}") for n in range(200)]
    assert 10 < sum(any(pick.because.startswith(BECAUSE) for pick in one[:5]) for one in drawn) < 30


def test_exploring_costs_no_paper_that_is_worth_reading_or_skimming() -> None:
    first, *rest = picks(5, 8)
    worth = [*(replace(first, score=WEAK) for _ in range(5)), *rest[4:]]
    assert all(explored(worth, places=5, seed=f"day {n}") == worth for n in range(200))
