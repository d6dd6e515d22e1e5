"""`/withdraw`: no sentence falls that nobody named, none falls twice, and each can be put back."""

from typing import Any

import pytest

from bot.commands.withdraw import WITHDRAW, Saying, meant
from bot.commands.wrong import WRONG
from retrieval.answer import Byline, Claim, Quote, Section
from schedules.corrections import Correction, corrected
from schedules.document import Actions, text_of
from schedules.told import Line, Part, Told
from tests.fakes.desk import FakeDesk, desk_with
from tests.fakes.editions import edition, item, paper
from tests.fakes.using import use

EAT = paper(
    "2603.00001", "EAT: Entropy After Think", abstract="EAT cuts token usage by 13%. However, it needs the logits."
)
SAVES, NEEDS = (
    Claim(text, (Quote("2603.00001v1#0", text),), verbatim=True)
    for text in ("EAT cuts token usage by 13%.", "However, it needs the logits.")
)


def posted() -> FakeDesk:
    sections = (Section("takeaways", (SAVES,)), Section("gaps", (NEEDS,)))
    today = edition(item(1, SAVES.text, paper=EAT, sections=sections))
    return desk_with(EAT, list_shown=(EAT,), editions=[today])


async def withdraw(desk: FakeDesk, claim: str, **options: Any) -> str:
    return text_of((await use(WITHDRAW, desk, paper=EAT.id, claim=claim, **options)).blocks)


def standing(desk: FakeDesk) -> list[str]:
    return [one.said for one in desk.press.taken_back.values() if one.undone is None]


@pytest.mark.parametrize("words", ["nothing of the sort zzz", "the", "7", "penguins sing about logits at night"])
async def test_where_no_sentence_has_the_words_nothing_is_taken_back_and_all_are_listed(words: str) -> None:
    desk = posted()
    text = await withdraw(desk, words)

    assert standing(desk) == []
    assert f"1. “{SAVES.text}”" in text
    assert f"2. “{NEEDS.text}”" in text
    assert "claim:1" in text


async def test_a_number_of_that_list_names_a_sentence_and_stays_its_own() -> None:
    desk = posted()
    await withdraw(desk, "2")
    await withdraw(desk, "2")

    assert standing(desk) == [NEEDS.text]
    assert f"“{NEEDS.text}” is taken back already" in await withdraw(desk, "2")


async def test_the_same_words_twice_take_back_one_sentence() -> None:
    desk = posted()
    await withdraw(desk, "it needs the logits")

    assert "is taken back already, since 6 March 2026" in await withdraw(desk, "it needs the logits")
    assert standing(desk) == [NEEDS.text]


async def test_words_of_several_sentences_are_asked_about() -> None:
    said = [Saying(Claim(text, ())) for text in ("EAT is fast on code.", "EAT is fast on proofs.")]

    assert meant("EAT is fast", said) == [1, 2]
    assert meant("fast on proofs", said) == [2]
    assert meant("fast proofs", said) == [2]


async def test_a_sentence_is_put_back_and_may_fall_again() -> None:
    desk = posted()
    document = await use(WITHDRAW, desk, paper=EAT.id, claim="logits")
    [button] = [button for block in document.blocks if isinstance(block, Actions) for button in block.buttons]
    assert (button.action, button.value) == ("withdraw", f"{EAT.id} claim:2 undo:yes")

    assert f"It stands again: “{NEEDS.text}”" in await withdraw(desk, "2", undo="yes")
    assert standing(desk) == []
    assert [one.undone for one in desk.press.taken_back.values()] == [desk.now.date()]
    assert "nothing is to be undone" in await withdraw(desk, "logits", undo="yes")
    assert "Taken back" in await withdraw(desk, "logits")
    assert standing(desk) == [NEEDS.text]


async def test_what_does_not_stand_in_the_paper_is_not_put_back() -> None:
    desk = posted()
    key, day = desk.editions[0].key, desk.now.date()
    fallen = Correction(edition=key, paper=EAT.id, kind="withdrawn", day=day, said=NEEDS.text)
    await desk.press.correct([fallen])

    assert "stays as it was corrected" in await withdraw(desk, "logits", undo="yes")
    assert standing(desk) == [NEEDS.text]


async def test_a_line_that_a_model_told_for_a_form_can_be_taken_back() -> None:
    desk = posted()
    line = Line("Tokens fall by a seventh or so.", Claim("Tokens fall by a seventh or so.", SAVES.quotes), "", EAT.id)
    told = Told((Part("quick", (line,), EAT.id),), byline=Byline("a model", "briefing 1"))
    desk.press.tellings = {desk.editions[0].key: {"briefing": told}}

    assert "wherever that form is shown" in await withdraw(desk, "a seventh")
    assert standing(desk) == [line.text]


async def test_wrong_finds_a_post_though_its_paper_has_a_new_version_of_another_day() -> None:
    desk = posted()
    other = edition(item(1, paper=paper("2603.00009")), key="s/2026-03-09", day=desk.now.date().replace(day=9))
    desk.editions = [corrected(desk.editions[0], []), other]

    assert "stand in the paper" in text_of((await use(WRONG, desk, paper=EAT.id, claim="token usage")).blocks)
