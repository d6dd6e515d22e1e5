"""An independent check of what people read: every quotation and number of a message against its source.

It reads rendered messages as plain text, knows the shape of what it reads (written down below, not
imported) and shares no code with the product's own grounding. Strict: what it does not recognise as
the program's own words counts as a quotation, and a quotation that is not found counts against.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bench.matching import bones, missing_numbers, stands_in, stretches
from schedules.parcels import Message, Rendered


@dataclass(frozen=True, slots=True)
class Source:
    """What a paper itself says: the only words and numbers an entry on it may use."""

    id: str
    title: str
    text: str
    authors: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        return f"{self.title}\n{self.text}"


@dataclass(frozen=True, slots=True)
class Lists:
    """The edition's own lists, counted by whoever made it; `topics`: kept papers for each topic."""

    announced: int
    read: int
    kept: int
    shown: int
    topics: Mapping[str, int] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    """Sentences on how the edition came about (a source that was down, a quiet day); they quote nobody."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many quotations, numbers and counts were read, how many were right, and what was wrong."""

    quotes: int = 0
    quotes_found: int = 0
    numbers: int = 0
    numbers_found: int = 0
    counts: int = 0
    counts_right: int = 0
    wrong: tuple[str, ...] = ()

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.quotes + other.quotes,
            self.quotes_found + other.quotes_found,
            self.numbers + other.numbers,
            self.numbers_found + other.numbers_found,
            self.counts + other.counts,
            self.counts_right + other.counts_right,
            self.wrong + other.wrong,
        )


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum."""
    return sum(tallies, Tally())


def quote(stretch: str, source: str) -> Tally:
    """A stretch that claims to be the source's words."""
    found = stands_in(stretch, source)
    return Tally(quotes=1, quotes_found=int(found), wrong=() if found else (f"not in the source: “{stretch}”",))


def figures(text: str, source: str) -> Tally:
    """The numbers of a text that may only use the source's."""
    asked, missing = missing_numbers(text, source)
    wrong = tuple(f"number not in the source: {one} in “{text.strip()}”" for one in missing)
    return Tally(numbers=asked, numbers_found=asked - len(missing), wrong=wrong)


def count(name: str, said: str | int, true: int) -> Tally:
    """A count the program made of its own lists."""
    right = int(said) == true
    return Tally(counts=1, counts_right=int(right), wrong=() if right else (f"{name}: said {said}, is {true}",))


# ---------------------------------------------------------------- an edition

_DAY = r"\d{1,2} [A-Z][a-z]{2}"
_HEADING = re.compile(rf"Papers of {_DAY} \d{{4}}")
SMALL = (
    r"al|ap|bin|das?|del?|degli|dei|della|de[nrs]|di|dos?|du|el|ibn|la|las|lo|los|le|mac|san|santa|st|st\.|ten|ter"
    r"|van|vand?e[nr]?|von|y|zu[mr]?"
)
"""Small words before a family name."""
_FAMILY = rf"(?:(?i:{SMALL}) ){{0,3}}\S+"
_ITEM = re.compile(
    r"(?P<number>\d+)\. (?:Read|Skim|Track): (?P<said>.+?)(?: \(its finding is in the thread\)\.)?"
    rf" (?:unsigned|{_FAMILY}(?: and {_FAMILY}| et al\.)?), (?P<id>\S+)\. For you(?: because|:) (?P<why>.+)\."
)
_FOOTER = re.compile(
    r"(?P<announced>\d+) announced, (?P<read>\d+) read, (?P<kept>\d+) kept"
    r"(?: · (?:\$\d+\.\d\d|[\d,]+ tokens, price unknown))?"
    rf" · covers {_DAY} \d\d:\d\d to {_DAY} \d\d:\d\d UTC"
    r" · (?P<by>selected by program, sentences verbatim|written by .+ \(AI\), quotes checked)"
    r"(?: \(of abstracts retold in our words\))?"
    r"(?: · (?:below the bar: (?P<below>\d+)(?:, )?)?"
    r"(?:safe to skip: (?P<skipped>\d+)(?: \((?P<left>\d+) you leave out\))?)?)?"
)
_SHARED = re.compile(
    r"(?:(?P<first>\d+) of the (?P<kept>\d+)|All (?P<all>\d+)|(?P<both>Both)) papers kept"
    r" are (?:about|nearest to) (?P<topic>.+?)"
    r"(?:; (?P<second>\d+) (?:about|to) (?P<other>.+))?\."
)
_MORE = re.compile(r"(?P<more>\d+) more in the thread\.")
_SCATTERED = re.compile(r"No topic dominates: the (?P<kept>\d+) papers kept are on (?P<topics>\d+) of your topics\.")

