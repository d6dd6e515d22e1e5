"""A paper's figure as a block, with its caption as the paper prints it. Pure."""

from retrieval.fulltext import text
from retrieval.paper import Paper
from schedules.document import Figure, Span
from schedules.forms.cited import link_of

MOST_ALT = 900


def pictured(figure: text.Figure, paper: Paper) -> Figure:
    """`Figure 1 of the paper: caption`, linked to where it stands."""
    named = f"Figure {figure.number}"
    alt = " ".join(f"{named} of “{paper.title}”: {figure.caption}".split())
    return Figure(
        figure.image,
        figure.caption,
        alt if len(alt) <= MOST_ALT else f"{alt[: MOST_ALT - 1]}…",
        (Span(f"{named} of the paper", bold=True, link=figure.page or link_of(paper)),),
    )
