"""Full papers and the questions on them, from files to the product's own shelf."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from random import Random

from bench.checker import Source
from bench.shelf import Row
from bot.house import House
from retrieval.answer import Question, Scope
from retrieval.fulltext.outcome import Outcome, Reading
from retrieval.fulltext.passages import passages, pieces
from retrieval.fulltext.plain_text import read_text
from retrieval.fulltext.text import FullText, Part
from retrieval.paper import Paper


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on one paper, by the paper's id in its file.

    `answers`: any of them is right; `evidence`: paragraphs that hold one; `kind`: what the row calls itself.
    """

    id: str
    paper: str
    text: str
    answers: Sequence[str] = ()
    evidence: Sequence[str] = ()
    answerable: bool = True
    kind: str = ""


def asked_of(rows: Iterable[Row]) -> list[Asked]:
    """Questions from rows `{id, paper, text, answers, evidence}`, perhaps with `answerable: false` and a `kind`."""
    return [
        Asked(
            id=str(row["id"]),
            paper=str(row["paper"]),
            text=row["text"],
            answers=tuple(row.get("answers") or ()),
            evidence=tuple(row.get("evidence") or ()),
            answerable=row.get("answerable", True),
            kind=row.get("kind", ""),
        )
        for row in rows
    ]


def sources_of(papers: Iterable[Row]) -> dict[str, Source]:
    """What may be quoted, by id with version, from the rows themselves and not from what became of them."""
    return {f"{(name := paper_id(row['id']))}v1": Source(name, row["title"], row["text"]) for row in papers}


def paper_id(row_id: str) -> str:
    """The id on the shelf of a row's paper."""
    return f"file:{row_id}"


async def shelve(house: House, papers: Iterable[Row]) -> None:
    """Store the papers with the passages of their full texts, and index them."""
    for row in papers:
        abstract, rest = _split(read_text(row["text"], title=row["title"]))
        paper = Paper(id=paper_id(row["id"]), title=row["title"], abstract=abstract, version=1, source="file")
        now = datetime.now(UTC)
        await house.library.store.add([paper], captured=now)
        reading = Reading(outcome=Outcome.READ, tried=now)
        await house.library.store.put_reading(paper, reading, passages(paper, pieces(rest)))
    await house.index(lambda _done, _of: None)


def _split(text: FullText) -> tuple[str, FullText]:
    """The abstract, which is the first paragraph before any heading, and the rest."""
    if not text.parts or text.parts[0].name != "Abstract":
        return "", text
    first, *others = text.parts[0].blocks
    body = (Part("Introduction", tuple(others)),) if others else ()
    return first.text, FullText((*body, *text.parts[1:]))


def put_to(asked: Asked, paper: str) -> Question:
    """The question, to be answered from the paper of this row alone."""
    scope = Scope(paper_ids=frozenset({paper_id(paper)}), label=f"paper {paper}")
    return Question(text=asked.text, scope=scope)


def wrong_papers(asked: Asked, papers: Sequence[str], *, times: int, seed: int = 7) -> list[str]:
    """So many papers that the question is not about; the same ones every time."""
    others = sorted(set(papers) - {asked.paper})
    Random(f"{seed}/{asked.id}").shuffle(others)
    return list(islice(others, times))
