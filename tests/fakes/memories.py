"""What channels remember, in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from retrieval.text.clauses import clause
from schedules.edition import Edition, Item
from schedules.memory import LINE, Kept, Note
from schedules.recalling.forecast import score_of
from schedules.remembered import Prediction, Score, Thread


@dataclass
class _Channel:
    kept: dict[str, Kept] = field(default_factory=dict)
    threaded: dict[str, date] = field(default_factory=dict)
    """The day that put a paper in its thread."""
    lines: dict[tuple[str, str], str] = field(default_factory=dict)
    """By concept and paper."""
    ledger: dict[str, Prediction] = field(default_factory=dict)


@dataclass
class FakeMemories:
    channels: dict[str, _Channel] = field(default_factory=dict)

    def _of(self, subscription: str) -> _Channel:
        return self.channels.setdefault(subscription, _Channel())

    async def kept(self, subscription: str, *, before: date, limit: int = 2_000) -> list[Kept]:
        mine = self._of(subscription)
        found = [
            one if mine.threaded.get(one.paper_id, before) < before else replace(one, thread="")
            for one in mine.kept.values()
            if one.day < before
        ]
        by_id = sorted(found, key=lambda one: one.paper_id)
        return sorted(by_id, key=lambda one: one.day, reverse=True)[:limit]

    async def keep(self, subscription: str, edition: Edition) -> None:
        mine = self._of(subscription)
        items = {item.paper.id: item for item in (*edition.items, *edition.also)}
        for paper_id, item in items.items():
            known = mine.kept.get(paper_id)
            if known is None or edition.day < known.day:
                mine.kept[paper_id] = _kept(item, edition.day, known)
        for tie in edition.memory.ties:
            for paper_id in (tie.paper_id, tie.earlier_id):
                if paper_id in mine.kept and not mine.kept[paper_id].thread:
                    mine.kept[paper_id] = replace(mine.kept[paper_id], thread=tie.thread)
                    mine.threaded[paper_id] = edition.day
            mine.lines.setdefault((tie.thread, tie.paper_id), clause(items[tie.paper_id].finding.text, LINE))
            mine.lines.setdefault((tie.thread, tie.earlier_id), tie.gloss)
        for paper_id, item in items.items():
            if topic := item.topic.split(":")[0].strip():
                mine.lines.setdefault((topic, paper_id), clause(item.finding.text, LINE))
        for one in edition.memory.changed:
            if one.paper_id in mine.kept:
                mine.kept[one.paper_id] = replace(mine.kept[one.paper_id], noted=one.noted)
        await self.foresee(subscription, edition.memory.made)
        await self.settle(subscription, edition.memory.due)

    async def threads(self, subscription: str, *, limit: int = 20) -> list[Thread]:
        mine = self._of(subscription)
        names = {one.thread for one in mine.kept.values() if one.thread}
        found = []
        for name in names:
            papers = [mine.kept[paper] for concept, paper in mine.lines if concept == name and paper in mine.kept]
            if len(papers) > 1:
                found.append(Thread(name, tuple(sorted((one.day, one.paper_id, one.title) for one in papers))))
        return sorted(found, key=lambda one: (one.papers[-1][0], len(one.papers), one.name), reverse=True)[:limit]

    async def note(self, subscription: str, concept: str) -> list[Note]:
        mine = self._of(subscription)
        found = [
            Note(mine.kept[paper].day, paper, line)
            for (name, paper), line in mine.lines.items()
            if name.lower() == concept.strip().lower()
        ]
        return sorted(found, key=lambda one: (one.day, one.paper_id))

    async def concepts(self, subscription: str, *, limit: int = 50) -> list[tuple[str, int]]:
        names = [name for name, _ in self._of(subscription).lines]
        return sorted(((one, names.count(one)) for one in set(names)), key=lambda pair: (-pair[1], pair[0]))[:limit]

    async def predictions(
        self, subscription: str, *, state: str = "", before: date | None = None, limit: int = 100
    ) -> list[Prediction]:
        found = [
            one
            for one in self._of(subscription).ledger.values()
            if state in ("", one.state) and (before is None or one.made < before)
        ]
        return sorted(found, key=lambda one: (-one.made.toordinal(), one.id))[:limit]

    async def foresee(self, subscription: str, made: Sequence[Prediction]) -> None:
        for one in made:
            self._of(subscription).ledger.setdefault(one.id, one)

    async def settle(self, subscription: str, settled: Sequence[Prediction]) -> None:
        ledger = self._of(subscription).ledger
        ledger.update({one.id: one for one in settled if one.id in ledger and ledger[one.id].state == "open"})

    async def score(self, subscription: str) -> Score:
        return score_of(list(self._of(subscription).ledger.values()))

    async def forget(self, subscription: str) -> int:
        gone = self.channels.pop(subscription, _Channel())
        return len(gone.kept) + len(gone.lines) + len(gone.ledger)


def _kept(item: Item, day: date, known: Kept | None) -> Kept:
    paper = item.paper
    return Kept(
        paper_id=paper.id,
        title=paper.title,
        day=day,
        finding=item.finding.text,
        version=paper.version,
        withdrawn=paper.withdrawn,
        thread=known.thread if known else "",
        noted=known.noted if known else None,
    )
