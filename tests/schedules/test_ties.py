"""Named threads: papers are tied where they are near and share a phrase that means something."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.paper import Paper
from schedules.edition import Edition
from schedules.memory import Kept
from schedules.recalling.naming import Vector, field_of, name_for, speaks_of
from schedules.recalling.ties import GLOSS, Around, Earlier, before_lines, gloss, threads_of, ties
from schedules.remembered import Tie
from tests.fakes.editions import edition, item, paper

DAY, BEFORE = date(2026, 3, 6), date(2026, 3, 5)
HALO = "A dark matter halo hosts every galaxy. We weigh the dark matter halo."


def about(number: int, title: str, abstract: str) -> Paper:
    return paper(f"2603.{number:05}", title, abstract=abstract)


def toward(axis: int, tilt: float = 0.0) -> Vector:
    """A direction of its own for each axis, leaning a little to the next; tilts up to 0.5 stay alike."""
    vector = np.zeros(16, np.float32)
    vector[axis], vector[axis + 1] = 1.0, tilt
    return vector / np.float32(np.linalg.norm(vector))


NEW = about(1, "Weighing a dark matter halo", HALO)
OLD = about(2, "Shapes of dark matter halos", HALO)
FAR = about(3, "Dust in comets", "Comets shed dust. Earlier previous studies saw dust at 5 GHz.")
CROWD = [about(n, f"Subject number {n}", f"Something else altogether, of kind {n}.") for n in range(10, 22)]
VECTORS = {NEW.id: toward(0), OLD.id: toward(0, 0.3), FAR.id: toward(3)} | {
    one.id: toward(4 + n % 11) for n, one in enumerate(CROWD)
}


def kept(one: Paper, thread: str = "", day: date = BEFORE) -> Earlier:
    told = Kept(paper_id=one.id, title=one.title, day=day, finding="However, halos are round.", thread=thread)
    return Earlier(told, one, VECTORS.get(one.id))


def today(*papers: Paper) -> Edition:
    return edition(*(item(n, paper=one) for n, one in enumerate(papers, start=1)), day=DAY)


def tied(*earlier: Earlier, of: tuple[Paper, ...] = (NEW,)) -> tuple[Tie, ...]:
    return ties(today(*of), VECTORS, earlier, Around(CROWD))


def test_a_near_paper_that_shares_a_telling_phrase_is_tied_by_it() -> None:
    (one,) = tied(kept(OLD), kept(FAR))
    assert (one.thread, one.paper_id, one.earlier_id) == ("dark matter halo", NEW.id, OLD.id)
    assert (one.earlier_day, one.relation, one.gloss) == (BEFORE, "continues", "…halos are round.")


def test_what_is_not_near_is_not_tied_whatever_it_shares() -> None:
    apart = replace(OLD, id="2603.00004")
    assert ties(today(NEW), VECTORS | {apart.id: toward(5)}, [kept(apart)], Around(CROWD)) == ()


def test_without_vectors_nothing_is_tied() -> None:
    assert ties(today(NEW), {}, [kept(OLD)], Around(CROWD)) == ()


def test_a_paper_is_not_tied_to_itself() -> None:
    assert tied(kept(NEW)) == ()


def test_at_most_two_earlier_papers_are_named_and_of_one_thread() -> None:
    more = [replace(OLD, id=f"2603.0010{n}") for n in range(4)]
    vectors = VECTORS | {one.id: toward(0, 0.1 * n) for n, one in enumerate(more)}
    earlier = [replace(kept(one), vector=vectors[one.id]) for one in more]
    found = ties(today(NEW), vectors, earlier, Around(CROWD))
    assert [one.thread for one in found] == ["dark matter halo"] * 2
    assert [one.earlier_id for one in found] == ["2603.00100", "2603.00101"], "the nearest first"


def test_the_earlier_papers_thread_is_taken_up_where_its_name_stands_in_todays_too() -> None:
    assert tied(kept(OLD, thread="Dark Matter"))[0].thread == "Dark Matter"
    assert tied(kept(OLD, thread="satellite planes"))[0].thread == "dark matter halo"


def test_one_and_many_are_one_thread() -> None:
    (one,) = ties(today(NEW), VECTORS, [kept(OLD)], Around(CROWD, ["Dark matter halos"]))
    assert one.thread == "Dark matter halos"


def name_of(*phrases: str) -> str:
    """What two near papers are named by that hold these phrases alone in common."""
    text = "".join(f"{phrase}. " for phrase in phrases)
    one, other = about(1, phrases[0], text), about(2, phrases[0], text)
    field = field_of([one, other, *CROWD], VECTORS)
    assert field is not None
    return name_for(one, other, field)


@pytest.mark.parametrize(
    "phrase",
    ["Previous studies", "New insights", "Learning framework", "Metal-poor", "galaxies", "In the case of"],
)
def test_words_that_any_papers_may_share_name_no_thread(phrase: str) -> None:
    assert name_of(phrase) == ""


@pytest.mark.parametrize("tool", ["Observed with ALMA", "VLBA data", "NGC 1052 and NGC 4874"])
def test_an_instrument_or_a_catalogue_alone_names_no_thread(tool: str) -> None:
    assert name_of(tool) not in {"ALMA", "VLBA", "NGC"}


@pytest.mark.parametrize("phrase", ["Sparse autoencoders", "Hubble tension", "LoRA", "Globular cluster"])
def test_what_papers_are_about_names_one(phrase: str) -> None:
    assert name_of(phrase).casefold() == phrase.casefold()


def test_a_phrase_of_papers_that_have_nothing_to_do_with_one_another_names_none() -> None:
    """Rare it may be, in both titles it may stand: those who hold it are scattered."""
    scattered = [replace(one, abstract=f"{one.abstract} A sky patrol.") for one in CROWD[:4]]
    one, other = about(1, "A sky patrol", "Stars."), about(2, "The sky patrol", "Galaxies.")
    field = field_of([one, other, *scattered, *CROWD[4:]], VECTORS)
    assert field is not None
    assert name_for(one, other, field) == ""


def test_a_phrase_that_many_papers_hold_names_the_field() -> None:
    everybody = [replace(one, abstract="A sky patrol.") for one in CROWD]
    alike = VECTORS | {one.id: toward(0, 0.2) for one in CROWD[:9]}
    one, other = about(1, "A sky patrol", "Stars."), about(2, "The sky patrol", "Galaxies.")
    field = field_of([one, other, *everybody], alike)
    assert field is not None
    assert name_for(one, other, field) == ""


@pytest.mark.parametrize(
    ("text", "phrase", "speaks"),
    [
        ("Two galaxies merge.", "galaxy", True),
        ("A dark-matter halo.", "dark matter halos", True),
        ("Intergalactic gas.", "galactic gas", False),
        ("An X-ray binary.", "cosmic rays", False),
        ("Cosmic rays.", "X-rays", False),
        ("Scars of stars.", "car", False),
        ("Anything.", "", False),
        ("Anything.", "the", False),
    ],
)
def test_a_phrase_is_found_in_whole_words_in_one_number_or_the_other(text: str, phrase: str, speaks: bool) -> None:
    assert speaks_of(text, phrase) is speaks


@pytest.mark.parametrize(
    ("finding", "told"),
    [
        ("However, halos are round.", "…halos are round."),
        ("Additionally, we see dust.", "…we see dust."),
        ("Halos are round.", "Halos are round."),
        ("Butterflies fly.", "Butterflies fly."),
        ("And yet they move.", "…yet they move."),
    ],
)
def test_a_gloss_does_not_begin_with_the_turn_from_another_sentence(finding: str, told: str) -> None:
    assert gloss(finding) == told


@given(st.text(max_size=400))
def test_a_gloss_is_words_of_the_finding(finding: str) -> None:
    assert gloss(finding).strip("…").strip() in finding


def test_a_long_finding_is_cut_at_a_clause() -> None:
    long = f"We measure the mass of the halo of the galaxy in every direction{', which is wide' * 9}."
    assert len(gloss(long)) <= GLOSS


def test_threads_hold_all_their_papers_by_day_and_the_longest_comes_first() -> None:
    before = [kept(OLD).kept, kept(FAR, "dark matter halo", date(2026, 3, 1)).kept]
    found = threads_of(tied(kept(OLD)), today(NEW), before)
    assert [(day, paper_id) for day, paper_id, _ in found[0].papers] == [
        (date(2026, 3, 1), FAR.id),
        (BEFORE, OLD.id),
        (DAY, NEW.id),
    ]


def test_what_we_saw_before_is_dated_and_named() -> None:
    assert before_lines(tied(kept(OLD)), NEW.id) == (
        "5 Mar, “Shapes of dark matter halos” (2603.00002): …halos are round.",
    )
    assert before_lines(tied(kept(OLD)), "other") == ()
