"""Where papers come from. A new source is one file, one line in SOURCES, and its test."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from retrieval.http import Host, Http
from retrieval.library import PaperLookup
from retrieval.ports import PaperSource, PoliteGate
from retrieval.sources.arxiv import SOURCE, ArxivApi
from retrieval.sources.daily import ArxivSource
from retrieval.sources.feeds import FeedSource, names_of
from retrieval.sources.huggingface import DailyPapers
from retrieval.sources.imap import Newsletters
from retrieval.sources.mentions import Mentions
from retrieval.sources.options import SourceOptions


@dataclass(frozen=True, slots=True)
class SourceKind:
    """How sources of a kind are opened: none where the options ask for none, one for each feed.

    Requests go through the gate if they share arXiv's rate limit. `by_category`: whether it matters to
    them which categories are chosen; others are opened once for all.
    """

    name: str
    open: Callable[[Http, PoliteGate, SourceOptions], Sequence[PaperSource]]
    by_category: bool = False


def _open_arxiv(http: Http, gate: PoliteGate, options: SourceOptions) -> Sequence[PaperSource]:
    return [ArxivSource(http, gate, options)]


def _open_daily_papers(http: Http, gate: PoliteGate, options: SourceOptions) -> Sequence[PaperSource]:
    if not options.hf_daily:
        return []
    return [DailyPapers(http, options.hf_api_url, _mentions(http, gate, options), options.now)]


def _open_feeds(http: Http, gate: PoliteGate, options: SourceOptions) -> Sequence[PaperSource]:
    mentions, turns = _mentions(http, gate, options), defaultdict[str, asyncio.Lock](asyncio.Lock)
    return [
        FeedSource(http, feed, mentions, turns[urlsplit(feed.url).netloc], options.now)
        for feed in names_of(options.feeds)
    ]


def _open_newsletters(http: Http, gate: PoliteGate, options: SourceOptions) -> Sequence[PaperSource]:
    if options.mailbox is None:
        return []
    return [Newsletters(options.mailbox, _mentions(http, gate, options))]


def _mentions(http: Http, gate: PoliteGate, options: SourceOptions) -> Mentions:
    return Mentions(ArxivApi(http, Host(SOURCE, gate), options.arxiv_api_url), options.known)


SOURCES = (
    SourceKind("arXiv", _open_arxiv, by_category=True),
    SourceKind("Hugging Face", _open_daily_papers),
    SourceKind("feeds", _open_feeds),
    SourceKind("newsletters", _open_newsletters),
)


def open_lookup(http: Http, gate: PoliteGate, options: SourceOptions) -> PaperLookup:
    """Papers by id, from arXiv's query API."""
    return ArxivApi(http, Host(SOURCE, gate), options.arxiv_api_url)
