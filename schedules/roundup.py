"""Several editions in one look: what was covered and missed, the best of it, what grew and what was settled. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from retrieval.answer import Usage
from retrieval.picking.topics import leading
from schedules.authors import is_person
from schedules.edition import Edition, Funnel, Item
from schedules.remembered import Changed, Prediction, Rising, Score, Thread

MOST_BEST = 10


@dataclass(frozen=True, slots=True)
class Best:
    """A paper among the best of several days: the day of its edition, and whether people here liked it."""

    day: date
    item: Item
    liked: bool = False


@dataclass(frozen=True, slots=True)
class Grown:
    """A thread that got new papers within the period: all its papers known here, and how many are of the period."""

    thread: Thread
    new: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundUp:
    """What editions of the days `first` to `last` held together. Nothing in it is later than their windows."""

    key: str
    """That of the newest edition."""
    first: date
    last: date
    covered: tuple[date, ...]
    """Days with an edition, in order."""
    quiet: tuple[date, ...]
    """Those of them that had nothing to show."""
    missing: tuple[date, ...]
    """Days without an edition after the first edition that is known: before it there was none to miss."""
    funnel: Funnel
    """Sums over the days."""
    best: tuple[Best, ...]
    topics: tuple[tuple[str, int], ...]
    """Kept papers by topic, most first; each paper once."""
    about: bool
    """Whether these papers hold the names of their topics; else they are but nearest to them."""
    grown: tuple[Grown, ...]
    settled: tuple[Prediction, ...]
    made: tuple[Prediction, ...]
    score: Score
    """The ledger's record when the newest edition was made, with what that edition settled and made."""
    rising: tuple[Rising, ...]
    changed: tuple[Changed, ...]
    usage: Usage
    models: tuple[str, ...]
    """Who wrote of these days; empty: no model."""
    held: int
    """Papers that the editions hold, each once."""
    retold: bool = False
    language: str = "en"
    """The newest edition's."""


def rolled_up(editions: Iterable[Edition], *, days: int, liked: Collection[str] = ()) -> RoundUp:
    """The editions of the `days` days that end with the newest one's; at least one edition is given.

    Of several editions of one day all count. `liked`: ids of papers that come first among the best.
    """
    given = sorted({one.key: one for one in editions}.values(), key=lambda one: (one.day, one.window.end))
    newest = given[-1]
    first = newest.day - timedelta(days=days - 1)
    within = [one for one in given if one.day >= first]
    covered = tuple(dict.fromkeys(one.day for one in within))
    held = _held(within)
    span = [first + timedelta(days=n) for n in range(days)]
    topics, about = _topics(within)
    return RoundUp(
        key=newest.key,
        first=first,
        last=newest.day,
        covered=covered,
        quiet=tuple(day for day in covered if not any(one.items for one in within if one.day == day)),
        missing=tuple(day for day in span if given[0].day < day and day not in covered),
        funnel=_sums(one.funnel for one in within),
        best=_best(held, within, liked),
        topics=topics,
        about=about,
        grown=_grown(within, first),
        settled=_latest(one for edition in within for one in edition.memory.due),
        made=_latest(one for edition in within for one in edition.memory.made),
        score=newest.memory.score,
        rising=_rising(within),
        changed=tuple({(one.paper_id, one.what): one for edition in within for one in edition.memory.changed}.values()),
        usage=sum((one.usage for one in within), Usage()),
        models=tuple(dict.fromkeys(one.byline.model for one in within if one.byline.model)),
        held=len(held),
        retold=any(one.retold for one in within),
        language=newest.language,
    )


def _sums(funnels: Iterable[Funnel]) -> Funnel:
    all_of = list(funnels)
    return Funnel(
        sum(one.announced for one in all_of),
        sum(one.read for one in all_of),
        sum(one.kept for one in all_of),
        sum(one.shown for one in all_of),
    )


def _held(editions: Sequence[Edition]) -> dict[str, tuple[date, Item]]:
    """Each paper once, as the first edition that kept it has it."""
    held: dict[str, tuple[date, Item]] = {}
    for edition in editions:
        for item in (*edition.items, *edition.also):
            held.setdefault(item.paper.id, (edition.day, item))
    return held


def _best(
    held: Mapping[str, tuple[date, Item]], editions: Sequence[Edition], liked: Collection[str]
) -> tuple[Best, ...]:
    """Liked ones first, then by relevance, by score, and by the place they had on their day; none that is withdrawn."""
    scores = {pick.paper_id: pick.score for edition in editions for pick in edition.picks}

    def place(one: Best) -> tuple[bool, int, float, int, str]:
        relevance = one.item.marks.relevance if one.item.marks else 0
        paper = one.item.paper.id
        return not one.liked, -relevance, -scores.get(paper, 0.0), one.item.number, paper

    found = [Best(day, item, paper in liked) for paper, (day, item) in held.items() if not item.paper.withdrawn]
    return tuple(sorted(found, key=place)[:MOST_BEST])


def _topics(editions: Sequence[Edition]) -> tuple[tuple[tuple[str, int], ...], bool]:
    """The topics of the kept papers, counted as the day's line counts them."""
    picks = [pick for edition in editions for pick in edition.picks if pick.kept and pick.topic]
    of = {pick.paper_id: (pick.topic, pick.about) for pick in picks}
    wanted = next((one.profile.topics for one in reversed(editions) if one.profile), ())
    topics, about = leading(list(of.values()), wanted)
    return tuple(sorted(topics, key=lambda one: (-one[1], one[0]))), about


def _grown(editions: Sequence[Edition], first: date) -> tuple[Grown, ...]:
    """Threads with papers of the period, those that gained most first."""
    papers: dict[str, dict[str, tuple[date, str, str]]] = {}
    for edition in editions:
        for thread in edition.memory.threads:
            for paper in thread.papers:
                papers.setdefault(thread.name, {}).setdefault(paper[1], paper)
    threads = [Thread(name, tuple(sorted(found.values()))) for name, found in papers.items()]
    grown = [Grown(one, sum(day >= first for day, _, _ in one.papers)) for one in threads]
    return tuple(
        sorted((one for one in grown if one.new), key=lambda one: (-one.new, -len(one.thread.papers), one.thread.name))
    )


def _latest(predictions: Iterable[Prediction]) -> tuple[Prediction, ...]:
    """Each prediction once, as the newest edition tells of it."""
    return tuple({one.id: one for one in predictions}.values())


def _rising(editions: Sequence[Edition]) -> tuple[Rising, ...]:
    """Each author once, with all papers the editions told of, those with most first.

    Two of one name are one author where a paper is of both.
    """
    known: list[tuple[str, str, dict[str, date]]] = []
    for one in (one for edition in editions for one in edition.memory.rising if is_person(one.author)):
        papers = {paper: day for day, paper in one.papers}
        same = (kept for author, _, kept in known if author == one.author and kept.keys() & papers.keys())
        mine = next(same, None)
        if mine is None:
            known.append((one.author, one.told, papers))
        else:
            mine.update({paper: day for paper, day in papers.items() if paper not in mine})
    rising = [Rising(author, tuple(sorted((d, p) for p, d in found.items())), told) for author, told, found in known]
    return tuple(sorted(rising, key=lambda one: (-len(one.papers), one.author)))
