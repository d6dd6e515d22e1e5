"""Where sources ask, and what for: plain values, read once from the settings."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from retrieval.mailbox import Mailbox
from retrieval.paper import Paper

Known = Callable[[Sequence[str]], Awaitable[Mapping[str, Paper]]]
"""Those of some papers, by id, that are on the shelf for everybody to see."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


async def _nothing_known(_paper_ids: Sequence[str]) -> Mapping[str, Paper]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOptions:
    """The defaults are the services' own addresses. `arxiv_api_url` may end in `?{}`, as the arxiv package writes it.

    `feeds`: addresses that the operator set, and therefore trusts wherever they lie. `services`: the
    enrichers that are asked, by their names in `ENRICHERS`.
    """

    categories: tuple[str, ...] = ("cs.AI", "cs.CL", "cs.LG")
    arxiv_api_url: str = "https://export.arxiv.org/api/query"
    arxiv_rss_url: str = "https://rss.arxiv.org/rss/"
    arxiv_oai_url: str = "https://oaipmh.arxiv.org/oai"
    arxiv_site_url: str = "https://arxiv.org"
    hf_daily: bool = False
    hf_api_url: str = "https://huggingface.co/api"
    feeds: tuple[str, ...] = ()
    mailbox: Mailbox | None = None
    services: tuple[str, ...] = ()
    s2_api_url: str = "https://api.semanticscholar.org/graph/v1"
    s2_api_key: str = field(default="", repr=False)
    openalex_api_url: str = "https://api.openalex.org"
    openalex_api_key: str = field(default="", repr=False)
    known: Known = _nothing_known
    now: Callable[[], datetime] = _utc_now
