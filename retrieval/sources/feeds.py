"""Any RSS or Atom feed: an item that speaks of papers on arXiv tells of those, any other is a paper of its own.

What feedparser makes of the formats is in its reference (feedparser.readthedocs.io, `entries[i]`); the
headers of a question for news alone are those of RFC 9110, 13.1.
"""

import asyncio
import hashlib
import io
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import struct_time
from typing import Any
from urllib.parse import urljoin, urlsplit

import structlog

from retrieval.addresses import is_public_page, same_site
from retrieval.enrichment import Enrichment
from retrieval.errors import SourceChanged, SourceUnavailable
from retrieval.http import Host, Http, Response
from retrieval.paper import Paper
from retrieval.sources.fields import authors_in, is_web, tidy
from retrieval.sources.mentions import Mentions, papers_named
from retrieval.sources.pages import read_page

log = structlog.get_logger(__name__)

REACH = timedelta(days=7)
"""Items this much older than asked for are still taken: feeds bring some of them late."""
AHEAD = timedelta(days=2)
"""A clock or a zone that is wrong makes an item so much younger than it can be, at most."""
REST = timedelta(minutes=10)
"""A feed is not asked again within this time."""
MOST_REDIRECTS = 5
MOST_ITEMS = 500
LONGEST_TEXT = 6000
"""Characters of an item that are kept as its abstract."""
_PART = re.compile(r"[A-Za-z][A-Za-z_-]{0,19}")
_MUTE = frozenset({"feed", "feeds", "rss", "atom", "index", "xml", "blog-feed"})


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a feed. `papers`: ids of arXiv's that it names; `published` None: nobody can tell."""

    id: str
    title: str
    text: str
    link: str
    authors: tuple[str, ...]
    published: datetime | None
    papers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Feed:
    """Where a feed is and what it is called. `trusted`: the operator set it, so it may lie in a private network."""

    url: str
    name: str
    trusted: bool = True


class FeedSource:
    """The `PaperSource` of one feed. It remembers the last answer, for when nothing has changed."""

    def __init__(
        self, http: Http, feed: Feed, mentions: Mentions, turn: asyncio.Lock, now: Callable[[], datetime]
    ) -> None:
        """`turn` is held while the feed is asked for, so that feeds of one host can take turns."""
        self.name, self.remark = feed.name, ""
        self.told: Sequence[Enrichment] = ()
        self._http, self._host, self._feed = http, Host(feed.name), feed
        self._mentions, self._now = mentions, now
        self._tags: Mapping[str, str] = {}
        self._last: tuple[datetime, tuple[Item, ...]] | None = None
        self._turn = turn

    async def fetch(self, *, since: datetime) -> AsyncIterator[Paper]:
        """Yield what the feed's items of the last days tell of.

        An item without a readable date counts as new where others of the feed are on the shelf
        already; of a feed never read before, the topmost of them alone. Raises SourceUnavailable or
        SourceChanged.
        """
        async with self._turn:
            items = await self._items()
        new = await self._new(items, since)
        for item in new:
            if not item.papers:
                yield _paper(item, self.name)
        for paper in await self._mentions.papers(
            (paper_id for item in new for paper_id in item.papers), source=self.name, since=since
        ):
            yield paper

    async def _items(self) -> tuple[Item, ...]:
        now = self._now()
        if self._last is None or now - self._last[0] >= REST:
            self._last = now, await self._asked()
        return self._last[1]

    async def _asked(self) -> tuple[Item, ...]:
        """The items of the feed, at the end of its redirects, each looked at before it is followed."""
        url = self._feed.url
        for _ in range(MOST_REDIRECTS + 1):
            await self._permit(url)
            answer = await self._http.look(url, self._read, headers=self._tags, host=self._host)
            if not isinstance(answer, str):
                return answer
            url = urljoin(url, answer)
        raise SourceChanged(f"{self.name} sends us round in circles.")

    async def _permit(self, url: str) -> None:
        if self._feed.trusted and same_site(url, self._feed.url):
            return
        if not await is_public_page(url):
            log.warning("feed address refused", source=self.name)
            raise SourceChanged(f"{self.name} leads to an address that is not on the public internet.")

    def _read(self, response: Response) -> tuple[Item, ...] | str:
        """The items, or where a redirect leads."""
        if response.status == 304 and self._last is not None:
            return self._last[1]
        if response.status in (301, 302, 303, 307, 308):
            return response.headers.get("location", "")
        items = read_feed(response, self._feed, self._now())
        headers = {"If-None-Match": "etag", "If-Modified-Since": "last-modified"}
        self._tags = {ask: told for ask, name in headers.items() if (told := response.headers.get(name, ""))}
        return items

    async def _new(self, items: Sequence[Item], since: datetime) -> list[Item]:
        dated = [item for item in items if item.published and item.published >= since - REACH]
        undated = [item for item in items if item.published is None]
        if not undated:
            return dated
        known = await self._mentions.known([item.id for item in items])
        return dated + (undated if known else undated[:1])


