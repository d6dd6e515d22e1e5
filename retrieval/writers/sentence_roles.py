"""What each sentence of an abstract is for, told by a small linear model that comes with the program. Pure.

A sentence is described by phrases, first words, place and neighbours; how much each says for a role was
learned from abstracts read by hand (`bench/roles.py`), as was which role follows which.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Literal, get_args

from retrieval.writers.cues import marks_of

SentenceRole = Literal["background", "problem", "aim", "method", "result", "limit", "outlook", "resource"]
"""`problem`: what the field lacks; `aim`: what the paper sets out to do or offers; `limit`: of this paper;

`outlook`: what follows from it and what comes next; `resource`: where code or data are.
"""
ROLES: tuple[SentenceRole, ...] = get_args(SentenceRole)
Chances = Mapping[SentenceRole, float]
"""How likely each role is; they sum to 1."""


@dataclass(frozen=True, slots=True)
class Table:
    """What was learned: for a feature its weight for each of `ROLES`, and what a role says of the next one's."""

    weights: Mapping[str, Sequence[float]]
    follows: Sequence[Sequence[float]]
    """`follows[a][b]`: the natural logarithm of how much likelier b is after a than anywhere."""


def chances(texts: Sequence[str], table: Table | None = None) -> list[Chances]:
    """For each sentence of one abstract, in order, how likely each role is, its neighbours' considered.

    `table`: other weights than the bundled ones.
    """
    learned = table or _bundled()
    alone = [_scores(found, learned, told) for found, told in zip(features(texts), headings(texts), strict=True)]
    return [dict(zip(ROLES, likely, strict=True)) for likely in _among_neighbours(alone, learned.follows)]


def _scores(found: Sequence[str], table: Table, heading: str) -> list[float]:
    rows = [row for feature in found if (row := table.weights.get(feature))]
    told = [sum(column) for column in zip(*rows, strict=True)] if rows else [0.0] * len(ROLES)
    under = _UNDER.get(heading, ROLES)
    return [score - _AGAINST * (role not in under) for score, role in zip(told, ROLES, strict=True)]


_AGAINST = 8.0
"""What a role loses that does not go with the heading its authors put above a sentence."""


def _among_neighbours(alone: Sequence[Sequence[float]], follows: Sequence[Sequence[float]]) -> list[list[float]]:
    """The forward-backward algorithm: each sentence's chances, given its own scores and who stands beside it."""
    own = [_normal(scores) for scores in alone]
    onward = _passed(own, follows)
    back = _passed(own[::-1], [list(column) for column in zip(*follows, strict=True)])[::-1]
    merged = [[a + b - c for a, b, c in zip(*three, strict=True)] for three in zip(onward, back, own, strict=True)]
    return [[math.exp(value) for value in _normal(scores)] for scores in merged]


def _passed(own: Sequence[Sequence[float]], follows: Sequence[Sequence[float]]) -> list[list[float]]:
    """Scores of each sentence with all before it taken in."""
    passed: list[list[float]] = []
    for scores in own:
        before = passed[-1] if passed else None
        told = (
            [_sum(before, [row[n] for row in follows]) for n in range(len(scores))] if before else [0.0] * len(scores)
        )
        passed.append(_normal([mine + theirs for mine, theirs in zip(scores, told, strict=True)]))
    return passed


def _sum(scores: Sequence[float], added: Sequence[float]) -> float:
    """The logarithm of the sum of what two logarithms each multiply to."""
    return math.log(sum(math.exp(a + b) for a, b in zip(scores, added, strict=True)))


def _normal(scores: Sequence[float]) -> list[float]:
    """The same scores as logarithms of shares of one."""
    highest = max(scores)
    whole = highest + math.log(sum(math.exp(score - highest) for score in scores))
    return [score - whole for score in scores]


def features(texts: Sequence[str]) -> list[list[str]]:
    """What describes each sentence of one abstract, in the names that the table of weights uses."""
    told = [marks_of(text) for text in texts]
    coined = [_coined(text) for text in texts]
    above, found = headings(texts), []
    for n, text in enumerate(texts):
        own = [*_of_place(n, len(texts)), *_of_words(text), *(f"m:{kind}" for kind in told[n])]
        own += [f"mm:{kind}" for kind, count in told[n].items() if count > 1]
        own += [f"h:{above[n]}"] if above[n] else []
        own += _of_neighbours(n, told, coined, text)
        found.append(list(dict.fromkeys(own)))
    return found


def headings(texts: Sequence[str]) -> list[str]:
    """The heading that stands above each sentence of an abstract in parts, as in “Aims. …”; mostly none.

    An abstract that names no part for its results is not in parts, however it begins a sentence.
    """
    heading, found = "", []
    for text in texts:
        heading = (match[1].casefold() if (match := _HEADING.match(text)) else "") or heading
        found.append(heading)
    return found if any("results" in one for one in found) else [""] * len(found)


_HEADING = re.compile(
    r"(context|aims?|methods?|results?|conclusions?|background|objectives?|approach|main results|significance|purpose)"
    r"(?:[.:]|$)",
    re.IGNORECASE,
)

