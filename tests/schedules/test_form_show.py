"""The show: two made-up hosts, every sentence of a paper its own, nothing claimed that code has not looked up."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from retrieval.answer import Claim, Section, Usage
from retrieval.ground import strange_names
from schedules.document import text_of
from schedules.edition import Item, Marks
from schedules.forms.closing import NEW
from schedules.forms.hosts import HOSTS, LINES
from schedules.forms.show import FULL_WORDS, MOST_WORDS, PROGRAM, show
from schedules.remembered import Memory, Prediction, Score
from schedules.told import NOTHING_TOLD, Line, Part
from tests.fakes.editions import edition, item, paper, tie
from tests.fakes.forms import SIZES, WORDS, day, everything, fact, length, papers, told
from tests.fakes.forms import said as claimed

BET = Prediction(
    id="b",
    claim="At least 3 more papers on sparse attention will be kept here by 20 March 2026.",
    made=date(2026, 3, 6),
    horizon=14,
    criterion="False if fewer than 3 papers kept after 6 March speak of “sparse attention”.",
)


@pytest.mark.parametrize("count", SIZES)
def test_a_show_is_never_longer_than_its_ceiling(count: int) -> None:
    assert length(show(day(count, "word " * 60), NOTHING_TOLD)) <= MOST_WORDS
    lines = tuple(fact(f"{n} " + "word " * 60, 1, "Nora") for n in range(100))
    assert length(show(day(count), told(Part("deep", lines, "2506.00001"), Part("cold", lines)))) <= MOST_WORDS


@settings(max_examples=25, deadline=None)
@given(WORDS, WORDS, WORDS)
def test_whatever_a_paper_says_the_ceiling_holds(text: str, title: str, missing: str) -> None:
    assert length(show(day(12, text, title=title, missing=(missing,)), NOTHING_TOLD)) <= MOST_WORDS


def test_every_paper_is_named_with_id_link_and_authors() -> None:
    document = show(day(9), NOTHING_TOLD)
    for number in range(1, 10):
        assert f"2506.{number:05}" in everything(document)
    assert everything(document).count("Ana Sun, Bo Zhu") == 4
    assert everything(document).count("Sun and Zhu in “Paper number") == 5
    assert [entry.about for entry in document.thread[:4]] == [f"2506.{n:05}" for n in range(1, 5)]


def test_it_has_every_part_in_order() -> None:
    headings = re.findall(
        r"^(?:\d\. .+|Quick hits|Papers of the day|The bet|The days ahead)$",
        everything(show(day(9, memory=Memory(made=(BET,))), NOTHING_TOLD)),
        re.MULTILINE,
    )
    assert [one[:2] for one in headings[:4]] == ["1.", "2.", "3.", "4."]
    assert headings[4:] == ["Quick hits", "Papers of the day", "The bet", "The days ahead"]


def test_without_a_model_it_says_so_and_outside_quotation_marks_no_host_counts_anything() -> None:
    document = show(day(9), NOTHING_TOLD)
    assert PROGRAM in everything(document)
    for entry in document.thread[:4]:
        lines = re.findall(r"^(?:Nora|Viktor): (.+)$", text_of(entry.blocks), re.MULTILINE)
        assert len(lines) > 8
        assert not [line for line in lines if re.search(r"\d", re.sub(r"“[^”]*”", "", line))]


def test_no_fixed_line_holds_a_number_or_a_name() -> None:
    for lines in LINES.values():
        assert len(set(lines)) == len(lines) >= 3
        for line in lines:
            assert not re.search(r"\d", line)
            assert not strange_names(line, "")


def test_the_same_edition_has_the_same_script_and_another_has_other_lines() -> None:
    one, again, other = (show(day(9, key=key), NOTHING_TOLD) for key in ("a/1", "a/1", "a/2"))
    assert one == again
    assert everything(one) != everything(other)


def test_a_paper_without_a_figure_or_a_limit_is_said_to_have_none() -> None:
    bare = paper("2506.00001", abstract="It is quick. It is sound.")
    text = everything(show(edition(item(1, "It is quick.", paper=bare, sections=())), NOTHING_TOLD))
    assert re.search(r"figure (?:in|stands in)? ?(?:the )?abstract|gives no figure", text)
    assert re.search(r"names no limit|no limit named|name no limit", text)


def test_limits_that_nobody_named_are_asked_for_once() -> None:
    items = tuple(item(n, f"Method {n} is fast.", sections=()) for n in (1, 2, 3))
    text = everything(show(edition(*items), NOTHING_TOLD))
    assert text.count("None of these abstracts names a limit.") == 1
    limit = Section("gaps", (claimed("It may fail on long texts."),))
    mixed = everything(show(edition(item(1, sections=(limit,)), items[1]), NOTHING_TOLD))
    assert mixed.count("Nora: I found no limit named in “Sparse Attention That Keeps Up”.") == 1
    assert "limit is named" not in everything(show(edition(item(1, sections=(limit,))), NOTHING_TOLD))


def test_without_a_ledger_there_is_no_bet_and_an_open_one_is_counted() -> None:
    assert "The bet" not in everything(show(day(3), NOTHING_TOLD))
    text = everything(show(day(3, memory=Memory(score=Score(open=1))), NOTHING_TOLD))
    assert "The bet\nNora: Nothing new to bet on today.\nViktor: The ledger so far: 0 hit" in text


def test_it_opens_with_the_finding_though_it_is_long_for_a_bullet_and_else_with_the_title() -> None:
    finding = "The method saves half of the cost " + "of experts " * 9 + "of today."
    assert f"Nora: “{finding}” (Sun and Zhu" in everything(show(edition(item(1, finding)), NOTHING_TOLD))
    longer = "It is not " + "very " * 60 + "fast."
    text = everything(show(edition(item(1, longer, sections=())), NOTHING_TOLD))
    assert "Nora: Sparse Attention That Keeps Up (Sun" in text


def test_on_the_first_day_the_newest_paper_is_the_least_like_the_rest_of_the_day() -> None:
    items = [item(n, marks=Marks(n, 9 - n, of_the_day=True)) for n in (1, 2)]
    text = everything(show(edition(*items), NOTHING_TOLD))
    assert "Of the others worth reading here it is the least like the rest of the day by its marks: novelty 8" in text


def test_a_paper_is_called_the_newest_only_where_its_novelty_is_high() -> None:
    for novelty, said in ((NEW, True), (NEW - 1, False)):
        items = [item(1, marks=Marks(9, 1)), item(2, marks=Marks(5, novelty))]
        text = everything(show(edition(*items), NOTHING_TOLD))
        assert (f"it is the newest by its marks: novelty {novelty} of 10" in text) is said
        assert ("novelty" in text) is said


def test_a_host_says_nothing_of_a_quick_hit_that_no_cut_makes_short() -> None:
    long = "It is not " + "very " * 60 + "fast."
    items = [item(n, long, paper=paper(f"2506.{n:05}"), sections=()) for n in range(1, 7)]
    text = everything(show(edition(*items), NOTHING_TOLD))
    assert "too long" not in text
    assert re.search(r"Sun and Zhu in “.+” \(2506\.00005\)\.$", text, re.MULTILINE)


def test_what_a_host_quotes_does_not_begin_with_what_ties_it_to_another_sentence() -> None:
    text = everything(show(edition(item(1, "However, we show that SparseUp is fast.")), NOTHING_TOLD))
    assert "“…we show that SparseUp is fast.”" in text
    assert "However" not in text


def test_a_figure_elsewhere_in_the_abstract_is_not_denied() -> None:
    bare = paper("2506.00001", abstract="It is quick. It is 3x as quick.")
    text = everything(show(edition(item(1, "It is quick.", paper=bare, sections=())), NOTHING_TOLD))
    assert "figure" not in text.split("Papers of the day")[0].split("1. ")[1]


def test_the_bet_is_the_ledgers_with_its_criterion_and_the_score_adds_up() -> None:
    memory = Memory(made=(BET,), score=Score(hit=2, missed=1, open=4))
    text = everything(show(day(3, memory=memory), NOTHING_TOLD))
    assert BET.claim in text
    assert BET.criterion in text
    assert "due on 20 Mar 2026" in text
    assert "made by program" in text
    assert "2 hit, 1 missed, 0 unclear, 4 open" in text


def test_of_the_days_ahead_only_the_ledger_is_known() -> None:
    ahead = everything(show(day(3), NOTHING_TOLD)).split("The days ahead")[1]
    assert "nobody here knows" in ahead
    assert not re.search(r"\d", ahead)


def test_an_earlier_paper_is_named_with_its_day() -> None:
    memory = Memory(ties=(tie(paper_id="2506.00001"),))
    text = everything(show(day(2, memory=memory), NOTHING_TOLD))
    assert (
        "It belongs to the thread “sparse attention”, as does “Attention With Holes” (2506.00001), "
        "which we had on 2 Mar 2026." in text
    )


def test_a_models_words_are_labelled_and_its_quotes_stand_below_the_dialogue() -> None:
    deep = Part(
        "deep",
        (fact("It is faster.", 1, "Nora", "it is 1.5x faster"), Line("I wonder why.", None, "Viktor")),
        "2506.00001",
    )
    text = everything(show(day(3), told(deep)))
    assert "Nora: It is faster.\nViktor: I wonder why.\nThis rests on: “it is 1.5x faster”" in text
    assert "written by fake (AI), quotes checked" in text
    assert PROGRAM not in text


def test_a_speaker_who_is_no_host_is_given_a_hosts_name() -> None:
    deep = Part("deep", (fact("It is faster.", 1, "Elvis"), Line("Is it?", None, "")), "2506.00001")
    text = everything(show(day(3), told(deep)))
    assert "Elvis" not in text
    assert "Nora: It is faster.\nViktor: Is it?" in text


def test_with_a_model_and_many_papers_quick_hits_fill_the_time_with_papers() -> None:
    deep = Part("deep", (fact("It is faster.", 1, "Nora"),), "2506.00001")
    long = show(day(50), told(deep))
    assert everything(long).count("Sun and Zhu in “") > everything(show(day(50), NOTHING_TOLD)).count(
        "Sun and Zhu in “"
    )


def test_each_host_has_a_paper_of_the_day_with_a_reason() -> None:
    picks = everything(show(day(9), NOTHING_TOLD)).split("Papers of the day")[1].split("The bet")[0]
    assert re.search(r"Nora: “.+”, Sun and Zhu, 2506\.\d+\. By its marks .+: relevance \d+ of 10", picks)
    assert re.search(r"Viktor: “.+”, Sun and Zhu, 2506\.\d+\. (?:Of the others .+|It is here because )", picks)
    alone = everything(show(day(1), NOTHING_TOLD))
    assert "Viktor: The same; it is the only paper" in alone


def test_no_host_picks_a_paper_that_is_only_to_be_kept_track_of_however_new_it_is() -> None:
    def dull(item: Item) -> Item:
        wanted = item.number < 3
        return replace(item, verb="Read" if wanted else "Track", marks=Marks(9 if wanted else 2, item.number))

    one = day(9)
    one = replace(one, items=tuple(map(dull, one.items)), also=tuple(map(dull, one.also)))
    picks = everything(show(one, NOTHING_TOLD)).split("Papers of the day")[1].split("The bet")[0]
    assert "Viktor: “Paper number 2 on attention”" in picks


def test_a_models_pick_is_the_paper_it_names() -> None:
    pick = Part("pick", (fact("It keeps its promise.", 3, "Viktor"),), "2506.00003")
    picks = everything(show(day(9), told(pick))).split("Papers of the day")[1]
    assert "Viktor: “Paper number 3 on attention”, Sun and Zhu, 2506.00003.\nViktor: It keeps its promise." in picks


def test_a_quiet_day_says_why_and_has_no_script() -> None:
    document = show(day(0), NOTHING_TOLD)
    assert "a weekend" in everything(document)
    assert document.thread == ()


def test_the_hosts_are_said_to_be_made_up() -> None:
    assert "Nora and Viktor are made-up hosts." in everything(show(day(1), NOTHING_TOLD))
    assert HOSTS == ("Nora", "Viktor")


def test_a_long_verbatim_sentence_is_quoted_whole_or_cut_at_a_clause() -> None:
    long = "It is not " + "very " * 90 + "fast."
    text = everything(show(edition(*papers(1, long)), NOTHING_TOLD))
    assert isinstance(papers(1, long)[0].finding, Claim)
    assert "very …" not in text


def test_a_long_show_loses_lines_of_its_dives_and_whole_quick_hits_but_no_quote_behind_what_it_says() -> None:
    dives = [
        Part("deep", tuple(fact(f"Dive {n} {m}. " + "word " * 12, n, "Nora") for m in range(16)), f"2506.0000{n}")
        for n in range(1, 6)
    ]
    hits = Part("quick", tuple(fact(f"Hit {n}. " + "word " * 12, n, "Viktor") for n in range(6, 21)))
    document = show(day(20), told(*dives, hits))

    assert length(document) <= MOST_WORDS
    text = everything(document)
    assert "Hit 6." in text
    for n in range(1, 21):
        for said in (f"Hit {n}.", *(f"Dive {n} {m}." for m in range(16))):
            assert text.count(f"The source says: {said}") == text.count(said) / 2


def test_where_what_stands_is_little_the_show_stays_short() -> None:
    """The floor is no order to pad: a model whose words fell leaves a shorter show."""
    kept = replace(day(20).funnel, kept=20)
    assert length(show(day(20, funnel=kept), told(Part("cold", (fact("It is short."),))))) < FULL_WORDS


def test_the_small_print_counts_what_the_script_took_besides_the_edition() -> None:
    words = replace(told(Part("cold", (fact("It is short."),))), usage=Usage(1000, 100, 0.5))
    assert "$0.75 · covers" in text_of(show(day(3, usage=Usage(2000, 200, 0.25)), words).blocks)
