"""Predictions that code can make and judge by itself: how many more papers a thread will bring. Pure.

What a model or a host of the show bets stands in the same ledger; without a criterion that code can
count, it is re-examined by a model, or ends `unclear`.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from retrieval.text.shortened import NONE, short_forms, spelled_out
from schedules.memory import Kept
from schedules.recalling.terms import MARK, stemmed
from schedules.remembered import Measure, Prediction, Score, Thread

HORIZON = 14
"""Days."""
PACE_DAYS = 28
"""So many days tell how fast a thread goes on."""
WEEKEND = 2
"""Days without papers that a memory may begin with and still be PACE_DAYS long."""
FEWEST = 3
"""Papers in the last PACE_DAYS days that a thread has before anything is predicted of it."""
YOUNGEST = 5
"""Days that a memory must span before its pace says anything: of two busy days every prediction is missed."""
DRAWN_OUT = 21
"""A younger memory is taken to be this old: the threads of its first days are those that were busy then."""
SHARE = 0.75
"""Of its pace is foretold: threads are noticed while they are busy, and go on more slowly (docs/decisions/0009)."""
MOST = 6
"""What goes faster is the channel's daily bread, and that it goes on is nothing to foretell."""
MOST_MADE = 1


class Spoken(NamedTuple):
    """A kept paper as predictions are counted: `words` are its stems (`terms.stemmed`), made once for all of them.

    They are there twice, as they were written and with the abbreviations that the paper explains spelled out.
    """

    day: date
    paper_id: str
    title: str
    words: str


def spoken(kept: Iterable[Kept], *, after: date) -> list[Spoken]:
    """The papers kept after a day, with the words they are searched by, oldest first."""
    lately = sorted((one for one in kept if one.day > after), key=lambda one: (one.day, one.paper_id))
    return [Spoken(one.day, one.paper_id, one.title, _words(_text(one))) for one in lately]


def _words(text: str) -> str:
    return f"{stemmed(text)}{MARK}{stemmed(spelled_out(text))}"


def _text(one: Kept) -> str:
    return f"{one.title}\n{one.finding}\n{one.words}"


def predicted(
    threads: Sequence[Thread],
    said: Sequence[Spoken],
    standing: Sequence[Prediction],
    *,
    day: date,
    subscription: str,
    shortened: Mapping[str, str] = NONE,
) -> tuple[Prediction, ...]:
    """At most MOST_MADE new predictions: that a thread goes on at SHARE of its pace, so that over half come true.

    How fast is counted as it will be judged: the papers of the last PACE_DAYS days that speak of it.
    None on what an open prediction speaks of already, nor of what goes so fast that it cannot fail.
    `shortened`: what abbreviations mean here; a thread's short forms count with its name.
    """
    open_on = {stemmed(one.measure.phrase) for one in standing if one.state == "open" and one.measure}
    recent = [one for one in said if day - timedelta(days=PACE_DAYS) < one.day <= day]
    span = (day - min((one.day for one in recent), default=day)).days + 1
    made: list[Prediction] = []
    for thread in threads:
        measure = Measure(thread.name, 1, short_forms(thread.name, shortened)[:1])
        lately = [one for one in recent if _counts(one, measure)]
        busy = len(lately) >= FEWEST and len({one.day for one in lately}) > 1 and span >= YOUNGEST
        at_least = _share_of(len(lately), span)
        if busy and at_least <= MOST and stemmed(thread.name) not in open_on and len(made) < MOST_MADE:
            made.append(_pace(replace(measure, at_least=at_least), (len(lately), span), (day, subscription)))
    return tuple(made)


def _share_of(lately: int, span: int) -> int:
    """How many more are foretold, where so many came in `span` days: one at least."""
    days = max(span, DRAWN_OUT) if span < PACE_DAYS - WEEKEND else PACE_DAYS
    return max(1, int(SHARE * lately * HORIZON / days))


def _pace(measure: Measure, pace: tuple[int, int], whose: tuple[date, str]) -> Prediction:
    """That many more within HORIZON; `pace`: how many there were, and in how many days."""
    (lately, span), (day, subscription) = pace, whose
    name, at_least = measure.phrase, measure.at_least
    end = day + timedelta(days=HORIZON)
    since = f"first {span}" if span < PACE_DAYS - WEEKEND else f"last {PACE_DAYS}"
    papers = "paper" if at_least == 1 else "papers"
    return Prediction(
        id=prediction_id(subscription, day, name),
        claim=f"At least {at_least} more {papers} on {name} will be kept here by {end.day} {end:%B %Y}; "
        f"{lately} kept papers of the {since} days speak of it.",
        made=day,
        horizon=HORIZON,
        criterion=counted(measure, day, HORIZON),
        measure=measure,
    )


def prediction_id(subscription: str, made: date, about: str) -> str:
    """The same for the same prediction of a day, whoever writes it down."""
    return hashlib.sha256(f"{subscription}|{made.isoformat()}|{about}".encode()).hexdigest()[:12]


def counted(measure: Measure, made: date, horizon: int) -> str:
    """The criterion that `examined` counts by, as people read it."""
    due = made + timedelta(days=horizon)
    papers = "paper" if measure.at_least == 1 else "papers"
    phrases = " or ".join(f"“{phrase}”" for phrase in (measure.phrase, *measure.also))
    within = f"after {made.day} {made:%B} and by {due.day} {due:%B}"
    return f"False if fewer than {measure.at_least} {papers} kept here {within} speak of {phrases}."


def _counts(one: Spoken, measure: Measure) -> bool:
    """Whether a paper speaks of it, in whole words, one number or the other."""
    return any(stemmed(phrase) in one.words for phrase in (measure.phrase, *measure.also))


def examined(prediction: Prediction, said: Sequence[Spoken], *, today: date) -> Prediction:
    """What became of a prediction that code can count: true as soon as enough is kept, else missed after its day.

    `said`: all papers kept since it was made, oldest first. One that is not due
    and not yet true stays open with its evidence so far, and so does one that has nothing to count by.
    """
    if prediction.measure is None:
        return prediction
    within = [one for one in said if prediction.made < one.day <= min(prediction.due, today)]
    speaking = [one for one in within if _counts(one, prediction.measure)]
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
