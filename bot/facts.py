"""Questions that the facts of a paper's card answer, or the conversation itself: no paper is searched for them."""

import re
from collections.abc import Sequence

from bot.dates import long_date
from bot.documents import of_sentence
from bot.titles import calls, flat, short_title
from retrieval.paper import Paper
from retrieval.text.series import series
from schedules.document import Document, Span, Text
from schedules.forms.cited import id_of

_WHO = re.compile(
    r"^\W*(?:(?:and )?who (?:wrote|authored)|(?:who|what) (?:are|is|were) the (?:names of the )?authors?(?: of)?"
    r"|(?:list|name) the authors of|who (?:are|is) (?P<whose>.+?)['’]s? authors?)(?P<of>.*)$",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"^\W*(?:and )?when (?:was|were|did) (?P<of>.+?)"
    r" (?:(?:first |last )?(?:submitted|announced|published|posted|updated|written|uploaded)|come out|appear)"
    r"(?: (?:on|to) arxiv)?\W*$",
    re.IGNORECASE,
)
_ITSELF = re.compile(r"(?:it|this|that|the|this one|(?:the|this|that) (?:[\w-]+ ){0,6}(?:paper|article|preprint))?")
_MORE = re.compile(r"(?:please )?(?:tell (?:me|us) more|more(?: details?)?|go on|continue)(?: about (?:it|this|that))?")
_SAID = re.compile(r"what (?:was|were) my (?P<which>first|last|previous|earlier) questions?(?: about)?")


def fact(text: str, paper: Paper) -> Document | None:
    """Who wrote the paper or when it came out, where `text` asks just that of it; else None."""
    if (found := _WHO.match(text)) and _is_of(found["of"] or found["whose"] or "", paper):
        authors = paper.authors
        who = f"is by {series(authors)}." if authors else "has no authors that I know of: its source names none."
        return _told(paper, f" {who}")
    if (found := _WHEN.match(text)) and _is_of(found["of"], paper):
        return _told(paper, f" {_dated(paper)}.")
    return None


def wants_more(text: str) -> bool:
    """Whether somebody asks for more without saying of what."""
    return _MORE.fullmatch(flat(text)) is not None


def asked_before(text: str) -> str:
    """`first` or `last` where somebody asks what they asked; empty for anything else."""
    found = _SAID.fullmatch(flat(text))
    return "" if not found else "first" if found["which"] == "first" else "last"


def what_was_asked(which: str, turns: Sequence[str]) -> Document:
    """The first or last question of these turns, each a question, then its answer."""
    if not turns:
        return of_sentence("I have no earlier question of this conversation.")
    question = turns[0 if which == "first" else -1].partition("\n")[0]
    return of_sentence(f"The {which} question of this conversation that I still have is “{question}”")


def _is_of(said: str, paper: Paper) -> bool:
    """Whether these words mean this paper: its id, its title or name, “it”, “the BAE paper”."""
    rest = flat(said)
    if _ITSELF.fullmatch(rest):
        return True
    words = rest.removeprefix("the ").removesuffix(" paper").strip()
    named = {flat(paper.id), flat(paper.title), flat(short_title(paper.title))}
    return re.sub(r"v\d+$", "", words) in named or (calls(said, paper.title) and len(words.split()) < 4)


def _told(paper: Paper, rest: str) -> Document:
    return Document(
        f"{paper.title}{rest}",
        (Text((Span(f"“{paper.title}”"), Span(" ("), id_of(paper), Span(f"){rest}"))),),
    )


def _dated(paper: Paper) -> str:
    days = (
        ("submitted", paper.submitted and paper.submitted.date()),
        ("announced", paper.announced),
        ("last updated", paper.updated.date() if paper.updated and paper.updated != paper.submitted else None),
    )
    known = [f"{what} on {long_date(day)}" for what, day in days if day]
    return f"was {series(known)}" if known else "has no date that I know of: its source gives none"
