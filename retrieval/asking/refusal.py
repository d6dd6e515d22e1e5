"""What is said where nothing can be answered: one sentence on why, and the nearest thing the papers do say."""

import re
from collections.abc import Sequence

from retrieval.answer import Claim, Question
from retrieval.ground import check
from retrieval.library import Library
from retrieval.paper import Passage
from retrieval.text.languages import ENGLISH, NEEDS_A_MODEL, language_of
from retrieval.text.premise import unmentioned
from retrieval.text.series import series
from retrieval.text.words import stems
from retrieval.writers.answering import nearest
from retrieval.writers.wanted import asked

IN_ENGLISH = "Without a language model I search and answer in English only; please ask in English."
ABOUT_US = (
    "I answer questions about papers, each with its quotes; how I am told to do it is open to read in the folder "
    "prompts of my repository, and keys or tokens are nothing I could show."
)
NOTHING_FOUND = {
    "de": "Darauf habe ich keine Antwort gefunden.",
    "fr": "Je n'ai trouvé aucune réponse à cela.",
    "es": "No he encontrado ninguna respuesta a eso.",
    "it": "Non ho trovato nessuna risposta a questa domanda.",
    "pt": "Não encontrei nenhuma resposta para isso.",
    "nl": "Daarop heb ik geen antwoord gevonden.",
    "zh": "我没有找到这个问题的答案。",
    "ja": "その質問への答えは見つかりませんでした。",
    "ko": "그 질문에 대한 답을 찾지 못했습니다.",
    "ru": "Я не нашёл ответа на этот вопрос.",
}
"""What is said first, in its own language, to a question that a model has read and that nothing answers."""
NEAR = 0.2
"""Least share of a question's content words that a sentence has which is called near to it."""

_OURS = re.compile(
    r"""\b(?:your|(?:the|this)\ bot['’]?s)\ (?:(?:full|whole|exact|own|secret|hidden|initial|original|current)\ )*
        (?:system[ -]?prompts?|prompts?|instructions?|system\ message|rules|guidelines|api[ -]?keys?|tokens?|passwords?
          |credentials?|secrets?|configuration|environment\ variables?)\b
      |(?:^\W*|[.!?;:,]\s+|\b(?:please|and|now|then|must|should)\ )(?:ignore|disregard|forget|override)
        \ (?:all\ |any\ |of\ )*(?:the\ |your\ |my\ )?(?:previous|prior|above|earlier|preceding|former|system)
        \ (?:instructions?|rules|prompts?|messages?|directions)\b
      |\b(?:repeat|print|output|reveal|show|copy|tell\ me)\ (?:back\ )?(?:all|everything|the\ (?:words|text|lines?))
        \ (?:of\ )?(?:above|before\ this)\b
      |(?:^\W*|[.!?;:,]\s+|\b(?:please|and|now|then|you)\ )
        (?:reveal|show|print|output|repeat|leak|tell|give|post|send)\b[^.?!]{0,30}\b
        (?:system\ prompt|system\ message|developer\ message
          |(?:bot|discord|slack|openai)\ (?:bot\ )?(?:token|api\ key|key))\b
      |(?:^\W*|[.!?;:,]\s+|\b(?:please|and|now|then|you)\ )
        (?:post|leak|send|reveal|tell|give)\ (?:me\ |us\ )?(?:the|all)\ (?:secret\ )?
        (?:(?:api|access|auth)[ -]?(?:tokens?|keys?)|token|password|credentials?|secrets?|secret\ keys?)\b
        (?=\W*(?:$|[.!?,;]|here\b|now\b|please\b|in\ (?:this|the)\ (?:channel|thread|chat)\b))
    """,
    re.IGNORECASE | re.VERBOSE,
)


def about_us(text: str) -> bool:
    """Whether somebody asks for our instructions or keys, or tells us to forget the former."""
    return bool(_OURS.search(text))


async def refusal(library: Library, question: Question, passages: Sequence[Passage], *, by_model: bool) -> str:
    """Why there is no answer. A name or number is called unmentioned only if it stands nowhere in what is stored."""
    language = language_of(question.text)
    if language != ENGLISH and not by_model:
        return f"{NEEDS_A_MODEL[language]} ({IN_ENGLISH})"
    where = question.scope.label
    found = "no answer to that" if passages else "nothing on that"
    english = f"I found {found} in {where}{await _because(library, question)}."
    return f"{NOTHING_FOUND[language]} ({english})" if language in NOTHING_FOUND else english


async def _because(library: Library, question: Question) -> str:
    """What the one paper that is asked never mentions, as the end of a sentence."""
    ids = question.scope.paper_ids or frozenset()
    if len(ids) != 1:
        return ""
    stored = await library.store.passages(ids, owner=question.scope.owner)
    if not (absent := unmentioned(question.text, stored)):
        return ""
    part = "it" if any(passage.ordinal for passage in stored) else "what I have of it (the abstract)"
    return f"; {part} does not mention {series(absent, last='or')}"


def nearest_said(wanted: str, passages: Sequence[Passage]) -> Claim | None:
    """The sentence nearest to the question, checked like any other; None where it has too little to do with it."""
    draft = nearest(wanted, passages)
    claim = check(draft, {passage.key: passage for passage in passages}) if draft else None
    return claim if isinstance(claim, Claim) and is_near(wanted, claim.text) else None


def is_near(question: str, text: str) -> bool:
    """Whether a statement speaks of what is asked: it has `NEAR` of the question's content words."""
    content = asked(question)
    return len(content & set(stems(text))) >= NEAR * len(content)
