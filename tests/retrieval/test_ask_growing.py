"""An answer that grows: only claims that stand are shown, and none is taken back, whatever the model does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.answer import Allowance, Claim, DraftClaim, Question
from retrieval.ask import ask
from retrieval.asking.told import TAKEN_FOR_GRANTED
from retrieval.library import Library
from tests.fakes.library import CATS, library_of
from tests.fakes.writer import FakeWriter

KEY = "2506.07751v2#0"
SLEEP = DraftClaim("Cats sleep for 16 hours.", KEY, "Cats sleep for 16 hours a day.")
DREAM = DraftClaim("They dream of mice.", KEY, "They dream of mice.")
LIE = DraftClaim("Cats sleep for 99 hours.", KEY, "Cats sleep for 16 hours a day.")
QUESTION = Question(text="How long do cats sleep?")


async def grown(
    library: Library, allowance: Allowance | None = None
) -> tuple[list[tuple[str, ...]], tuple[Claim, ...], str]:
    """What was told each time, the claims of the answer, and its remark."""
    told: list[tuple[str, ...]] = []

    async def hear(claims: object, passages: object) -> None:
        told.append(tuple(claim.text for claim in claims))  # type: ignore[attr-defined]  # claims, as the port says

    answer = await ask(library, QUESTION, allowance=allowance or Allowance(), growing=hear)
    return told, answer.claims, answer.remark


async def test_each_claim_that_stands_is_told_with_those_before_it() -> None:
    told, claims, _ = await grown(await library_of(CATS, writer=FakeWriter(claims=[SLEEP, DREAM])))
    assert told == [(SLEEP.text,), (SLEEP.text, DREAM.text)]
    assert tuple(claim.text for claim in claims) == told[-1]


async def test_a_claim_that_fails_is_told_to_nobody_and_comes_repaired_after_those_that_were() -> None:
    mended = DraftClaim("Cats sleep 16 hours.", KEY, SLEEP.quote)
    told, claims, _ = await grown(await library_of(CATS, writer=FakeWriter(claims=[LIE, DREAM], mended=[mended])))
    assert told == [(DREAM.text,)]
    assert [claim.text for claim in claims] == [DREAM.text, mended.text]


async def test_what_was_told_before_the_model_became_too_slow_is_the_answer() -> None:
    writer = FakeWriter(early=[SLEEP], claims=[SLEEP, DREAM], seconds=5)
    told, claims, remark = await grown(await library_of(CATS, writer=writer), Allowance(seconds=0.05))
    assert told == [(SLEEP.text,)]
    assert [claim.text for claim in claims] == [SLEEP.text]
    assert remark == "The model took longer than 0.05 seconds. What stood the check until then is what you see."


async def test_what_was_told_stays_even_if_the_final_words_are_others() -> None:
    told, claims, _ = await grown(await library_of(CATS, writer=FakeWriter(early=[SLEEP], claims=[DREAM])))
    assert told == [(SLEEP.text,), (SLEEP.text, DREAM.text)]
    assert tuple(claim.text for claim in claims) == told[-1]


async def test_no_more_is_told_than_an_answer_may_hold() -> None:
    text = " ".join(f"Cats like the number {n} more than any other number that we showed to them." for n in range(40))
    long = [DraftClaim(one, "2401.00001v1#0", one) for one in (f"{part.strip()}." for part in text.split(".") if part)]
    paper = type(CATS)(id="2401.00001", title="Cats and numbers", abstract=text, version=1)
    told, claims, _ = await grown(await library_of(paper, writer=FakeWriter(claims=long)))
    assert tuple(claim.text for claim in claims) == told[-1]
    assert sum(len(claim.text.split()) for claim in claims) <= 150


@pytest.mark.parametrize("early", [(), (SLEEP,)])
async def test_an_answer_that_corrects_its_question_says_so_first_unless_something_was_told_already(
    early: tuple[DraftClaim, ...],
) -> None:
    library = await library_of(CATS, writer=FakeWriter(early=early, claims=[SLEEP], corrects=True))

    async def hear(claims: object, passages: object) -> None:
        """Nobody looks."""

    answer = await ask(library, QUESTION, growing=hear)
    assert answer.corrects is not bool(early)
    assert answer.remark == (TAKEN_FOR_GRANTED if early else "")


@pytest.mark.parametrize("first", [LIE, DREAM])
async def test_a_question_is_not_called_wrong_by_a_claim_that_fails_or_speaks_of_something_else(
    first: DraftClaim,
) -> None:
    library = await library_of(CATS, writer=FakeWriter(claims=[first, SLEEP], corrects=True))
    answer = await ask(library, Question(text="Why do cats sleep all day long on hot roofs?"))
    assert answer.claims
    assert not answer.corrects


NAP = DraftClaim("Cats sleep a day.", KEY, "Cats sleep for 16 hours a day.")
INVENTED = DraftClaim("Cats rule the world.", "no-such-key", "Cats rule the world, say the authors.")
DRAFTS = st.lists(st.sampled_from([SLEEP, DREAM, NAP, LIE, INVENTED]), max_size=6)


@settings(max_examples=60, deadline=None)
@given(early=DRAFTS, claims=DRAFTS, mended=st.lists(st.sampled_from([DREAM, NAP, LIE, None]), max_size=3))
async def test_whatever_a_model_says_the_answer_begins_with_what_was_told_and_no_lie_is_told(
    early: list[DraftClaim], claims: list[DraftClaim], mended: list[DraftClaim | None]
) -> None:
    told, final, _ = await grown(await library_of(CATS, writer=FakeWriter(early=early, claims=claims, mended=mended)))
    texts = tuple(claim.text for claim in final)
    assert all(texts[: len(one)] == one for one in told)
    assert len(set(texts)) == len(texts)
    assert not {LIE.text, INVENTED.text} & {*texts, *(text for one in told for text in one)}