_LABEL = re.compile(r"(?:Read|Skim|Track|[A-Z][a-z]+(?: [a-z]+){0,4}):? *(?=“|$)|[A-Z][a-z]+(?: [a-z]+){0,4}: ")
_OWN_WORDS = re.compile(
    r"(?:None named in the abstract\."
    r"|(?:none found in|nothing in earlier editions here on) [\d, and]+)?"
)


def check_edition(rendered: Rendered, sources: Mapping[str, Source], lists: Lists, *, profile: str) -> Tally:
    """Judge the post and its thread. `sources`: what may be spoken of, by id; `profile`: the reader's own words."""
    lines = [line for message in rendered.post for line in _lines(message)]
    verbatim = any("sentences verbatim" in line for line in lines)
    items = sum(_ITEM.fullmatch(line) is not None for line in lines)
    items += sum(int(found["more"]) for line in lines if (found := _MORE.fullmatch(line)))
    post = total(_post_line(line, sources, lists, profile, verbatim=verbatim) for line in lines)
    thread = total(_entry(message, sources, verbatim=verbatim) for message in rendered.thread)
    return post + thread + count("items", items, lists.shown)


def _lines(message: Message) -> list[str]:
    return [line.strip().removeprefix("• ") for line in message.text.splitlines() if line.strip()]


def _post_line(
    line: str, sources: Mapping[str, Source], lists: Lists, profile: str, *, verbatim: bool
) -> Tally:  # fmt: skip
    if _HEADING.fullmatch(line) or _MORE.fullmatch(line) or line in lists.remarks:
        return Tally()
    if found := _ITEM.fullmatch(line):
        return _item(found, sources.get(found["id"]), profile, verbatim=verbatim)
    if found := _FOOTER.fullmatch(line):
        return _footer(found, lists)
    if found := _SHARED.fullmatch(line) or _SCATTERED.fullmatch(line):
        return _day_line(found, lists)
    everything = "\n".join(source.words for source in sources.values())
    return _prose(line, everything, verbatim=verbatim)


def _item(found: re.Match[str], source: Source | None, profile: str, *, verbatim: bool) -> Tally:
    words = source.words if source else ""
    quoted, _ = stretches(found["why"])
    reason = total(quote(one, f"{words}\n{profile}") for one in quoted) + figures(found["why"], f"{words}\n{profile}")
    if verbatim:
        return _quoted(found["said"], words) + reason
    return _prose(found["said"], words, verbatim=False) + reason


def _footer(found: re.Match[str], lists: Lists) -> Tally:
    tally = total(count(name, found[name], getattr(lists, name)) for name in ("announced", "read", "kept"))
    if found["below"] or found["skipped"]:
        skipped = int(found["below"] or 0) + int(found["skipped"] or 0)
        tally += count("below the bar and safe to skip", skipped, lists.read - lists.kept)
    if found["left"]:
        tally += count(
            "left out, at most those skipped", min(int(found["left"]), lists.read - lists.kept), int(found["left"])
        )
    return tally


def _day_line(found: re.Match[str], lists: Lists) -> Tally:
    named = found.groupdict()
    of_all = "2" if named.get("both") else named.get("all")
    tally = count("kept, in the day's line", of_all or found["kept"], lists.kept)
    if "topics" in named:
        return tally + count("topics of the day", found["topics"], len(lists.topics))
    tally += count(f"papers about {found['topic']}", of_all or found["first"], lists.topics.get(found["topic"], 0))
    if found["other"]:
        tally += count(f"papers about {found['other']}", found["second"], lists.topics.get(found["other"], 0))
    return tally


