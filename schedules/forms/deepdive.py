"""The deep dive: one paper told in depth. The post holds what to remember, the thread below it the chapters.

Whoever can show no thread (an answer to one person alone) takes `whole`, the same in one piece.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from retrieval.answer import Claim, Section
from retrieval.errors import clip
from retrieval.explaining.checklist import LIMITS, Check
from retrieval.explaining.deepdive import Explanation
from retrieval.explaining.recommended import Recommended
from retrieval.paper import Paper
from retrieval.text.clauses import clause
from schedules.document import (
    Actions,
    Block,
    Bullets,
    Button,
    Divider,
    Document,
    Entry,
    Heading,
    Inline,
    Small,
    Span,
    Text,
    plain,
)
from schedules.forms.cited import NO_GAPS, link_of
from schedules.forms.pictured import pictured
from schedules.forms.places import place_of

TITLES: Mapping[str, str] = {
    "takeaways": "Key takeaways",
    "terms": "Terms, as the paper explains them",
    "about": "What it is about",
    "problem": "The problem",
    "new": "The idea",
    "how": "How it works",
    "setup": "What was tested, and how",
    "evidence": "The evidence",
    "gaps": "Honest limits",
    "matters": "What changes if it is right",
    "next": "Code, data and what comes next",
}
CHAPTERS = (("problem", "about", "new", "terms"), ("how", "setup"), ("evidence", "gaps"), ("matters", "next"))
"""What stands together in one entry of the thread."""
SHOWN_UNDER: Mapping[str, str] = {"method": "how", "results": "evidence", "": "new"}
"""Where the figure stands, by what it shows; one of which nobody can tell is mostly the idea in a picture."""
LONGEST_HEADLINE = 150
"""Characters, the most that Slack takes in a heading."""
IN_FULL, FROM_ABSTRACT = "from the full text", "from the abstract alone"


def deepdive(told: Explanation, *, cost: str = "") -> Document:
    """The explanation as a post with its thread. `cost`: what it took, in words."""
    paper = told.paper
    chapters = [_chapter(told, names) for names in CHAPTERS]
    last = [*chapters.pop(), *_readings(told)]
    entries = [*chapters, _checklist(told), last]
    return Document(
        f"{paper.title}, explained for {article(told.level)}",
        (*_top(told, cost), *_takeaways(told), _buttons(paper)),
        tuple(Entry(tuple(blocks), about=paper.id) for blocks in entries if blocks),
    )


def whole(document: Document) -> Document:
    """The same with what its thread holds in the post itself, above its buttons."""
    buttons = [block for block in document.blocks if isinstance(block, Actions)]
    said: list[Block] = [block for block in document.blocks if not isinstance(block, Actions)]
    for entry in document.thread:
        said += [Divider(), *entry.blocks]
    return replace(document, blocks=(*said, *buttons), thread=())


def article(noun: str) -> str:
    """`an expert`, `a newcomer`."""
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def _top(told: Explanation, cost: str) -> list[Block]:
    """Headline, source line, both dates, who wrote it, and what draws a reader in."""
    hook = [Text(_inline(claim, told)) for claim in told.claims("hook")]
    remark = [Small(plain(told.remark))] if told.remark else []
    source = (
        Span(told.paper.title, link=link_of(told.paper)),
        Span(f" · {', '.join(told.paper.authors) or 'unsigned'}"),
    )
    lines = [Small(plain(line)) for line in (dates(told.paper), _disclosure(told, cost)) if line]
    heading, *finding = _headline(told)
    if told.paper.withdrawn:  # and why, before a word of what it claimed
        return [heading, *remark, Small(source), *lines, *finding, *hook]
    return [heading, *finding, Small(source), *lines, *remark, *hook]


def _headline(told: Explanation) -> list[Block]:
    """The finding, cut at a clause where it is long; the title where none is short enough, or none stands."""
    link = link_of(told.paper)
    found = told.claims("finding")
    if told.paper.withdrawn:  # what no longer stands is no headline
        heading = Heading(clip(f"Withdrawn: {told.paper.title}", LONGEST_HEADLINE), link=link)
        return [heading, *(Text(_inline(claim, told)) for claim in found)]
    if not found:
        return [Heading(told.paper.title, link=link)]
    whole = found[0].text
    text = whole if found[0].original else clause(whole, LONGEST_HEADLINE - 10)  # clauses are told in English alone
    cut = text != found[0].text
    if len(text) > LONGEST_HEADLINE - 2:
        return [Heading(told.paper.title, link=link), Text(_inline(found[0], told, bold=True))]
    heading = Heading(f"“{text}”" if found[0].verbatim else text, link=link)
    return [heading, *([Text(_inline(found[0], told))] if cut or not found[0].verbatim else [])]


def dates(paper: Paper) -> str:
    """When it was submitted and when this version was, and when it was announced, as far as that is known."""
    version = f"v{paper.version}" if paper.version else "this version"
    parts = [
        f"{paper.id}{version if paper.version else ''}",
        f"submitted {paper.submitted.date().isoformat()}" if paper.submitted else "",
        f"{version} of {paper.updated.date().isoformat()}"
        if paper.updated and paper.updated != paper.submitted
        else "",
        f"announced {paper.announced.isoformat()}" if paper.announced else "",
        ", ".join(paper.categories),
    ]
    return " · ".join(part for part in parts if part)


def _disclosure(told: Explanation, cost: str) -> str:
    """Who wrote it, from what, for whom."""
    by = told.byline
    wrote = "Selected by program, sentences verbatim, no AI"
    if by.model:
        wrote = f"Written by {by.model} (AI) with prompt {by.prompt}, quotes checked"
        wrote += "; what stands in quotation marks alone is the paper's"
    return " · ".join(
        filter(None, [f"{wrote}, {IN_FULL if told.told.full else FROM_ABSTRACT}", f"For {article(told.level)}", cost])
    )


def _takeaways(told: Explanation) -> list[Block]:
    """What to remember, the last of it on the limits."""
    claims = [_inline(claim, told) for claim in told.claims("takeaways")]
    gaps = next((section for section in told.sections if section.name == "gaps"), Section("gaps", (), NO_GAPS))
    limit = _inline(gaps.claims[0], told) if gaps.claims else plain(gaps.note)
    limits: Inline = (Span("Its limits: ", bold=True), *limit)
    return [_title("takeaways"), Bullets((*claims, limits))] if claims else [Text(limits)]


def _title(name: str) -> Text:
    return Text((Span(TITLES[name], bold=True),))


def _chapter(told: Explanation, names: Iterable[str]) -> list[Block]:
    found = {section.name: section for section in told.sections}
    blocks: list[Block] = []
    for name in names:
        claims = _left(found[name]) if name in found else ()
        said = [Bullets(tuple(_inline(claim, told) for claim in claims))] if claims else []
        if held := (*said, *_figure(told, name)):
            blocks += [_title(name), *held]
    return blocks


def _figure(told: Explanation, name: str) -> list[Block]:
    """The paper's figure, if it belongs to the section of this name."""
    chosen = told.illustration
    return [pictured(chosen.figure, told.paper)] if chosen and SHOWN_UNDER[chosen.shows] == name else []


