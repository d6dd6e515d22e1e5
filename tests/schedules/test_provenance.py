"""Who told of a day's papers."""

from schedules.composing.provenance import source_counts, with_agreement
from schedules.edition import SourceCount
from tests.fakes.editions import item


def test_each_source_counts_once_a_paper_and_what_nobody_else_told_counts_apart() -> None:
    tellers = {"1": ("arXiv",), "2": ("arXiv", "Hugging Face"), "3": ("Hugging Face",), "4": ("arXiv", "arXiv")}
    assert source_counts(tellers, ["A feed did not answer."]) == (
        SourceCount("arXiv", 3, 2),
        SourceCount("Hugging Face", 2, 1),
        SourceCount("Missing", 0, missing="A feed did not answer."),
    )


def test_an_item_names_those_who_told_of_it_after_the_first() -> None:
    one = item(1)
    told = with_agreement([one], {one.paper.id: ("arXiv", "lookup", "Hugging Face")})
    assert told[0].agreeing == ("Hugging Face",)
    assert with_agreement([one], {})[0].agreeing == ()
