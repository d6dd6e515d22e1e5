"""Whether the numbers and digit-bearing names of a statement are those of its source. Pure."""

import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from retrieval.text.numbers import LOOK_BACK, Figures, Number, figures
from retrieval.text.plain import plain

_RANGED = re.compile(r"\s*(?:-|to|and|through)\s*[~$€£]?\s*", re.IGNORECASE)


def missing(claim: str, quote: str, title: str = "") -> list[str]:
    """The numbers and digit-bearing names of `claim`, as written, that `quote` does not hold.

    A name may also stand in the paper's title. Numbers that the claim puts in a range or in the
    order "from … to …" must stand so in the quote.
    """
    said, source = plain(claim), plain(quote)
    ours, theirs = figures(said), figures(source)
    named = f"{source}\n{plain(title)}"
    absent = [
        one.text
        for one in ours.numbers
        if not any(one.agrees(other) for other in theirs.numbers)
        and not _pronoun(one, theirs)
        and not _versioned(one, said, named)
    ]
    names = [name for name in ours.names if not stands(name, named)]
    return absent + names + ([] if absent else _turned(said, ours.numbers, source, theirs.numbers))


def in_order(claim: str, quote: str) -> bool:
    """Whether a near copy has the numbers of `quote` in its order, and its names with digits as often at most."""
    ours, theirs = figures(plain(claim)), figures(plain(quote))
    left = iter(theirs.numbers)
    ordered = all(any(one.agrees(other) for other in left) for one in ours.numbers)
    return ordered and not Counter(map(_squeezed, ours.names)) - Counter(map(_squeezed, theirs.names))


def _squeezed(name: str) -> str:
    return re.sub(r"[\W_]+|s$", "", name.casefold())


def _pronoun(one: Number, theirs: Figures) -> bool:
    return theirs.ones and one.meanings == {(Decimal(1), "")}


def _versioned(one: Number, said: str, named: str) -> bool:
    """Whether it is the digits of a name in two words, as in "Llama 3.1" or "GPT 4"."""
    name = re.search(r"(?<!\w)[A-Z]\w*[\s-]?$", said[max(0, one.start - LOOK_BACK) : one.start])
    return bool(name) and stands(f"{name[0]}{one.text}" if name else "", named)


def stands(name: str, text: str) -> bool:
    """Whether a name stands in `plain` text as a whole, hyphens, spaces and case aside."""
    runs = re.findall(r"[^\W\d_]+|\d+(?:\.\d+)*", name)
    joined = r"[-_\s:/.'’^]*".join(map(re.escape, runs))
    return bool(re.search(rf"(?<![\w.]){joined}(?:s(?!\w))?(?![\w]|[.:/]\d|-\d)", text, re.IGNORECASE))


def _turned(said: str, ours: Sequence[Number], source: str, theirs: Sequence[Number]) -> list[str]:
    """Pairs "a to b" or "a-b" of the claim that the quote has in another order, or not as a range."""
    wrong = []
    for one, two in pairwise(ours):
        between = said[one.end : two.start]
        if not re.fullmatch(r"\s*(?:-|to)\s*[~$€£]?\s*", between, re.IGNORECASE):
            continue
        near = "-" in between
        if not any(
            one.agrees(a) and two.agrees(b) and (not near or _RANGED.fullmatch(source[a.end : b.start]))
            for n, a in enumerate(theirs)
            for b in theirs[n + 1 :]
        ):
            wrong.append(said[one.start : two.end])
    return wrong
