"""What a model told for a form, as spans: a fact has its quote behind it; and what it took. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from schedules.document import Block, Inline, Span, Text, plain
from schedules.edition import Edition, Item
from schedules.forms.cited import finding
from schedules.told import Line, Part, Told


def with_its_cost(edition: Edition, told: Told) -> Edition:
    """The edition as the form's small print counts it: with what a model took to tell this form."""
    return replace(edition, usage=edition.usage + told.usage)


def with_shorter_dives(told: Told, most: int) -> Told:
    """The same with deep dives of at most so many lines, none of which ends with a question that nobody answers."""
    return replace(
        told,
        parts=tuple(replace(one, lines=_first(one.lines, most)) if one.name == "deep" else one for one in told.parts),
    )


def _first(lines: Sequence[Line], most: int) -> tuple[Line, ...]:
    kept = list(lines[:most])
    while len(kept) < len(lines) and kept and kept[-1].claim is None and kept[-1].text.rstrip("”’ ").endswith("?"):
        kept.pop()
    return tuple(kept)


def noted(items: Iterable[Item]) -> list[Block]:
    """What was found out about papers that have no entry of their own in a form, a line each."""
    return [
        Text((Span(f"{item.paper.id}: ", bold=True), Span(" ".join(note.brief for note in item.notes), bold=True)))
        for item in items
        if item.notes
    ]


def running(part: Part) -> Inline:
    """A part's lines as running text; each fact with its quote and the id of its paper.

    A translation's original is left out: these forms have ceilings of words, and the quote stands there.
    """
    spans: list[Span] = []
    for line in part.lines:
        spans += finding(replace(line.claim, original="")) if line.claim else plain(line.text)
        spans.append(Span(f" ({line.paper_id}) " if line.paper_id and not part.paper_id else " "))
    return (*spans[:-1], replace(spans[-1], text=spans[-1].text.rstrip())) if spans else ()
