"""How well questions are answered, and how well silence is kept: `python -m bench.answers --papers P --questions Q`.

Stores and indexes the papers (rows `{id, title, text}`, the text a whole paper) as an import would, on a
new folder, and asks each question (rows `{id, paper, text, answers, evidence}`) through
`retrieval.ask.ask`, scoped to its paper. Prints how many were answered and refused, SQuAD's token F1
against the best of `answers` (refused: 0), how often one of the first five passages holds half the
tokens of a paragraph of evidence (rows without evidence left out), what the independent checker says of
the quotations and numbers as they are shown, the claims it does not find supported, the share of the
writer's claims lost in the product's own check, and the time of a question.

`wrong_paper`: each question asked of other papers, which should be refused; `unanswerable`: rows with
`answerable: false`. `--adversarial` adds a set of our own (bench/adversarial/), by kind of question.
`--curve` adds, for each half of the questions (bench/answers_curve.py), what other bars would give.
`--model PROVIDER:NAME` asks with a model; OPENAI_API_KEY and OPENAI_BASE_URL say where it is.
"""

import argparse
import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

from bench.answers_curve import curve
from bench.answers_judged import checked, evidence_found, token_f1, unsupported, words_of
from bench.answers_shelf import Asked, asked_of, put_to, shelve, sources_of, wrong_papers
from bench.answers_survival import Counted
from bench.checker import Source, total
from bench.measures import percentile
from bench.report import Figures, report, rounded
from bench.shelf import NO_MODEL, Row, open_shelf, rows, written_by
from retrieval.answer import Answer
from retrieval.ask import ask
from retrieval.library import Library

ADVERSARIAL = Path(__file__).parent / "adversarial"


@dataclass(frozen=True, slots=True)
class Told:
    """What came of one question asked of one paper."""

    asked: Asked
    answer: Answer
    milliseconds: float

    @property
    def refused(self) -> bool:
        return not self.answer.claims


@dataclass(frozen=True, slots=True)
class Exam:
    """Papers, the questions on them, and of how many wrong papers each is asked too."""

    papers: Sequence[Row]
    questions: Sequence[Asked]
    wrong: int = 1


async def measure(
    exam: Exam, *, adversarial: Exam | None = None, with_curve: bool = False, writer: Row = NO_MODEL
) -> Figures:
    """All figures, by the names that are printed."""
    async with open_shelf(writer=writer) as (house, _):
        await shelve(house, exam.papers)
        figures = dict(await _figures(house.library, exam))
        if with_curve:
            figures["curve"] = await curve(house.library, exam.questions, [row["id"] for row in exam.papers])
        if adversarial:
            await shelve(house, adversarial.papers)
            figures["adversarial"] = await _figures(house.library, adversarial)
        return figures


async def _figures(library: Library, exam: Exam) -> Figures:
    counted = Counted(library.writer)
    library = replace(library, writer=counted)
    answerable = [one for one in exam.questions if one.answerable]
    right = await _told(library, [(one, one.paper) for one in answerable])
    drafts, lost = counted.drafts, counted.lost
    ids = [row["id"] for row in exam.papers]
    elsewhere = [(one, other) for one in answerable for other in wrong_papers(one, ids, times=exam.wrong)]
    wrong = await _told(library, elsewhere)
    silent = await _told(library, [(one, one.paper) for one in exam.questions if not one.answerable])
    everything = (*right, *wrong, *silent)
    return {
        "questions": len(right),
        "answered": sum(not one.refused for one in right),
        "refused": sum(one.refused for one in right),
        **_quality(right),
        **_words([one.answer for one in everything], sources_of(exam.papers)),
        "claims_lost": rounded(lost / drafts if drafts else 0.0),
        "ms_p50": rounded(percentile([one.milliseconds for one in right], 50), 1),
        "ms_p95": rounded(percentile([one.milliseconds for one in right], 95), 1),
        "wrong_paper": _refusals(wrong),
        "unanswerable": _refusals(silent) | _by_kind(silent),
        **({"answerable": _by_kind(right)} if _by_kind(right) else {}),
    }


async def _told(library: Library, questions: Sequence[tuple[Asked, str]]) -> list[Told]:
    """Each question asked of its paper, one after the other; the first is asked twice, as it loads the model."""
    told = []
    for asked, paper in [*questions[:1], *questions]:
        begun = perf_counter()
        answer = await ask(library, put_to(asked, paper))
        told.append(Told(asked, answer, 1000 * (perf_counter() - begun)))
    return told[1:]


def _quality(right: Sequence[Told]) -> Figures:
    f1 = [token_f1(words_of(one.answer), one.asked.answers) for one in right]
    found = [evidence_found(one.answer.passages, one.asked.evidence) for one in right if one.asked.evidence]
    return {"answer_f1": _mean(f1), "evidence_recall@5": _mean(found)}


def _mean(values: Sequence[float]) -> float:
    return rounded(sum(values) / len(values) if values else 0.0)


def _words(answers: Sequence[Answer], sources: Mapping[str, Source]) -> Figures:
    tally = total(checked(answer, sources) for answer in answers)
    failed = [text for answer in answers for text in unsupported(answer, sources)]
    figures: dict[str, object] = {
        "quotes": tally.quotes,
        "quotes_found": tally.quotes_found,
        "numbers": tally.numbers,
        "numbers_found": tally.numbers_found,
        "unsupported_claims": len(failed),
    }
    return figures | ({"wrong": [*tally.wrong, *failed]} if tally.wrong or failed else {})


def _refusals(told: Sequence[Told]) -> dict[str, object]:
    return {"questions": len(told), "refused": sum(one.refused for one in told)}


def _by_kind(told: Sequence[Told]) -> dict[str, object]:
    kinds = sorted({one.asked.kind for one in told} - {""})
    return {kind: _refusals([one for one in told if one.asked.kind == kind]) for kind in kinds}


def exam_of(papers: Path, questions: Path, *, wrong: int = 1) -> Exam:
    """The papers and questions of two files; a question on a paper that is not among them is left out."""
    held = list(rows(papers))
    known = {row["id"] for row in held}
    return Exam(held, [one for one in asked_of(rows(questions)) if one.paper in known], wrong)


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.answers", description="How well questions are answered.")
    parser.add_argument("--papers", type=Path, required=True, help="JSONL, perhaps gzipped: {id, title, text}")
    parser.add_argument("--questions", type=Path, required=True, help="{id, paper, text, answers, evidence}")
    parser.add_argument("--wrong", type=int, default=1, help="how many wrong papers each question is asked of")
    parser.add_argument("--adversarial", action="store_true", help="also our own set, false premises among it")
    parser.add_argument("--curve", action="store_true", help="answered and refused by bar, on each half")
    parser.add_argument("--model", help="PROVIDER:NAME; default: no model")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    given = parser.parse_args()
    own = exam_of(ADVERSARIAL / "papers.jsonl", ADVERSARIAL / "questions.jsonl") if given.adversarial else None
    writer = {**written_by(), "model": given.model} if given.model else NO_MODEL
    exam = exam_of(given.papers, given.questions, wrong=given.wrong)
    report(asyncio.run(measure(exam, adversarial=own, with_curve=given.curve, writer=writer)), as_json=given.json)


if __name__ == "__main__":
    main()
