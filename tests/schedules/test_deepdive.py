"""The deep dive as a document: what is in the post, what in the thread, and everything said once."""

from dataclasses import replace
from datetime import UTC, date, datetime

from retrieval.answer import Byline, Claim, Quote, Section
from retrieval.explaining.checklist import Check
from retrieval.explaining.deepdive import Explanation, Place, Told
from retrieval.explaining.recommended import Recommended
from retrieval.paper import Paper
from schedules.document import Actions, Heading, text_of
from schedules.forms.deepdive import FOUND_BY_PROGRAM, LONGEST_HEADLINE, deepdive, whole

PAPER = Paper(
    id="2603.00001",
    version=2,
    title="How cats sleep",
    abstract="",
    authors=("Ada Sun", "Bo Zhu"),
    submitted=datetime(2026, 3, 1, tzinfo=UTC),
    updated=datetime(2026, 3, 9, tzinfo=UTC),
    announced=date(2026, 3, 10),
)
KEY = "2603.00001v2#4"


def claim(text: str) -> Claim:
    return Claim(text, (Quote(KEY, text),), verbatim=True)


FINDING = claim("Cats sleep for 16 hours a day.")
SECTIONS = (
    Section("finding", (FINDING,)),
    Section("hook", (claim("Nobody knew how long cats sleep."),)),
    Section("takeaways", (claim("Old cats sleep longer."), claim("Kittens dream more."))),
    Section("how", (claim("We filmed 40 cats for a year."),)),
    Section("gaps", (claim("We did not film lions."), claim("One camera failed."))),
)
TOLD = Told(
    SECTIONS,
    checks=(
        Check("people", "Did people judge?", claim("Three people watched all films.")),
        Check("money", "Who paid?"),
    ),
    readings=(
        Recommended("How dogs sleep", "Both speak of sleep.", "https://arxiv.org/abs/2603.00002", "2603.00002"),
        Recommended("Of naps", "The paper says of it:", "", "", Quote(KEY, "Naps are short [3].")),
    ),
    places={KEY: Place("3 Results", 5)},
    full=True,
)
DIVE = Explanation(PAPER, "expert", TOLD)


def lines(told: Explanation) -> list[str]:
    return text_of(whole(deepdive(told)).blocks).splitlines()


def test_the_headline_is_the_finding_and_the_source_with_both_dates_and_who_wrote_it_follow() -> None:
    assert lines(DIVE)[:4] == [
        "“Cats sleep for 16 hours a day.”",
        "How cats sleep · Ada Sun, Bo Zhu",
        "2603.00001v2 · submitted 2026-03-01 · v2 of 2026-03-09 · announced 2026-03-10",
        "Selected by program, sentences verbatim, no AI, from the full text · For an expert",
    ]


def test_every_quote_names_its_section_and_page() -> None:
    assert "“We filmed 40 cats for a year.” (3 Results, p. 5)" in lines(DIVE)


def test_the_post_holds_the_takeaways_with_one_on_the_limits_and_the_thread_the_chapters() -> None:
    document = deepdive(DIVE)
    post = text_of(document.blocks)
    assert "Its limits: “We did not film lions.”" in post
    assert "We filmed 40 cats" not in post
    below = "\n".join(text_of(entry.blocks) for entry in document.thread)
    assert below.index("How it works") < below.index("Honest limits") < below.index("A sceptic's checklist")
    assert below.index("A sceptic's checklist") < below.index("What to read beside it")
    assert {entry.about for entry in document.thread} == {PAPER.id}


def test_each_statement_stands_once() -> None:
    text = "\n".join(lines(DIVE))
    for section in SECTIONS:
        for one in section.claims:
            assert text.count(one.text) == 1


def test_the_checklist_shows_what_was_found_and_names_what_was_not() -> None:
    text = "\n".join(lines(DIVE))
    assert "Did people judge? “Three people watched all films.” (3 Results, p. 5)" in text
    assert "I found nothing on: Who paid?" in text
    assert "I found nothing in the abstract on: Who paid?" in "\n".join(
        lines(replace(DIVE, told=replace(TOLD, full=False)))
    )


def test_readings_give_a_reason_each_and_one_on_the_shelf_can_be_explained() -> None:
    text = lines(DIVE)
    assert "How dogs sleep. Both speak of sleep." in text
    assert "“Of naps”. The paper says of it: “Naps are short [3].” (3 Results, p. 5)" in text
    presses = [
        button for block in whole(deepdive(DIVE)).blocks if isinstance(block, Actions) for button in block.buttons
    ]
    assert [(one.action, one.value) for one in presses if one.action == "explain"] == [("explain", "2603.00002")]


def test_without_a_limit_that_is_named_the_program_says_so() -> None:
    bare = replace(DIVE, told=replace(TOLD, sections=(Section("gaps", (), "None named in the abstract."),)))
    assert "Its limits: None named in the abstract." in lines(bare)


def test_a_finding_too_long_for_a_headline_gives_way_to_the_title_and_stands_whole_below() -> None:
    long = claim("Cats that were not fed did not sleep, although " + "they were very " * 12 + "tired.")
    told = replace(DIVE, told=replace(TOLD, sections=(Section("finding", (long,)), *SECTIONS[1:])))
    document = deepdive(told)
    assert document.blocks[0] == Heading(PAPER.title, link="https://arxiv.org/abs/2603.00001")
    assert long.text in text_of(document.blocks)
    assert len(long.text) > LONGEST_HEADLINE


def test_what_a_model_wrote_says_so_and_stands_beside_its_quote() -> None:
    written = Claim("Cats need much sleep.", (Quote(KEY, "Cats sleep for 16 hours a day."),))
    told = replace(TOLD, sections=(Section("takeaways", (written,)),), byline=Byline("gpt-x", "explain 2"))
    text = lines(replace(DIVE, told=told))
    assert "Cats need much sleep. “Cats sleep for 16 hours a day.” (3 Results, p. 5)" in text
    assert any(one.startswith("Written by gpt-x (AI) with prompt explain 2, quotes checked") for one in text)


def test_in_one_piece_nothing_of_the_thread_is_lost_and_the_buttons_stay_last() -> None:
    document = deepdive(DIVE)
    one = whole(document)
    assert one.thread == ()
    assert isinstance(one.blocks[-1], Actions)
    for entry in document.thread:
        assert text_of(entry.blocks) in text_of(one.blocks)


def test_without_an_answer_the_checklist_explains_no_answers() -> None:
    text = "\n".join(lines(replace(DIVE, told=replace(TOLD, checks=(Check("money", "Who paid?"),)))))
    assert "I found nothing on: Who paid?" in text
    assert FOUND_BY_PROGRAM not in text


def test_a_limit_alone_is_no_list_of_takeaways() -> None:
    text = lines(replace(DIVE, told=replace(TOLD, sections=(SECTIONS[0], SECTIONS[-1]))))
    assert "Key takeaways" not in text
    assert "Its limits: “We did not film lions.” (3 Results, p. 5)" in text


def test_the_headline_of_a_withdrawn_paper_is_that_it_is_withdrawn_and_the_reason_follows() -> None:
    gone = replace(DIVE, paper=replace(PAPER, withdrawn=True), remark="This paper has been withdrawn.")
    assert lines(gone)[:2] == ["Withdrawn: How cats sleep", "This paper has been withdrawn."]
    assert any(FINDING.text in line for line in lines(gone)[2:])
