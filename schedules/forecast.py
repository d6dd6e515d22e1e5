"""Predictions that code can make and judge by itself: how many more papers a thread will bring. Pure.

What a model or a host of the show bets stands in the same ledger; without a criterion that code can
count, it is re-examined by a model, or ends `unclear`.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from schedules.memory import Kept
from schedules.remembered import Measure, Prediction, Rising, Thread

HORIZON = 14
"""Days."""
FEWEST = 3
"""Papers in the last HORIZON days that a thread has before anything is predicted of it."""
MOST_MADE = 1
RISING_DAYS = 30
RISING = 2
"""Kept papers within RISING_DAYS that make an author a rising one."""
MOST_RISING = 5


def predicted(
    threads: Sequence[Thread], standing: Sequence[Prediction], *, day: date, subscription: str
) -> tuple[Prediction, ...]:
    """At most MOST_MADE new predictions: that a thread goes on as fast as it did, so that about half come true.

    None on what an open prediction speaks of already.
    """
    open_on = {one.measure.phrase for one in standing if one.state == "open" and one.measure}
    made: list[Prediction] = []
    for thread in threads:
        lately = sum(day - timedelta(days=HORIZON) < when <= day for when, _, _ in thread.papers)
        days = len({when for when, _, _ in thread.papers})
        if lately >= FEWEST and days > 1 and thread.name not in open_on and len(made) < MOST_MADE:
            made.append(_pace(thread.name, lately, day, subscription))
    return tuple(made)


def _pace(name: str, lately: int, day: date, subscription: str) -> Prediction:
    end = day + timedelta(days=HORIZON)
    more = "more paper" if lately == 1 else "more papers"
    return Prediction(
        id=hashlib.sha256(f"{subscription}|{day.isoformat()}|{name}".encode()).hexdigest()[:12],
        claim=f"At least {lately} {more} on {name} will be kept here by {end.day} {end:%B %Y}, "
        f"as many as in the last {HORIZON} days.",
        made=day,
        horizon=HORIZON,
        criterion=f"False if fewer than {lately} papers kept after {day.day} {day:%B} speak of “{name}”.",
        measure=Measure(name, lately),
    )


def examined(prediction: Prediction, kept: Sequence[Kept], *, today: date) -> Prediction:
    """What became of a prediction that is due, or came true before: with the papers that say so.

    `kept`: all papers kept since it was made, with the words that are searched. One that is not due
    and not yet true stays open with its evidence so far.
    """
    if prediction.measure is None:
        return replace(prediction, state="unclear", settled=today) if prediction.due < today else prediction
    speaking = [one for one in sorted(kept, key=lambda one: (one.day, one.paper_id)) if _counts(prediction, one)]
    evidence = tuple((one.day, one.paper_id, one.title) for one in speaking)
    if len(speaking) >= prediction.measure.at_least:
        when = speaking[prediction.measure.at_least - 1].day
        return replace(prediction, state="hit", evidence=evidence, settled=when)
    if prediction.due < today:
        return replace(prediction, state="missed", evidence=evidence, settled=prediction.due)
    return replace(prediction, evidence=evidence)


def _counts(prediction: Prediction, kept: Kept) -> bool:
    """Whether a paper is evidence: kept after the day of the prediction and by the day it is due, and speaks of it."""
    assert prediction.measure is not None  # noqa: S101 - asked of those alone
    told = f"{kept.title}\n{kept.finding}\n{kept.thread}\n{kept.words}".casefold()
    return prediction.made < kept.day <= prediction.due and prediction.measure.phrase.casefold() in told


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
