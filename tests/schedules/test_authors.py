"""How a paper's authors are called in short."""

import pytest

from schedules.authors import family_name


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("Ana Sun", "Sun"),
        ("Ivan De Martino", "De Martino"),
        ("Jan van der Waals", "van der Waals"),
        ("B. King Jr.", "King"),
        ("Nguyen Linh Dan Le", "Le"),
        ("XRISM Collaboration:", "XRISM Collaboration"),
        ("Plato", "Plato"),
    ],
)
def test_small_words_belong_to_the_family_name_behind_them(name: str, family: str) -> None:
    assert family_name(name) == family
