"""When to keep silent: names that stand nowhere, words that are rare, likeness that is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answer import Question
from retrieval.paper import Passage
from retrieval.text.premise import unmet
from retrieval.text.rarity import as_table, rarity
from retrieval.text.words import stem
from retrieval.vectors.minilm import FINGERPRINT
from retrieval.writers.answerability import Signs, likely, signs
from retrieval.writers.answering import weighed
from retrieval.writers.extractive import Extractive
from retrieval.writers.wanted import Put
from tests.fakes.embedder import FakeEmbedder

TITLE = "FLEX: sparse exchange over slow links"
TEXT = (
    "FLEX trains a GCN and a ResNet-50 on 1,100 pictures in two languages. We planned with CP-SAT in Norway. "
    "It starts from GPT4 and from multilingual BERT, and gives 1.33x faster training at 2:4 sparsity."
)


def passage(text: str = TEXT, title: str = TITLE) -> Passage:
    return Passage(paper_id="1", version=1, ordinal=0, title=title, text=text)


@pytest.mark.parametrize(
    "question",
    [
        "Does FLEX use GCNs?",
        "Is GPT-4 used on 2 languages?",
        "Why was BERT-based training tried on 1100 pictures?",
        "Does it reach 1.33x at 2:4?",
        "Which fields were planned with CP-SAT in Norway?",
        "Why Do They Plan In Portugal With Gurobi?",
        "WHY NOT GUROBI?",
        "What does Table 7 of 2506.07751 say, in 3 sentences?",
        "Do LLMs help AI here?",
        "what is the speed of flex",
    ],
)
def test_a_name_may_be_written_in_another_way(question: str) -> None:
    assert unmet(question, [passage()]) == ()


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("Why does FLEXi use BERT?", ("FLEXi",)),
        ("Why is RoBERTa used?", ("RoBERTa",)),
        ("What error is reached in Portugal?", ("Portugal",)),
        ("Why 512 machines and 1.33x?", ("512",)),
        ("Does it become 1.3x faster, or 12%?", ("1.3x", "12%")),
        ("Is ResNet-101 better than ResNet-50?", ("ResNet-101",)),
        ("What did Nakamura et al. find on ImageNet?", ("ImageNet", "Nakamura")),
    ],
)
def test_what_a_question_names_and_no_passage_does_is_told(question: str, missing: tuple[str, ...]) -> None:
    assert unmet(question, [passage()]) == missing


def test_a_name_that_is_part_of_another_one_is_not_that_one() -> None:
    assert unmet("What is FLEX?", [passage("FLEXi grows an index.", "FLEXi: layouts that grow")]) == ("FLEX",)


@given(st.lists(st.sampled_from(TEXT.split()), min_size=1, max_size=12).map(" ".join))
def test_what_is_asked_in_the_papers_own_words_takes_nothing_for_granted(question: str) -> None:
    assert unmet(question, [passage()]) == ()


@pytest.mark.parametrize(
    "question",
    [
        "Why does FLEX use RoBERTa for training?",
        "How does FLEX reach 12.5x faster training?",
        "What is the speed of FLEX in Portugal?",
        "Which antibiotics were given to the patients?",
        "How does FLEX sterilise the surgical instruments?",
    ],
)
async def test_a_false_premise_is_not_answered(question: str) -> None:
    draft, _ = await Extractive().answer(Question(text=question), [passage()])
    assert draft.claims == ()


async def test_names_may_stand_in_different_passages() -> None:
    other = passage("FLEXi grows with its index of neighbours.", "FLEXi: layouts that grow")
    assert (await weighed(Put("Is FLEXi as fast as FLEX?", ""), [passage(), other])).signs is not None


def test_words_of_every_paper_weigh_less_than_those_of_few() -> None:
    assert 0 < rarity(stem("model")) < rarity(stem("tweets")) < rarity(stem("warblers"))


def test_a_word_that_no_paper_has_is_the_rarest() -> None:
    assert rarity("qqqq") == max(rarity(stem(word)) for word in ("qqqq", "language", "dataset", "bert"))


def test_the_table_leaves_out_what_few_papers_have_and_rounds_the_rest() -> None:
    assert as_table(100, {"slip": 2, "rare": 4, "often": 64, "more": 65}) == "100\n8 rare\n24 more often\n"


SHARES = st.floats(0, 1)


@given(said=SHARES, titled=SHARES, held=SHARES, absent=SHARES, alike=st.none() | SHARES)
def test_each_sign_for_an_answer_makes_it_likelier_and_what_is_absent_less_likely(
    said: float, titled: float, held: float, absent: float, alike: float | None
) -> None:
    chance = likely(Signs(said, titled, held, absent, alike))
    assert 0 < chance < 1
    assert likely(Signs(said, titled, held, absent + 1, alike)) < chance
    for more in ((said + 1, titled, held), (said, titled + 1, held), (said, titled, held + 1)):
        assert likely(Signs(*more, absent, alike)) > chance
    if alike is not None:
        assert likely(Signs(said, titled, held, absent, alike + 1)) > chance


def test_words_are_counted_by_what_they_weigh() -> None:
    told = signs({"a": 3.0, "b": 6.0, "c": 1.0}, [frozenset("a"), frozenset("b")], [frozenset("ab")], frozenset("a"))
    assert (told.said, told.titled, told.held) == (0.6, 0.3, 0.9)
    assert told.absent == pytest.approx(0.1)


async def test_nothing_asked_and_nothing_found_is_no_sign() -> None:
    assert signs({}, [], [], frozenset()) == Signs(0.0, 0.0, 0.0, 0.0)
    assert (await weighed(Put("How fast is it?", "How fast is it?"), [])).signs is None


@pytest.mark.parametrize(("fingerprint", "known"), [(FINGERPRINT, True), ("another model", False)])
async def test_only_the_local_models_cosines_are_weighed(fingerprint: str, known: bool) -> None:
    embedder = FakeEmbedder(fingerprint=fingerprint)
    put = Put("How much faster is training?", "How much faster is training?")
    found = await weighed(put, [passage()], embedder)
    assert found.signs is not None
    assert (found.signs.alike is not None) == known
