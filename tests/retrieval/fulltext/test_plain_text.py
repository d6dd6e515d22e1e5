"""Papers that came as plain text."""

from retrieval.fulltext.plain_text import read_text


def parts(text: str, title: str = "") -> list[tuple[str, list[str]]]:
    return [(part.name, [block.text for block in part.blocks]) for part in read_text(text, title=title).parts]


def test_short_lines_that_end_no_sentence_are_headings() -> None:
    text = "How cats sleep\nWe study sleep.\nIntroduction\nCats sleep. They dream.\nMice do too.\nResults\nSixteen."
    assert parts(text, "How cats sleep") == [
        ("Abstract", ["We study sleep."]),
        ("Introduction", ["Cats sleep. They dream.", "Mice do too."]),
        ("Results", ["Sixteen."]),
    ]


def test_a_heading_that_lost_its_line_break_is_found_behind_the_last_sentence() -> None:
    assert parts("Introduction\nCats sleep for hours.Related Work\nOthers found that.") == [
        ("Introduction", ["Cats sleep for hours."]),
        ("Related Work", ["Others found that."]),
    ]


def test_a_line_that_goes_on_is_no_heading() -> None:
    ((name, told),) = parts("Introduction\nas was shown\n$x = 1$\nby others, e.g.Smith, who wrote it down")
    assert (name, told) == ("Introduction", ["as was shown", "$x = 1$", "by others, e.g.Smith, who wrote it down"])


def test_no_text_has_no_parts() -> None:
    assert parts(" \n\n") == []
