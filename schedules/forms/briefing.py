"""The briefing: an analyst's day with memory, for a reader who wants to understand it.

At most MOST_WORDS words. Whole without a model: then every sentence is a paper's own or a count,
and the small print says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from retrieval.answer import Claim
from retrieval.explaining.deepdive import Place
from retrieval.text.clauses import shown_alone
from retrieval.text.series import series
from schedules.document import Block, Bullets, Document, Entry, Heading, Inline, Small, Span, Text, plain, text_of
from schedules.edition import Edition, Item, SourceCount
from schedules.forms.cited import finding, id_of, link_of, notes_of, paper_buttons, short_authors
from schedules.forms.fitting import fitted, length_of
from schedules.forms.footer import footer, unread, written_by
from schedules.forms.ledger import full_day, watched
from schedules.forms.memory_lines import (
    MOST_DOTS,
    came_due,
    connections,
    earlier_line,
    news_line,
    papers_since,
    rising_authors,
)
from schedules.forms.pictured import pictured
from schedules.forms.short import QUICK_WORDS, WORDS, claims, short_of
from schedules.forms.told_lines import noted, running, with_its_cost, with_shorter_dives
from schedules.remembered import Memory
from schedules.told import Line, Told

MOST_WORDS = 1_800
TLDR = (4, 6)
"""Bullets of the day in short, fewest and most; of at most `short.WORDS` words each."""
DEEP = 4
MOST_LINES, FEWEST_LINES = 9, 5
"""Of a deep dive that a model told: what it may have, and what is left of it where the briefing is too long."""
QUICK = 12
SHORTER = ((10, 8), (8, 8), (6, 8), (6, 6), (6, 4), (6, 3))
"""Quick hits and connected dots, where the briefing is too long."""
MOST_THREADS = 3
MOST_CAPTION = 120
"""Words of a figure's caption, which is shown whole or not at all."""

_STEPS = (
    ("problem", "The problem"),
    ("new", "How it works"),
    ("takeaways", "Evidence"),
    ("matters", "Why it matters"),
    ("next", "Research angle"),
    ("gaps", "Gaps in the study"),
)
FIRST_TO_GO = ("Quick hits", "News of earlier papers", "Rising authors", "Industry pulse", "Connecting the dots")


def briefing(edition: Edition, told: Told) -> Document:
    """The day in short and its big picture in the post; deep dives, memory, quick hits and sources in the thread."""
    date = full_day(edition.day)
    made = replace(edition, items=edition.items[:DEEP], also=(*edition.items[DEEP:], *edition.also))
    document = _document(made, told, date)
    for lines in range(MOST_LINES - 1, FEWEST_LINES - 1, -1):
        if length_of(document) <= MOST_WORDS:
            break
        document = _document(made, with_shorter_dives(told, lines), date)
    for quick, dots in SHORTER if length_of(document) > MOST_WORDS else ():
        document = _document(made, with_shorter_dives(told, FEWEST_LINES), date, quick=quick, dots=dots)
        if length_of(document) <= MOST_WORDS:
            break
    return fitted(document, MOST_WORDS, first=FIRST_TO_GO)


def _document(made: Edition, told: Told, date: str, *, quick: int = QUICK, dots: int = MOST_DOTS) -> Document:
    return Document(f"Briefing of {date}", _post(made, told, date), tuple(_thread(made, told, quick=quick, dots=dots)))


def _post(edition: Edition, told: Told, date: str) -> tuple[Block, ...]:
    blocks: list[Block] = [Heading(f"Briefing of {date}")]
    if not edition.items:
        blocks.append(Text(plain(edition.quiet)))
    else:
        blocks += [Text((Span("In short", bold=True),)), Bullets(tuple(_short(edition, told)))]
        blocks += [Text((Span("The big picture", bold=True),)), Text(_picture(edition, told))]
    blocks += noted(edition.also)
    said = [*edition.missing, *edition.remarks, told.remark]
    blocks += [Small(plain(one)) for one in said if one and one not in edition.quiet]
    if told.parts:
        blocks.append(Small(plain(f"This form: {written_by(told.byline)}.")))
    last = (footer(with_its_cost(edition, told)), *unread(edition.funnel))
    return (*blocks, Small(plain(" · ".join(last))))


def _short(edition: Edition, told: Told) -> list[Inline]:
    """Four to six bullets of at most 25 words; fewer only where the day has fewer papers."""
    part = told.part("tldr")
    lines = [line for line in part.lines if line.claim and len(line.text.split()) <= WORDS] if part else []
    items = (*edition.items, *edition.also)
    if len(lines) >= min(TLDR[0], len(items)):
        return [_bullet(line, items) for line in lines[: TLDR[1]]]
    return [(Span(short_of(item)), Span(" "), _id(item)) for item in items[: TLDR[1]]]


def _bullet(line: Line, items: Sequence[Item]) -> Inline:
    """A model's line with the id of the paper it rests on; its quote stands where the paper is told of in full."""
    about = next((item for item in items if item.paper.id == line.paper_id), None)
    return (Span(line.text), *((Span(" "), _id(about)) if about else ()))


def _id(item: Item) -> Span:
    return id_of(item.paper)


def _picture(edition: Edition, told: Told) -> Inline:
    """What a model told of the day; else the day's line, and which threads its papers continue."""
    if part := told.part("picture"):
        return running(part)
    line = plain(edition.line) if isinstance(edition.line, str) else finding(edition.line)
    threads = edition.memory.threads[:MOST_THREADS]
    names = ", ".join(f"“{one.name}” ({papers_since(len(one.papers), one.papers[0][0])})" for one in threads)
    if not names:
        return line if edition.line else plain("No line ties the day's papers together.")
    return (*line, *plain(" " if edition.line else "", f"Threads that go on today: {names}."))


