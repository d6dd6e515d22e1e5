"""Hours and time zones as people write them, and back. Pure.

Whatever is typed gives a value or BadInput with one sentence and an example; what these functions
write they also read.
"""

import difflib
import functools
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo, available_timezones

from retrieval.errors import BadInput, clip

LONGEST = 100
"""Characters that an hour, a zone or a list of days may have."""
EXAMPLE = "write it like 09:00 Europe/Berlin"

_COUNTED = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_HOUR_WORD = "|".join(_COUNTED)
_HOUR = rf"""(?:
      (?P<named>noon|midday|midnight)
    | (?P<part>half\s+past|quarter\s+past|quarter\s+to)\s+(?:(?P<part_digits>\d{{1,2}})|(?P<part_word>{_HOUR_WORD}))
      (?:\s*(?P<part_half>[ap])\.?m\b\.?)?
    | (?:(?P<hour>\d{{1,2}})(?:\s*[:.h]\s*(?P<minute>\d{{2}}))?|(?P<four>\d{{4}})|(?P<word>{_HOUR_WORD}))
      (?:\s*(?P<half>[ap])\.?m\b\.?|\s*(?:o['’]?\s?clock|uhr|hrs?|h)\b)?
)"""
_HOUR_FIRST = re.compile(rf"(?:at\s+|um\s+)?{_HOUR}(?:[\s,;(]+(?P<rest>.+))?", re.VERBOSE | re.ASCII)
_HOUR_LAST = re.compile(rf"(?P<rest>.+?)[\s,;)]+(?:at\s+|um\s+)?{_HOUR}", re.VERBOSE | re.ASCII)
_NAMED = {"noon": 12, "midday": 12, "midnight": 0}
_OFFSET = re.compile(r"(?:utc|gmt)?\s?(?P<sign>[+-])\s?(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?", re.ASCII)
_BY_CITY = {
    **dict.fromkeys(("est", "edt", "et", "eastern"), "America/New_York"),
    **dict.fromkeys(("cst", "cdt", "ct", "central"), "America/Chicago"),
    **dict.fromkeys(("mst", "mdt", "mt", "mountain"), "America/Denver"),
    **dict.fromkeys(("pst", "pdt", "pt", "pacific"), "America/Los_Angeles"),
    **dict.fromkeys(("aest", "aedt"), "Australia/Sydney"),
    "hst": "Pacific/Honolulu",
    "bst": "Europe/London",
    "cest": "Europe/Berlin",
    "ist": "Asia/Kolkata",
    "jst": "Asia/Tokyo",
    "kst": "Asia/Seoul",
    "sgt": "Asia/Singapore",
    "hkt": "Asia/Hong_Kong",
    "msk": "Europe/Moscow",
}
"""Abbreviations that mean several zones, or half a year only: a city says what is meant."""
_NO_CITY = ("Etc/", "SystemV/", "posix/", "right/", "US/", "Canada/", "Mexico/", "Brazil/", "Chile/")
_NO_ZONE = {"Factory", "localtime", "posixrules"}
_SAMPLES = tuple(datetime(year, month, 1, tzinfo=UTC) for year in range(2024, 2034) for month in (1, 4, 7, 10))


def read_when(text: str, *, hour: time, zone: str) -> tuple[time, str]:
    """The hour and zone in a text such as `09:00 Europe/Berlin`, `9am Berlin` or `half past nine`.

    What is not named stays as given. Raises BadInput.
    """
    said = flat(text)
    found = _HOUR_FIRST.fullmatch(said) or _HOUR_LAST.fullmatch(said)
    if found is None:
        return hour, _only_zone(text, said)
    rest = found["rest"]
    return _hour(found, text), read_zone(rest) if rest else zone


def _only_zone(text: str, said: str) -> str:
    if re.search(r"\d", said) and not re.search(r"[+-]\s?\d|/", said):
        raise BadInput(f"“{clip(text)}” has no hour I can read; {EXAMPLE}, 9am Berlin or 17:30 UTC.")
    return read_zone(text)


def _hour(found: re.Match[str], text: str) -> time:
    if found["named"]:
        return time(_NAMED[found["named"]])
    if found["part"]:
        return _part_of_hour(found, text)
    if found["four"]:
        return _time(int(found["four"][:2]), int(found["four"][2:]), text)
    return _time(_clock(found["hour"], found["word"], found["half"], text), int(found["minute"] or 0), text)


