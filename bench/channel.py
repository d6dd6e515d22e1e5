"""How soon a channel's likes help: `python -m bench.channel --days D --pool P --profile F --vectors V --json`.

Plays days as a channel lives them, by the product's own ranking, learning and exploring, without press and platform:
each day a sample of 40 to 150 of its candidates is read and five are shown; the reader likes what was shown and
`--days` (rows `{date, selected}`) has as chosen, dislikes some of the rest, and says nothing of others; the next
day is ranked by what was said so far. `--samples N` such channels, each a stretch of `--many` days with two readers
(`READERS`), are played twice: by the profile alone, and learning. Printed by how many likes there were before a day:
average precision of the chosen, and the share of chosen among the first five, each by the profile alone and by
how much learning changed it, with the standard error over channels. `--part first|second|all` of the days.
`--vectors` is a file that `bench.selection --vectors` made.
"""

import argparse
import asyncio
import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from bench.measures import average_precision, precision
from bench.report import Figures, report, rounded
from bench.selection import Day, Kept, days_of, vectors_in
from bench.shelf import rows
from retrieval.embed import LOCAL, open_embedder
from retrieval.learn import Lesson, Sample, Taste, learned
from retrieval.picking.explore import explored
from retrieval.picking.feedback import Signal, SignalKind, verdicts
from retrieval.picking.selection import Shelf, evidence_of, lines_of, samples_of
from retrieval.ports import Vectors
from retrieval.profile import Profile, read_profile
from retrieval.rank import Evidence, profile_scores, rank
from schedules.taste import passed_over

PLACES = 5
FEWEST, MOST = 40, 150
"""Papers of a day."""
READERS = {"outspoken": (1.0, 0.67), "quiet": (0.6, 0.1)}
"""How often a reader says 👍 of a shown paper that is chosen, and 👎 of one that is not."""
STAGES = (1, 4, 10, 20, 40)
"""A stage begins at so many likes."""
BEGUN = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Read:
    """A day's sample as it is ranked: what the profile says of each paper, and which are chosen."""

    samples: Sequence[Sample]
    evidence: Evidence
    alone: "np.typing.NDArray[np.float64]"
    chosen: frozenset[str]