def _thread(edition: Edition, told: Told, *, quick: int, dots: int) -> list[Entry]:
    if not edition.items:
        return [*_titled("Predictions that came due", came_due(edition.memory)), *_titled("Sources", _sources(edition))]
    memory = edition.memory
    short = text_of((Bullets(tuple(_short(edition, told))),))
    rows: tuple[tuple[str, Sequence[Inline]], ...] = (
        ("Industry pulse", _pulse(edition)),
        ("Connecting the dots", connections(memory, told)[:dots]),
        ("Worth watching", [watched(one) for one in memory.made]),
        ("Predictions that came due", came_due(memory)),
        ("Quick hits", _quick_hits(edition, told, short)[:quick]),
        ("Rising authors", rising_authors(memory)),
        ("News of earlier papers", [plain(news_line(one)) for one in memory.changed]),
    )
    empty = [title.lower() for title, lines in rows if not lines]
    return [
        *(_deep(item, memory, told, short) for item in edition.items),
        *(entry for title, lines in rows for entry in _titled(title, lines)),
        *_titled("Sources", _sources(edition)),
        *([Entry((Small(plain(_lacking(edition.items, empty))),))] if _lacking(edition.items, empty) else []),
    ]


def _lacking(items: Sequence[Item], empty: Sequence[str]) -> str:
    """What the form has no words for today, in a line for all of it."""
    parts = [f"Nothing today under: {', '.join(empty)}."] if empty else []
    if without := [str(item.number) for item in items if not claims(item, "gaps")]:
        parts.append(f"Gaps in the study: none found in {series(without)}.")
    return " ".join(parts)


def _hook(item: Item, short: str) -> list[Claim]:
    """The finding; where that stands whole in short, the next result that does not, if there is one."""
    results = (item.finding, *claims(item, "takeaways"))
    return [claim for claim in results if not _in_short(claim, short)][:1]


def _in_short(claim: Claim, short: str) -> bool:
    return shown_alone(claim.text).strip("… ") in short


def _deep(item: Item, memory: Memory, told: Told, short: str) -> Entry:
    """Hook, mechanism, evidence, figure, earlier papers, why it matters, research angle, gaps."""
    paper = item.paper
    blocks: list[Block] = [
        Heading(f"{item.number}. {paper.title}", link=link_of(paper)),
        Small((Span(f"{short_authors(paper)} · "), _id(item), Span(f" · kept because {item.because}"))),
    ]
    part = told.part("deep", paper.id)
    blocks += [Text(running(part))] if part else [Text(finding(hook)) for hook in _hook(item, short)]
    blocks += notes_of(item)
    said = {claim.text for claim in _hook(item, short)} if part is None else {line.text for line in part.lines}
    for name, title in _STEPS:
        found = [claim for claim in claims(item, name) if claim.text not in said and not _in_short(claim, short)]
        if part and name != "gaps":
            continue
        if found:
            blocks.append(Text((Span(f"{title}: ", bold=True), *_joined(found, item.places))))
    blocks += _figure(item)
    earlier = [tie for tie in memory.ties if tie.paper_id == paper.id]
    if earlier:
        lines = tuple(plain(earlier_line(tie)) for tie in earlier)
        blocks += [Text((Span("Earlier papers", bold=True),)), Bullets(lines)]
    return Entry((*blocks, *paper_buttons(paper)), about=paper.id)


def _figure(item: Item) -> list[Block]:
    """The figure that helps, where the paper has been read; one whose caption is an essay would crowd out the words."""
    chosen = item.illustration
    if chosen is None or item.paper.withdrawn or len(chosen.figure.caption.split()) > MOST_CAPTION:
        return []
    return [pictured(chosen.figure, item.paper)]


def _joined(found: Sequence[Claim], places: Mapping[str, Place]) -> Inline:
    spans: list[Span] = []
    for claim in found:
        spans += [*finding(claim, places=places), Span(" ")]
    return tuple(spans[:-1])


def _pulse(edition: Edition) -> list[Inline]:
    """What came from elsewhere than the archives: feeds and newsletters."""
    items = [item for item in (*edition.items, *edition.also) if item.paper.id.startswith("feed:")]
    return [_quick(item) for item in items]


def _quick_hits(edition: Edition, told: Told, short: str) -> list[Inline]:
    """What else was kept and is not said in short, a sentence each; feeds stand under the industry pulse."""
    part = told.part("quick")
    said = {line.paper_id: line for line in part.lines if line.claim and line.paper_id} if part else {}
    items = [one for one in edition.also if not one.paper.id.startswith("feed:") and one.paper.id not in short][:QUICK]
    return [_quick(item, said.get(item.paper.id)) for item in items]


def _quick(item: Item, line: Line | None = None) -> Inline:
    told = finding(line.claim) if line and line.claim else (Span(short_of(item, QUICK_WORDS)),)
    return (Span(f"{short_authors(item.paper)}, "), _id(item), Span(": "), *told)


def _sources(edition: Edition) -> list[Inline]:
    alone = len(edition.sources) == 1
    return [plain(f"{one.name}: {_told_of(one, alone=alone)}") for one in edition.sources]


def _told_of(one: SourceCount, *, alone: bool) -> str:
    papers = "1 paper" if one.papers == 1 else f"{one.papers} papers"
    return one.missing or (f"{papers}." if alone else f"{papers}, {one.only} of them told of by nobody else.")


def _titled(title: str, lines: Sequence[Inline]) -> Iterable[Entry]:
    """An entry of bullets; none where there is nothing to say."""
    return [Entry((Heading(title), Bullets(tuple(lines))))] if lines else []
