"""The show: two hosts talk through the day, one explains, one doubts. The post is short, the script is its thread.

At most MOST_WORDS words. Without a model it is shorter: the hosts quote checked sentences, and what
they say in between is a fixed set of lines (`hosts.py`); the small print says so.
"""

from schedules.document import Block, Bullets, Document, Entry, Heading, Inline, Small, Span, Text, plain, text_of
from schedules.edition import Edition, Item
from schedules.forms.cast import Cast, cast
from schedules.forms.cited import short_authors
from schedules.forms.closing import bet, has_ledger, picks, quick_hits, tomorrow
from schedules.forms.dives import dive
from schedules.forms.fitting import fitted, length_of
from schedules.forms.footer import footer, written_by
from schedules.forms.hosts import DOUBTS, EXPLAINS
from schedules.forms.ledger import full_day
from schedules.forms.script import id_of, quoted, says, script, short_words
from schedules.forms.told_lines import noted, with_its_cost, with_shorter_dives
from schedules.told import Told

MOST_WORDS = 2_500
FULL_WORDS, FULL_KEPT = 1_500, 20
"""A show that a model wrote of so many kept papers has at least so many words, by more quick hits if need be.

Where what stands is less, it stays shorter: nothing is padded.
"""
SHORTER = ((14, 8), (12, 8), (12, 6), (10, 6), (10, 4), (8, 4), (8, 2), (6, 2))
"""Lines of a deep dive that a model told, and quick hits, where the show is too long."""
QUICK, MOST_QUICK = 8, 20
OPENING_WORDS = 40
"""Words of the sentence the show opens with, at most."""
PROGRAM = (
    "No model wrote this show: what stands between quotation marks are the papers' own sentences, "
    "and the hosts' words in between come from a fixed list."
)
MADE_UP = f"{EXPLAINS} and {DOUBTS} are made-up hosts."


def show(edition: Edition, told: Told) -> Document:
    """Title, cold open and contents as the post; deep dives, quick hits, picks, the bet and tomorrow in the thread."""
    date = full_day(edition.day)
    document = _document(cast(edition, told, QUICK), date)
    if length_of(document) > MOST_WORDS:
        return fitted(_shorter(edition, told, date), MOST_WORDS, first=("Quick hits",))
    if told.parts and edition.funnel.kept >= FULL_KEPT:
        for quick in range(QUICK + 1, MOST_QUICK + 1):
            if _spoken(document) >= FULL_WORDS:
                break
            document = _document(cast(edition, told, quick), date)
    return fitted(document, MOST_WORDS, first=("Quick hits",))


def _shorter(edition: Edition, told: Told, date: str) -> Document:
    """Shorter deep dives before fewer quick hits, both with what they rest on; as short as it gets if need be."""
    for lines, quick in SHORTER:
        document = _document(cast(edition, with_shorter_dives(told, lines), quick), date)
        if length_of(document) <= MOST_WORDS:
            break
    return document


def _document(one: Cast, date: str) -> Document:
    entries: list[Entry] = []
    if one.deep:
        entries = [
            *(dive(one, item, turn) for turn, item in enumerate(one.deep)),
            *quick_hits(one),
            picks(one),
            *([bet(one)] if has_ledger(one) else []),
            tomorrow(one),
        ]
    return Document(f"Show of {date}", _post(one, date), tuple(entries))


def _spoken(document: Document) -> int:
    """Words of the script, small print left out."""
    spoken = [block for entry in document.thread for block in entry.blocks if not isinstance(block, Small)]
    return len(text_of(spoken).split())


def _post(one: Cast, date: str) -> tuple[Block, ...]:
    edition, told = one.edition, one.told
    blocks: list[Block] = [Heading(f"Show of {date}")]
    if not one.deep:
        blocks.append(Text(plain(edition.quiet)))
    else:
        blocks += _cold_open(one)
        blocks.append(says(EXPLAINS, f"This is the show of {date}. I explain, and {DOUBTS} doubts."))
        blocks += [Text((Span("Contents", bold=True),)), Bullets(tuple(_content(item) for item in one.deep))]
        quick = f"{len(one.quick)} quick hits, " if one.quick else ""
        rest = "the papers of the day, the bet and the days ahead" if has_ledger(one) else "the papers and days ahead"
        blocks.append(Text(plain(f"Then {quick}{rest}.")))
        blocks += noted(item for item in (*edition.items, *edition.also) if item not in one.deep)
    remarks = [*edition.missing, *edition.remarks, told.remark]
    blocks += [Small(plain(text)) for text in remarks if text and text not in edition.quiet]
    if one.deep:
        by = f"This form: {written_by(told.byline)}." if told.parts else PROGRAM
        blocks.append(Small(plain(f"{by} {MADE_UP}")))
    return (*blocks, Small(plain(footer(with_its_cost(edition, told)))))


def _cold_open(one: Cast) -> list[Block]:
    part = one.told.part("cold")
    if part:
        return script(part)
    edition, cues, top = one.edition, one.cues, one.deep[0]
    blocks: list[Block] = []
    if line := edition.line if isinstance(edition.line, str) else quoted(edition.line):
        blocks += [says(DOUBTS, cues.line("first")), says(EXPLAINS, line)]
    return [
        *blocks,
        says(DOUBTS, cues.line("tease")),
        says(EXPLAINS, *short_words(top, OPENING_WORDS), f" ({short_authors(top.paper)}, ", id_of(top), ")"),
        says(DOUBTS, cues.line("wait")),
    ]


def _content(item: Item) -> Inline:
    return Span(f"{item.paper.title}, {short_authors(item.paper)}, "), id_of(item)
