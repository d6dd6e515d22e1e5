"""arXiv's announcement feeds (RSS or Atom): what was listed today, with the day it was announced."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from time import struct_time
from typing import Any, get_args
from zoneinfo import ZoneInfo

import structlog

from retrieval.errors import BadPaperId, PaperwireError, SourceChanged, SourceUnavailable, UnknownCategory
from retrieval.http import Host, Http, Response
from retrieval.paper import Announcement, Paper, parse_ref
from retrieval.sources.fields import authors_in, category, tidy
from retrieval.sources.markup import BROKEN_OFF, WEB_PAGE
from retrieval.sources.taxonomy import CATEGORIES

log = structlog.get_logger(__name__)

SOURCE = "arXiv"
NEW_YORK = ZoneInfo("America/New_York")
CAP = 2000
"""A feed never holds more; one with as many has lost some."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a feed held: `day` is the New York day it was made for, also when it holds no papers."""

    day: date
    papers: tuple[Paper, ...]
    capped: bool = False


class Announcements:
    """The feed of some categories. It remembers the last listing, for when nothing has changed."""

    def __init__(self, http: Http, host: Host, url: str, categories: Sequence[str]) -> None:
        self._http, self._host, self._url = http, host, url
        self._categories = tuple(categories)
        self._tag = ""
        self._last: Listing | None = None

    async def newest(self) -> Listing:
        """The newest listing there is, which may be an older day's or empty.

        Raises UnknownCategory, SourceUnavailable or SourceChanged.
        """
        url = f"{self._url.rstrip('/')}/{'+'.join(category(name) for name in self._categories)}"
        headers = {"If-None-Match": self._tag} if self._last else {}
        self._tag, listing = await self._http.read(url, self._read, headers=headers, host=self._host)
        self._last = listing
        return listing

    def _read(self, response: Response) -> tuple[str, Listing]:
        if response.status == 304 and self._last is not None:
            return self._tag, self._last
        return response.headers.get("etag", ""), read_feed(response, self._categories)


def remark_on(listing: Listing, now: datetime) -> str:
    """What people should know of this listing, in a sentence; empty if all is as usual.

    arXiv lists nothing at weekends and on its holidays, when the feed is empty; nothing in it
    tells a holiday from a late feed.
    """
    today = now.astimezone(NEW_YORK).date()
    expected = today - timedelta(days=max(today.weekday() - 4, 0))
    if listing.day < expected:
        return f"arXiv's feed of {_said(expected)} is late; the newest one is of {_said(listing.day)}."
    if listing.papers:
        return ""
    if today.weekday() > 4:
        return "arXiv announces no papers at weekends."
    return f"arXiv's feed of {_said(listing.day)} is empty: a holiday there, or it is late."


def read_feed(response: Response, categories: Sequence[str]) -> Listing:
    """The listing in a feed's answer. Raises UnknownCategory, SourceUnavailable or SourceChanged.

    A category that arXiv has, and its feed lacks for once, is the feed's fault: SourceUnavailable.
    """
    feed = _parsed(response)
    if feed.feed.get("title", "").startswith("Feed error"):
        raise _refused(_culprit(feed.feed.get("description", ""), categories))
    if response.status != 200:
        raise SourceChanged(f"arXiv refused to send its feed ({response.status}).")
    made = feed.feed.get("published_parsed") or feed.feed.get("updated_parsed")
    if made is None:
        raise SourceChanged("arXiv's feed no longer says which day it is of.")
    day = _new_york_day(made)
    papers = tuple(paper for entry in feed.entries if (paper := _paper(entry, day)) is not None)
    if feed.entries and not papers:
        raise SourceChanged("arXiv's feed no longer names its papers as it used to.")
    if len(papers) < len(feed.entries):
        log.warning("feed entries skipped", entries=len(feed.entries), read=len(papers))
    return Listing(day, papers, capped=len(feed.entries) >= CAP)


def _parsed(response: Response) -> Any:  # feedparser publishes no types
    import feedparser

    # Sanitising takes `$p<q$ ... >` for a tag and deletes formulas; what we keep is text, never shown as HTML.
    feed = feedparser.parse(io.BytesIO(response.body), sanitize_html=False, resolve_relative_uris=False)
    if not feed.get("version"):
        raise SourceUnavailable(WEB_PAGE)
    if feed.bozo and not re.search(rb"</(?:rss|feed)>\s*\Z", response.body[-200:]):
        raise SourceUnavailable(BROKEN_OFF)
    return feed


def _refused(culprit: str) -> PaperwireError:
    if culprit in CATEGORIES:
        return SourceUnavailable(f"arXiv's feed lacks {culprit} just now, though that category exists.")
    return UnknownCategory(culprit)


def _culprit(words: str, categories: Sequence[str]) -> str:
    """Which category arXiv objects to: it quotes the archive or the subject class it does not know."""
    for quoted in re.findall(r"'([^']+)'", words):
        for name in categories:
            if quoted.lower() in (name.lower(), *name.lower().split(".")):
                return name
    return "+".join(categories)


def _paper(entry: Any, day: date) -> Paper | None:
    """One item. A feed gives no dates of submission, so there are none."""
    try:
        ref = parse_ref(entry.get("id", "").removeprefix("oai:arXiv.org:"))
    except BadPaperId:
        return None
    summary = entry.get("summary", "")
    _, _, abstract = summary.partition("Abstract:")
    kind = entry.get("arxiv_announce_type")
    made = entry.get("published_parsed")
    return tidy(
        Paper(
            id=ref.id,
            version=ref.version,
            title=entry.get("title", ""),
            abstract=abstract or summary,
            authors=tuple(name for one in entry.get("authors", ()) for name in authors_in(one.get("name", ""))),
            categories=tuple(dict.fromkeys(tag.term for tag in entry.get("tags", ()))),
            announced=_new_york_day(made) if made else day,
            announcement=kind if kind in get_args(Announcement) else None,
            doi=entry.get("arxiv_doi", ""),
            journal_ref=entry.get("arxiv_journal_reference", ""),
            source=SOURCE,
        )
    )


def _new_york_day(moment: struct_time) -> date:
    return datetime(*moment[:6], tzinfo=UTC).astimezone(NEW_YORK).date()


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
