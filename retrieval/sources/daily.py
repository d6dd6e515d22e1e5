"""arXiv as a source: today's listing from the feed, what lies before it from OAI-PMH, one standing in for the other."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, time, timedelta

import structlog

from retrieval.enrichment import Enrichment
from retrieval.errors import SourceChanged, SourceUnavailable
from retrieval.http import Host, Http
from retrieval.paper import Paper
from retrieval.ports import PoliteGate
from retrieval.sources.announcements import NEW_YORK, Announcements, remark_on
from retrieval.sources.arxiv import SOURCE, ArxivApi
from retrieval.sources.oai import Oai
from retrieval.sources.options import SourceOptions

log = structlog.get_logger(__name__)

LATEST = time(6)
"""Until this hour in New York the listing of a day may still come out; at midnight, as a rule."""
BEFORE_LISTING = timedelta(days=5)
"""A listing holds what was submitted up to this long before it (a weekend and a holiday)."""


class ArxivSource:
    """The `PaperSource` of arXiv, for `options.categories`."""

    name = SOURCE

    def __init__(self, http: Http, gate: PoliteGate, options: SourceOptions) -> None:
        host = Host(SOURCE, gate)
        self._options = options
        self._feed = Announcements(http, host, options.arxiv_rss_url, options.categories)
        self._oai = Oai(http, host, options.arxiv_oai_url)
        self._api = ArxivApi(http, host, options.arxiv_api_url)
        self.remark = ""
        self.told: Sequence[Enrichment] = ()

    async def fetch(self, *, since: datetime) -> AsyncIterator[Paper]:
        """Yield the newest listing, also when it is older than `since`, and all listings missed from `since` to it.

        Papers caught up without the feed have no `announced`. Raises UnknownCategory, and
        SourceUnavailable or SourceChanged when part of this could not be had; what could be had
        has been yielded by then.
        """
        self.remark, failed = "", None
        if not self._options.categories:
            self.remark = "No arXiv categories are chosen."
            return
        try:
            listing = await self._feed.newest()
        except (SourceUnavailable, SourceChanged) as error:
            log.warning("feed failed", source=SOURCE, why=error.for_people)
            failed = error
        else:
            for paper in listing.papers:
                yield paper
            now = self._options.now()
            self.remark = remark_on(listing, now)
            if not listing.capped and not missed(listing.day, since, now):
                return
        async for paper in self._catch_up(since):
            yield paper
        if failed is not None:
            self.remark = f"{failed.for_people} Its papers came another way, without their day of announcement."

    async def _catch_up(self, since: datetime) -> AsyncIterator[Paper]:
        """What changed since then by OAI-PMH or, if that fails, what was submitted by the query API."""
        log.info("catching up", source=SOURCE, since=since.isoformat())
        try:
            async for paper in self._oai.changed(self._options.categories, since.astimezone(NEW_YORK).date()):
                yield paper
        except (SourceUnavailable, SourceChanged) as error:
            log.warning("catch-up by OAI-PMH failed", source=SOURCE, why=error.for_people)
        else:
            return
        start, end = since - BEFORE_LISTING, self._options.now()
        async for paper in self._api.search(self._options.categories, start=start, end=end):
            yield paper


def missed(newest: date, since: datetime, now: datetime) -> list[date]:
    """The days from `since` on whose listings the feed of `newest` has replaced. Pure.

    A machine whose clock is wrong misses no days of the future.
    """
    first = since.astimezone(NEW_YORK).date()
    last = min(newest, now.astimezone(NEW_YORK).date())
    days = (first + timedelta(days=n) for n in range((last - first).days))
    return [day for day in days if day.weekday() < 5 and since <= datetime.combine(day, LATEST, NEW_YORK)]
