"""What other bars would give: how many questions are answered by their paper, and refused by other papers.

The questions are split in two halves by a hash of their ids, so that what is chosen on one can be
read off the other. How likely an answer is, is asked of the writer that needs no model, for the
passages that the product's own search brings.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from bench.answers_shelf import Asked, put_to, wrong_papers
from bench.report import rounded
from retrieval.ask import PASSAGES
from retrieval.library import Library
from retrieval.search import search
from retrieval.writers.answerability import WITH_COSINE
from retrieval.writers.answering import weighed
from retrieval.writers.wanted import Put

BARS = tuple(round(0.05 * step, 2) for step in range(1, 20))
WRONG = 5
"""Papers that each question is not about."""


def half_of(name: str) -> str:
    """`first` or `second`, for good."""
    return "first" if sha256(name.encode()).digest()[0] % 2 else "second"


async def curve(library: Library, questions: Sequence[Asked], papers: Sequence[str]) -> Mapping[str, object]:
    """By half and bar: the share of questions answered, and of those refused that are put to a wrong paper."""
    asked = [one for one in questions if one.answerable]
    figures: dict[str, object] = {"bar": WITH_COSINE.enough}
    for half in ("first", "second"):
        held = [one for one in asked if half_of(one.id) == half]
        right = [await _likely(library, one, one.paper) for one in held]
        wrong = [await _likely(library, one, other) for one in held for other in wrong_papers(one, papers, times=WRONG)]
        figures[half] = {"questions": len(held), **{f"{bar:.2f}": _at(bar, right, wrong) for bar in BARS}}
    return figures


async def _likely(library: Library, asked: Asked, paper: str) -> float:
    question = put_to(asked, paper)
    found = await search(library, question.text, scope=question.scope, limit=PASSAGES)
    passages = [one.passage for one in found]
    return (await weighed(Put(question.text, question.text), passages, library.embedder)).likely


def _at(bar: float, right: Sequence[float], wrong: Sequence[float]) -> Mapping[str, float]:
    return {
        "answered": rounded(sum(one >= bar for one in right) / max(len(right), 1)),
        "refused": rounded(sum(one < bar for one in wrong) / max(len(wrong), 1)),
    }
