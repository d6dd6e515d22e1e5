"""Which of a paper's figures helps somebody who is told of it, and what it shows. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from retrieval.fulltext.text import Figure
from retrieval.text.injected import is_order
from retrieval.text.sentences import sentences

Shows = Literal["method", "results", ""]

_METHOD = re.compile(
    r"\b(?:over-?view|architectures?|pipelines?|frameworks?|workflows?|flow ?charts?|schematics?"
    r"|(?:block |system |schematic )diagrams?"
    r"|(?:proposed|our) (?:\w+ ){0,2}(?:method|approach|model|system|algorithm))\b"
    r"|\b(?:schema|sketch|illustration|structure|design) of\b|\b(?:method|approach|model|system) (?:overview|design)\b",
    re.IGNORECASE,
)
_RESULTS = re.compile(
    r"\b(?:results?|performances?|accurac(?:y|ies)|comparisons?|compared|error rates?|trade-?offs?|improve(?:s|ments?)?"
    r"|out-?performs?|scores?|success rates?|speed-?ups?|ablations?|versus|vs)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Illustration:
    """A figure, and what its caption says that it shows; empty where it says neither."""

    figure: Figure
    shows: Shows = ""


def illustration(figures: Sequence[Figure]) -> Illustration | None:
    """The first figure whose caption begins by speaking of an overview, the method or results; else the first.

    It must have a picture, unless no figure has one. “Begins”: in its first sentence. A caption that
    speaks to a model instead of to a reader is shown nowhere.
    """
    fit = [one for one in figures if not any(is_order(said.text) for said in sentences(one.caption))]
    drawn = [Illustration(one, shown_in(one.caption)) for one in fit if one.image or not any(o.image for o in fit)]
    return next((one for one in drawn if one.shows), drawn[0] if drawn else None)


def shown_in(caption: str) -> Shows:
    """What a caption says, in its first sentence, that its figure shows."""
    first = next((one.text for one in sentences(caption)), "")
    if _METHOD.search(first):
        return "method"
    return "results" if _RESULTS.search(first) else ""
