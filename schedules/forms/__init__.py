"""The forms an edition can take. Each is a pure function of the edition and of what a model told for it."""

from collections.abc import Callable
from dataclasses import dataclass

from retrieval.errors import BadInput, clip
from schedules.document import Document
from schedules.edition import Edition
from schedules.forms.briefing import briefing
from schedules.forms.headline import headline
from schedules.forms.listing import listing
from schedules.told import Told


@dataclass(frozen=True, slots=True)
class Form:
    """One form. `render(edition, told)` is whole also with `NOTHING_TOLD`.

    `prompt`: the file a model writes it by (`schedules/tell.py`); empty: no model ever writes it.
    """

    name: str
    render: Callable[[Edition, Told], Document]
    prompt: str = ""


FORMS: tuple[Form, ...] = (
    Form("headline", lambda edition, _told: headline(edition)),
    Form("list", lambda edition, _told: listing(edition)),
    Form("briefing", briefing, prompt="briefing"),
)
"""Every form that `/digest form:` and `/setup` offer."""


def form_named(name: str) -> Form:
    """The form of this name. Raises BadInput for a name that is not in FORMS."""
    for form in FORMS:
        if form.name == name:
            return form
    raise BadInput(f"There is no form “{clip(name)}”; there is {', '.join(form.name for form in FORMS)}.")
