"""The labels of `bench.roles`, and the abstracts that they are of. Pure but for the files it reads.

`bench/roles.jsonl` says what sentences are for and holds none of them: rows `{id, sentence, role}`, where
`sentence` is the digest of a sentence as `retrieval.text.sentences` splits it from the abstract. The text
is read where it lies, from files of papers and from the bundled day.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.shelf import rows
from retrieval.bundled import bundled_papers
from retrieval.text.sentences import sentences

LABELS = Path(__file__).with_name("roles.jsonl")
Abstract = Sequence[Mapping[str, str]]
"""The sentences of one paper in order, each `id`, `sentence` (its text) and `role`; `""`: not labelled, a neighbour."""
Labels = Mapping[str, Mapping[str, str]]
"""For the id of a paper the role of each labelled sentence, by its digest."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """The abstracts that labels were found for, and how many labelled sentences stand in none of them."""

    abstracts: Sequence[Abstract]
    missing: int


def digest(sentence: str) -> str:
    """The first twelve hexadecimal digits of the SHA-256 of its UTF-8."""
    return hashlib.sha256(sentence.encode()).hexdigest()[:12]


def labels_in(file: Path) -> Labels:
    """The labels of a file of rows `{id, sentence, role}`, `sentence` being a digest."""
    labels: dict[str, dict[str, str]] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        labels.setdefault(row["id"], {})[row["sentence"]] = row["role"]
    return labels


def abstracts_of(files: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Ids and abstracts of the bundled day, then of files of rows `{id, abstract}`, perhaps gzipped."""
    yield from ((paper.id, paper.abstract) for paper in bundled_papers())
    for file in files:
        yield from ((row["id"], row["abstract"]) for row in rows(file))


def labelled(abstracts: Iterable[tuple[str, str]], labels: Labels) -> Labelled:
    """The labelled among these abstracts, in the order of the labels.

    A paper may come with several texts, such as the authors' abstract and its retelling; it is the
    one with the most labelled sentences that was read.
    """
    read: dict[str, Abstract] = {}
    for paper, text in abstracts:
        if paper in labels:
            told = _told(paper, text, labels[paper])
            if _known(told) > _known(read.get(paper, ())):
                read[paper] = told
    found = [read[paper] for paper in labels if paper in read]
    return Labelled(found, sum(map(len, labels.values())) - sum(map(_known, found)))


def _told(paper: str, text: str, roles: Mapping[str, str]) -> Abstract:
    split = [sentence.text for sentence in sentences(text)]
    return [{"id": paper, "sentence": one, "role": roles.get(digest(one), "")} for one in split]


def _known(abstract: Abstract) -> int:
    return sum(bool(row["role"]) for row in abstract)
