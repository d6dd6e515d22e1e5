"""A paper as plain text, a paragraph a line → parts. For files that hold no more than that. Pure."""

import re

from retrieval.fulltext.text import Block, FullText, Part

_MOST_WORDS, _MOST_CHARACTERS = 12, 90
_ENDS = re.compile(r"[.?!:;,)\]]$")
_GLUED = re.compile(r"(?:(?<=[a-z]{3}[.?!])|(?<=[\d)\]”\"][.?!]))(?P<heading>[A-Z][^.?!:;$\\]{2,80})$")


def read_text(text: str, *, title: str = "") -> FullText:
    """Lines that are short and end no sentence are headings; what stands before the first is the abstract.

    A heading that has lost its line break, and stands right behind the last full stop of a line,
    is one too. The title, where it opens the text, is left out.
    """
    parts: list[tuple[str, list[Block]]] = [("Abstract", [])]
    for line in _lines(text):
        if line == title.strip() and not parts[-1][1]:
            continue
        if _is_heading(line):
            parts.append((line, []))
        else:
            parts[-1][1].append(Block(line))
    return FullText(tuple(Part(name, tuple(blocks)) for name, blocks in parts if blocks))


def _lines(text: str) -> list[str]:
    lines: list[str] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        found = _GLUED.search(line)
        if found and _is_heading(found["heading"]):
            lines += [line[: found.start()], found["heading"]]
        else:
            lines.append(line)
    return lines


def _is_heading(line: str) -> bool:
    short = len(line.split()) <= _MOST_WORDS and len(line) <= _MOST_CHARACTERS
    return short and not _ENDS.search(line) and line[:1].isupper()
