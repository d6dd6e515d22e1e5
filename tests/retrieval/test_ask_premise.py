"""What a question takes for granted: named as unmentioned only where code has looked through all that is stored."""

import pytest

from retrieval.answer import Question, Scope
from retrieval.ask import ask
from retrieval.paper import Passage
from retrieval.text.premise import unmentioned
from tests.fakes.library import CATS, PRUNING, library_of

ONE = Scope(paper_ids=frozenset({PRUNING.id}), label="“SparseGPT” (2301.00774)")
FULL = {PRUNING.id: ["We also test on WikiText2 with 8 GPUs.", "Limits are discussed in the appendix."]}


async def test_a_name_that_stands_nowhere_in_the_paper_is_named_in_the_refusal() -> None:
    library = await library_of(PRUNING, CATS, full=FULL)
    answer = await ask(library, Question(text="Why do the zebras on ImageNet win the opera prize?", scope=ONE))
    assert answer.refusal == ("I found nothing on that in “SparseGPT” (2301.00774); it does not mention ImageNet.")


async def test_of_an_abstract_alone_no_more_is_said_than_of_the_abstract() -> None:
    answer = await ask(await library_of(PRUNING), Question(text="Why do the zebras on ImageNet win prizes?", scope=ONE))
    assert answer.refusal.endswith("; what I have of it (the abstract) does not mention ImageNet.")


async def test_what_stands_anywhere_in_the_paper_is_mentioned() -> None:
    library = await library_of(PRUNING, full=FULL)
    answer = await ask(library, Question(text="Why do the zebras on WikiText2 win the opera prize?", scope=ONE))
    assert answer.refusal == "I found no answer to that in “SparseGPT” (2301.00774)."


async def test_of_many_papers_nothing_is_called_unmentioned() -> None:
    answer = await ask(await library_of(PRUNING, CATS), Question(text="Why do the zebras on ImageNet win prizes?"))
    assert "mention" not in answer.refusal


async def test_a_near_sentence_is_no_answer_where_the_question_names_what_the_paper_never_does() -> None:
    library = await library_of(PRUNING, full=FULL)
    answer = await ask(library, Question(text="How much faster is inference at 2:4 sparsity on ImageNet?", scope=ONE))
    assert answer.claims == ()
    assert answer.refusal.endswith("; it does not mention ImageNet.")
    assert answer.nearest is not None


TEXT = "SparseGPT reaches 95.2% on WikiText-2 and runs on A100 GPUs with reinforcement learning from human feedback."


@pytest.mark.parametrize(
    ("question", "absent"),
    [
        ("What does SparseGPT reach on WikiText-2?", ()),
        ("Why does it use RLHF?", ()),
        ("How does it reach 95.2%?", ()),
        ("How does it reach 97.5% on ImageNet?", ("ImageNet", "97.5%")),
        ("Does the Adam optimizer help?", ("Adam",)),
        ("What are the 3 main results in Table 2, and section 4.1?", ()),
        ("Explain it in 200 words", ()),
        ("IS IT FASTER THAN BERT?", ()),
        ("Which NLP tasks?", ()),
        ("Was GPT-5 used?", ("GPT-5",)),
        ("What happens in 2506.07751v2?", ()),
    ],
)
def test_names_and_numbers_that_are_nowhere(question: str, absent: tuple[str, ...]) -> None:
    passage = Passage(paper_id="1", version=1, ordinal=0, title="Pruning", text=TEXT)
    assert unmentioned(question, [passage]) == absent
    assert unmentioned(question, []) == ()
