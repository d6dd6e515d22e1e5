"""What every source's fields have in common: names, lines, accents, categories, withdrawals. Pure."""

import re
import unicodedata
from dataclasses import replace
from functools import cache

from retrieval.errors import UnknownCategory
from retrieval.paper import Paper
from retrieval.sources.taxonomy import is_category
from retrieval.text.invisible import without_invisible

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
"""Controls (databases refuse NUL, terminals obey ESC) and halves of characters, which cannot be stored."""

_MATH = re.compile(r"(\$[^$]*\$)")
_ACCENT_CORE = (
    r"\\(?:[\"'`^~=.](?:\{\\?[A-Za-z]\}|\\?[A-Za-z])"  # \"o  \'{e}  \'\i
    r"|[cvuHdbrk]\{\\?[A-Za-z]\}|c [A-Za-z]"  # \v{s}  \c c
    r"|(?:ss|o|O|l|L|ae|AE|oe|OE|aa|AA|i|j)(?:\{\}|(?![A-Za-z]) ?))"  # \o  \ss{}
)
_ACCENT = re.compile(rf"\{{{_ACCENT_CORE}\}}|{_ACCENT_CORE}")

_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV", re.IGNORECASE)
_CATEGORY = re.compile(r"(?P<archive>[a-z]+(?:-[a-z]+)?)(?:\.(?P<subject>[a-z]+(?:-[a-z]+)?))?", re.IGNORECASE)
_THING = r"(?:paper|article|submission|manuscript|preprint|version|work|note|draft)"
_IS = r"(?:has been |have been |is |was |is being )?"
_WITHDRAWN = re.compile(
    rf"^\W*withdrawn\b|\b{_THING} {_IS}withdrawn\b|\bwithdrawn by (?:the |an )?(?:author|arxiv)", re.IGNORECASE
)
_WITHDRAWN_ABSTRACT = re.compile(rf"^\W*(?:(?:this|the) {_THING} {_IS})?withdrawn\b", re.IGNORECASE)


def tidy(paper: Paper) -> Paper:
    """The paper as we keep it: every text on one line and storable, TeX accents as letters, withdrawal noted.

    Of its categories only arXiv's: sources name classes of the MSC and the ACM among them (`68T07`, `I.2.7;`).
    """
    title, abstract, comment = (plain(text) for text in (paper.title, paper.abstract, paper.comment))
    return replace(
        paper,
        title=title,
        abstract=abstract,
        comment=comment,
        authors=tuple(name for name in map(plain, paper.authors) if name),
        categories=tuple(one for one in dict.fromkeys(paper.categories) if is_category(one)),
        doi=one_line(paper.doi),
        journal_ref=plain(paper.journal_ref),
        withdrawn=paper.withdrawn or is_withdrawn(comment, abstract),
    )


def one_line(text: str) -> str:
    """Without line breaks, doubled spaces and what cannot be printed or seen; accents composed."""
    return " ".join(unicodedata.normalize("NFC", without_invisible(_UNPRINTABLE.sub(" ", text))).split())


def plain(text: str) -> str:
    r"""One line, in which TeX accents outside formulas are letters: `Schr\"odinger` → `Schrödinger`."""
    if "\\" not in text:
        return one_line(text)
    parts = _MATH.split(text)
    parts[::2] = [_ACCENT.sub(lambda found: _letter(found[0]), part) for part in parts[::2]]
    return one_line("".join(parts))


@cache  # a few hundred different accents exist
def _letter(tex: str) -> str:
    from pylatexenc.latex2text import LatexNodes2Text

    return str(LatexNodes2Text().latex_to_text(tex)).strip()


def authors_in(text: str) -> tuple[str, ...]:
    r"""The names in one line as arXiv writes them: `A. Bee (MIT), C. Dee, Jr., and M. M\"uller`.

    Affiliations in brackets, `et al.` and empty names are left out; a suffix stays with its name.
    """
    names: list[str] = []
    untied = re.sub(r"(?<!\\)~", " ", _outside_brackets(text))
    for part in re.split(r"[,:;]|\band\b|&", plain(untied)):
        name = part.strip(" {}")
        if names and _SUFFIX.fullmatch(name):
            names[-1] += f" {name}"
        elif name and name.lower().rstrip(".") != "et al":
            names.append(name)
    return tuple(names)


def _outside_brackets(text: str) -> str:
    kept, depth = [], 0
    for part in re.split(r"([()])", text):
        depth = max(depth + (part == "(") - (part == ")"), 0)
        if not depth and part not in "()":
            kept.append(part)
    return "".join(kept)


def is_withdrawn(comment: str, abstract: str) -> bool:
    """Whether this version says of itself that it was withdrawn, as is the custom on arXiv."""
    return bool(_WITHDRAWN.search(comment) or _WITHDRAWN_ABSTRACT.search(abstract))


def category(given: str) -> str:
    """An arXiv category or archive as arXiv writes it: `CS.cl` → `cs.CL`. Whether it exists only arXiv knows.

    Raises UnknownCategory for what cannot be one.
    """
    found = _CATEGORY.fullmatch(given.strip())
    if found is None:
        raise UnknownCategory(given)
    archive, subject = found["archive"].lower(), found["subject"]
    if subject is None:
        return archive
    return f"{archive}.{subject.upper() if len(subject) == 2 else subject.lower()}"


def is_web(link: str) -> bool:
    """Whether this is an address that may be shown as a link."""
    return link.startswith(("https://", "http://")) and link.isprintable() and " " not in link and len(link) < 2000
