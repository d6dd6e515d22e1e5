"""What stands in a source and what does not."""

import pytest

from bench.matching import bones, missing_numbers, numbers, stands_in, stretches

SOURCE = (
    "Fast caches – a study\nWe cut memory by 41.3% on 1,024 tokens, up to 4x faster than GPT-4. "
    "It’s “simple”; the eﬃcient variant needs 7B parameters.\nTwo lines\nare one."
)


@pytest.mark.parametrize(
    "stretch",
    [
        "We cut memory by 41.3% on 1,024 tokens",
        "We cut memory by 41.3% on 1,024 tokens…",
        "…up to 4x faster than GPT-4.",
        "Fast caches - a study",
        'It\'s "simple"',
        "the efficient variant needs 7B parameters.",
        "Two lines are one.",
    ],
)
def test_the_sources_own_words_are_found_however_they_are_typeset(stretch: str) -> None:
    assert stands_in(stretch, SOURCE)


@pytest.mark.parametrize(
    "stretch",
    [
        "We cut memory by 41.8% on 1,024 tokens",
        "memory by 41",
        "on 1,02",
        "1.3% on 1,024 tokens",
        "we cut memory by 41.3%",
        "cut memory on 1,024 tokens",
        "ut memory by 41.3%",
        "invented from nothing",
        "",
        "…",
    ],
)
def test_a_changed_digit_a_cut_word_and_an_invention_are_not_found(stretch: str) -> None:
    assert not stands_in(stretch, SOURCE)


def test_latex_is_found_as_people_are_shown_it() -> None:
    source = r"Masses of $10^{8.5}\,M_\odot$ at $z\sim2.5$ fall by 34$\%$ (Alfv\'en speed), $\mathrm{H}_2$O."

    assert stands_in("Masses of 10^(8.5) M_⊙ at z∼2.5 fall by 34%", source)
    assert stands_in("(Alfvén speed), H₂O", source)
    assert not stands_in("Masses of 10^(8.6) M_⊙ at z∼2.5 fall by 34%", source)
    assert not stands_in("at z∼2.5 fall by 4%", source)


def test_quotations_are_what_stands_between_outermost_marks() -> None:
    assert stretches("We say “a “b” c” and “d”.") == (["a “b” c", "d"], "We say   and  .")
    assert stretches("never “closed") == (["closed"], "never ")


def test_a_number_is_known_with_its_unit_and_in_its_name() -> None:
    assert missing_numbers("41.3% of 1024 tokens, 4x, GPT-4 and 7B", SOURCE) == (5, [])
    assert missing_numbers("41.3 papers, 4%, 4 models, 7 apples, 1,025", SOURCE) == (
        5,
        ["41.3", "4%", "4", "7", "1025"],
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [("10 ms", "10ms"), ("3-fold", "3 fold"), ("0.5", ".5"), ("5 percent", "5%"), ("2×", "2x"), ("10⁵", "$10^{5}$")],
)
def test_ways_to_write_one_number(one: str, other: str) -> None:
    for said, there in ((one, other), (other, one)):
        assert missing_numbers(said, there)[1] == []


def test_every_number_in_digits_counts() -> None:
    assert len(list(numbers("Between 3 and 5 of 10 (30-50%), v2"))) == 6


def test_bones_keep_letters_and_numbers_alone() -> None:
    assert bones("Café: 1.5 %, $x_{2}$!") == "Cafe1.5%x2"


def test_letters_that_latex_writes_with_a_command_are_the_letters_they_are() -> None:
    assert stands_in("the Bjøntegaard-Delta bitrate of Łukasz", r"the Bj{\o}ntegaard-Delta bitrate of {\L}ukasz")


def test_macros_of_the_authors_own_stand_as_the_words_they_are_named() -> None:
    source = r"It is 0.0248 higher than \base~and has 12 of 200 \msun at $50~\kms$ \cite{x}, we say"
    assert stands_in("higher than base and has", source)
    assert stands_in("12 of 200 M⊙ at 50 km/s, we say", source)
    assert not stands_in("higher than case and has", source)
    assert not stands_in("2 of 200 M⊙", source)


def test_an_ellipsis_before_a_number_is_no_decimal_point() -> None:
    assert missing_numbers("…44% of the clusters", "About 44% of the clusters are old.") == (1, [])


def test_powers_and_solar_masses_shown_in_unicode_stand_in_a_source_without_latex() -> None:
    source = "All satellites above 10^8 M_sun lose gas at 0.3 GeV cm^-3."
    assert stands_in("satellites above 10⁸ M⊙ lose gas at 0.3 GeV cm⁻³", source)
    assert not stands_in("satellites above 10⁹ M⊙ lose gas", source)
