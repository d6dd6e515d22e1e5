"""Two rankings of passages made into one list. Pure; docs/decisions/0004-fusion.md has the figures.

A passage's score is what its words say (BM25, divided by the best of this question), plus what it
means (the cosine), plus how much of the question its best single sentence holds. All three are
between 0 and 1 and are mixed with fixed weights.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from retrieval.paper import Passage
from retrieval.ports import Ranked
from retrieval.words import stem, stems

WORDS, MEANING, SENTENCE = 0.25, 0.55, 0.2
"""Weights of the three parts, tuned on the training claims alone."""
FIRST_SHARE = 0.75
"""A paper that comes first goes ahead of the others from this share of the best score on."""
SAME = 0.9
"""Two passages that share this much of their words are one, said twice."""

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class Fused:
    """One passage's score, and what the legs said: BM25 and cosine as they came, None if unknown."""

    row: int
    score: float
    lexical: float | None
    dense: float | None


def fuse(lexical: Sequence[Ranked], cosines: Mapping[int, float]) -> list[Fused]:
    """Every passage that either leg found, best first, by the first two parts of the score.

    `cosines` should hold those of the lexical hits too; a passage without one counts as unlike.
    """
    words = {hit.row: hit.score for hit in lexical}
    best = max(words.values(), default=0.0) or 1.0
    fused = [
        Fused(row, _mixed(words.get(row, 0.0) / best, cosines.get(row, 0.0)), words.get(row), cosines.get(row))
        for row in words.keys() | cosines.keys()
    ]
    return sorted(fused, key=_best_first)


def _mixed(words: float, cosine: float) -> float:
    return WORDS * words + MEANING * max(0.0, cosine)


def _best_first(one: Fused) -> tuple[float, int]:
    return (-one.score, one.row)


def with_sentences(fused: Sequence[Fused], asked: str, passages: Mapping[int, Passage]) -> list[Fused]:
    """Those whose passage is at hand, with the third part of the score added, best first."""
    read = [one for one in fused if one.row in passages]
    texts = [f"{passages[one.row].title}. {passages[one.row].text}" for one in read]
    shares = zip(read, best_sentence(asked, texts), strict=True)
    return sorted((replace(one, score=one.score + SENTENCE * share) for one, share in shares), key=_best_first)


def best_sentence(asked: str, texts: Sequence[str]) -> list[float]:
    """For each text, how much of the question its best sentence holds, from 0 to 1.

    A word counts the more, the fewer of these texts have it.
    """
    wanted = frozenset(stems(asked))
    if not wanted:
        return [0.0] * len(texts)
    like = _beginning_like(wanted)
    held = [
        [wanted.intersection(map(stem, like.findall(sentence))) for sentence in _SENTENCE_END.split(text.casefold())]
        for text in texts
    ]
    anywhere = [frozenset[str]().union(*sentences) for sentences in held]
    weight = {word: math.log(1 + len(texts) / (1 + sum(word in text for text in anywhere))) for word in wanted}
    whole = sum(weight.values()) or 1.0
    return [max(sum(weight[word] for word in sentence) for sentence in sentences) / whole for sentences in held]


def _beginning_like(wanted: frozenset[str]) -> re.Pattern[str]:
    """Finds the words that may have one of these stems, so that few must be stemmed: that takes longest.

    A stem may end in another letter than its word (studi, study), so its last letter is left open.
    """
    beginnings = "|".join(sorted(re.escape(word[:-1] if len(word) > 3 else word) for word in wanted))
    return re.compile(rf"(?<![^\W_])(?:{beginnings})[^\W_]*")


def first_ahead(scored: Sequence[Fused], passages: Mapping[int, Passage], first: frozenset[str]) -> list[Fused]:
    """Passages of the papers that come first, where they are good enough, before all others."""
    bar = FIRST_SHARE * scored[0].score if scored else 0.0
    return sorted(scored, key=lambda one: passages[one.row].paper_id not in first or one.score < bar)


def diverse(ordered: Sequence[Fused], passages: Mapping[int, Passage], *, limit: int, per_paper: int) -> list[Fused]:
    """The first `limit` of which none says again what one before it said, at most `per_paper` of each paper."""
    chosen: list[Fused] = []
    said: list[frozenset[str]] = []
    times: dict[str, int] = {}
    for one in ordered:
        if len(chosen) == limit:
            break
        paper_id = passages[one.row].paper_id
        words = frozenset(passages[one.row].text.lower().split())
        if times.get(paper_id, 0) < per_paper and not any(_alike(words, other) for other in said):
            times[paper_id] = times.get(paper_id, 0) + 1
            said.append(words)
            chosen.append(one)
    return chosen


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= SAME * len(one | other) > 0
