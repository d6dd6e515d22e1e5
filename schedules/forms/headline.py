"""The headline: a post for someone with 60 seconds, and a thread entry below it for each item.

At most 1,500 visible characters for up to five items, 250 more for each
further one; link targets are not visible.
"""

from collections.abc import Sequence

from retrieval.answer import Claim
from retrieval.paper import Paper
from schedules.document import Block, Document, Entry, Heading, Inline, Small, Span, Text, plain, text_of
from schedules.edition import Edition, Item
from schedules.forms.cited import (
    NO_GAPS,
    SECTION_TITLES,
    finding,
    id_of,
    in_order,
    link_of,
    notes_of,
    paper_buttons,
    section_blocks,
    short_authors,
)
from schedules.forms.footer import footer
from schedules.forms.squeezing import Said, squeezed
from schedules.words import Words, words_of


def headline(edition: Edition) -> Document:
    """The edition as one post with its thread, in its language. What does not fit the post stands in the thread."""
    words = words_of(edition.language)
    most = budget(len(edition.items))
    said = squeezed(edition.items, words, lambda said: len(text_of(_post(edition, said, words))) <= most)
    return Document(_summary(edition, words), _post(edition, said, words), _thread(edition.items, words))


def budget(items: int) -> int:
    """Visible characters a post with so many items may have."""
    return 1500 + 250 * max(0, items - 5)


def _summary(edition: Edition, words: Words) -> str:
    day = words.full_day(edition.day)
    if edition.items:
        return words("Papers of {day}: {papers} to know", day=day, papers=len(edition.items))
    return words("Papers of {day}: {quiet}", day=day, quiet=words.again(edition.quiet))


def _post(edition: Edition, said: Sequence[Said], words: Words) -> tuple[Block, ...]:
    """The post with as many items as `said` has words for."""
    line = words.again(edition.quiet) if not edition.items else _line(edition.line, words)
    blocks: list[Block] = [Heading(words("Papers of {day}", day=words.full_day(edition.day)))]
    if line:
        blocks.append(Text(plain(line)))
    blocks += [Text(_item(item, one, words)) for item, one in zip(edition.items, said, strict=False)]
    if left := len(edition.items) - len(said):
        blocks.append(Text(plain(words("{left} more in the thread.", left=left))))
    blocks += [
        Small(plain(words.again(sentence)))
        for sentence in (*edition.missing, *edition.remarks)
        if sentence not in edition.quiet
    ]
    return (*blocks, Small(plain(footer(edition, words))))


def _line(line: Claim | str, words: Words) -> str:
    return words.again(line) if isinstance(line, str) else line.text


def _item(item: Item, said: Said, words: Words) -> Inline:
    return (
        Span(f"{item.number}. {_verb(item, words)}", bold=True),
        Span(said.finding),
        Span(f" {short_authors(item.paper, words)}, "),
        id_of(item.paper),
        Span(f". {said.because}", italic=True),
        *(Span(f" {words.again(note)}", bold=True) for note in said.notes),
    )


def _verb(item: Item, words: Words) -> str:
    """`Read: `."""
    return words("{title}: ", title=words(item.verb))


def _thread(items: Sequence[Item], words: Words) -> tuple[Entry, ...]:
    """An entry for each item; what some of them lack is said once, at the end of the last one."""
    lacking = _lacking(items, words)
    return tuple(_entry(item, words, lacking if item is items[-1] else ()) for item in items)


def _lacking(items: Sequence[Item], words: Words) -> tuple[Block, ...]:
    """In which no gaps were found, and on which there was nothing before, by their numbers."""
    gaps = [item for item in items if not _gaps(item)]
    before = [item for item in items if not item.before]
    lines = []
    if gaps:
        none = words("none found in {numbers}", numbers=_numbers(gaps, words))
        lines.append((words(SECTION_TITLES["gaps"]), none))
    if before:
        nothing = words("nothing in earlier editions here on {numbers}", numbers=_numbers(before, words))
        lines.append((words("What we saw before"), nothing))
    return tuple(Small((Span(words("{title}: ", title=title), bold=True), *plain(text))) for title, text in lines)


def _gaps(item: Item) -> bool:
    return any(one.name == "gaps" and (one.claims or one.note not in ("", NO_GAPS)) for one in item.sections)


def _numbers(items: Sequence[Item], words: Words) -> str:
    """`1`, `1 and 4`, `1, 2 and 4`."""
    *most, last = (str(item.number) for item in items)
    return words("{one} and {other}", one=", ".join(most), other=last) if most else last


def _entry(item: Item, words: Words, lacking: Sequence[Block]) -> Entry:
    """What the thread says of one item, with its buttons."""
    paper = item.paper
    before = "; ".join(words.again(line) for line in item.before)
    blocks: list[Block] = [
        Heading(f"{item.number}. {paper.title}", link=link_of(paper)),
        Small(plain(_signed(paper, words))),
        Text(_found(item, words)),
        *notes_of(item, words),
    ]
    for section in in_order(item.sections):
        blocks += section_blocks(section, words, item.places)
    if before:
        blocks.append(Text((Span(words("{title}: ", title=words("What we saw before")), bold=True), *plain(before))))
    return Entry((*blocks, *lacking, *paper_buttons(paper, words)), about=paper.id)


def _found(item: Item, words: Words) -> Inline:
    """The verb and the finding; a title that stands for one is the heading already."""
    if not item.finding.quotes and item.finding.text == item.paper.title:
        return (Span(f"{words(item.verb)}.", bold=True),)
    return (Span(_verb(item, words), bold=True), *finding(item.finding, words))


def _signed(paper: Paper, words: Words) -> str:
    parts = [", ".join(paper.authors) or words("unsigned"), ", ".join(paper.categories)]
    if paper.announced:
        parts.append(words("announced {date}", date=paper.announced.isoformat()))
    if paper.submitted:
        parts.append(words("submitted {date}", date=paper.submitted.date().isoformat()))
    return " · ".join(part for part in parts if part)
