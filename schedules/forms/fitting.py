"""Ceilings of length: what is left out of a form that has too many words, and in which order. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from schedules.document import Actions, Block, Bullets, Document, Entry, Heading, Small, Text, text_of


def words(blocks: Sequence[Block]) -> int:
    """Words of these blocks, as white space parts them."""
    return len(text_of(blocks).split())


def length_of(document: Document) -> int:
    """Words of the post and of its thread."""
    return words(document.blocks) + sum(words(entry.blocks) for entry in document.thread)


def fitted(document: Document, most: int, *, first: Sequence[str] = ()) -> Document:
    """The document with at most `most` words: whole lines go, none is cut.

    The ends of the entries headed `first` go first, in that order; then the entries about papers,
    the last one first; then the other entries; then the post's own lines from the end, its heading
    and its last line of small print excepted.
    """
    thread = list(document.thread)
    left = most - words(document.blocks)
    while thread and sum(words(entry.blocks) for entry in thread) > left:
        thread = _less(thread, first)
    blocks = document.blocks
    while words(blocks) > most and len(blocks) > _FEWEST:
        blocks = _shorter(blocks)
    return replace(document, blocks=blocks, thread=tuple(thread))


_FEWEST = 2
"""Blocks of a post: its heading and its last line of small print."""


def _less(thread: list[Entry], first: Sequence[str]) -> list[Entry]:
    """The thread with one line, or one entry, fewer."""
    for title in first:
        for at, entry in enumerate(thread):
            if _title(entry) == title:
                shorter = _without_last_line(entry)
                return [*thread[:at], *([shorter] if shorter else []), *thread[at + 1 :]]
    at = max((n for n, entry in enumerate(thread) if entry.about), default=len(thread) - 1)
    return [*thread[:at], *thread[at + 1 :]]


def _title(entry: Entry) -> str:
    return next((block.text for block in entry.blocks if isinstance(block, Heading)), "")


def _without_last_line(entry: Entry) -> Entry | None:
    """None when nothing but its heading would be left."""
    for at in range(len(entry.blocks) - 1, -1, -1):
        block = entry.blocks[at]
        if isinstance(block, Bullets) and len(block.items) > 1:
            return replace(entry, blocks=(*entry.blocks[:at], Bullets(block.items[:-1]), *entry.blocks[at + 1 :]))
        if isinstance(block, Text | Small | Bullets):
            rest = (*entry.blocks[:at], *entry.blocks[at + 1 :])
            return replace(entry, blocks=rest) if any(isinstance(one, Text | Bullets) for one in rest) else None
    return None


def _shorter(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """One line fewer before the last block; buttons go only when nothing else is left."""
    places = range(len(blocks) - 2, 0, -1)
    at = next((n for n in places if not isinstance(blocks[n], Actions)), len(blocks) - 2)
    block = blocks[at]
    kept = (Bullets(block.items[:-1]),) if isinstance(block, Bullets) and len(block.items) > 1 else ()
    return (*blocks[:at], *kept, *blocks[at + 1 :])
