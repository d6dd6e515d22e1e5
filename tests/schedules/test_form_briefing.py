"""The briefing: 1,800 words at most, bullets that are whole, every row of it or a word that it is empty."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from retrieval.answer import Section, Usage
from retrieval.text.clauses import ELLIPSIS
from schedules.document import Bullets, Document, text_of
from schedules.edition import SourceCount
from schedules.forms.briefing import MOST_WORDS, briefing
from schedules.forms.short import short_of
from schedules.remembered import Memory, Prediction, Rising, Score, Thread
from schedules.told import NOTHING_TOLD, Part
from tests.fakes.editions import edition, item, paper, tie
from tests.fakes.forms import SIZES, WORDS, day, everything, fact, length, said, told


def bullets(document: Document) -> list[str]:
    first = next(block for block in document.blocks if isinstance(block, Bullets))
    return ["".join(span.text for span in one) for one in first.items]


@pytest.mark.parametrize("count", SIZES)
def test_a_briefing_is_never_longer_than_its_ceiling(count: int) -> None:
    assert length(briefing(day(count, "word " * 60), NOTHING_TOLD)) <= MOST_WORDS
    lines = tuple(fact(f"{n} " + "word " * 60) for n in range(100))
    long = told(Part("picture", lines), Part("deep", lines, "2506.00001"), Part("dots", lines))
    assert length(briefing(day(count), long)) <= MOST_WORDS


@settings(max_examples=25, deadline=None)
@given(WORDS, WORDS, WORDS)
def test_whatever_a_paper_says_the_ceilings_hold(text: str, title: str, missing: str) -> None:
    document = briefing(day(12, text, title=title, missing=(missing,)), NOTHING_TOLD)
    assert length(document) <= MOST_WORDS
    assert all(len(one.split()) <= 26 for one in bullets(document))  # the id is no word of the sentence


def test_a_bullet_is_a_whole_sentence_or_clause_and_never_breaks_off_within_one() -> None:
    long = "It is not " + "very " * 40 + "fast."
    short = said("It halves the memory.")
    one = item(1, long, sections=())
    assert short_of(one) == "Sparse Attention That Keeps Up"
    titled = short_of(item(1, long, paper=paper(title="long " * 40), sections=()))
    assert titled == f"{'long ' * 24}…"
    assert len(titled.split()) == 25
    named = short_of(item(1, long, paper=paper(title=f"Memory of Large Models: {'long ' * 40}"), sections=()))
    assert named == "Memory of Large Models"
    assert short_of(item(1, long, sections=(Section("takeaways", (short,)),))) == "It halves the memory."


def test_an_opening_that_leads_over_is_left_out_and_marked() -> None:
    assert short_of(item(1, "Additionally, SparseUp halves the memory.")) == f"{ELLIPSIS}SparseUp halves the memory."


def test_a_sentence_that_leans_on_another_gives_way_to_one_that_stands_alone() -> None:
    leaning = item(1, "This makes it fast.", sections=(Section("takeaways", (said("SparseUp is fast."),)),))
    assert short_of(leaning) == "SparseUp is fast."
    assert short_of(item(1, "This makes it fast.", sections=())) == "This makes it fast."


def test_there_are_as_many_bullets_as_papers_up_to_six() -> None:
    assert [len(bullets(briefing(day(n), NOTHING_TOLD))) for n in (1, 5, 50)] == [1, 5, 6]


def test_a_models_bullets_name_the_paper_they_rest_on() -> None:
    lines = tuple(fact(f"Method {n} is fast.", n) for n in range(1, 5))
    assert bullets(briefing(day(9), told(Part("tldr", lines))))[2] == "Method 3 is fast. 2506.00003"
    too_few = told(Part("tldr", lines[:2]))
    assert len(bullets(briefing(day(9), too_few))) == 6


def test_a_models_facts_stand_with_their_quotes() -> None:
    text = everything(briefing(day(9), told(Part("picture", (fact("All are fast.", 2, quote="2.5x faster"),)))))
    assert "All are fast. “2.5x faster” (2506.00002)" in text
    assert "This form: written by fake (AI), quotes checked." in text


def test_what_earlier_days_have_to_do_with_today_is_dated_and_glossed() -> None:
    memory = Memory(
        ties=(tie(paper_id="2506.00001"), tie("gaps", paper_id="2506.00002", relation="contradicts")),
        threads=(Thread("sparse attention", ((date(2026, 3, 2), "2506.1", "t"), (date(2026, 3, 6), "2506.2", "u"))),),
        rising=(
            Rising("Ana Sun", ((date(2026, 3, 2), "2506.1"), (date(2026, 3, 6), "2506.2"))),
            Rising("Bo Zhu", ((date(2026, 3, 3), "2506.3"), (date(2026, 3, 6), "2506.4")), "", ("Cy Lee", "Di", "Ed")),
        ),
    )
    text = everything(briefing(day(2, memory=memory), NOTHING_TOLD))
    assert "“sparse attention” (2 papers since 2 Mar)" in text
    assert "2 Mar, “Attention With Holes” (2506.00001), in the same thread: Attention with holes is as good." in text
    assert "contradicts “Attention With Holes” (2506.00001, 2 Mar)" in text
    assert "Ana Sun: 2 papers since 2 Mar (2506.1, 2506.2)." in text
    assert "Bo Zhu, Cy Lee and 2 more: 2 papers together since 3 Mar (2506.3, 2506.4)." in text


def test_predictions_that_came_due_stand_with_evidence_and_the_score() -> None:
    hit = Prediction(
        id="p",
        claim="At least 1 more paper on gaps will be kept here.",
        made=date(2026, 2, 20),
        horizon=14,
        criterion="False if none is.",
        state="hit",
        evidence=((date(2026, 3, 2), "2506.1", "t"),),
    )
    text = everything(briefing(day(2, memory=Memory(due=(hit,), score=Score(hit=2, open=1))), NOTHING_TOLD))
    assert (
        "Hit: At least 1 more paper on gaps will be kept here. Made on 20 Feb 2026. "
        "1 paper was counted, the last 2506.1." in text
    )
    assert "The ledger so far: 2 hit, 0 missed, 0 unclear, 1 open." in text


def test_before_any_prediction_has_come_due_nothing_is_said_of_those_that_did() -> None:
    text = everything(briefing(day(2, memory=Memory(score=Score(open=2))), NOTHING_TOLD))
    assert "0 hit" not in text


def test_rows_without_anything_are_named_in_one_line() -> None:
    text = everything(briefing(day(2), NOTHING_TOLD))
    assert (
        "Nothing today under: industry pulse, connecting the dots, worth watching, predictions that came due, "
        "quick hits, rising authors, news of earlier papers." in text
    )
    assert "none found" not in text
    bare = everything(briefing(edition(item(1), item(2)), NOTHING_TOLD))
    assert bare.endswith("Gaps in the study: none found in 1 and 2.")


def test_with_one_source_nobody_else_is_spoken_of() -> None:
    text = everything(briefing(edition(item(1), sources=(SourceCount("arXiv", 20, 20),)), NOTHING_TOLD))
    assert "arXiv: 20 papers.\n" in text


def test_feeds_are_the_industry_pulse_and_sources_are_counted_with_what_was_missing() -> None:
    feed = item(6, "A lab has a new chip.", paper=paper("feed:lab.example-1", "A new chip"))
    sources = (SourceCount("arXiv", 20, 18), SourceCount("a lab's blog", 0, 0, "A lab's blog did not answer."))
    text = everything(briefing(edition(item(1), also=(feed,), sources=sources), NOTHING_TOLD))
    assert "Industry pulse\nSun and Zhu, lab.example: A lab has a new chip." in text
    assert "arXiv: 20 papers, 18 of them told of by nobody else." in text
    assert "a lab's blog: A lab's blog did not answer." in text


def test_a_paper_is_told_of_once() -> None:
    text = everything(briefing(day(9), NOTHING_TOLD))
    quick = text.split("Quick hits")[1]
    assert "2506.00001" not in quick
    assert "2506.00005" not in quick  # it is in short
    assert quick.count("2506.00007") == 1


def test_no_sentence_stands_twice_a_dive_opens_with_what_is_not_in_short() -> None:
    more = Section("takeaways", (said("It halves the memory."),))
    long = said("It takes " + "very " * 30 + "long.")
    items = (item(1, sections=(more,)), item(2, long.text, sections=()))
    first, second, *_ = briefing(edition(*items), NOTHING_TOLD).thread
    text = everything(briefing(edition(*items), NOTHING_TOLD))
    assert text.count("SparseUp is 1.33x faster") == 1
    assert "It halves the memory." in text_of(first.blocks)
    assert long.text in text_of(second.blocks)


def test_connected_dots_name_papers_briefly_and_leave_room_for_quick_hits() -> None:
    title = "Self-interacting dark matter in the center of a dwarf galaxy and all that surrounds it"
    ties = tuple(
        tie(
            f"thread {n}",
            paper_id="2506.00001",
            title=title,
            earlier_title=f"MEGATRON {n} in short: {title}",
            claims=(),
        )
        for n in range(8)
    )
    text = everything(briefing(day(30, "word " * 24, memory=Memory(ties=ties)), NOTHING_TOLD))
    assert "“Self-interacting dark matter in the …” (2506.00001)" in text
    assert "“MEGATRON 0 in short” (2506.00001, 2 Mar)" in text
    assert text.split("Quick hits")[1].count("Sun and Zhu, 2506.") >= 6


def test_a_quiet_day_says_why() -> None:
    assert "a weekend" in everything(briefing(day(0), NOTHING_TOLD))


def test_a_models_deep_dives_get_shorter_before_the_quick_hits_go() -> None:
    """Each line stands with its quote, so that long dives would leave no room for the rest of the day."""
    lines = [tuple(fact(f"Dive {n} {m}. " + "word " * 18, n) for m in range(9)) for n in range(1, 5)]
    dives = [Part("deep", some, f"2506.0000{n}") for n, some in enumerate(lines, 1)]
    text = everything(briefing(day(14), told(*dives)))

    assert "Quick hits" in text
    assert "Dive 1 4." in text
    assert "Dive 4 8." not in text


def test_a_pair_of_todays_papers_is_connected_where_their_quotes_speak_of_the_same() -> None:
    one = fact("Halos have cores.", 1, quote="We find that dwarf halos have cores.")
    other = fact("Halos have no cores.", 2, quote="No core is seen in our dwarf halos.")
    strange = fact("Code is released.", 2, quote="The code is released to everybody.")
    text = everything(briefing(day(3), told(Part("dots", (one, other)))))
    assert "Connecting the dots" in text
    assert "Halos have no cores." in text
    for wrong in ((one,), (one, one), (one, strange)):
        assert "Halos have cores." not in everything(briefing(day(3), told(Part("dots", wrong))))


def test_the_small_print_counts_what_the_form_took_besides_the_edition() -> None:
    words = replace(told(Part("picture", (fact("Halos have cores."),))), usage=Usage(1000, 100, 0.5))
    made = day(3, usage=Usage(2000, 200, 0.25))
    assert "$0.75 · covers" in text_of(briefing(made, words).blocks)
    assert "$0.25 · covers" in text_of(briefing(made, NOTHING_TOLD).blocks)
