"""A paper in few words: its own sentence where one is short enough, or one cut at a clause, never within. Pure."""

import re
from collections.abc import Iterator

from retrieval.answer import Claim
from retrieval.text.clauses import ELLIPSIS, clause
from schedules.edition import Item

WORDS, QUICK_WORDS = 25, 35
"""Words of a line in short, and of a quick hit, at most."""
_CUTS = (180, 150, 120, 90)
"""Characters a sentence is cut to, one after the other; where English ends a clause says nothing of a translation."""
_ADVERB = re.compile(
    r"""(?:additionally|(?:more\s|most\s)?importantly|moreover|furthermore|further|besides|also|finally|lastly|second(?:ly)?
      |third(?:ly)?|in\saddition|next|notably|specifically|in\sparticular|similarly),\s+(?=\w)""",
    re.IGNORECASE | re.VERBOSE,
)
"""Openings that only lead over; without them, marked by an ellipsis, a sentence says the same."""
_LEANS = re.compile(
    r"""(?:additionally|(?:more\s)?importantly|moreover|furthermore|besides|also|however|nevertheless|therefore|thus|hence
      |consequently|finally|lastly|second(?:ly)?|third(?:ly)?|as\sa\sresult|in\saddition|in\scontrast|to\sthis\send
      |(?:based\son|building\s(?:up)?on|leveraging|using|with|from|under|through|given)\s(?:this|these|those)
      |to\s(?:address|tackle|overcome|solve|resolve|mitigate|bridge|fill|alleviate|remedy)\s(?:this|these|such)
      |next|together|further|similarly|it|its|they|their|this|these|those|such|both|here|then|among\sthem)\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""Openings that lean on a sentence before, which is not there when a sentence is shown alone."""


def short_of(item: Item, most: int = WORDS, *, titled: bool = True) -> str:
    """What a paper found, in at most `most` words that stand alone; else its title, or nothing.

    The finding comes first, then its other results; a sentence that leans on the one before it is
    taken only where nothing else is short enough. `titled`: the title does not stand beside it anyway.
    """
    found = list(dict.fromkeys(_sayings(item, most)))
    alone = [text for text in found if not _LEANS.match(text.lstrip("… "))]
    return next(iter((*alone, *found)), "") or (_titled(item.paper.title, most) if titled else "")


def _sayings(item: Item, most: int) -> Iterator[str]:
    for claim in _claims(item):
        for characters in (10_000, *(() if claim.original else _CUTS)):
            if 0 < len((text := _bare(clause(claim.text, characters))).split()) <= most:
                yield text
                break


def _bare(text: str) -> str:
    """A sentence without an opening that leads over from another."""
    found = _ADVERB.match(text)
    return f"{ELLIPSIS}{text[found.end() :]}" if found else text


def _claims(item: Item) -> Iterator[Claim]:
    """What the paper found; a step of its method would not say that."""
    yield item.finding
    yield from claims(item, "takeaways")


def claims(item: Item, *names: str) -> tuple[Claim, ...]:
    """The claims of an item's sections of these names, in the order of the names."""
    return tuple(claim for name in names for one in item.sections if one.name == name for claim in one.claims)


def _titled(title: str, most: int) -> str:
    """The title, cut where it is too long as well."""
    words = title.split()
    return title if len(words) <= most else brief(title, len(" ".join(words[: most - 1])), fewest=3)


def brief(title: str, most: int, *, fewest: int = 1) -> str:
    """A title of at most `most` characters: whole, or up to its colon, or its first words and a `…`.

    What stands before the colon must have `fewest` words.
    """
    if len(title) <= most:
        return title
    name = title.split(": ")[0]
    if len(name) <= most and len(name.split()) >= fewest:
        return name
    return f"{title[: most + 1].rsplit(' ', 1)[0][:most]} {ELLIPSIS}"
