"""What a paper cites, and the sentences in which it does: bibliography entries and mentions. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from retrieval.fulltext.text import Reference
from retrieval.paper import Passage, refs_in
from retrieval.text.plain import plain
from retrieval.text.sentences import sentences


@dataclass(frozen=True, slots=True)
class Mention:
    """A sentence that cites an entry. `beside`: how many other entries it cites too."""

    passage_key: str
    section: str
    text: str
    beside: int


@dataclass(frozen=True, slots=True)
class Cited:
    """An entry of the bibliography. `title`: as it is printed there; empty where no title can be told apart."""

    entry: str
    title: str
    link: str
    paper_id: str
    """Of arXiv; empty where the entry names none."""
    mentions: tuple[Mention, ...] = ()


_GROUP = re.compile(r"\[(?P<inside>\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\]")
_YEAR = re.compile(r"(?<![\w.–-])(?P<year>(?:19|20)\d\d)(?P<letter>[a-z])?\b(?![.:]\d|[–-]\d)")
_NAME = r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’-]+"
_AUTHOR_YEAR = re.compile(
    rf"(?P<name>{_NAME})(?P<more>\s+et\s+al\.?|\s*(?:and|&)\s*{_NAME})?(?:\s*,\s*|\s*[(\[]\s*|\s+)(?P<year>(?:19|20)\d\d)(?P<letter>[a-z])?\b"
)
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]{1,120}[^\s\"<>.,;)\]]")


def cited(references: Sequence[Reference], passages: Sequence[Passage]) -> list[Cited]:
    """Every entry that can be named and is cited in a sentence, in the order of the bibliography."""
    names = [_names(reference) for reference in references]
    found: dict[int, list[Mention]] = {}
    for passage, text, numbers, works in _mentions(passages):
        which = {n for n, reference in enumerate(references) if _number(reference) in numbers}
        which |= {n for n, name in enumerate(names) if name and name in works}
        for n in which:
            others = max(len(numbers) + len(works), len(which)) - 1
            found.setdefault(n, []).append(Mention(passage.key, passage.section, text, others))
    return [_cited(references[n], tuple(found[n])) for n in sorted(found)]


def _mentions(passages: Sequence[Passage]) -> Iterator[tuple[Passage, str, set[int], set[tuple[str, str]]]]:
    """Each sentence that cites something: the numbers in brackets, the names with years."""
    for passage in passages:
        for one in sentences(passage.text):
            numbers = {n for group in _GROUP.finditer(one.text) for n in _numbers(group["inside"])}
            works = {(m["name"].casefold(), m["year"] + (m["letter"] or "")) for m in _AUTHOR_YEAR.finditer(one.text)}
            if numbers or works:
                yield passage, one.text, numbers, works


def _numbers(inside: str) -> Iterator[int]:
    for part in re.split(r"[,;]", inside):
        ends = [int(end) for end in re.findall(r"\d+", part)]
        if ends:
            yield from range(ends[0], min(ends[-1], ends[0] + _LONGEST_RUN) + 1)


_LONGEST_RUN = 30


def _number(reference: Reference) -> int | None:
    found = re.fullmatch(r"[\[(]?(\d{1,3})[\]).]*", reference.label.strip())
    return int(found[1]) if found else None


def _names(reference: Reference) -> tuple[str, str] | None:
    """The first author's last name and the year, as a mention has them."""
    label = _AUTHOR_YEAR.search(reference.label)
    if label:
        return label["name"].casefold(), label["year"] + (label["letter"] or "")
    years = list(_YEAR.finditer(reference.text))
    first = [word.strip(".") for word in _FIRST_AUTHOR.split(reference.text, maxsplit=1)[0].split()]
    names = [word for word in first if len(word) > 1 and word[:1].isupper()]
    if not years or not names or len(first) > _LONGEST_NAME:
        return None
    name = names[0] if len(first[-1]) == 1 else names[-1]  # “LeCun Y”, else “Y. LeCun”, “Yann LeCun” or “LeCun”
    year = next((one for one in years if one["letter"]), years[-1])
    return name.casefold(), year["year"] + (year["letter"] or "")


_FIRST_AUTHOR = re.compile(r",|;|\(| and | & | et al|:\s|(?<!\b[A-Z])\.\s")
_LONGEST_NAME = 5
"""Words."""


def _cited(reference: Reference, mentions: tuple[Mention, ...]) -> Cited:
    entry = " ".join(reference.text.split())
    ref = next(refs_in(entry), None)
    doi = _DOI.search(entry)
    link = f"https://arxiv.org/abs/{ref.id}" if ref else f"https://doi.org/{doi[0]}" if doi else ""
    return Cited(entry, title_in(entry), link, ref.id if ref else "", mentions)


