"""Questions for papers rather than to them: “what have we seen on pruning since May?” → a list with dates."""

import re
from datetime import date

from bot.commands.command import Call
from bot.commands.naming import topical
from bot.commands.search import DEFAULT_LIMIT, SPARE, telling
from bot.dates import since_in
from bot.documents import WHOLE_LIBRARY, of_listing
from bot.scope import narrowed
from retrieval.answer import Scope
from retrieval.errors import clip
from retrieval.search import search
from retrieval.text.words import stems
from schedules.document import Document

_LISTING = re.compile(
    r"""^\W*(?:
      (?:which|what|any|are\sthere\s(?:any\s)?|list|show\sme)\s?(?:other\s|new\s|more\s)?papers?\b[^?]*?\b
        (?:about|on|with|discuss\w*|cover\w*|address\w*|study|studies|use|uses)
      |what\shave\swe\s(?:seen|read|had)\s(?:about|on|of)
    )\s+(?P<topic>[^?]+)""",
    re.IGNORECASE | re.VERBOSE,
)


def listed_topic(text: str) -> str:
    """What a question that asks for papers rather than for an answer is about; empty for any other.

    Without a model it is answered with a list: no sentence of a paper says which papers there are.
    """
    found = _LISTING.match(text)
    return re.sub(r"\s+since\b.*$", "", found["topic"], flags=re.IGNORECASE).strip(" .!") if found else ""


def wants_list(call: Call, text: str) -> bool:
    """Whether `text` is answered with a list here."""
    return bool(listed_topic(text)) and call.desk.library.writer.byline("answer").model is None


async def topic_list(call: Call, text: str) -> Document:
    """The papers on what `text` asks about, with dates, since the day it names or the call's option does.

    Only those are listed that have half of the topic's words in title and abstract; where there are
    none, those that have them in the passage that was found.
    """
    topic, given = listed_topic(text), call.options
    since = date.fromisoformat(given["since"]) if "since" in given else since_in(text, today=call.desk.now().date())
    scope = narrowed(Scope(owner=call.where.server, label=WHOLE_LIBRARY), since=since)
    scope = await topical(call, scope, given["topic"]) if "topic" in given else scope
    passages = await search(call.desk.library, topic, scope=scope, limit=DEFAULT_LIMIT * SPARE, per_paper=1)
    about = [one for one in passages if _has(topic, f"{one.paper.title} {one.paper.abstract}")]
    found = (about or [one for one in passages if _has(topic, one.passage.text)])[:DEFAULT_LIMIT]
    await call.desk.listed(call.where, [one.paper for one in found], call.whose)
    asked = f"“{clip(topic)}” in {scope.label}"
    rows = [(one.paper, telling(one.passage.text, topic)) for one in found]
    return of_listing(f"Papers on {asked}", rows, nothing=f"I found nothing on {asked}.")


def _has(topic: str, text: str) -> bool:
    wanted = set(stems(topic))
    return 2 * len(wanted.intersection(stems(text))) >= len(wanted)
