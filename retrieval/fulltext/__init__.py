"""The full text of a paper: arXiv's HTML first, its PDF second, cut into passages. Start at `reading.py`."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval.fulltext.reading import FullTextReader
    from retrieval.http import Host
    from retrieval.ports import PaperStore


@asynccontextmanager
async def open_reader(
    store: "PaperStore",
    host: "Host",
    *,
    site_url: str,
    folder: Path,
    index: Callable[[], Awaitable[object]],
    now: Callable[[], datetime],
) -> AsyncIterator["FullTextReader"]:
    """Reads from the site at `site_url` through the gate of `host`; fetched files are kept in `folder`.

    Opening connects to nothing. Raises BadSetting when `site_url` is no address.
    """
    from retrieval.fulltext.fetch import HTML_PATIENCE, PDF_PATIENCE, Fetcher
    from retrieval.fulltext.parsing import Parser
    from retrieval.fulltext.reading import FullTextReader
    from retrieval.http import Http

    async with (
        Http(HTML_PATIENCE, follow_redirects=False) as html,
        Http(PDF_PATIENCE, follow_redirects=False) as pdf,
    ):
        files = Fetcher(html, pdf, host, site_url=site_url, folder=folder)
        reader = FullTextReader(store, files, Parser(), index=index, now=now)
        try:
            yield reader
        finally:
            await reader.close()
