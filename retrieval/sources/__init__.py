"""Where papers come from. A new source is one file, one line in SOURCES, and its test."""

from collections.abc import Callable
from dataclasses import dataclass

from retrieval.http import Host, Http
from retrieval.library import PaperLookup
from retrieval.ports import PaperSource, PoliteGate
from retrieval.sources.arxiv import SOURCE, ArxivApi
from retrieval.sources.daily import ArxivSource
from retrieval.sources.options import SourceOptions


@dataclass(frozen=True, slots=True)
class SourceKind:
    """How a source is called and opened; its requests go through the gate if they share arXiv's rate limit."""

    name: str
    open: Callable[[Http, PoliteGate, SourceOptions], PaperSource]


SOURCES = (SourceKind("arXiv", ArxivSource),)


def open_lookup(http: Http, gate: PoliteGate, options: SourceOptions) -> PaperLookup:
    """Papers by id, from arXiv's query API."""
    return ArxivApi(http, Host(SOURCE, gate), options.arxiv_api_url)
