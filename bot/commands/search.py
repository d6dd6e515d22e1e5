"""`/search`: papers by meaning and by words."""

from collections.abc import Sequence
from datetime import date

from bot.commands.command import Call, Command, Option
from bot.commands.naming import topical
from bot.documents import WHOLE_LIBRARY, of_listing
from bot.scope import narrowed
from retrieval.answer import Scope
from retrieval.errors import clip
from retrieval.search import Found, search
from retrieval.text.sentences import sentences
from retrieval.text.words import stems
from schedules.document import Document

DEFAULT_LIMIT = 5
SPARE = 3
"""Passages read for each paper wanted: where a topic has named the papers, several may be of one."""


async def searched(call: Call) -> Sequence[Found]:
    """What the call's words find, best first, and from now on the last list here."""
    given = call.options
    since = date.fromisoformat(given["since"]) if "since" in given else None
    scope = narrowed(Scope(owner=call.where.server, label=WHOLE_LIBRARY), since=since)
    if "topic" in given:
        scope = await topical(call, scope, given["topic"])
    limit = int(given.get("limit", DEFAULT_LIMIT))
    passages = await search(call.desk.library, given["query"], scope=scope, limit=limit * SPARE, per_paper=1)
    found = list({one.paper.id: one for one in reversed(passages)}.values())[::-1][:limit]
    await call.desk.listed(call.where, [one.paper for one in found], call.whose)
    return found


def listing(call: Call, found: Sequence[Found]) -> Document:
    """What was found as a numbered list."""
    query = clip(call.options["query"])
    rows = [(one.paper, telling(one.passage.text, query)) for one in found]
    return of_listing(f"Papers on “{query}”", rows, nothing=f"I found nothing on “{query}”.")


def telling(text: str, query: str) -> str:
    """The sentence of `text` that shares most words with the query; the first of them."""
    wanted = set(stems(query))
    said = [sentence.text for sentence in sentences(text)]
    return max(said, key=lambda one: len(wanted.intersection(stems(one))), default="")


async def run(call: Call) -> Document:
    return listing(call, await searched(call))


SEARCH = Command(
    name="search",
    summary="Find papers by meaning and by words.",
    run=run,
    options=(
        Option("query", "What the papers should be about.", required=True),
        Option("since", "Only papers announced on or after this day, such as 2026-03-06 or May.", "date"),
        Option("topic", "Only papers on this: an arXiv category, or plain words."),
        Option("limit", f"How many to show, from 1 to 50; {DEFAULT_LIMIT} unless you say otherwise.", "number"),
    ),
    example='"KV cache eviction" limit:10',
)
