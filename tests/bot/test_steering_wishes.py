"""Topics, leave-outs, authors and categories as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.categories import CATEGORIES
from bot.wishes import (
    DEFAULT_CATEGORIES,
    LONGEST_LINE,
    MOST_LINES,
    contradiction,
    fitting,
    line_named,
    read_authors,
    read_categories,
    read_interests,
    read_topics,
    unheard_of,
    with_lines,
)
from retrieval.errors import BadInput
from retrieval.profile import Profile
from retrieval.sources.fields import category


def test_topics_stand_on_lines_or_between_semicolons_with_or_without_bullets() -> None:
    assert read_topics("- KV cache\n2. pruning; * speculative decoding ") == (
        "KV cache",
        "pruning",
        "speculative decoding",
    )


def test_a_comma_belongs_to_a_topic_and_parts_authors() -> None:
    assert read_topics("pruning, quantisation") == ("pruning, quantisation",)
    assert read_authors("Ana Sun, Bo Zhu\nCy Day") == ("Ana Sun", "Bo Zhu", "Cy Day")


def test_a_topic_given_twice_counts_once() -> None:
    assert read_topics("Pruning; pruning;PRUNING ") == ("Pruning",)


@pytest.mark.parametrize("text", ["", "  \n ", "-", "none", "Nothing"])
def test_no_topics_are_no_topics(text: str) -> None:
    assert read_topics(text) == ()


def test_too_many_topics_and_too_long_ones_are_told_with_the_limit() -> None:
    with pytest.raises(BadInput, match=f"at most {MOST_LINES}"):
        read_topics("\n".join(map(str, range(100, 2_100))))
    with pytest.raises(BadInput, match=f"10,000 characters.*{LONGEST_LINE}"):
        read_topics("x" * 10_000)
    with pytest.raises(BadInput, match="together"):
        fitting(Profile(topics=tuple("x" * 199 + chr(97 + n) for n in range(20))))
    with pytest.raises(BadInput, match="Remove some first"):
        with_lines([str(n) for n in range(MOST_LINES)], ["one more"], what="topics")


@given(st.text())
def test_any_text_is_topics_or_a_sentence_and_topics_read_back(text: str) -> None:
    try:
        topics = read_topics(text)
    except BadInput:
        return
    assert all(topic == topic.strip() and topic.isprintable() for topic in topics)
    assert len(topics) <= MOST_LINES
    assert read_topics("\n".join(topics)) == topics


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "large language models but not reinforcement learning",
            Profile(topics=("large language models",), leave_outs=("reinforcement learning",)),
        ),
        (
            "I like quantization and pruning but not federated learning",
            Profile(topics=("quantization", "pruning"), leave_outs=("federated learning",)),
        ),
        ("Not interested in: diffusion models", Profile(leave_outs=("diffusion models",))),
        ("大语言模型压缩；智能体记忆", Profile(topics=("大语言模型压缩", "智能体记忆"))),
        ("不要：医学影像", Profile(leave_outs=("医学影像",))),
        (
            "- pruning\nAuthors: Ana Sun, Bo Zhu\nVenues: ApJ",
            Profile(topics=("pruning",), authors=("Ana Sun", "Bo Zhu"), venues=("ApJ",)),
        ),
        ("KV cache; pruning, of heads", Profile(topics=("KV cache", "pruning, of heads"))),
    ],
)
def test_a_text_may_say_what_is_not_wanted_and_whom_to_read_as_well(text: str, said: Profile) -> None:
    assert read_interests(text) == said
    assert read_interests("\n".join(said.topics)) == Profile(topics=said.topics), "what is shown again is read the same"


@pytest.mark.parametrize("text", ["🙂🙂", "pruning; ...", "the"])
def test_a_line_that_names_nothing_is_told_by_name(text: str) -> None:
    with pytest.raises(BadInput, match="names no topic"):
        read_interests(text)


@pytest.mark.parametrize(
    ("topic", "strange"),
    [
        *[(topic, True) for topic in ("大语言模型压缩", "Kompression großer Sprachmodelle", "Verstärkendes Lernen")],
        *[(topic, False) for topic in ("KV cache", "exomoons", "Schrödinger bridges", "Erdős–Rényi graphs", "C++")],
    ],
)
def test_topics_in_another_language_are_told_to_find_little(topic: str, *, strange: bool) -> None:
    assert bool(unheard_of(Profile(topics=(topic,)))) is strange


def test_categories_are_written_as_arxiv_writes_them_and_the_usual_ones_where_none_is_named() -> None:
    assert read_categories("CS.cl, cs.LG physics.AO-PH; quant-ph astro-ph") == (
        *("cs.CL", "cs.LG", "physics.ao-ph", "quant-ph", "astro-ph"),
    )
    assert read_categories("") == DEFAULT_CATEGORIES


@pytest.mark.parametrize(
    ("text", "said"), [("cs.CLL", "cs.CL"), ("cs.ZZ", "cs."), ("@everyone", "cs.CL"), ("1", "cs.CL")]
)
def test_a_category_there_is_not_is_told_with_one_there_is(text: str, said: str) -> None:
    with pytest.raises(BadInput, match="no category") as refused:
        read_categories(text)
    assert said in refused.value.for_people


def test_every_category_is_written_the_way_sources_write_it() -> None:
    assert [category(one) for one in CATEGORIES] == list(CATEGORIES)
    assert len(set(CATEGORIES)) == len(CATEGORIES)


def test_a_line_is_named_by_number_words_or_enough_of_them() -> None:
    lines = ("KV cache compression", "KV cache eviction", "Pruning")
    named = [line_named(text, lines, what="topics") for text in ("2", "#3", "pruning", "kv cache c", "EVICT")]
    assert named == [lines[1], lines[2], lines[2], lines[0], lines[1]]


@pytest.mark.parametrize("text", ["kv cache", "4", "0", "", "dragons"])
def test_a_line_that_is_not_there_or_not_alone_is_told_with_those_there_are(text: str) -> None:
    with pytest.raises(BadInput, match=r"1\. KV cache compression; 2\. KV cache eviction"):
        line_named(text, ("KV cache compression", "KV cache eviction"), what="topics")


def test_what_is_wanted_and_left_out_is_told() -> None:
    assert "“pruning”" in contradiction(Profile(topics=("Pruning",), leave_outs=("pruning", "x")))
    assert contradiction(Profile(topics=("Pruning",), leave_outs=("x",))) == ""
