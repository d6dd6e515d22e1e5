"""How well a day is chosen: `python -m bench.selection --days D --pool P --profile F --json`.

Walks the days (rows `{date, selected: {paper id: …}}`) in order. Each day's candidates (pool rows
`{date, id, title, abstract, authors, categories}`) are ranked by the product's own functions for the
profile's text and, with `--learn-from N` or `all`, for the choices of the last N (or all) earlier days: chosen
is wanted, every other candidate was passed over. `--learn-from 0` is the profile alone. The days
after the first `--skip K` that have a choice are scored: mean average precision of the chosen among
the day's candidates, precision and recall of the first thirty (ties: the newest id first). A day's
seconds are ranking and learning, its papers' vectors at hand. `tokens_per_day` is 0, for no model is asked, unless
`--model` says which (`bench/modelled.py`: this machine's, or a mode of the loopback server such as `honest`): then it
judges, writes and lists the largest of the scored days (`bench/selection_tokens.py`).
`--baselines` adds, for the same days: BM25, vectors (the greatest cosine over topics), both fused by rank, and
a regression on the words of the same earlier choices. `--vectors FILE` keeps vectors from run to run.
Each day's average precision goes to standard error.
"""

import argparse
import asyncio
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from bench.baselines import Scores, bm25, reciprocal_ranks, regression
from bench.measures import average_precision, precision, recall
from bench.modelled import OWN
from bench.report import report, rounded
from bench.selection_tokens import tokens
from bench.shelf import Row, papers_of_pool, rows
from retrieval.embed import LOCAL, open_embedder
from retrieval.learn import Lesson, learned
from retrieval.paper import Paper
from retrieval.picking.feedback import IGNORED, Verdict
from retrieval.picking.selection import Shelf, evidence_of, lines_of, samples_of
from retrieval.ports import Vectors
from retrieval.profile import Profile, read_profile
from retrieval.rank import Pick, profile_scores, rank

DEPTH = 30
Kept = dict[str, NDArray[np.float32]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Day:
    """One day's candidates and which of them were chosen."""

    date: str
    papers: Sequence[Paper]
    chosen: frozenset[str]


@dataclass(slots=True)
class Scored:
    """The figures of the scored days, one entry each."""

    ap: list[float] = field(default_factory=list)
    precision: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)

    def add(self, ranked: Sequence[str], chosen: frozenset[str]) -> None:
        self.ap.append(average_precision(ranked, chosen))
        self.precision.append(precision(ranked, chosen, DEPTH))
        self.recall.append(recall(ranked, dict.fromkeys(chosen, 1.0), DEPTH))

    def figures(self) -> dict[str, object]:
        return {
            "ap": rounded(_mean(self.ap)),
            f"precision@{DEPTH}": rounded(_mean(self.precision)),
            f"recall@{DEPTH}": rounded(_mean(self.recall)),
        }


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else 0.0


def days_of(days: Sequence[Row], pool: Sequence[Row]) -> list[Day]:
    """The days in order, each with its candidates; what was chosen but is no candidate counts for nothing."""
    by_date: dict[str, list[Row]] = {}
    for row in pool:
        by_date.setdefault(row["date"], []).append(row)
    found = []
    for day in sorted(days, key=lambda row: str(row["date"])):
        papers = {paper.id: paper for paper in papers_of_pool(by_date.get(day["date"], ()))}
        found.append(Day(day["date"], list(papers.values()), frozenset(day["selected"]) & frozenset(papers)))
    return found


