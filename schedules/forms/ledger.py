"""Predictions as lines of a form: what is to be watched, what came due, and the public score. Pure."""

from datetime import date

from schedules.document import Inline, Span
from schedules.remembered import Prediction, Score
from schedules.words import ENGLISH, Words


def watched(one: Prediction, words: Words = ENGLISH) -> Inline:
    """An open prediction with its horizon and what would prove it false."""
    due = words.full_day(one.due)
    horizon = (
        words("Horizon: 1 day, until {day}.", day=due)
        if one.horizon == 1
        else words("Horizon: {days} days, until {day}.", days=one.horizon, day=due)
    )
    return Span(words.again(one.claim)), Span(f" {horizon} {words.again(one.criterion)}", italic=True)


def came(one: Prediction, words: Words = ENGLISH) -> Inline:
    """What became of a prediction, and on what evidence."""
    state = words("{title}: ", title=words(one.state.capitalize()))
    made = words("Made on {day}.", day=words.full_day(one.made))
    return Span(state, bold=True), Span(f"{words.again(one.claim)} {made}{proof(one, words)}")


def proof(one: Prediction, words: Words = ENGLISH) -> str:
    """The papers that count for or against it, in a sentence with a space in front."""
    count = len(one.evidence)
    if not count:
        return " " + words("No paper was counted.")
    last = one.evidence[-1][1]
    if count == 1:
        return " " + words("1 paper was counted, the last {paper}.", paper=last)
    return " " + words("{count} papers were counted, the last {paper}.", count=count, paper=last)


def record(score: Score, words: Words = ENGLISH) -> str:
    """The ledger's record in a sentence."""
    return words(
        "The ledger so far: {hit} hit, {missed} missed, {unclear} unclear, {open} open.",
        hit=score.hit,
        missed=score.missed,
        unclear=score.unclear,
        open=score.open,
    )


def full_day(day: date) -> str:
    """`1 Jul 2025`."""
    return ENGLISH.full_day(day)
