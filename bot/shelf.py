"""The library as the settings ask for it: http, embedder, index, writer, store and sources, opened and joined."""

import functools
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime

from platformdirs import user_cache_path
from pydantic import SecretStr

from bot.settings import Settings
from retrieval.collect import index_pending
from retrieval.database import Database
from retrieval.embed import open_embedder
from retrieval.fulltext import open_reader
from retrieval.http import Host, Http
from retrieval.index import open_index
from retrieval.library import Library
from retrieval.polite import polite_gate
from retrieval.ports import PaperSource, Writer
from retrieval.sources import SOURCES, open_lookup
from retrieval.sources.arxiv import SOURCE
from retrieval.sources.enrichers import open_enrichers
from retrieval.sources.mentions import known_to
from retrieval.sources.options import SourceOptions
from retrieval.store import SqlPaperStore
from retrieval.writers import open_writer
from retrieval.writers.extractive import Extractive

SOURCES_KEPT = 16
"""So many sets of categories are remembered with what their sources last heard."""


async def open_library(
    stack: AsyncExitStack, settings: Settings, database: Database, now: Callable[[], datetime]
) -> tuple[Library, Callable[[Sequence[str]], Sequence[PaperSource]]]:
    """The library, and its sources for some categories; `stack` closes what was opened."""
    key = settings.openai_key
    http = await stack.enter_async_context(Http())
    embedder = await stack.enter_async_context(
        open_embedder(settings.embedding_model, base_url=settings.openai_base_url, api_key=key)
    )
    index = await stack.enter_async_context(
        open_index(settings.index_folder, embedder.fingerprint, url=settings.chroma_url, shelf=settings.shelf)
    )
    turns = user_cache_path("paperwire", appauthor=False)
    gate = polite_gate(turns)
    plain: Writer = Extractive(embedder)
    writer = (
        open_writer(settings.writer_model, base_url=settings.openai_base_url, api_key=key)
        if settings.writer_model
        else plain
    )
    options = _source_options(settings, now)
    store = SqlPaperStore(database)
    options = replace(options, known=known_to(store))
    reader = await stack.enter_async_context(
        open_reader(
            store,
            Host(SOURCE, gate),
            site_url=settings.arxiv_site_url,
            folder=settings.papers_folder,
            index=lambda: index_pending(store, embedder, index),
            now=now,
        )
    )
    library = Library(store, index, embedder, writer, plain, open_lookup(http, gate, options), reader)

    @functools.lru_cache(SOURCES_KEPT)  # a source remembers its last listing, and asks for it again only if it changed
    def opened(categories: tuple[str, ...]) -> list[PaperSource]:
        chosen = replace(options, categories=categories) if categories else options
        return [source for kind in SOURCES if kind.by_category for source in kind.open(http, gate, chosen)]

    everywhere = [source for kind in SOURCES if not kind.by_category for source in kind.open(http, gate, options)]

    def sources(categories: Sequence[str]) -> list[PaperSource]:
        return [*opened(tuple(categories)), *everywhere]

    return replace(library, enrichers=open_enrichers(http, turns, options)), sources


def _source_options(settings: Settings, now: Callable[[], datetime]) -> SourceOptions:
    return SourceOptions(
        categories=settings.arxiv_categories,
        arxiv_api_url=settings.arxiv_api_url,
        arxiv_rss_url=settings.arxiv_rss_url,
        arxiv_oai_url=settings.arxiv_oai_url,
        arxiv_site_url=settings.arxiv_site_url,
        hf_daily=settings.hf_daily,
        hf_api_url=settings.hf_api_url,
        feeds=settings.feeds,
        mailbox=settings.mailbox,
        services=settings.enrichment,
        s2_api_url=settings.s2_api_url,
        s2_api_key=_secret(settings.s2_api_key),
        openalex_api_url=settings.openalex_api_url,
        openalex_api_key=_secret(settings.openalex_api_key),
        now=now,
    )


def _secret(value: SecretStr | None) -> str:
    return value.get_secret_value() if value else ""
