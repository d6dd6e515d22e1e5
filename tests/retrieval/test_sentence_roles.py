"""What each sentence of an abstract is for, told by weights that were learned."""

import math
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.roles import halves, measured
from bench.roles_labels import LABELS, Labelled, Labels, abstracts_of, digest, labelled, labels_in
from retrieval.writers.sentence_roles import ROLES, Table, as_text, chances, from_text

GENERAL = Path(__file__).parents[3] / "shared" / "data" / "arxiv_10k.jsonl.gz"
ABSTRACT = (
    "Large language models have become popular in recent years.",
    "However, serving them remains prohibitively expensive, and existing methods fail to generalize.",
    "In this paper, we propose SparseGPT, a one-shot pruning method.",
    "It solves one sparse regression per layer by using the inverse Hessian.",
    "Experiments show that SparseGPT outperforms all baselines by 4.2 points.",
    "Our findings pave the way for future research on efficient inference.",
    "Code is available at https://github.com/example/sparsegpt.",
)


def test_an_abstract_goes_from_background_to_where_the_code_is() -> None:
    told = [max(one, key=one.__getitem__) for one in chances(ABSTRACT)]
    assert told == ["background", "problem", "aim", "method", "result", "outlook", "resource"]


@given(st.lists(st.text(max_size=80), max_size=12))
def test_whatever_the_text_the_chances_of_a_sentence_sum_to_one(texts: list[str]) -> None:
    told = chances(texts)
    assert len(told) == len(texts)
    assert all(tuple(one) == ROLES and math.isclose(sum(one.values()), 1) for one in told)


def test_a_heading_of_the_authors_decides_what_stands_below_it() -> None:
    said = "Here, we demonstrate a search that reaches 3.5 mag and outperforms earlier ones."
    _, under_aims, _, under_results = chances(["Aims.", said, "Results.", said])
    assert max(under_aims, key=under_aims.__getitem__) == "aim"
    assert max(under_results, key=under_results.__getitem__) == "result"


def test_a_table_of_weights_is_read_as_it_was_written() -> None:
    table = Table({"w:we": tuple(n / 50 for n in range(8))}, [tuple((a - b) / 50 for b in range(8)) for a in range(8)])
    assert from_text(as_text(table)) == Table(table.weights, table.follows)


def _text(told: Labelled) -> list[str]:
    return [row["sentence"] for abstract in told.abstracts for row in abstract]


@pytest.fixture(scope="module")
def labels() -> Labels:
    return labels_in(LABELS)


@pytest.fixture(scope="module")
def bundled(labels: Labels) -> Labelled:
    return labelled(abstracts_of(()), labels)


@pytest.fixture(scope="module")
def general() -> dict[str, str]:
    """Abstracts of the general set by id; they lie beside the project, in CI always."""
    if not GENERAL.is_file():
        if os.environ.get("CI"):
            pytest.fail(f"CI has the shared data beside the project, but {GENERAL} is missing")
        pytest.skip("the arXiv abstracts do not lie beside the project")
    return dict(abstracts_of([GENERAL]))


def test_the_labels_hold_no_text(labels: Labels) -> None:
    assert sum(map(len, labels.values())) > 2000
    assert all(re.fullmatch("[0-9a-f]{12}", one) for told in labels.values() for one in told)
    assert {role for told in labels.values() for role in told.values()} == {*ROLES, "other"}


def test_no_paper_teaches_and_measures(labels: Labels) -> None:
    papers = [[{"id": paper, "sentence": "", "role": ""}] for paper in labels]
    teaching, held_out = ({abstract[0]["id"] for abstract in half} for half in halves(papers))
    assert len(teaching) > 100
    assert len(held_out) > 100
    assert not teaching & held_out


def test_labels_find_their_sentences_wherever_they_stand_and_the_others_are_neighbours() -> None:
    labels = {
        "b": {digest("We prune layers."): "aim", digest("It is lost."): "limit"},
        "a": {digest("So what?"): "other"},
    }
    told = labelled([("c", "So what?"), ("b", "Models are big. We prune layers.")], labels)
    assert [[row["role"] for row in abstract] for abstract in told.abstracts] == [["", "aim"]]
    assert _text(told) == ["Models are big.", "We prune layers."]
    assert told.missing == 2


@pytest.mark.parametrize("order", [1, -1])
def test_of_several_texts_of_a_paper_the_one_that_was_read_counts(order: int) -> None:
    texts = [("a", "Pruning is old. We retell it."), ("a", "We tell it.")][::order]
    told = labelled(texts, {"a": {digest("Pruning is old."): "background", digest("We retell it."): "aim"}})
    assert _text(told) == ["Pruning is old.", "We retell it."]
    assert told.missing == 0


def test_every_labelled_sentence_of_the_bundled_day_is_found(labels: Labels, bundled: Labelled) -> None:
    read = {abstract[0]["id"] for abstract in bundled.abstracts}
    assert len(read) > 20
    assert all(row["role"] for abstract in bundled.abstracts for row in abstract)
    assert bundled.missing == sum(len(told) for paper, told in labels.items() if paper not in read)


def test_nearly_every_labelled_sentence_of_the_general_set_is_found(labels: Labels, general: dict[str, str]) -> None:
    """A handful may be lost when sentences come to be split otherwise; many would make the figures others."""
    wanted = {paper: told for paper, told in labels.items() if paper in general}
    told = labelled(general.items(), wanted)
    assert len(told.abstracts) > 100
    assert told.missing < sum(map(len, wanted.values())) / 50


def test_figures_are_of_the_held_out_sentences_alone(bundled: Labelled) -> None:
    teaching, held_out = halves(bundled.abstracts)
    figures = measured(teaching, held_out, None)
    assert (figures["papers_teaching"], figures["papers"]) == (len(teaching), len(held_out))
    assert figures["sentences"] == sum(len(abstract) for abstract in held_out)


def test_on_papers_it_never_saw_it_is_right_more_often_than_phrases_alone(
    labels: Labels, general: dict[str, str]
) -> None:
    teaching, held_out = halves(labelled(general.items(), labels).abstracts)
    figures = measured(teaching, held_out, None)
    assert isinstance(figures["accuracy"], float)
    assert isinstance(figures["accuracy_by_cues"], float)
    assert figures["accuracy"] > figures["accuracy_by_cues"] + 0.1
