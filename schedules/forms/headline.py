"""The headline: a post for someone with 60 seconds, and a thread entry below it for each item.

At most 1,500 visible characters for up to five items, 250 more for each
further one; link targets are not visible.
"""

import re
from collections.abc import Iterator, Sequence

from retrieval.answer import SECTIONS, Byline, Claim, Section, Usage
from retrieval.paper import Paper
from retrieval.text.sentences import clause, shown_alone
from schedules.document import (
    Actions,
    Block,
    Bullets,
    Button,
    Document,
    Entry,
    Heading,
    Inline,
    Small,
    Span,
    Text,
    plain,
    text_of,
)
from schedules.edition import Edition, Item, Window

SECTION_TITLES = {
    "about": "What it is about",
    "problem": "The problem",
    "new": "What is new",
    "takeaways": "Key takeaways",
    "gaps": "Gaps in the study",
    "matters": "Why it matters",
    "next": "What to try next",
}
SLACK = 50
"""Characters by which a sentence that cannot be cut without harm may exceed what is wanted."""
TIGHT, TIGHTER = 150, 120
"""Characters of a finding from which on down room is short, and shorter still."""
FIRST_WORDS = 30
"""Characters of a title where room is short."""
_LONG_TITLE = re.compile(rf"“([^“”]{{{FIRST_WORDS + 1},}})”(?=, which was)")
_ASIDE = re.compile(r", part of your topic [^“”]+(?=, and )|(?<=^it is unlike your usual): .+")
BELOW = " (its finding is in the thread)."
NO_GAPS = "None named in the abstract."
NOTHING_BEFORE = "Nothing in earlier editions here."


def headline(edition: Edition) -> Document:
    """The edition as one post with its thread. What does not fit the post stands in the thread."""
    for most, shown in _squeezes(len(edition.items)):
        blocks = _post(edition, most, shown)
        if len(text_of(blocks)) <= budget(len(edition.items)):
            break
    return Document(_summary(edition), blocks, tuple(_entry(item) for item in edition.items))


def _squeezes(items: int) -> Iterator[tuple[int, int]]:
    """(characters for a finding, items in the post), from roomy to tight: shorter first, then fewer."""
    yield from ((most, items) for most in (230, 190, 150, 120, 90))
    yield from ((90, shown) for shown in range(items - 1, -1, -1))


def budget(items: int) -> int:
    """Visible characters a post with so many items may have."""
    return 1500 + 250 * max(0, items - 5)


def _summary(edition: Edition) -> str:
    date = _day(edition)
    return f"Papers of {date}: {len(edition.items)} to know" if edition.items else f"Papers of {date}: {edition.quiet}"


def _post(edition: Edition, most: int, shown: int) -> tuple[Block, ...]:
    """The post with its first `shown` items, every finding cut to about `most` characters."""
    line = edition.quiet if not edition.items else _line(edition.line)
    blocks: list[Block] = [Heading(f"Papers of {_day(edition)}")]
    if line:
        blocks.append(Text(plain(line)))
    blocks += [Text(_item(item, most)) for item in edition.items[:shown]]
    if left := len(edition.items) - shown:
        blocks.append(Text(plain(f"{left} more in the thread.")))
    blocks += [
        Small(plain(sentence)) for sentence in (*edition.missing, *edition.remarks) if sentence not in edition.quiet
    ]
    return (*blocks, Small(plain(footer(edition))))


def _line(line: Claim | str) -> str:
    return line if isinstance(line, str) else line.text


def _item(item: Item, most: int) -> Inline:
    return (
        Span(f"{item.number}. {item.verb}: ", bold=True),
        Span(_short(item, most)),
        Span(f" {short_authors(item.paper)}, "),
        Span(item.paper.id, link=link_of(item.paper)),
        Span(f". For you because {_because(item, most)}.", italic=True),
        *(Span(f" {note.brief}", bold=True) for note in item.notes),
    )


def _short(item: Item, most: int) -> str:
    """The finding, cut at a clause. A verbatim one that no cut makes bearable gives way to another

    sentence of the paper, and only where none is short enough to the title.
    """
    if not item.finding.verbatim:
        return item.finding.text
    told = (claim for name in ("takeaways", "new", "about") for claim in _claims(item, name))
    for claim in (item.finding, *told):
        if len(text := shown_alone(clause(claim.text, most))) <= most + SLACK:
            return text
    return item.paper.title + BELOW


def _because(item: Item, most: int) -> str:
    """The reason. Where room is short, a long title in it is named by its first words, and where it is

    shorter still, the topic goes that stands beside its own words and a liked paper, and what else is said of
    an exploration; `/why` has all of it.
    """
    if most > TIGHT:
        return item.because
    brief = _LONG_TITLE.sub(_by_first_words, item.because)
    return brief if most > TIGHTER else _ASIDE.sub("", brief)


def _by_first_words(title: re.Match[str]) -> str:
    name = title[1].split(": ")[0]
    return f"“{name}”" if len(name) <= FIRST_WORDS else f"“{name[:FIRST_WORDS].rsplit(' ', 1)[0]} …”"


