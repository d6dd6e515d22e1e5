"""The briefing: an analyst's day with memory, for a reader who wants to understand it.

At most MOST_WORDS words. Whole without a model: then every sentence is a paper's own or a count,
and the small print says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from retrieval.answer import Claim
from retrieval.sentences import clause
from schedules.document import Block, Bullets, Document, Entry, Heading, Inline, Small, Span, Text, plain, text_of
from schedules.edition import Edition, Item, SourceCount
from schedules.forms.headline import NO_GAPS, finding, footer, link_of, paper_buttons, short_authors, written_by
from schedules.remembered import Changed, Memory, Prediction, Relation, Tie
from schedules.told import Part, Told

MOST_WORDS = 1_800
TLDR, TLDR_WORDS = (4, 6), 25
DEEP = 4
QUICK = 12
MOST_DOTS = 8

RELATIONS: dict[Relation, str] = {
    "continues": "takes up the same thread as",
    "confirms": "confirms",
    "contradicts": "contradicts",
    "fills a gap": "fills a gap of",
}
"""A relation as a verb. The first is all that code can tell, and claims no more."""
_STEPS = (
    ("new", "How it works"),
    ("takeaways", "Evidence"),
    ("matters", "Why it matters"),
    ("next", "Research angle"),
    ("gaps", "Gaps in the study"),
)


def briefing(edition: Edition, told: Told) -> Document:
    """The day in short and its big picture in the post; deep dives, memory, quick hits and sources in the thread."""
    date = f"{edition.day.day} {edition.day:%b %Y}"
    made = replace(edition, items=edition.items[:DEEP], also=(*edition.items[DEEP:], *edition.also))
    entries = _within(_thread(made, told), MOST_WORDS - _words(_post(made, told, date)))
    return Document(f"Briefing of {date}", _post(made, told, date), entries)


def _post(edition: Edition, told: Told, date: str) -> tuple[Block, ...]:
    blocks: list[Block] = [Heading(f"Briefing of {date}")]
    if not edition.items:
        blocks.append(Text(plain(edition.quiet)))
    else:
        blocks += [Text((Span("In short", bold=True),)), Bullets(tuple(_short(edition, told)))]
        blocks += [Text((Span("The big picture", bold=True),)), *_picture(edition, told)]
    said = [*edition.missing, *edition.remarks, told.remark]
    blocks += [Small(plain(one)) for one in said if one and one not in edition.quiet]
    by = written_by(told.byline if told.parts else edition.byline)
    return (*blocks, Small(plain(footer(edition))), *((Small(plain(f"This form: {by}.")),) if told.parts else ()))


def _short(edition: Edition, told: Told) -> list[Inline]:
    """Four to six bullets of at most 25 words; fewer only where the day has fewer papers."""
    part = told.part("tldr")
    lines = [line.text for line in part.lines if line.claim and len(line.text.split()) <= TLDR_WORDS] if part else []
    if len(lines) >= TLDR[0]:
        return [plain(line) for line in lines[: TLDR[1]]]
    items = (*edition.items, *edition.also)[: TLDR[1]]
    return [(Span(within(item.finding.text)), Span(f" {item.paper.id}", link=link_of(item.paper))) for item in items]


def within(text: str, most: int = TLDR_WORDS) -> str:
    """A sentence of at most so many words, cut at a clause where that does no harm, else between words with a mark.

    The whole sentence stands in the thread.
    """
    if len(text.split()) <= most:
        return text
    for characters in (180, 150, 120, 90):
        if len((short := clause(text, characters)).split()) <= most:
            return short
    return f"{' '.join(text.split()[: most - 1])} …"


def _picture(edition: Edition, told: Told) -> list[Block]:
    """What a model told of the day; else the day's line, and which threads its papers continue."""
    part = told.part("picture")
    if part:
        return _lines(part)
    line = edition.line if isinstance(edition.line, str) else edition.line.text
    threads = edition.memory.threads
    sentences = [line] if line else []
    if threads:
        names = ", ".join(f"“{one.name}” ({_since(len(one.papers), one.papers[0][0])})" for one in threads[:3])
        sentences.append(f"Threads that go on today: {names}.")
    return [Text(plain(" ".join(sentences) or "No line ties the day's papers together."))]


def _lines(part: Part) -> list[Block]:
    """Lines in running text; a fact has its quote behind it."""
    spans: list[Span] = []
    for line in part.lines:
        spans += [*(finding(line.claim) if line.claim else plain(line.text)), Span(" ")]
    return [Text(tuple(spans))]


def _thread(edition: Edition, told: Told) -> list[Entry]:
    return [
        *(_deep(item, edition.memory, told) for item in edition.items),
        *_titled("Industry pulse", _pulse(edition)),
        *_titled("Connecting the dots", _dots(edition.memory, told)),
        *_titled("Worth watching", [_watch(one) for one in edition.memory.made]),
        *_titled("Predictions that came due", [_came(one) for one in edition.memory.due]),
        *_titled("Quick hits", [_quick(item) for item in edition.also[:QUICK]]),
        *_titled("Rising authors", _rising(edition.memory)),
        *_titled("News of earlier papers", [plain(_news(one)) for one in edition.memory.changed]),
        *_titled("Sources", _sources(edition)),
    ]


