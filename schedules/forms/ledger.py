"""Predictions as lines of a form: what is to be watched, what came due, and the public score. Pure."""

from datetime import date

from schedules.document import Inline, Span
from schedules.remembered import Prediction, Score


def watched(one: Prediction) -> Inline:
    """An open prediction with its horizon and what would prove it false."""
    days = "1 day" if one.horizon == 1 else f"{one.horizon} days"
    return Span(one.claim), Span(f" Horizon: {days}, until {full_day(one.due)}. {one.criterion}", italic=True)


def came(one: Prediction) -> Inline:
    """What became of a prediction, and on what evidence."""
    return Span(f"{one.state.capitalize()}: ", bold=True), Span(
        f"{one.claim} Made on {full_day(one.made)}.{proof(one)}"
    )


def proof(one: Prediction) -> str:
    """The papers that count for or against it, in a sentence with a space in front."""
    if not one.evidence:
        return " No paper was counted."
    papers = "paper was" if len(one.evidence) == 1 else "papers were"
    return f" {len(one.evidence)} {papers} counted, the last {one.evidence[-1][1]}."


def record(score: Score) -> str:
    """The ledger's record in a sentence."""
    return f"The ledger so far: {score.hit} hit, {score.missed} missed, {score.unclear} unclear, {score.open} open."


def full_day(day: date) -> str:
    """`1 Jul 2025`."""
    return f"{day.day} {day:%b %Y}"
