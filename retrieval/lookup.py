"""The paper somebody means: by its number in a list, an id or link, or words of its title."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from retrieval.errors import BadInput, BadPaperId, UnknownPaper, clip
from retrieval.library import Library
from retrieval.paper import Paper, PaperRef, parse_ref

LOOKED_UP = "lookup"
"""The source of a paper that is on the shelf because somebody asked for it."""
LONGEST = 300
"""Characters that may still name a paper; the longest titles have fewer."""

_DOI = "doi:"
_MEANT_AS_ID = re.compile(r"https?://|(?:arxiv|doi)[:.]|[\d./]+(?:v\d*)?$", re.IGNORECASE)
"""What is no id or link but was meant as one: no title begins so."""


async def find_paper(library: Library, given: str, *, owner: str, now: datetime, shown: Sequence[Paper] = ()) -> Paper:
    """The one paper that `given` names.

    A number means the paper at that place of `shown`. An id or link means that paper, in that
    version if it names one; what is not stored is looked up where papers are published and
    stored as captured `now`. Anything else is words of a title, which must fit one paper best.

    Raises BadInput when several fit or none does, BadPaperId for a malformed id or a strange
    link, UnknownPaper when the id does not exist, SourceUnavailable or SourceChanged when it had
    to be looked up and could not be.
    """
    text = " ".join(given.split())
    if not text:
        raise BadInput("Name a paper by its id, its link, its number in the list, or words of its title.")
    if len(text) > LONGEST:
        raise BadInput(f"That is {len(text):,} characters; an id, a link or a few words of the title will do.")
    if number := _number(text):
        return _at(number, shown)
    try:
        ref = parse_ref(text)
    except BadPaperId:
        if _MEANT_AS_ID.match(text):
            raise
        return await titled_paper(library, text, owner=owner)
    return await _by_ref(library, ref, owner=owner, now=now)


def _number(text: str) -> int:
    found = re.fullmatch(r"#?(\d{1,2})\.?", text, re.ASCII)
    return int(found[1]) if found else 0


def _at(number: int, shown: Sequence[Paper]) -> Paper:
    if not shown:
        raise BadInput(f"Nothing has been listed here yet, so I can't tell which paper is number {number}.")
    if number > len(shown):
        raise BadInput(f"The last list here ends at {len(shown)}; there is no {number}.")
    return shown[number - 1]


async def _by_ref(library: Library, ref: PaperRef, *, owner: str, now: datetime) -> Paper:
    if stored := await library.store.get(ref.id, owner=owner, version=ref.version):
        return stored
    if ref.id.startswith(_DOI) and (stored := await library.store.by_doi(ref.id.removeprefix(_DOI), owner=owner)):
        return stored
    fetched = await library.lookup.lookup([ref])
    if not fetched:
        given = ref.id if ref.version is None else f"{ref.id}v{ref.version}"
        raise UnknownPaper(given, asked="" if ":" in ref.id else "arXiv")
    await library.store.add([replace(fetched[0], source=LOOKED_UP)], captured=now)
    return await library.store.get(ref.id, owner=owner, version=ref.version) or fetched[0]


async def titled_paper(library: Library, words: str, *, owner: str) -> Paper:
    """The stored paper whose title these words fit best: all of it, its name before a colon, or any words.

    Raises UnknownPaper if none has all the words, BadInput naming the candidates if several fit alike.
    """
    found = await library.store.titled(words, owner=owner, limit=5)
    if not found:
        raise UnknownPaper(words, titled=True)
    best = [paper for paper in found if _fit(paper.title, words) == max(_fit(one.title, words) for one in found)]
    if len(best) > 1:
        names = "; ".join(f"{clip(paper.title, 50)} ({paper.id})" for paper in best)
        raise BadInput(f"“{clip(words)}” fits several papers, so name one by its id: {names}.")
    return best[0]


def _fit(title: str, words: str) -> int:
    """3: the whole title; 2: the name before its colon; 1: it begins so; 0: words of it."""
    whole, wanted = _plain(title), _plain(words)
    if whole == wanted:
        return 3
    if _plain(title.partition(":")[0]) == wanted:
        return 2
    return int(whole.startswith(f"{wanted} "))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
