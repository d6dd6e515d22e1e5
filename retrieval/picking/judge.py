"""A model's marks for a shortlist: relevance and novelty, two axes that each use their whole range.

A model never sees more than `MOST_JUDGED` papers of a day, in batches. What it says of a paper it
was not asked about is ignored, what it does not say costs no paper its place: the program's own
order and marks stand for that paper.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import structlog

from retrieval.answer import Usage
from retrieval.errors import WriterUnavailable
from retrieval.paper import Paper
from retrieval.picking.reasons import short
from retrieval.profile import Profile
from retrieval.rank import Pick
from retrieval.writer import Judge, Judgement

log = structlog.get_logger(__name__)

MOST_JUDGED = 60
BATCH = 12
TRIES = 2
"""A batch that failed, or what it left out, is asked for once more."""
ABSTRACT, WANTED, LINE = 600, 3_000, 300
"""Characters of an abstract, of all wanted and unwanted lines together, and of one of them, that a model reads."""
SHARE = 0.5
"""What the model's relevance counts beside the program's order."""
LEAST, MOST = 1, 10
Raw = tuple[int, int]
"""Relevance and novelty as the model gave them."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Calibrated marks and what the model said, by paper id; what it took, and how many papers it left unjudged."""

    marks: Mapping[str, Judgement]
    said: Mapping[str, Judgement]
    usage: Usage = field(default_factory=Usage)
    left: int = 0


async def judged(judge: Judge, profile: Profile, papers: Sequence[Paper], *, before: Sequence[Raw] = ()) -> Judged:
    """The marks of the first `MOST_JUDGED` of `papers`, held against what was said of earlier days'. Never raises
    for a model that fails: a paper it did not judge is simply not in `marks`.
    """
    asked = [_trimmed(paper) for paper in papers[:MOST_JUDGED]]
    read = trimmed(profile)
    batches = [asked[start : start + BATCH] for start in range(0, len(asked), BATCH)]
    answers = await asyncio.gather(*(_batch(judge, read, batch) for batch in batches))
    said = {name: one for answer, _ in answers for name, one in answer.items()}
    usage = sum((spent for _, spent in answers), Usage())
    return Judged(calibrated(said, before), said, usage, len(asked) - len(said))


async def _batch(judge: Judge, profile: Profile, papers: Sequence[Paper]) -> tuple[dict[str, Judgement], Usage]:
    said: dict[str, Judgement] = {}
    usage = Usage()
    for _ in range(TRIES):
        left = {paper.id: paper for paper in papers if paper.id not in said}
        if not left:
            break
        try:
            answer, spent = await judge.judge(profile, list(left.values()))
        except WriterUnavailable as failure:
            log.warning("batch not judged", papers=len(left), why=failure.for_people)
            answer, spent = {}, failure.spent or Usage()
        usage += spent
        said |= {name: one for name, one in answer.items() if name in left}
    return said, usage


def _trimmed(paper: Paper) -> Paper:
    """The beginning of a long abstract, in whole words."""
    abstract = " ".join(paper.abstract.split())
    return replace(paper, abstract=_cut(abstract, ABSTRACT))


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} …"


def trimmed(profile: Profile) -> Profile:
    """As much of a profile as a model reads: short lines, the first of a long list; its topics keep their numbers."""
    room = WANTED
    kept: dict[str, tuple[str, ...]] = {}
    for name in ("topics", "leave_outs"):
        lines: list[str] = []
        for line in getattr(profile, name):
            line = _cut(line, LINE)
            if len(line) > room:
                break
            lines.append(line)
            room -= len(line)
        kept[name] = tuple(lines)
    return replace(profile, **kept)


def calibrated(said: Mapping[str, Judgement], before: Sequence[Raw] = ()) -> dict[str, Judgement]:
    """Marks spread from 1 to 10, on each axis by the place of what was said among today's and earlier days'.

    A model that calls everything an 8 tells nothing, and gets the middle; its order is kept.
    """
    relevance = _spread([one.relevance for one in said.values()], [one for one, _ in before])
    novelty = _spread([one.novelty for one in said.values()], [one for _, one in before])
    return {
        name: replace(one, relevance=first, novelty=second)
        for (name, one), first, second in zip(said.items(), relevance, novelty, strict=True)
    }


def _spread(values: Sequence[int], before: Sequence[int]) -> list[int]:
    everything = [*values, *before]
    return [_mark(sum(one < value for one in everything), sum(one > value for one in everything)) for value in values]


def _mark(below: int, above: int) -> int:
    share = below / (below + above) if below + above else 0.5
    return LEAST + round((MOST - LEAST) * share)


def reordered(picks: Sequence[Pick], marks: Mapping[str, Judgement], topics: Sequence[str] = ()) -> list[Pick]:
    """`picks`, best first, with the judged ones in the order of program and model together.

    The scores and the verdicts of their places are dealt out again among them, so as many are kept
    as before; whoever changed sides says so. What is sure (a followed author, a leave-out) stays where it is.
    """
    places = [n for n, pick in enumerate(picks) if pick.paper_id in marks and pick.score < 1.0 and not pick.left_out]
    last = max(len(places) - 1, 1)
    worth = {
        n: SHARE * (marks[picks[n].paper_id].relevance - LEAST) / (MOST - LEAST) + (1 - SHARE) * (1 - row / last)
        for row, n in enumerate(places)
    }
    order = sorted(places, key=lambda n: (-worth[n], n))
    found = list(picks)
    for place, n in zip(places, order, strict=True):
        found[place] = _moved(picks[n], picks[place], marks[picks[n].paper_id], topics)
    return found


def _moved(pick: Pick, place: Pick, mark: Judgement, topics: Sequence[str]) -> Pick:
    """`pick` at the place of another."""
    moved = replace(pick, rank=place.rank, score=place.score, kept=place.kept)
    if place.kept and not pick.kept:
        topic = topics[mark.topic - 1] if 0 < mark.topic <= len(topics) else pick.topic
        of = f", of your topic {short(topic)}" if topic else ""
        because = f"the model judged it relevant ({mark.relevance} of {MOST}){of}"
        return replace(moved, because=because, topic=topic)
    if pick.kept and not place.kept:
        return replace(
            moved, because=f"the model judged it less relevant ({mark.relevance} of {MOST}) than what was kept"
        )
    return moved
