"""How a day's papers hang together with earlier ones, as far as code can tell: named threads. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from retrieval.paper import Paper
from retrieval.text.clauses import ELLIPSIS, clause
from schedules.authors import called_by
from schedules.edition import Edition, Item
from schedules.memory import Kept
from schedules.recalling.naming import Field, Vector, field_of, name_for, spelled, subject_of
from schedules.recalling.terms import stemmed
from schedules.remembered import Thread, Tie

ALIKE = {3: 0.26, 2: 0.34, 1: 0.40}
"""By how much two abstracts are more alike (cosine) than any two of the field, to belong to one thread.

They must share its name as well: the less is asked, the more they are about it (`naming.subject_of`).
"""
MOST_TIES = 2
"""Earlier papers named beside one of today's, all of one thread."""
LOOKED_AT = 5
"""Nearest earlier papers that are tried."""
GLOSS = 140
"""Characters of a gloss."""
_TURN = re.compile(
    r"(?:however|additionally|moreover|furthermore|in addition|also|finally|thus|therefore|hence|consequently|besides"
    r"|nevertheless|nonetheless|overall|meanwhile|in contrast|by contrast|in turn|as a result|as an example"
    r"|for example|for instance|further|lastly|then|instead|similarly|likewise|second(?:ly)?|third(?:ly)?),\s+"
    r"|(?:and|but|so|yet)\s+",
    re.IGNORECASE,
)
"""A sentence's turn from the one before it, which a gloss does not show."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A paper that an earlier edition kept, with its words and its vector as they are known."""

    kept: Kept
    paper: Paper
    vector: Vector | None


@dataclass(frozen=True, slots=True)
class Around:
    """What names are chosen by: other papers of the field, and the threads there are."""

    papers: Iterable[Paper] = ()
    threads: Iterable[str] = ()
    cited: frozenset[tuple[str, str]] = frozenset()
    """(citing, cited) papers, as far as services have told."""


ALONE = Around()


def ties(
    edition: Edition, vectors: Mapping[str, Vector], earlier: Sequence[Earlier], around: Around = ALONE
) -> tuple[Tie, ...]:
    """For each paper of the edition the nearest earlier ones of one thread with it, in the edition's order.

    `vectors`: by paper id, those of `around` too. The thread is the earlier paper's, where its name
    stands in today's too; else it is named anew, and two names that differ in their endings alone are one.
    """
    items = (*edition.items, *edition.also)
    known = [one for one in earlier if one.vector is not None]
    own = {one.paper.id: one.vector for one in known if one.vector is not None}
    papers = {
        paper.id: paper for paper in (*(item.paper for item in items), *(one.paper for one in known), *around.papers)
    }
    topics = edition.profile.topics if edition.profile else ()
    field = field_of(list(papers.values()), {**own, **vectors}, topics)
    if not known or field is None:
        return ()
    matrix = np.stack(list(own.values()))
    known_names = [*around.threads, *(one.kept.thread for one in earlier if one.kept.thread)]
    names = {stemmed(name): name for name in reversed(known_names)}
    looking = _Looking(known, field, names, around.cited)
    found: list[Tie] = []
    for item in items:
        if (vector := vectors.get(item.paper.id)) is not None:
            found += _of(item, matrix @ vector, looking)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Looking:
    """What a paper is held against. `names`: threads by their stems, those of today among them."""

    earlier: Sequence[Earlier]
    field: Field
    names: dict[str, str]
    cited: frozenset[tuple[str, str]]


def _of(item: Item, cosines: Vector, looking: _Looking) -> list[Tie]:
    """The nearest with a thread, and whatever is near of the same thread."""
    tied: list[Tie] = []
    paper = spelled(item.paper, looking.field.shortened)
    for n in _first(item.paper.id, cosines, looking):
        one = looking.earlier[n]
        if len(tied) == MOST_TIES:
            break
        if one.kept.paper_id != item.paper.id:
            pair = _pair(paper, spelled(one.paper, looking.field.shortened), float(cosines[n]), looking)
            name = _continued(pair, tied[0].thread) if tied else _thread(pair, one.kept.thread, looking)
            tied += [_tie(item, one.kept, name)] if name else []
    return tied


