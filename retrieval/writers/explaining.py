"""A paper explained in its own sentences: which of them, for whom, under which heading. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from retrieval.answer import DEEP_SECTIONS, DraftClaim, DraftSection
from retrieval.paper import Passage
from retrieval.writers.candidates import as_finding, candidates, is_result, stands
from retrieval.writers.fitting import fits, is_finding, plainness, reading, speaking
from retrieval.writers.levels import DEFAULT, LEVELS, Level
from retrieval.writers.sectioning import sectioned
from retrieval.writers.sentence_roles import SentenceRole
from retrieval.writers.statements import Statement, alike, anything, numbers, statements

_SPEND = (
    *("finding", "gaps", "next", "terms", "hook", "offer", "takeaways", "matters", "evidence", "setup", "how", "new"),
    "problem",
)
"""The order in which sections take sentences: what is rare and plain to see first."""


def explaining(passages: Sequence[Passage], level: str) -> tuple[DraftSection, ...]:
    """The sections of a deep dive from a paper's own sentences, each used once; empty ones are left out."""
    wanted = LEVELS.get(level, LEVELS[DEFAULT])
    if all(passage.ordinal == 0 for passage in passages):
        return _of_abstract(passages, wanted)
    found = statements(passages) or anything(passages)
    chosen: dict[str, list[int]] = {}
    for name in _SPEND:
        chosen[name] = _best(found, [n for some in chosen.values() for n in some], name, wanted)
        if name == "takeaways":
            _enough(found, chosen, wanted)
    _find_room(found, chosen, wanted)
    if not chosen["finding"] and (first := next((n for n in chosen["takeaways"] if is_finding(found[n])), None)):
        chosen["takeaways"].remove(first)
        chosen["finding"] = [first]
    chosen["hook"] += chosen.pop("offer")
    sections = tuple(
        DraftSection(name, tuple(_draft(found[n]) for n in _told(chosen[name], name)))
        for name in DEEP_SECTIONS
        if chosen.get(name)
    )
    return sections or _of_abstract(passages, wanted)  # a text so short or strange is told as one piece


_OF_ABSTRACT = ("about", "problem", "new", "takeaways", "gaps", "matters", "next")


def _of_abstract(passages: Sequence[Passage], level: Level) -> tuple[DraftSection, ...]:
    """An abstract has few sentences and a usual order: it is told by the rules made for it alone."""
    found = candidates(passages)
    if not found:
        return ()
    best = max(found, key=lambda one: as_finding(one) + _STANDS_COUNTS * (stands(one) and is_result(one)))
    plain = [one for one in found if plainness(one.text) <= level.most_crowded + 0.4]
    most = {name: level.most.get(name, 0) for name in _OF_ABSTRACT} | {"about": 1}
    sections = sectioned(plain, most, [best])
    finding = DraftSection("finding", (DraftClaim(best.text, best.key, best.text),))
    fitting = [one for one in sections if one.name != "matters" or not numbers(one.claims[0].text)]
    named = [DraftSection("hook" if one.name == "about" else one.name, one.claims) for one in fitting]
    return (finding, *sorted(named, key=lambda one: DEEP_SECTIONS.index(one.name)))


_STANDS_COUNTS = 1.0
"""What a headline gains that needs no sentence before it."""


def _told(places: Sequence[int], name: str) -> Sequence[int]:
    """In the order of the paper; a hook goes from the trouble to what is offered."""
    return places if name == "hook" else sorted(places)


def _draft(one: Statement) -> DraftClaim:
    return DraftClaim(one.text, one.key, one.text)


def _best(found: Sequence[Statement], said: Sequence[int], name: str, level: Level) -> list[int]:
    """The best sentences for a section, none of which says again what is said."""
    fit = [
        (speaking(one, name, level) - reading(one, level), n) for n, one in enumerate(found) if fits(one, name, level)
    ]
    chosen: list[int] = []
    for _, place in sorted(fit, key=lambda pair: (-pair[0], pair[1])):
        if len(chosen) == level.most.get(name, 0):
            break
        if not any(n == place or alike(found[n], found[place]) for n in (*said, *chosen)):
            chosen.append(place)
    return chosen


def _find_room(found: Sequence[Statement], chosen: dict[str, list[int]], level: Level) -> None:
    """Sentences of an abstract that no phrase has placed go where what they are likely for suggests."""
    said = [n for some in chosen.values() for n in some]
    for n, one in enumerate(found):
        name = _by_role(one)
        room = level.most[name] - len(chosen[name]) if name else 0
        fit = one.role == "abstract" and not one.marks.keys() & {"next", "empty", "gaps", "resource"}
        if fit and room > 0 and not any(n == m or alike(found[m], one) for m in said):
            chosen[name].append(n)
            said.append(n)


def _by_role(one: Statement) -> str:
    """The section for what a sentence of an abstract is likely for; empty where that is in doubt."""
    for name, roles in _ROOM.items():
        if one.likely and one.chance(*roles) >= _SURE:
            return name
    return ""


_ROOM: Mapping[str, tuple[SentenceRole, ...]] = {
    "takeaways": ("result",),
    "new": ("aim", "method"),
    "problem": ("problem",),
}
_SURE = 0.5


def _enough(found: Sequence[Statement], chosen: dict[str, list[int]], level: Level) -> None:
    """A paper with few outcomes in plain words: what else it brings counts among the takeaways."""
    for name in ("evidence", "new", "matters") if level.exactly > 0 else ("new", "matters", "evidence"):
        said = [n for some in chosen.values() for n in some]
        short = _FEWEST_TAKEAWAYS - len(chosen["takeaways"])
        if short > 0:
            chosen["takeaways"] += _best(found, said, name, replace(level, most={name: short}))
    short = _FEWEST_TAKEAWAYS - len(chosen["takeaways"])
    if short > 0:  # what anybody may be told an expert may be told as well
        said = [n for some in chosen.values() for n in some]
        openly = replace(level, most={"takeaways": short}, likes=LEVELS["newcomer"].likes)
        chosen["takeaways"] += _best(found, said, "takeaways", openly)


_FEWEST_TAKEAWAYS = 4
