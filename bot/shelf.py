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
from retrieval.lookup import find_paper
from retrieval.paper import Paper
from retrieval.polite import polite_gate
from retrieval.ports import Embedder, PaperSource, PassageIndex, PoliteGate
from retrieval.searching.rerank import open_reranker
from retrieval.sources import SOURCES, open_lookup
from retrieval.sources.arxiv import SOURCE
from retrieval.sources.enrichers import open_enrichers
from retrieval.sources.mentions import known_to
from retrieval.sources.options import SourceOptions
from retrieval.store import SqlPaperStore
from retrieval.writer import Writer
from retrieval.writers import Modelling, open_model
from retrieval.writers.extractive import Extractive
from retrieval.writers.prices import PRICES, load_prices

SOURCES_KEPT = 16
"""So many sets of categories are remembered with what their sources last heard."""


async def open_library(
    stack: AsyncExitStack, settings: Settings, database: Database, now: Callable[[], datetime]
) -> tuple[Library, Callable[[Sequence[str]], Sequence[PaperSource]]]:
    """The library, and its sources for some categories; `stack` closes what was opened."""
    http = await stack.enter_async_context(Http())
    embedder, index = await _opened_index(stack, settings)
    turns = user_cache_path("paperwire", appauthor=False)
    gate = polite_gate(turns)
    plain: Writer = Extractive(embedder)
    model = _model(settings)
    store = SqlPaperStore(database)
    options = replace(_source_options(settings, now), known=known_to(store))
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

    async def find(given: str, owner: str) -> Paper:
        return await find_paper(library, given, owner=owner, now=now())

    rerank = settings.rerank_url and open_reranker(
        settings.rerank_url, settings.rerank_model, api_key=settings.rerank_key
    )
    library = Library(
        store,
        index,
        embedder,
        model.writer if model else plain,
        plain,
        open_lookup(http, gate, options),
        reader,
        await stack.enter_async_context(rerank) if rerank else None,
        rewriter=model.rewriter if model else None,
        researcher=model.researcher if model else None,
        find=find,
        warm=model.warm if model else None,
        enrichers=open_enrichers(http, turns, options),
    )
    return library, _sources(http, gate, options)


async def _opened_index(stack: AsyncExitStack, settings: Settings) -> tuple[Embedder, PassageIndex]:
    """The embedding model, and the dense index of its vectors."""
    embedder = await stack.enter_async_context(
        open_embedder(settings.embedding_model, base_url=settings.openai_base_url, api_key=settings.openai_key)
    )
    index = await stack.enter_async_context(
        open_index(settings.index_folder, embedder.fingerprint, url=settings.chroma_url, shelf=settings.shelf)
    )
    return embedder, index


def _model(settings: Settings) -> Modelling | None:
    """The chat model that the settings name; None: extractive. Raises BadSetting for a price table that is none."""
    if not settings.writer_model:
        return None
    return open_model(
        settings.writer_model,
        base_url=settings.openai_base_url,
        api_key=settings.openai_key,
        timeout=settings.model_timeout,
        prices=load_prices(settings.model_prices) if settings.model_prices else PRICES,
    )


def _sources(http: Http, gate: PoliteGate, options: SourceOptions) -> Callable[[Sequence[str]], Sequence[PaperSource]]:
    """The sources for some categories (none: those of the options), opened once for each set."""

    @functools.lru_cache(SOURCES_KEPT)  # a source remembers its last listing, and asks for it again only if it changed
    def opened(categories: tuple[str, ...]) -> list[PaperSource]:
        chosen = replace(options, categories=categories) if categories else options
        return [source for kind in SOURCES if kind.by_category for source in kind.open(http, gate, chosen)]

    everywhere = [source for kind in SOURCES if not kind.by_category for source in kind.open(http, gate, options)]

    def sources(categories: Sequence[str]) -> list[PaperSource]:
        return [*opened(tuple(categories)), *everywhere]

    return sources


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
