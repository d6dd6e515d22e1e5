"""How a day's papers hang together with earlier ones, as far as code can tell: named threads. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.paper import Paper
from retrieval.text.sentences import ELLIPSIS, clause
from schedules.edition import Edition, Item
from schedules.memory import Kept
from schedules.naming import Field, Vector, field_of, name_for, speaks_of, stemmed, words_of
from schedules.remembered import Thread, Tie

ALIKE = 0.62
"""The cosine of two abstracts from which on they may belong to one thread; they must share its name as well."""
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
    field = field_of(list(papers.values()), {**own, **vectors})
    if not known or field is None:
        return ()
    matrix = np.stack(list(own.values()))
    known_names = [*around.threads, *(one.kept.thread for one in earlier if one.kept.thread)]
    names = {stemmed(name): name for name in reversed(known_names)}
    looking = _Looking(known, field, names)
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


def _of(item: Item, cosines: Vector, looking: _Looking) -> list[Tie]:
    """The nearest with a thread, and whatever is near of the same thread."""
    tied: list[Tie] = []
    for n in np.argsort(-cosines, kind="stable")[:LOOKED_AT]:
        one = looking.earlier[n]
        if cosines[n] < ALIKE or len(tied) == MOST_TIES:
            break
        if one.kept.paper_id == item.paper.id:
            continue
        if tied:
            name = tied[0].thread if speaks_of(words_of(one.paper), tied[0].thread) else ""
        else:
            name = _thread(item.paper, one, looking)
        if name:
            tied.append(_tie(item, one.kept, name))
    return tied


def _thread(paper: Paper, earlier: Earlier, looking: _Looking) -> str:
    """The thread both belong to; empty if they share no telling phrase."""
    own = earlier.kept.thread
    if own and speaks_of(words_of(paper), own):
        return own
    named = name_for(paper, earlier.paper, looking.field)
    return looking.names.setdefault(stemmed(named), named) if named else ""


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
        f"{tie.earlier_day.day} {tie.earlier_day:%b}, “{tie.earlier_title}” ({tie.earlier_id}): {tie.gloss}"
        for tie in tied
        if tie.paper_id == paper_id
    )
