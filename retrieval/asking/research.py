"""Questions that need more than one search: what a model may use to look for passages, and what came of it.

It only gathers. What it found is answered from, and checked, like any other passages.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import structlog

from retrieval.answer import Question, Scope, Usage
from retrieval.asking.bounds import Bounds
from retrieval.errors import WriterUnavailable
from retrieval.fulltext.reading import read_in_full
from retrieval.library import Library
from retrieval.paper import Paper, Passage
from retrieval.ports import PastItem
from retrieval.search import search
from retrieval.writer import Tool

log = structlog.get_logger(__name__)

SHARE = 0.5
"""Of what is left of an allowance, what research may take; the rest is for the answer."""
AT_ONCE = 6
"""Passages that one use of a tool returns."""
READING_SECONDS = 10.0
"""How long one use waits for a paper to be read in full."""
MOST_ITEMS = 40
"""Lines of past editions that one use returns."""

_STEPS = re.compile(
    r"""\bwhich\ of\ (?:our|the|these|all)\b|\bof\ (?:our|all\ (?:the|our))\ papers\b
      |\bhow\ (?:has|have|did)\ .*\b(?:chang|evolv|develop|shift|progress|grow|improv)\w*
      |\b(?:since|over\ the\ (?:last|past)|in\ the\ (?:last|past))\ .*\b(?:chang|evolv|trend)\w*|\btrends?\b
      |\b(?:agree|disagree|contradict|conflict)s?\b.*\b(?:papers|each\ other|one\ another)\b
      |\b(?:compare|contrast|differences?\ between|rank)\ .*\b(?:papers|approaches|methods|models|results)\b
      |\bacross\ (?:the\ |our\ |all\ )?(?:papers|editions|digests|days|weeks)\b
      |\b(?:earlier|previous|past|last\ week['’]?s?|yesterday['’]?s?)\ (?:editions?|digests?|posts?)\b
      |,?\ and\ (?:then\ |also\ )?(?:how|what|which|why|when|who|where|does|do|is|are)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def many_steps(text: str) -> bool:
    """Whether a question is of the kind that one search does not answer: several in one, or across papers and days."""
    return text.count("?") > 1 or bool(_STEPS.search(text))


async def researched(library: Library, question: Question, bounds: Bounds) -> tuple[tuple[Passage, ...], Usage]:
    """What the researcher would answer from, else what it has seen; nothing where it may not or cannot work."""
    allowance = bounds.allowance
    seconds, tokens = SHARE * bounds.seconds, int(SHARE * bounds.tokens)
    if library.researcher is None or allowance.refused or not (seconds and tokens and allowance.steps):
        return (), Usage()
    seen: dict[str, Passage] = {}
    tools = tools_for(library, question.scope, seen)
    try:
        keys, usage = await library.researcher.research(
            question, tools, allowance=replace(allowance, seconds=seconds, tokens=tokens)
        )
    except WriterUnavailable as down:
        log.warning("research broken off", why=down.for_people)
        keys, usage = (), down.spent or Usage()
    log.info("researched", seen=len(seen), chosen=len(keys))
    chosen = [seen[key] for key in keys if key in seen]
    return tuple(chosen or seen.values()), usage


def tools_for(library: Library, scope: Scope, seen: dict[str, Passage]) -> tuple[Tool, ...]:
    """What may be used in this scope; each passage that is returned is noted in `seen` by its key.

    Only papers that the scope's owner may see are found or opened, and only its own editions.
    """

    def noted(passages: Sequence[Passage]) -> Sequence[Passage]:
        seen.update({passage.key: passage for passage in passages})
        return passages

    async def look(given: Mapping[str, str]) -> Sequence[Passage] | str:
        found = await search(library, given["words"], scope=scope, limit=AT_ONCE)
        return noted([one.passage for one in found]) or f"Nothing in {scope.label} fits these words."

    async def turn_to(given: Mapping[str, str]) -> Sequence[Passage] | str:
        paper = await _paper(library, given["paper"], scope)
        if paper is None:
            return "There is no such paper here; use its id as it stands before the # of a passage."
        await read_in_full(library, paper, seconds=READING_SECONDS)
        stored = await library.store.passages([paper.id], owner=scope.owner)
        inside = await library.store.within([one.row for one in stored], scope=scope)
        if not inside:
            return f"That paper is not among {scope.label}."
        return noted(_of_section(stored, given["section"])) or _headings(stored)

    async def remember(given: Mapping[str, str]) -> str:
        assert library.past is not None  # noqa: S101 - the tool is offered only where it is
        since, until = _day(given["since"]), _day(given["until"])
        items = await library.past.shown(owner=scope.owner, since=since, until=until, limit=MOST_ITEMS)
        return "\n".join(map(_line, items)) or "No edition of those days is kept."

    return (
        Tool("search_papers", "Search our papers by words.", {"words": "what to look for, in English"}, look),
        Tool(
            "open_section", "Read a section of one paper; a paper by arXiv id is fetched if need be.", _PAPER, turn_to
        ),
        *([Tool("past_editions", "List what earlier editions here said.", _DAYS, remember)] if library.past else []),
    )


_PAPER = {"paper": "its id, such as 2506.07751", "section": "words of the section's heading; empty: its beginning"}
_DAYS = {"since": "first day, such as 2026-03-06; empty: any", "until": "last day; empty: any"}


async def _paper(library: Library, given: str, scope: Scope) -> Paper | None:
    """The paper of this id that the scope's owner may see, looked up where papers are published if it is not stored."""
    paper_id = re.sub(r"v\d+$", "", given.strip().split("#")[0])
    if stored := await library.store.get(paper_id, owner=scope.owner):
        return stored
    return await library.find(paper_id, scope.owner) if library.find else None


def _of_section(passages: Sequence[Passage], heading: str) -> list[Passage]:
    wanted = heading.casefold().split()
    if not wanted:
        return list(passages[:AT_ONCE])
    return [one for one in passages if all(word in one.section.casefold() for word in wanted)][:AT_ONCE]


def _headings(passages: Sequence[Passage]) -> str:
    return "No section is called that; there are: " + "; ".join(dict.fromkeys(one.section for one in passages))


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given.strip())
    except ValueError:
        return None


def _line(item: PastItem) -> str:
    return f"{item.day.isoformat()}: {item.title} ({item.paper_id}). {item.finding}"
