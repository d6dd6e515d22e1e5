"""What to read beside a paper: what it cites, and what is like it on the shelf. Nothing that does not exist."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from retrieval.answer import DraftClaim, Quote, Scope
from retrieval.errors import PaperwireError
from retrieval.explaining.citations import Cited, Mention, by_id, cited, same_title
from retrieval.explaining.likeness import alike, usual_among
from retrieval.fulltext.outcome import Reading
from retrieval.ground import check
from retrieval.library import Library
from retrieval.paper import Paper, Passage
from retrieval.search import Found, similar
from retrieval.writer import Failed
from retrieval.writers.statements import stands_alone

log = structlog.get_logger(__name__)

MOST = 4
MOST_CITED = 3
"""The last places are for what the library itself holds."""
TITLES_TRIED = 12
"""Cited works that are looked for on the shelf by title."""


@dataclass(frozen=True, slots=True)
class Recommended:
    """A work to read next. `title` stands as it is stored, or as it is printed in the bibliography.

    `reason` is the program's sentence; `quote` the passage of the explained paper that cites the work.
    """

    title: str
    reason: str
    link: str = ""
    paper_id: str = ""
    """Of a paper on the shelf; empty for one that is not."""
    quote: Quote | None = None


async def recommended(
    library: Library, paper: Paper, passages: Sequence[Passage], reading: Reading | None
) -> tuple[Recommended, ...]:
    """Up to four works, each with its reason; none is named that is neither stored nor in the bibliography.

    Never raises a PaperwireError: a shelf that cannot be searched now costs its own suggestions alone.
    """
    references = reading.references if reading else ()
    entries = await asyncio.to_thread(_ranked, references, passages) if references else []
    try:
        stored = await _stored(library, entries, paper.owner)
        cited_here = [_of_cited(entry, mention, stored.get(entry.entry), passages) for entry, mention in entries]
        found = [one for one in cited_here if one is not None and one.paper_id != paper.id]
        known = sorted(found, key=lambda one: not one.paper_id)[:MOST_CITED]
        return tuple(known + await _alike(library, paper, known))[:MOST]
    except PaperwireError as error:
        log.warning("nothing recommended", paper=paper.id, why=error.for_people)
        return ()


def _ranked(references: Sequence[object], passages: Sequence[Passage]) -> list[tuple[Cited, Mention]]:
    """The cited works worth reading next, the one that the paper leans on most first, each with its best mention."""
    entries = [one for one in cited(references, passages) if one.title]  # type: ignore[arg-type]  # narrowed by the caller
    best = [(entry, max(entry.mentions, key=_telling)) for entry in entries]
    fit = [(entry, mention) for entry, mention in best if stands_alone_cited(mention.text)]
    return sorted(fit, key=lambda one: _telling(one[1]) + 0.25 * min(4, len(one[0].mentions)), reverse=True)


_LEANS_ON = re.compile(
    r"\b(?:build\w* (?:up)?on|built (?:up)?on|based on|extend\w*|follow(?:s|ing|ed)?|inspired by|adapt\w*"
    r"|similar to|closest|most related"
    r"|unlike|in contrast|compar\w+|baselines?|outperform\w*|state[- ]of[- ]the[- ]art|introduced|proposed"
    r"|show(?:s|ed|n)?|found|first to)\b",
    re.IGNORECASE,
)
_OURS = re.compile(r"\b(?:we|our|ours)\b", re.IGNORECASE)


def _telling(mention: Mention) -> float:
    """How much a sentence says of why one would read what it cites: alone, near the work, to the point."""
    cues = min(2, len(_LEANS_ON.findall(mention.text)))
    return (
        1.0 * cues + 0.7 * bool(_OURS.search(mention.text)) - 0.5 * mention.beside - abs(len(mention.text) - 150) / 200
    )


_CITING = re.compile(r"\s*(?:\[[\d,;\s–-]+\]|\((?:[^()]{0,80}?\b(?:19|20)\d\d[a-z]?[;,]?\s?)+\))")


def stands_alone_cited(text: str) -> bool:
    """Whether a citing sentence can be read by itself; its marks of citation do not count against it."""
    return stands_alone(_CITING.sub("", text))


async def _stored(library: Library, entries: Sequence[tuple[Cited, Mention]], owner: str) -> dict[str, Paper]:
    """The cited works that are on the shelf, by entry: found by arXiv id, or by a title that is the same."""
    ids = by_id([entry for entry, _ in entries])
    many = await library.store.many(list(ids), owner=owner)
    found = {ids[paper_id].entry: paper for paper_id, paper in many.items()}
    for entry, _ in entries[:TITLES_TRIED]:
        if entry.entry not in found:
            named = await library.store.titled(entry.title, owner=owner, limit=3)
            found |= {entry.entry: paper for paper in named[::-1] if same_title(paper.title, entry.title)}  # noqa: B035 - the first named wins
    return found


def _of_cited(entry: Cited, mention: Mention, stored: Paper | None, passages: Sequence[Passage]) -> Recommended | None:
    draft = DraftClaim(mention.text, mention.passage_key, mention.text)
    claim = check(draft, {passage.key: passage for passage in passages})
    if isinstance(claim, Failed):
        return None
    [quote] = claim.quotes
    if stored:
        return Recommended(stored.title, CITES, link_to(stored), stored.id, quote)
    return Recommended(entry.title, CITES, entry.link, "", quote)


CITES = "The paper says of it:"


def link_to(paper: Paper) -> str:
    """Where to read a stored paper; empty where no page is known."""
    if ":" not in paper.id:
        return f"https://arxiv.org/abs/{paper.id}"
    return f"https://doi.org/{paper.doi}" if paper.doi else ""


async def _alike(library: Library, paper: Paper, besides: Sequence[Recommended]) -> list[Recommended]:
    """Papers of the library that share something to name with this one, or are near it all the same."""
    scope = Scope(owner=paper.owner)
    found = await similar(library, paper, scope=scope, limit=LOOKED_AT)
    usual = usual_among(found)
    named = {one.paper_id for one in besides}
    near = [one for one in found if one.paper.id not in named and not one.paper.withdrawn][:MOST]
    reasons = [(one, reason_to_read(one, alike(paper, one, usual=usual))) for one in near]
    return [Recommended(one.paper.title, reason, link_to(one.paper), one.paper.id) for one, reason in reasons if reason]


def reason_to_read(one: Found, reason: str) -> str:
    """What is shared: two things, or one in two papers that are near; else that it is near; empty where it is far."""
    if reason.startswith(SHARES) and (one.dense is None or one.dense >= (NEAR if " and " in reason else NEARER)):
        return reason
    return NEAREST if one.dense is not None and one.dense >= NEARER else ""


NEAR = 0.35
"""Cosine of two abstracts below which sharing a phrase is no reason to read one beside the other."""
NEARER = 0.5
"""Where it is but one phrase."""
NEAREST = "Nothing rare is common to both; it is among the nearest to this paper on the shelf."
LOOKED_AT = 20
"""Papers that are near, by which the usual words of their field are told from what two of them share."""
SHARES = "Both speak of"
"""How a sentence of `likeness.alike` begins that names something shared."""
