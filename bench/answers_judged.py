"""What an answer is worth: against the answers people gave, their evidence, and the papers' own words."""

import re
import string
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bench.checker import Source, Tally, check_answer
from bot.documents import of_answer
from bot.platforms.console.render import render
from retrieval.answer import Answer
from retrieval.paper import Passage

DEPTH = 5
HELD = 0.5
"""The share of a paragraph's tokens that a passage must hold to have found it."""
_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def tokens(text: str) -> list[str]:
    """Words as SQuAD's evaluation counts them (Rajpurkar et al. 2016): lower case, no punctuation, no articles."""
    return _ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split()


def token_f1(said: str, answers: Sequence[str]) -> float:
    """The harmonic mean of precision and recall over tokens, against the best of `answers`; 0 of nothing."""
    return max((_f1(tokens(said), tokens(answer)) for answer in answers), default=0.0)


def _f1(said: Sequence[str], wanted: Sequence[str]) -> float:
    if not said or not wanted:
        return 0.0
    common = (Counter(said) & Counter(wanted)).total()
    return 2 * common / (len(said) + len(wanted))


def evidence_found(passages: Sequence[Passage], evidence: Sequence[str]) -> bool:
    """Whether one of the first five passages holds at least half the tokens of one of the paragraphs."""
    held = [Counter(tokens(passage.text)) for passage in passages[:DEPTH]]
    wanted = [Counter(tokens(paragraph)) for paragraph in evidence]
    return any((one & paragraph).total() >= HELD * paragraph.total() > 0 for one in held for paragraph in wanted)


def words_of(answer: Answer) -> str:
    """What an answer says, without its quotes and small print; nothing of a refusal."""
    return " ".join(claim.text for claim in answer.claims)


def checked(answer: Answer, sources: Mapping[str, Source]) -> Tally:
    """What the independent checker says of the answer as the console shows it."""
    rendered = render(of_answer(answer))
    return check_answer([*rendered.post, *rendered.thread], sources)


def unsupported(answer: Answer, sources: Mapping[str, Source]) -> list[str]:
    """The claims that, shown alone, hold a quotation or a number that is not found, or quote nothing."""
    alone = [(claim.text, checked(replace(answer, claims=(claim,)), sources)) for claim in answer.claims]
    return [text for text, tally in alone if tally.wrong or not tally.quotes]
