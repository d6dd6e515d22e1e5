"""How many papers each topic of a profile has; a name that is written in two ways counts once. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from retrieval.picking.reasons import short
from retrieval.text.words import stems

_PARTS = re.compile(r"[,;:.]|\s+(?:and|or)\s+")
_ASIDE = re.compile(r"\s*\([^()]*\)")
_EITHER = "/"

Folded = tuple[str, ...]


def counted(found: Iterable[str], topics: Sequence[str]) -> list[tuple[str, int]]:
    """The names of the topics that `found` holds and how often, the most frequent first; `topics` are the profile's.

    Those that come as often as another stand in the order in which they are found. What names no topic is left out.
    """
    of = heads(topics)
    return Counter(of.get(line, short(line)) for line in found if line).most_common()


def leading(found: Sequence[tuple[str, bool]], topics: Sequence[str]) -> tuple[list[tuple[str, int]], bool]:
    """As `counted`, and whether these papers are about their topics; else they are but nearest to them.

    `found`: the topic of each paper, and whether the paper holds its name. They are about it where two of
    them, or the only one, hold its name; then those that hold none are not counted.
    """
    about = counted((line for line, held in found if held), topics)
    if about and (about[0][1] > 1 or len(found) == 1):
        return about, True
    return counted((line for line, _ in found), topics), False


def heads(topics: Sequence[str]) -> Mapping[str, str]:
    """For each line of a profile the name under which it is counted.

    A line whose name another has, capitals and endings aside, counts under that one's; a keyword counts
    under the topic that lists it after its colon: whole among its parts, or, where it has two words, anywhere.
    """
    names: dict[Folded, str] = {}
    for line in topics:
        names.setdefault(_folded(short(line)), short(line))
    listing = [line for line in topics if ":" in line]
    return {line: _above(line, listing) or names[_folded(short(line))] for line in topics}


def _above(line: str, listing: Sequence[str]) -> str:
    """The name of the topic that lists this keyword; empty where it is no keyword, or in no list."""
    if ":" in line:
        return ""
    either = [_folded(one) for one in line.split(_EITHER)]
    for topic in listing:
        own = stems(short(topic))
        named = len(either) > 1 and all(_stands(name, own) for name in either)
        if named or any(_holds(topic, name) for name in (_folded(line), *either)):
            return short(topic)
    return ""


def _holds(topic: str, name: Folded) -> bool:
    own, what = topic.split(":", 1)
    return name in (_folded(own), *map(_folded, _PARTS.split(what))) or (len(name) > 1 and _stands(name, stems(what)))


def _stands(name: Folded, text: Sequence[str]) -> bool:
    return any(tuple(text[at : at + len(name)]) == name for at in range(len(text)))


def _folded(name: str) -> Folded:
    """A name without capitals, endings and what stands in brackets."""
    return tuple(stems(_ASIDE.sub("", name))) or (name.casefold(),)
