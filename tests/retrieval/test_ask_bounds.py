"""Bounds of an answer: seconds, tokens; and what steps in, the same each time."""

from retrieval.answer import EXTRACTIVE, Allowance, DraftClaim, Question
from retrieval.ask import ask
from retrieval.asking.told import NO_ROOM, fit
from tests.fakes.library import CATS, PRUNING, library_of
from tests.fakes.writer import FakeWriter

QUESTION = Question(text="How long do cats sleep?")
LIE = DraftClaim("Cats sleep for 99 hours.", "2506.07751v2#0", "Cats sleep for 16 hours a day.")
DREAM = DraftClaim("They dream of mice.", "2506.07751v2#0", "They dream of mice.")


async def test_a_model_that_is_too_slow_is_replaced_and_the_answer_says_after_how_long() -> None:
    library = await library_of(CATS, writer=FakeWriter(seconds=5))
    answer = await ask(library, QUESTION, allowance=Allowance(seconds=0.05))
    assert answer.claims[0].text == "Cats sleep for 16 hours a day."
    assert answer.byline == EXTRACTIVE
    assert answer.remark == (
        "The model took longer than 0.05 seconds. What you see instead are sentences of the papers, word for word."
    )


async def test_a_repair_that_is_too_slow_costs_only_what_it_was_to_repair() -> None:
    library = await library_of(CATS, writer=FakeWriter(claims=[LIE, DREAM], mended=[DREAM], repairs=5))
    answer = await ask(library, QUESTION, allowance=Allowance(seconds=0.05))
    assert [claim.text for claim in answer.claims] == [DREAM.text]
    assert answer.byline.model == "fake"


async def test_once_the_tokens_are_spent_nothing_is_repaired() -> None:
    writer = FakeWriter(claims=[LIE, DREAM], mended=[DREAM])
    writer.takes = type(writer.takes)(9_000, 1_000, 0.0)
    answer = await ask(await library_of(CATS, writer=writer), QUESTION, allowance=Allowance(tokens=10_000))
    assert [claim.text for claim in answer.claims] == [DREAM.text]
    assert writer.failed == []


async def test_a_model_is_given_only_the_passages_that_fit_its_tokens() -> None:
    writer = FakeWriter(claims=[])
    full = {CATS.id: [f"Cats sleep {n} times. {'They purr while they sleep. ' * 40}" for n in range(12)]}
    library = await library_of(CATS, writer=writer, full=full)
    await ask(library, QUESTION, allowance=Allowance(tokens=4_000))
    (given,) = writer.given
    assert 1 <= len(given) <= 4
    assert sum(len(passage.text) for passage in given) < 4_500


async def test_where_not_one_passage_fits_no_model_is_asked() -> None:
    writer = FakeWriter()
    answer = await ask(await library_of(CATS, writer=writer), QUESTION, allowance=Allowance(tokens=100))
    assert writer.asked == []
    assert answer.claims
    assert answer.remark.startswith(NO_ROOM)


async def test_the_same_question_is_answered_the_same_when_the_model_is_down() -> None:
    library = await library_of(CATS, PRUNING, writer=FakeWriter(down="The model's service is down."))
    assert await ask(library, QUESTION) == await ask(library, QUESTION)


async def test_what_fits_is_kept_in_order_and_what_is_too_long_is_passed_over() -> None:
    library = await library_of(CATS, PRUNING)
    passages = await library.store.passages([CATS.id, PRUNING.id], owner="")
    assert fit(passages, 10_000) == tuple(passages)
    assert fit(passages, 150) == tuple(one for one in passages if one.paper_id == CATS.id)
    assert fit(passages, 0) == ()
