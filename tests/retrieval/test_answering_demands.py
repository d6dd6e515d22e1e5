"""What a question demands of its answer: a number of the thing, a name, a limit, and no reason for what is not so."""

import pytest

from retrieval.answer import Question
from retrieval.paper import Passage
from retrieval.text.initials import initials
from retrieval.text.premise import unmet
from retrieval.writers.answering import nearest
from retrieval.writers.demands import counted, meets
from retrieval.writers.directions import direction, taken_for_granted
from retrieval.writers.extractive import Extractive
from retrieval.writers.wanted import apart_from, identifiers, terms

TITLE = "TERN: tidal text retrieval"


def passage(text: str, ordinal: int = 0) -> Passage:
    return Passage(paper_id="1", version=1, ordinal=ordinal, title=TITLE, text=text)


async def answered(question: str, *texts: str) -> list[str]:
    passages = [passage(text, place) for place, text in enumerate(texts)]
    draft, _ = await Extractive().answer(Question(text=question), passages)
    return [claim.text for claim in draft.claims]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("On how many datasets was TERN tested?", "TERN is stronger on seven text classification datasets."),
        ("How many layers does TERN have?", "The number of layers was set to 6."),
        ("How many languages are covered?", "It works for both languages."),
        ("How large is the dataset?", "TERN holds 56,216 article-summary pairs."),
        ("What is the size of the corpus?", "It has 1.2B tokens."),
        ("What learning rate was used?", "We use Adam with a learning rate of 0.001."),
        ("How much are people paid?", "They were paid 15 euros."),
        ("By how much does TERN improve?", "TERN improves recall considerably."),
        ("Which datasets do they use?", "We train on the Plankton dataset."),
        ("What are the limitations of TERN?", "TERN does not handle storms."),
        ("How does TERN work?", "It reads the tide."),
    ],
)
def test_a_sentence_with_what_is_asked_for_meets_the_question(question: str, sentence: str) -> None:
    assert meets(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("On how many datasets was TERN tested?", "Across datasets accuracy drops by 40-80%."),
        ("How many layers does TERN have?", "The decoder's top layer is shown in Figure 4."),
        ("What is the size of the dataset?", "Table 5 compares TERN to other news datasets of BIBREF12 in 2004."),
        ("What is the size of the dataset?", "It is two orders of magnitude larger than earlier data."),
        ("What learning rate was used?", "We use 8 machines at any rate."),
        ("How much are people paid?", "They were paid well."),
        ("Which datasets do they use?", "Summary of the dataset is given in Table 3."),
        ("What are the limitations of TERN?", "We study TERN on limiting the number of steps."),
    ],
)
def test_a_sentence_without_it_does_not(question: str, sentence: str) -> None:
    assert not meets(question, sentence)


@pytest.mark.parametrize(
    ("question", "things"),
    [
        ("How many hand-crafted templates did they make?", ("hand", "craft", "templat")),
        ("How much does it cost?", ()),
        ("How much gain in recall was there?", ()),
        ("Why?", ()),
    ],
)
def test_what_is_counted_ends_before_the_verb(question: str, things: tuple[str, ...]) -> None:
    assert counted(question) == things


@pytest.mark.parametrize(
    ("sentence", "way"),
    [
        ("TERN is better.", 1),
        ("TERN is not better.", -1),
        ("TERN fails.", -1),
        ("TERN never fails.", 1),
        ("TERN fails to outperform GULL.", 0),
        ("TERN is outperformed by GULL.", -1),
        ("TERN reads the tide.", 0),
    ],
)
def test_a_comparison_goes_one_way_or_the_other(sentence: str, way: int) -> None:
    assert direction(sentence) == way


WORSE = "Why is TERN weaker than GULL-2?"


@pytest.mark.parametrize(
    ("question", "sentence", "false"),
    [
        (WORSE, "TERN is consistently stronger than GULL-2.", True),
        (WORSE, "The improved recall of TERN comes from its tables.", True),
        (WORSE, "GULL-2 is weaker than TERN.", True),
        (WORSE, "TERN and GULL-2 both read tides.", True),
        (WORSE, "TERN is weaker than GULL-2 as it reads less.", False),
        (WORSE, "GULL-2 is stronger than TERN as it reads more.", False),
        ("Why is it faster?", "It is faster as it reads less.", False),
        ("Why is it faster?", "It is slower on long tides.", True),
        ("Is TERN weaker than GULL-2?", "TERN is consistently stronger than GULL-2.", False),
        ("Why does TERN read tides?", "TERN is better.", False),
    ],
)
def test_a_reason_is_not_given_for_what_the_paper_does_not_say(question: str, sentence: str, false: bool) -> None:
    assert taken_for_granted(question, [sentence], [sentence]) == false


async def test_a_why_that_has_it_the_wrong_way_round_is_refused_and_the_right_one_answered() -> None:
    said = "TERN is stronger than GULL-2 because it reads the tables of the tide twice."
    assert await answered("Why is TERN stronger than GULL-2?", said) == [said]
    assert await answered("Why is TERN weaker than GULL-2?", said) == []


async def test_a_sentence_need_not_repeat_the_name_its_paper_goes_by() -> None:
    first = "We call our system TERN-X, for it dives."
    said = "The vocabulary of stems holds 12,000 words."
    assert said in await answered("How many words does the vocabulary of TERN-X hold?", first, said)


def test_the_words_that_say_which_paper_is_meant_are_no_part_of_what_is_asked() -> None:
    assert apart_from("Does the tidal retrieval paper use a transformer?", TITLE).split() == (
        ["Does", "use", "a", "transformer?"]
    )
    assert "plain" in apart_from("Does the plain paper use a transformer?", TITLE)


async def test_a_paper_that_is_only_named_answers_nothing() -> None:
    said = "TERN is a tidal text retrieval system that reads tables of the tide."
    assert await answered("Does the tidal text retrieval paper use a transformer?", said) == []
    assert await answered("Who are the authors of the TERN paper?", said) == []


def test_a_score_with_a_word_hung_on_it_is_that_score() -> None:
    assert identifiers("F₁-score, ResNet-50-based, GPT-4") == {"f1", "resnet-50", "gpt-4"}
    assert "f1" in terms("The macro-F$_1$-scores") | terms("The F₁-score") & terms("macro-F1")


def test_initials_stand_for_names_written_out() -> None:
    assert initials("on the Wall Street Journal and the Bank of England Review") == {"wsj", "ber"}
    here = passage("We reach a word error rate of 6.7 on the Wall Street Journal.")
    assert unmet("What is the word error rate on WSJ?", [here]) == ()
    assert unmet("What is the word error rate on TIMIT?", [here]) == ("TIMIT",)
    assert nearest("What about WSJ?", [here]) is not None
