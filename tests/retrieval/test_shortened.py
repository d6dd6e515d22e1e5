"""Abbreviations are read as the texts that use them explain them, and as nothing where nobody does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.shortened import agreed, explained, short_forms, spelled_out


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We shrink the key-value (KV) cache.", {"KV": "key-value"}),
        ("Sparse autoencoders (SAEs) see features.", {"SAE": "Sparse autoencoders"}),
        ("Of self-supervised learning (SSL) we know.", {"SSL": "self-supervised learning"}),
        ("The circumgalactic medium (CGM; gas) is wide.", {"CGM": "circumgalactic medium"}),
        ("Low-Rank Adaptation (LoRA) is cheap.", {"LoRA": "Low-Rank Adaptation"}),
        ("It is large (see Fig. A).", {}),
        ("We test it (GPU).", {}),
        ("A galaxy (M31) is near. We see far.", {}),
        ("", {}),
    ],
)
def test_an_abbreviation_in_brackets_stands_for_the_words_before_it(text: str, found: dict[str, str]) -> None:
    assert explained(text) == found


def test_a_text_is_spelled_out_by_its_own_explanation_first() -> None:
    text = "The mixture of ternary experts (MoTE) is small. MoTEs are cheap."
    other = {"MoTE": "mixture of task experts", "KV": "key-value"}
    assert spelled_out(text, other) == (
        "The mixture of ternary experts is small. mixture of ternary experts are cheap."
    )
    assert spelled_out("A KV cache", other) == "A key-value cache"
    assert spelled_out("A KVM switch", other) == "A KVM switch"


def test_what_several_texts_explain_alike_is_known_to_all_and_written_as_in_running_text() -> None:
    cache = ["The Key-Value (KV) cache.", "Our key-value (KV) cache."]
    assert agreed(cache) == {"KV": "key-value"}
    assert agreed(cache[:1]) == {}
    assert agreed([*cache, "A knowledge vault (KV)."]) == {}


def test_short_forms_of_a_phrase_abbreviate_words_of_it() -> None:
    assert short_forms("key-value caches", {"KV": "key-value", "RL": "reinforcement learning"}) == ("KV caches",)
    assert short_forms("star formation rates", {"SFR": "star formation rate"}) == ("SFR",)


@given(st.text(alphabet="aA bB(),.-KVs", max_size=60))
def test_whatever_the_text_what_it_explains_stands_in_it(text: str) -> None:
    for words in explained(text).values():
        assert words in " ".join(text.split())
    spelled_out(text, {"KV": "key-value"})
