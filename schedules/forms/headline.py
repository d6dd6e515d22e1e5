"""The headline: a post for someone with 60 seconds, and a thread entry below it for each item.

At most 1,500 visible characters for up to five items, 250 more for each
further one; link targets are not visible.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from retrieval.answer import SECTIONS, Byline, Claim, Section, Usage
from retrieval.explaining.deepdive import Place
from retrieval.paper import Paper
from retrieval.text.sentences import shown_alone
from schedules.authors import FEED, called_by, is_group
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
from schedules.edition import Edition, Funnel, Item, Window
from schedules.forms.places import place_of
from schedules.forms.squeezing import Said, squeezed
from schedules.words import ENGLISH, Words, words_of

SECTION_TITLES = {
    "about": "What it is about",
    "problem": "The problem",
    "new": "What is new",
    "takeaways": "Key takeaways",
    "gaps": "Gaps in the study",
    "matters": "Why it matters",
    "next": "What to try next",
}
NOWHERE: Mapping[str, Place] = MappingProxyType({})
NO_GAPS = "None named in the abstract."


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
    because = words("For you because {reason}.", reason=words.again(said.because))
    return (
        Span(f"{item.number}. {_verb(item, words)}", bold=True),
        Span(said.finding),
        Span(f" {short_authors(item.paper, words)}, "),
        id_of(item.paper),
        Span(f". {because}", italic=True),
        *(Span(f" {words.again(note)}", bold=True) for note in said.notes),
    )


def _verb(item: Item, words: Words) -> str:
    """`Read: `."""
    return words("{title}: ", title=words(item.verb))


def short_authors(paper: Paper, words: Words = ENGLISH) -> str:
    """`Sun`, `Sun and Zhu`, or `Sun et al.`; a group by its whole name; `unsigned` where the source names nobody."""
    names = [_last_name(name) for name in paper.authors if name.split()]
    if not names:
        return words("unsigned")
    if len(names) == 2:
        return words("{one} and {other}", one=names[0], other=names[1])
    return names[0] + (" et al." if len(names) > 2 else "")


def _last_name(name: str) -> str:
    """`XRISM Collaboration` is no person whose last name could stand for it."""
    parts = (name.rstrip(" :") or name).split()
    return " ".join(parts) if is_group(name) else parts[-1]


def id_of(paper: Paper) -> Span:
    """The id that people know it by, with its link; the site's name for what has none but ours."""
    return Span(name_of(paper), link=link_of(paper))


def name_of(paper: Paper) -> str:
    """As `id_of`, the words alone."""
    return paper.source if paper.source and paper.id.startswith(FEED) else called_by(paper.id)


def link_of(paper: Paper) -> str:
    """Where to read it; empty where nobody said."""
    return paper.link if ":" in paper.id else f"https://arxiv.org/abs/{paper.id}"


def footer(edition: Edition, words: Words = ENGLISH) -> str:
    """Counts, cost, window and authorship, and what is safe to skip."""
    funnel = edition.funnel
    counts = {"announced": funnel.announced, "read": funnel.read, "kept": funnel.kept}
    by = written_by(edition.byline, words)
    parts = [
        words("{announced} announced, {read} read, {kept} kept", **counts),
        *([_cost(edition.usage, words)] if edition.usage.tokens_in else []),
        _span(edition.window, words),
        words("{by} (of abstracts retold in our words)", by=by) if edition.retold else by,
        *([words.again(edition.skip)] if edition.skip else []),
    ]
    return " · ".join(parts)


def unread(funnel: Funnel, words: Words = ENGLISH) -> tuple[str, ...]:
    """What was announced and not read, in a clause: new versions of earlier papers. Nothing where all was read."""
    left = funnel.announced - funnel.read
    if left <= 0:
        return ()
    return (words("1 new version not read") if left == 1 else words("{count} new versions not read", count=left),)


def written_by(byline: Byline, words: Words = ENGLISH) -> str:
    """The label that every text of ours carries."""
    if byline.model is None:
        return words("selected by program, sentences verbatim")
    return words("written by {model} (AI), quotes checked", model=byline.model)


