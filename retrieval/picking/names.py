"""What of a profile's line stands in a paper, word beside word. Pure.

Scores may count a line's words wherever they are. What people are told that a paper speaks of, or is about, has
to stand in it together; so has what is left out for its words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from retrieval.text.words import STOPWORDS, stem

SLACK = 2
"""So many words may stand between those of a name: “mixture of sparse experts”."""
LINKS = frozenset(("of", "the", "in", "for", "between", "a", "an"))
"""Small words that hold a name together; any other one between its words makes something else of them."""
LONGEST = 5
"""Content words of a name; more are prose."""
ABBREVIATED = 3
"""An abbreviation with so many letters is known where the paper does not explain it."""

WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_MARK = re.compile(r"[,;:()\[\]–—]|\s-+\s")
_ASIDE = re.compile(r"\s*\([^()]*\)")
_JOINED, _CAPITALS = re.compile(r"(?:[^\W_]+-+)+$"), re.compile(r"(?<![\w-])[A-Z]{2,} $")
_VERB = re.compile(
    r"(?:driv|requir|reveal|find|suggest|indicat|produc|host|contain|lead|caus|affect|depend|predict|enabl|allow)(?:e?s|e)?",
    re.IGNORECASE,
)
"""Words that make a sentence of what stands on both sides."""
_SHORT = re.compile(r"\(([A-Z][A-Za-z]*[A-Z]s?)\)")


class Word(NamedTuple):
    """A word of a sentence: its stem (empty for a small word) and where it is."""

    stem: str
    start: int
    end: int
    form: str
    """In small letters."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and its words."""

    text: str
    words: tuple[Word, ...]
    stems: frozenset[str]


Text = tuple[Sentence, ...]
"""The title, then the sentences of the abstract."""


@dataclass(frozen=True, slots=True)
class Name:
    """A few words that name something: their different stems, how many words they are, and how they are abbreviated."""

    stems: tuple[str, ...]
    length: int
    short: str = ""
    given: str = ""
    """The abbreviation that whoever wrote the name put beside it."""
    words: tuple[str, ...] = ()
    """All its words in their order and in small letters, but LINKS."""


def read(title: str, abstract: str) -> Text:
    """A paper as it is searched for names."""
    return tuple(_sentence(one) for one in (title, *_SENTENCE.split(abstract)))


def _sentence(text: str) -> Sentence:
    words = tuple(
        Word(stem_of(found[0]), found.start(), found.end(), found[0].casefold()) for found in WORD.finditer(text)
    )
    return Sentence(text, words, frozenset(word.stem for word in words if word.stem))


def stem_of(word: str) -> str:
    small = word.casefold()
    return "" if small in STOPWORDS or len(small) < 2 else stem(small)


def name_of(words: str) -> Name:
    """The name that some words are, what stands in brackets aside."""
    written = WORD.findall(_ASIDE.sub("", words))
    content = [word for word in written if stem_of(word)]
    given = _SHORT.search(words)
    initials = "".join(word[0] for word in content).upper()
    stems = tuple(dict.fromkeys(map(stem_of, content)))
    return Name(stems, len(written), initials, given[1] if given else "", linked(written))


def linked(written: Sequence[str]) -> tuple[str, ...]:
    return tuple(small for word in written if (small := word.casefold()) not in LINKS)


def together(name: Name, sentence: Sentence, *, slack: int = SLACK) -> str:
    """The sentence's own words from the first of the name to its last, where all stand together in any order."""
    if not name.stems or not sentence.stems.issuperset(name.stems):
        return ""
    wanted, words, found = set(name.stems), sentence.words, ""
    for start, first in enumerate(words):
        if first.stem not in wanted:
            continue
        left = set(wanted)
        for word in words[start : start + name.length + slack]:
            left.discard(word.stem)
            if not left:
                some = sentence.text[first.start : word.end]
                if not _MARK.search(some) and (not found or len(some) < len(found)):
                    found = some
                break
    return found