_AIMS: tuple[SentenceRole, ...] = ("aim",)
_DOING: tuple[SentenceRole, ...] = ("method", "aim")
_KNOWN: tuple[SentenceRole, ...] = ("background", "problem", "aim")
_FOUND: tuple[SentenceRole, ...] = ("result", "limit", "method")
_SAID: tuple[SentenceRole, ...] = ("result", "limit", "outlook", "resource", "aim")
_UNDER: Mapping[str, tuple[SentenceRole, ...]] = (
    dict.fromkeys(("aim", "aims", "objective", "objectives", "purpose"), _AIMS)
    | dict.fromkeys(("method", "methods", "approach"), _DOING)
    | dict.fromkeys(("context", "background"), _KNOWN)
    | dict.fromkeys(("result", "results", "main results"), _FOUND)
    | dict.fromkeys(("conclusion", "conclusions", "significance"), _SAID)
)
"""What a sentence may be for under a heading."""


def _of_place(n: int, whole: int) -> Iterator[str]:
    yield "bias"
    yield f"fifth:{min(4, 5 * n // max(1, whole))}"
    yield from (f"first:{n}",) if n < 2 else ()
    yield from (f"last:{whole - 1 - n}",) if whole - n <= 2 else ()


def _of_words(text: str) -> Iterator[str]:
    words = [_DIGITS.sub("#", word) for word in _WORD.findall(text.casefold())]
    yield from (f"w:{word}" for word in words)
    yield from (f"b:{a} {b}" for a, b in pairwise(words))
    yield from (f"s{n}:{' '.join(words[:n])}" for n in (1, 2, 3) if len(words) >= n)
    yield f"long:{min(5, len(words) // 10)}"
    for name, pattern in _SHAPES.items():
        if pattern.search(text):
            yield f"x:{name}"


_WORD = re.compile(r"[a-z]+(?:['’-][a-z]+)*|\d+(?:[.,]\d+)*|[?%]")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_SHAPES = {
    "question": re.compile(r"\?$"),
    "link": re.compile(r"https?://|www\.|github", re.IGNORECASE),
    "percent": re.compile(r"\d\s?\\?%"),
    "error": re.compile(r"\\pm|±|\^\{?\s*\+"),
    "decimal": re.compile(r"\d\.\d"),
    "past": re.compile(r"\b(?:we|was|were) (?:\w+ly )?\w+ed\b", re.IGNORECASE),
    "ours": re.compile(r"\b(?:we|our|ours)\b", re.IGNORECASE),
    "opens ours": re.compile(r"(?:\w+[ly,]* )?(?:we|our)\b", re.IGNORECASE),
    "perfect": re.compile(r"\b(?:has|have) (?:\w+ly )?(?:been|\w+ed)\b", re.IGNORECASE),
    "may": re.compile(r"\b(?:may|might|could|can|will|would|should)\b", re.IGNORECASE),
    "not": re.compile(r"\b(?:not|no|cannot|without|nor)\b", re.IGNORECASE),
    "then": re.compile(r"(?:then|first|next|finally|second|to \w+ [^,]{3,80},)\b", re.IGNORECASE),
    "listed": re.compile(r"\((?:i|1|a)\)"),
}


def _coined(text: str) -> frozenset[str]:
    """Names with a capital inside: what a paper calls its own, and what it compares with."""
    return frozenset(_NAME.findall(text))


_NAME = re.compile(r"\b(?=\w*[a-z-])(?=\w*[A-Z]\w*[A-Z])[A-Za-z][\w-]{2,}|\b[A-Z]{3,}[\w-]*")


def _of_neighbours(
    n: int, told: Sequence[Mapping[str, int]], coined: Sequence[frozenset[str]], text: str
) -> Iterator[str]:
    """Phrases next door, whether the paper's offer has been made yet, and whether its name opens the sentence."""
    yield from (f"p:{kind}" for kind in (told[n - 1] if n else {"none": 1}))
    yield from (f"n:{kind}" for kind in (told[n + 1] if n + 1 < len(told) else {"none": 1}))
    before, after = any("about" in one for one in told[:n]), any("about" in one for one in told[n + 1 :])
    yield f"offered:{before:d}{after:d}"
    yield f"offer here:{'about' in told[n]:d} before:{before:d}"
    own = {name for n_before in range(n) if "about" in told[n_before] for name in coined[n_before]}
    if opening := _NAME.match(text.removeprefix("The ")):
        yield f"named:{opening[0] in own:d}"
    yield f"names:{bool(coined[n] & own):d}"


SCALE = 50
"""Weights are kept as whole numbers of fiftieths."""


def as_text(table: Table) -> str:
    """The table as it is bundled: the roles, what follows what, then a feature and its weights in each line."""
    lines = ["\t".join(ROLES), *(_row(row) for row in table.follows)]
    lines += [f"{name}\t{_row(row)}" for name, row in sorted(table.weights.items())]
    return "\n".join(lines) + "\n"


def _row(values: Sequence[float]) -> str:
    return " ".join(str(round(SCALE * value)) for value in values)


def from_text(text: str) -> Table:
    """The table that `as_text` wrote."""
    _, *lines = text.splitlines()
    follows = [_values(line) for line in lines[: len(ROLES)]]
    rows = (line.split("\t") for line in lines[len(ROLES) :])
    return Table({name: _values(values) for name, values in rows}, follows)


def _values(line: str) -> tuple[float, ...]:
    return tuple(int(value) / SCALE for value in line.split())


@cache
def _bundled() -> Table:
    return from_text((resources.files("retrieval.bundled") / "sentence_roles.txt").read_text(encoding="utf-8"))
