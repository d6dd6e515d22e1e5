"""A profile in plain words, split into what it wants, leaves out, follows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.profile import LONGEST, MOST_LINES, Profile, read_profile

CRITERIA = """## Topics

Keep what fits. Avoid the rest.

1. Compression
   - Relevant: pruning, caches (keys, values).
   - Irrelevant: mere use of it.

**Keywords:**
- Relevant: Sparsity (any, all), Low-rank, etc.
- Irrelevant: Vision
- Application: Medical Imaging
"""


def test_a_text_with_criteria_is_taken_by_these_alone() -> None:
    profile = read_profile(CRITERIA)
    assert profile.topics == ("Compression: pruning, caches (keys, values).", "Sparsity (any, all)", "Low-rank")
    assert profile.leave_outs == ("mere use of it.", "Vision", "Medical Imaging")


def test_headings_and_labels_say_what_the_lines_below_or_beside_them_are() -> None:
    profile = read_profile(
        "sparse attention: kernels, long context\nhumanoid robots\n\nNot interested in:\n- speech\n"
        "- federated learning\n"
        "\nAuthors: Yoshua Bengio, Kaiming He and Tri Dao\nVenues: NeurIPS, ICML\nCategories: cs.LG, cs.CL"
    )
    assert profile == Profile(
        topics=("sparse attention: kernels, long context", "humanoid robots"),
        leave_outs=("speech", "federated learning"),
        authors=("Yoshua Bengio", "Kaiming He", "Tri Dao"),
        venues=("NeurIPS", "ICML"),
        categories=("cs.LG", "cs.CL"),
    )


def test_a_sentence_is_divided_where_it_begins_to_say_no() -> None:
    profile = read_profile(
        "I am interested in sparse attention, KV caches and quantization, but not vision or robotics."
    )
    assert profile.topics == ("sparse attention", "KV caches", "quantization")
    assert profile.leave_outs == ("vision", "robotics")


def test_names_in_a_sentence_are_followed() -> None:
    profile = read_profile("Papers by Geoffrey Hinton and Fei-Fei Li. I follow everything from Percy Liang.")
    assert profile.authors == ("Geoffrey Hinton", "Fei-Fei Li", "Percy Liang")
    assert profile.topics == ()


@pytest.mark.parametrize(
    ("text", "topics", "leave_outs"),
    [
        ("Je m'intéresse aux galaxies naines, sauf la Voie lactée.", ("galaxies naines",), ("la Voie lactée",)),
        ("興味: 銀河形成、矮小銀河\n除外: 太陽物理", ("銀河形成", "矮小銀河"), ("太陽物理",)),
        ("Themen: Quantisierung\nUninteressant: Robotik, Sprache", ("Quantisierung",), ("Robotik", "Sprache")),
    ],
)
def test_other_languages_say_no_too(text: str, topics: tuple[str, ...], leave_outs: tuple[str, ...]) -> None:
    profile = read_profile(text)
    assert (profile.topics, profile.leave_outs) == (topics, leave_outs)


@pytest.mark.parametrize("line", ["Skip connections", "No-regret learning", "methods that avoid forgetting"])
def test_a_topic_that_only_sounds_like_a_refusal_is_wanted(line: str) -> None:
    assert read_profile(line).topics == (line,)


def test_what_is_both_wanted_and_not_is_what_it_was_said_to_be_last() -> None:
    profile = read_profile("I want reinforcement learning. I don't want reinforcement learning.")
    assert (profile.topics, profile.leave_outs) == ((), ("reinforcement learning",))


@pytest.mark.parametrize("text", ["", "  \n***\n", "—\n…\n", "#\n"])
def test_a_text_that_says_nothing_gives_an_empty_profile(text: str) -> None:
    assert read_profile(text) == Profile()


def test_twenty_pages_are_bounded() -> None:
    profile = read_profile(
        "\n".join(f"Topic number {n} is about subject {n} and much else. " * 30 for n in range(2000))
    )
    assert 0 < len(profile.topics) <= MOST_LINES
    assert max(map(len, profile.topics)) <= LONGEST


@given(st.text(max_size=300))
def test_any_text_is_a_profile_whose_lines_say_something_once(text: str) -> None:
    profile = read_profile(text)
    lines = [*profile.topics, *profile.leave_outs]
    assert len({line.casefold() for line in lines}) == len(lines)
    assert all(any(map(str.isalnum, line)) for line in lines)
