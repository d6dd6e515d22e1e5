"""arXiv's categories: a wrong one would spoil every edition, so it is noticed when it is set."""

import difflib

from retrieval.errors import BadInput, UnknownCategory, clip
from retrieval.sources.fields import category
from retrieval.sources.taxonomy import CATEGORIES


def known_category(given: str) -> str:
    """A category as arXiv writes it. Raises BadInput, with the nearest one if one is near."""
    try:
        wanted = category(given)
    except UnknownCategory:
        wanted = given
    if wanted in CATEGORIES:
        return wanted
    if near := difflib.get_close_matches(wanted, CATEGORIES, n=1, cutoff=0.6):
        raise BadInput(f"arXiv has no category “{clip(given)}”; the nearest is {near[0]}.")
    raise UnknownCategory(given)
