"""The independent check of the longer forms: every quotation, number, id and date of a form against its sources.

As strict and as ignorant of the product as `bench/checker.py`: the shapes of the lines are written
down here. Whatever stands between quotation marks is a quotation or a title. Where no model wrote,
so is what is said of a paper without marks. Every number that is no part of an id or a date stands
in a source or among the counts that the caller made of the edition's own lists.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from bench.checker import SMALL, Source, Tally, figures, quote, total
from bench.matching import bones, stands_in, stretches
from schedules.parcels import Message, Rendered


@dataclass(frozen=True, slots=True)
class Ground:
    """What a form may speak of.

    `papers`: by id, those of the edition and of earlier ones. `own`: the reader's own words and the
    program's sentences that quote nobody. `counts`: numbers as they are written, taken from the edition's lists.
    `days`: dates that may be named.
    """

    papers: Mapping[str, Source]
    own: str = ""
    counts: Collection[str] = ()
    days: Collection[date] = field(default_factory=frozenset)


_ID = re.compile(r"(?<![\w.:/])(?:[a-z]+:[\w./-]+\w|\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?(?![\w/])")
_LINK = re.compile(r"https?://\S+")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_DATE = re.compile(rf"\b(?P<day>\d{{1,2}}) (?P<month>{'|'.join(_MONTHS)})[a-z]*(?: (?P<year>\d{{4}}))?(?: \d\d:\d\d)?")
_ISO = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_DAY = rf"\d{{1,2}} (?:{'|'.join(_MONTHS)})"
_ABSTRACT = "Abstract: "
_GROUP = re.compile(r"(.*(?:Collaboration|Consortium|Team))[ :]*", re.IGNORECASE)
_NAME_WORDS = 6
"""A stretch of at most so many words may be a name, whatever its case."""


def check_form(rendered: Rendered, ground: Ground) -> Tally:
    """Judge a form's post and thread; ids and dates are counted as `counts`."""
    messages = (*rendered.post, *rendered.thread)
    verbatim = not any("(AI), quotes checked" in message.text for message in messages)
    return total(_message(message, ground, verbatim=verbatim) for message in messages)


def _message(message: Message, ground: Ground, *, verbatim: bool) -> Tally:
    about = ground.papers.get(message.about)
    lines = [line.strip().removeprefix("• ") for line in message.text.splitlines() if line.strip()]
    return total(_line(line, about, ground, verbatim=verbatim) for line in lines)


def _line(line: str, about: Source | None, ground: Ground, *, verbatim: bool) -> Tally:
    if _is_title(line, ground) or line in ground.own or _is_signature(line, about):
        return _ids(line, ground) if _ID.search(line) else Tally()
    for source in ([about] if about else []) + [ground.papers[one] for one in _named(line) if one in ground.papers]:
        if said := _said_of(line, source):
            return _ids(line, ground) + _said(said, source, verbatim=verbatim or line.startswith(_ABSTRACT))
    quoted, rest = stretches(line)
    return total(_stretch(one, about, ground) for one in quoted) + _rest(" ".join(rest.split()), about, ground)


def _named(text: str) -> list[str]:
    return [re.sub(r"v\d+$", "", one[0]) for one in _ID.finditer(_LINK.sub(" ", text))]


def _said_of(line: str, source: Source) -> str:
    """What a line without quotation marks says of a paper, by the shapes such lines have; empty for any other line."""
    if "“" in line:
        return ""
    if line.startswith(_ABSTRACT):
        return line.removeprefix(_ABSTRACT)
    signed, paper = re.escape(_signature(source)), re.escape(source.id)
    for shape in (
        rf"{signed}, {paper}: (?P<said>.+)",
        rf"(?:\d+\. )?(?P<said>.+?),? {signed}, {paper}(?:, {_DAY})?(?: · .+)?",
        rf"(?P<said>.{{20,}}[^:,]) {paper}",
    ):
        if found := re.fullmatch(shape, line):
            return found["said"]
    return ""