def _cost(usage: Usage, words: Words) -> str:
    if usage.cost_usd is not None:
        return f"${usage.cost_usd:.2f}"
    return words("{tokens} tokens, price unknown", tokens=words.grouped(f"{usage.tokens_in + usage.tokens_out:,}"))


def _span(window: Window, words: Words) -> str:
    start, end = (f"{words.day(one.date())} {one:%H:%M}" for one in (window.start, window.end))
    return words("covers {start} to {end} UTC", start=start, end=end)


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


def notes_of(item: Item, words: Words = ENGLISH) -> list[Block]:
    """What was found out about an item since it was posted, for every form that speaks of it."""
    return [Text((Span(words.again(note.text), bold=True),)) for note in item.notes]


def _signed(paper: Paper, words: Words) -> str:
    parts = [", ".join(paper.authors) or words("unsigned"), ", ".join(paper.categories)]
    if paper.announced:
        parts.append(words("announced {date}", date=paper.announced.isoformat()))
    if paper.submitted:
        parts.append(words("submitted {date}", date=paper.submitted.date().isoformat()))
    return " · ".join(part for part in parts if part)


def finding(claim: Claim, words: Words = ENGLISH, places: Mapping[str, Place] = NOWHERE) -> Inline:
    """A claim with the quote behind it, and with its original if it is a translation.

    A verbatim one stands between quotation marks, whole but for a linking word. What does not stand
    in the abstract has its place behind it.
    """
    where = next((place_of(places[quote.passage_key]) for quote in claim.quotes if quote.passage_key in places), "")
    place = (Span(f" {where}", italic=True),) if where else ()
    if claim.verbatim:
        return (Span(f"“{shown_alone(claim.quotes[0].text if claim.quotes else claim.text)}”"), *place)
    quotes = " ".join(f"“{quote.text}”" for quote in claim.quotes)
    return (Span(claim.text), Span(f" {quotes}{_original(claim, words)}", italic=True), *place)


def _original(claim: Claim, words: Words) -> str:
    """What a translation was checked as, unless its quote says just that."""
    if not claim.original or claim.original in (quote.text for quote in claim.quotes):
        return ""
    return f" ({words('checked in English: {original}', original=claim.original)})"


def section_blocks(section: Section, words: Words, places: Mapping[str, Place] = NOWHERE) -> list[Block]:
    """A section of a thread entry: its title, its claims, its note."""
    name = words(SECTION_TITLES[section.name])
    title = Span(words("{title}: ", title=name), bold=True)
    blocks: list[Block] = []
    if len(section.claims) == 1:
        blocks.append(Text((title, *finding(section.claims[0], words, places))))
    elif section.claims:
        lines = tuple(finding(claim, words, places) for claim in section.claims)
        blocks += [Text((Span(name, bold=True),)), Bullets(lines)]
    if section.note:
        blocks.append(Text((*(() if section.claims else (title,)), *plain(words.again(section.note)))))
    return blocks


def in_order(sections: Sequence[Section]) -> list[Section]:
    """Sections as they are read, without one that only says that nothing is named."""
    told = [one for one in sections if one.claims or one.note != NO_GAPS]
    return sorted(told, key=lambda one: SECTIONS.index(one.name))


def paper_buttons(paper: Paper, words: Words = ENGLISH) -> tuple[Actions, Actions]:
    """Two rows: Discord allows five buttons in one."""
    read = (
        *((words("Explain"), "explain"), (words("Similar"), "similar"), (words("Save"), "save")),
        *(("👍", "up"), ("👎", "down")),
    )
    steer = ((words("Not this topic"), "topic"), (words("Wrong?"), "wrong"))
    return _row(read, paper), _row(steer, paper)


def _row(buttons: Sequence[tuple[str, str]], paper: Paper) -> Actions:
    return Actions(tuple(Button(label, action, paper.id) for label, action in buttons))
