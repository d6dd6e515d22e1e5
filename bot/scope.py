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
from retrieval.answer import Scope
from retrieval.errors import BadInput, BadPaperId, clip
from retrieval.lookup import find_paper, titled_paper
from retrieval.paper import Paper, parse_ref, refs_in
from schedules.edition import Edition

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
    """The first of these that there is: the item replied to; papers named in the question; the
    paper this asker last asked about in this thread; the day's papers before the library.

    A question about papers in the plural or about today leaves the third out: it is about the day
    again. Raises what `find_paper` raises for an id that is named and cannot be had.
    """
    if where.paper and (paper := await desk.library.store.get(where.paper, owner=where.server)):
        return about([paper], owner=where.server)
    edition = await _edition(desk, where)
    if named := await _named(desk, text, where, edition, asker):
        return about(named, owner=where.server)
    if where.thread and not _MANY.search(text) and (last := await desk.threads.paper_of(where, asker=asker)):
        paper = await desk.library.store.get(last, owner=where.server)
        if paper:
            return replace(about([paper], owner=where.server), wider=_day(edition, where))
    since = since_in(text, today=desk.now().date())
    return Aim(narrowed(_day(edition, where), since=since))


_MANY = re.compile(
    r"\b(?:which|what|other|any|all|these|those|how many)(?: of)?(?: the)?(?: other)? papers\b"
    r"|\bpapers (?:of )?today\b|\btoday['’]s papers\b",
    re.IGNORECASE,
)


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
    called = [pick.paper_id for pick in edition.picks if _calls(text, pick.title)] if edition else []
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
_CALLED = re.compile(
    r"\bpapers?(?: (?:called|titled|entitled|named))?,? (?:\"([^\"]{8,200})\"|[“„]([^“”]{8,200})[”“])"
    r"|(?:\"([^\"]{8,200})\"|[“„]([^“”]{8,200})[”“]) papers?\b",
    re.IGNORECASE,
)
"""A title in quotation marks that is said to be a paper's."""
_THE_PAPER = re.compile(r"\bthe ((?:(?!the\b)[\w-]+ ){1,6})paper\b", re.IGNORECASE)


async def _titled(desk: Desk, text: str, near: Sequence[Paper], *, owner: str) -> list[Paper]:
    """Papers named by title: those in sight by their whole title or name, any by a quoted title.

    Raises UnknownPaper for a quoted title that is said to be a paper's and is none here.
    """
    if called := [paper for paper in near if _calls(text, paper.title)]:
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


def _calls(text: str, title: str) -> bool:
    """Whether a text holds this title, or the name before its colon, written as a name."""
    said = f" {_flat(text)} "
    if (whole := _flat(title)) and len(whole.split()) > 1 and f" {whole} " in said:
        return True
    name, colon, _ = title.partition(":")
    if not colon or len(name.split()) > 3:
        return False
    if not re.search(r"[A-Z].*[A-Z]|\d|\w-\w", name):  # Swift is a name where no sentence begins with it
        return name.istitle() and bool(re.search(rf"(?<=[\w,;)’”] ){re.escape(name)}(?!\w)", text))
    if len(name) <= 4:  # EAT is a name, “eat” is not
        return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
    return f" {_flat(name)} " in said


def _flat(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


_EMPTY = frozenset(
    {"a", "an", "and", "entire", "first", "for", "in", "last", "latest", "new", "of", "on", "original"}
    | {"other", "previous", "same", "second", "the", "this", "whole", "with"}
)
"""Words that tell no title from another."""


def _words(text: str) -> set[str]:
    return set(_flat(text).split()) - _EMPTY


def papers_of(edition: Edition) -> Iterable[Paper]:
    """The papers of an edition's items, in the order of their numbers."""
    return (item.paper for item in edition.items)
