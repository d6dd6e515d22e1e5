"""What a channel wants to read, and what it does not; and how people say so in plain words."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from retrieval.picking.profile_words import AGAINST, AUTHOR, CATEGORY, FOR, HEADINGS, LEAD_IN, VENUE, Kind

MOST_CHARACTERS = 60_000
"""Some twenty pages; what comes after is not read."""
MOST_LINES = 60
"""Of each kind. A reader with more topics than that wants everything."""
LONGEST = 600
"""Characters of one line, about what the embedding model reads of it."""

Said = tuple[Kind, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A reader's interests. Order carries no meaning; empty everywhere means: the newest first.

    `topics` are wanted, in plain words, each a line; `leave_outs` are not (never part of a query);
    `authors` are names whose papers always count; `venues` are journals and conferences, as a paper
    names them, that speak for it; `categories` limit what is read (empty: all).
    """

    topics: tuple[str, ...] = ()
    leave_outs: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


_MARK = re.compile(r"^(?:[-*•·–]\s+|>\s*)+")
_HEADING = re.compile(r"^(?:#+\s*(?P<hash>.+)|\*\*(?P<bold>[^*]+)\*\*:?|(?P<colon>[^:：]{1,80})[:：])$")
_NUMBER = re.compile(r"^\d+[.)]\s+(?P<name>.+)$")
_LABEL = re.compile(r"^\**(?P<label>[^:：*]{1,60}?)\**[:：]\**\s*(?P<rest>.+)$")
_CRITERION = re.compile(r"^\s*[-*•]\s+\**(?:ir)?relevant\**\s*:", re.IGNORECASE | re.MULTILINE)
_SENTENCE = re.compile(r"(?<=[.!?。！？;；])\s*(?=\S)(?<!e\.g\.)(?<!i\.e\.)")
_LIST = re.compile(r",\s+(?![^()]*\))(?:and\s+|or\s+)?|\s+(?:and|or|und|oder|et|ou|y|o)\s+(?![^()]*\))|[、，;；]\s*")
_COMMA = re.compile(r"[,，、;；]\s*(?![^()]*\))")


def read_profile(text: str) -> Profile:
    """The wanted, the unwanted, the authors and the venues of a text of any length, in any language.

    Headings and labels (“not interested in”, “irrelevant:”, “authors:”) say what the lines below or
    beside them are; within a sentence, “but not …” and its like divide it. A text with “Relevant:”
    and “Irrelevant:” criteria is taken by these alone. What is both wanted and not is what it was
    said to be last. Words for “not” are known in English, German, French, Spanish, Italian,
    Portuguese, Chinese, Japanese and Korean. Nothing is an error; a text that says nothing gives an
    empty profile.
    """
    text = text[:MOST_CHARACTERS].replace("’", "'")
    said = list(_criteria(text) if _CRITERION.search(text) else _plain(text))
    lines: dict[str, dict[str, str]] = {kind: {} for kind in Profile.__dataclass_fields__}
    for kind, line in said:
        if kind == "aside" or not (line := _trimmed(line)):
            continue
        for other in ("topics", "leave_outs") if kind in ("topics", "leave_outs") else ():
            lines[other].pop(line.casefold(), None)
        lines[kind][line.casefold()] = line
    return Profile(**{kind: tuple(found.values())[:MOST_LINES] for kind, found in lines.items()})


def _criteria(text: str) -> Iterator[Said]:
    """Numbered topics with “Relevant” and other criteria below them; under no number, lists of keywords."""
    number = ""
    for line in map(str.strip, text.splitlines()):
        bare = _MARK.sub("", line)
        if found := _NUMBER.match(line):
            number = found["name"].strip("*: ")
        elif _HEADING.match(line):
            number = ""
        elif bare != line and (found := _LABEL.match(bare)):
            yield from _criterion(found["label"].strip(), found["rest"], number)


def _criterion(label: str, what: str, number: str) -> Iterator[Said]:
    kind = _kind(label) or "leave_outs"  # a criterion of another name says what is only applied, or off the field
    if kind in ("authors", "venues", "categories") or not number:
        yield from ((kind, part) for part in _COMMA.split(what))
    else:
        yield kind, f"{number}: {what}" if kind == "topics" else what


def _plain(text: str) -> Iterator[Said]:
    """A topic in each line or sentence, under headings that may say otherwise."""
    kind: Kind = "topics"
    for line in map(str.strip, text.splitlines()):
        bare = _MARK.sub("", line)
        if numbered := _NUMBER.match(bare):
            bare = numbered["name"]
        if heading := _HEADING.match(bare):
            kind = _kind(next(filter(None, heading.groups()))) or "topics"
        elif (found := _LABEL.match(bare)) and (labelled := _kind(found["label"])):
            yield from _parts(labelled, found["rest"])
        elif kind == "topics":
            for sentence in _SENTENCE.split(bare):
                yield from _sentence(sentence.strip())
        else:
            yield from _parts(kind, bare)


def _kind(label: str) -> Kind | None:
    """What a heading or label announces; None when it is a topic's own name."""
    words = label.casefold().strip(" *#:：.")
    return next((kind for kind, pattern in HEADINGS if pattern.fullmatch(words)), None)


def _sentence(sentence: str) -> Iterator[Said]:
    """What one sentence wants and does not want."""
    if found := AGAINST.search(sentence):
        if wanted := sentence[: found.start()].strip(" ,;，、"):
            yield from _sentence(wanted)
        yield from _parts("leave_outs", sentence[found.end() :] or sentence)
    elif found := AUTHOR.match(sentence):
        yield from _parts("authors", found["names"])
    elif found := VENUE.match(sentence):
        yield from _parts("venues", found["names"])
    elif found := FOR.match(sentence):
        yield from _parts("topics", sentence[found.end() :])
    else:
        yield from _parts("topics", sentence)


def _parts(kind: Kind, text: str) -> Iterator[Said]:
    """The parts of a list of names or of short phrases; anything else whole."""
    if kind == "categories":
        return ((kind, one) for one in CATEGORY.findall(text))
    parts = _listed(text)
    listed = kind in ("authors", "venues") or (":" not in text and len(parts) > 1 and _all_short(parts))
    return ((kind, part) for part in (parts if listed else [text.strip(" .。")]))


def _listed(text: str) -> list[str]:
    return [part for part in (one.strip(" .。") for one in _LIST.split(text.strip())) if part]


def _all_short(parts: Iterable[str]) -> bool:
    return all(len(part.split()) <= 5 and len(part) <= 60 for part in parts)


def _trimmed(line: str) -> str:
    """One line without what leads in, its mark and its end; empty when nothing is said with it."""
    line = " ".join(LEAD_IN.sub("", line.replace("**", "")).split()).strip(" \"'“”„,;:：")
    line = line[:LONGEST].rsplit(" ", 1)[0] if len(line) > LONGEST else line
    said = line.rstrip(".。").strip()
    return line if any(map(str.isalnum, said)) and said.casefold() not in ("etc", "e.g") else ""
