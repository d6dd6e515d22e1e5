"""The product's own sentences in the languages of channels, one catalogue a language beside this file.

English is what the code says. `LANGUAGE.toml` has a sentence of it on the left, that in its language on
the right, with the same places in braces: under `said` those that forms say, under `heard` those that come to
them ready-made (reasons, quiet days, what sources say of themselves) and are told again. A sentence that no
catalogue has stays English. Dates are written by the catalogue, too.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from pydantic import TypeAdapter

ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November"),
    "December",
)
_PLACE = re.compile(r"\{(\w+)\}")
_DATE = re.compile(r"(\d{1,2}) ([A-Z][a-z]{2,8})(?: (\d{4}))?")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_FIGURE = r"\$?\d[\d,.]*"
_OF_SENTENCES = frozenset({"reason", "sentence"})
"""Places that hold a sentence of ours, which is told again in its turn."""
_OF_DAYS = frozenset({"day", "other_day"})
_OF_FIGURES = frozenset({"count", "many", "all", "cost"})
"""Places that hold a figure; the others take any text as it is."""


@dataclass(frozen=True, slots=True)
class Dates:
    """How a language writes days. `day`, `full` and `weekday` have `{day}`, `{month}`, `{year}`, `{weekday}` in them.

    `first`: how the first of a month is called; `thousands`: what stands between groups of digits.
    """

    day: str
    full: str
    weekday: str
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    first: str = "1"
    thousands: str = ","


@dataclass(frozen=True, slots=True)
class Words:
    """One language. `words("For you because {reason}.", reason=…)` is that sentence in it."""

    language: str
    dates: Dates
    said: Mapping[str, str] = field(default_factory=dict)
    heard: tuple[tuple[re.Pattern[str], str], ...] = ()

    def __call__(self, sentence: str, **given: object) -> str:
        """The sentence with `given` in its places; in English where the catalogue lacks it."""
        return self.said.get(sentence, sentence).format(**given)

    def again(self, sentence: str) -> str:
        """A sentence that was made in English, in this language where the catalogue knows it, else as it is."""
        for pattern, translation in self.heard:
            if found := pattern.fullmatch(sentence):
                parts = {place: self._within(place, text) for place, text in found.groupdict().items()}
                return translation.format(**parts)
        return sentence

    def _within(self, place: str, text: str) -> str:
        if place in _OF_SENTENCES:
            return self.again(text)
        return self._dated(text) if place in _OF_DAYS else self.grouped(text) if place in _OF_FIGURES else text

    def _dated(self, text: str) -> str:
        found = _DATE.fullmatch(text)
        month = next((n for n, name in enumerate(ENGLISH_MONTHS, 1) if found and name.startswith(found[2])), 0)
        if not (found and month):
            return text
        return self._on(int(found[1]), month, found[3] or "")

    def day(self, day: date) -> str:
        """`6 Mar`."""
        return self._on(day.day, day.month)

    def full_day(self, day: date) -> str:
        """`6 Mar 2026`."""
        return self._on(day.day, day.month, str(day.year))

    def weekday(self, day: date) -> str:
        """`Fri 6 Mar`."""
        shape = self.dates.weekday
        return self._on(day.day, day.month, shape=shape, weekday=self.dates.weekdays[day.weekday()])

    def _on(self, day: int, month: int, year: str = "", *, shape: str = "", weekday: str = "") -> str:
        shape = shape or (self.dates.full if year else self.dates.day)
        named = self.dates.first if day == 1 else str(day)
        return shape.format(day=named, month=self.dates.months[month - 1], year=year, weekday=weekday)

    def grouped(self, figure: str) -> str:
        """A figure that was written the English way, with this language's mark between its groups of digits."""
        return _THOUSANDS.sub(self.dates.thousands, figure)


ENGLISH = Words(
    "en",
    Dates(
        day="{day} {month}",
        full="{day} {month} {year}",
        weekday="{weekday} {day} {month}",
        months=tuple(month[:3] for month in ENGLISH_MONTHS),
        weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    ),
)


@cache  # catalogues are files of the wheel, and every post needs one
def words_of(language: str) -> Words:
    """The words of a language; English where it has no catalogue."""
    if language not in catalogues():
        return ENGLISH
    read: Mapping[str, Any] = tomllib.loads(resources.files(__name__).joinpath(f"{language}.toml").read_text("utf-8"))
    dates = TypeAdapter(Dates).validate_python(read["dates"])
    heard = tuple((_pattern(sentence), translation) for sentence, translation in read["heard"].items())
    return Words(language, dates, read["said"], heard)


def catalogues() -> tuple[str, ...]:
    """The languages that have one; English needs none."""
    files = (file.name for file in resources.files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in files if name.endswith(".toml")))


def _pattern(sentence: str) -> re.Pattern[str]:
    """What finds a sentence of the catalogue again, whatever stands in its places."""
    return re.compile("".join(_pieces(sentence)), re.DOTALL)


def _pieces(sentence: str) -> Iterator[str]:
    at = 0
    for place in _PLACE.finditer(sentence):
        yield re.escape(sentence[at : place.start()])
        yield f"(?P<{place[1]}>{_FIGURE if place[1] in _OF_FIGURES else '.+?'})"
        at = place.end()
    yield re.escape(sentence[at:])


def places(sentence: str) -> frozenset[str]:
    """The names in braces of a sentence of a catalogue."""
    return frozenset(_PLACE.findall(sentence))
