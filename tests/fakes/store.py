"""A shelf in memory."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from retrieval.answer import Scope
from retrieval.enrichment import Enrichment
from retrieval.fulltext.outcome import Outcome, Reading
from retrieval.paper import PUBLIC, Paper, Passage
from retrieval.ports import Added, Ranked
from retrieval.searching.lexical import every_term, terms
from retrieval.shelf.columns import storable
from retrieval.shelf.entry import Entry, abstract_only, take

Key = tuple[str, str]


@dataclass
class FakePaperStore:
    """`ports.PaperStore` without a database. Its lexical score is the share of the question's words it finds."""

    entries: dict[Key, Entry] = field(default_factory=dict)
    rows: dict[int, Passage] = field(default_factory=dict)
    current: dict[Key, int] = field(default_factory=dict)
    indexed: dict[int, str] = field(default_factory=dict)
    readings: dict[tuple[str, str, int], Reading] = field(default_factory=dict)
    full: dict[tuple[str, str, int], list[int]] = field(default_factory=dict)
    """The rows of each version's full text."""
    explanations: dict[tuple[str, str, int, str], str] = field(default_factory=dict)
    told: dict[tuple[str, str], Enrichment] = field(default_factory=dict)

    async def add(self, papers: Iterable[Paper], *, captured: datetime) -> Added:
        added, entries = Added(), dict(self.entries)
        for paper in papers:
            key = storable(paper.id), storable(paper.owner)
            before = entries.get(key)
            entries[key] = take(before, paper, captured)
            more = before is not None and len(entries[key].versions) > len(before.versions)
            added += Added(before is None, more, entries[key] == before)
        changed = [key for key, entry in entries.items() if entry != self.entries.get(key)]
        self.entries = entries
        for key in changed:
            self._shelve(key)
        return added

    def _shelve(self, key: Key) -> None:
        (passage,) = abstract_only(self.entries[key].paper())
        if key not in self.current or replace(self.rows[self.current[key]], row=0) != passage:
            row = self.current[key] = len(self.rows) + 1
            self.rows[row] = replace(passage, row=row)

    async def get(self, paper_id: str, *, owner: str, version: int | None = None) -> Paper | None:
        if version is None:
            return self._seen(owner).get(paper_id)
        for mine in (owner, PUBLIC):
            entry = self.entries.get((paper_id, mine))
            if entry and version in entry.versions:
                return entry.paper(version)
        return None

    async def many(self, paper_ids: Iterable[str], *, owner: str) -> Mapping[str, Paper]:
        seen = self._seen(owner)
        return {paper_id: seen[paper_id] for paper_id in paper_ids if paper_id in seen}

    async def told_by(self, paper_ids: Iterable[str], *, owner: str) -> Mapping[str, tuple[str, ...]]:
        papers = await self.many(paper_ids, owner=owner)
        return {paper.id: self.entries[paper.id, paper.owner].sources for paper in papers.values()}

    async def enrichments(self, paper_ids: Iterable[str]) -> Mapping[str, tuple[Enrichment, ...]]:
        by_name = sorted(self.told.values(), key=lambda one: one.source.lower())
        found = {paper_id: tuple(one for one in by_name if one.paper_id == paper_id) for paper_id in paper_ids}
        return {paper_id: told for paper_id, told in found.items() if told}

    async def put_enrichments(self, told: Iterable[Enrichment]) -> None:
        self.told |= {(one.paper_id, one.source): one for one in told}

    async def by_doi(self, doi: str, *, owner: str) -> Paper | None:
        same = [paper for paper in self._seen(owner).values() if doi and paper.doi.lower() == doi.lower()]
        return min(same, key=lambda paper: (paper.owner != owner, paper.id), default=None)

    async def captured(self, *, start: datetime, end: datetime, owner: str, limit: int = 100_000) -> list[Paper]:
        found = []
        for paper in self._seen(owner).values():
            entry = self.entries[paper.id, paper.owner]
            if start <= entry.versions[entry.current].captured < end:
                found.append(paper)
        return sorted(found, key=lambda paper: (paper.announced or date.max, paper.id))[:limit]

    async def titled(self, words: str, *, owner: str, limit: int = 5) -> list[Paper]:
        wanted = set(every_term(words))
        found = [paper for paper in self._seen(owner).values() if wanted and wanted <= set(every_term(paper.title))]
        return sorted(found, key=lambda paper: len(paper.title))[:limit]

    async def passages(self, paper_ids: Iterable[str], *, owner: str, abstracts_only: bool = False) -> list[Passage]:
        seen = await self.many(sorted(set(paper_ids)), owner=owner)
        found = [self.rows[row] for paper in seen.values() for row in self._rows_of(paper)]
        return [one for one in found if one.ordinal == 0 or not abstracts_only]

    async def of_version(self, paper: Paper) -> list[Passage]:
        number = paper.version or 1
        mine = [one for one in self.rows.values() if (one.paper_id, one.owner, one.version) == _version_of(paper)]
        first = [one for one in mine if one.ordinal == 0][-1:]
        return first + [self.rows[row] for row in self.full.get((paper.id, paper.owner, number), ())]

    async def reading(self, paper: Paper) -> Reading | None:
        return self.readings.get(_version_of(paper))

    async def put_reading(self, paper: Paper, reading: Reading, full: Sequence[Passage] = ()) -> None:
        this = _version_of(paper)
        before = self.readings.get(this)
        if this[:2] not in self.entries or (before and before.outcome.is_read):
            return
        self.readings[this] = reading
        if full and not await self.of_version(paper):
            full = [*abstract_only(paper), *full]
        rows = list(range(len(self.rows) + 1, len(self.rows) + 1 + len(full)))
        self.rows |= {row: replace(one, row=row) for row, one in zip(rows, full, strict=True)}
        self.full[this] = [row for row in rows if self.rows[row].ordinal > 0]

    async def want(self, papers: Iterable[Paper], *, now: datetime) -> int:
        new = [paper for paper in papers if _version_of(paper) not in self.readings]
        for paper in new:
            await self.put_reading(paper, Reading(outcome=Outcome.WANTED, tried=now, tries=0))
        return len(new)

    async def to_read(self, *, now: datetime, limit: int) -> list[Paper]:
        due = [this for this, one in self.readings.items() if one.next_try is not None and one.next_try <= now]
        order = sorted(due, key=lambda this: (-self.entries[this[:2]].day.toordinal(), this[0]))
        return [self.entries[this[:2]].paper(this[2]) for this in order[:limit]]

    async def explanation(self, paper: Paper, key: str) -> str | None:
        return self.explanations.get((*_version_of(paper), key))

    async def put_explanation(self, paper: Paper, key: str, told: str) -> None:
        if (paper.id, paper.owner) in self.entries:
            self.explanations[*_version_of(paper), key] = told

    async def load(self, rows: Iterable[int]) -> dict[int, Passage]:
        return {row: self.rows[row] for row in rows if row in self.rows}

    async def lexical(self, text: str, *, scope: Scope, limit: int) -> list[Ranked]:
        wanted = set(terms(text))
        found = []
        for row in self._inside(scope):
            shared = wanted & set(terms(f"{self.rows[row].title} {self.rows[row].text}"))
            if shared:
                found.append(Ranked(row, len(shared) / len(wanted)))
        return sorted(found, key=lambda ranked: -ranked.score)[:limit]

    async def within(self, rows: Iterable[int], *, scope: Scope) -> set[int]:
        return set(rows) & set(self._inside(scope))

    async def rows_of(self, scope: Scope, *, limit: int) -> list[int]:
        return self._inside(scope)[:limit]

    async def unindexed(self, generation: str, *, after: int = 0, limit: int = 256) -> list[Passage]:
        rows = sorted(row for row in self._all_current() if row > after and self.indexed.get(row) != generation)
        return [self.rows[row] for row in rows[:limit]]

    async def mark_indexed(self, rows: Iterable[int], generation: str) -> None:
        self.indexed |= dict.fromkeys(rows, generation)

    async def counts(self, generation: str) -> Mapping[str, int]:
        return {
            "papers": len(self.entries),
            "versions": sum(len(entry.versions) for entry in self.entries.values()),
            "passages": len(self._all_current()),
            "unindexed": len(await self.unindexed(generation, limit=len(self.rows))),
        }

    def _seen(self, owner: str) -> dict[str, Paper]:
        """What this server may see; of two copies the newer, or its own."""
        seen = {paper_id: entry.paper() for (paper_id, whose), entry in self.entries.items() if whose == PUBLIC}
        for (paper_id, whose), entry in self.entries.items():
            public = seen.get(paper_id)
            if whose == owner and (public is None or entry.current >= (public.version or 0)):
                seen[paper_id] = entry.paper()
        return seen

    def _inside(self, scope: Scope) -> list[int]:
        papers = self._seen(scope.owner).values()
        return sorted(row for paper in papers if self._answers(paper, scope) for row in self._rows_of(paper))

    def _rows_of(self, paper: Paper) -> list[int]:
        """Of the abstract and the full text of the current version."""
        key = paper.id, paper.owner
        return [self.current[key], *self.full.get((*key, self.entries[key].current), ())]

    def _all_current(self) -> list[int]:
        return [row for entry in self.entries.values() for row in self._rows_of(entry.paper())]

    def _answers(self, paper: Paper, scope: Scope) -> bool:
        day = self.entries[paper.id, paper.owner].day
        return (
            (scope.paper_ids is None or paper.id in scope.paper_ids)
            and (scope.since is None or day >= scope.since)
            and (scope.until is None or day <= scope.until)
            and (not scope.categories or not scope.categories.isdisjoint(paper.categories))
        )


def _version_of(paper: Paper) -> tuple[str, str, int]:
    return paper.id, paper.owner, paper.version or 1
