"""What the library returns → documents to show: answers, paper cards, listings, explanations. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from retrieval.answer import Answer, Byline, Claim, Quote, Usage
from retrieval.asking.refusal import ABOUT_US, IN_ENGLISH
from retrieval.asking.told import TAKEN_FOR_GRANTED
from retrieval.errors import clip
from retrieval.explaining.deepdive import Explanation
from retrieval.paper import Paper, Passage
from schedules.authors import called_by
from schedules.document import Actions, Block, Button, Document, Heading, Inline, Quoted, Small, Span, Text, plain
from schedules.forms.cited import id_of, link_of, short_authors
from schedules.forms.deepdive import deepdive
from schedules.forms.footer import written_by

WHOLE_LIBRARY = "the whole library"


def of_answer(answer: Answer) -> Document:
    """Claims, each followed by its quotes and where they stand; or the refusal and the nearest they say.

    That a paper was withdrawn stands above all.
    """
    where = {passage.key: passage for passage in answer.passages}
    blocks: list[Block] = [Text((Span(answer.warning, bold=True),))] if answer.warning else []
    if not answer.claims:
        blocks.append(Text(plain(answer.refusal)))
    if answer.corrects:
        blocks.append(Text(plain(f"{TAKEN_FOR_GRANTED} They say:")))
    blocks += _claims(answer.claims, where)
    if answer.nearest:
        blocks += [Text(plain("The nearest they do say:")), *_claim(answer.nearest, where)]
    said = answer.claims[0].text if answer.claims else answer.refusal
    if nothing_read(answer):
        return Document(clip(said, 150), (*blocks, *_remark(answer.remark)))
    fine = _fine_print(f"Looked in {answer.scope}", answer.byline, answer.usage)
    return Document(clip(said, 150), (*blocks, *_remark(answer.remark), Small(plain(fine))))


def nothing_read(answer: Answer) -> bool:
    """Whether the refusal is about the question itself: no paper was looked into for it."""
    unread = answer.refusal == ABOUT_US or IN_ENGLISH in answer.refusal
    return unread and not (answer.claims or answer.nearest)


def beginning_of(claims: Sequence[Claim], passages: Iterable[Passage]) -> Document:
    """The beginning of `of_answer` while there are more claims to come; at least one stands."""
    return Document(clip(claims[0].text, 150), tuple(_claims(claims, {one.key: one for one in passages})))


def _claims(claims: Iterable[Claim], where: dict[str, Passage]) -> list[Block]:
    return [block for claim in claims for block in _claim(claim, where)]


def _claim(claim: Claim, where: dict[str, Passage]) -> list[Block]:
    quotes = [Quoted(quote.text, _source(quote, where)) for quote in claim.quotes]
    if claim.verbatim and quotes:
        return list(quotes)
    translated = [Small(plain(f"In our words, translated; checked in English: {claim.original}"))]
    return [Text(plain(claim.text)), *quotes, *(translated if claim.original else [])]


def _source(quote: Quote, where: dict[str, Passage]) -> Inline:
    passage = where.get(quote.passage_key)
    return source(passage) if passage else plain(quote.passage_key)


def source(passage: Passage) -> Inline:
    """`Title, 2506.07751v1, Method, p. 3`, the id linked where there is a page for that version."""
    place = [passage.section, *([f"p. {passage.page}"] if passage.page else [])]
    if passage.retold:
        place.append("retold in our words")
    named = called_by(passage.paper_id)
    if named == passage.paper_id:
        named += f"v{passage.version}"
    return (Span(f"{passage.title}, "), Span(named, link=version_link(passage)), Span(f", {', '.join(place)}"))


def version_link(passage: Passage) -> str:
    """The abstract page of the version that a passage is from; empty outside arXiv."""
    if ":" in passage.paper_id:
        return ""
    return f"https://arxiv.org/abs/{passage.paper_id}v{passage.version}"


def _remark(remark: str) -> tuple[Block, ...]:
    return (Small(plain(remark)),) if remark else ()


def _fine_print(first: str, byline: Byline, usage: Usage) -> str:
    return " · ".join(filter(None, [first, written_by(byline), _cost(byline, usage)]))


def _cost(byline: Byline, usage: Usage) -> str:
    """What a model took; nothing where none did, or where the words were kept from an earlier time."""
    if not (byline.model or usage.tokens_in):
        return ""
    if usage.cost_usd is not None:
        return f"${usage.cost_usd:.3f}"
    return f"{usage.tokens_in + usage.tokens_out:,} tokens, price unknown"


def of_paper(paper: Paper, beside: Sequence[Block] = ()) -> Document:
    """The card of a paper: who, where, when, what is said of it elsewhere, the abstract, and what to do with it."""
    abstract = "Abstract, retold in our words" if paper.retold else "Abstract"
    blocks: tuple[Block, ...] = (
        Heading(paper.title, link=link_of(paper)),
        *(Small(plain(line)) for line in _facts(paper)),
        *beside,
        *([Text((Span("Withdrawn by its authors.", bold=True),))] if paper.withdrawn else []),
        Text((Span(f"{abstract}: ", bold=True), Span(paper.abstract or "the source gives none."))),
        _actions(paper, "Explain", "Similar", "Save"),
    )
    return Document(f"{paper.title} ({paper.id})", blocks)


def _facts(paper: Paper) -> list[str]:
    version = f"v{paper.version}" if paper.version else ""
    dates = [
        f"announced {paper.announced.isoformat()}" if paper.announced else "",
        f"submitted {paper.submitted.date().isoformat()}" if paper.submitted else "",
        f"updated {paper.updated.date().isoformat()}" if paper.updated and paper.updated != paper.submitted else "",
    ]
    lines = [
        ", ".join(paper.authors),
        " · ".join(filter(None, [f"{paper.id}{version}", ", ".join(paper.categories), *dates])),
        " · ".join(filter(None, [paper.comment, paper.journal_ref, paper.doi and f"doi:{paper.doi}"])),
    ]
    return [line for line in lines if line]


def of_listing(
    heading: str, rows: Sequence[tuple[Paper, str | Inline]], *, nothing: str, fine: str = "", action: str = "paper"
) -> Document:
    """Papers, numbered, each with a line on why it is here; a number is also a button that opens its card.

    A line that is text is a quotation; whoever says something of their own hands over spans. With
    another `action` the buttons are named for it: `Explain 1`.
    """
    if not rows:
        return Document(nothing, (Text(plain(nothing)), *_remark(fine)))
    blocks: list[Block] = [Heading(heading)]
    for number, (paper, why) in enumerate(rows, start=1):
        blocks.append(Text(_row(number, paper)))
        if why:
            blocks.append(Quoted(why) if isinstance(why, str) else Text(why))
    label = "" if action == "paper" else f"{action.capitalize()} "
    buttons = [Button(f"{label}{number}", action, paper.id) for number, (paper, _) in enumerate(rows, start=1)]
    return Document(f"{heading}: {len(rows)} papers", (*blocks, *_remark(fine), *rows_of(buttons)))


def _row(number: int, paper: Paper) -> Inline:
    when = f", {paper.announced.isoformat()}" if paper.announced else ""
    if not when and paper.submitted:
        when = f", submitted {paper.submitted.date().isoformat()}"
    return (
        Span(f"{number}. {paper.title}", bold=True),
        Span(f" {short_authors(paper)}, "),
        id_of(paper),
        Span(when),
    )


def rows_of(buttons: Sequence[Button]) -> Iterable[Actions]:
    """Five to a row, as many as Discord allows."""
    return (Actions(tuple(buttons[start : start + 5])) for start in range(0, len(buttons), 5))


def _actions(paper: Paper, *labels: str) -> Actions:
    """Buttons for commands that take a paper and are named like their labels."""
    return Actions(tuple(Button(label, label.lower(), paper.id) for label in labels))


def of_explanation(explanation: Explanation) -> Document:
    """The deep dive, with what it cost where a model took part."""
    return deepdive(explanation, cost=_cost(explanation.byline, explanation.usage))


def of_sentence(sentence: str) -> Document:
    """One sentence, as a button or a short command is answered."""
    return Document(clip(sentence, 150), (Text(plain(sentence)),))


def called(paper: Paper) -> str:
    """A paper inside a sentence: its short title between quotation marks."""
    return f"“{clip(paper.title)}”"


def offering(document: Document, *buttons: Button) -> Document:
    """`document` with these buttons under it; without any, as it is."""
    return replace(document, blocks=(*document.blocks, *rows_of(buttons)))
