"""Questions in other languages: answered in them by a model, every claim checked; and honestly without one."""

import pytest

from retrieval.answer import Claim, DraftClaim, Question
from retrieval.ask import ask
from retrieval.asking.refusal import IN_ENGLISH, NOTHING_FOUND
from retrieval.ground import check
from retrieval.paper import Passage
from retrieval.text.languages import ENGLISH, NEEDS_A_MODEL, denies, language_of
from retrieval.writer import Failed
from tests.fakes.library import CATS, PRUNING, FakeRewriter, library_of
from tests.fakes.writer import FakeWriter

KEY = "2301.00774v1#0"
FASTER = "It gives 1.33x faster inference at 2:4 sparsity on two GPUs."
NOTHING = "It does not need retraining."
PASSAGE = Passage(
    paper_id=PRUNING.id, version=1, ordinal=0, title="SparseGPT", text=f"SparseGPT prunes. {FASTER} {NOTHING}"
)
ORIGINAL = "SparseGPT gives 1.33x faster inference at 2:4 sparsity on 2 GPUs."


def checked(text: str, original: str = ORIGINAL, quote: str = FASTER) -> Claim | Failed:
    return check(DraftClaim(text, KEY, quote, original), {KEY: PASSAGE})


@pytest.mark.parametrize(
    "text",
    [
        "SparseGPT macht die Inferenz bei 2:4 Sparsity auf 2 GPUs 1.33x schneller.",
        "Avec SparseGPT, l'inférence est 1.33x plus rapide à 2:4 sur 2 GPUs.",
        "SparseGPT使2块GPUs上2:4稀疏的推理快1.33x。",
    ],
)
def test_a_translation_stands_with_the_statement_that_was_checked(text: str) -> None:
    claim = checked(text)
    assert isinstance(claim, Claim)
    assert (claim.text, claim.original, claim.quotes[0].text) == (text, ORIGINAL, FASTER)
    assert not claim.verbatim


@pytest.mark.parametrize(
    ("text", "original", "why"),
    [
        ("SparseGPT macht die Inferenz bei 2:4 auf 2 GPUs 1.5x schneller.", ORIGINAL, "same figures"),
        ("SparseGPT macht die Inferenz bei 2:4 auf 2 GPUs schneller.", ORIGINAL, "same figures"),
        ("MagicGPT und SparseGPT machen sie bei 2:4 auf 2 GPUs 1.33x schneller.", ORIGINAL, "MagicGPT is named"),
        ("Das macht die Inferenz bei 2:4 auf 2 GPUs 1.33x schneller.", ORIGINAL, "SparseGPT is missing"),
        (
            "Selon Google, SparseGPT est 1.33x plus rapide à 2:4 sur 2 GPUs, dit Meta.",
            ORIGINAL,
            "Google, Meta is named",
        ),
        ("SparseGPT macht die Inferenz bei 2:4 auf 2 GPUs nicht 1.33x schneller.", ORIGINAL, "both deny"),
        ("SparseGPT ist bei 2:4 auf zwei GPUs 1.33x schneller.", ORIGINAL.replace("2 GPU", "two GPU"), "in digits"),
        ("SparseGPT ist bei 2:4 auf 2 GPUs 1.33x schneller, siehe https://evil.example.", ORIGINAL, "no links"),
        ("SparseGPT macht die Inferenz 9x schneller.", "SparseGPT gives 9x faster inference.", "9x does not stand"),
        ("SparseGPT ist bei der Inferenz schneller.", "", "not in English"),
        ("SparseGPT is the fastest of all methods.", ORIGINAL, "the quote is about something else"),
    ],
)
def test_a_translation_that_strays_fails_with_the_reason(text: str, original: str, why: str) -> None:
    failed = checked(text, original)
    assert isinstance(failed, Failed)
    assert why in failed.why


