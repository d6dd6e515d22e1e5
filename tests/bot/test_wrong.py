"""“Wrong?”: what does not stand is corrected in its post, and an author is heard without being believed."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.commands.forget import FORGET_ME
from bot.commands.withdraw import WITHDRAW
from bot.commands.wrong import WRONG
from bot.platforms.platform import Person
from retrieval.answer import Byline, Claim, Quote, Section
from retrieval.errors import BadInput
from schedules.corrections import Correction, corrected
from schedules.document import text_of
from schedules.told import Line, Part, Told
from tests.fakes.desk import CHANNEL, FakeDesk, desk_with
from tests.fakes.editions import edition, item, paper
from tests.fakes.using import call, use

EAT = paper(
    "2603.00001",
    "EAT: Entropy After Think",
    abstract="On MATH500, EAT cuts token usage by 13 to 21% with no harm to accuracy. However, it needs the logits.",
)
FALSE = "On MATH500, EAT cuts token usage by 31% with no harm to accuracy."
TRUE = "On MATH500, EAT cuts token usage by 13 to 21% with no harm to accuracy."
STANDS = Claim(TRUE, (Quote("2603.00001v1#0", TRUE),), verbatim=True)
BOB = Person("bob", "Bob")


def behind(finding: str, *, edited: bool = True) -> FakeDesk:
    today = edition(item(1, finding, paper=EAT, sections=(Section("takeaways", (STANDS,)),)))
    desk = desk_with(EAT, list_shown=(EAT,), editions=[today])
    desk.press.edited = edited
    return desk


async def said(desk: FakeDesk, **options: Any) -> str:
    return text_of((await use(WRONG, desk, paper=EAT.id, **options)).blocks)


def noted(desk: FakeDesk) -> list[Correction]:
    return list(desk.press.taken_back.values())


async def test_a_sentence_that_does_not_stand_is_corrected_by_the_papers_own_words() -> None:
    desk = behind(FALSE)
    text = await said(desk, claim="token usage by 31% is wrong")

    (one,) = noted(desk)
    assert (one.kind, one.said, one.instead) == ("corrected", FALSE, STANDS)
    assert one.day == desk.now.date()
    assert "The post says so now." in text


async def test_where_no_sentence_of_the_paper_is_near_it_is_withdrawn() -> None:
    desk = behind("Whales sing at night in the open sea.")
    await said(desk, claim="whales")

    assert [(one.kind, one.instead) for one in noted(desk)] == [("withdrawn", None)]


async def test_a_sentence_that_stands_is_left_alone_and_its_words_are_shown() -> None:
    desk = behind(TRUE)

    assert "The words it rests on stand in the paper:" in await said(desk, claim="token usage")
    assert noted(desk) == []


async def test_words_that_no_sentence_has_are_said_to_be_in_none() -> None:
    none = "No sentence of ours on this paper has these words."

    assert none in await said(behind(TRUE), claim="zebras sing")
    assert none not in await said(behind(TRUE), claim="the tokens")


async def test_pressed_again_nothing_new_is_recorded_and_the_reader_hears_so() -> None:
    desk = behind(FALSE)
    await said(desk, claim="token usage")

    assert "That was noted before, and the post says so." in await said(desk, claim="token usage")
    assert len(noted(desk)) == 1


async def test_where_the_post_cannot_be_edited_now_the_reader_hears_that_it_will_be() -> None:
    assert "The post will say so as soon as it can be edited." in await said(behind(FALSE, edited=False), claim="31%")


async def test_an_item_that_was_corrected_before_says_so() -> None:
    desk = behind(FALSE)
    await said(desk, claim="31%")
    desk.editions = [corrected(desk.editions[0], noted(desk))]

    text = await said(desk, claim="31%")
    assert f"this line said “{FALSE}”; the paper says “{TRUE}”." in text
    assert (await use(WRONG, desk, paper=EAT.id, claim="31%")).summary == "It stands as posted"
    assert len(noted(desk)) == 1


async def test_a_person_who_says_they_are_an_author_is_heard_and_nothing_is_taken_as_true() -> None:
    desk = behind(TRUE)
    text = await said(desk, claim="We measured 12%, @everyone!", author="yes")

    (one,) = noted(desk)
    assert (one.kind, one.words, one.by) == ("objection", "We measured 12%, @everyone!", "hash of fake ada")
    assert "as that of a person who says they are an author" in text
    assert "I take nothing as true by that." in desk.alerts[0]
    assert "12%" not in desk.alerts[0]
    assert corrected(desk.editions[0], noted(desk)).items[0].finding.text == TRUE


async def test_each_person_objects_once() -> None:
    desk = behind(TRUE)
    await said(desk, claim="No.", author="yes")
    assert "That was noted before" in await said(desk, claim="No, no.", author="yes")
    await use(WRONG, desk, who=BOB, paper=EAT.id, claim="Nor do I agree.", author="yes")

    assert [one.words for one in noted(desk)] == ["No.", "Nor do I agree."]
    assert len(desk.alerts) == 2


async def test_forget_me_removes_an_objection() -> None:
    desk = behind(TRUE)
    await said(desk, claim="No.", author="yes")

    assert "1 objection as an author" in text_of((await use(FORGET_ME, desk, sure="yes")).blocks)
    assert noted(desk) == []


MISTOLD = "On MATH500, they say, EAT cuts token usage by 31%."
TELLING = Told(
    (
        Part(
            "deep",
            tuple(Line(one.text, one, "Nora", EAT.id) for one in (Claim(MISTOLD, STANDS.quotes), STANDS)),
            EAT.id,
        ),
    ),
    byline=Byline("a model", "show 1"),
)


@pytest.mark.parametrize("form", ["show", "briefing", "week"])
async def test_a_line_that_a_model_told_for_a_form_can_be_contested(form: str) -> None:
    desk = behind(TRUE)
    desk.press.tellings = {desk.editions[0].key: {form: TELLING}}
    text = await said(desk, claim="they say token usage by 31%")

    assert [(one.kind, one.said, one.instead) for one in noted(desk)] == [("corrected", MISTOLD, STANDS)]
    assert f"We said in the {form}: “{MISTOLD}”" in text
    assert "It is corrected wherever that form is shown from now on" in text
    assert "Its other sentence was checked as well: 1 stands." in text


async def test_a_line_of_a_round_up_is_found_under_the_newest_edition_and_noted_with_the_papers_own() -> None:
    announced = replace(EAT, announced=date(2026, 3, 6))
    first = edition(item(1, TRUE, paper=announced))
    newest = edition(item(1, "Cats sleep.", paper=paper("2603.00009")), key="s/2026-03-09", day=date(2026, 3, 9))
    desk = desk_with(announced, list_shown=(announced,), editions=[first, newest])
    desk.press.tellings = {newest.key: {"week": TELLING}}
    await said(desk, claim="they say token usage by 31%")

    assert [(one.edition, one.said) for one in noted(desk)] == [(desk.editions[0].key, MISTOLD)]


async def test_a_line_of_another_paper_is_not_checked() -> None:
    desk = behind(TRUE)
    others = replace(
        TELLING,
        parts=tuple(
            replace(part, lines=tuple(replace(line, paper_id="2603.00002") for line in part.lines))
            for part in TELLING.parts
        ),
    )
    desk.press.tellings = {desk.editions[0].key: {"show": others}}
    await said(desk, claim="they say token usage by 31%")

    assert noted(desk) == []


async def test_a_translated_sentence_is_checked_by_its_original() -> None:
    german = Claim("Auf MATH500 senkt EAT den Tokenverbrauch um 13 bis 21% ohne Schaden.", STANDS.quotes, original=TRUE)
    desk = behind(TRUE)
    desk.press.tellings = {
        desk.editions[0].key: {
            "show": replace(TELLING, parts=(Part("deep", (Line(german.text, german, "Nora", EAT.id),), EAT.id),))
        }
    }
    text = await said(desk, claim="Tokenverbrauch Schaden")

    assert noted(desk) == []
    assert german.text in text


async def test_a_title_that_stands_for_a_finding_is_the_papers_own() -> None:
    desk = behind(EAT.title)
    desk.editions = [edition(replace(item(1, paper=EAT, sections=()), finding=Claim(EAT.title, (), verbatim=True)))]

    assert "That is the paper's own title." in await said(desk, claim="entropy")
    assert noted(desk) == []


async def test_those_who_run_the_channel_take_a_sentence_back_though_it_stands() -> None:
    desk = behind(TRUE)
    document = await use(WITHDRAW, desk, paper=EAT.id, claim="token usage")

    assert [(one.kind, one.said) for one in noted(desk)] == [("taken back", TRUE)]
    assert document.summary.startswith("Taken back: “On MATH500")
    assert WITHDRAW.manage


async def test_what_was_never_posted_here_cannot_be_taken_back() -> None:
    with pytest.raises(BadInput, match="no post here"):
        await use(WITHDRAW, desk_with(EAT), paper=EAT.id, claim="all")


async def test_the_form_asks_what_is_wrong_and_whether_an_author_says_so() -> None:
    assert WRONG.form is not None
    brought = await WRONG.form(replace(call(behind(TRUE), where=CHANNEL), options={"paper": EAT.id}))
    typed = await WRONG.form(call(behind(TRUE)))

    assert ([one.name for one in brought.fields], brought.carried) == (["claim", "author"], {"paper": EAT.id})
    assert ([one.name for one in typed.fields], typed.carried) == (["claim", "paper", "author"], {})
