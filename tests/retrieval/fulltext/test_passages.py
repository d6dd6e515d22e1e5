"""Texts cut into passages: whole sentences, never across sections, nothing lost, the same each time."""

from hypothesis import given
from hypothesis import strategies as st

from retrieval.fulltext.passages import MOST, Piece, passages, pieces
from retrieval.fulltext.text import Block, FullText, Part
from retrieval.paper import Paper
from retrieval.text.sentences import sentences

PAPER = Paper(id="2506.00001", title="Cats", abstract="They sleep.", version=3, owner="guild")
SENTENCE = "Cats of group {} sleep longer than those of any other group that we have studied."


def block(first: int, count: int, **other: object) -> Block:
    return Block(" ".join(SENTENCE.format(first + n) for n in range(count)), **other)  # type: ignore[arg-type]


def cut(*parts: Part) -> list[Piece]:
    return pieces(FullText(parts))


def test_a_long_section_is_cut_into_pieces_of_a_like_length() -> None:
    got = cut(Part("1 A", tuple(block(10 * n, 4) for n in range(15))))
    lengths = [len(one.text.split()) for one in got]
    assert min(lengths) >= 100
    assert max(lengths) <= MOST
    assert all(one.text.endswith(".") and one.text.startswith("Cats") for one in got)


def test_no_piece_crosses_a_section() -> None:
    got = cut(Part("1 A", (block(0, 1),)), Part("2 B", (block(1, 1),)))
    assert [(one.section, one.text) for one in got] == [("1 A", SENTENCE.format(0)), ("2 B", SENTENCE.format(1))]


def test_a_break_falls_between_paragraphs_where_there_is_one_near() -> None:
    got = cut(Part("1 A", (block(0, 9), block(10, 11))))
    assert [one.text.count("Cats") for one in got] == [9, 11]


def test_paragraphs_of_one_piece_stay_apart_so_that_a_heading_is_no_part_of_a_sentence() -> None:
    (piece,) = cut(Part("1 A", (Block("Data"), block(1, 1))))
    assert piece.text == f"Data\n\n{SENTENCE.format(1)}"
    assert [one.text for one in sentences(piece.text)] == ["Data", SENTENCE.format(1)]


def test_a_table_stands_with_its_caption_apart_from_the_prose() -> None:
    table = Block("Model | F1\nOurs | 93.2", "table", 4)
    got = cut(Part("1 A", (block(0, 1), Block("Table 1: Results.", "caption", 4), table, block(1, 1, page=4))))
    assert [one.text for one in got] == [
        f"{SENTENCE.format(0)}\n\n{SENTENCE.format(1)}",
        "Table 1: Results.\n\nModel | F1\nOurs | 93.2",
    ]
    assert got[1].page == 4


def test_a_piece_names_the_page_it_begins_on() -> None:
    got = cut(Part("1 A", (block(0, 12, page=3), block(20, 12, page=5))))
    assert [one.page for one in got] == [3, 5]


def test_passages_are_numbered_after_the_abstract_and_know_their_version() -> None:
    got = passages(PAPER, [Piece("Abstract", "They sleep."), Piece("1 A", "Text.", 2), Piece("2 B", "More.")])
    assert [(one.key, one.section, one.page, one.owner) for one in got] == [
        ("2506.00001v3#1", "1 A", 2, "guild"),
        ("2506.00001v3#2", "2 B", None, "guild"),
    ]


def test_the_papers_own_abstract_is_kept_where_ours_is_retold_or_missing() -> None:
    bare = Paper(id="2506.00001", title="Cats", abstract="", version=1)
    assert [one.text for one in passages(bare, [Piece("Abstract", "They sleep.")])] == ["They sleep."]


words = st.text(st.characters(categories=["Ll", "Lu", "Nd"], codec="utf-8"), min_size=1, max_size=12)
told = st.lists(words, min_size=1, max_size=400).map(lambda some: " ".join(some) + ".")
kinds = st.sampled_from(["paragraph", "paragraph", "caption", "table"])
parts = st.builds(Part, words, st.lists(st.builds(Block, told, kinds), min_size=1, max_size=6).map(tuple))


@given(st.lists(parts, max_size=4).map(tuple))
def test_no_word_is_lost_added_or_moved_to_another_section_and_no_piece_is_too_long(some: tuple[Part, ...]) -> None:
    got = cut(*some)
    assert got == cut(*some)
    for number, part in enumerate(some):
        if part.name in {other.name for other in (*some[:number], *some[number + 1 :])}:
            continue
        wanted = sorted(word for one in part.blocks for word in one.text.split())
        assert sorted(word for one in got if one.section == part.name for word in one.text.split()) == wanted
    assert all(len(one.text.split()) <= MOST for one in got)


@given(st.lists(st.integers(0, 99), min_size=1, max_size=60))
def test_every_piece_of_prose_is_made_of_whole_sentences(numbers: list[int]) -> None:
    whole = [SENTENCE.format(n) for n in numbers]
    for one in cut(Part("1 A", (Block(" ".join(whole)),))):
        assert {sentence.text for sentence in sentences(one.text)} <= set(whole)