@dataclass(slots=True)
class Said:
    """What a reader has said so far, and what each day read."""

    samples: dict[str, Sample] = field(default_factory=dict)
    signals: list[Signal] = field(default_factory=list)
    read: list[tuple[Sequence[str], Sequence[str]]] = field(default_factory=list)

    @property
    def likes(self) -> int:
        return sum(signal.kind == "up" for signal in self.signals)

    def lessons(self) -> list[Lesson]:
        told = verdicts(self.signals, passed=set(passed_over(self.read)))
        return [Lesson(self.samples[name], verdict) for name, verdict in told.items()]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A day as it was ranked, after so many likes."""

    likes: int
    ap: float
    first: float


def channel_of(days: Sequence[Day], profile: Profile, vectors: tuple[Vectors, Kept, Kept], *, seed: str) -> list[Read]:
    """The days, each with the same sample of its candidates for the same seed."""
    drawn = random.Random(seed)
    return [_read(day, profile, vectors, drawn) for day in days]


def _read(day: Day, profile: Profile, vectors: tuple[Vectors, Kept, Kept], drawn: random.Random) -> Read:
    lines, abstracts, titles = vectors
    many = min(len(day.papers), drawn.randint(FEWEST, MOST))
    papers = drawn.sample(sorted(day.papers, key=lambda paper: paper.id), many)
    shelf = Shelf(papers, np.stack([abstracts[one.id] for one in papers]), np.stack([titles[one.id] for one in papers]))
    evidence = evidence_of(shelf, profile, lines)
    alone = np.asarray(profile_scores(papers, profile, evidence), np.float64)
    chosen = day.chosen & {paper.id for paper in papers}
    return Read(samples_of(shelf, profile, evidence), evidence, alone, chosen)


def played(days: Sequence[Read], profile: Profile, *, reader: str, seed: str, learning: bool) -> list[Outcome]:
    """What each day came to."""
    said, outcomes = Said(), []
    for number, day in enumerate(days):
        taste = learned(day.samples, said.lessons(), alone=day.alone) if learning and said.likes else None
        ranked, shown = _shown(day, profile, taste, seed=f"{seed}/{number}")
        if day.chosen:
            outcomes.append(
                Outcome(said.likes, average_precision(ranked, day.chosen), precision(ranked, day.chosen, PLACES))
            )
        _listen(said, day, shown, reader=reader, seed=seed)
        said.read.append((shown, ranked))
    return outcomes


def _shown(day: Read, profile: Profile, taste: Taste | None, *, seed: str) -> tuple[list[str], list[str]]:
    """All ids, best first, and those an edition would show, perhaps one of them for a try."""
    picks = rank([sample.paper for sample in day.samples], profile, day.evidence, taste)
    tried = explored(picks, places=PLACES, seed=seed)
    return [pick.paper_id for pick in picks], [pick.paper_id for pick in tried if pick.kept][:PLACES]


def _listen(said: Said, day: Read, shown: Sequence[str], *, reader: str, seed: str) -> None:
    likes, dislikes = READERS[reader]
    said.samples |= {sample.paper.id: sample for sample in day.samples}
    at = BEGUN + timedelta(days=len(said.read))
    for name in shown:
        mood = random.Random(f"{seed}/{name}").random()  # the same of the same paper, whoever showed it
        kind: SignalKind = "up" if name in day.chosen else "down"
        if mood < (likes if kind == "up" else dislikes):
            said.signals.append(Signal("reader", name, kind, at))


Pairs = Sequence[tuple[Sequence[Outcome], Sequence[Outcome]]]


def staged(pairs: Pairs) -> Figures:
    """Both figures by stage, of channels played by the profile alone and learning."""
    return {_named(n): _stage(pairs, STAGES[n], (*STAGES, sys.maxsize)[n + 1]) for n in range(len(STAGES))}


def _named(n: int) -> str:
    return f"{STAGES[n]}-{STAGES[n + 1] - 1} likes" if n + 1 < len(STAGES) else f"{STAGES[n]} likes and more"


def _stage(pairs: Pairs, low: int, high: int) -> Figures:
    days = [
        [(one, other) for one, other in zip(alone, taught, strict=True) if low <= other.likes < high]
        for alone, taught in pairs
    ]
    held = [some for some in days if some]
    return {
        "days": sum(map(len, held)),
        **_changed("ap", [[(one.ap, other.ap) for one, other in some] for some in held]),
        **_changed(f"precision@{PLACES}", [[(one.first, other.first) for one, other in some] for some in held]),
    }


def _changed(name: str, channels: Sequence[Sequence[tuple[float, float]]]) -> Figures:
    if not channels:
        return {}
    sizes = np.array([len(some) for some in channels], float) / sum(map(len, channels))
    gains = np.array([np.mean([taught - alone for alone, taught in some]) for some in channels])
    mean = float(sizes @ gains)
    return {
        f"{name}_profile_alone": rounded(float(np.mean([alone for some in channels for alone, _ in some]))),
        f"{name}_gain": rounded(mean),
        f"{name}_error": rounded(float(np.sqrt((sizes**2) @ (gains - mean) ** 2))),
    }


async def measure(given: argparse.Namespace) -> dict[str, object]:
    """Play every channel twice."""
    profile = read_profile(given.profile.read_text(encoding="utf-8"))
    days = _part(days_of(list(rows(given.days)), list(rows(given.pool))), given.part)
    async with open_embedder(LOCAL) as embedder:
        lines = await embedder.queries(lines_of(profile))
    vectors = (lines, *vectors_in(given.vectors))
    pairs: dict[str, list[tuple[list[Outcome], list[Outcome]]]] = {reader: [] for reader in READERS}
    for sample in range(given.samples):
        many = min(given.many, len(days))
        start = random.Random(f"{sample}").randrange(len(days) - many + 1)
        channel = channel_of(days[start : start + many], profile, vectors, seed=f"{sample}")
        for reader, both in pairs.items():
            alone, taught = (
                played(channel, profile, reader=reader, seed=f"{sample}", learning=how) for how in (False, True)
            )
            both.append((alone, taught))
    every = [pair for both in pairs.values() for pair in both]
    return {"channels": len(every), "both": staged(every), **{reader: staged(both) for reader, both in pairs.items()}}


def _part(days: Sequence[Day], part: str) -> Sequence[Day]:
    half = len(days) // 2 + 1
    parts: Mapping[str, Sequence[Day]] = {"first": days[:half], "second": days[half:], "all": days}
    return parts[part]


def _parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.channel", description="How soon a channel's likes help.")
    parser.add_argument("--days", type=Path, required=True, help="JSONL, perhaps gzipped: {date, selected}")
    parser.add_argument("--pool", type=Path, required=True, help="JSONL: {date, id, title, abstract, …}")
    parser.add_argument("--profile", type=Path, required=True, help="plain text")
    parser.add_argument("--vectors", type=Path, required=True, help="the .npz of bench.selection --vectors")
    parser.add_argument("--part", choices=("first", "second", "all"), default="all", help="of the days")
    parser.add_argument("--many", type=int, default=33, help="days of a channel")
    parser.add_argument("--samples", type=int, default=6, help="channels of each reader")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    return parser.parse_args()


def main() -> None:
    """Read the arguments, play, print."""
    given = _parsed()
    report(asyncio.run(measure(given)), as_json=given.json)


if __name__ == "__main__":
    main()
