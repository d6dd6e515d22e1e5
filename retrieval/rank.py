"""Which papers matter to a profile, and why. Pure: numbers in, picks with reasons out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.paper import Paper
from retrieval.profile import Profile

Matrix = NDArray[np.float32]

BAR = 0.38
"""The least score that is kept. On the shared selection days it keeps about a fifth of what is read."""
LEXICAL_SHARE = 0.2
"""How much of a score the words make up; the rest is meaning. Chosen on four days of each shared

selection set: average precision .36 and .55, against .35 and .43 with meaning alone.
"""
LEAVE_OUT_MARGIN = 0.02
"""A paper nearer to something left out than to every topic, by this much cosine, is not kept."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """How near each paper is to each line of a profile; one column a paper.

    `dense`: cosines, shape (topics, papers). `lexical`: shape (topics, papers), 0 to 1,
    divided by the best of all. `against`: cosines to the leave-outs, shape (leave-outs, papers).
    """

    dense: Matrix
    lexical: Matrix
    against: Matrix


@dataclass(frozen=True, slots=True)
class Pick:
    """Why a paper was or was not taken: its place among those read (from 1), a score in [0, 1], and words.

    `topic` is the profile's line that fits best, empty where none does. `because` completes “for
    you because …” for what is kept, and says what kept it out otherwise.
    """

    paper_id: str
    title: str
    rank: int
    score: float
    kept: bool
    topic: str
    because: str


def rank(papers: Sequence[Paper], profile: Profile, evidence: Evidence) -> list[Pick]:
    """All of `papers`, best first; ties by newest id. Kept: over BAR, an author match, or no topics at all."""
    judged = [_judge(column, paper, profile, evidence) for column, paper in enumerate(papers)]
    order = sorted(range(len(papers)), key=lambda n: (judged[n][0], papers[n].id), reverse=True)
    return [
        Pick(papers[n].id, papers[n].title, place, *judged[n]) for place, n in enumerate(order, start=1)
    ]  # fmt: skip


def _judge(column: int, paper: Paper, profile: Profile, evidence: Evidence) -> tuple[float, bool, str, str]:
    """(score, kept, topic, because) of one paper."""
    if author := matched_author(paper, profile):
        return 1.0, True, "", f"you follow {author}"
    if not profile.topics:
        return 0.5, True, "", f"it is new in {paper.categories[0]}" if paper.categories else "it is new"
    best, score = _best_topic(column, evidence)
    topic = profile.topics[best]
    if left := _left_out(column, profile, evidence):
        return score / 2, False, topic, f"it is nearer to “{short(left)}”, which you leave out, than to any topic"
    if score < BAR:
        return score, False, topic, f"its nearest topic, “{short(topic)}”, scores {score:.2f}; the bar is {BAR:.2f}"
    return score, True, topic, f"it is about {short(topic)}"


def short(line: str) -> str:
    """A profile's line as it is named to people: up to its colon, where it begins to list."""
    return line.split(":")[0].strip()


def _best_topic(column: int, evidence: Evidence) -> tuple[int, float]:
    """The topic that fits best and the score, the greatest over topics rather than their mean.

    A paper about one thing a reader wants is wanted, however far it is from the rest.
    """
    dense = np.clip(evidence.dense[:, column], 0.0, 1.0)
    fused = (1 - LEXICAL_SHARE) * dense + LEXICAL_SHARE * evidence.lexical[:, column]
    best = int(np.argmax(fused))
    return best, float(fused[best])


def _left_out(column: int, profile: Profile, evidence: Evidence) -> str:
    if not profile.leave_outs:
        return ""
    worst = int(np.argmax(evidence.against[:, column]))
    nearer = float(evidence.against[worst, column] - evidence.dense[:, column].max())
    return profile.leave_outs[worst] if nearer > LEAVE_OUT_MARGIN else ""


def matched_author(paper: Paper, profile: Profile) -> str:
    """The followed author who signs this paper, as the profile spells the name; empty if none."""
    names = {_name(author) for author in paper.authors}
    return next((wanted for wanted in profile.authors if _name(wanted) in names), "")


def _name(text: str) -> str:
    return " ".join(text.lower().replace(".", " ").split())
