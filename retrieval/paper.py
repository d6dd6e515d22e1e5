"""Papers, the passages they are cut into, and the ids both are known by."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from urllib.parse import unquote

from retrieval.errors import BadPaperId, clip

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
    link: str = ""
    """Where it can be read, for what did not come from arXiv: an http(s) address."""
    source: str = ""
    """The name of the `PaperSource` that told it."""
    retold: bool = False
    """The abstract is in our words, not the authors'."""
    withdrawn: bool = False
    owner: str = PUBLIC
    """The server whose people brought the paper; only they may see it. PUBLIC: everybody."""

    @property
    def reason(self) -> str:
        """What the authors say of a withdrawal, as a sentence; empty where they say nothing or it stands."""
        return f"Their comment: “{clip(self.comment, 200)}”" if self.withdrawn and self.comment.strip() else ""


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


_NEW = r"[0-9]{4}\.[0-9]{4,5}"
_ARCHIVES = (  # those that gave out ids before April 2007
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs|dg-ga"
    "|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics|plasm-ph"
    "|q-alg|q-bio|quant-ph|solv-int|supr-con"
)
_OLD = rf"(?:{_ARCHIVES})(?:\.[A-Z]{{2}})?/[0-9]{{7}}"
_VERSION = r"(?:v(?P<version>[1-9][0-9]{0,2}))?"
_FLAGS = re.IGNORECASE | re.ASCII
_ID = re.compile(rf"(?:arxiv[:./]\s*)?(?P<id>{_NEW}|{_OLD}){_VERSION}(?:\.pdf)?(?:\s*\[[a-z.-]+\].*)?", _FLAGS)
_LINK = (
    r"(?:https?://)?(?:[a-z0-9-]+\.)*"
    r"(?:arxiv\.org|alphaxiv\.org|huggingface\.co|(?:127\.0\.0\.1|localhost)(?::[0-9]+)?)"
    r"/(?:abs|pdf|html|overview|papers|format|src|e-print)/(?P<rest>[^\s?#<>\"|]+)"
)
_URL = re.compile(_LINK, _FLAGS)
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(?P<doi>10\.[0-9]{4,9}/[!-~]{1,200})", _FLAGS)
_FILE = re.compile(r"(?:file|feed):[\w.-]{1,200}", re.ASCII)
_OWN_DOI = "10.48550/arxiv."
_MENTION = re.compile(
    rf"(?<![\w./-])(?:{_LINK.replace('?P<rest>', '')}|10\.48550/arxiv\.[\w./-]+"
    rf"|(?:arxiv[:.]\s*)?(?:{_NEW}|{_OLD})(?:v[0-9]+)?(?![\w/]|\.[0-9]))",
    _FLAGS,
)
_CLOSING = "/.,;:!)]}>*_'\"’”"


def parse_ref(text: str) -> PaperRef:
    """The paper that an id, a DOI or a link (abs, pdf, html, alphaXiv, HF papers) names.

    A DOI of arXiv's is the paper's arXiv id, any other is `doi:` and itself in lower case.
    Raises BadPaperId for anything else, titles included.
    """
    given = unquote(text[:2000]).strip().strip("<>").strip()
    if found := _URL.match(given):
        given = found["rest"].rstrip(_CLOSING)
    elif found := _DOI.fullmatch(given):
        doi = found["doi"].lower()
        if not doi.startswith(_OWN_DOI):
            return PaperRef(f"doi:{doi}")
        given = doi.removeprefix(_OWN_DOI).rstrip(_CLOSING)
    elif _FILE.fullmatch(given):
        return PaperRef(given)
    found = _ID.fullmatch(given)
    if found is None or not _is_possible(found["id"]):
        raise BadPaperId(text)
    version = found["version"]
    return PaperRef(_canonical(found["id"]), int(version) if version else None)


def _is_possible(given: str) -> bool:
    """Ids begin with year and month; the new ones start in April 2007 and have five digits from 2015 on."""
    stamp = given.split("/")[-1][:4]
    month = 1 <= int(stamp[2:]) <= 12
    digits = 4 if stamp < "1501" else 5
    return month and ("/" in given or (stamp >= "0704" and len(given) == 5 + digits))


def _canonical(given: str) -> str:
    """Old ids lose their subject class, which arXiv itself leaves out: math.GT/0601001 → math/0601001."""
    archive, slash, number = given.lower().rpartition("/")
    return f"{archive.split('.')[0]}{slash}{number}"


def refs_in(text: str) -> Iterator[PaperRef]:
    """Every paper on arXiv that a message names by id or link, each once, in order."""
    seen: set[PaperRef] = set()
    for found in _MENTION.finditer(text):
        try:
            ref = parse_ref(found[0])
        except BadPaperId:
            continue
        if ref not in seen:
            seen.add(ref)
            yield ref
