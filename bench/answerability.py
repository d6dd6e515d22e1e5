"""Fits the model that tells when to keep silent: `python -m bench.answerability --papers P --corpus C --queries Q`.

Puts full papers (rows `{id, title, text}`) on the product's shelf, and beside them papers made of the
corpus's paragraphs of one title (rows `{id, title, text}`). Each of `--limit` questions on such a paper
(rows `{id, text, paper}`, `paper` its title) is put, through the product's own search,

- to its paper's paragraphs among the passages of a full paper: answerable;
- to that full paper alone, to another paper's paragraphs among a full paper, and to its own paper
  with one word exchanged for another question's that none of the passages has: not answerable.

Prints the weights of `retrieval/writers/answerability.py`, with the cosine and without, and the area
under the curve of questions the fit has not seen (five folds, by question).
"""

import argparse
import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from bench.answers_shelf import paper_id, shelve
from bench.report import Figures, report, rounded
from bench.shelf import Row, open_shelf, rows
from bot.house import House
from retrieval.answer import Scope
from retrieval.ask import PASSAGES
from retrieval.fulltext.outcome import Outcome, Reading
from retrieval.fulltext.passages import Piece, passages
from retrieval.library import Library
from retrieval.paper import Paper, Passage
from retrieval.search import search
from retrieval.text.rarity import rarity
from retrieval.text.words import stem
from retrieval.writers.answerability import Signs
from retrieval.writers.answering import weighed
from retrieval.writers.wanted import Put, asked, terms

SEED = 7
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Case:
    """A question put to some papers: what was seen, and whether one of them answers it."""

    question: str
    signs: Signs
    answerable: bool


async def fit(papers: Sequence[Row], corpus: Sequence[Row], queries: Sequence[Row]) -> Figures:
    """The weights, by the names that are printed."""
    async with open_shelf() as (house, _):
        await shelve(house, papers)
        made = await _paragraphs(house, corpus)
        given = [(row["id"], row["text"], made[row["paper"]]) for row in queries if row["paper"] in made]
        full = [paper_id(row["id"]) for row in papers]
        cases = [case async for case in _cases(house.library, given, full, sorted(made.values()))]
    return {
        "questions": len(given),
        "cases": len(cases),
        "answerable": sum(case.answerable for case in cases),
        "with_cosine": _fitted(cases, with_cosine=True),
        "by_words": _fitted(cases, with_cosine=False),
    }


async def _paragraphs(house: House, corpus: Sequence[Row]) -> dict[str, str]:
    """Papers made of paragraphs, by title: their ids."""
    held: dict[str, list[Piece]] = {}
    for row in corpus:
        held.setdefault(row["title"], []).append(Piece("Body", row["text"]))
    now = datetime.now(UTC)
    for number, (title, pieces) in enumerate(held.items()):
        paper = Paper(id=f"file:part-{number}", title=title.removeprefix("T:"), abstract="", version=1, source="file")
        await house.library.store.add([paper], captured=now)
        await house.library.store.put_reading(paper, Reading(outcome=Outcome.READ, tried=now), passages(paper, pieces))
    await house.index(lambda _done, _of: None)
    return {title: f"file:part-{number}" for number, title in enumerate(held)}


async def _cases(
    library: Library, given: Sequence[tuple[str, str, str]], full: Sequence[str], parts: Sequence[str]
) -> AsyncIterator[Case]:
    words = [word for _, text, _ in given for word in _content(text)]
    for name, text, own in given:
        chance = Random(f"{SEED}/{name}")
        around, elsewhere = chance.sample(full, 2)
        other = chance.choice([part for part in parts if part != own])
        exchanged = _exchanged(text, await _found(library, text, {own, around}), words, chance)
        for put, scope, answerable in (
            (text, {own, around}, True),
            (text, {around}, False),
            (text, {other, elsewhere}, False),
            *([(exchanged, {own, around}, False)] if exchanged else []),
        ):
            found = await weighed(Put(put, put), await _found(library, put, scope), library.embedder)
            if found.signs:
                yield Case(text, found.signs, answerable)


async def _found(library: Library, text: str, papers: set[str]) -> list[Passage]:
    found = await search(library, text, scope=Scope(paper_ids=frozenset(papers)), limit=PASSAGES)
    return [one.passage for one in found]


def _content(text: str) -> list[str]:
    wanted = asked(text)
    return [word for word in re.findall(r"\b[a-z]{4,}\b", text) if stem(word) in wanted]


def _exchanged(text: str, found: Sequence[Passage], words: Sequence[str], chance: Random) -> str:
    """The question with its rarest word that was found exchanged for about as rare a one that was not, if there is."""
    held = terms(" ".join(f"{passage.title} {passage.text}" for passage in found))
    own = [word for word in _content(text) if stem(word) in held]
    if not own:
        return ""
    rarest = max(own, key=lambda word: rarity(stem(word)))
    near = [w for w in words if stem(w) not in held and abs(rarity(stem(w)) - rarity(stem(rarest))) < _AS_RARE]
    return re.sub(rf"\b{rarest}\b", chance.choice(near), text, count=1) if near else ""


_AS_RARE = 1.5


def _fitted(cases: Sequence[Case], *, with_cosine: bool) -> Mapping[str, object]:
    """Weights in the order of `Signs`, the intercept (were half of all answerable), and the area under the curve."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import GroupKFold, cross_val_predict

    seen = [case.signs for case in cases]
    values = np.array([[s.said, s.titled, s.held, s.absent, *([s.alike or 0.0] if with_cosine else [])] for s in seen])
    right = np.array([case.answerable for case in cases])
    model = LogisticRegression(C=10, class_weight="balanced")
    groups = [case.question for case in cases]
    held_out = cross_val_predict(model, values, right, groups=groups, cv=GroupKFold(FOLDS), method="predict_proba")[
        :, 1
    ]
    model.fit(values, right)
    return {
        "weights": [rounded(weight, 2) for weight in model.coef_[0]],
        "intercept": rounded(model.intercept_[0], 2),
        "auc": rounded(roc_auc_score(right, held_out), 3),
    }


def main() -> None:
    """Read the arguments, fit, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.answerability", description="When to keep silent.")
    parser.add_argument("--papers", type=Path, required=True, help="full papers: {id, title, text}")
    parser.add_argument("--corpus", type=Path, required=True, help="paragraphs: {id, title, text}")
    parser.add_argument("--queries", type=Path, required=True, help="questions on them: {id, text, paper}")
    parser.add_argument("--limit", type=int, default=500, help="of so many questions, spread over all")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    given = parser.parse_args()
    asked_all = list(rows(given.queries))
    queries = Random(SEED).sample(asked_all, min(given.limit, len(asked_all)))
    report(asyncio.run(fit(list(rows(given.papers)), list(rows(given.corpus)), queries)), as_json=given.json)


if __name__ == "__main__":
    main()
