"""The saved list for other programs: whatever a title holds, it arrives, and it runs nothing there."""

import json
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.bibliography import as_json, bibtex, markdown, tex
from bot.commands.export import EXPORT, PER_PAGE
from bot.commands.save import SAVE
from retrieval.errors import BadInput
from retrieval.paper import Paper
from retrieval.sources.bibtex import pieces, reader
from retrieval.sources.fields import one_line, plain
from schedules.document import Code, Document, text_of
from tests.fakes.desk import desk_with
from tests.fakes.editions import paper
from tests.fakes.using import use

LINE = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=120).map(one_line)
SPECIAL = st.text(st.sampled_from("\\{}$&#%_^~<>|-`'\"@,=? aB"), max_size=60).map(one_line)
NAME = st.from_regex(r"[A-Z][a-z]{1,8}( [A-Z]\.)?( (van der|de))? [A-Z][a-z]{1,8}(-[A-Z][a-z]{1,8})?", fullmatch=True)


def read(text: str) -> list[Paper]:
    """What our own source makes of a BibTeX file. Fails on an entry that it cannot read."""
    parse = reader()
    found = list(pieces(iter(enumerate(text.splitlines(keepends=True), start=1))))
    assert not [piece for piece in found if piece.why]
    return [one for piece in found for one in parse(piece.text)]


def same(text: str) -> str:
    """A text as it comes back: the caret is set as a character of its own."""
    return unicodedata.normalize("NFC", text.replace("^", "ˆ"))


@settings(max_examples=150)
@given(st.one_of(LINE, SPECIAL).filter(lambda text: re.search(r"\w", text) and plain(text) == text))
def test_any_title_comes_back_from_bibtex_as_it_was(title: str) -> None:
    """Titles are stored with TeX accents as letters, so those of the test are too."""
    [back] = read(bibtex([(paper(title=title), "")]))

    assert same(back.title) == same(title)
    assert back.id == "2506.07751"


@settings(max_examples=100)
@given(st.lists(NAME, max_size=6))
def test_authors_come_back_in_order(authors: list[str]) -> None:
    [back] = read(bibtex([(paper(authors=tuple(authors)), "")]))

    assert back.authors == tuple(authors)


@pytest.mark.parametrize("name", ["DeepSeek-AI", "The Tools and Methods Team", "Sun, Ana and friends", "AT&T"])
def test_a_collaboration_stays_one_author(name: str) -> None:
    [back] = read(bibtex([(paper(authors=(name, "Bo Zhu")), "")]))

    assert back.authors == (name, "Bo Zhu")


@settings(max_examples=150)
@given(st.one_of(LINE, SPECIAL))
def test_braces_always_balance_so_that_no_field_swallows_the_file(text: str) -> None:
    depth = 0
    for char in tex(text):
        depth += (char == "{") - (char == "}")
        assert depth >= 0
    assert depth == 0


@pytest.mark.parametrize(
    "title",
    [
        r"On \input{/etc/passwd}",
        r"Costs $\input{/etc/passwd}$ less",
        r"$\immediate\write18{rm x}$",
        r"$\def\alpha{x}$ and $\csname input\endcsname x$",
        r"$\catcode`\%=12$",
        r"\\input x",
    ],
)
def test_a_title_runs_nothing_where_it_is_typeset(title: str) -> None:
    written = tex(title)

    assert not re.search(r"\\(?:input|immediate|write|def|csname|catcode)", written)
    [back] = read(bibtex([(paper(title=title), "")]))
    assert same(back.title) == same(title)


def test_a_formula_stays_a_formula() -> None:
    assert tex(r"Sorting in $\mathcal{O}(n^2 \log n)$ & less") == r"Sorting in $\mathcal{O}(n^2 \log n)$ \& less"


def test_keys_are_unique_and_tell_who_when_and_what() -> None:
    papers = [(paper(f"2506.{n:05}", "Sparse Attention", authors=("Émile Dürer",)), "") for n in range(1, 30)]

    keys = re.findall(r"^@misc\{(.+),$", bibtex(papers), re.MULTILINE)
    assert keys[:3] == ["durer2025sparse", "durer2025sparsea", "durer2025sparseb"]
    assert keys[26:] == ["durer2025sparsez", "durer2025sparseaa", "durer2025sparseab"]


def test_a_published_paper_from_elsewhere_has_its_doi_and_journal() -> None:
    one = paper("doi:10.5555/a_b", "On rows", doi="10.5555/a_b", journal_ref="J. Rows 7 (2020) 1")

    text = bibtex([(one, "50% read")])
    assert "@article{" in text
    assert "doi = {10.5555/a_b}" in text
    assert "url = {https://doi.org/10.5555/a_b}" in text
    assert r"annote = {50\% read}" in text
    assert "eprint" not in text
    assert read(text)[0].id == "doi:10.5555/a_b"


def test_a_doi_that_is_none_stays_out() -> None:
    text = bibtex([(paper("file:x-1a2b3c4d", doi="10.1/x}\\input{y"), "")])

    assert "doi = " not in text
    assert "\\input" not in text
    assert len(read(text)) == 1


def test_markdown_has_a_link_and_the_note_and_shows_nothing_as_markup() -> None:
    text = markdown([(paper(title="[x](javascript:1) *bold*"), "read `this`")])

    assert text == (r"- [\[x\](javascript:1) \*bold\*](https://arxiv.org/abs/2506.07751), Sun and Zhu: read \`this\`")


def test_json_says_what_is_known_and_leaves_out_the_rest() -> None:
    [told] = json.loads(as_json([(paper(categories=("cs.CL",)), "")]))

    assert told == {
        "id": "2506.07751",
        "version": 1,
        "title": "Sparse Attention That Keeps Up",
        "authors": ["Ana Sun", "Bo Zhu"],
        "categories": ["cs.CL"],
        "url": "https://arxiv.org/abs/2506.07751",
    }


def code(document: Document) -> Code:
    return next(block for block in document.blocks if isinstance(block, Code))


async def test_the_list_is_exported_as_code_in_the_format_that_was_asked_for() -> None:
    desk = desk_with(one := paper())
    await use(SAVE, desk, paper=one.id, note="mine")

    document = await use(EXPORT, desk)
    assert (document.summary, code(document).language) == ("Your 1 saved paper", "bibtex")
    assert read(code(document).text)[0].title == one.title
    assert code(await use(EXPORT, desk, format="json")).text == as_json([(one, "mine")])
    assert code(await use(EXPORT, desk, format="markdown")).text == markdown([(one, "mine")])


async def test_a_long_list_comes_in_pages_that_lose_nothing() -> None:
    many = [paper(f"2603.{n:05}", f"Paper {n}") for n in range(1, PER_PAGE + 4)]
    desk = desk_with(*many)
    for one in many:
        await use(SAVE, desk, paper=one.id)

    pages = [await use(EXPORT, desk, page=str(number)) for number in (1, 2)]
    assert [len(read(code(page).text)) for page in pages] == [PER_PAGE, 3]
    assert {one.id for page in pages for one in read(code(page).text)} == {one.id for one in many}
    assert "/export bibtex page:2 gives the next." in text_of(pages[0].blocks)
    with pytest.raises(BadInput, match="there is no page 3"):
        await use(EXPORT, desk, page="3")


async def test_an_empty_list_exports_a_sentence() -> None:
    assert "nothing to export" in text_of((await use(EXPORT, desk_with())).blocks)
