"""Authors of today's papers who have had others lately, each told from others of the same name. Pure.

A name alone tells nobody: “Y. Wang” of two fields is two people. Two papers are of one author where
something else says so: a service that tells people of one name apart, somebody they wrote both with, or
the same field and near content.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import combinations

from retrieval.enrichment import Enrichment
from schedules.authors import FEED, is_person
from schedules.recalling.naming import Vector
from schedules.remembered import Rising

RISING_DAYS = 30
RISING = 2
"""Papers within RISING_DAYS that make an author a rising one."""
MOST_RISING, MOST_REASONS = 5, 2
NEAR = 0.65
"""The cosine of two abstracts of one field from which on the author of both is taken to be the same."""
COMMON = 4
"""A name on so many papers lately is common: only a co-author or a service tells its people apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A kept paper and who signed it."""

    day: date
    paper_id: str
    authors: tuple[str, ...]
    category: str = ""
    """The primary one."""
    vector: Vector | None = None
    ids: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(service, name) → the id by which the service knows the author."""


def ids_of(told: Iterable[Enrichment], *, until: date) -> dict[tuple[str, str], str]:
    """The ids that services gave a paper's authors by this day."""
    known = [one for one in told if one.asked.date() <= until]
    return {(one.source, author.name): author.id for one in known for author in one.authors if author.id}


def rising(today: Sequence[Signed], past: Sequence[Signed], *, day: date) -> tuple[Rising, ...]:
    """Authors of today's kept papers who have others of the last RISING_DAYS; most papers first.

    Those of the very same papers are told together, under the one who is first among a paper's authors.
    """
    since = day - timedelta(days=RISING_DAYS)
    lately = [one for one in (*past, *today) if one.day > since and not one.paper_id.startswith(FEED)]
    by: dict[str, dict[str, Signed]] = {}
    for one in lately:
        for author in filter(is_person, one.authors):
            by.setdefault(author, {})[one.paper_id] = one
    ours = dict.fromkeys(author for one in today for author in one.authors if author in by)
    found = [known for author in ours if (known := _rising(author, list(by[author].values()), day))]
    return tuple(sorted(_teams(found), key=lambda one: (-len(one.papers), one.author))[:MOST_RISING])


def _teams(found: Iterable[Rising]) -> list[Rising]:
    teams: dict[frozenset[str], list[Rising]] = {}
    for one in found:
        teams.setdefault(frozenset(paper for _, paper in one.papers), []).append(one)
    return [replace(first, others=tuple(one.author for one in rest)) for first, *rest in teams.values()]


def _rising(author: str, signed: Sequence[Signed], day: date) -> Rising | None:
    """The papers that are one author's with today's, if they are of several days; with what told so."""
    told = {
        frozenset((one.paper_id, other.paper_id)): why
        for one, other in combinations(signed, 2)
        if (why := told_by(author, one, other, common=len(signed) >= COMMON))
    }
    group = max((_with(one.paper_id, told) for one in signed if one.day == day), key=len, default=frozenset())
    papers = sorted((one.day, one.paper_id) for one in signed if one.paper_id in group)
    if len(papers) < RISING or len({when for when, _ in papers}) < 2:
        return None
    return Rising(author, tuple(papers), _reasons(author, [one for one in signed if one.paper_id in group], told))


def _reasons(author: str, signed: Sequence[Signed], told: Mapping[frozenset[str], str]) -> str:
    """What says so of these papers: of both, of all, or of some of them each."""
    if len(signed) > RISING:
        everywhere = [
            name for name in signed[0].authors if name != author and all(name in one.authors for one in signed)
        ]
        if everywhere:
            return f"all with {everywhere[0]}"
    pairs = [frozenset((one.paper_id, other.paper_id)) for one, other in combinations(signed, 2)]
    reasons = [*dict.fromkeys(why for pair in pairs if (why := told.get(pair)))]
    if len(signed) == RISING:
        return "; ".join(reasons)
    of = "all" if len(reasons) == 1 and all(pair in told for pair in pairs) else "some"
    return "; ".join(re.sub("^both", of, why) for why in reasons[:MOST_REASONS])


def _with(paper_id: str, told: Mapping[frozenset[str], str]) -> frozenset[str]:
    """The papers that hang together with this one, over others or not, itself among them."""
    group, before = frozenset({paper_id}), frozenset[str]()
    while group != before:
        before, group = group, group.union(*(pair for pair in told if pair & group))
    return group


def told_by(author: str, one: Signed, other: Signed, *, common: bool = False) -> str:
    """What says that this author of both papers is one person; empty if nothing does.

    `common`: the name is, so that near content tells nothing.
    """
    ids = {service: known for (service, name), known in one.ids.items() if name == author}
    theirs = {service: known for (service, name), known in other.ids.items() if name == author}
    for service in sorted(ids.keys() & theirs.keys()):
        return f"the same author for {service}" if ids[service] == theirs[service] else ""
    shared = [name for name in one.authors if name in other.authors and name != author]
    if shared:
        return f"both with {shared[0]}"
    near = one.vector is not None and other.vector is not None and float(one.vector @ other.vector) >= NEAR
    same = bool(one.category) and one.category == other.category
    return f"both in {one.category} and near in content" if near and same and not common else ""
