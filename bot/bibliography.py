"""Papers as other programs read them: BibTeX, Markdown, JSON. Pure."""

import json
import re
import unicodedata
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import quote

from retrieval.paper import Paper
from schedules.forms.cited import link_of, short_authors

Noted = tuple[Paper, str]
"""A paper and what its reader noted beside it."""

_SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\ensuremath{\lbrace}",  # BibTeX counts braces, escaped ones too
        "}": r"\ensuremath{\rbrace}",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
        **{char: rf"\ensuremath{{{char}}}" for char in "<>|"},  # the old text fonts hold other signs there
        **{char: f"\\{char}" for char in "$&#%_"},
    }
)
_LIGATURE = re.compile(r"(?<=([-`'?!,]))(?=[-`',])")
"""Between characters of which TeX makes one: dashes, quotation marks, ¿ and ¡."""
_MATH = re.compile(r"(\$[^$]+\$)")
_MACRO = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)
_STRUCTURES = frozenset(
    """bar bf bm boldsymbol cal deg dot exp frac gcd hat inf it langle ldots left leq lim ln log mathbb mathbf mathcal
    mathfrak mathit mathrm mathscr mathsf max mbox min mod operatorname over overline quad rangle rightarrow right rm
    sqrt sum sup text textbf textit textrm textsc texttt tilde to underline vec widehat widetilde""".split()  # noqa: SIM905 - a list of quoted words would fill a page
)


def tex(text: str) -> str:
    """Text for a BibTeX field: formulas as they are, everything else literal.

    A formula stays one only where its braces balance and it sets symbols and nothing more: a title
    must not read files or define macros on the machine of whoever typesets it.
    """
    parts = _MATH.split(text)
    return "".join(part if at % 2 and _harmless(part[1:-1]) else _literal(part) for at, part in enumerate(parts))


def _literal(text: str) -> str:
    return _LIGATURE.sub("\0", text).translate(_SPECIAL).replace("\0", "{}")


def _harmless(formula: str) -> bool:
    depth = 0
    for char in formula:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    named = {found[1] for found in _MACRO.finditer(formula)}
    bare = _MACRO.sub("", formula)
    return not depth and not re.search(r"[%#&~\\]", bare) and named <= _symbols()


@cache
def _symbols() -> frozenset[str]:
    """The macros that set a symbol, the letters' styles and the spacing: none of them reads, writes or defines."""
    from pylatexenc.latexencode import get_builtin_uni2latex_dict

    signs = {name for value in get_builtin_uni2latex_dict().values() for name in re.findall(r"\\([A-Za-z]+)", value)}
    return frozenset(signs | _STRUCTURES | set(",;:!{}|%&#_ "))


def bibtex(papers: Sequence[Noted]) -> str:
    """One entry a paper, in this order, keys unique."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library's parser, imported along, warns of its own grammar
        from bibtexparser.bibdatabase import BibDatabase
        from bibtexparser.bwriter import BibTexWriter

    library, keys = BibDatabase(), set[str]()
    for paper, note in papers:
        library.entries.append(_entry(paper, note, _key(paper, keys)))
    writer = BibTexWriter()
    writer.contents, writer.indent, writer.order_entries_by = ["entries"], "  ", None
    writer.display_order = ["title", "author", "year", "eprint", "archiveprefix", "primaryclass", "journal", "doi"]
    written: str = writer.write(library)
    return written.strip()


def _entry(paper: Paper, note: str, key: str) -> dict[str, str]:
    arxiv = ":" not in paper.id
    doi = paper.doi if re.fullmatch(r"10\.\d{4,9}/[\w.()/:;<>-]+", paper.doi, re.ASCII) else ""
    fields = {
        "title": f"{{{tex(paper.title)}}}",  # doubled braces keep its capitals
        "author": " and ".join(map(_author, paper.authors)),
        "year": _year(paper),
        "eprint": paper.id if arxiv else "",
        "archiveprefix": "arXiv" if arxiv else "",
        "primaryclass": tex(paper.categories[0]) if arxiv and paper.categories else "",
        "journal": tex(paper.journal_ref),
        "doi": doi,
        "url": _link(paper),
        "annote": tex(note),
    }
    kept = {name: value for name, value in fields.items() if value}
    return {"ENTRYTYPE": "article" if paper.journal_ref else "misc", "ID": key, **kept}


def _author(name: str) -> str:
    """A name as BibTeX splits it, or in braces where it would split it wrongly."""
    whole = "," in name or " " not in name or re.search(r"(?i)\band\b", name)
    return f"{{{tex(name)}}}" if whole else tex(name)


def _year(paper: Paper) -> str:
    """When the first version was handed in, as far as it is known; an arXiv id begins with it."""
    if paper.submitted:
        return str(paper.submitted.year)
    if found := re.match(r"(?:[a-z-]+/)?(\d\d)\d\d", paper.id):
        return f"{'19' if int(found[1]) > 90 else '20'}{found[1]}"
    return str(paper.announced.year) if paper.announced else ""


def _key(paper: Paper, taken: set[str]) -> str:
    """`sun2025sparse`, with a letter behind it where that is taken; `taken` learns of it."""
    first = paper.authors[0].split()[-1:] if paper.authors else ["anon"]
    words = [word for word in re.findall(r"[A-Za-z0-9]+", _ascii(paper.title)) if len(word) > 2][:1]
    stem = re.sub(r"[^a-z0-9]", "", _ascii("".join([*first, _year(paper), *words])).lower()) or "paper"
    count = 0
    while (key := f"{stem}{_letters(count)}") in taken:
        count += 1
    taken.add(key)
    return key


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _letters(count: int) -> str:
    """Nothing, a, b … z, aa, ab …"""
    letters = ""
    while count:
        count, rest = divmod(count - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def _link(paper: Paper) -> str:
    return link_of(paper) or (f"https://doi.org/{quote(paper.doi, safe='/()')}" if paper.doi else "")


def markdown(papers: Sequence[Noted]) -> str:
    """A list with links."""
    return "\n".join(_item(paper, note) for paper, note in papers)


def _item(paper: Paper, note: str) -> str:
    title, link = _marked(paper.title), _link(paper)
    named = f"[{title}]({link})" if link else title
    return f"- {named}, {_marked(short_authors(paper))}{f': {_marked(note)}' if note else ''}"


def _marked(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>#|~&!])", r"\\\1", text)


def as_json(papers: Sequence[Noted]) -> str:
    """A list of objects; what is not known is left out."""
    return json.dumps([_told(paper, note) for paper, note in papers], ensure_ascii=False, indent=1)


def _told(paper: Paper, note: str) -> Mapping[str, Any]:
    known = {
        "id": paper.id,
        "version": paper.version,
        "title": paper.title,
        "authors": list(paper.authors),
        "categories": list(paper.categories),
        "announced": paper.announced.isoformat() if paper.announced else "",
        "doi": paper.doi,
        "journal_ref": paper.journal_ref,
        "url": _link(paper),
        "note": note,
    }
    return {name: value for name, value in known.items() if value}


FORMATS: dict[str, Callable[[Sequence[Noted]], str]] = {"bibtex": bibtex, "markdown": markdown, "json": as_json}
