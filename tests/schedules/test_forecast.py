"""Predictions that code makes and judges: counted by whole words, as of the day that asks."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.memory import Kept
from schedules.recalling.forecast import (
    HORIZON,
    as_it_stood,
    examined,
    is_due,
    predicted,
    score_of,
    spoken,
)
from schedules.remembered import Measure, Prediction, Score, State, Thread

MADE = date(2026, 3, 2)
HALOS = Prediction(
    id="p",
    claim="At least 2 more papers on dark matter halo.",
    made=MADE,
    horizon=14,
    criterion="False if fewer.",
    measure=Measure("dark matter halo", 2),
)
READ = replace(HALOS, id="r", measure=None)


def after(days: int) -> date:
    return MADE + timedelta(days=days)


def kept(number: int, days: int, words: str = "Dark-matter halos are round.") -> Kept:
    return Kept(paper_id=f"2603.{number:05}", title=f"T{number}", day=after(days), finding="", words=words)


def on(days: int, *papers: Kept, prediction: Prediction = HALOS) -> Prediction:
    return examined(prediction, spoken(papers, after=MADE), today=after(days))


def test_it_stays_open_with_its_evidence_until_enough_is_kept() -> None:
    one = on(3, kept(1, 2))
    assert (one.state, one.settled) == ("open", None)
    assert one.evidence == ((after(2), "2603.00001", "T1"),)


def test_it_is_hit_as_soon_as_enough_is_kept_and_told_on_the_day_of_the_edition_that_finds_out() -> None:
    one = on(5, kept(1, 2), kept(2, 3))
    assert (one.state, one.settled, len(one.evidence)) == ("hit", after(5), 2)


def test_it_is_missed_only_when_its_last_day_is_over() -> None:
    assert on(14, kept(1, 2)).state == "open"
    late = on(20, kept(1, 2))
    assert (late.state, late.settled) == ("missed", after(20))


def test_what_was_kept_on_the_day_itself_or_after_the_last_one_does_not_count() -> None:
    assert on(20, kept(1, 0), kept(2, 14), kept(3, 15)).state == "missed"
    assert on(20, kept(1, 1), kept(2, 14)).state == "hit"


@pytest.mark.parametrize("words", ["Dark matters, and a halo.", "A darkmatter halo.", "Antidark matter halo.", ""])
def test_words_that_only_look_alike_do_not_count(words: str) -> None:
    assert on(20, kept(1, 2, words), kept(2, 3, words)).evidence == ()


@pytest.mark.parametrize(
    "words", ["dark matter halo", "DARK MATTER HALOS", "a dark-matter halo", "dark matter\nhaloes"]
)
def test_letter_case_hyphens_and_endings_do_not_matter(words: str) -> None:
    assert on(20, kept(1, 2, words), kept(2, 3, words)).state == "hit"


def test_nothing_of_a_later_day_than_the_edition_counts() -> None:
    assert on(3, kept(1, 2), kept(2, 4)).state == "open"


def test_one_without_a_count_is_left_for_reading_when_its_day_is_over() -> None:
    assert on(20, kept(1, 2), prediction=READ) == READ
    assert [is_due(READ, after(days)) for days in (14, 15)] == [False, True]
    assert not is_due(HALOS, after(20))
    assert not is_due(replace(READ, state="unclear"), after(20))


def test_an_edition_that_is_made_again_finds_a_prediction_as_it_found_it_the_first_time() -> None:
    hit = on(5, kept(1, 2), kept(2, 3))
    assert as_it_stood(hit, after(5)) == HALOS
    assert as_it_stood(hit, after(4)) == HALOS
    assert as_it_stood(hit, after(6)) == hit
    assert as_it_stood(HALOS, after(6)) == HALOS


def test_the_score_counts_every_state() -> None:
    states: tuple[State, ...] = ("hit", "hit", "missed", "unclear", "open")
    assert score_of([replace(HALOS, state=state) for state in states]) == Score(2, 1, 1, 1)


THREAD = Thread("dark matter halo", ((after(0), "2603.00001", "T1"), (after(1), "2603.00002", "T2")))


def made(papers: list[Kept], *standing: Prediction, threads: tuple[Thread, ...] = (THREAD,)) -> tuple[Prediction, ...]:
    said = spoken(papers, after=after(-60))
    return predicted(threads, said, standing, day=after(2), subscription="s")


LONG_AGO = kept(9, -25, "Dust.")
"""The memory is older than what is counted."""
THREE = [LONG_AGO, kept(1, 0), kept(2, 1), kept(3, 2)]


def test_a_thread_is_foreseen_to_go_on_more_slowly_than_it_did() -> None:
    (one,) = made([*THREE, *(kept(n, -n) for n in range(4, 9))])
    assert one.measure == Measure("dark matter halo", 3)
    assert (one.made, one.horizon, one.state, one.by) == (after(2), HORIZON, "open", "program")
    assert one.claim == (
        "At least 3 more papers on dark matter halo will be kept here by 18 March 2026; "
        "8 kept papers of the last 28 days speak of it."
    )
    assert "fewer than 3 papers kept here after 4 March and by 18 March speak of “dark matter halo”" in one.criterion


def test_a_thread_of_few_papers_is_foreseen_to_bring_one_at_least() -> None:
    (one,) = made([*THREE[1:], kept(8, -5, "Dust.")])
    assert one.measure == Measure("dark matter halo", 1)
    assert "At least 1 more paper on dark matter halo" in one.claim
    assert "3 kept papers of the first 8 days speak of it" in one.claim


def test_what_every_day_brings_is_nothing_to_foretell() -> None:
    assert made([*THREE, *(kept(n, -(n % 20)) for n in range(10, 40))]) == ()


def test_short_forms_count_with_the_name_and_the_criterion_names_them() -> None:
    said = spoken(
        [LONG_AGO, *(kept(n, n, f"Each {w} halo.") for n, w in enumerate(["DM", "DM", "dark matter"]))],
        after=after(-60),
    )
    (one,) = predicted((THREAD,), said, (), day=after(2), subscription="s", shortened={"DM": "dark matter"})
    assert one.measure == Measure("dark matter halo", 1, ("DM halo",))
    assert one.criterion.endswith("speak of “dark matter halo” or “DM halo”.")
    later = spoken([kept(7, 5, "A DM halo.")], after=after(2))
    assert examined(one, later, today=after(6)).state == "hit"


def test_an_abbreviation_that_a_paper_explains_counts_as_its_words() -> None:
    text = "The dark matter (DM) halo is round."
    assert on(20, kept(1, 2, text), kept(2, 3, text)).state == "hit"


def test_the_same_day_makes_the_same_prediction_and_another_channel_its_own() -> None:
    other = predicted((THREAD,), spoken(THREE, after=after(-60)), (), day=after(2), subscription="t")
    assert made(THREE) == made(THREE)
    assert other[0].id != made(THREE)[0].id


def test_too_few_papers_one_day_alone_or_long_ago_make_none() -> None:
    assert made(THREE[:3]) == ()
    assert made([kept(n, 2) for n in range(3)]) == ()
    assert made([kept(1, -30), kept(2, 1), kept(3, 2)]) == ()


def test_a_memory_of_a_few_days_predicts_nothing() -> None:
    """Two busy days say nothing of the next fourteen; what was made of them was always missed."""
    assert made(THREE[1:]) == ()


def test_what_is_predicted_already_is_not_predicted_again() -> None:
    standing = replace(HALOS, measure=Measure("Dark matter halos", 9))
    assert made(THREE, standing) == ()
    assert len(made(THREE, replace(standing, state="hit"))) == 1


def test_one_a_day_is_enough() -> None:
    other = Thread("halo", THREAD.papers)
    assert len(made(THREE, threads=(THREAD, other))) == 1


@given(st.lists(st.tuples(st.integers(0, 40), st.booleans()), max_size=30), st.integers(1, 40), st.integers(1, 5))
def test_whatever_is_kept_the_verdict_agrees_with_the_papers_named(
    papers: list[tuple[int, bool]], today: int, at_least: int
) -> None:
    prediction = replace(HALOS, measure=Measure("dark matter halo", at_least))
    shelf = [kept(n, days, "dark matter halo" if speaks else "dust") for n, (days, speaks) in enumerate(papers)]
    one = on(today, *shelf, prediction=prediction)
    within = sum(speaks and 0 < days <= min(14, today) for days, speaks in papers)
    assert len(one.evidence) == within
    assert (one.state == "hit") == (within >= at_least)
    assert (one.state == "missed") == (within < at_least and today > 14)
