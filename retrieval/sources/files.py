"""Papers in a file: JSON lines, a JSON list, arXiv's metadata snapshot or BibTeX, perhaps gzipped; never held whole."""

import codecs
import gzip
import io
import json
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from retrieval.errors import BadFile, BadPaperId, clip
from retrieval.paper import Paper
from retrieval.sources import bibtex
from retrieval.sources.rows import paper_of

HEAD = 65_536
LONGEST_ROW = 8_000_000
"""Bytes (characters in a JSON list) of one row; what is longer is no paper."""
DAMAGED = (EOFError, zlib.error, gzip.BadGzipFile)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is no paper: its line in the file (from 1), and why in a few words."""

    line: int
    why: str


Rows = Iterator[Paper | BadRow]


def papers_in(path: Path) -> Rows:
    """The papers of a file in its order, with a BadRow for each row that cannot be used.

    What a file holds is told by its content, not by its name. Raises BadFile, when the first row
    is asked for, if it is missing, empty, a folder, or nothing of this kind.
    """
    name = clip(path.name)
    with ExitStack() as stack:
        try:
            stream = _opened(path, stack)
            head = stream.peek(HEAD)
        except FileNotFoundError as error:
            raise BadFile(f"There is no file “{name}”.") from error
        except IsADirectoryError as error:
            raise BadFile(f"“{name}” is a folder, not a file.") from error
        except DAMAGED as error:
            raise BadFile(f"“{name}” is damaged and cannot be unpacked.") from error
        except OSError as error:
            raise BadFile(f"“{name}” cannot be read.") from error
        yield from _rows_of(name, head)(stream)


def _opened(path: Path, stack: ExitStack) -> io.BufferedReader:
    """The file's own bytes, unpacked if they are gzipped, with a buffer that shows how it begins."""
    file: io.BufferedReader = stack.enter_context(io.BufferedReader(io.FileIO(path), HEAD))
    if not file.peek(2).startswith(b"\x1f\x8b"):
        return file
    unpacked = stack.enter_context(gzip.GzipFile(fileobj=file))
    return stack.enter_context(io.BufferedReader(unpacked, HEAD))


def _rows_of(name: str, head: bytes) -> Callable[[IO[bytes]], Rows]:
    """How to read a file that begins like this. Raises BadFile."""
    text = head.decode("utf-8-sig", "replace").lstrip()
    if not text:
        raise BadFile(f"“{name}” is empty.")
    if head.startswith(b"PK\x03\x04"):
        raise BadFile(f"“{name}” is a zip archive; unpack it and hand in the file inside.")
    first = text.partition("\n")[0].strip()
    if "\0" not in text:
        if text.startswith("[") or first == "{":
            return _documents
        if re.search(r'^\s*\{\s*"', text, re.MULTILINE):
            return _json_lines
        if any(bibtex.START.match(line) for line in text.splitlines()):
            return _bibtex
    raise BadFile(f"“{name}” holds no papers I can read: JSON lines, BibTeX and arXiv's metadata snapshot work.")


def _json_lines(stream: IO[bytes]) -> Rows:
    for number, line in _lines(stream):
        if isinstance(line, BadRow):
            yield line
        elif line.strip(b"\xef\xbb\xbf \t\r\n"):
            yield _row(number, line)


def _row(number: int, line: bytes) -> Paper | BadRow:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return BadRow(number, "it is not UTF-8 text")
    except (ValueError, RecursionError):
        return BadRow(number, "it is not JSON")
    return _paper(number, row)


def _paper(number: int, row: object) -> Paper | BadRow:
    try:
        return paper_of(row)
    except BadPaperId as error:
        return BadRow(number, error.for_people)
    except ValueError as error:
        return BadRow(number, str(error))


def _documents(stream: IO[bytes]) -> Rows:
    """A JSON list, or JSON objects written over several lines, one after the other."""
    text = codecs.getincrementaldecoder("utf-8-sig")("replace")
    decoder, waiting, line = json.JSONDecoder(), "", 1
    while True:
        rest = waiting.lstrip(" \t\r\n,[]")
        line += waiting.count("\n", 0, len(waiting) - len(rest))
        try:
            row, end = decoder.raw_decode(rest)
        except (ValueError, RecursionError):
            more = "" if len(rest) > LONGEST_ROW else text.decode(_more(stream, max(len(rest), HEAD)))
            if not more:
                if rest:
                    yield BadRow(line, "from here on it is not JSON")
                return
            waiting = rest + more
            continue
        yield _paper(line, row)
        line += rest.count("\n", 0, end)
        waiting = rest[end:]


def _more(stream: IO[bytes], size: int) -> bytes:
    try:
        return stream.read(size)
    except DAMAGED:
        return b""


def _bibtex(stream: IO[bytes]) -> Rows:
    broken: list[BadRow] = []
    read = bibtex.reader()
    for piece in bibtex.pieces(_decoded(stream, broken)):
        try:
            if piece.why:
                raise ValueError(piece.why)
            yield from read(piece.text)
        except ValueError as error:
            yield BadRow(piece.line, str(error))
    yield from broken


def _decoded(stream: IO[bytes], broken: list[BadRow]) -> Iterator[tuple[int, str]]:
    """Lines of text. Old bibliographies are in Latin-1, which any bytes can be."""
    for number, line in _lines(stream):
        if isinstance(line, BadRow):
            broken.append(line)
            continue
        try:
            yield number, line.decode("utf-8-sig")
        except UnicodeDecodeError:
            yield number, line.decode("latin-1")


def _lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes | BadRow]]:
    """Numbered lines; one that is too long is skipped, and a gzip file that breaks off ends with a BadRow."""
    number = 0
    try:
        while line := stream.readline(LONGEST_ROW):
            number += 1
            if len(line) < LONGEST_ROW:
                yield number, line
                continue
            while not line.endswith(b"\n") and (line := stream.readline(LONGEST_ROW)):
                pass
            yield number, BadRow(number, "the line is too long")
    except DAMAGED:
        yield number + 1, BadRow(number + 1, "the compressed file breaks off here")
