"""The forms an edition can take, and those of several editions. Each is a pure function of what it shows

and of what a model told for it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from retrieval.errors import BadInput, clip
from schedules.document import Document
from schedules.edition import Edition
from schedules.forms.briefing import briefing
from schedules.forms.headline import headline
from schedules.forms.hosts import HOSTS
from schedules.forms.listing import listing
from schedules.forms.rounds import round_up
from schedules.forms.show import show
from schedules.roundup import RoundUp
from schedules.told import Told


@dataclass(frozen=True, slots=True)
class Form:
    """One form. `render(edition, told)` is whole also with `NOTHING_TOLD`.

    `prompt`: the file a model writes it by (`schedules/tell.py`); empty: no model ever writes it.
    `speakers`: who may be named in its talk.
    """

    name: str
    render: Callable[[Edition, Told], Document]
    prompt: str = ""
    speakers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoundUpForm:
    """A form of the editions of `days` days, the newest one's included; the rest is as in `Form`."""

    name: str
    days: int
    render: Callable[[RoundUp, Told], Document]
    prompt: str = ""


DEEP_DIVE = "deepdive"
"""The first paper in depth: `showing.shown` has it explained; a day without one is told as by the headline."""

_WORDS = {DEEP_DIVE: "deep dive"}

FORMS: tuple[Form, ...] = (
    Form("headline", lambda edition, _told: headline(edition)),
    Form("list", lambda edition, _told: listing(edition)),
    Form("briefing", briefing, prompt="briefing"),
    Form("show", show, prompt="show", speakers=HOSTS),
    Form(DEEP_DIVE, lambda edition, _told: headline(edition)),
)
"""Every form that `/digest form:` and `/setup` offer."""

ROUND_UPS: tuple[RoundUpForm, ...] = (
    RoundUpForm("week", 7, round_up("Seven days", best=6, words=500), prompt="roundup"),
    RoundUpForm("month", 30, round_up("Thirty days", best=10, words=800), prompt="roundup"),
)
"""What `/digest form:` offers besides; no channel's daily post takes such a form."""


def in_words(name: str) -> str:
    """The name of a form as people read it."""
    return _WORDS.get(name, name)


def form_named(name: str) -> Form:
    """The form of this name. Raises BadInput for a name that is not in FORMS."""
    for form in FORMS:
        if form.name == name:
            return form
    names = map(in_words, [*(form.name for form in FORMS), *(form.name for form in ROUND_UPS)])
    raise BadInput(f"There is no form “{clip(name)}”; there is {', '.join(names)}.")


def round_up_named(name: str) -> RoundUpForm | None:
    """The round-up of this name; None if it is no round-up's."""
    return next((form for form in ROUND_UPS if form.name == name), None)
