"""Editions made by hand, and a place to keep them in memory."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from retrieval.answer import EXTRACTIVE, Claim, Quote, Section, Usage
from retrieval.paper import Paper
from schedules.edition import Edition, Funnel, Item, Window
from schedules.editions import holds
from schedules.remembered import Tie


def paper(paper_id: str = "2506.07751", title: str = "Sparse Attention That Keeps Up", **other: object) -> Paper:
    words = {
        "abstract": "SparseUp is 1.33x faster. It loses no accuracy.",
        "authors": ("Ana Sun", "Bo Zhu"),
        "version": 1,
    }
    return Paper(id=paper_id, title=title, **(words | other))  # type: ignore[arg-type]  # fields by name


def item(number: int = 1, finding: str = "SparseUp is 1.33x faster.", **other: object) -> Item:
    about = other.pop("paper", None) or paper(f"2506.0775{number}")
    claim = Claim(finding, (Quote(f"{about.id}v1#0", finding),), verbatim=True)  # type: ignore[attr-defined]
    words = {"verb": "Read", "because": "it is about attention", "sections": (Section("new", (claim,)),)}
    return Item(number=number, paper=about, finding=claim, **(words | other))  # type: ignore[arg-type]


def edition(*items: Item, key: str = "s/2026-03-06", **other: object) -> Edition:
    words: dict[str, object] = {
        "day": date(2026, 3, 6),
        "window": Window(datetime(2026, 3, 5, 14, tzinfo=UTC), datetime(2026, 3, 6, 14, tzinfo=UTC)),
        "line": "2 of the 3 papers kept are about attention.",
        "funnel": Funnel(679, 388, 30, len(items)),
        "skip": "below the bar: 58, safe to skip: 300",
        "picks": (),
        "byline": EXTRACTIVE,
        "usage": Usage(),
    }
    return Edition(key=key, items=items, **(words | other))  # type: ignore[arg-type]


def tie(thread: str = "sparse attention", **other: object) -> Tie:
    words: dict[str, object] = {
        "paper_id": "2506.07751",
        "title": "Sparse Attention That Keeps Up",
        "earlier_id": "2506.00001",
        "earlier_title": "Attention With Holes",
        "earlier_day": date(2026, 3, 2),
        "relation": "continues",
        "gloss": "Attention with holes is as good.",
    }
    return Tie(thread=thread, **(words | other))  # type: ignore[arg-type]  # fields by name


@dataclass
class FakeEditions:
    kept: dict[str, tuple[str, Edition]] = field(default_factory=dict)

    async def save(self, edition: Edition, *, subscription: str) -> Edition:
        return self.kept.setdefault(edition.key, (subscription, edition))[1]

    async def get(self, key: str) -> Edition | None:
        return self.kept[key][1] if key in self.kept else None

    async def latest(self, *, subscription: str, day: date | None = None) -> Edition | None:
        mine = [one for owner, one in self.kept.values() if owner == subscription and day in (None, one.day)]
        return max(mine, key=lambda one: one.window.end, default=None)

    async def before(self, day: date, *, subscription: str, limit: int = 30) -> list[Edition]:
        mine = [one for owner, one in self.kept.values() if owner == subscription and one.day < day]
        return sorted(mine, key=lambda one: one.day, reverse=True)[:limit]

    async def holding(self, paper: str, *, subscription: str, limit: int = 10) -> list[Edition]:
        mine = await self.before(date.max, subscription=subscription, limit=1_000)
        return [one for one in mine if holds(one, paper)][:limit]
