"""Predictions that code can make and judge by itself: how many more papers a thread will bring. Pure.

What a model or a host of the show bets stands in the same ledger; without a criterion that code can
count, it is re-examined by a model, or ends `unclear`.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from schedules.memory import Kept
from schedules.naming import stemmed
from schedules.remembered import Measure, Prediction, Rising, Score, Thread

HORIZON = 14
"""Days."""
WEEKEND = 2
"""Days without papers that a memory may begin with and still be HORIZON long."""
FEWEST = 3
"""Papers in the last HORIZON days that a thread has before anything is predicted of it."""
YOUNGEST = 5
"""Days that a memory must span before its pace says anything: of two busy days every prediction is missed."""
MOST_MADE = 1
RISING_DAYS = 30
RISING = 2
"""Kept papers within RISING_DAYS that make an author a rising one."""
MOST_RISING = 5


class Spoken(NamedTuple):
    """A kept paper as predictions are counted: `words` are its stems (`naming.stemmed`), made once for all of them."""

    day: date
    paper_id: str
    title: str
    words: str


def spoken(kept: Iterable[Kept], *, after: date) -> list[Spoken]:
    """The papers kept after a day, with the words they are searched by, oldest first."""
    lately = sorted((one for one in kept if one.day > after), key=lambda one: (one.day, one.paper_id))
    return [
        Spoken(one.day, one.paper_id, one.title, stemmed(f"{one.title}\n{one.finding}\n{one.words}")) for one in lately
    ]


def predicted(
    threads: Sequence[Thread],
    said: Sequence[Spoken],
    standing: Sequence[Prediction],
    *,
    day: date,
    subscription: str,
) -> tuple[Prediction, ...]:
    """At most MOST_MADE new predictions: that a thread goes on as fast as it did, so that about half come true.

    How fast is counted as it will be judged: the papers of the last HORIZON days that speak of it.
    None on what an open prediction speaks of already.
    """
    open_on = {stemmed(one.measure.phrase) for one in standing if one.state == "open" and one.measure}
    recent = [one for one in said if day - timedelta(days=HORIZON) < one.day <= day]
    span = (day - min((one.day for one in recent), default=day)).days + 1
    made: list[Prediction] = []
    for thread in threads:
        wanted = stemmed(thread.name)
        lately = [one for one in recent if wanted in one.words]
        days = len({one.day for one in lately})
        if len(lately) >= FEWEST and days > 1 and span >= YOUNGEST and wanted not in open_on and len(made) < MOST_MADE:
            made.append(_pace(thread.name, len(lately), span, (day, subscription)))
    return tuple(made)


def _pace(name: str, lately: int, span: int, whose: tuple[date, str]) -> Prediction:
    """That many more in as many days; a memory that is younger than that is drawn out to its full length."""
    day, subscription = whose
    young = span < HORIZON - WEEKEND
    at_least = round(lately * HORIZON / span) if young else lately
    end = day + timedelta(days=HORIZON)
    pace = f"the pace of the first {span} days" if young else f"as many as in the last {HORIZON} days"
    return Prediction(
        id=prediction_id(subscription, day, name),
        claim=f"At least {at_least} more papers on {name} will be kept here by {end.day} {end:%B %Y}, {pace}.",
        made=day,
        horizon=HORIZON,
        criterion=counted(name, at_least, day, HORIZON),
        measure=Measure(name, at_least),
    )


def prediction_id(subscription: str, made: date, about: str) -> str:
    """The same for the same prediction of a day, whoever writes it down."""
    return hashlib.sha256(f"{subscription}|{made.isoformat()}|{about}".encode()).hexdigest()[:12]


def counted(phrase: str, at_least: int, made: date, horizon: int) -> str:
    """The criterion that `examined` counts by, as people read it."""
    due = made + timedelta(days=horizon)
    papers = "paper" if at_least == 1 else "papers"
    return (
        f"False if fewer than {at_least} {papers} kept here after {made.day} {made:%B} and by {due.day} {due:%B} "
        f"speak of “{phrase}”."
    )


def examined(prediction: Prediction, said: Sequence[Spoken], *, today: date) -> Prediction:
    """What became of a prediction that code can count: true as soon as enough is kept, else missed after its day.

    `said`: all papers kept since it was made, oldest first. One that is not due
    and not yet true stays open with its evidence so far, and so does one that has nothing to count by.
    """
    if prediction.measure is None:
        return prediction
    wanted = stemmed(prediction.measure.phrase)  # in whole words, one number or the other
    within = [one for one in said if prediction.made < one.day <= min(prediction.due, today)]
    speaking = [one for one in within if wanted in one.words]
    evidence = tuple((one.day, one.paper_id, one.title) for one in speaking)
    if len(speaking) >= prediction.measure.at_least:
        return replace(prediction, state="hit", evidence=evidence, settled=today)
    if prediction.due < today:
        return replace(prediction, state="missed", evidence=evidence, settled=today)
    return replace(prediction, evidence=evidence)


def is_due(prediction: Prediction, today: date) -> bool:
    """Whether a model must be asked what became of it: its last day is over, and nothing can be counted."""
    return prediction.state == "open" and prediction.measure is None and prediction.due < today


def as_it_stood(prediction: Prediction, day: date) -> Prediction:
    """The prediction as the edition of `day` found it: what later editions, or this one, made of it is undone."""
    if prediction.settled is None or prediction.settled < day:
        return prediction
    return replace(prediction, state="open", settled=None, evidence=(), proof=())


def score_of(predictions: Sequence[Prediction]) -> Score:
    """The record of these predictions."""
    states = [one.state for one in predictions]
    return Score(states.count("hit"), states.count("missed"), states.count("unclear"), states.count("open"))


def rising(
    today: Sequence[tuple[str, tuple[str, ...]]], past: Sequence[tuple[date, str, tuple[str, ...]]], *, day: date
) -> tuple[Rising, ...]:
    """Authors of today's kept papers (id, authors) who have others of the last RISING_DAYS; most papers first."""
    since = day - timedelta(days=RISING_DAYS)
    by: dict[str, dict[str, date]] = {}
    for when, paper_id, authors in (*past, *((day, paper_id, authors) for paper_id, authors in today)):
        if when > since:
            for author in authors:
                by.setdefault(author, {}).setdefault(paper_id, when)
    current = {author for _, authors in today for author in authors}
    found = [
        Rising(author, tuple(sorted((when, paper_id) for paper_id, when in papers.items())))
        for author, papers in by.items()
        if author in current and len(papers) >= RISING and len(set(papers.values())) > 1
    ]
    return tuple(sorted(found, key=lambda one: (-len(one.papers), one.author))[:MOST_RISING])