def _first(paper_id: str, cosines: Vector, looking: _Looking) -> list[int]:
    """The earlier papers that are tried: those that it cites, then the nearest."""
    nearest: list[int] = np.argsort(-cosines, kind="stable").tolist()
    cited = [n for n in nearest if (paper_id, looking.earlier[n].kept.paper_id) in looking.cited]
    return list(dict.fromkeys([*cited, *nearest[:LOOKED_AT]]))


class _Pair(NamedTuple):
    """Two papers as they are held against one another, spelled out."""

    paper: Paper
    earlier: Paper
    likeness: float
    """By how much they are more alike than any two of the field."""
    cites: bool
    """One cites the other: they belong together, whatever their words."""


def _pair(paper: Paper, earlier: Paper, cosine: float, looking: _Looking) -> _Pair:
    cites = bool({(paper.id, earlier.id), (earlier.id, paper.id)} & looking.cited)
    return _Pair(paper, earlier, cosine - looking.field.ordinary, cites)


def _thread(pair: _Pair, own: str, looking: _Looking) -> str:
    """The thread both belong to, the earlier paper's `own` first; empty if they share no telling phrase."""
    if pair.likeness < min(ALIKE.values()) and not pair.cites:
        return ""
    if own and _continued(pair, own):
        return own
    named = name_for(pair.paper, pair.earlier, looking.field)
    return _continued(pair, looking.names.setdefault(stemmed(named), named)) if named else ""


def _continued(pair: _Pair, name: str) -> str:
    """The name, if both papers are about it and as near as they must be; else nothing."""
    depth = subject_of(stemmed(name), pair.paper, pair.earlier)
    return name if depth and (pair.cites or pair.likeness >= ALIKE[depth]) else ""


def _tie(item: Item, kept: Kept, name: str) -> Tie:
    return Tie(
        thread=name,
        paper_id=item.paper.id,
        title=item.paper.title,
        earlier_id=kept.paper_id,
        earlier_title=kept.title,
        earlier_day=kept.day,
        relation="continues",
        gloss=gloss(kept.finding),
    )


def gloss(finding: str) -> str:
    """One clause of a checked finding, without the turn it begins with; what is left out is marked with `…`."""
    turn = _TURN.match(finding)
    told = clause(finding[turn.end() :] if turn else finding, GLOSS)
    return told if turn is None or told.startswith(ELLIPSIS) else f"{ELLIPSIS}{told}"


def threads_of(tied: Sequence[Tie], edition: Edition, kept: Sequence[Kept]) -> tuple[Thread, ...]:
    """The threads that today's papers belong to, whole: the longest first."""
    names = dict.fromkeys(tie.thread for tie in tied)
    found = []
    for name in names:
        today = {tie.paper_id: (edition.day, tie.paper_id, tie.title) for tie in tied if tie.thread == name}
        before = {tie.earlier_id for tie in tied if tie.thread == name}
        past = {
            one.paper_id: (one.day, one.paper_id, one.title)
            for one in kept
            if one.thread == name or one.paper_id in before
        }
        found.append(Thread(name, tuple(sorted((today | past).values()))))
    return tuple(sorted(found, key=lambda thread: (-len(thread.papers), thread.name)))


def before_lines(tied: Sequence[Tie], paper_id: str) -> tuple[str, ...]:
    """What a thread entry says of earlier papers: `5 Mar, “Title” (2506.07751): gloss`."""
    return tuple(
        f"{tie.earlier_day.day} {tie.earlier_day:%b}, “{tie.earlier_title}” ({called_by(tie.earlier_id)}): {tie.gloss}"
        for tie in tied
        if tie.paper_id == paper_id
    )
