"""Two rankings of passages made into one. Pure; docs/decisions/0004-fusion.md has the figures.

A passage's score is what its words say (BM25, divided by the best of this question), plus what it
means (the cosine), plus how much of the question its best single sentence holds. All three are
between 0 and 1 and are mixed with fixed weights, so a score means the same for every question.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from retrieval.ports import Ranked
from retrieval.words import stems

WORDS, MEANING, SENTENCE = 0.25, 0.55, 0.2
"""Weights of the three parts, tuned on the training claims alone."""

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class Fused:
    """One passage's score, and what the legs said: BM25 and cosine as they were, None if not found there."""

    row: int
    score: float
    lexical: float | None
    dense: float | None


def fuse(lexical: Sequence[Ranked], cosines: Mapping[int, float]) -> list[Fused]:
    """Every passage that either leg found, best first.

    `cosines` should hold those of the lexical hits too; a passage without one counts as unlike.
    """
    words = {hit.row: hit.score for hit in lexical}
    best = max(words.values(), default=0.0) or 1.0
    fused = [
        Fused(row, WORDS * words.get(row, 0.0) / best + MEANING * max(0.0, cosines.get(row, 0.0)), words.get(row), cosines.get(row))
        for row in words.keys() | cosines.keys()
    ]  # fmt: skip
    return sorted(fused, key=lambda one: (-one.score, one.row))


def with_sentences(fused: Sequence[Fused], asked: str, texts: Mapping[int, str]) -> list[Fused]:
    """The same with the third part added, best first; those without a text are left out."""
    read = [one for one in fused if one.row in texts]
    shares = best_sentence(asked, [texts[one.row] for one in read])
    scored = [
        Fused(one.row, one.score + SENTENCE * share, one.lexical, one.dense)
        for one, share in zip(read, shares, strict=True)
    ]  # fmt: skip
    return sorted(scored, key=lambda one: (-one.score, one.row))


def best_sentence(asked: str, texts: Sequence[str]) -> list[float]:
    """For each text, how much of the question its best sentence holds, from 0 to 1.

    A word counts the more, the fewer of these texts have it.
    """
    wanted = frozenset(stems(asked))
    held = [[wanted.intersection(stems(sentence)) for sentence in _SENTENCE_END.split(text)] for text in texts]
    anywhere = [frozenset[str]().union(*sentences) for sentences in held]
    weight = {word: math.log(1 + len(texts) / (1 + sum(word in text for text in anywhere))) for word in wanted}
    whole = sum(weight.values())
    if not whole:
        return [0.0] * len(texts)
    return [max(sum(weight[word] for word in sentence) for sentence in sentences) / whole for sentences in held]