def stands(name: Name, sentence: Sentence, *, slack: int = 0, ending: bool = False) -> str:
    """The sentence's own words for a name, all of its words in its order with LINKS between them at most; else nothing.

    `slack`: so many other words may stand between them. `ending`: the last word may have another ending than a plural.
    A word that is joined to the first by a hyphen belongs to what is given back, and so does an abbreviation before
    the only one (KV cache).
    """
    if not name.words or not sentence.stems.issuperset(name.stems):
        return ""
    for start in range(len(sentence.words)):
        last = _last(name.words, sentence.words[start:], slack, ending=ending)
        if last is None:
            continue
        first, end = sentence.words[start].start, sentence.words[start + last].end
        if not _MARK.search(sentence.text[first:end]):
            before = sentence.text[:first]
            joined = _JOINED.search(before) or (len(name.words) == 1 and _CAPITALS.search(before))
            return sentence.text[joined.start() if joined else first : end]
    return ""


def _last(wanted: Sequence[str], words: Sequence[Word], slack: int, *, ending: bool) -> int | None:
    """Where a name that begins with the first of these words ends."""
    at = -1
    for number, one in enumerate(wanted):
        at += 1
        alike = _is_stem if number + 1 < len(wanted) or ending else _is_noun
        while at < len(words) and not alike(one, words[at]):
            link = words[at].form in LINKS
            slack -= not link
            if not number or slack < 0 or not (link or words[at].stem) or _VERB.fullmatch(words[at].form):
                return None
            at += 1
        if at >= len(words):
            return None
    return at


def _is_stem(one: str, word: Word) -> bool:
    return one == word.form or (bool(word.stem) and word.stem == stem_of(one))


def _is_noun(one: str, word: Word) -> bool:
    """Whether it is the same word, one or many: “histories” is a “history”, “learned” is no “learning”."""
    return _is_stem(one, word) and bool(_numbers(one) & _numbers(word.form))


def _numbers(word: str) -> set[str]:
    return {word, word.removesuffix("s"), word.removesuffix("es"), re.sub("ies$", "y", word)}


def times_named(name: Name, text: Text) -> tuple[int, int]:
    """In how many sentences of the title (0 or 1) and of the abstract the name or its abbreviation stands, unbroken."""
    short = {one for one in (name.given, name.short) if len(one) >= ABBREVIATED} | explained(name, text)
    title, *rest = (bool(together(name, one, slack=0)) or abbreviated(short, one) for one in text)
    return int(title), sum(rest)


def explained(name: Name, text: Text) -> set[str]:
    """The abbreviation that the paper itself gives the name, in brackets after it."""
    for one in text:
        words = together(name, one, slack=0)
        after = one.text[one.text.find(words) + len(words) :] if words else ""
        if found := re.match(r"\s*\(([A-Z]{2,})s?\b", after):
            return {found[1]}
    return set()


def abbreviated(short: set[str], sentence: Sentence) -> bool:
    return any(one in sentence.text and re.search(rf"\b{re.escape(one)}s?\b", sentence.text) for one in short)


def left_names(line: str, wanted: Sequence[Text] = ()) -> tuple[Name, ...]:
    """The names that a leave-out's line is, or lists after its colon, but those that a wanted line names, too.

    Prose names nothing that stands in a paper.
    """
    head, _, rest = line.partition(":")
    names = [name_of(one) for one in (head, *re.split(r"[,;]\s*", rest)) if one.strip()]
    short = [name for name in names if 0 < len(name.stems) <= LONGEST and name.length <= 2 * LONGEST]
    return tuple(name for name in short if not any(together(name, one) for some in wanted for one in some))


def barring(names: Sequence[Name], text: Text) -> tuple[bool, bool]:
    """Whether a leave-out's names keep a paper out, and whether they count against it.

    They keep it out where one stands in its title, or, two words and more, in two sentences of its abstract; and
    count against it where one stands anywhere.
    """
    out = against = False
    for name in names:
        title, sentences = times_named(name, text)
        out = out or bool(title) or (len(name.stems) > 1 and sentences > 1)
        against = against or bool(title or sentences)
    return out, against
