"""Where sources ask, and what for: plain values, read once from the settings."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOptions:
    """The defaults are arXiv's own addresses. `arxiv_api_url` may end in `?{}`, as the arxiv package writes it."""

    categories: tuple[str, ...] = ("cs.AI", "cs.CL", "cs.LG")
    arxiv_api_url: str = "https://export.arxiv.org/api/query"
    arxiv_rss_url: str = "https://rss.arxiv.org/rss/"
    arxiv_oai_url: str = "https://oaipmh.arxiv.org/oai"
    arxiv_site_url: str = "https://arxiv.org"
    now: Callable[[], datetime] = _utc_now
