"""Papers on arXiv that somebody else speaks of: a curated list, a feed, a newsletter."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import unquote

import structlog

from retrieval.paper import PUBLIC, Paper, PaperRef, refs_in
from retrieval.ports import PaperStore
from retrieval.sources.arxiv import ArxivApi
from retrieval.sources.options import Known

log = structlog.get_logger(__name__)

NEWS = timedelta(days=60)
"""A paper that was handed in longer ago is spoken of, but is no news."""


_SAID = re.compile(r"https?://\S+|\barxiv[:.]?\s*\S+", re.IGNORECASE)


def papers_named(text: str, links: Iterable[str] = ()) -> tuple[str, ...]:
    """The ids of arXiv's papers that a text and its links name, each once.

    A bare number that could be an id is none here: prose is full of numbers. A link that goes by
    way of somebody else's counter names the paper if its address does.
    """
    said = [found[0] for found in _SAID.finditer(text)]
    named = " ".join([*map(unquote, links), *said])
    return tuple(dict.fromkeys(ref.id for ref in refs_in(named)))


def known_to(store: PaperStore) -> Known:
    """What this shelf has for everybody to see."""
    return partial(store.many, owner=PUBLIC)


@dataclass(frozen=True, slots=True)
class Mentions:
    """Knows papers from the shelf or else from arXiv's query API, where each is asked for once."""

    api: ArxivApi
    known: Known

    async def papers(self, ids: Iterable[str], *, source: str, since: datetime) -> list[Paper]:
        """The papers of these ids, as told by `source`: in the version on the shelf, or the newest.

        A paper that was handed in long before `since` and is not on the shelf is left out, as is one
        that arXiv does not have. Raises SourceUnavailable or SourceChanged when arXiv had to be asked
        and did not answer, and what `known` raises.
        """
        wanted = [paper_id for paper_id in dict.fromkeys(ids) if ":" not in paper_id]
        shelved = await self.known(wanted) if wanted else {}
        strange = [PaperRef(paper_id) for paper_id in wanted if paper_id not in shelved]
        fetched = await self.api.lookup(strange) if strange else []
        fresh = [paper for paper in fetched if paper.submitted is None or paper.submitted >= since - NEWS]
        if len(fresh) < len(strange):
            log.info("mentions left out", source=source, asked=len(strange), taken=len(fresh))
        return [replace(paper, source=source) for paper in (*shelved.values(), *fresh)]
