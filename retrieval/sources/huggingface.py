"""Hugging Face's daily papers: what people there put on a day's list, and how many liked it.

The list of a day: `GET /api/daily_papers?date=YYYY-MM-DD` (huggingface.co/docs/hub/api, and the OpenAPI
file it names); a day that has not begun there is refused with status 400.
"""

import json
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import structlog
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from retrieval.enrichment import Enrichment
from retrieval.errors import BadPaperId, SourceChanged, SourceUnavailable
from retrieval.http import Host, Http, Response
from retrieval.paper import Paper, parse_ref
from retrieval.sources.fields import is_web, tidy
from retrieval.sources.mentions import NEWS, Mentions

log = structlog.get_logger(__name__)

SOURCE = "Hugging Face"
PAGE = 100
"""Papers asked for at once; a day has some fifty."""
BACK = 1
"""A list grows and is voted on for a day or more, so the day before `since` is read again."""


class _Author(BaseModel):
    name: str = ""


class _Paper(BaseModel):
    """The fields of a daily paper that are read; the rest is ignored."""

    model_config = ConfigDict(extra="ignore")

    id: str
    title: str = Field(min_length=1)
    summary: str = Field(min_length=1)
    authors: list[_Author] = []
    published: AwareDatetime | None = Field(default=None, alias="publishedAt")
    upvotes: int | None = Field(default=None, ge=0)
    repository: str | None = Field(default=None, alias="githubRepo")
    project: str | None = Field(default=None, alias="projectPage")


class DailyPapers:
    """The `PaperSource` of the lists from the day before `since` to today."""

    name = SOURCE

    def __init__(self, http: Http, url: str, mentions: Mentions, now: Callable[[], datetime]) -> None:
        self._http, self._host, self._url = http, Host(SOURCE), url.rstrip("/")
        self._mentions, self._now = mentions, now
        self.remark = ""
        self.told: Sequence[Enrichment] = ()

    async def fetch(self, *, since: datetime) -> AsyncIterator[Paper]:
        """Yield each listed paper as arXiv has it; in Hugging Face's own words where arXiv does not answer.

        Raises SourceUnavailable or SourceChanged when a list could not be read; the lists before
        it have been yielded by then.
        """
        now = self._now()
        seen: set[str] = set()
        self.told = ()
        for day in _days(since, now):
            listed = [one for one in await self._listed(day, now) if one.id not in seen]
            seen |= {one.id for one in listed}
            self.told += tuple(_enrichment(one, now) for one in listed)
            for paper in await self._papers(listed, since):
                yield paper

    async def _papers(self, listed: Sequence[_Paper], since: datetime) -> list[Paper]:
        try:
            return await self._mentions.papers((one.id for one in listed), source=SOURCE, since=since)
        except (SourceUnavailable, SourceChanged) as error:
            log.warning("listed papers not looked up", source=SOURCE, why=error.for_people)
            return [_in_their_words(one) for one in listed if one.published is None or one.published >= since - NEWS]

    async def _listed(self, day: date, now: datetime) -> list[_Paper]:
        params = {"date": day.isoformat(), "limit": str(PAGE)}
        today = day >= now.astimezone(UTC).date()
        return await self._http.look(
            f"{self._url}/daily_papers", lambda answer: read_list(answer, today=today), params=params, host=self._host
        )


def _days(since: datetime, now: datetime) -> Iterable[date]:
    first, last = since.astimezone(UTC).date() - timedelta(days=BACK), now.astimezone(UTC).date()
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def read_list(response: Response, *, today: bool = False) -> list[_Paper]:
    """The papers of one list, those that cannot be read left out. Raises SourceUnavailable or SourceChanged."""
    if response.status == 400 and today:
        return []  # their day begins later than ours
    if response.status != 200:
        raise SourceChanged(f"{SOURCE} refused to send its daily papers ({response.status}).")
    try:
        rows = json.loads(response.body)
    except (ValueError, RecursionError) as error:
        raise SourceUnavailable(f"{SOURCE} sent something else than its daily papers.") from error
    if not isinstance(rows, list):
        raise SourceChanged(f"{SOURCE} no longer sends its daily papers as a list.")
    papers = [paper for row in rows if (paper := _paper(row)) is not None]
    if rows and not papers:
        raise SourceChanged(f"{SOURCE} no longer names its papers as it used to.")
    if len(papers) < len(rows):
        log.warning("listed papers skipped", source=SOURCE, listed=len(rows), read=len(papers))
    return papers


def _paper(row: Any) -> _Paper | None:
    """One row. Its `paper` holds what counts; an id that is not arXiv's is of something that is no paper."""
    try:
        read = _Paper.model_validate(row["paper"])
        ref = parse_ref(read.id)
    except (ValidationError, BadPaperId, KeyError, TypeError):
        return None
    return read.model_copy(update={"id": ref.id}) if ":" not in ref.id else None


def _in_their_words(read: _Paper) -> Paper:
    return tidy(
        Paper(
            id=read.id,
            title=read.title,
            abstract=read.summary,
            authors=tuple(author.name for author in read.authors),
            submitted=read.published,
            source=SOURCE,
        )
    )


def _enrichment(read: _Paper, now: datetime) -> Enrichment:
    code = (read.repository, read.project)
    return Enrichment(
        paper_id=read.id,
        source=SOURCE,
        asked=now,
        upvotes=read.upvotes,
        code=tuple(dict.fromkeys(link for link in code if link and is_web(link))),
    )
