"""What a question is about: which papers may answer it, decided by where it was asked."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from bot.dates import long_date, since_in
from bot.desk import Desk
from bot.documents import WHOLE_LIBRARY
from bot.platforms.platform import Place
from bot.titles import calls, flat, named_on_shelf
from retrieval.answer import Scope
from retrieval.asking.followup import leans
from retrieval.errors import BadInput, BadPaperId, clip
from retrieval.lookup import find_paper, titled_paper
from retrieval.paper import Paper, parse_ref, refs_in
from retrieval.text.premise import unmentioned
from retrieval.writers.answering import named
from schedules.edition import Edition

ONE_PERSON = "console"
"""The platform where all that is said is one conversation, in a thread or not."""
MOST_NAMED = 5
"""Papers that one question may name."""


@dataclass(frozen=True, slots=True)
class Aim:
    """The scope of a question; `paper` is the one paper it is about, if it is about one.

    `wider`: where to look when that has no answer, for a paper that nobody named this time.
    """

    scope: Scope
    paper: Paper | None = None
    wider: Scope | None = None


async def aim(desk: Desk, text: str, where: Place, *, asker: str) -> Aim:
    """The first of these that there is: the item replied to; papers named in the question, in sight
    before all others; the paper this asker last asked about in this thread, unless the question
    stands by itself and has a name in it that the paper lacks; the day's papers before the library.

    A question about papers in the plural or about today goes to the day unless it names one in sight.
    Raises what `find_paper` raises for an id that is named and cannot be had.
    """
    if where.paper and (paper := await desk.library.store.get(where.paper, owner=where.server)):
        return about([paper], owner=where.server)
    edition = await _edition(desk, where)
    if named := await _named(desk, text, where, edition, asker):
        return about(named, owner=where.server)
    wide = narrowed(_day(edition, where), since=since_in(text, today=desk.now().date()))
    if _MANY.search(text):
        return Aim(wide)
    if called := await named_on_shelf(desk.library, text, owner=where.server):
        return about(called[:MOST_NAMED], owner=where.server)
    if (
        (where.thread or where.platform == ONE_PERSON)
        and (paper := await _last(desk, where, asker))
        and not await _of_others(desk, text, paper, where)
    ):
        return replace(about([paper], owner=where.server), wider=wide)
    return Aim(wide)


async def _last(desk: Desk, where: Place, asker: str) -> Paper | None:
    last = await desk.threads.paper_of(where, asker=asker)
    return await desk.library.store.get(last, owner=where.server) if last else None


async def _of_others(desk: Desk, text: str, paper: Paper, where: Place) -> bool:
    """Whether a question that stands by itself has a name in it that this paper never mentions."""
    if leans(text) or not named(text):
        return False
    stored = await desk.library.store.passages([paper.id], owner=where.server)
    return any(name[0].isalpha() for name in unmentioned(text, stored))


_MANY = re.compile(
    r"\b(?:which|what|other|any|all|these|those|how many)(?: of)?(?: the)?(?: other)? papers\b"
    r"|\bpapers (?:of )?today\b|\btoday['’]s papers\b|\bwhat have we (?:seen|read|had)\b",
    re.IGNORECASE,
)


_SEEN = re.compile(r"\bwhat have we (?:seen|read|had)\b", re.IGNORECASE)
"""Asks for papers on something, also where a paper is called like it."""


def about(papers: Sequence[Paper], *, owner: str) -> Aim:
    """These papers alone."""
    label = " and ".join(f"“{clip(paper.title, 80)}” ({paper.id})" for paper in papers)
    scope = Scope(owner=owner, paper_ids=frozenset(paper.id for paper in papers), label=label)
    return Aim(scope, papers[0] if len(papers) == 1 else None)


def only_names(text: str) -> str:
    """The id or link that is all somebody said; empty if there is more, or it is none."""
    given = text.strip().rstrip("?!. ")
    try:
        parse_ref(given)
    except BadPaperId:
        return ""
    return given


async def named_by_id(desk: Desk, text: str, *, owner: str) -> list[Paper]:
    """The papers that a text names by id or link, stored now if they were not. Raises what `find_paper` raises."""
    refs = islice(refs_in(text), MOST_NAMED)
    given = [ref.id if ref.version is None else f"{ref.id}v{ref.version}" for ref in refs]
    return [await find_paper(desk.library, one, owner=owner, now=desk.now()) for one in given]


def narrowed(scope: Scope, *, since: date | None) -> Scope:
    """`scope` from `since` on, if there is one."""
    return replace(scope, since=since, label=f"{scope.label}, since {long_date(since)}") if since else scope


def _day(edition: Edition | None, where: Place) -> Scope:
    if edition is None or not edition.picks:
        return Scope(owner=where.server, label=WHOLE_LIBRARY)
    day = frozenset(pick.paper_id for pick in edition.picks)
    return Scope(
        owner=where.server, first=day, label=f"the papers of {long_date(edition.day)} and the rest of the library"
    )


async def _edition(desk: Desk, where: Place) -> Edition | None:
    """The edition that is talked about here; none in a direct conversation, unless in an edition's thread."""
    if where.thread and (edition := await desk.threads.edition_of(where)):
        return edition
    return None if where.direct else await desk.edition(where, None)


