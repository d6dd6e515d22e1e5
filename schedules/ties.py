"""How a day's papers hang together with earlier ones, as far as code can tell: named threads. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.likeness import shared
from retrieval.paper import Paper
from retrieval.sentences import clause
from schedules.edition import Edition, Item
from schedules.memory import Kept
from schedules.remembered import Thread, Tie

Vector = NDArray[np.float32]

ALIKE = 0.6
"""The cosine of two abstracts from which on they may belong to one thread; they must share a phrase as well."""
MOST_SHARE, FEW = 0.08, 4
"""A phrase that more than this share of all papers hold (and more than FEW) names the field, not a thread."""
MOST_TIES = 2
"""Earlier papers named beside one of today's."""
GLOSS = 140
"""Characters of a gloss."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A paper that an earlier edition kept, with its words and its vector as they are known."""

    kept: Kept
    paper: Paper
    vector: Vector | None


def ties(edition: Edition, vectors: Mapping[str, Vector], earlier: Sequence[Earlier]) -> tuple[Tie, ...]:
    """For each paper of the edition the nearest earlier ones that share a phrase with it, in the edition's order.

    `vectors`: by paper id. The thread is the earlier paper's, where its name stands in today's too;
    else it is named by the most telling phrase that both hold.
    """
    known = [one for one in earlier if one.vector is not None]
    if not known:
        return ()
    matrix = np.stack([one.vector for one in known if one.vector is not None])
    items = (*edition.items, *edition.also)
    rare = _Rare([_words(one.paper) for one in known] + [_words(item.paper) for item in items])
    found: list[Tie] = []
    for item in items:
        if (vector := vectors.get(item.paper.id)) is not None:
            found += _of(item, matrix @ vector, known, rare)
    return tuple(found)


def _words(paper: Paper) -> str:
    return f"{paper.title}\n{paper.abstract}".casefold()


@dataclass(frozen=True, slots=True)
class _Rare:
    """All papers at hand, to tell which phrases are of a few of them alone."""

    texts: Sequence[str]

    def holds(self, phrase: str) -> bool:
        """Whether a phrase of several words, or a coined one, stands in few enough papers to name a thread."""
        telling = len(phrase.split()) > 1 or phrase[1:] != phrase[1:].lower() or any(map(str.isdigit, phrase))
        times = sum(phrase.casefold() in text for text in self.texts)
        return telling and times <= max(FEW, MOST_SHARE * len(self.texts))


def _of(item: Item, cosines: Vector, earlier: Sequence[Earlier], rare: _Rare) -> list[Tie]:
    nearest = [n for n in np.argsort(-cosines, kind="stable")[: 4 * MOST_TIES] if cosines[n] >= ALIKE]
    tied: list[Tie] = []
    for n in nearest:
        one = earlier[n]
        if one.kept.paper_id != item.paper.id and (name := _thread(item.paper, one, rare)):
            tied.append(_tie(item, one.kept, name))
        if len(tied) == MOST_TIES:
            break
    return tied


def _thread(paper: Paper, earlier: Earlier, rare: _Rare) -> str:
    """The thread both belong to; empty if they share no telling phrase."""
    named = shared((paper.title, paper.abstract), (earlier.paper.title, earlier.paper.abstract))
    own = earlier.kept.thread
    if own and own.casefold() in _words(paper):
        return own
    return next(filter(rare.holds, named), "")


def _tie(item: Item, kept: Kept, name: str) -> Tie:
    return Tie(
        thread=name,
        paper_id=item.paper.id,
        title=item.paper.title,
        earlier_id=kept.paper_id,
        earlier_title=kept.title,
        earlier_day=kept.day,
        relation="continues",
        gloss=clause(kept.finding, GLOSS),
    )


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
        found.append(Thread(name, tuple(sorted((past | today).values()))))
    return tuple(sorted(found, key=lambda thread: (-len(thread.papers), thread.name)))


def before_lines(tied: Sequence[Tie], paper_id: str) -> tuple[str, ...]:
    """What a thread entry says of earlier papers: `5 Mar, “Title” (2506.07751): gloss`."""
    return tuple(
        f"{tie.earlier_day.day} {tie.earlier_day:%b}, “{tie.earlier_title}” ({tie.earlier_id}): {tie.gloss}"
        for tie in tied
        if tie.paper_id == paper_id
    )
