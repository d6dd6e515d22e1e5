"""The figures of a paper: their captions word for word, and pictures from arXiv's own site alone."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from standin_process import Standin

from retrieval.fulltext.figures import MOST, figures_of, placed
from retrieval.fulltext.html import read_html
from retrieval.fulltext.outcome import Outcome
from retrieval.fulltext.text import Block, Figure, Part, from_json, to_json
from tests.retrieval.fulltext.conftest import CAPTIONS, Desk, paper

PAGE = "https://arxiv.org/html/2506.00001v1"
CAPTION = "Overview of the collar."


def page(body: str, head: str = "") -> bytes:
    return f"<html><head>{head}</head><body><article class='ltx_document'>{body}</article></body></html>".encode()


def figure(inside: str = "<img src='x1.png'>", tag: str = "Figure 1: ", caption: str = CAPTION, **named: str) -> str:
    own = "".join(f" {name}='{value}'" for name, value in named.items())
    label = f"<span class='ltx_tag ltx_tag_figure'>{tag}</span>"
    said = f"<figcaption class='ltx_caption'>{label}{caption}</figcaption>"
    return f"<figure class='ltx_figure'{own}>{inside}{said}</figure>"


def figures(body: str, head: str = "") -> tuple[Figure, ...]:
    return read_html(page(body, head)).figures


def image(src: str, head: str = "") -> str:
    (one,) = placed(figures(figure(f"<img src='{src}'>"), head), PAGE)
    return one.image


def test_a_figure_has_its_number_its_caption_its_picture_and_its_place() -> None:
    told = figures(figure(id="S1.F1"), "<base href='/html/2506.00001v1/'>")
    assert told == (Figure("1", CAPTION, "/html/2506.00001v1/x1.png", "#S1.F1"),)
    assert placed(told, PAGE) == (Figure("1", CAPTION, "https://arxiv.org/html/2506.00001v1/x1.png", f"{PAGE}#S1.F1"),)


def test_formulas_in_a_caption_are_latex_as_in_the_text() -> None:
    formula = '<math alttext="O(n^{2})"><mi>?</mi></math>'
    assert figures(figure(caption=f"Cost in {formula} steps."))[0].caption == "Cost in $O(n^{2})$ steps."


@pytest.mark.parametrize("tag", ["Figure 1: ", "Fig. 1. ", "FIG. 1.", "Abbildung 1: "])
def test_a_number_is_told_however_it_is_introduced(tag: str) -> None:
    assert [(one.number, one.caption) for one in figures(figure(tag=tag))] == [("1", CAPTION)]
    apart = figures(figure(tag=tag.rstrip(" :."), caption=f": {CAPTION}"))
    assert [(one.number, one.caption) for one in apart] == [("1", CAPTION)]


def test_a_page_without_a_base_names_the_version_in_each_address() -> None:
    assert image("2506.00001v1/x1.png") == f"{PAGE}/x1.png"
    assert image("extracted/1/cat.JPG", "<base href='/html/2506.00001v1/'>") == f"{PAGE}/extracted/1/cat.JPG"


@pytest.mark.parametrize(
    "src",
    [
        "data:image/png;base64,AAAA",
        "https://evil.example/x1.png",
        "//evil.example/x1.png",
        "https://arxiv.org@evil.example/html/x1.png",
        "http://arxiv.org/html/2506.00001v1/x1.png",
        "https://arxiv.org:444/html/2506.00001v1/x1.png",
        "https://static.arxiv.org/html/x1.png",
        "/user/logout.png",
        "../../logout.png",
        "x1.png?to=evil",
        "x1.png#a",
        "x1.svg",
        "x1.webp",
        "x1.pdf",
        "x 1.png",
        "x1\u202e.png",
        "javascript:alert(1)//x.png",
        "\\\\evil.example/x1.png",
        "",
    ],
)
def test_a_picture_from_anywhere_else_is_dropped_and_its_caption_stays(src: str) -> None:
    assert image(src) == ""


def test_a_base_that_leads_elsewhere_leads_nowhere() -> None:
    assert image("x1.png", "<base href='https://evil.example/html/'>") == ""
    assert image("x1.png", "<base href='//evil.example/'>") == ""


def test_a_site_without_https_gives_pictures_only_on_this_machine() -> None:
    one = (Figure("1", CAPTION, "x1.png"),)
    assert placed(one, "http://127.0.0.1:4800/html/a")[0].image == "http://127.0.0.1:4800/html/x1.png"
    assert placed(one, "http://localhost:4800/html/a")[0].image == "http://localhost:4800/html/x1.png"
    assert placed(one, "http://mirror.example/html/a")[0].image == ""


@given(st.text(max_size=60))
def test_whatever_an_address_is_the_picture_lies_on_the_site_or_nowhere(address: str) -> None:
    (one,) = placed([Figure("1", CAPTION, address)], PAGE)
    assert one.image == "" or one.image.startswith("https://arxiv.org/html/")


@pytest.mark.parametrize(
    "inside",
    [
        "<svg><path d='M0'/></svg>",
        "<img src='x1.png'><img src='x2.png'>",
        "<img src='x1.png'><svg></svg>",
        "<img src='x1.png' style='display:none'>",
        "<object data='x1.png'></object>",
        "<p>Nothing.</p>",
    ],
)
def test_what_is_not_one_picture_is_none(inside: str) -> None:
    """One panel of several would show something else than the caption says."""
    assert [(one.caption, one.image) for one in figures(figure(inside))] == [(CAPTION, "")]


def test_panels_belong_to_the_figure_that_has_the_number() -> None:
    panels = figure(tag="(a) ", caption="Left.") + figure("<img src='x2.png'>", tag="(b) ", caption="Right.")
    assert figures(figure(panels)) == (Figure("1", CAPTION),)
    pair = figure() + figure("<img src='x2.png'>", tag="Figure 2: ", caption="Results.")
    assert [one.number for one in figures(f"<figure class='ltx_figure'>{pair}</figure>")] == ["1", "2"]


def test_what_is_hidden_or_no_figure_is_none() -> None:
    assert figures(figure(style="display:none")) == ()
    assert figures(f"<div style='opacity:0'>{figure()}</div>") == ()
    assert figures(figure().replace("ltx_figure'", "ltx_table'")) == ()
    assert figures(figure(caption="")) == figures(figure(tag="")) == ()


def test_an_icon_in_a_caption_is_no_picture_of_the_figure() -> None:
    assert figures(figure(caption="A cat <img src='icon.png'> sleeps."))[0].image == "x1.png"


def test_of_many_figures_the_first_are_kept() -> None:
    body = "".join(figure(tag=f"Figure {number}: ") for number in range(1, 40))
    assert [one.number for one in figures(body)] == [str(number) for number in range(1, MOST + 1)]


def test_captions_of_a_text_without_pictures_are_figures_without_pictures() -> None:
    lines = ("Fig. 2: Cats\nasleep.", "Table 1: Hours.", "Figure 3a. A collar.", "Figure 2: Again.")
    parts = [Part("1 A", (Block("Figure 1: in the prose.", "paragraph"), *(Block(line, "caption") for line in lines)))]
    assert figures_of(parts) == (Figure("2", "Again."), Figure("3", "A collar."))


def test_figures_are_part_of_a_text_as_it_is_told_on() -> None:
    text = read_html(page(figure(id="F1")))
    assert from_json(to_json(text)) == text


async def test_a_paper_read_from_html_keeps_its_figures_with_pictures_that_are_there(desk: Desk, site: Standin) -> None:
    await desk.stored(paper(29))
    reading = await desk.reader.read(paper(29))
    assert [(one.number, one.caption) for one in reading.figures] == [
        ("1", CAPTIONS[0]),
        ("2", CAPTIONS[1]),
    ]
    assert [one.page for one in reading.figures] == [
        f"{site.ready['site']}/html/2506.00029v1#S1.F{number}" for number in (1, 2)
    ]
    assert [one.image for one in reading.figures] == [
        f"{site.ready['site']}/html/2506.00029v1/x{number}.png" for number in (1, 2)
    ]
    async with httpx.AsyncClient() as client:
        picture = await client.get(reading.figures[1].image)
    assert (picture.headers["content-type"], picture.content[:4]) == ("image/png", b"\x89PNG")
    assert await desk.store.reading(paper(29)) == reading


async def test_a_paper_read_from_its_pdf_has_captions_and_no_pictures(desk: Desk, site: Standin) -> None:
    site.control("set", no_html=["2506.00029"])
    await desk.stored(paper(29))
    reading = await desk.reader.read(paper(29))
    assert (reading.outcome, reading.format) == (Outcome.READ, "pdf")
    assert reading.figures == tuple(Figure(str(number), said) for number, said in enumerate(CAPTIONS, 1))
