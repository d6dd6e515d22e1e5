"""The arithmetic of the benches: ranking measures as trec_eval counts them, and percentiles."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import log2

import numpy as np


@dataclass(frozen=True, slots=True)
class Quality:
    """Means over queries, each from 0 to 1, of the first ten results."""

    ndcg: float
    recall: float
    mrr: float


def ndcg(ranked: Sequence[str], relevant: Mapping[str, float], depth: int = 10) -> float:
    """Normalised discounted cumulative gain with linear gains; 0 when nothing is relevant."""
    ideal = _gain(sorted((grade for grade in relevant.values() if grade > 0), reverse=True)[:depth])
    return _gain([max(0.0, relevant.get(one, 0.0)) for one in ranked[:depth]]) / ideal if ideal else 0.0


def _gain(grades: Sequence[float]) -> float:
    return sum(grade / log2(place + 1) for place, grade in enumerate(grades, start=1))


def recall(ranked: Sequence[str], relevant: Mapping[str, float], depth: int = 10) -> float:
    """The share of all relevant ids that stand among the first `depth`."""
    wanted = {one for one, grade in relevant.items() if grade > 0}
    return len(wanted & set(ranked[:depth])) / len(wanted) if wanted else 0.0


def reciprocal_rank(ranked: Sequence[str], relevant: Mapping[str, float], depth: int = 10) -> float:
    """One divided by the place of the first relevant id; 0 when it is not among the first `depth`."""
    places = (place for place, one in enumerate(ranked[:depth], start=1) if relevant.get(one, 0) > 0)
    return 1 / next(places, float("inf"))


def quality(rankings: Sequence[Sequence[str]], judged: Sequence[Mapping[str, float]]) -> Quality:
    """The means over all queries; one that nothing is relevant to counts as nought."""
    pairs = list(zip(rankings, judged, strict=True))
    return Quality(
        ndcg=_mean([ndcg(ranked, relevant) for ranked, relevant in pairs]),
        recall=_mean([recall(ranked, relevant) for ranked, relevant in pairs]),
        mrr=_mean([reciprocal_rank(ranked, relevant) for ranked, relevant in pairs]),
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` percent of `values` do not exceed (linear between neighbours); 0 of nothing."""
    return float(np.percentile(values, share)) if len(values) else 0.0


def average_precision(ranked: Sequence[str], relevant: Collection[str]) -> float:
    """The mean, over the relevant ids, of the precision where each stands; 0 when nothing is relevant."""
    hits, total = 0, 0.0
    for place, one in enumerate(ranked, start=1):
        if one in relevant:
            hits += 1
            total += hits / place
    return total / len(relevant) if relevant else 0.0


def precision(ranked: Sequence[str], relevant: Collection[str], depth: int) -> float:
    """The share of the first `depth` places that hold something relevant."""
    return sum(one in relevant for one in ranked[:depth]) / depth
