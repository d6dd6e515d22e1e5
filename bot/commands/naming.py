"""What several commands' options mean: a paper, a topic."""

import re
from dataclasses import replace

from bot.commands.command import Call
from retrieval.answer import Scope
from retrieval.errors import BadInput, clip
from retrieval.lookup import find_paper
from retrieval.paper import Paper
from retrieval.search import search

NEAREST = 50
"""How many papers a topic in plain words narrows a question to."""


async def paper_named(call: Call, given: str) -> Paper:
    """The paper that an option of kind paper names. Raises what `find_paper` raises."""
    shown = await call.desk.shown(call.where, call.who.id)
    return await find_paper(call.desk.library, given, owner=call.where.server, now=call.desk.now(), shown=shown)


async def topical(call: Call, scope: Scope, topic: str) -> Scope:
    """`scope` narrowed to an arXiv category, or to the papers nearest to plain words.

    Raises BadInput when no paper in scope has anything to do with the words.
    """
    if re.fullmatch(r"[a-z-]+\.[A-Za-z-]+", topic):
        return replace(scope, categories=frozenset([topic]), label=f"{scope.label}, in {topic}")
    found = await search(call.desk.library, topic, scope=scope, limit=NEAREST, per_paper=1)
    if not found:
        raise BadInput(f"Nothing in {scope.label} has to do with “{clip(topic)}”.")
    ids = frozenset(one.paper.id for one in found)
    label = f"the {len(ids)} papers nearest to “{clip(topic)}” in {scope.label}"
    return replace(scope, paper_ids=ids, label=label)