def _left(section: Section) -> Sequence[Claim]:
    """The claims of a section that are not said yet: the first limit stands among the takeaways."""
    return section.claims[1:] if section.name == "gaps" else section.claims


def _inline(claim: Claim, told: Explanation, *, bold: bool = False) -> Inline:
    """A claim with the quote behind it and where that stands; a verbatim one is its own quote."""
    [quote, *_] = claim.quotes
    where = Span(f" {place_of(told.told.places.get(quote.passage_key))}".rstrip(), italic=True)
    if claim.verbatim:
        return (Span(f"“{quote.text}”", bold=bold), where)
    return (Span(claim.text, bold=bold), Span(f" “{quote.text}”", italic=True), where)


CHECKLIST = "A sceptic's checklist"
FOUND_BY_PROGRAM = (
    "Each answer is the sentence that speaks to the question best, found by program; the verdict is yours."
)


def _checklist(told: Explanation) -> list[Block]:
    """The questions with the paper's own sentences on them, then those on which nothing was found."""
    asked = [one for one in told.told.checks if one.name != LIMITS]  # those stand among the takeaways already
    answered = [one for one in asked if one.claim]
    open_ = [one.question for one in asked if not one.claim]
    if not asked:
        return []
    blocks: list[Block] = [Text((Span(CHECKLIST, bold=True),))]
    if answered:
        blocks += [Small(plain(FOUND_BY_PROGRAM)), Bullets(tuple(_answered(one, told) for one in answered))]
    if open_:
        says = f"I found nothing {'' if told.told.full else 'in the abstract '}on"
        blocks.append(Text((Span(f"{says}: ", bold=True), Span(" ".join(open_)))))
    return blocks


def _answered(check: Check, told: Explanation) -> Inline:
    return (Span(f"{check.question} ", bold=True), *(_inline(check.claim, told) if check.claim else ()))


READINGS = "What to read beside it"
NO_READINGS = (
    "I found nothing to recommend: no work it cites could be named for certain, and nothing on the shelf is like it."
)


def _readings(told: Explanation) -> list[Block]:
    title = Text((Span(READINGS, bold=True),))
    if not told.told.readings:
        return [title, Text(plain(NO_READINGS))]
    stored = [one for one in told.told.readings if one.paper_id]
    buttons = tuple(
        Button(f"Explain {one.paper_id}", "explain", one.paper_id) for one in stored if len(one.paper_id) < _LONG
    )
    return [
        title,
        Bullets(tuple(_reading(one, told) for one in told.told.readings)),
        *([Actions(buttons)] if buttons else []),
    ]


_LONG = 30
"""Ids that no button has room for."""


def _reading(one: Recommended, told: Explanation) -> Inline:
    named = one.title if one.paper_id else f"“{one.title}”"
    ends = "" if one.title[-1:] in ".?!" and one.paper_id else "."
    work = (Span(named, bold=True, link=one.link), Span(f"{ends} {one.reason}"))
    if one.quote is None:
        return work
    place = place_of(told.told.places.get(one.quote.passage_key))
    return (*work, Span(f" “{one.quote.text}”"), Span(f" {place}", italic=True))


def _buttons(paper: Paper) -> Actions:
    return Actions(tuple(Button(label, label.lower(), paper.id) for label in ("Paper", "Similar", "Save")))