async def _named(desk: Desk, text: str, where: Place, edition: Edition | None, asker: str) -> list[Paper]:
    """The papers a question names: by id or link, by number in the list, by words of the title."""
    if by_id := await named_by_id(desk, text, owner=where.server):
        return by_id
    shown = await desk.shown(where, asker)
    if numbered := _numbered(text, shown):
        return [numbered]
    if _SEEN.search(text):
        return []
    called = [pick.paper_id for pick in edition.picks if calls(text, pick.title)] if edition else []
    of_the_day = (await desk.library.store.many(called, owner=where.server)).values()
    near = list({paper.id: paper for paper in (*shown, *(papers_of(edition) if edition else ()), *of_the_day)}.values())
    return await _titled(desk, text, near, owner=where.server)


_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_NUMBER = re.compile(
    r"(?:\b(?:paper|item)\s*(?:number\s+|no\.?\s*|nr\.?\s*)?#?|(?<!\w)#"
    r"|(?:^|\b(?:about|and|does|from|in|is|of|on|to|with)\s+)number\s+)(?P<digits>\d{1,2})(?![\w.]*\d)"
    rf"|\bthe (?P<word>{'|'.join(_ORDINALS)}) (?:paper|item|one)\b(?! (?:that|to|which)\b)"
    # “the limitations of 4?”, “does 2 say why?”: a bare number where no unit or noun follows it
    r"|\b(?:about|of|in|does|is|from|on|with|for)\s+(?P<bare>\d{1,2})"
    r"(?=\s*(?:[?!,;]|[.]?\s*$)|\s+(?:and|or|say|says|do|does|report|find|show|use|uses|work|compare)\b)",
    re.IGNORECASE,
)


def _numbered(text: str, shown: Sequence[Paper]) -> Paper | None:
    for found in _NUMBER.finditer(text):
        digits = found["digits"] or found["bare"]
        number = int(digits) if digits else _ORDINALS.index(found["word"].lower()) + 1
        if 1 <= number <= len(shown):
            return shown[number - 1]
    return None


_QUOTED = re.compile(r'"([^"]{8,200})"|[“„]([^“”]{8,200})[”“]')
_LONG = r"(?:[^\s\"“”]+ ){2,}[^\s\"“”]+"
_CALLED = re.compile(
    r"\bpapers?(?: (?:called|titled|entitled|named))?,? (?:\"([^\"]{8,200})\"|[“„]([^“”]{8,200})[”“])"
    r"|(?:\"([^\"]{8,200})\"|[“„]([^“”]{8,200})[”“]) papers?\b"
    rf"|\b(?:does|do|did|according to) (?:\"({_LONG}[^\"]{{0,190}})\"|[“„]({_LONG}[^“”]{{0,190}})[”“])"
    r"(?: (?:say|report|argue|claim|conclude|propose|find|describe|evaluate)\b|[,?])",
    re.IGNORECASE,
)
"""A title in quotation marks that is said to be a paper's, or to say something as papers do."""
_THE_PAPER = re.compile(r"\bthe ((?:(?!the\b)[\w-]+ ){1,6})paper\b", re.IGNORECASE)


async def _titled(desk: Desk, text: str, near: Sequence[Paper], *, owner: str) -> list[Paper]:
    """Papers named by title: those in sight by their whole title or name, any by a quoted title.

    Raises UnknownPaper for a quoted title that is said to be a paper's and is none here.
    """
    if called := [paper for paper in near if calls(text, paper.title)]:
        return called[:MOST_NAMED]
    for found in (*_QUOTED.finditer(text), *_THE_PAPER.finditer(text)):
        words = next(filter(None, found.groups())).strip()
        if not (wanted := _words(words)):
            continue
        if len(held := [paper for paper in near if wanted <= _words(paper.title)]) == 1:
            return held
        if len(wanted) > 1 and (paper := await _only(desk, words, owner=owner)):
            return [paper]
    if said := _CALLED.search(text):
        return [await titled_paper(desk.library, next(filter(None, said.groups())), owner=owner)]
    return []


async def _only(desk: Desk, words: str, *, owner: str) -> Paper | None:
    """The stored paper with these words in its title, unless there are none or several: they need not be a title."""
    try:
        return await titled_paper(desk.library, words, owner=owner)
    except BadInput:
        return None


_EMPTY = frozenset(
    {"a", "an", "and", "entire", "first", "for", "in", "last", "latest", "new", "of", "on", "original"}
    | {"other", "previous", "same", "second", "the", "this", "whole", "with"}
)
"""Words that tell no title from another."""


def _words(text: str) -> set[str]:
    return set(flat(text).split()) - _EMPTY


def papers_of(edition: Edition) -> Iterable[Paper]:
    """The papers of an edition's items, in the order of their numbers."""
    return (item.paper for item in edition.items)
