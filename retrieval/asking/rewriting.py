"""What to search for when a question does not say it by itself."""

import asyncio
import re
from collections.abc import Sequence

import structlog

from retrieval.answer import Question, Scope, Usage
from retrieval.asking.bounds import Bounds
from retrieval.asking.followup import leans, search_text
from retrieval.errors import WriterUnavailable
from retrieval.ground import strange_names
from retrieval.library import Library
from retrieval.text.agreement import missing
from retrieval.text.languages import ENGLISH, language_of
from retrieval.text.words import stems

log = structlog.get_logger(__name__)

SECONDS = 8.0
"""How long a model may take to rewrite a question; after that its own words are searched."""
LONGEST = 400
"""Characters of a rewritten question."""
_MOST_TITLES = 12


async def wanted(library: Library, question: Question, bounds: Bounds) -> tuple[str, Usage]:
    """The words to search for, and what a model took to find them.

    A model rewrites a question that leans on what was said before, or is not in English. What it adds
    of its own is not searched: then, as without a model, the words of the question before are added.
    """
    plain = search_text(question.text, question.history)
    foreign = language_of(question.text) != ENGLISH
    needed = foreign or (question.history and leans(question.text))
    if library.rewriter is None or bounds.allowance.refused or not bounds.tokens or not needed:
        return plain, Usage()
    titles = await _titles(library, question.scope)
    try:
        async with asyncio.timeout(min(SECONDS, bounds.seconds)):
            rewritten, usage = await library.rewriter.rewrite(question, titles)
    except WriterUnavailable as down:
        log.warning("question not rewritten", why=down.for_people)
        return plain, down.spent or Usage()
    except TimeoutError:
        log.warning("question not rewritten", why="too slow")
        return plain, Usage()
    fits = keeps(rewritten, [question.text, *question.history, *titles], foreign=foreign)
    log.info("question rewritten", used=fits)
    return (rewritten if fits else plain), usage


async def _titles(library: Library, scope: Scope) -> list[str]:
    """Of the papers that the question is about, or that come first."""
    ids = sorted(scope.paper_ids if scope.paper_ids is not None else scope.first)[:_MOST_TITLES]
    papers = await library.store.many(ids, owner=scope.owner)
    return [papers[one].title for one in ids if one in papers]


def keeps(rewritten: str, sources: Sequence[str], *, foreign: bool) -> bool:
    """Whether a rewritten question brings in nothing that was not said, or stands in a title.

    Every content word must come from there; from a question in another language, at least every name
    and number.
    """
    if not re.search(r"\w", rewritten) or len(rewritten) > LONGEST:
        return False
    known = "\n".join(sources)
    if missing(rewritten, known) or strange_names(rewritten, known):
        return False
    return foreign or set(stems(rewritten)) <= set(stems(known)) | _ASKING


_ASKING = frozenset(stems("question ask answer mean report say describe explain compare"))
"""Words that turn a fragment into a question."""
