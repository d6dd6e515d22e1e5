"""BibTeX, entry by entry: a broken entry costs itself, and a huge file no memory."""

import hashlib
import re
import warnings
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from retrieval.errors import BadPaperId
from retrieval.paper import Paper, PaperRef, parse_ref, refs_in
from retrieval.sources.fields import one_line, tidy
from retrieval.sources.rows import SOURCE

START = re.compile(r"\s*@\s*[A-Za-z]+\s*(?P<bracket>[{(])")
LONGEST_ENTRY = 50_000
"""Characters. The parser takes its time, and a lost bracket must not swallow the file."""
LATEX = re.compile(r"[\\{}~]|--|``|''")


class Piece(NamedTuple):
    """The text of one entry and the line it starts on, or why there is no text."""

    line: int
    text: str
    why: str = ""


def pieces(lines: Iterator[tuple[int, str]]) -> Iterator[Piece]:
    """Cut numbered lines into entries. An entry also ends where another begins, then it is broken."""
    held: list[str] = []
    start = depth = size = 0
    brackets = "{}"
    for number, line in lines:
        if found := START.match(line):
            if held:
                yield Piece(start, "", "the entry is never closed")
            held, start, depth, size = [], number, 0, 0
            brackets = "{}" if found["bracket"] == "{" else "()"
        elif not held:
            continue  # BibTeX takes text between entries for a comment
        held.append(line)
        bare = re.sub(r"\\.", "", line)
        depth += bare.count(brackets[0]) - bare.count(brackets[1])
        size += len(line)
        if depth <= 0:
            yield Piece(start, "".join(held))
        elif size > LONGEST_ENTRY:
            yield Piece(start, "", "the entry is too long, or never closed")
        else:
            continue
        held = []
    if held:
        yield Piece(start, "", "the entry is never closed")


def reader() -> Callable[[str], list[Paper]]:
    """A function that reads one entry after the other and remembers their `@string`s.

    It returns the papers in the text (none for a `@string` or comment) and raises ValueError with
    a few words on what is wrong with it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the parser's grammar warns of itself when it is built
        from bibtexparser.bparser import BibTexParser

        parser = BibTexParser(common_strings=True, ignore_nonstandard_types=False)
    parser.expect_multiple_parse = True
    known = parser.bib_database

    def read(text: str) -> list[Paper]:
        known.entries, known.comments, known.preambles = [], [], []
        try:
            parser.parse(text)
        except Exception as error:  # the parser raises what it likes, such as UndefinedString, a KeyError
            raise ValueError("the entry cannot be read") from error
        if any(START.match(comment) for comment in known.comments):  # what it cannot read it keeps as a comment
            raise ValueError("the entry cannot be read")
        return [_paper(entry) for entry in known.entries]

    return read


def _paper(entry: dict[str, Any]) -> Paper:
    said = {name: _text(value) for name, value in entry.items() if name not in ("author", "ID", "ENTRYTYPE")}
    if not said.get("title"):
        raise ValueError("the entry has no title")
    authors = _authors(entry.get("author", ""))
    ref = _ref(entry) or PaperRef(_own_id(entry["ID"], said["title"], authors))
    where = said.get("journal") or said.get("journaltitle") or said.get("booktitle") or ""
    return tidy(
        Paper(
            id=ref.id,
            version=ref.version,
            title=said["title"],
            abstract=said.get("abstract", ""),
            authors=authors,
            categories=tuple(said.get("primaryclass", "").split()),
            comment=said.get("note", ""),
            doi=one_line(entry.get("doi", "")),
            journal_ref=" ".join(filter(None, (where, said.get("year", "")))),
            source=SOURCE,
        )
    )


def _ref(entry: dict[str, Any]) -> PaperRef | None:
    """The arXiv id an entry names in one of the usual places, or else its DOI."""
    archive = entry.get("archiveprefix", "") or entry.get("eprinttype", "")
    given = [entry["eprint"]] if "eprint" in entry and archive.lower() in ("", "arxiv") else []
    given += [entry[name] for name in ("url", "doi") if name in entry]
    for text in given:
        try:
            return parse_ref(text)
        except BadPaperId:
            continue
    named = (ref for name in ("journal", "note", "howpublished") for ref in _if_arxiv(entry.get(name, "")))
    return next(named, None)


def _if_arxiv(text: str) -> Iterator[PaperRef]:
    return refs_in(text) if "arxiv" in text.lower() else iter(())


def _own_id(key: str, title: str, authors: tuple[str, ...]) -> str:
    """Citation keys repeat from file to file, so the id also holds a hash of what the paper is."""
    what = hashlib.sha256("|".join((title.lower(), *authors[:1])).encode()).hexdigest()[:8]
    return f"file:{re.sub(r'[^A-Za-z0-9._-]+', '-', key)[:40]}-{what}"


def _authors(text: str) -> tuple[str, ...]:
    """`Bee, Ann and {The Dee Group} and others` → names in reading order."""
    from bibtexparser.customization import splitname

    names = []
    for name in re.split(r"\s+and\s+(?![^{}]*\})", text.strip()):
        parts = splitname(name, strict_mode=False) if name and name != "others" else {}
        names.append(_text(" ".join(word for part in ("first", "von", "last", "jr") for word in parts.get(part, ()))))
    return tuple(filter(None, names))


def _text(tex: str) -> str:
    """LaTeX as plain text, formulas left as they are. A bare `%` would hide the rest of the line."""
    if not LATEX.search(tex):
        return one_line(tex)
    from pylatexenc.latex2text import LatexNodes2Text

    converter = LatexNodes2Text(math_mode="verbatim", keep_comments=True)
    return one_line(converter.latex_to_text(re.sub(r"(?<!\\)%", r"\\%", tex)))
