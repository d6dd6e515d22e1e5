"""The forms an edition can take. Each is a pure function `Edition → Document`."""

from collections.abc import Callable

from retrieval.errors import BadInput, clip
from schedules.document import Document
from schedules.edition import Edition
from schedules.forms.headline import headline

FORMS: tuple[tuple[str, Callable[[Edition], Document]], ...] = (("headline", headline),)
"""Name and function of every form that `/digest form:` offers."""


def form_named(name: str) -> Callable[[Edition], Document]:
    """The form of this name. Raises BadInput for a name that is not in FORMS."""
    for known, form in FORMS:
        if known == name:
            return form
    raise BadInput(f"There is no form “{clip(name)}”; there is {', '.join(known for known, _ in FORMS)}.")
