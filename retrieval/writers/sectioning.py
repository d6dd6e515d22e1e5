"""The sentences of an abstract under the names of `answer.SECTIONS`, by what each is for. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence

from retrieval.answer import SECTIONS, DraftClaim, DraftSection
from retrieval.writers.candidates import Candidate, alike, as_finding, is_limit, is_next, is_result, opens_whole, stands

_SPEND = ("next", "gaps", "about", "problem", "takeaways", "new", "matters")
"""The order in which sections take sentences: what is rare and plain to see first."""
_BAR = 0.5
"""How likely a sentence must be for a section to be put there: an empty part is better than a wrong sentence."""
_TAKEAWAY = 0.6
"""The same for what came out, of which there mostly is enough."""
_FEWEST_TAKEAWAYS = 2
"""Of a paper with fewer, what is a little less certain to have come out is shown as well."""
_LIKELY_ELSE = 0.4
"""A sentence that is so likely a result is nothing new in the approach."""


def sectioned(
    found: Sequence[Candidate], most: Mapping[str, int], said: Sequence[Candidate] = ()
) -> tuple[DraftSection, ...]:
    """Sections with at most so many sentences each; every sentence is used once, empty ones are left out.

    What says again what is `said` already, or what another section says, is left out as well.
    """
    chosen: dict[str, list[int]] = {}
    for name in _SPEND:
        fit = [(score, -place) for place, one in enumerate(found) if (score := _SCORES[name](one)) > 0]
        told = [*said, *(found[place] for places in chosen.values() for place in places)]
        chosen[name] = _new(found, [-place for _, place in sorted(fit, reverse=True)], told, most[name])
        if name == "takeaways" and len(chosen[name]) < _FEWEST_TAKEAWAYS:
            chosen[name] += _likely_results(found, chosen, said, min(most[name], _FEWEST_TAKEAWAYS))
    return tuple(
        DraftSection(name, tuple(_whole(found[place]) for place in sorted(chosen[name])))
        for name in SECTIONS
        if chosen[name]
    )


def _likely_results(
    found: Sequence[Candidate], chosen: Mapping[str, Sequence[int]], said: Sequence[Candidate], most: int
) -> list[int]:
    """What more may be shown as having come out, where little is certain to have."""
    taken = {place for places in chosen.values() for place in places}
    fit = [(as_finding(one), -place) for place, one in enumerate(found) if _told_as_outcome(one)]
    places = [-place for _, place in sorted(fit, reverse=True) if -place not in taken]
    return _new(found, places, [*said, *(found[place] for place in taken)], most - len(chosen["takeaways"]))


def _told_as_outcome(one: Candidate) -> bool:
    return is_result(one) and _listed(one) and bool(one.marks.keys() & {"outcome", "found"})


def _new(found: Sequence[Candidate], places: Sequence[int], told: Sequence[Candidate], most: int) -> list[int]:
    """The first of these places whose sentences say something new."""
    kept: list[int] = []
    for place in places:
        heard = [*told, *(found[n] for n in kept)]
        if len(kept) < most and not any(alike(found[place], other) for other in heard):
            kept.append(place)
    return kept


def _if(fits: bool, score: float) -> float:
    return score if fits else 0.0


def _ready(one: Candidate) -> bool:
    return stands(one) and _listed(one)


def _listed(one: Candidate) -> bool:
    """Whether a sentence can stand in a list, the paper's other results around it."""
    return opens_whole(one) and not one.marks.keys() & {"broken", "resource"}


def _about(one: Candidate) -> float:
    return _if(one.chance("aim") >= _BAR and _ready(one), one.chance("aim") + 0.4 * ("about" in one.marks))


def _problem(one: Candidate) -> float:
    """What is lacking, best told where it is called hard; what is only known is no problem."""
    trouble = one.chance("problem")
    fits = trouble >= _BAR and not _WE.search(one.text) and _ready(one)
    return _if(fits, trouble + 0.2 * ("hard" in one.marks) - 0.3 * ("joins" in one.marks))


_WE = re.compile(r"\b(?:we|our)\b", re.IGNORECASE)


def _new_in_it(one: Candidate) -> float:
    how = one.chance("method") + 0.9 * one.chance("aim")
    fits = how >= _BAR and one.chance("result") < _LIKELY_ELSE and _ready(one) and not _NAMES_NOTHING.search(one.text)
    return _if(fits, how + 0.2 * ("new" in one.marks))


_NAMES_NOTHING = re.compile(
    r"""\b(?:evaluat|validat|test|assess|verif)\w*\s(?:our|the|its|it|them)\b(?:\s\w+){0,2}\s(?:experimentally|empirically|extensively|(?:in|through|with|by)\s(?:\w+\s){0,2}experiments)[.!]?$
      |\b(?:outlin|discuss|highlight|identif|present|provid|suggest|summari[sz]|offer|conclud)\w*\s(?:\w+\s){0,6}?
       (?:open\s(?:\w+\s){0,2}(?:questions?|problems?|challenges|issues)|(?:future|promising|potential)\s(?:\w+\s){0,2}(?:directions?|work|research|avenues|opportunities|prospects))
       (?:,?\s(?:and\s(?:\w+\s){0,4}\w+|(?:for|in|of)\s(?:the\sfield|this\s(?:field|area)|future\s(?:research|work|stud(?:y|ies)))))?[.!]?$""",
    re.IGNORECASE | re.VERBOSE,
)
"""Sentences that say there were experiments, or that open questions are outlined, and name none of them."""


def _takeaways(one: Candidate) -> float:
    return _if(one.chance("result") >= _TAKEAWAY and is_result(one) and _listed(one), 10 + as_finding(one))


def _gaps(one: Candidate) -> float:
    return _if(is_limit(one) and "broken" not in one.marks, 1 + one.chance("limit") + one.closing)


def _matters(one: Candidate) -> float:
    return _if(one.chance("outlook") >= _BAR and "resource" not in one.marks, one.chance("outlook"))


def _next(one: Candidate) -> float:
    fits = is_next(one) and not is_limit(one) and "resource" not in one.marks
    return _if(fits and not _NAMES_NOTHING.search(one.text), 1 + one.place)


_SCORES: Mapping[str, Callable[[Candidate], float]] = {
    "about": _about,
    "problem": _problem,
    "new": _new_in_it,
    "takeaways": _takeaways,
    "gaps": _gaps,
    "matters": _matters,
    "next": _next,
}
"""How well a sentence fits each section; 0: it does not belong there."""


def _whole(one: Candidate) -> DraftClaim:
    return DraftClaim(one.text, one.key, one.text)