def _signature(source: Source) -> str:
    """`Sun`, `Sun and Zhu`, or `Sun et al.`; a group by its whole name."""
    names = [
        found[1] if (found := _GROUP.fullmatch(name)) else _family(name) for name in source.authors if name.split()
    ]
    if len(names) < 2:
        return names[0] if names else "unsigned"
    return f"{names[0]} and {names[1]}" if len(names) == 2 else f"{names[0]} et al."


_FAMILY = re.compile(rf"(?:(?<=\s)(?:{SMALL}) )*\S+$", re.IGNORECASE)


def _family(name: str) -> str:
    """The last word of a name with the small ones before it, a Jr. aside."""
    found = _FAMILY.search(re.sub(r" (?:[JS]r\.?|I{1,3}|IV)$", "", name.strip()))
    return found[0].strip() if found else name


def _is_title(line: str, ground: Ground) -> bool:
    bare = bones(re.sub(r"^\d+\. ", "", line))
    return any(bare == bones(source.title) for source in ground.papers.values())


def _is_signature(line: str, about: Source | None) -> bool:
    """The paper's own authors before or behind the first middle dot; its categories and its comment may follow."""
    authors = bones(", ".join(about.authors) or "unsigned") if about else ""
    return bool(authors) and any(bones(part) == authors for part in line.split(" · ")[:2])


def _said(text: str, source: Source, *, verbatim: bool) -> Tally:
    if not verbatim:
        return figures(text, source.words)
    if bones(text) == bones(source.title):
        return Tally(quotes=1, quotes_found=1)
    told = quote(text, source.words)
    return told + figures(text, text if told.quotes_found else source.words)


def _stretch(stretch: str, about: Source | None, ground: Ground) -> Tally:
    """A quotation of the paper at hand (or, where there is none, of any), a title, the reader's words, or a name."""
    if any(bones(stretch) == bones(source.title) for source in ground.papers.values()):
        return Tally(quotes=1, quotes_found=1)
    texts = [about.words] if about else [source.words for source in ground.papers.values()]
    if any(stands_in(stretch, text) for text in (*texts, ground.own)):
        return Tally(quotes=1, quotes_found=1) + figures(stretch, stretch)
    name = stretch.casefold() if len(stretch.split()) <= _NAME_WORDS else None
    if name and any(name in source.words.casefold() for source in ground.papers.values()):
        return Tally(quotes=1, quotes_found=1)
    return quote(stretch, "")


def _rest(text: str, about: Source | None, ground: Ground) -> Tally:
    """The program's words and a model's: ids known, dates known, every other number a source's or counted."""
    tally = _ids(text, ground) + _dates(text, ground)
    bare = _ISO.sub(" ", _DATE.sub(" ", _ID.sub(" ", text)))
    named = [ground.papers[one].words for one in _named(text) if one in ground.papers]
    words = [about.words, *named] if about else [source.words for source in ground.papers.values()]
    titles = [source.title for source in ground.papers.values() if about]  # what else there is to read is named
    return tally + figures(bare, "\n".join((*words, *titles, ground.own, *ground.counts)))


def _ids(text: str, ground: Ground) -> Tally:
    found = _named(text)
    wrong = [one for one in found if one not in ground.papers and one not in ground.own]
    return Tally(
        counts=len(found), counts_right=len(found) - len(wrong), wrong=tuple(f"no such paper: {one}" for one in wrong)
    )


def _dates(text: str, ground: Ground) -> Tally:
    known = {(one.day, _MONTHS[one.month - 1]) for one in ground.days}
    told = [one for one in _DATE.finditer(text) if not any(one[0] in source.words for source in ground.papers.values())]
    found = [(int(one["day"]), one["month"], one["year"]) for one in told]
    years = {one.year for one in ground.days}
    wrong = [one for one in found if one[:2] not in known or (one[2] and int(one[2]) not in years)]
    iso = [one[0] for one in _ISO.finditer(text)]
    wrong_iso = [one for one in iso if date.fromisoformat(one) not in ground.days]
    return Tally(
        counts=len(found) + len(iso),
        counts_right=len(found) + len(iso) - len(wrong) - len(wrong_iso),
        wrong=tuple(f"no day of this edition: {one}" for one in (*wrong, *wrong_iso)),
    )