def _claims(item: Item, name: str) -> tuple[Claim, ...]:
    return next((section.claims for section in item.sections if section.name == name), ())


def short_authors(paper: Paper) -> str:
    """`Sun`, `Sun and Zhu`, or `Sun et al.`; `unsigned` where the source names nobody."""
    names = [name.split()[-1] for name in paper.authors if name.split()]
    if not names:
        return "unsigned"
    return names[0] + ("" if len(names) == 1 else f" and {names[1]}" if len(names) == 2 else " et al.")


def link_of(paper: Paper) -> str:
    """Where to read it; empty where nobody said."""
    return paper.link if ":" in paper.id else f"https://arxiv.org/abs/{paper.id}"


def footer(edition: Edition) -> str:
    """Counts, cost, window and authorship, and what is safe to skip."""
    funnel = edition.funnel
    parts = [
        f"{funnel.announced} announced, {funnel.read} read, {funnel.kept} kept",
        *([_cost(edition.usage)] if edition.usage.tokens_in else []),
        f"covers {_span(edition.window)}",
        written_by(edition.byline) + (" (of abstracts retold in our words)" if edition.retold else ""),
        *([edition.skip] if edition.skip else []),
    ]
    return " · ".join(parts)


def written_by(byline: Byline) -> str:
    """The label that every text of ours carries."""
    if byline.model is None:
        return "selected by program, sentences verbatim"
    return f"written by {byline.model} (AI), quotes checked"


def _cost(usage: Usage) -> str:
    tokens = usage.tokens_in + usage.tokens_out
    return f"{tokens:,} tokens, price unknown" if usage.cost_usd is None else f"${usage.cost_usd:.2f}"


def _day(edition: Edition) -> str:
    return f"{edition.day.day} {edition.day:%b %Y}"


def _span(window: Window) -> str:
    start, end = window.start, window.end
    return f"{start.day} {start:%b %H:%M} to {end.day} {end:%b %H:%M} UTC"


def _entry(item: Item) -> Entry:
    """What the thread says of one item, with its buttons."""
    paper = item.paper
    blocks: list[Block] = [
        Heading(f"{item.number}. {paper.title}", link=link_of(paper)),
        Small(plain(_signed(paper))),
        Text((Span(f"{item.verb}: ", bold=True), *finding(item.finding))),
        *notes_of(item),
    ]
    for section in in_order(item.sections):
        blocks += section_blocks(section)
    blocks += [Text((Span("What we saw before: ", bold=True), *plain("; ".join(item.before) or NOTHING_BEFORE)))]
    return Entry((*blocks, *paper_buttons(paper)), about=paper.id)


def notes_of(item: Item) -> list[Block]:
    """What was found out about an item since it was posted, for every form that speaks of it."""
    return [Text((Span(note.text, bold=True),)) for note in item.notes]


def _signed(paper: Paper) -> str:
    parts = [", ".join(paper.authors) or "unsigned", ", ".join(paper.categories)]
    if paper.announced:
        parts.append(f"announced {paper.announced.isoformat()}")
    if paper.submitted:
        parts.append(f"submitted {paper.submitted.date().isoformat()}")
    return " · ".join(part for part in parts if part)


def finding(claim: Claim) -> Inline:
    """A claim with the quote behind it; a verbatim one stands between quotation marks, whole but for a linking word."""
    if claim.verbatim:
        return (Span(f"“{shown_alone(claim.quotes[0].text if claim.quotes else claim.text)}”"),)
    quotes = " ".join(f"“{quote.text}”" for quote in claim.quotes)
    return (Span(claim.text), Span(f" {quotes}", italic=True))


def section_blocks(section: Section) -> list[Block]:
    """A section of a thread entry or an explanation: its title, its claims, its note."""
    title = SECTION_TITLES[section.name]
    blocks: list[Block] = []
    if len(section.claims) == 1:
        blocks.append(Text((Span(f"{title}: ", bold=True), *finding(section.claims[0]))))
    elif section.claims:
        blocks += [Text((Span(title, bold=True),)), Bullets(tuple(finding(claim) for claim in section.claims))]
    if section.note:
        blocks.append(Text((Span("" if section.claims else f"{title}: ", bold=True), *plain(section.note))))
    return blocks


def in_order(sections: Sequence[Section]) -> list[Section]:
    """Sections as they are read, gaps always among them, also when the text names none."""
    honest = [] if any(one.name == "gaps" for one in sections) else [Section("gaps", (), NO_GAPS)]
    return sorted((*sections, *honest), key=lambda one: SECTIONS.index(one.name))


def paper_buttons(paper: Paper) -> tuple[Actions, Actions]:
    """Two rows: Discord allows five buttons in one."""
    read = (("Explain", "explain"), ("Similar", "similar"), ("Save", "save"), ("👍", "up"), ("👎", "down"))
    steer = (("Not this topic", "topic"), ("Wrong?", "wrong"))
    return _row(read, paper), _row(steer, paper)


def _row(buttons: Sequence[tuple[str, str]], paper: Paper) -> Actions:
    return Actions(tuple(Button(label, action, paper.id) for label, action in buttons))
