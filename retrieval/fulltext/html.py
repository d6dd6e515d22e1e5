"""arXiv's HTML (LaTeXML) → parts, blocks, references. Pure.

Only what a reader of the page sees is taken. Formulas come from their LaTeX (`maths.py`).
"""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from retrieval.fulltext.figures import figures_in
from retrieval.fulltext.hidden import hidden_classes, hides, is_hidden
from retrieval.fulltext.maths import formula
from retrieval.fulltext.text import Block, BlockKind, FullText, Part, Reference
from retrieval.text.invisible import without_invisible

_HEADINGS = frozenset(
    f"ltx_title_{kind}" for kind in ("part", "chapter", "section", "subsection", "subsubsection", "appendix")
)
_RUN_IN = re.compile(r"ltx_title_(?:paragraph|subparagraph|theorem|proof)\b|ltx_runin\b")
_SKIPPED = frozenset(
    {"ltx_TOC", "ltx_authors", "ltx_dates", "ltx_title_document", "ltx_page_navbar", "ltx_page_header", "ltx_keywords"}
    | {"ltx_page_footer", "ltx_page_logo", "ltx_title_abstract", "ltx_title_bibliography", "ltx_pagination", "ltx_rdf"}
    | {
        "ltx_title_acknowledgements",
        "ltx_tag_item",
        "ltx_tag_note",
        "ltx_role_thanks",
        "ltx_listing_data",
        "ltx_bib_cited",
    }
)
_TABULAR, _EQUATION = "ltx_tabular", re.compile(r"ltx_(?:equation|equationgroup|eqn_table)\b")
_BLOCKS = frozenset({"p", "div", "section", "article", "figure", "table", "ul", "ol", "dl", "blockquote", "pre"})
_NAMED = {"ltx_abstract": "Abstract", "ltx_acknowledgements": "Acknowledgements"}
FRONT = "Front matter"
"""The name of what stands before the first heading."""
_SUPER = re.compile(r"^[-−+]?\d+$")