_QUOTED = re.compile(r"[“\"](?P<title>[^“”\"]{12,250}?)[,.]?[”\"]")
_LABEL = re.compile(r"^.{0,60}?\bet al\.?,? \((?:19|20)\d\d[a-z]?\)\s+(?=[A-Z])")
_BREAK = re.compile(
    r"(?<!\b[A-Z])(?<!\bJr)(?<!\bvs)(?<!\bSt)[.?!]\)?\s+(?=[\w\"“(])"  # a full stop, not of an initial
    r"|(?<=\b[A-Z])\.\s+(?=[A-Z][\w-]*:\s|[A-Z]?[\w-]+ (?!and\b|et\b|von\b|van\b|de\b|der\b|&)[a-z]+ "
    r"|(?:[A-Z][\w-]+ ){2,}[a-z]+\b)"
    r"|(?<=\s[A-Z]):\s+|(?<=\s[A-Z][A-Z]):\s+|(?<=\(\d{4}\))[:,]?\s+"
    r"|(?<=\(\d{4}[a-z]\))[:,]?\s+"  # “Hinton G: …”, “(2017) …”
)
_PUBLISHED = re.compile(
    r"(?:in\b|arxiv|proc|journal|ieee|acm\b|advances in|transactions|conference|vol\b|pp\b|preprint"
    r"|technical report$|url|doi"
    r"|http|abs/|corr\b|nature\b|science\b|plos|association|springer|ph\.?d|thesis|university|press\b|accessed"
    r"|et al|[\d\W]+$)",
    re.IGNORECASE,
)
_NAMED = re.compile(r"\b[A-Z]\.|\b(?:and|&) [A-Z][\w-]+$|\bet al\b|, [A-Z][A-Z]?(?:,|$)")


def title_in(entry: str) -> str:
    """The title in an entry of a bibliography, as printed there; empty where it cannot be told apart safely."""
    if found := _QUOTED.search(entry):
        return found["title"].strip()
    bare = _LABEL.sub("", entry)
    return next((part for part in (*_parts(bare, _BREAK), *_parts(bare, _COMMA)) if _is_title(part)), "")


_COMMA = re.compile(r",\s+")
_FEWEST_WORDS, _MOST_WORDS = 3, 30


def _parts(entry: str, break_: re.Pattern[str]) -> Iterator[str]:
    start = 0
    for end in break_.finditer(entry):
        asks = entry[end.start()] in "?!"
        yield entry[start : end.start() + asks].strip(" .,")
        start = end.end()
    yield entry[start:].strip(" .,")


def _is_title(part: str) -> bool:
    """Words that are mostly no names, in a length that titles have, and not where something was published."""
    words = part.split()
    if not _FEWEST_WORDS <= len(words) <= _MOST_WORDS or _PUBLISHED.match(part) or _NAMED.search(part):
        return False
    lower = sum(word[:1].islower() for word in words)
    listed = part.count(",") > len(words) / 5
    return lower >= 1 and not listed and not re.search(r"arxiv:|https?:", part, re.IGNORECASE)


def same_title(one: str, other: str) -> bool:
    """Whether two titles are the same, typesetting aside."""
    return bool(_bare(one)) and _bare(one) == _bare(other)


def _bare(title: str) -> str:
    return re.sub(r"[^\w]+", " ", plain(title).casefold()).strip()


def by_id(entries: Sequence[Cited]) -> Mapping[str, Cited]:
    """The entries that name a paper on arXiv, by its id."""
    return {one.paper_id: one for one in entries if one.paper_id}


def names(entry: Reference, paper_id: str, title: str) -> bool:
    """Whether an entry of a bibliography is this paper, by its arXiv id or its title."""
    return any(ref.id == paper_id for ref in refs_in(entry.text)) or same_title(title_in(entry.text), title)


def both_cite(one: Sequence[Reference], other: Sequence[Reference]) -> list[str]:
    """The titles, as the first prints them, of works that stand in both bibliographies."""
    theirs_ids = {ref.id for entry in other for ref in refs_in(entry.text)}
    theirs = {_bare(title) for entry in other if (title := title_in(entry.text))}
    found = []
    for entry in one:
        title = title_in(entry.text)
        if title and (_bare(title) in theirs or theirs_ids & {ref.id for ref in refs_in(entry.text)}):
            found.append(title)
    return list(dict.fromkeys(found))
