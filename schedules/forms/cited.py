"""How every form names a paper and shows what was found in it, with the quotes behind it. Pure."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from retrieval.answer import SECTIONS, Claim, Section
from retrieval.explaining.deepdive import Place
from retrieval.paper import Paper
from retrieval.text.clauses import shown_alone
from schedules.authors import FEED, called_by, family_name
from schedules.document import (
    Actions,
    Block,
    Bullets,
    Button,
    Inline,
    Span,
    Text,
    plain,
)
from schedules.edition import Item
from schedules.forms.places import place_of
from schedules.words import ENGLISH, Words

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


def short_authors(paper: Paper, words: Words = ENGLISH) -> str:
    """`Sun`, `Sun and Zhu`, or `Sun et al.`; a group by its whole name; `unsigned` where the source names nobody."""
    names = [family_name(name) for name in paper.authors if name.split()]
    if not names:
        return words("unsigned")
    if len(names) == 2:
        return words("{one} and {other}", one=names[0], other=names[1])
    return names[0] + (" et al." if len(names) > 2 else "")


def id_of(paper: Paper) -> Span:
    """The id that people know it by, with its link; the site's name for what has none but ours."""
    return Span(name_of(paper), link=link_of(paper))


def name_of(paper: Paper) -> str:
    """As `id_of`, the words alone."""
    return paper.source if paper.source and paper.id.startswith(FEED) else called_by(paper.id)


def link_of(paper: Paper) -> str:
    """Where to read it; empty where nobody said."""
    return paper.link if ":" in paper.id else f"https://arxiv.org/abs/{paper.id}"


def notes_of(item: Item, words: Words = ENGLISH) -> list[Block]:
    """What was found out about an item since it was posted, for every form that speaks of it."""
    return [Text((Span(words.again(note.text), bold=True),)) for note in item.notes]


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
