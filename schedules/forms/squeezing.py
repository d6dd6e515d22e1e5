"""How briefly a post says its items, so that all of them stand in it: reasons give way first, items last. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from retrieval.answer import Claim
from retrieval.text.sentences import clause, shown_alone
from schedules.edition import Item
from schedules.forms.short import brief, claims
from schedules.words import Words

CUTS = (230, 190, 150, 120, 90)
"""Characters to which a paper's sentence is cut, where it has a clause to be cut at."""
LONGEST = 280
"""Characters of a paper's sentence that no cut makes bearable, from which on it does not stand in a post."""
SHORT_TITLES = (80, 50)
"""Characters to which a title is cut that stands for a finding."""
FIRST_WORDS = 30
"""Characters of a title within a reason, where room is short."""
_LONG_TITLE = re.compile(rf"“([^“”]{{{FIRST_WORDS + 1},}})”(?=, which was)")
_ASIDE = re.compile(r", part of your topic [^“”]+(?=, and )|(?<=^it is unlike your usual): .+|; both speak of “[^“”]+”")


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


def squeezed(items: Sequence[Item], words: Words, fits: Callable[[Sequence[Said]], bool]) -> tuple[Said, ...]:
    """What is said of the items that `fits`: of all of them ever more briefly, at last of ever fewer, from the end.

    First the reasons: a long title in them is named by its first words, then goes the topic that stands
    beside its own words and a liked paper, and what else is said of an exploration; `/why` has all of it.
    Then notes leave to the thread what a line said. Then titles that stand for a finding are cut, then
    findings, the longest first; then another result takes the place of a finding that no cut makes shorter,
    and where there is none, the title does. Room that is left in the end goes back to the first items.
    """
    ways = [_ways(item, words) for item in items]
    at = [0] * len(items)
    reasons = [_beside(item) for item in items]
    for level in range(_LEVELS):
        because = [some[level] for some in reasons]
        if fits(_said(ways, at, because)):
            return _said(ways, at, because)
    while not fits(_said(ways, at, because)) and (longest := _next(ways, at)) is not None:
        at[longest] += 1
    if fits(_said(ways, at, because)):
        return _said(ways, _roomier(ways, at, lambda at: fits(_said(ways, at, because))), because)
    fewer = (_said(ways, at, because)[:shown] for shown in range(len(items) - 1, 0, -1))
    return next((said for said in fewer if fits(said)), ())


def _said(ways: Sequence[Sequence[_Way]], at: Sequence[int], beside: Sequence[_Beside]) -> tuple[Said, ...]:
    return tuple(Said(some[n].text, one.because, one.notes) for some, n, one in zip(ways, at, beside, strict=True))


def _next(ways: Sequence[Sequence[_Way]], at: Sequence[int]) -> int | None:
    """The item to be said more briefly: where least is lost by it; of those that only get shorter the longest,

    of those that lose something the last.
    """

    def harm(n: int) -> tuple[int, int]:
        now, then = ways[n][at[n]], ways[n][at[n] + 1]
        return then.loss - now.loss, -n if then.loss > now.loss else -len(now.text)

    return min((n for n, some in enumerate(ways) if at[n] + 1 < len(some)), key=harm, default=None)


def _roomier(ways: Sequence[Sequence[_Way]], at: Sequence[int], fits: Callable[[Sequence[int]], bool]) -> Sequence[int]:
    """Each item said as roomily as still fits, those first that lost most, and among them the first items."""
    for n in sorted(range(len(at)), key=lambda n: -ways[n][at[n]].loss):
        roomier = ([*at[:n], back, *at[n + 1 :]] for back in range(at[n]))
        at = next((other for other in roomier if fits(other)), at)
    return at


def _ways(item: Item, words: Words) -> list[_Way]:
    """The ways to say what was found, each shorter than the one before; only results stand in for a finding."""
    title = item.paper.title
    if not item.finding.quotes:  # the title stands for it: nothing of it is in the thread
        return list(_shorter(_Way(_TITLE, _ended(one)) for one in (title, *_names(title))))
    told = [_Way(_CUT, text) for text in _cuts(item.finding)]
    told += [_Way(_OTHER, text) for claim in claims(item, "takeaways") for text in _cuts(claim)]
    told += [
        _Way(_TITLE, words("{title} (its finding is in the thread).", title=name)) for name in (title, *_names(title))
    ]
    return list(_shorter(told))


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


_LEVELS = 4


def _beside(item: Item) -> tuple[_Beside, ...]:
    """What stands beside the finding at each of the levels."""
    reasons = _reasons(item.because)
    whole = tuple(note.brief for note in item.notes)
    briefly = tuple(dict.fromkeys(note.short or note.brief for note in item.notes))
    return *(_Beside(because, whole) for because in reasons), _Beside(reasons[-1], briefly)


def _reasons(because: str) -> tuple[str, str, str]:
    """The reason, ever more briefly."""
    named = _LONG_TITLE.sub(lambda title: f"“{brief(title[1], FIRST_WORDS)}”", because)
    return because, named, _ASIDE.sub("", named)
