"""Papers of the arXiv stand-in: rows of a JSONL file turned into papers with announcement days.

Not a script; arxiv_standin.py uses it. A row needs id, title, abstract, authors, categories and
the day it was listed, as `date` or `crawl_date` (YYYY-MM-DD); optional: comment, doi,
journal_ref, full_text, figures (a list of captions, for the HTML page). Rows say nothing of versions or hours, so these are made up, the same
on every run: a paper is new if its id belongs to the month of its day, otherwise that day
announces version 2; submission times fall into the window that leads to that day (14:00 to
14:00 New York time, weekends closed). Rows of one id on several days are further versions,
each with the title, abstract and comment of its row. A row with `"deleted": true` is a record
that was taken out again on its day: OAI-PMH says so, everything else no longer knows it.
Files of full texts hold `full_text` or `text`, with id or title. A text that belongs to no
known paper becomes one, listed in the month of its arXiv id; without such an id it gets
YYMM.90001 and so on, listed on the first of the last month.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

NEW_YORK = ZoneInfo("America/New_York")
DAY = dt.timedelta(days=1)


def weekday_before(day: dt.date) -> dt.date:
    """The last weekday before this day."""
    day -= DAY
    while day.weekday() > 4:
        day -= DAY
    return day


def submitted_for(day: dt.date, seed: str) -> dt.datetime:
    """A moment within the submission window announced on this day (UTC, whole seconds)."""
    last = weekday_before(day)
    end = dt.datetime.combine(last, dt.time(14), NEW_YORK)
    start = dt.datetime.combine(weekday_before(last), dt.time(14), NEW_YORK)
    part = zlib.crc32(seed.encode()) / 2**32
    return (start + (end - start) * part).astimezone(dt.UTC).replace(microsecond=0)


def spaced(text: str) -> str:
    """Lower-case words of a text with one space on either side of each."""
    return " " + " ".join(re.findall(r"[^\W_]+", text.lower())) + " "


@dataclass(frozen=True)
class Announcement:
    day: dt.date
    version: int
    submitted: dt.datetime
    title: str
    abstract: str
    comment: str


@dataclass
class Paper:
    id: str
    title: str
    abstract: str
    authors: list[str]
    categories: list[str]
    comment: str = ""
    doi: str = ""
    journal_ref: str = ""
    full_text: str = ""
    figures: list[str] = field(default_factory=list)
    announced: list[Announcement] = field(default_factory=list)

    @property
    def primary(self) -> str:
        return self.categories[0]

    def at(self, day: dt.date) -> Announcement | None:
        """The newest announcement up to this day, or None while the paper is unknown."""
        known = [one for one in self.announced if one.day <= day]
        return known[-1] if known else None

    @property
    def published(self) -> dt.datetime:
        return self.announced[0].submitted

    @cached_property
    def words(self) -> dict[str, str]:
        """Normalised text by query field: lower-case words with a space on either side."""
        texts = {"ti": self.title, "abs": self.abstract, "co": self.comment, "jr": self.journal_ref}
        plain = {name: spaced(text) for name, text in texts.items()}
        plain["au"] = "|".join(spaced(name) for name in self.authors)
        return plain


def _id_month(paper_id: str) -> dt.date:
    digits = paper_id.split("/")[-1]
    year = int(digits[:2])
    return dt.date(2000 + year if year < 90 else 1900 + year, min(max(int(digits[2:4]), 1), 12), 1)


def _is_new(paper_id: str, day: dt.date) -> bool:
    month = _id_month(paper_id)
    late = day - dt.timedelta(days=7)  # papers of the last days of a month are listed in the next
    return (month.year, month.month) in ((day.year, day.month), (late.year, late.month))


def _open(path: Path) -> Any:
    return gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")


class Library:
    """All papers of the given files."""

    def __init__(self, files: list[Path], fulltext: list[Path]) -> None:
        self.papers: dict[str, Paper] = {}
        self.deleted: dict[str, tuple[dt.date, list[str]]] = {}
        rows = [json.loads(line) for path in files for line in _open(path) if line.strip()]
        rows.sort(key=lambda row: str(row.get("date") or row.get("crawl_date") or row.get("published")))
        for row in rows:
            self._add(row)
        texts = [json.loads(line) for path in fulltext for line in _open(path) if line.strip()]
        last_day = max((one.day for paper in self.papers.values() for one in paper.announced), default=dt.date.today())
        extra = 0
        by_title = {paper.title.lower(): paper for paper in self.papers.values()}
        for row in texts:
            paper = self.papers.get(str(row.get("id"))) or by_title.get(str(row.get("title")).lower())
            text = row.get("full_text") or row["text"]
            if paper is not None:
                paper.full_text = text
                continue
            paper_id = str(row.get("id"))
            if not re.fullmatch(r"\d{4}\.\d{4,5}", paper_id):
                extra += 1
                paper_id = f"{last_day:%y%m}.{90000 + extra}"
            parts = [line.strip() for line in text.split("\n") if line.strip() and line.strip() != row["title"]]
            self._add(
                {
                    "abstract": parts[0],
                    "categories": ["cs.CL"],
                    **row,
                    "id": paper_id,
                    "full_text": text,
                    "date": _id_month(paper_id).isoformat(),
                }
            )
        self.last_day = last_day

    def _add(self, row: dict[str, Any]) -> None:
        paper_id = re.sub(r"v\d+$", "", str(row["id"]))
        day = dt.date.fromisoformat(str(row.get("date") or row.get("crawl_date") or row.get("published"))[:10])
        while day.weekday() > 4:
            day += DAY
        if row.get("deleted"):
            gone = self.papers.pop(paper_id, None)
            self.deleted[paper_id] = (day, gone.categories if gone else list(row.get("categories") or ["cs.OH"]))
            return
        said = (row["title"], row["abstract"], row.get("comment") or "")
        paper = self.papers.get(paper_id)
        if paper is None:
            paper = self.papers[paper_id] = Paper(
                id=paper_id,
                title=row["title"],
                abstract=row["abstract"],
                authors=list(row.get("authors") or ["Anonymous"]),
                categories=list(row.get("categories") or ["cs.OH"]),
                comment=row.get("comment") or "",
                doi=row.get("doi") or "",
                journal_ref=row.get("journal_ref") or "",
                full_text=row.get("full_text") or "",
                figures=list(row.get("figures") or []),
            )
            if not _is_new(paper_id, day):  # version 1 came in the month of the id
                first = _id_month(paper_id) + dt.timedelta(days=zlib.crc32(paper_id.encode()) % 27)
                first = weekday_before(min(first, day - DAY) + DAY)
                paper.announced.append(Announcement(first, 1, submitted_for(first, paper_id), *said))
        if not paper.announced or paper.announced[-1].day < day:
            version = len(paper.announced) + 1
            paper.announced.append(Announcement(day, version, submitted_for(day, f"{paper_id}v{version}"), *said))

    def find(self, ref: str, today: dt.date) -> tuple[Paper, Announcement] | None:
        """Paper and version for '2506.07751' or '2506.07751v1', if it is out by today."""
        bare, _, version = ref.rpartition("v") if re.search(r"v\d+$", ref) else (ref, "", "")
        paper = self.papers.get(bare)
        current = paper.at(today) if paper else None
        if paper is None or current is None:
            return None
        if not version:
            return paper, current
        wanted = [one for one in paper.announced if one.version == int(version) and one.day <= today]
        return (paper, wanted[0]) if wanted else None

    def listing(self, day: dt.date, categories: list[str]) -> list[tuple[str, Paper, Announcement]]:
        """(announce type, paper, announcement) of one day, in the order new, cross, replace."""
        found = []
        for paper in self.papers.values():
            here = next((one for one in paper.announced if one.day == day), None)
            if here is None or not any(_within(name, wanted) for name in paper.categories for wanted in categories):
                continue
            home = any(_within(paper.primary, wanted) for wanted in categories)
            kind = ("new" if home else "cross") if here.version == 1 else ("replace" if home else "replace-cross")
            found.append((kind, paper, here))
        order = ["new", "cross", "replace", "replace-cross"]
        return sorted(found, key=lambda item: (order.index(item[0]), item[1].id))


def _within(category: str, wanted: str) -> bool:
    """cs.CL lies within cs.CL, cs and cs.*"""
    return category == wanted or category.split(".")[0] == wanted.removesuffix(".*")
