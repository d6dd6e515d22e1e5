"""arXiv's OAI-PMH: every record changed since a day, for what the feed of today no longer holds."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any

import structlog

from retrieval.errors import BadPaperId, SourceChanged, SourceUnavailable
from retrieval.http import Host, Http, Response
from retrieval.paper import Paper, parse_ref
from retrieval.sources.fields import authors_in, category, tidy
from retrieval.sources.markup import EMPTY_PAGE, xml_root

log = structlog.get_logger(__name__)

SOURCE = "arXiv"
ROOT = "{http://www.openarchives.org/OAI/2.0/}OAI-PMH"
FORMATS = ("arXivRaw", "arXiv")
"""The first tells all versions with their times; the second, days only, is for servers without it."""
GROUPS = ("cs", "econ", "eess", "math", "q-bio", "q-fin", "stat")
"""Sets that are archives of their own; all other archives belong to physics."""
SETTLED = timedelta(days=7)
"""A version older than this before the day asked for was announced before it: something else changed."""
RESTARTS = 2


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the records of a list."""

    papers: tuple[Paper, ...] = ()
    token: str = ""
    """What to ask the next page with; empty: this was the last."""
    trouble: str = ""
    """The server's error code."""


@dataclass(frozen=True, slots=True)
class _History:
    """What a record tells of its versions; the days of the first and the newest one are always told."""

    first: date
    newest: date
    version: int | None = None
    submitted: datetime | None = None
    updated: datetime | None = None


@dataclass(frozen=True, slots=True)
class Oai:
    """The OAI-PMH server at `url`, asked politely."""

    http: Http
    host: Host
    url: str

    async def changed(self, categories: Sequence[str], since: date) -> AsyncIterator[Paper]:
        """Papers with a version that may have been announced since this day, page by page, repeats included.

        The server knows the day a record was modified, for whatever reason, and no day of
        announcement: so there is no `announced`, and records whose newest version is a week older
        than `since` are left out. Raises SourceUnavailable or SourceChanged.
        """
        for name in categories:
            async for page in self._pages({"from": since.isoformat(), "set": set_of(name)}, since - SETTLED):
                for paper in page.papers:
                    yield paper

    async def _pages(
        self, query: dict[str, str], settled: date, formats: tuple[str, ...] = FORMATS
    ) -> AsyncIterator[Page]:
        """All pages of a list. Tokens end with the day: then it is begun again, as a gap would go unnoticed."""
        first = {"verb": "ListRecords", **query, "metadataPrefix": formats[0]}
        params, restarts = first, 0
        while params:
            page = await self.http.read(self.url, partial(read_list, settled=settled), params=params, host=self.host)
            if page.trouble == "cannotDisseminateFormat" and formats[1:]:
                async for other in self._pages(query, settled, formats[1:]):
                    yield other
                return
            if page.trouble == "badResumptionToken" and restarts < RESTARTS:
                params, restarts = first, restarts + 1
                log.info("list begun again", set=query["set"])
                continue
            if page.trouble or (page.token and page.token == params.get("resumptionToken")):
                raise SourceChanged(
                    f"arXiv's OAI-PMH server answers in a way we do not know ({page.trouble or 'loop'})."
                )
            yield page
            params = {"verb": "ListRecords", "resumptionToken": page.token} if page.token else {}


def set_of(name: str) -> str:
    """The OAI set of a category or archive: `cs.CL` → `cs:cs:CL`, `astro-ph.GA` → `physics:astro-ph:GA`."""
    archive, _, subject = category(name).partition(".")
    group = archive if archive in GROUPS else "physics"
    return ":".join(filter(None, (group, archive, subject)))


def read_list(response: Response, settled: date) -> Page:
    """The page of records in an answer. Raises SourceUnavailable or SourceChanged."""
    if response.status != 200:
        raise SourceChanged(f"arXiv's OAI-PMH server refused our question ({response.status}).")
    root = xml_root(response, ROOT)
    error = root.find("{*}error")
    if error is not None:
        code = error.get("code", "unknown")
        return Page() if code == "noRecordsMatch" else Page(trouble=code)
    records = root.findall("{*}ListRecords/{*}record")
    if not records:  # a list without records would be an error by the protocol
        raise SourceUnavailable(EMPTY_PAGE)
    papers = tuple(paper for record in records if (paper := _paper(record, settled)) is not None)
    return Page(papers, (root.findtext("{*}ListRecords/{*}resumptionToken") or "").strip())


def _paper(record: Any, settled: date) -> Paper | None:  # lxml publishes no types
    """The paper of a record; None for a deleted or unreadable one, and for one that was settled by then."""
    body = record.find("{*}metadata/*")
    if body is None:
        return None
    told = {child.tag.rpartition("}")[2]: child.text or "" for child in body}
    try:
        ref, history = parse_ref(told.get("id", "")), _history(body, told)
    except (BadPaperId, ValueError, IndexError):
        log.warning("record skipped", id=told.get("id", ""))
        return None
    if history.newest < settled:
        return None
    return tidy(
        Paper(
            id=ref.id,
            version=history.version,
            title=told.get("title", ""),
            abstract=told.get("abstract", ""),
            authors=_authors(body) or authors_in(told.get("authors", "")),
            categories=tuple(told.get("categories", "").split()),
            submitted=history.submitted,
            updated=history.updated,
            announcement="replace" if history.first < settled else None,
            comment=told.get("comments", ""),
            doi=told.get("doi", ""),
            journal_ref=told.get("journal-ref", ""),
            source=SOURCE,
        )
    )


def _history(body: Any, told: dict[str, str]) -> _History:
    """Raises ValueError or IndexError if the record does not tell it."""
    if "created" in told:
        first = date.fromisoformat(told["created"])
        changed = told.get("updated", "")
        return _History(first, date.fromisoformat(changed) if changed else first, None if changed else 1)
    versions = body.findall("{*}version")
    moments = [parsedate_to_datetime(version.findtext("{*}date") or "").astimezone(UTC) for version in versions]
    number = int(versions[-1].get("version", "").lstrip("v"))
    return _History(moments[0].date(), moments[-1].date(), number, moments[0], moments[-1])


def _authors(body: Any) -> tuple[str, ...]:
    """Names from the format that takes them apart; none from the one that does not."""
    parts = ("{*}forenames", "{*}keyname", "{*}suffix")
    names = (" ".join(filter(None, map(author.findtext, parts))) for author in body.findall("{*}authors/{*}author"))
    return tuple(names)
