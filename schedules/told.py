"""What a model wrote for one form of an edition, after the check. Plain data.

Facts are claims with quotes. What ties them together (a host's doubt, an analogy) is talk, and talk
holds no number, no name and no finding: `schedules/talk.py` checks that by code.
"""

from dataclasses import dataclass, field

from retrieval.answer import EXTRACTIVE, Byline, Claim, Usage


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of a part. `claim`: the checked fact that `text` states; None: talk. `speaker`: a host, or empty.

    `paper_id`: the paper whose words the fact rests on.
    """

    text: str
    claim: Claim | None = None
    speaker: str = ""
    paper_id: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a form (`tldr`, `picture`, `deep`, …), perhaps about one paper."""

    name: str
    lines: tuple[Line, ...]
    paper_id: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A form's words. `remark`: what the reader should know of how they came about."""

    parts: tuple[Part, ...] = ()
    byline: Byline = EXTRACTIVE
    usage: Usage = field(default_factory=Usage)
    remark: str = ""

    def part(self, name: str, paper_id: str = "") -> Part | None:
        """The first part of this name (about this paper), or None."""
        return next((one for one in self.parts if one.name == name and one.paper_id == paper_id), None)


NOTHING_TOLD = Told()
"""No model wrote: the form is assembled from the edition's checked sentences, and says so."""