def _part_of_hour(found: re.Match[str], text: str) -> time:
    hour = _clock(found["part_digits"], found["part_word"], found["part_half"], text)
    part = " ".join(found["part"].split())
    if part == "quarter to":
        return _time((hour - 1) % 24, 45, text)
    return _time(hour, 30 if part == "half past" else 15, text)


def _clock(digits: str | None, word: str | None, half: str | None, text: str) -> int:
    """An hour of the day; with `a` or `p`, one of twelve."""
    hour = int(digits) if digits else _COUNTED.index(word or "") + 1
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise BadInput(f"“{clip(text)}” is no hour: am and pm go with 1 to 12; {EXAMPLE}.")
    return hour % 12 + (12 if half == "p" else 0)


def _time(hour: int, minute: int, text: str) -> time:
    if hour > 23 or minute > 59:
        raise BadInput(f"“{clip(text)}” is no hour of a day, which go from 00:00 to 23:59; {EXAMPLE}.")
    return time(hour, minute)


def read_zone(text: str) -> str:
    """The IANA name of a zone given by name, city or whole hours from UTC (`UTC+2`), in any letter case.

    Raises BadInput, with the nearest name if one is near.
    """
    said = flat(text)
    said = re.sub(r"^(?:in|zone)\s+|\s+(?:local\s+)?time(?:\s?zone)?$|[()]", "", said).strip()
    if said in ("z", "zulu"):
        return "UTC"
    if offset := _OFFSET.fullmatch(said):
        return _of_offset(offset, text)
    if said in _BY_CITY:
        raise BadInput(f"“{clip(text)}” does not hold all year, or everywhere; name a city, such as {_BY_CITY[said]}.")
    wanted = said.replace(" ", "_")
    found = _by_name().get(wanted) or _one(_by_city().get(wanted, ()), text)
    if found is None:
        raise BadInput(f"I know no time zone “{clip(text)}”; {_hint(wanted)}.")
    return found


def _of_offset(found: re.Match[str], text: str) -> str:
    """Etc/GMT counts westwards: `UTC+2` is Etc/GMT-2."""
    east = int(found["sign"] + found["hours"])
    if int(found["minutes"] or 0) or not -12 <= east <= 14:
        raise BadInput(f"“{clip(text)}” is not a whole number of hours from UTC; name a city, such as Asia/Kolkata.")
    return "UTC" if east == 0 else f"Etc/GMT{-east:+d}"


def _one(zones: Iterable[str], text: str) -> str | None:
    """The zone of a city; of several that keep the same time, the most exact name."""
    names = sorted(zones, key=lambda zone: (-zone.count("/"), zone))
    if len({tuple(moment.astimezone(ZoneInfo(name)).utcoffset() for moment in _SAMPLES) for name in names}) > 1:
        raise BadInput(f"“{clip(text)}” may be {' or '.join(sorted(names))}; write one of them out.")
    return names[0] if names else None


def _hint(wanted: str) -> str:
    cities = difflib.get_close_matches(wanted, [*_by_name(), *_by_city()], n=1, cutoff=0.75)
    if not cities:
        return "name a large city near you, such as Berlin or New York, or write UTC+2"
    near = _by_name().get(cities[0]) or min(_by_city()[cities[0]])
    return f"the nearest is {near}"


@functools.cache
def _by_name() -> dict[str, str]:
    return {name.casefold(): name for name in sorted(available_timezones() - _NO_ZONE)}


@functools.cache
def _by_city() -> dict[str, tuple[str, ...]]:
    cities: dict[str, tuple[str, ...]] = {}
    for name in _by_name().values():
        if "/" in name and not name.startswith(_NO_CITY):
            city = name.rsplit("/", 1)[1].casefold()
            cities[city] = (*cities.get(city, ()), name)
    return cities


def written_when(hour: time, zone: str) -> str:
    """`09:00 Europe/Berlin`, as `read_when` reads it."""
    return f"{hour:%H:%M} {written_zone(zone)}"


def written_zone(zone: str) -> str:
    """`Europe/Berlin`; `UTC+2` where the zone is no more than that."""
    found = re.fullmatch(r"Etc/GMT([+-])(\d+)", zone)
    if not found or found[2] == "0":
        return zone
    return f"UTC{'-' if found[1] == '+' else '+'}{found[2]}"


def flat(text: str) -> str:
    """One case, one kind of space and digit. Raises BadInput for what is too long to be meant."""
    if len(text) > LONGEST:
        raise BadInput(f"“{clip(text)}” is too long for an hour, a zone or days; {EXAMPLE}, or mon-fri.")
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    if not plain:
        raise BadInput(f"Nothing is written there; {EXAMPLE}.")
    return plain
