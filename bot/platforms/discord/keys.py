"""How a message of ours is known again: a nonce for the first minutes, a mark for ever. Pure.

Discord keeps a message's nonce for some minutes only. What it keeps for good and shows to nobody
is the `id` of a component, a 32-bit number of our choice. The first two components in reading
order carry 62 bits of a key's hash. Ids that Discord gives out by itself count up from 1, so
ours begin above them.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any

LOWEST = 100_001
"""Component ids below are Discord's own numbering."""
HIGHEST = 2**31 - 1
PLACES = 2

Mark = tuple[int, ...]


def nonce(*parts: str) -> str:
    """Twenty-five characters, Discord's limit, that stand for these words in this order."""
    return _hash(*parts).hex()[:25]


def mark(key: str) -> Mark:
    """The component ids that stand for a key: two, never equal."""
    digest = _hash(key)
    first, second = (_id(digest[at : at + 8]) for at in (0, 8))
    return first, second if second != first else LOWEST + first % (HIGHEST - LOWEST)


def marked(payload: Mapping[str, Any], ids: Mark) -> dict[str, Any]:
    """The payload with these ids on its first components; as many as it has."""
    copy = deepcopy(dict(payload))
    for part, number in zip(parts(copy.get("components", ())), ids, strict=False):
        part["id"] = number
    return copy


def mark_of(components: Iterable[Mapping[str, Any]]) -> Mark:
    """The ids of ours that a message's first components carry; none if it has none."""
    first = [part.get("id") or 0 for part, _ in zip(parts(components), range(PLACES), strict=False)]
    return tuple(number if number >= LOWEST else 0 for number in first) if first and first[0] >= LOWEST else ()


def bears(components: Iterable[Mapping[str, Any]], key: str) -> bool:
    """Whether a message with these components was posted under `key`.

    An edit may have given a message of one component a second one, whose id is Discord's.
    """
    found = mark_of(components)
    return bool(found) and all(has in (0, wanted) for has, wanted in zip(found, mark(key), strict=False))


def parts(components: Iterable[Any]) -> Iterator[Any]:
    """Every component, outer ones before those inside them."""
    for part in components:
        yield part
        yield from parts(part.get("components") or ())
        for name in ("accessory", "component"):
            if part.get(name):
                yield from parts((part[name],))


def _hash(*words: str) -> bytes:
    return hashlib.sha256("\n".join(words).encode()).digest()


def _id(eight: bytes) -> int:
    return LOWEST + int.from_bytes(eight, "big") % (HIGHEST - LOWEST)
