"""How likely it is that sentences which look like an answer are one: when to keep silent. Pure.

A logistic model of a few signs. What weighs is rarity among papers at large: that a paper speaks of
*datasets* says little of whether it is the paper that was meant, that it speaks of *tapering* much.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from retrieval.text.rarity import rarity


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for and against an answer. The first four are counted in words weighed by their rarity.

    `said`: the share of the question that one sentence holds, from 0 to 1. `titled`: the share that the
    title of the best sentence's paper holds. `held`, `absent`: how much one passage with its title
    holds, and how much stands in none of them, in tens of nats. `alike`: the cosine of the question
    and the most alike of the first sentences; None where it is not known.
    """

    said: float
    titled: float
    held: float
    absent: float
    alike: float | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic regression: `weights` in the order of the signs, what stands by itself, and the least chance

    of an answer that is enough.
    """

    weights: tuple[float, ...]
    intercept: float
    enough: float


WITH_COSINE = Model((1.32, 1.50, 1.17, -1.12, 3.38), -2.40, enough=0.64)
"""Fitted, as `python -m bench.answerability` does, on questions about the paragraphs of QASPER: answerable from their

own paper's paragraphs among a full paper's passages; not from that full paper alone, not from another
paper's paragraphs, and not with one word exchanged for another question's. `enough` is chosen on one
half of the questions about full papers, which have no part in the fit: docs/decisions/0008-silence.md.
"""
BY_WORDS = Model((1.90, 1.85, 1.55, -1.00), -1.58, enough=0.60)
"""Where there is no embedder, it is down, or it is not the local one, whose cosines these are."""


def signs(
    weights: Mapping[str, float],
    sentences: Iterable[frozenset[str]],
    passages: Sequence[frozenset[str]],
    title: frozenset[str],
) -> Signs:
    """The signs that words give. `weights`: of the question's stems; all else are sets of stems."""
    whole = sum(weights.values()) or 1.0

    def weight(stems: frozenset[str]) -> float:
        return sum(weight for stem, weight in weights.items() if stem in stems)

    said = max(map(weight, sentences), default=0.0)
    held = max(map(weight, passages), default=0.0)
    absent = sum(weights.values()) - weight(frozenset().union(*passages))
    return Signs(said / whole, weight(title) / whole, held / 10, absent / 10)


def weights_of(stems: Iterable[str]) -> dict[str, float]:
    """What each stem of a question weighs."""
    return {stem: rarity(stem) for stem in stems}


def model_of(given: Signs) -> Model:
    """The model that knows these signs."""
    return BY_WORDS if given.alike is None else WITH_COSINE


def likely(given: Signs) -> float:
    """The chance, from 0 to 1, that what was found holds an answer, were half of all questions answerable."""
    model = model_of(given)
    values = (given.said, given.titled, given.held, given.absent, given.alike or 0.0)
    logit = model.intercept + sum(weight * value for weight, value in zip(model.weights, values, strict=False))
    return 1 / (1 + math.exp(-logit))
