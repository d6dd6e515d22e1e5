"""A standing order in words: what it says, and what of it was changed. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.dates import long_date
from bot.hours import written_when, written_zone
from bot.weekdays import written_days
from retrieval.errors import clip
from schedules.document import Bullets, Inline, Span
from schedules.subscriptions import Subscription

LANGUAGES = {
    "en": "English",
    "ar": "Arabic",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
"""As many as Discord offers in one list."""
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
        _line("arXiv categories", ", ".join(profile.categories) or "those this installation reads"),
    ]
    return tuple(line for line in lines if line[1].text)


def in_words(subscription: Subscription) -> Bullets:
    """All of a standing order."""
    papers = "1 paper" if subscription.items == 1 else f"{subscription.items} papers"
    rest = [
        _line("Posted", f"at {_hour(subscription)}, {written_days(subscription.days)}{_paused(subscription)}"),
        _line("Form", f"{subscription.form}, at most {papers}"),
    ]
    if subscription.language != "en":
        said = (
            f"{_language(subscription)}, as noted; what I write myself is English for now, and quotes stay as they are"
        )
        rest.append(_line("Language", said))
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


def _language(subscription: Subscription) -> str:
    return LANGUAGES.get(subscription.language, subscription.language)


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
        *([f"set the categories to {', '.join(new.categories)}"] if old.categories != new.categories else []),
        *_schedule_changed(before, after),
    ]
    return _and(clauses)


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
        yield f"set the form to {after.form}"
    if before.items != after.items:
        yield f"set the length to {after.items}"
    if before.language != after.language:
        yield f"set the language to {_language(after)}"
    if before.answering != after.answering:
        yield f"turned answering without a mention {'on' if after.answering else 'off'}"
    if before.paused != after.paused:
        yield "paused the posts" if after.paused else "resumed the posts"


def _and(clauses: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(clauses[:-1]), *clauses[-1:])))
