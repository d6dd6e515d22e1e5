"""The sentences of an abstract under the names of `answer.SECTIONS`. Pure."""

from collections.abc import Mapping, Sequence

from retrieval.answer import SECTIONS, DraftClaim, DraftSection
from retrieval.writers.cues import Candidate, as_section, by_place

_SPEND = ("next", "gaps", "about", "problem", "takeaways", "new", "matters")
"""The order in which sections take sentences: what is rare and plain to see first."""


def sectioned(found: Sequence[Candidate], most: Mapping[str, int]) -> tuple[DraftSection, ...]:
    """Sections with at most so many sentences each; every sentence is used once, empty ones are left out."""
    left = dict(enumerate(found))
    chosen: dict[str, list[int]] = {}
    for name in _SPEND:
        scored = [(score, -place) for place, one in left.items() if (score := as_section(one, name)) > _BAR]
        chosen[name] = [-place for _, place in sorted(scored, reverse=True)[: most[name]]]
        left = {place: one for place, one in left.items() if place not in chosen[name]}
    for place, one in left.items():
        _find_room(chosen, place, one, most)
    return tuple(
        DraftSection(name, tuple(_whole(found[place]) for place in sorted(chosen[name])))
        for name in SECTIONS
        if chosen[name]
    )


def _find_room(chosen: dict[str, list[int]], place: int, one: Candidate, most: Mapping[str, int]) -> None:
    """A sentence that no phrase has placed goes where its place suggests, if it stands alone and there is room."""
    name = by_place(one)
    if len(chosen[name]) < most[name] and not one.marks.keys() & {"leans", "joins", "broken"}:
        chosen[name].append(place)


_BAR = 0.9


def _whole(one: Candidate) -> DraftClaim:
    return DraftClaim(one.text, one.key, one.text)
