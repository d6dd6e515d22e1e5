"""A standing order in words: what it says, and what of it was changed. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.dates import long_date
from bot.hours import written_when, written_zone
from bot.languages import meaning, named
from bot.weekdays import written_days
from retrieval.errors import clip
from retrieval.text.languages import ENGLISH
from retrieval.text.series import series
from schedules.document import Bullets, Inline, Span
from schedules.forms import in_words as form_in_words
from schedules.subscriptions import Subscription

ANSWERING = ("no", "yes")
MOST_NAMED = 2
"""Lines that are named one by one when they come or go."""


def interests(subscription: Subscription) -> tuple[Inline, ...]:
    """What the channel reads for, a line for each kind of wish."""
    profile = subscription.profile
    none = "none, so the newest papers of the categories come first"
    lines = [
        _line("Topics", _listed(profile.topics) or none),
        _line("Left out", _listed(profile.leave_outs)),
        _line("Authors whose papers always count", ", ".join(profile.authors)),
        _line("Journals and conferences that speak for a paper", ", ".join(profile.venues)),
        _line("arXiv categories", ", ".join(profile.categories) or "those this installation reads"),
    ]
    return tuple(line for line in lines if line[1].text)


def in_words(subscription: Subscription, *, by_model: bool) -> Bullets:
    """All of a standing order; `by_model`: a model writes here, which matters for posts in another language."""
    papers = "1 paper" if subscription.items == 1 else f"{subscription.items} papers"
    rest = [
        _line("Posted", f"at {_hour(subscription)}, {written_days(subscription.days)}{_paused(subscription)}"),
        _line("Form", f"{form_in_words(subscription.form)}, at most {papers}"),
    ]
    if subscription.language != ENGLISH:
        rest.append(_line("Language", meaning(subscription.language, by_model=by_model)))
    if subscription.answering:
        rest.append(_line("In threads on my posts", "every question is answered, also without a mention"))
    return Bullets((*interests(subscription), *rest))


def _line(name: str, said: str) -> Inline:
    return Span(f"{name}: ", bold=True), Span(said)


def _listed(lines: Sequence[str]) -> str:
    return "; ".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))


def _hour(subscription: Subscription) -> str:
    return f"{subscription.hour:%H:%M} ({written_zone(subscription.zone)})"


def _paused(subscription: Subscription) -> str:
    return "; paused until /resume" if subscription.paused else ""


def moment_in_words(moment: datetime, zone: str) -> str:
    """`Monday 9 March 2026 at 09:00 (Europe/Berlin)`, in that zone."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local:%A} {long_date(local.date())} at {local:%H:%M} ({written_zone(zone)})"


def difference(before: Subscription | None, after: Subscription) -> str:
    """What was done, as a clause: “added the topic “pruning” and set the hour to 09:00 UTC”; empty for nothing."""
    if before is None:
        return "set this channel up"
    old, new = before.profile, after.profile
    clauses = [
        *_lines_changed(old.topics, new.topics, one="the topic", many="the topics"),
        *_lines_changed(old.leave_outs, new.leave_outs, one="the leave-out", many="the leave-outs"),
        *_lines_changed(old.authors, new.authors, one="the author", many="the authors"),
        *_lines_changed(old.venues, new.venues, one="the venue", many="the venues"),
        *([f"set the categories to {', '.join(new.categories)}"] if old.categories != new.categories else []),
        *_schedule_changed(before, after),
    ]
    return series(clauses)


def _lines_changed(old: Sequence[str], new: Sequence[str], *, one: str, many: str) -> Iterable[str]:
    added, removed = [line for line in new if line not in old], [line for line in old if line not in new]
    if old == new:
        return
    if len(added) + len(removed) > MOST_NAMED or not added + removed:
        yield f"changed {many}"
        return
    yield from (f"added {one} “{clip(line)}”" for line in added)
    yield from (f"removed {one} “{clip(line)}”" for line in removed)


def _schedule_changed(before: Subscription, after: Subscription) -> Iterable[str]:
    if (before.hour, before.zone) != (after.hour, after.zone):
        yield f"set the hour to {written_when(after.hour, after.zone)}"
    if before.days != after.days:
        yield f"set the days to {written_days(after.days)}"
    if before.form != after.form:
        yield f"set the form to {form_in_words(after.form)}"
    if before.items != after.items:
        yield f"set the length to {after.items}"
    if before.language != after.language:
        yield f"set the language to {named(after.language)}"
    if before.answering != after.answering:
        yield f"turned answering without a mention {'on' if after.answering else 'off'}"
    if before.paused != after.paused:
        yield "paused the posts" if after.paused else "resumed the posts"
