"""Catalogues are whole, keep their places, and know every sentence that the program makes."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import schedules.forms
from retrieval.answer import Claim, Usage
from retrieval.learn import Kin
from retrieval.picking.explore import explored
from retrieval.picking.judge import reordered
from retrieval.picking.reasons import DONE, Case, reason
from retrieval.profile import Profile
from retrieval.rank import Pick
from retrieval.sources.announcements import Listing, remark_on
from retrieval.text.languages import WRITTEN
from retrieval.writer import Judgement
from schedules.compose import INSTEAD, _line, _skip
from schedules.corrections import Correction, Kind, note
from schedules.edition import Verb, Window
from schedules.forms import ROUND_UPS
from schedules.forms.cited import NO_GAPS, SECTION_TITLES
from schedules.forms.listing import tokens
from schedules.reading import not_read
from schedules.recalling.forecast import _pace
from schedules.recalling.ties import before_lines
from schedules.remembered import Measure, State
from schedules.tell import ASSEMBLED
from schedules.window import quiet_reason
from schedules.words import ENGLISH, Words, catalogues, places, words_of
from tests.fakes.editions import item, tie

LANGUAGES = tuple(map(words_of, catalogues()))
FRIDAY = datetime(2026, 3, 6, 14, tzinfo=UTC)
WEEK = Window(FRIDAY - timedelta(days=1), FRIDAY)
WEEKEND = Window(FRIDAY + timedelta(hours=14), FRIDAY + timedelta(days=1))
LIKED = Kin("Attention With Holes, and Why", 0.9)

every_language = pytest.mark.parametrize("words", LANGUAGES, ids=lambda words: words.language)


def sentences(words: Words) -> set[str]:
    return {*words.said, *(pattern.pattern for pattern, _ in words.heard)}


def said_by_the_forms() -> set[str]:
    """The first argument of each call of `words(…)` or `say(…)`, and the names that are looked up by variable."""
    found: set[str] = set()
    for file in Path(schedules.forms.__file__).parent.parent.rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("words", "say"):
                found |= {str(one.value) for one in call.args[:1] if isinstance(one, ast.Constant)}
            if isinstance(call, ast.Assign) and getattr(call.targets[0], "id", "") == "sentence":
                found |= {str(call.value.value)} if isinstance(call.value, ast.Constant) else set()
    states = {state.capitalize() for state in get_args(State)}
    return found | {*SECTION_TITLES.values(), *get_args(Verb), *states, *_periods()}


def _periods() -> set[str]:
    return {"Seven days", "Thirty days"} if len(ROUND_UPS) == 2 else set()


def test_german_french_and_spanish_are_there_and_every_catalogue_is_of_a_language_that_can_be_checked() -> None:
    assert {"de", "es", "fr"} <= set(catalogues()) <= set(WRITTEN)
    assert words_of("it") is words_of("en") is ENGLISH


@every_language
def test_a_catalogue_has_what_the_forms_say_and_nothing_else(words: Words) -> None:
    assert set(words.said) == said_by_the_forms()
    assert sentences(words) == sentences(LANGUAGES[0])


@every_language
def test_a_translation_keeps_the_places_of_its_sentence(words: Words) -> None:
    for sentence, translation in words.said.items():
        assert places(sentence) == places(translation), sentence
    for pattern, translation in words.heard:
        assert set(pattern.groupindex) == places(translation), pattern.pattern


def reasons() -> Iterator[str]:
    for also in ((), ("Hugging Face",), ("Hugging Face", "a feed"), ("Hugging Face", "a feed", "another")):
        for case in (
            Case(author="Ana Sun"),
            Case(untold=True, category="cs.CL"),
            Case(untold=True),
            Case(topic="sparse attention, and more"),
            Case(topic="sparse attention", about=True),
            *(Case(lift=1.0, liked=replace(LIKED, by=by), shared="caches") for by in DONE),
            *(Case(topic="sparse attention", about=True, lift=1.0, liked=replace(LIKED, by=by)) for by in DONE),
            Case(topic="sparse attention", phrase="sparse attention"),
            Case(topic="sparse attention of many models", phrase="models"),
            Case(topic="sparse attention of many models", phrase="models", mentioned=True),
            Case(topic="sparse attention", lift=1.0, liked=LIKED),
            Case(lift=1.0, liked=LIKED),
            Case(topic="sparse attention of many models", phrase="models", lift=1.0),
            Case(lift=1.0),
        ):
            yield reason(replace(case, also=also), 0.6, kept=True, bar=0.38)


def explorations() -> Iterator[str]:
    for topic in ("sparse attention: and more", ""):
        scores = [0.42] * 6 + [0.35] * 5
        picks = [Pick(f"2506.{n:05}", "T", n, one, one > 0.4, topic, "it is new", one) for n, one in enumerate(scores)]
        changed = (one for n in range(40) for one in explored(picks, places=5, seed=f"s/{n}"))
        yield next(one.because for one in changed if one.because != "it is new")


def judgements() -> Iterator[str]:
    for topic in ("sparse attention: and more", ""):
        picks = [Pick(f"2506.{n:05}", "T", n, 0.6 if n < 2 else 0.3, n < 2, topic, "-") for n in range(1, 9)]
        marks = {pick.paper_id: Judgement(1 if pick.kept else 10, 5) for pick in picks}
        yield next(one.because for one in reordered(picks, marks) if one.because != "-" and one.kept)


def days() -> Iterator[str]:
    for topics in ("A", "AB", "AAB", "AA", "AAA", "AABC"):
        picks = [Pick(f"2506.{n:05}", "T", n, 0.6, True, f"{one}: x", "-") for n, one in enumerate(topics)]
        yield _line(picks, [item(1)], [f"{one}: x" for one in sorted(set(topics))])
    for kept in (True, False):
        for left in ("it is near to “x”, which you leave out", "-"):
            picks = [Pick("2506.00001", "T", 1, 0.6, kept, "A", "-"), Pick("2506.00002", "T", 2, 0.2, False, "A", left)]
            yield _skip(picks, Profile(leave_outs=("x",)))
            yield _skip([*picks, replace(picks[1], score=0.3, because="-")], Profile(leave_outs=("x",)))
            yield _skip([replace(picks[1], score=0.3, because="-")], Profile())


def quiet_days() -> Iterator[str]:
    monday = FRIDAY + timedelta(days=3)
    yield from (quiet_reason(WEEK, 1, (), ()), quiet_reason(WEEK, 20, (), ()), quiet_reason(WEEK, 0, (), ()))
    yield from (quiet_reason(WEEK, 0, ("It is down.",), ()), quiet_reason(WEEK, 0, (), ("It is late.",)))
    yield quiet_reason(WEEKEND, 0, (), ())
    yield remark_on(Listing(date(2026, 3, 3), ()), FRIDAY)
    yield remark_on(Listing(date(2026, 3, 6), ()), FRIDAY)
    yield remark_on(Listing(date(2026, 3, 6), ()), FRIDAY + timedelta(days=1))
    yield not_read(Window(monday - timedelta(days=400), monday))


def remarks() -> Iterator[str]:
    yield f"The model fake did not answer within 60 seconds. {INSTEAD}"
    yield f"Nothing the model wrote stood the check. {ASSEMBLED}"
    yield tokens(Usage(1_200, 300, 0.04))
    yield tokens(Usage(1_200, 300, None))
    yield NO_GAPS
    yield from before_lines([tie()], tie().paper_id)


def bets() -> Iterator[str]:
    for measure in (Measure("attention", 1), Measure("attention", 3), Measure("attention", 3, ("ATT",))):
        for span in (9, 100):
            made = _pace(measure, (4, span), (FRIDAY.date(), "s"))
            yield from (made.claim, made.criterion)


def notes() -> Iterator[str]:
    for kind in get_args(Kind):
        one = Correction(edition="s/1", paper="p", kind=kind, day=date(2026, 3, 6), said="It is fast.", words="No.")
        for correction in (one, replace(one, instead=Claim("It is slow.", ()))):
            yield from (note(correction).text, note(correction).brief)


@every_language
@pytest.mark.parametrize("made", [reasons, explorations, judgements, days, quiet_days, remarks, bets, notes])
def test_what_the_program_made_in_english_is_told_again(words: Words, made: object) -> None:
    for sentence in made():  # type: ignore[operator]  # one of the functions above
        assert sentence
        assert words.again(sentence) != sentence, sentence


def test_a_reason_is_told_again_with_its_parts() -> None:
    english = "it is about KV caches, and like “A, which was liked here”, which was liked here; also told of by HF"
    assert words_of("de").again(english) == (
        "es geht um KV caches, und es ähnelt „A, which was liked here“, das hier gefiel; auch HF nennt es"
    )
    assert words_of("fr").again("it is about KV caches") == "il porte sur KV caches"
    assert words_of("es").again("you follow Ana Sun") == "aquí se sigue a Ana Sun"


@every_language
@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_a_sentence_nobody_knows_stays_and_what_stands_in_a_place_is_kept(words: Words, text: str) -> None:
    assert words.again(f"Strange: {text}") == f"Strange: {text}"
    assert not text or text in words.again(f"it is about {text}")
    assert text in words("For you because {reason}.", reason=text)


def test_days_and_figures_are_written_as_the_language_writes_them() -> None:
    first = date(2026, 3, 1)
    assert [words_of(one).full_day(first) for one in ("en", "de", "fr", "es")] == [
        "1 Mar 2026",
        "1. März 2026",
        "1er mars 2026",
        "1 de marzo de 2026",
    ]
    german = words_of("de")
    assert (ENGLISH.weekday(first), german.weekday(first)) == ("Sun 1 Mar", "So 1. März")
    assert (ENGLISH.grouped("1,200,300 of 0.5"), german.grouped("1,200,300 of 0.5")) == (
        "1,200,300 of 0.5",
        "1.200.300 of 0.5",
    )
    assert words_of("fr").again("What came in before 1 March was not read.") == (
        "Ce qui est arrivé avant le 1er mars n'a pas été lu."
    )
