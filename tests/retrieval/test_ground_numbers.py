"""Numbers in prose: what is the same number, and what is not."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.agreement import missing
from retrieval.text.numbers import figures
from retrieval.text.plain import plain

SAME = [
    ("1.33x faster", "1.33× faster"),
    ("1.33x faster", "a $1.33\\times$ speedup"),
    ("1.33-fold", "1.33x"),
    ("33%", "33 %"),
    ("33 percent", "33\\%"),
    ("5M parameters", "5 million parameters"),
    ("1,000 images", "1000 images"),
    ("1000 images", "1{,}000 images"),
    ("five tasks", "5 tasks"),
    ("5 tasks", "five tasks"),
    ("3–5 layers", "3-5 layers"),
    ("3 to 5%", "between 3% and 5%"),
    ("in 2024", "in 2024."),
    ("GPT-4 wins", "GPT4 wins"),
    ("Qwen2.5-7B is best", "we use Qwen2.5-7B"),
    ("2:4 sparsity", "2:4 semi-structured sparsity"),
    ("ResNet-50", "ResNet50 and others"),
    ("10^-3", "$10^{-3}$"),
    ("1e-3", "10^{-3}"),
    ("10² steps", "10^2 steps"),
    ("1.2 × 10^5 samples", "120,000 samples"),
    ("doubles throughput", "2x throughput"),
    ("half the memory", "50% of the memory"),
    ("up to 3x", "up to $3\\times$"),
    ("at least 5", "at least five"),
    ("over 5 tasks", "5 tasks"),
    ("a 7B model", "a 7 billion parameter model"),
    ("12 ms", "12ms latency"),
    ("4-bit weights", "4 bits"),
    ("from 33% to 45%", "from 33% on A to 45%"),
    ("3D scenes", "3D reconstruction"),
    ("100+ tasks", "more than 100 tasks"),
    ("-3.2 dB", "−3.2 dB"),
    ("92.1, 93.4 and 94.5%", "92.1%, 93.4% and 94.5%"),
    ("$5 million", "$5M"),
    ("Llama 3.1", "Llama-3.1"),
    ("3x3 kernels", "3 × 3 kernels"),
    ("one of them", "a model"),
    ("1 model", "one model"),
]

DIFFERENT = [
    ("33", "0.33"),
    ("33%", "0.33"),
    ("0.33", "33%"),
    ("2.5", "2.5x"),
    ("2.5x", "2.5"),
    ("4 models", "GPT-4"),
    ("2.5", "Qwen2.5-7B"),
    ("90%", "up to 90%"),
    ("up to 90%", "90%"),
    ("more than 90%", "90%"),
    ("GPT-4", "GPT-3.5"),
    ("GPT-4", "GPT-4o"),
    ("Llama-3", "Llama-3.1-8B"),
    ("from 45% to 33%", "from 33% to 45%"),
    ("3-5 layers", "3 layers and 5 heads"),
    ("5", "5.5"),
    ("15", "150"),
    ("5M", "5B"),
    ("5 million", "5"),
    ("12 ms", "12 s"),
    ("doubles it", "1.33x"),
    ("two", "three"),
    ("3.2", "-3.2"),
    ("1.3x", "1.33x"),
    ("2 percentage points", "2%"),
    ("millions of users", "thousands of users"),
    ("2:4", "4:2"),
    ("7", "0.7"),
    ("$5", "5"),
    ("a third", "33%"),
    ("1.33", "11.33"),
]


@pytest.mark.parametrize(("claim", "quote"), SAME)
def test_the_same_number_written_otherwise_stands(claim: str, quote: str) -> None:
    assert missing(claim, quote) == []


@pytest.mark.parametrize(("claim", "quote"), DIFFERENT)
def test_another_number_unit_scale_bound_or_name_does_not(claim: str, quote: str) -> None:
    assert missing(claim, quote)


def test_a_name_may_stand_in_the_title_but_a_number_may_not() -> None:
    assert missing("GPT-4 is better", "it is better", "How GPT-4 reads 12 books") == []
    assert missing("12 books help", "books help", "How GPT-4 reads 12 books") == ["12"]


NUMBERS = st.decimals(min_value=0, max_value=10**6, places=2).map(lambda value: value.normalize())
UNITS = st.sampled_from(["", "%", "x", " ms", " GB", "M", " million", " tokens"])


@given(NUMBERS, UNITS)
def test_a_number_agrees_with_itself(value: Decimal, unit: str) -> None:
    text = f"it takes {value:f}{unit} more"
    assert missing(text, text) == []


@given(NUMBERS, NUMBERS, UNITS)
def test_a_changed_number_never_stands(one: Decimal, other: Decimal, unit: str) -> None:
    claim, quote = f"it takes {one:f}{unit} more", f"it takes {other:f}{unit} more"
    assert bool(missing(claim, quote)) == (one != other)


@given(st.text(max_size=300))
def test_any_text_can_be_read_and_never_lacks_its_own_numbers(text: str) -> None:
    figures(plain(text))
    assert isinstance(missing(text, text), list)


@given(st.text(alphabet="0123456789.,^-eE x/:%", max_size=120))
def test_heaps_of_digits_are_no_trouble(text: str) -> None:
    figures(plain(text))
