"""Papers, the passages they are cut into, and the ids both are known by."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from urllib.parse import unquote

from retrieval.errors import BadPaperId

PUBLIC = ""
"""The owner of what every server may see."""

Announcement = Literal["new", "cross", "replace", "replace-cross"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One version of a paper as one source told it.

    `submitted` and `updated` are when the authors handed in the first and this version (aware,
    UTC); `announced` is the day a listing named this version. They are never derived from each
    other: a field the source does not give is None.
    """

    id: str
    """Canonical and without a version: `2506.07751`, `math/0601001`, or `SOURCE:NAME` outside arXiv."""
    title: str
    abstract: str
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    """The primary category first."""
    version: int | None = None
    """None: the source does not say."""
    submitted: datetime | None = None
    updated: datetime | None = None
    announced: date | None = None
    announcement: Announcement | None = None
    comment: str = ""
    doi: str = ""
    journal_ref: str = ""
    source: str = ""
    """The name of the `PaperSource` that told it."""
    retold: bool = False
    """The abstract is in our words, not the authors'."""
    withdrawn: bool = False
    owner: str = PUBLIC
    """The server whose people brought the paper; only they may see it. PUBLIC: everybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of one version of a paper, the unit that is indexed and quoted."""

    paper_id: str
    version: int
    ordinal: int
    """Position in the version, from 0; 0 is the abstract."""
    title: str
    """The paper's title, indexed with the text."""
    text: str
    section: str = "Abstract"
    page: int | None = None
    owner: str = PUBLIC
    retold: bool = False
    row: int = 0
    """The store's number for it, also its id in the dense index; 0 before it is stored."""

    @property
    def key(self) -> str:
        """`2506.07751v1#0`: what a quote names as its source."""
        return f"{self.paper_id}v{self.version}#{self.ordinal}"


@dataclass(frozen=True, slots=True)
class PaperRef:
    """A paper somebody named: its canonical id, and the version if they named one."""

    id: str
    version: int | None = None


_NEW = r"\d{4}\.\d{4,5}"
_OLD = r"[a-z-]+(?:\.[A-Z]{2})?/\d{7}"
_ID = re.compile(rf"(?:arxiv[:./])?(?P<id>{_NEW}|{_OLD})(?:v(?P<version>[1-9]\d?))?(?:\.pdf)?", re.IGNORECASE)
_OURS = re.compile(r"(?P<id>(?:doi|file|feed):\S+?)(?:v(?P<version>[1-9]\d?))?")
_URL = re.compile(
    r"https?://(?:[\w-]+\.)*(?:arxiv\.org|alphaxiv\.org|huggingface\.co|doi\.org|127\.0\.0\.1(?::\d+)?|localhost(?::\d+)?)"
    r"/(?:abs|pdf|html|overview|papers|10\.48550)/(?P<rest>[^\s?#<>\"]+)",
    re.IGNORECASE,
)
_DOI = re.compile(r"(?:doi:)?10\.48550/arxiv\.(?P<rest>\S+)", re.IGNORECASE)
_MENTION = re.compile(rf"(?<![\w./-])(?:arxiv:)?(?:{_NEW}|{_OLD})(?:v[1-9]\d?)?(?![\w/]|\.\d)", re.IGNORECASE)


def parse_ref(text: str) -> PaperRef:
    """The paper that an id, an arXiv DOI or a link (abs, pdf, html, alphaXiv, HF papers) names.

    Raises BadPaperId for anything else, titles included.
    """
    given = unquote(text).strip().strip("<>")
    if (found := _URL.match(given)) or (found := _DOI.fullmatch(given)):
        rest = found["rest"].rstrip("/.,;)")
        given = rest[6:] if rest.lower().startswith("arxiv.") else rest
    if not (found := _ID.fullmatch(given) or _OURS.fullmatch(given)):
        raise BadPaperId(text)
    if re.fullmatch(_NEW, found["id"]) and not 1 <= int(found["id"][2:4]) <= 12:
        raise BadPaperId(text)
    version = found["version"]
    return PaperRef(_canonical(found["id"]), int(version) if version else None)


def _canonical(given: str) -> str:
    """Old ids lose their subject class, which arXiv itself leaves out: math.GT/0601001 → math/0601001."""
    if "/" not in given or ":" in given:
        return given
    archive, number = given.split("/")
    return f"{archive.split('.')[0].lower()}/{number}"


def refs_in(text: str) -> Iterator[PaperRef]:
    """Every paper that a message names by id or link, each once, in order."""
    seen: set[PaperRef] = set()
    for found in re.finditer(rf"{_URL.pattern}|{_MENTION.pattern}", text, re.IGNORECASE):
        try:
            ref = parse_ref(found[0])
        except BadPaperId:
            continue
        if ref not in seen:
            seen.add(ref)
            yield ref
