"""Two rankings of passages made into one list. Pure; docs/decisions/0004-fusion.md has the figures.

What a passage scores by itself: what its words say (BM25, divided by the best of this question), what
it means (the cosine), how much of the question its best single sentence holds, and how many of the
question's neighbouring words are neighbours in it. Passages under one title then speak for one
another: a question is mostly about one paper, and a paper with one good passage is likely that one.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from retrieval.paper import Passage
from retrieval.ports import Ranked
from retrieval.text.words import STOPWORDS, stem, stems

WORDS, MEANING, SENTENCE, TOGETHER = 0.23, 0.5, 0.18, 0.09
"""Weights of the four parts, in sum 1; tuned on one half of the shared questions."""
SUPPORT = 0.75
"""What the best passage under a title adds to each of the others, where a passage's own score counts 1."""
FIRST_SHARE = 0.75
"""A paper that comes first goes ahead of the others from this share of the best score on."""

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_WORD = re.compile(r"[^\W_]+")
_SIGNED = re.compile(r"(?<![^\W_])[^\W_]+[+#*]{1,2}(?![^\W_])")
"""C++, C#, A*, CD4+: names whose signs neither lexical index keeps."""


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


def read(fused: Sequence[Fused], asked: str, passages: Mapping[int, Passage]) -> list[Fused]:
    """Those whose passage is at hand, by the whole score, from 0 to 1, best first."""
    at_hand = [one for one in fused if one.row in passages]
    shares = closeness(asked, [passages[one.row].text for one in at_hand])
    own = [replace(one, score=one.score + share) for one, share in zip(at_hand, shares, strict=True)]
    return sorted(supported(own, passages), key=_best_first)


def supported(own: Sequence[Fused], passages: Mapping[int, Passage]) -> list[Fused]:
    """Each with the best score under its title mixed in, so that whole papers compete too; from 0 to 1 as before."""
    best: dict[str, float] = {}
    for one in own:
        title = _title(passages[one.row])
        best[title] = max(one.score, best.get(title, 0.0))
    return [replace(one, score=(one.score + SUPPORT * best[_title(passages[one.row])]) / (1 + SUPPORT)) for one in own]


def _title(passage: Passage) -> str:
    """What passages of one paper have in common, also where two sources gave it two ids."""
    return passage.title.casefold().strip() or passage.paper_id


def closeness(asked: str, texts: Sequence[str]) -> list[float]:
    """For each text, the third and fourth part of its score: at most SENTENCE + TOGETHER.

    A word counts the more, the fewer of these texts have it; a pair counts as its commoner word.
    """
    order = stems(asked)
    signed = frozenset(_SIGNED.findall(asked.casefold()))
    wanted = signed.union(order)
    if not wanted:
        return [0.0] * len(texts)
    like = _beginning_like(frozenset(order))
    held = [_held(text.casefold(), like, wanted) for text in texts]
    weight = _weights(wanted, held)
    neighbours = {pair: min(weight[one] for one in pair) for pair in pairwise(order) if pair[0] != pair[1]}
    whole, together = sum(weight.values()) or 1.0, sum(neighbours.values()) or 1.0
    return [
        SENTENCE * max(sum(weight[word] for word in sentence) for sentence in one.sentences) / whole
        + TOGETHER * sum(value for pair, value in neighbours.items() if pair in one.pairs) / together
        for one in held
    ]


@dataclass(frozen=True, slots=True)
class _Held:
    """What a text holds of a question: its words by sentence, and those that stand side by side."""

    sentences: tuple[frozenset[str], ...]
    pairs: frozenset[tuple[str, str]]


def _held(text: str, like: re.Pattern[str], wanted: frozenset[str]) -> _Held:
    sentences, pairs = [], set()
    for sentence in _SENTENCE_END.split(text):
        found = [(stem(one[0]), one.start(), one.end()) for one in like.finditer(sentence)]
        known = [one for one in found if one[0] in wanted]
        sentences.append(frozenset(word for word, _, _ in known) | wanted.intersection(_SIGNED.findall(sentence)))
        for (one, _, end), (other, start, _) in pairwise(known):
            if STOPWORDS.issuperset(_WORD.findall(sentence, end, start)):
                pairs.add((one, other))
    return _Held(tuple(sentences), frozenset(pairs))


def _weights(wanted: frozenset[str], held: Sequence[_Held]) -> dict[str, float]:
    anywhere = [frozenset[str]().union(*one.sentences) for one in held]
    return {word: math.log(1 + len(held) / (1 + sum(word in text for text in anywhere))) for word in wanted}


def _beginning_like(wanted: frozenset[str]) -> re.Pattern[str]:
    """Finds the words that may have one of these stems, so that few must be stemmed: that takes longest.

    A stem may end in another letter than its word (studi, study), so its last letter is left open.
    """
    if not wanted:
        return re.compile(r"(?!)")
    beginnings = "|".join(sorted(re.escape(word[:-1] if len(word) > 3 else word) for word in wanted))
    return re.compile(rf"(?<![^\W_])(?:{beginnings})[^\W_]*")


def first_ahead(scored: Sequence[Fused], passages: Mapping[int, Passage], first: frozenset[str]) -> list[Fused]:
    """Passages of the papers that come first, where they are good enough, before all others."""
    bar = FIRST_SHARE * scored[0].score if scored else 0.0
    return sorted(scored, key=lambda one: passages[one.row].paper_id not in first or one.score < bar)
