"""What the shelf knows of one paper, and what it learns when a source tells of it again. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from retrieval.paper import Announcement, Paper, Passage
from retrieval.shelf.columns import storable

_LISTED: tuple[Announcement | None, ...] = ("new", "replace", "cross", "replace-cross", None)
"""Which of two listings of one day says more about a paper."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One version as it was told, and when it was first captured."""

    paper: Paper
    captured: datetime

    @property
    def day(self) -> date:
        """Announced on, or else captured on (UTC)."""
        return self.paper.announced or self.captured.astimezone(UTC).date()


@dataclass(frozen=True, slots=True)
class Entry:
    """One paper: its versions by number, and what is true of all of them.

    The order in which versions and sources came makes no difference, unless they disagree: then
    whoever came first is believed.
    """

    versions: Mapping[int, Kept] = field(default_factory=dict)
    submitted: datetime | None = None
    doi: str = ""
    journal_ref: str = ""
    link: str = ""
    categories: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def current(self) -> int:
        return max(self.versions)

    @property
    def day(self) -> date:
        """When the current version was announced, or else captured."""
        return self.versions[self.current].day

    def paper(self, number: int | None = None) -> Paper:
        """That version (or the current one) with everything known of the paper.

        All versions of a paper whose current version is withdrawn say so.
        """
        told = self.versions[number or self.current].paper
        return replace(
            told,
            submitted=self.submitted,
            doi=self.doi,
            journal_ref=self.journal_ref,
            link=self.link,
            categories=self.categories,
            withdrawn=told.withdrawn or self.versions[self.current].paper.withdrawn,
        )


def take(entry: Entry | None, paper: Paper, captured: datetime) -> Entry:
    """The entry with `paper` in it; equal to `entry` if that told nothing new.

    A paper without a version number is of the current version, or of the first if there is none.
    """
    told, entry = clean(paper), entry or Entry()
    number = told.version or (entry.current if entry.versions else 1)
    known = entry.versions.get(number)
    kept = Kept(_filled(known.paper, told), known.captured) if known else Kept(_bare(told, number), captured)
    return Entry(
        versions={**entry.versions, number: kept},
        submitted=entry.submitted or told.submitted,
        doi=entry.doi or told.doi,
        journal_ref=entry.journal_ref or told.journal_ref,
        link=entry.link or told.link,
        categories=_joined(entry.categories, told.categories),
        sources=_joined(entry.sources, (told.source,) if told.source else ()),
    )


def abstract_only(paper: Paper) -> list[Passage]:
    """The passages of a version of which nothing but the abstract is known: that one."""
    return [
        Passage(
            paper_id=paper.id,
            version=paper.version or 1,
            ordinal=0,
            title=paper.title,
            text=paper.abstract,
            owner=paper.owner,
            retold=paper.retold,
        )
    ]


def clean(paper: Paper) -> Paper:
    """The paper as every database can keep it."""
    return replace(
        paper,
        id=storable(paper.id),
        title=storable(paper.title),
        abstract=storable(paper.abstract),
        authors=tuple(storable(author) for author in paper.authors),
        categories=tuple(storable(category) for category in paper.categories),
        comment=storable(paper.comment),
        doi=storable(paper.doi),
        journal_ref=storable(paper.journal_ref),
        link=storable(paper.link),
        source=storable(paper.source),
        owner=storable(paper.owner),
    )


def _bare(told: Paper, number: int) -> Paper:
    """What belongs to the version alone; the rest is kept once for all versions."""
    return replace(told, version=number, submitted=None, doi="", journal_ref="", link="", categories=())


def _filled(old: Paper, told: Paper) -> Paper:
    """`old` keeps what it has, but for an abstract that was empty or retold: the authors' own takes its place."""
    announced, announcement = min((old.announced, old.announcement), (told.announced, told.announcement), key=_earlier)
    gained = bool(told.abstract) and (not old.abstract or (old.retold and not told.retold))
    return replace(
        old,
        title=old.title or told.title,
        abstract=told.abstract if gained else old.abstract,
        authors=old.authors or told.authors,
        updated=old.updated or told.updated,
        announced=announced,
        announcement=announcement,
        comment=old.comment or told.comment,
        retold=told.retold if gained else old.retold,
        withdrawn=old.withdrawn or told.withdrawn,
    )


def _earlier(listing: tuple[date | None, Announcement | None]) -> tuple[date, int]:
    day, kind = listing
    return day or date.max, _LISTED.index(kind)


def _joined(known: tuple[str, ...], told: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(known + told))
