"""How briefly a post says its items, so that all of them stand in it: reasons give way first, items last. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from retrieval.answer import Claim
from retrieval.text.clauses import clause, shown_alone
from retrieval.writers.cues import marks_of
from schedules.edition import Item
from schedules.forms.reasons import briefly
from schedules.forms.short import brief, claims
from schedules.words import Words

CUTS = (230, 190, 150, 120, 90)
"""Characters to which a paper's sentence is cut, where it has a clause to be cut at."""
LONGEST = 280
"""Characters of a paper's sentence that no cut makes bearable, from which on it stands for no other."""
SHORT_TITLES = (80, 50)
"""Characters to which a title is cut that stands for a finding."""
_TOLD = frozenset(("outcome", "found", "measured"))
"""What of a sentence tells that it is a result."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the post says of one item: what was found, why it is here, and what was found out since (in English)."""

    finding: str
    because: str
    notes: tuple[str, ...] = ()


class _Way(NamedTuple):
    loss: int
    text: str


class _Beside(NamedTuple):
    because: str
    notes: tuple[str, ...]


_CUT, _OTHER, _TITLE = range(3)
"""What is lost by a way to say an item: a part of its finding, the finding, every result."""
_CLAUSE, _TAG, _NOTED = 3, 4, 5
"""Levels of what stands beside a finding: reasons in one clause, as tags, and then notes in short."""


@dataclass(frozen=True, slots=True)
class _Post:
    """The ways there are to say each item, and the one taken of each."""

    ways: Sequence[Sequence[_Way]]
    beside: Sequence[Sequence[_Beside]]
    at: tuple[int, ...]
    level: tuple[int, ...]

    def said(self) -> tuple[Said, ...]:
        taken = zip(self.ways, self.at, self.beside, self.level, strict=True)
        return tuple(Said(some[n].text, *beside[level]) for some, n, beside, level in taken)


def squeezed(items: Sequence[Item], words: Words, fits: Callable[[Sequence[Said]], bool]) -> tuple[Said, ...]:
    """What is said of the items that `fits`: of all of them ever more briefly, at last of ever fewer, from the end.

    First the reasons: down to one clause each, then to a tag, those of the last items first; `/why` has all
    of them. Then notes leave to the thread what a line said. Then findings are cut, the longest first; then
    another result takes the place of a finding that no cut makes shorter, and where there is none, the title
    does, which is cut in its turn. Room that is left in the end goes back: to findings first, then to reasons.
    """
    post = _Post([_ways(item, words) for item in items], [_beside(item, words) for item in items], (), ())
    post = replace(post, at=(0,) * len(items), level=(0,) * len(items))
    for level in _levels(len(items)):
        post = replace(post, level=level)
        if fits(post.said()):
            break
    while not fits(post.said()) and (longest := _next(post.ways, post.at)) is not None:
        post = replace(post, at=_with(post.at, longest, post.at[longest] + 1))
    if fits(post.said()):
        return _roomier(post, fits).said()
    fewer = (post.said()[:shown] for shown in range(len(items) - 1, 0, -1))
    return next((said for said in fewer if fits(said)), ())


def _levels(items: int) -> Iterator[tuple[int, ...]]:
    """How briefly the reasons are said, step by step."""
    yield from ((level,) * items for level in range(_CLAUSE + 1))
    yield from (tuple(_TAG if n >= first else _CLAUSE for n in range(items)) for first in reversed(range(items)))
    yield (_NOTED,) * items


def _with(some: tuple[int, ...], place: int, value: int) -> tuple[int, ...]:
    return (*some[:place], value, *some[place + 1 :])


def _next(ways: Sequence[Sequence[_Way]], at: Sequence[int]) -> int | None:
    """The item to be said more briefly: where least is lost by it, and among those where most room is won."""

    def harm(n: int) -> tuple[int, int, int]:
        now, then = ways[n][at[n]], ways[n][at[n] + 1]
        room = len(then.text) - len(now.text) if then.loss > now.loss else -len(now.text)
        return then.loss if then.loss > now.loss else -1, room, -n

    return min((n for n, some in enumerate(ways) if at[n] + 1 < len(some)), key=harm, default=None)


def _roomier(post: _Post, fits: Callable[[Sequence[Said]], bool]) -> _Post:
    """Each item said as roomily as still fits: findings, those first that lost most and need least, then reasons."""
    lost = [(-some[n].loss, len(some[0].text)) for some, n in zip(post.ways, post.at, strict=True)]
    for n in sorted(range(len(post.at)), key=lambda n: lost[n]):
        others = (replace(post, at=_with(post.at, n, back)) for back in range(post.at[n]))
        post = next((other for other in others if fits(other.said())), post)
    for n in range(len(post.level)):
        others = (replace(post, level=_with(post.level, n, back)) for back in range(post.level[n]))
        post = next((other for other in others if fits(other.said())), post)
    return post


def _ways(item: Item, words: Words) -> list[_Way]:
    """The ways to say what was found, each shorter than the one before; only results stand in for a finding."""
    title = item.paper.title
    if not item.finding.quotes:  # the title stands for it: nothing of it is in the thread
        return list(_shorter(_Way(_TITLE, _ended(one)) for one in (title, *_names(title))))
    whole = shown_alone(item.finding.text) if item.finding.verbatim else item.finding.text
    told = [_Way(_CUT, text) for text in (whole, *_cuts(item.finding))]
    told += [_Way(_OTHER, text) for claim in claims(item, "takeaways") for text in _cuts(claim)]
    told += [_Way(_TITLE, _titled(name, item.finding, words)) for name in (title, *_names(title))]
    return list(_shorter(told))


def _titled(name: str, finding: Claim, words: Words) -> str:
    """A name of the paper; that its finding is in the thread is said of what is a result."""
    if finding.verbatim and not marks_of(finding.original or finding.text).keys() & _TOLD:
        return _ended(name)
    return words("{title} (its finding is in the thread).", title=name)


def _names(title: str) -> list[str]:
    return [brief(title, most, fewest=3) for most in SHORT_TITLES]


def _ended(title: str) -> str:
    return title if title[-1:] in ".?!…" else f"{title}."


def _cuts(claim: Claim) -> list[str]:
    """A model's words are never cut."""
    if not claim.verbatim:
        return [claim.text]
    texts = (shown_alone(clause(claim.text, most)) for most in CUTS)
    return [text for text in texts if len(text) <= LONGEST]


def _shorter(ways: Iterable[_Way]) -> Iterator[_Way]:
    room = None
    for way in ways:
        if room is None or len(way.text) < room:
            yield way
            room = len(way.text)


def _beside(item: Item, words: Words) -> tuple[_Beside, ...]:
    """What stands beside the finding at each of the levels."""
    whole = tuple(note.brief for note in item.notes)
    shortly = tuple(dict.fromkeys(note.short or note.brief for note in item.notes))
    reason = briefly(item.because, words)
    return *(_Beside(because, whole) for because in reason), _Beside(reason.tag, shortly)