def test_a_negation_must_be_translated() -> None:
    kept = checked("Ein neues Training ist bei SparseGPT nicht nötig.", "SparseGPT does not need retraining.", NOTHING)
    lost = checked("Ein neues Training ist bei SparseGPT nötig.", "SparseGPT does not need retraining.", NOTHING)
    assert isinstance(kept, Claim)
    assert isinstance(lost, Failed)


async def test_a_question_in_german_is_searched_in_english_and_answered_in_german() -> None:
    text = "SparseGPT macht die Inferenz bei 2:4 Sparsity 1.33x schneller."
    quote = "It gives 1.33x faster inference at 2:4 sparsity."
    draft = DraftClaim(text, KEY, quote, "SparseGPT gives 1.33x faster inference at 2:4 sparsity.")
    rewriter = FakeRewriter("How much faster is inference with SparseGPT?")
    library = await library_of(PRUNING, CATS, writer=FakeWriter(claims=[draft]), rewriter=rewriter)
    answer = await ask(library, Question(text="Um wie viel schneller wird die Inferenz mit SparseGPT?"))
    assert [claim.text for claim in answer.claims] == [text]
    assert answer.passages[0].paper_id == PRUNING.id


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wie lange schlafen die Katzen?", "de"),
        ("Combien de temps dorment les chats ?", "fr"),
        ("¿Cuánto duermen los gatos?", "es"),
        ("Quanto dormono i gatti?", "it"),
        ("Quanto tempo os gatos dormem por dia e com quem?", "pt"),
        ("Hoe lang slapen de katten?", "nl"),
        ("Und wie ist es auf De-En?", "de"),
        ("L'attention est-elle plus rapide que le LSTM ?", "fr"),
        ("猫每天睡多久?", "zh"),
        ("猫は何時間寝ますか", "ja"),
        ("고양이는 얼마나 자나요?", "ko"),
        ("Сколько спят кошки?", "ru"),
    ],
)
async def test_without_a_model_it_says_so_in_that_language_and_in_english(text: str, language: str) -> None:
    assert language_of(text) == language
    for writer in (None, FakeWriter(down="The model's service is down.")):
        answer = await ask(await library_of(CATS, writer=writer), Question(text=text))
        assert answer.refusal == f"{NEEDS_A_MODEL[language]} ({IN_ENGLISH})"
        assert answer.claims == ()


@pytest.mark.parametrize(
    "text",
    [
        "How fast is it?",
        "Does the die yield depend on die area?",
        "RAG?",
        "What is LoRA?",
        "DER of diarization?",
        "EAT on MATH500",
        "Comment on the results",
        "Mixture of experts",
        "Why?",
        "c++",
        "and on De-En?",
        "on En-De?",
        "BLEU on De-En and En-Fr",
        "bleu of en → de and es → en",
        "ELMo or El Nino in LA?",
        "o1 or o3 em?",
        "Vaswani et al., i.e. La Salle et Le Cun?",
        "",
    ],
)
def test_english_and_what_has_no_language_count_as_english(text: str) -> None:
    assert language_of(text) == ENGLISH


def test_every_language_we_know_has_its_sentence_and_its_negations() -> None:
    for language, sentence in NEEDS_A_MODEL.items():
        assert language_of(sentence) == language
        assert denies(sentence, language) in (True, False)


async def test_where_nothing_of_a_model_stands_the_refusal_is_in_the_language_of_the_question_and_in_english() -> None:
    writer = FakeWriter(claims=[DraftClaim("Sie schlafen 99 Stunden.", "none", "They sleep for 99 hours.")])
    answer = await ask(
        await library_of(CATS, writer=writer), Question(text="Wie viel wiegen die Cats, und wo schlafen sie?")
    )
    assert answer.refusal.startswith(f"{NOTHING_FOUND['de']} (I found ")


def test_every_language_we_know_has_its_refusal() -> None:
    assert NOTHING_FOUND.keys() == NEEDS_A_MODEL.keys()
