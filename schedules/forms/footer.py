"""The small print of a form: counts, cost, window and authorship. Pure."""

from retrieval.answer import Byline, Usage
from schedules.edition import Edition, Funnel, Window
from schedules.words import ENGLISH, Words


def footer(edition: Edition, words: Words = ENGLISH) -> str:
    """Counts, cost, window and authorship, and what is safe to skip."""
    funnel = edition.funnel
    counts = {"announced": funnel.announced, "read": funnel.read, "kept": funnel.kept}
    by = written_by(edition.byline, words)
    parts = [
        words("{announced} announced, {read} read, {kept} kept", **counts),
        *([_cost(edition.usage, words)] if edition.usage.tokens_in else []),
        _span(edition.window, words),
        words("{by} (of abstracts retold in our words)", by=by) if edition.retold else by,
        *([words.again(edition.skip)] if edition.skip else []),
    ]
    return " · ".join(parts)


def unread(funnel: Funnel, words: Words = ENGLISH) -> tuple[str, ...]:
    """What was announced and not read, in a clause: new versions of earlier papers. Nothing where all was read."""
    left = funnel.announced - funnel.read
    if left <= 0:
        return ()
    return (words("1 new version not read") if left == 1 else words("{count} new versions not read", count=left),)


def written_by(byline: Byline, words: Words = ENGLISH) -> str:
    """The label that every text of ours carries."""
    if byline.model is None:
        return words("selected by program, sentences verbatim")
    return words("written by {model} (AI), quotes checked", model=byline.model)


def _cost(usage: Usage, words: Words) -> str:
    if usage.cost_usd is not None:
        return f"${usage.cost_usd:.2f}"
    return words("{tokens} tokens, price unknown", tokens=words.grouped(f"{usage.tokens_in + usage.tokens_out:,}"))


def _span(window: Window, words: Words) -> str:
    start, end = (f"{words.day(one.date())} {one:%H:%M}" for one in (window.start, window.end))
    return words("covers {start} to {end} UTC", start=start, end=end)
