"""Days of the week as people write them, and back. Pure."""

import re
from collections.abc import Iterable

from bot.hours import flat
from retrieval.errors import BadInput, clip
from retrieval.text.series import series
from schedules.subscriptions import WEEKDAYS

_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = {
    name: day
    for day, full in enumerate(_DAY_NAMES)
    for name in (
        full,
        f"{full}s",
        full[:3],
        full[:2],
        *({"tue": ("tues",), "thu": ("thur", "thurs")}.get(full[:3], ())),
    )
}
_SEVERAL = {
    **dict.fromkeys(("daily", "all", "always", "every day", "everyday", "all days", "all week"), WEEKDAYS),
    **dict.fromkeys(("weekdays", "weekday", "workdays", "working days", "week days"), WEEKDAYS[:5]),
    **dict.fromkeys(("weekend", "weekends"), WEEKDAYS[5:]),
}


def read_days(text: str) -> tuple[str, ...]:
    """The weekdays in a text such as `mon-fri`, `weekdays`, `daily` or `mon, wed and fri`, Monday first.

    Raises BadInput.
    """
    said = flat(text)
    if said in _SEVERAL:
        return _SEVERAL[said]
    said = re.sub(r"\s*(?:-|–|—|\bto\b|\bthrough\b|\bbis\b)\s*", "-", said)
    parts = [part for part in re.split(r"[\s,;+&/]+|\band\b|\bevery\b|\bon\b", said) if part]
    days = {day for part in parts for day in _days_of(part, text)}
    if not days:
        raise _no_days(text)
    return tuple(name for number, name in enumerate(WEEKDAYS) if number in days)


def _days_of(part: str, text: str) -> Iterable[int]:
    if part in _SEVERAL:
        return [WEEKDAYS.index(name) for name in _SEVERAL[part]]
    ends = [_DAY.get(end.rstrip(".")) for end in part.split("-")]
    if len(ends) > 2 or None in ends:
        raise _no_days(text)
    first, last = ends[0] or 0, ends[-1] or 0
    return [(first + ahead) % 7 for ahead in range((last - first) % 7 + 1)]


def _no_days(text: str) -> BadInput:
    return BadInput(
        f"“{clip(text)}” are no days of the week I can read; write them like mon-fri, daily or mon,wed,fri."
    )


def written_days(days: Iterable[str]) -> str:
    """`every day`, `Monday to Friday`, `Monday, Wednesday and Friday`: as `read_days` reads it."""
    numbers = sorted(WEEKDAYS.index(day) for day in days)
    names = [_DAY_NAMES[number].capitalize() for number in numbers]
    if len(numbers) == 7:
        return "every day"
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{names[0]} to {names[-1]}"
    return series(names)
