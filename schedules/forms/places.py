"""Where in a paper a quote stands, as people write it. Pure."""

from retrieval.explaining.deepdive import Place


def place_of(place: Place | None) -> str:
    """`(Results, p. 5)`; nothing where the place is not known."""
    if place is None:
        return ""
    parts = [place.section, f"p. {place.page}" if place.page else "", "retold in our words" if place.retold else ""]
    return f"({', '.join(part for part in parts if part)})"