def _entry(message: Message, sources: Mapping[str, Source], *, verbatim: bool) -> Tally:
    """A thread entry: its title and signature are the source's, and so is what it says."""
    source = sources.get(message.about, Source(message.about, "", ""))
    return total(_entry_line(line, source, verbatim=verbatim) for line in _lines(message))


def _entry_line(line: str, source: Source, *, verbatim: bool) -> Tally:
    if _is_title(line, source) or _is_signature(line, source):
        return Tally()
    return _prose(_LABEL.sub("", line, count=1) if _LABEL.match(line) else line, source.words, verbatim=verbatim)


def _is_title(line: str, source: Source) -> bool:
    return bones(re.sub(r"^\d+\. ", "", line)) == bones(source.title)


def _is_signature(line: str, source: Source) -> bool:
    """Authors, categories and dates between middle dots, the authors being the paper's own."""
    signed, *parts = line.split(" · ")
    known = r"(?:announced|submitted) \d{4}-\d\d-\d\d|[a-z-]+(?:\.[A-Za-z-]+)?(?:, [a-z-]+(?:\.[A-Za-z-]+)?)*"
    authors = ", ".join(source.authors) or "unsigned"
    return bones(signed) == bones(authors) and all(re.fullmatch(known, part) for part in parts)


def _prose(line: str, source: str, *, verbatim: bool) -> Tally:
    """Every stretch in quotation marks and every number; where all is verbatim, the rest is a quotation too."""
    quoted, rest = stretches(line)
    rest = " ".join(rest.split())
    tally = total(_quoted(one, source) for one in quoted)
    if _OWN_WORDS.fullmatch(rest):
        return tally
    return tally + (_quoted(rest, source) if verbatim else figures(rest, source))


def _quoted(stretch: str, source: str) -> Tally:
    """A quotation with its numbers: those of one that is found word for word are found with it."""
    told = quote(stretch, source)
    return told + (figures(stretch, stretch) if told.quotes_found else figures(stretch, source))


# ---------------------------------------------------------------- an answer

_SOURCE = re.compile(r"(?P<title>.+), (?P<id>\S+v\d+), (?P<place>.+)")
_SAID_BY_PROGRAM = re.compile(
    r"I found (?:no answer to|nothing on) that in .+\.|The nearest they do say:"
    r"|.+ What you see instead are sentences of the papers, word for word\."
    r"|(?:Looked in|For a) .+ · (?:selected by program, sentences verbatim|written by .+ \(AI\), quotes checked).*"
)


def check_answer(messages: Iterable[Message], sources: Mapping[str, Source]) -> Tally:
    """Judge an answer. `sources`: the passages that may be quoted, by id with version (`2506.07751v1`).

    A quotation stands in the source named on the line below it; the numbers of a claim stand in the
    sources of its quotations. What names no source, or one that is not among `sources`, is not found.
    """
    lines = [line for message in messages for line in _lines(message)]
    verbatim = any("sentences verbatim" in line for line in lines)
    tally = Tally()
    claim, pending, cited = "", list[str](), ""
    for line in lines:
        if found := _SOURCE.fullmatch(line) if not line.startswith("“") else None:
            source = sources.get(found["id"], Source(found["id"], "", ""))
            right = bones(found["title"]) == bones(source.title)
            tally += total(_quoted(one, source.words if right else "") for one in pending)
            pending, cited = [], f"{cited}\n{source.words}"
        elif line.startswith("“"):
            pending += stretches(line)[0]
        else:
            tally += _claimed(claim, pending, cited, verbatim=verbatim)
            claim, pending, cited = "" if _SAID_BY_PROGRAM.fullmatch(line) else line, [], ""
    return tally + _claimed(claim, pending, cited, verbatim=verbatim)


def _claimed(claim: str, unsourced: Iterable[str], cited: str, *, verbatim: bool) -> Tally:
    return _prose(claim, cited, verbatim=verbatim) + total(_quoted(one, "") for one in unsourced)
