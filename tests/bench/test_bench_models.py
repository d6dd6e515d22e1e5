"""Honest and lying models through explain, ask and an edition, and the judge of what is shown."""

from typing import Any

from bench.checker import Source
from bench.models import measure
from bench.models_judged import lies
from retrieval.answer import Claim, Quote
from retrieval.paper import Passage

LIARS = ("nearby", "moved")
TEXT = (
    "Guidelines contain many condition-action statements. The classifier was trained on 761 of them. "
    "It reaches an accuracy of 95 percent on asthma guidelines."
)
PASSAGE = Passage(paper_id="1", version=1, ordinal=0, title="Guidelines", text=TEXT)
SOURCES = {"1v1": Source("1", "Guidelines", TEXT)}
FIRST, SECOND, THIRD = (f"{part}." for part in TEXT.rstrip(".").split(". "))


def judged(text: str, quote: str) -> list[str]:
    return lies([Claim(text, (Quote(PASSAGE.key, quote),))], [PASSAGE], SOURCES)


def test_the_judge_lets_a_claim_pass_that_its_quote_says() -> None:
    assert judged("In asthma guidelines its accuracy is 95 percent.", THIRD) == []


def test_the_judge_finds_what_a_quote_does_not_say() -> None:
    assert judged("In asthma guidelines its accuracy is 96 percent.", THIRD)  # another number
    assert judged("The classifier reaches an accuracy of 95 percent.", SECOND)  # a number of another sentence
    assert judged(FIRST, SECOND)  # a real quote of something else
    assert judged("Many statements on conditions are contained in guidelines.", THIRD)  # the same in other words
    assert judged(
        "Asthma guidelines are 95 percent accurate.", "It has an accuracy of 95 percent in asthma."
    )  # no quote


async def test_no_lie_reaches_people_and_an_honest_models_claims_do() -> None:
    figures: Any = await measure(modes=("honest", *LIARS), bundled=1)
    assert figures["honest"]["drafts"] > 10
    assert figures["honest"]["survived"] >= 0.9
    for mode in ("honest", *LIARS):
        assert figures[mode]["unsupported_posted"] == 0, figures[mode]["wrong"]
    for mode in LIARS:
        assert figures[mode]["survived"] <= 0.05
