"""arXiv's query API: papers by id, and by category and day. The only place that knows the `arxiv` package."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog

from retrieval.errors import BadPaperId, SourceChanged, SourceUnavailable
from retrieval.http import Host, Http, Response
from retrieval.paper import Paper, PaperRef, parse_ref
from retrieval.sources.fields import category, tidy
from retrieval.sources.markup import EMPTY_PAGE, xml_root

log = structlog.get_logger(__name__)

SOURCE = "arXiv"
FEED = "{http://www.w3.org/2005/Atom}feed"
ENTRY = "{http://www.w3.org/2005/Atom}entry"
IDS_AT_ONCE = 100
PAGE = 500
MOST = 30_000
"""What the API gives for one query, by its manual."""


class _Refused(SourceChanged):
    """The API would not take the query; `words` is its own reason."""

    def __init__(self, words: str) -> None:
        super().__init__("arXiv did not understand our question.")
        self.words = words


@dataclass(frozen=True, slots=True)
class Page:
    """Papers of one answer. `entries` also counts those that could not be read, `total` all that match."""

    papers: tuple[Paper, ...]
    entries: int
    total: int


@dataclass(frozen=True, slots=True)
class ArxivApi:
    """The query API at `url`, asked politely."""

    http: Http
    host: Host
    url: str

    async def lookup(self, refs: Sequence[PaperRef]) -> list[Paper]:
        """Those of `refs` that arXiv has, in order: the version named, or else the newest.

        Raises SourceUnavailable or SourceChanged.
        """
        wanted = list(dict.fromkeys(ref for ref in refs if ":" not in ref.id))
        found: list[Paper] = []
        for start in range(0, len(wanted), IDS_AT_ONCE):
            found += await self._by_ids(wanted[start : start + IDS_AT_ONCE])
        return [paper for ref in refs if (paper := _named(ref, found)) is not None]

    async def search(self, categories: Sequence[str], *, start: datetime, end: datetime) -> AsyncIterator[Paper]:
        """Papers of these categories whose first version was submitted in [start, end], oldest first.

        Raises SourceUnavailable (also when there are more than the API ever gives) or SourceChanged.
        """
        within = " OR ".join(f"cat:{category(name)}{'' if '.' in name else '*'}" for name in categories)
        first, last = (f"{moment.astimezone(UTC):%Y%m%d%H%M}" for moment in (start, end))
        query = {"search_query": f"({within}) AND submittedDate:[{first} TO {last}]", "sortBy": "submittedDate"}
        at, total = 0, 1
        while at < total:
            page = await self._page({**query, "sortOrder": "ascending"}, at, PAGE)
            if page.total > MOST:
                raise SourceUnavailable("arXiv has too many papers in these days to list them at once; ask for fewer.")
            for paper in page.papers:
                yield paper
            at, total = at + page.entries, page.total

    async def _by_ids(self, refs: Sequence[PaperRef]) -> tuple[Paper, ...]:
        """One malformed id makes the API refuse the whole list, so it is left out and the rest asked for again."""
        names = [f"{ref.id}v{ref.version}" if ref.version else ref.id for ref in refs]
        while names:
            try:
                return (await self._page({"id_list": ",".join(names)}, 0, len(names))).papers
            except _Refused as refusal:
                bad = [name for name in names if name in refusal.words.split()]
                if not bad:
                    raise
                log.info("id refused", ids=bad)
                names = [name for name in names if name not in bad]
        return ()

    async def _page(self, query: dict[str, str], at: int, size: int) -> Page:
        url = self.url.removesuffix("?{}")
        params = {**query, "start": str(at), "max_results": str(size)}
        return await self.http.read(url, lambda response: read_page(response, at), params=params, host=self.host)


def read_page(response: Response, at: int) -> Page:
    """The page of answers that starts at `at`. Raises SourceUnavailable or SourceChanged."""
    # The parser of the pinned package, behind our own fetcher: its client has no timeout and knows no Retry-After.
    from arxiv import _feed  # type: ignore[import-untyped]  # it publishes no types

    if response.status not in (200, 400):
        raise SourceChanged(f"arXiv refused our question ({response.status}).")
    entries = xml_root(response, FEED).findall(ENTRY)
    _check_refusal(entries)
    feed = _feed.parse(response.body)
    if not entries and feed.header.total_results > at:
        raise SourceUnavailable(EMPTY_PAGE)
    papers = tuple(paper for result in feed.results if (paper := _paper(result)) is not None)
    if len(papers) < len(entries):
        log.warning("entries skipped", entries=len(entries), read=len(papers))
    return Page(papers, len(entries), feed.header.total_results)


def _check_refusal(entries: Sequence[Any]) -> None:  # lxml publishes no types
    """Errors come as a feed with one entry, whose id is in /api/errors."""
    for entry in entries:
        name = entry.findtext("{*}id") or ""
        if "/api/errors" in name:
            raise _Refused(entry.findtext("{*}summary") or "")


def _paper(result: Any) -> Paper | None:  # an arxiv.Result
    try:
        ref = parse_ref(result.entry_id)
    except BadPaperId:
        return None
    return tidy(
        Paper(
            id=ref.id,
            version=ref.version,
            title=result.title,
            abstract=result.summary,
            authors=tuple(author.name for author in result.authors),
            categories=tuple(dict.fromkeys(filter(None, (result.primary_category, *result.categories)))),
            submitted=_moment(result.published),
            updated=_moment(result.updated),
            comment=result.comment or "",
            doi=result.doi or "",
            journal_ref=result.journal_ref or "",
            source=SOURCE,
        )
    )


def _moment(given: datetime) -> datetime | None:
    """The package writes a missing date as the first moment of the calendar, without a zone."""
    return given if given.tzinfo is not None else None


def _named(ref: PaperRef, found: Sequence[Paper]) -> Paper | None:
    versions = [paper for paper in found if paper.id == ref.id and ref.version in (None, paper.version)]
    return max(versions, key=lambda paper: paper.version or 0, default=None)