@dataclass(slots=True)
class Walk:
    """The days, what was ranked so far, and how far back each day looks (None: to the first)."""

    profile: Profile
    lines: Vectors
    vectors: Mapping[str, NDArray[np.float32]]
    titles: Mapping[str, NDArray[np.float32]]
    learn_from: int | None
    past: list[list[Lesson]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def day(self, day: Day) -> list[Pick]:
        """The day ranked, and remembered."""
        begun = perf_counter()
        shelf = Shelf(day.papers, self.of(day), np.stack([self.titles[paper.id] for paper in day.papers]))
        evidence = evidence_of(shelf, self.profile, self.lines)
        samples = samples_of(shelf, self.profile, evidence)
        lessons = [lesson for some in self.window(self.past) for lesson in some]
        alone = np.asarray(profile_scores(day.papers, self.profile, evidence), np.float64)
        taste = learned(samples, lessons, alone=alone) if lessons else None
        picks = rank(day.papers, self.profile, evidence, taste)
        self.seconds.append(perf_counter() - begun)
        self.past.append([Lesson(sample, _verdict(sample.paper.id in day.chosen)) for sample in samples])
        return picks

    def window(self, past: Sequence[T]) -> Sequence[T]:
        """Those of the earlier days that are learned from."""
        return past if self.learn_from is None else past[len(past) - min(self.learn_from, len(past)) :]

    def of(self, day: Day) -> Vectors:
        return np.stack([self.vectors[paper.id] for paper in day.papers])


def _verdict(chosen: bool) -> Verdict:
    return Verdict(wanted=True, weight=1.0) if chosen else Verdict(wanted=False, weight=IGNORED, told=False)


Baseline = Callable[[int], Scores | None]


def baselines_of(days: Sequence[Day], walk: Walk) -> dict[str, Baseline]:
    """Each baseline as scores of the day of a number; None where it cannot rank it yet."""

    def words(n: int) -> Scores:
        return bm25(days[n].papers, walk.profile)

    def meaning(n: int) -> Scores:
        cosines = walk.lines[: len(walk.profile.topics)] @ walk.of(days[n]).T
        return np.asarray(cosines.max(axis=0), np.float64)

    def choices(n: int) -> Scores | None:
        past = walk.window(days[:n])
        papers = [paper for day in past for paper in day.papers]
        chosen = [paper.id in day.chosen for day in past for paper in day.papers]
        return regression(papers, chosen, days[n].papers) if any(chosen) and not all(chosen) else None

    return {
        "bm25": words,
        "dense": meaning,
        "rrf": lambda n: reciprocal_ranks(words(n), meaning(n)),
        **({"regression": choices} if walk.learn_from != 0 else {}),
    }


def walked(days: Sequence[Day], walk: Walk, *, skip: int, baselines: bool) -> dict[str, object]:
    """All figures, by the names that are printed."""
    ours, others = Scored(), {name: Scored() for name in (baselines_of(days, walk) if baselines else {})}
    for number, day in enumerate(days):
        if not day.papers:
            continue
        picks = walk.day(day)
        if number < skip or not day.chosen:
            continue
        ours.add([pick.paper_id for pick in picks], day.chosen)
        for name, baseline in baselines_of(days, walk).items() if baselines else ():
            scores = baseline(number)
            if scores is not None:
                others[name].add(_ordered(day.papers, scores), day.chosen)
        each = {"ours": ours, **{name: scored for name, scored in others.items() if scored.ap}}
        sys.stderr.write(f"{day.date} " + " ".join(f"{name} {one.ap[-1]:.3f}" for name, one in each.items()) + "\n")
    return {
        "days": len(ours.ap),
        **ours.figures(),
        "seconds_per_day": rounded(_mean(walk.seconds[skip:]), 3),
        "tokens_per_day": 0,
        **({"baselines": {name: scored.figures() for name, scored in others.items()}} if baselines else {}),
    }


def _ordered(papers: Sequence[Paper], scores: Scores) -> list[str]:
    pairs = sorted(zip(scores.tolist(), (paper.id for paper in papers), strict=True), reverse=True)
    return [paper_id for _, paper_id in pairs]


async def measure(given: argparse.Namespace) -> dict[str, object]:
    """Embed what is not embedded yet, then walk the days."""
    days = days_of(list(rows(given.days)), list(rows(given.pool)))
    profile = read_profile(given.profile.read_text(encoding="utf-8"))
    papers = {paper.id: paper for day in days for paper in day.papers}
    async with open_embedder(LOCAL) as embedder:
        vectors, titles = vectors_in(given.vectors) if given.vectors else ({}, {})
        missing = [paper for name, paper in papers.items() if name not in vectors]
        made = await embedder.documents([f"{paper.title}. {paper.abstract}" for paper in missing])
        named = await embedder.documents([paper.title for paper in missing])
        vectors |= {paper.id: vector for paper, vector in zip(missing, made, strict=True)}
        titles |= {paper.id: vector for paper, vector in zip(missing, named, strict=True)}
        lines = await embedder.queries(lines_of(profile))
    if given.vectors and missing:
        columns = [np.array(list(some.values())) for some in (vectors, titles)]
        np.savez(given.vectors, np.array(list(vectors)), *columns)
    walk = Walk(profile, lines, vectors, titles, None if given.learn_from == "all" else int(given.learn_from))
    figures = walked(days, walk, skip=given.skip, baselines=given.baselines)
    if not given.model:
        return figures
    scored = [(day.date, day.papers) for number, day in enumerate(days) if number >= given.skip and day.chosen]
    return {**figures, **await tokens(scored, profile, given.model)}


def vectors_in(path: Path) -> tuple[Kept, Kept]:
    """The vectors of abstracts and of titles that an earlier run made."""
    if not path.exists():
        return {}, {}
    with np.load(path) as kept:
        if len(kept.files) != len(("ids", "abstracts", "titles")):
            return {}, {}  # an earlier bench's
        ids, vectors, titles = (kept[name] for name in kept.files)
    return dict(zip(ids.tolist(), vectors, strict=True)), dict(zip(ids.tolist(), titles, strict=True))


def _parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.selection", description="How well a day is chosen.")
    parser.add_argument("--days", type=Path, required=True, help="JSONL, perhaps gzipped: {date, selected}")
    parser.add_argument("--pool", type=Path, required=True, help="JSONL: {date, id, title, abstract, …}")
    parser.add_argument("--profile", type=Path, required=True, help="plain text")
    parser.add_argument("--learn-from", default="0", type=_how_many, help="0, a number of days, or all")
    parser.add_argument("--skip", type=int, default=0, help="score the days after the first K")
    parser.add_argument("--baselines", action="store_true", help="also what it is measured against")
    parser.add_argument("--vectors", type=Path, help="keep vectors in this .npz from run to run")
    parser.add_argument("--model", nargs="?", const=OWN, default="", help="this machine's, or a mode of the loopback")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    return parser.parse_args()


def _how_many(text: str) -> str:
    if text != "all" and not text.isdecimal():
        raise argparse.ArgumentTypeError("0, a number of days, or all")
    return text


def main() -> None:
    """Read the arguments, measure, print."""
    given = _parsed()
    report(asyncio.run(measure(given)), as_json=given.json)


if __name__ == "__main__":
    main()
