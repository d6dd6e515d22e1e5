"""A question that leans on others is searched as it stands by itself, and by nothing a model made up."""

import asyncio

import pytest

from retrieval.answer import Question, Scope, Usage
from retrieval.ask import ask
from retrieval.asking.rewriting import keeps
from retrieval.library import Library
from tests.fakes.library import CATS, PRUNING, FakeRewriter, library_of
from tests.fakes.writer import FakeWriter

HISTORY = ("What is SparseGPT?\nA pruning method.",)
LEANING = Question(text="How fast is it?", history=HISTORY)


async def _library(rewriter: FakeRewriter, writer: FakeWriter | None = None) -> Library:
    return await library_of(PRUNING, CATS, writer=writer or FakeWriter(), rewriter=rewriter)


async def test_a_leaning_question_is_searched_as_rewritten_and_answered_as_asked() -> None:
    writer = FakeWriter()
    rewriter = FakeRewriter("How fast is the pruning method SparseGPT?")
    answer = await ask(await _library(rewriter, writer), LEANING)
    assert answer.passages[0].paper_id == PRUNING.id
    assert writer.asked[0].text == "How fast is it?"
    assert answer.usage.tokens_in == 100 + 20


async def test_a_question_that_stands_by_itself_is_not_rewritten() -> None:
    rewriter = FakeRewriter("nonsense")
    await ask(await _library(rewriter), Question(text="How do cats sleep in cold houses?", history=HISTORY))
    await ask(await _library(rewriter), Question(text="How fast is it?"))
    assert rewriter.asked == []


async def test_the_titles_of_the_papers_asked_are_told() -> None:
    rewriter = FakeRewriter("How fast is SparseGPT?")
    scope = Scope(paper_ids=frozenset({PRUNING.id}), label="it")
    await ask(await _library(rewriter), Question(text="How fast is it?", history=HISTORY, scope=scope))
    assert rewriter.asked[0][1] == (PRUNING.title,)


@pytest.mark.parametrize("down", ["", "The model's service is down."])
async def test_what_a_model_made_up_and_a_model_that_is_down_leave_the_question_as_it_was(down: str) -> None:
    rewriter = FakeRewriter("How fast do cheetahs and GPT-9 run at 95%?", down=down)
    answer = await ask(await _library(rewriter), LEANING)
    assert answer.passages[0].paper_id == PRUNING.id


async def test_a_slow_rewriting_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow(FakeRewriter):
        async def rewrite(self, question: Question, titles: object) -> tuple[str, Usage]:
            await asyncio.sleep(30)
            return "", Usage()

    monkeypatch.setattr("retrieval.asking.rewriting.SECONDS", 0.02)
    answer = await ask(await _library(Slow()), LEANING)
    assert answer.claims


@pytest.mark.parametrize(
    ("rewritten", "foreign", "fits"),
    [
        ("How fast is SparseGPT?", False, True),
        ("How fast is the pruning method?", False, True),
        ("How fast is SparseGPT on elephants?", False, False),
        ("How fast is SparseGPT at 95%?", True, False),
        ("How fast is MagicGPT?", True, False),
        ("How much memory does SparseGPT save?", True, True),
        ("", True, False),
        ("fast " * 200, False, False),
    ],
)
def test_a_rewriting_holds_only_what_was_said(rewritten: str, foreign: bool, fits: bool) -> None:
    assert keeps(rewritten, [LEANING.text, *HISTORY], foreign=foreign) is fits
