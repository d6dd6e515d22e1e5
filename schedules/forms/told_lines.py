"""What a model told for a form, as spans: a fact has its quote behind it. Pure."""

from schedules.document import Inline, Span, plain
from schedules.forms.headline import finding
from schedules.told import Part


def running(part: Part) -> Inline:
    """A part's lines as running text; each fact with its quote and the id of its paper."""
    spans: list[Span] = []
    for line in part.lines:
        spans += finding(line.claim) if line.claim else plain(line.text)
        spans.append(Span(f" ({line.paper_id}) " if line.paper_id and not part.paper_id else " "))
    return tuple(spans[:-1]) if spans and spans[-1].text == " " else tuple(spans)