def _deep(item: Item, memory: Memory, told: Told) -> Entry:
    """Hook, mechanism, evidence, earlier papers, why it matters, research angle, gaps."""
    paper = item.paper
    blocks: list[Block] = [
        Heading(f"{item.number}. {paper.title}", link=link_of(paper)),
        Small(plain(f"{short_authors(paper)} · {paper.id} · kept because {item.because}")),
        Text(finding(item.finding)),
    ]
    part = told.part("deep", paper.id)
    blocks += _lines(part) if part else []
    for name, title in _STEPS:
        claims = next((section.claims for section in item.sections if section.name == name), ())
        if part and name != "gaps":
            continue
        if claims:
            blocks.append(Text((Span(f"{title}: ", bold=True), *_joined(claims))))
        elif name == "gaps":
            blocks.append(Text((Span(f"{title}: ", bold=True), Span(NO_GAPS))))
    earlier = [tie for tie in memory.ties if tie.paper_id == paper.id]
    if earlier:
        lines = tuple(plain(_earlier(tie)) for tie in earlier)
        blocks += [Text((Span("Earlier papers", bold=True),)), Bullets(lines)]
    return Entry((*blocks, *paper_buttons(paper)), about=paper.id)


def _joined(claims: Sequence[Claim]) -> Inline:
    spans: list[Span] = []
    for claim in claims:
        spans += [*finding(claim), Span(" ")]
    return tuple(spans[:-1])


def _pulse(edition: Edition) -> list[Inline]:
    """What came from elsewhere than the archives: feeds and newsletters."""
    items = [item for item in (*edition.items, *edition.also) if item.paper.id.startswith("feed:")]
    return [_quick(item) for item in items]


def _dots(memory: Memory, told: Told) -> list[Inline]:
    part = told.part("dots")
    if part:
        return [finding(line.claim) if line.claim else plain(line.text) for line in part.lines]
    return [
        (
            Span(f"{tie.thread}: ", bold=True),
            Span(f"“{tie.title}” ({tie.paper_id}) {RELATIONS[tie.relation]} "),
            Span(f"“{tie.earlier_title}” ({tie.earlier_id}, {_day(tie.earlier_day)})."),
        )
        for tie in memory.ties[:MOST_DOTS]
    ]


def _watch(one: Prediction) -> Inline:
    return (
        Span(one.claim),
        Span(f" Horizon: {one.horizon} days, until {_day(one.due)}. {one.criterion}", italic=True),
    )


def _came(one: Prediction) -> Inline:
    proof = f" {len(one.evidence)} counted, the last {one.evidence[-1][1]}." if one.evidence else " None was counted."
    return Span(f"{one.state.capitalize()}: ", bold=True), Span(f"{one.claim} Made on {_day(one.made)}.{proof}")


def _quick(item: Item) -> Inline:
    return (
        Span(f"{short_authors(item.paper)}, "),
        Span(item.paper.id, link=link_of(item.paper)),
        Span(f": {within(item.finding.text)}"),
    )


def _rising(memory: Memory) -> list[Inline]:
    return [
        plain(f"{one.author}: {_since(len(one.papers), one.papers[0][0])} ({', '.join(p for _, p in one.papers)}).")
        for one in memory.rising
    ]


def _sources(edition: Edition) -> list[Inline]:
    return [plain(f"{one.name}: {_told_of(one)}") for one in edition.sources]


def _told_of(one: SourceCount) -> str:
    return one.missing or f"{one.papers} papers, {one.only} of them told of by nobody else."


def _earlier(tie: Tie) -> str:
    relation = RELATIONS[tie.relation]
    return f"{_day(tie.earlier_day)}, “{tie.earlier_title}” ({tie.earlier_id}), which it {relation}: {tie.gloss}"


def _news(one: Changed) -> str:
    return f"“{one.title}” ({one.paper_id}), in the edition of {_day(one.day)}: {one.what}"


def _since(papers: int, day: date) -> str:
    return f"{papers} papers since {_day(day)}"


def _titled(title: str, lines: Sequence[Inline]) -> Iterable[Entry]:
    """An entry of bullets; none where there is nothing to say."""
    return [Entry((Heading(title), Bullets(tuple(lines))))] if lines else []


def _within(entries: Sequence[Entry], words: int) -> tuple[Entry, ...]:
    """The entries that fit; what is left out is the end of the quick hits first, then whole entries from the back."""
    kept = list(entries)
    while sum(_words(one.blocks) for one in kept) > words and kept:
        at = next((n for n, one in enumerate(kept) if _is_quick(one)), None)
        if at is not None and isinstance(bullets := kept[at].blocks[1], Bullets) and len(bullets.items) > 1:
            kept[at] = Entry((kept[at].blocks[0], Bullets(bullets.items[:-1])))
        else:
            kept.pop()
    return tuple(kept)


def _is_quick(entry: Entry) -> bool:
    return isinstance(entry.blocks[0], Heading) and entry.blocks[0].text == "Quick hits"


def _words(blocks: Sequence[Block]) -> int:
    return len(text_of(blocks).split())


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"