def read_html(page: bytes) -> FullText:
    """The text of a page; no parts if it is no paper. Raises ValueError for what is no HTML at all."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(page, parser=parser)
    except etree.LxmlError as error:
        raise ValueError("no HTML") from error
    articles = root.xpath("//article[contains(concat(' ', @class, ' '), ' ltx_document ')]")
    if not articles:
        return FullText(())
    hidden = hidden_classes(sheet.text or "" for sheet in root.iter("style"))
    walk = _Walk(hidden)
    walk.through(articles[0])
    base = next((one.get("href") or "" for one in root.iter("base")), "")
    figures = figures_in(articles[0], base, hidden, _Walk(hidden).said)
    return FullText(walk.parts(), tuple(walk.references), figures=figures)


class _Walk:
    """One pass through the article, in reading order; holds the part that is open."""

    def __init__(self, hidden: frozenset[str]) -> None:
        self._hidden = hidden
        self._name = FRONT
        self._open: list[Block] = []
        self._done: list[Part] = []
        self._notes: list[str] = []
        self._lead = ""
        self.references: list[Reference] = []

    def parts(self) -> tuple[Part, ...]:
        self._close("")
        return tuple(self._done)

    def through(self, element: Any) -> None:
        """The children of an element that holds blocks."""
        for child in element:
            if isinstance(child.tag, str) and not is_hidden(child, self._hidden):
                self._visit(child, frozenset((child.get("class") or "").split()))

    def _visit(self, element: Any, classes: frozenset[str]) -> None:
        if classes & _SKIPPED or element.tag == "nav":
            return
        if classes & _HEADINGS:
            self._close(self.said(element))
        elif _RUN_IN.search(element.get("class") or ""):
            self._lead = self.said(element).rstrip(".:") + ". "
        elif "ltx_bibliography" in classes:
            self._bibliography(element)
        elif name := next((_NAMED[one] for one in classes if one in _NAMED), ""):
            self._aside(name, element)
        elif "ltx_caption" in classes:
            self._add(self.said(element), "caption")
        elif _TABULAR in classes:
            self._add("\n".join(self._rows(element)), "table")
        elif "ltx_para" in classes or element.tag in ("p", "pre", "dt", "dd") or "ltx_listing" in classes:
            self._paragraph(element)
        elif _EQUATION.search(element.get("class") or ""):
            self._add(self.said(element))
        elif len(element) and any(child.tag in _BLOCKS or len(child) for child in element):
            self.through(element)
        else:
            self._add(self.said(element))

    def _close(self, name: str) -> None:
        """End the open part and begin one with this name."""
        self._take_notes()
        if self._open:
            self._done.append(Part(self._name, tuple(self._open)))
        self._name, self._open, self._lead = name, [], ""

    def _aside(self, name: str, element: Any) -> None:
        """A part within another, which then goes on."""
        outer = self._name
        self._close(name)
        self.through(element)
        self._close(outer)

    def _paragraph(self, element: Any) -> None:
        """Sentences and the formulas between them are one block; lists, tables and figures are their own."""
        said: list[str] = []
        for child in _own_blocks(element):
            if child is None:
                said.append(self.said(element))
            elif is_hidden(child, self._hidden):
                continue
            elif child.tag == "p" or _EQUATION.search(child.get("class") or ""):
                said.append(self.said(child))
            else:
                self._add(" ".join(filter(None, said)))
                said = []
                self._visit(child, frozenset((child.get("class") or "").split()))
        self._add(" ".join(filter(None, said)))
        self._take_notes()

    def _add(self, text: str, kind: BlockKind = "paragraph") -> None:
        if not text.strip():
            return
        lead, self._lead = (self._lead, "") if kind == "paragraph" else ("", self._lead)
        self._open.append(Block(lead + text, kind))

    def _take_notes(self) -> None:
        notes, self._notes = self._notes, []
        self._open += [Block(note) for note in notes if len(note.split()) > 3]

    def _rows(self, table: Any) -> Iterator[str]:
        for row in table.iter("tr", "span", "div"):
            if row.tag == "tr" or "ltx_tr" in (row.get("class") or "").split():
                cells = [self.said(cell) for cell in row if not is_hidden(cell, self._hidden)]
                if any(cells):
                    yield " | ".join(cells)

    def _bibliography(self, element: Any) -> None:
        for item in element.iter("li"):
            if is_hidden(item, self._hidden):
                continue
            label = next((self.said(tag) for tag in item if "ltx_tag" in (tag.get("class") or "")), "")
            text = " ".join(filter(None, (self.said(block) for block in item if "ltx_tag" not in _class(block))))
            if text:
                self.references.append(Reference(label, text))

    def said(self, element: Any) -> str:
        """The text of an element in one line, with its formulas."""
        return _tidy("".join(self._inline(element)))

    def _inline(self, element: Any) -> Iterator[str]:
        yield element.text or ""
        for child in element:
            if isinstance(child.tag, str) and not is_hidden(child, self._hidden):
                yield from self._piece(child)
            yield child.tail or ""

    def _piece(self, child: Any) -> Iterator[str]:
        classes = _class(child).split()
        if child.tag == "math":
            yield "" if any(hides(f"color:{one.get('mathcolor') or ''}") for one in child.iter()) else _latex(child)
        elif "ltx_note" in classes:
            content = child.xpath(".//*[contains(@class, 'ltx_note_content')]") or [child]
            self._notes.append(self.said(content[0]))
        elif child.tag == "br":
            yield " "
        elif child.tag in ("sup", "sub"):
            said = self.said(child)
            yield (("^" if child.tag == "sup" else "_") + said) if _SUPER.match(said) else said
        elif set(classes) & _SKIPPED:
            return
        else:
            apart = " " if child.tag in _BLOCKS | {"td", "th", "li", "tr"} or "ltx_tag" in classes else ""
            yield apart
            yield from self._inline(child)
            yield apart


def _own_blocks(element: Any) -> list[Any]:
    """The block elements right inside a paragraph; None alone for one that is all text."""
    inside = [child for child in element if isinstance(child.tag, str)]
    blocks = [child for child in inside if child.tag in _BLOCKS]
    return blocks if blocks and not (element.text or "").strip() else [None]


def _class(element: Any) -> str:
    return element.get("class") or "" if isinstance(element.tag, str) else ""


def _latex(element: Any) -> str:
    """A formula from its LaTeX, or its characters where there is none."""
    latex = element.get("alttext") or "".join(
        "".join(one.itertext()) for one in element.iter("annotation") if "tex" in (one.get("encoding") or "")
    )
    return formula(latex) if latex.strip() else "".join(element.itertext())


def _tidy(text: str) -> str:
    text = " ".join(without_invisible(text).split())
    return re.sub(r"\s+([,.;:!?)\]])(?=\s|$)", r"\1", re.sub(r"([(\[])\s+", r"\1", text))
