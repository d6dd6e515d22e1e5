"""The check of the forms finds what was invented, and knows the program's own words for what they are."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bench.checker import Source, Tally
from bench.checker_forms import Ground, check_form
from bot.platforms.console.render import render
from schedules.document import Bullets, Document, Entry, Heading, Text, plain
from schedules.forms import FORMS, ROUND_UPS, form_named
from schedules.roundup import rolled_up
from schedules.told import NOTHING_TOLD, Part
from tests.fakes.forms import day, fact, told

DAY = day(9)
PAPERS = [item.paper for item in (*DAY.items, *DAY.also)]
SAID = {
    item.paper.id: [claim.text for section in item.sections for claim in section.claims]
    for item in (*DAY.items, *DAY.also)
}
GROUND = Ground(
    {one.id: Source(one.id, one.title, " ".join((one.abstract, *SAID[one.id])), one.authors) for one in PAPERS},
    own=f"attention\n{DAY.line}\n{DAY.skip}",
    counts=[str(n) for n in (*range(51), 679, 388, 358, 679 - 388)] + ["0.00"],
    days=frozenset(DAY.day - timedelta(days=n) for n in range(-1, 31)),
)


def found(tally: Tally) -> bool:
    return (
        tally.quotes == tally.quotes_found
        and tally.numbers == tally.numbers_found
        and tally.counts == tally.counts_right
    )


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_all_of_an_honest_form_is_found(form: object) -> None:
    (shown,) = [one for one in FORMS if one is form]
    tally = check_form(render(shown.render(DAY, NOTHING_TOLD)), GROUND)
    assert found(tally), tally.wrong
    assert tally.quotes > 5


def test_all_of_an_honest_round_up_is_found() -> None:
    for form in ROUND_UPS:
        tally = check_form(render(form.render(rolled_up([DAY], days=form.days), NOTHING_TOLD)), GROUND)
        assert found(tally), tally.wrong


@pytest.mark.parametrize(
    "lie",
    [
        "Nora: “It is the best method of all.”",
        "Nora: It is 9.7x faster.",
        "Nora: As 2699.99999 says.",
        "We had it on 1 Sep 2019.",
        "It melts every processor that it is run on. 2506.00001",
        "Sun and Zhu, 2506.00001: It melts every processor.",
        "It melts every processor. Sun and Zhu, 2506.00001, 6 Mar",
        "Abstract: It melts every processor.",
    ],
)
def test_what_was_invented_is_caught(lie: str) -> None:
    post = Document("s", (Heading("Papers"),), (Entry((Text(plain(lie)),), about="2506.00001"),))
    assert not found(check_form(render(post), GROUND))


def test_a_bullet_in_the_post_is_held_against_the_paper_it_names() -> None:
    other = next(iter(SAID["2506.00002"]))
    post = Document("s", (Heading("Papers"), Bullets((plain(f"{other} 2506.00001"),))))
    assert not found(check_form(render(post), GROUND))


def test_a_models_words_need_its_quotes_and_numbers() -> None:
    honest = fact("Method 1 is 1.5x faster.", 1, "Nora", PAPERS[0].abstract)
    lying = fact("Method 1 is 8.5x faster.", 1, "Nora", "Method 1 is 8.5x faster than light itself.")
    show = form_named("show")
    for line, honestly in ((honest, True), (lying, False)):
        post = show.render(DAY, told(Part("deep", (line,), "2506.00001")))
        assert found(check_form(render(post), GROUND)) == honestly


def test_the_days_that_may_be_named_are_the_editions() -> None:
    assert date(2026, 3, 6) in GROUND.days
    assert not found(
        check_form(render(form_named("show").render(DAY, NOTHING_TOLD)), replace(GROUND, days=frozenset()))
    )