def read_feed(response: Response, feed: Feed, now: datetime) -> tuple[Item, ...]:
    """The items of a feed's answer, each once. Raises SourceUnavailable or SourceChanged."""
    if response.status != 200:
        raise SourceChanged(f"{feed.name} refused to send its feed ({response.status}).")
    parsed = _parsed(response, feed)
    items: dict[str, Item] = {}
    for entry in parsed.entries[:MOST_ITEMS]:
        if (item := _item(entry, feed, now)) is not None:
            items.setdefault(item.id, item)
    once = {(item.title.casefold(), item.link or item.text): item for item in items.values()}
    return tuple(once.values())  # of an item that is told twice under two ids, the older one: it was taken before


def _parsed(response: Response, feed: Feed) -> Any:  # feedparser publishes no types
    import feedparser

    try:
        parsed = feedparser.parse(io.BytesIO(response.body), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # it is made to swallow anything, and yet some bytes make it choke
        raise SourceChanged(f"{feed.name} sent something that cannot be read as a feed.") from error
    if not parsed.get("version"):
        raise SourceUnavailable(f"{feed.name} answered with something else than a feed.")
    if parsed.bozo and not re.search(rb"</(?:\w+:)?(?:rss|feed|RDF)\s*>\s*\Z", response.body[-200:]):
        raise SourceUnavailable(f"{feed.name} broke off its answer.")
    return parsed


def _item(entry: Any, feed: Feed, now: datetime) -> Item | None:  # a feedparser entry
    """None for an item that has neither a title nor words."""
    bodies = [one.get("value", "") for one in entry.get("content", ())] or [entry.get("summary", "")]
    page, title = read_page(max(bodies, key=len)), read_page(entry.get("title", "")).text
    link = urljoin(feed.url, entry.get("link", ""))
    if not title and not page.text:
        return None
    links = (link, entry.get("id", ""), *page.links)
    return Item(
        id=_id(entry, feed, title or page.text[:200]),
        title=title or page.text[:120],
        text=page.text[:LONGEST_TEXT],
        link=link if is_web(link) else "",
        authors=tuple(name for one in entry.get("authors", ()) for name in authors_in(one.get("name", ""))),
        published=_moment(_dated(entry), now),
        papers=papers_named(f"{title} {page.text}", links),
    )


def _id(entry: Any, feed: Feed, words: str) -> str:  # a feedparser entry
    """`feed:HOST-DIGITS`, the same for the same item in whichever feed. A GUID that is no address is the feed's own."""
    guid = entry.get("id", "") or entry.get("link", "") or words
    whole = guid if re.match(r"(?:https?|tag|urn):", guid) else f"{feed.url}\n{guid}"
    host = re.sub(r"[^\w.-]", "", urlsplit(feed.url).hostname or "", flags=re.ASCII).removeprefix("www.")
    link = re.match(r"https?://(?:www\.)?([\w.-]{3,60})", guid, re.ASCII)
    digits = hashlib.sha256(whole.encode("utf-8", "ignore")).hexdigest()[:10]
    return f"feed:{link[1].lower() if link else host[:60]}-{digits}"


def _dated(entry: Any) -> struct_time | None:  # a feedparser entry
    """When it was published or else updated; asked for one that is missing, feedparser warns and gives the other."""
    dates = (entry[name] for name in ("published_parsed", "updated_parsed") if name in entry)
    return next((given for given in dates if given is not None), None)


def _moment(given: struct_time | None, now: datetime) -> datetime | None:
    """The moment a feed gives; None for one that cannot be, such as the year 1, or next month."""
    if given is None:
        return None
    try:
        moment = datetime(*given[:6], tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if datetime(1990, 1, 1, tzinfo=UTC) <= moment <= now + AHEAD else None


def _paper(item: Item, source: str) -> Paper:
    return tidy(
        Paper(
            id=item.id,
            title=item.title,
            abstract=item.text or item.title,
            authors=item.authors,
            submitted=item.published,
            link=item.link,
            source=source,
        )
    )


def names_of(urls: Iterable[str]) -> list[Feed]:
    """Each feed with a name for people: its host and the readable parts of its path. A query may hold a secret."""
    feeds: list[Feed] = []
    taken: Counter[str] = Counter()
    for url in dict.fromkeys(urls):
        name = _name(url)
        taken[name] += 1
        feeds.append(Feed(url, f"{name} ({taken[name]})" if taken[name] > 1 else name))
    return feeds


def _name(url: str) -> str:
    split = urlsplit(url)
    parts = [part.rpartition(".")[0] or part for part in split.path.strip("/").split("/")]
    said = [part for part in parts if _PART.fullmatch(part) and part.lower() not in _MUTE]
    return "/".join([(split.hostname or "a feed").removeprefix("www."), *said[:2]])
