"""A term is whole, tells something, and is written as its papers write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.recalling.terms import as_written, is_generic, is_whole, stemmed, terms_in, wanted_already


@pytest.mark.parametrize("phrase", ["large language models", "deep learning", "training data", "real world"])
def test_the_name_of_a_whole_field_is_no_term(phrase: str) -> None:
    assert is_generic(stemmed(phrase))


@pytest.mark.parametrize("phrase", ["sparse autoencoders", "key-value cache", "safety alignment", "globular clusters"])
def test_what_few_papers_are_about_is_one(phrase: str) -> None:
    assert not is_generic(stemmed(phrase))


def test_the_half_of_a_term_is_told_by_what_always_stands_beside_it() -> None:
    texts = [stemmed(f"A {kind} loop galaxy bispectrum. The loop galaxy bispectrum again.") for kind in ("one", "two")]
    assert not is_whole(stemmed("loop galaxy"), texts)
    assert is_whole(stemmed("loop galaxy bispectrum"), texts)


def test_a_term_that_is_often_compounded_is_whole_all_the_same() -> None:
    texts = [stemmed(f"A sparse autoencoder {verb}. Of sparse autoencoders.") for verb in ("learns", "sees", "tells")]
    assert is_whole(stemmed("sparse autoencoder"), texts)


def test_terms_are_broken_at_marks_and_small_words_but_may_hold_of() -> None:
    found = terms_in(stemmed("Rate of change & dust, in stars"))
    assert {stemmed("rate of change"), stemmed("dust"), stemmed("stars")} <= found
    assert not {stemmed("change dust"), stemmed("dust stars"), stemmed("of change")} & found


@pytest.mark.parametrize(
    ("term", "texts", "written"),
    [
        ("sparse autoencoder", ["Sparse Autoencoders", "our sparse autoencoders"], "sparse autoencoders"),
        ("hubble tension", ["The Hubble tension", "the Hubble tension"], "Hubble tension"),
        ("galaxy bispectrum", ["a one-galaxy bispectrum"], ""),
        ("cold dark matter", [r"$\Lambda$ cold dark matter"], "cold dark matter"),
        ("a b c d e", ["a b c d e"], ""),
    ],
)
def test_a_term_is_written_as_most_papers_do_and_not_at_all_as_the_half_of_a_word(
    term: str, texts: list[str], written: str
) -> None:
    assert as_written(stemmed(term), texts) == written


def test_what_a_profile_names_is_wanted_already() -> None:
    taken = wanted_already(["Model Compression: sparsity, mixture of experts and low-rank approaches"])
    assert {stemmed("Model compression"), stemmed("sparsity")} <= taken


@given(st.text(alphabet="ab -,.&", max_size=60))
def test_whatever_may_be_a_term_stands_in_its_text(text: str) -> None:
    said = stemmed(text)
    assert all(term in said for term in terms_in(said))
