"""How answers are measured: each figure by value, and the whole once on two papers with the real shelf."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bench.answers import ADVERSARIAL, exam_of, measure
from bench.answers_curve import half_of
from bench.answers_judged import checked, evidence_found, token_f1, unsupported
from bench.answers_shelf import Asked, asked_of, sources_of, wrong_papers
from bench.answers_survival import Counted
from retrieval.answer import Answer, Claim, DraftClaim, Question, Quote
from retrieval.paper import Passage
from retrieval.writer import Failed
from tests.fakes.writer import FakeWriter

REEDS = {
    "id": "reeds",
    "title": "Counting warblers from sound",
    "text": "Counting warblers from sound\nSix recorders stood in a marsh for 31 nights and heard 118 warblers.\n"
    "Limits\nWind above 8 m/s halves the recall of the warbler detector.",
}
TIDES = {
    "id": "tides",
    "title": "Tides in harbours without a gauge",
    "text": "Tides in harbours without a gauge\nA network with 90,000 parameters forecasts tides to 14 cm.",
}
SAID = "Wind above 8 m/s halves the recall of the warbler detector."
PASSAGE = Passage(paper_id="file:reeds", version=1, ordinal=1, title=REEDS["title"], text=SAID, section="Limits")


@pytest.mark.parametrize(
    ("said", "answers", "f1"),
    [
        ("The answer is 118.", ["118"], 0.5),
        ("118", ["one", "118"], 1.0),
        ("An 118!", ["the 118"], 1.0),
        ("", ["118"], 0.0),
        ("118", [], 0.0),
        ("nothing like it", ["118"], 0.0),
    ],
)
def test_an_answer_is_held_against_the_best_of_the_right_ones(said: str, answers: list[str], f1: float) -> None:
    assert token_f1(said, answers) == pytest.approx(f1)


@pytest.mark.parametrize(("evidence", "place", "found"), [(SAID, 4, True), (SAID, 5, False), ("All else.", 0, False)])
def test_evidence_is_found_when_half_of_it_stands_in_one_of_the_first_five_passages(
    evidence: str, place: int, found: bool
) -> None:
    other = Passage(paper_id="a", version=1, ordinal=1, title="t", text="Nothing of that kind stands here.")
    ranked = [other] * place + [PASSAGE]

    assert evidence_found(ranked, [evidence]) == found


def answer(claim: Claim) -> Answer:
    return Answer(question="q", scope="paper reeds", claims=(claim,), passages=(PASSAGE,))


@pytest.mark.parametrize("section", ["Limits", "Wind, rain, and limits"])
def test_what_stands_in_the_papers_own_row_is_supported(section: str) -> None:
    honest = answer(Claim(SAID, (Quote(PASSAGE.key, SAID),), verbatim=True))
    honest = replace(honest, passages=(replace(PASSAGE, section=section),))

    assert checked(honest, sources_of([REEDS])).quotes_found == 1
    assert unsupported(honest, sources_of([REEDS])) == []


@pytest.mark.parametrize(
    "claim",
    [
        Claim(SAID, (Quote(PASSAGE.key, "Wind above 9 m/s halves the recall."),), verbatim=True),
        Claim("Recall is halved above 80 m/s.", (Quote(PASSAGE.key, SAID),)),
        Claim("It is windy.", ()),
    ],
)
def test_an_invented_quote_a_moved_number_and_a_claim_without_a_quote_are_not_supported(claim: Claim) -> None:
    assert unsupported(answer(claim), sources_of([REEDS])) == [claim.text]


async def test_claims_that_neither_stand_nor_are_mended_are_lost() -> None:
    stands, lie = (
        DraftClaim(SAID, PASSAGE.key, SAID),
        DraftClaim("It sings.", PASSAGE.key, "It sings all day and night."),
    )
    counted = Counted(FakeWriter(claims=[stands, lie, lie], mended=[stands, None]))

    await counted.answer(Question(text="How does wind change the recall?"), [PASSAGE])
    assert (counted.drafts, counted.lost) == (3, 2)
    await counted.repair([Failed(lie, "why"), Failed(lie, "why")], [PASSAGE])
    assert (counted.drafts, counted.lost) == (3, 1)


def test_wrong_papers_are_the_same_ones_every_time_and_never_the_right_one() -> None:
    asked = Asked("q1", "b", "Why?")
    names = [chr(97 + n) for n in range(20)]

    assert wrong_papers(asked, names, times=3) == wrong_papers(asked, names[::-1], times=3)
    assert all("b" not in wrong_papers(Asked(f"q{n}", "b", "Why?"), names, times=19) for n in range(5))
    assert {half_of(f"q{n}") for n in range(9)} == {"first", "second"}


def test_our_own_set_is_a_quarter_adversarial_and_each_evidence_stands_in_its_paper() -> None:
    exam = exam_of(ADVERSARIAL / "papers.jsonl", ADVERSARIAL / "questions.jsonl")
    texts = {row["id"]: row["text"] for row in exam.papers}

    assert len(exam.questions) >= 60
    assert sum(one.kind in ("false premise", "similar name", "late", "negated") for one in exam.questions) * 4 >= 60
    assert all(one.answerable == bool(one.answers) for one in exam.questions)
    assert all(paragraph in texts[one.paper] for one in exam.questions for paragraph in one.evidence)
    assert len({one.id for one in exam.questions}) == len(exam.questions)


async def test_the_whole_by_the_names_that_are_printed(tmp_path: Path) -> None:
    asked: list[dict[str, object]] = [
        {
            "id": "1",
            "paper": "reeds",
            "text": "How does wind change the recall?",
            "answers": [SAID],
            "evidence": [SAID],
        },
        {"id": "2", "paper": "tides", "text": "How many parameters does the network have?", "answers": ["90,000"]},
        {"id": "3", "paper": "tides", "text": "Why is BERT used?", "answerable": False, "kind": "false premise"},
        {"id": "4", "paper": "nowhere", "text": "Who?", "answers": ["nobody"]},
    ]
    for name, given in (("p", [REEDS, TIDES]), ("q", asked)):
        (tmp_path / name).write_text("\n".join(json.dumps(row) for row in given), encoding="utf-8")

    exam = exam_of(tmp_path / "p", tmp_path / "q")
    figures = dict(await measure(exam, with_curve=True))

    assert len(asked_of(asked)) == 4
    assert list(figures)[:13] == [
        *("questions", "answered", "refused", "answer_f1", "evidence_recall@5", "quotes", "quotes_found"),
        *("numbers", "numbers_found", "unsupported_claims", "claims_lost", "ms_p50", "ms_p95"),
    ]
    assert (figures["questions"], figures["answered"], figures["refused"]) == (2, 2, 0)
    assert figures["evidence_recall@5"] == 1.0
    assert figures["quotes"] == figures["quotes_found"]
    assert figures["unsupported_claims"] == 0
    assert figures["wrong_paper"] == {"questions": 2, "refused": 2}
    assert figures["unanswerable"] == {"questions": 1, "refused": 1, "false premise": {"questions": 1, "refused": 1}}
    assert set(figures["curve"]) == {"bar", "first", "second"}  # type: ignore[call-overload] # a mapping, here
