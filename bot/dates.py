"""Days as people name them. Pure; today is an argument."""

import re
from datetime import date, timedelta

from retrieval.errors import BadInput, clip

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_NAMES = {name: month for month, full in enumerate(_MONTHS, start=1) for name in (full, full[:3])} | {"sept": 9}
_MONTH = re.compile(r"(?P<month>[a-z]+)(?: (?P<year>[12]\d{3}))?", re.ASCII)
_ANY_MONTH = "|".join(sorted(_NAMES, key=len, reverse=True))
_NTH = r"\d{1,2}(?:st|nd|rd|th)?"
_DAY = re.compile(
    rf"(?:(?P<before>{_NTH})(?: of)? (?P<month>{_ANY_MONTH})|(?P<named>{_ANY_MONTH}) (?P<after>{_NTH}))"
    r"(?:,? (?P<year>[12]\d{3}))?",
    re.ASCII,
)
_SINCE = re.compile(
    r"\bsince\s+(?P<day>yesterday|last\s+(?:week|month|year)|[12]\d{3}(?:-\d{1,2}){0,2}"
    rf"|{_NTH}\s+(?:{_ANY_MONTH})\b(?:,?\s+[12]\d{{3}})?|(?:{_ANY_MONTH})\s+{_NTH}(?:,?\s+[12]\d{{3}})?"
    rf"|(?:{_ANY_MONTH})\b(?:\s+[12]\d{{3}})?)(?![\w-])",
    re.IGNORECASE | re.ASCII,
)


def read_date(text: str, *, today: date) -> date:
    """The day meant by `2026-03-06`, `6 March 2026`, `March 6`, `2026-03`, `May 2026`, `may`, `today` or `last week`.

    A month or year means its first day; a day or month without a year is the latest that has begun.
    Raises BadInput for anything else.
    """
    given = " ".join(text.lower().split())
    backward = {"tomorrow": -1, "today": 0, "yesterday": 1, "last week": 7, "last month": 30, "last year": 365}
    if given in backward:
        return today - timedelta(days=backward[given])
    found = _iso(given) or _named(given, today) or _month(given, today)
    if found is None:
        raise BadInput(f"“{clip(text)}” is not a date I know; write it like 2026-03-06, March 2026 or yesterday.")
    return found


def _iso(given: str) -> date | None:
    if not (found := re.fullmatch(r"([12]\d{3})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", given, re.ASCII)):
        return None
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None


def _named(given: str, today: date) -> date | None:
    if not (found := _DAY.fullmatch(given)):
        return None
    month, day = _NAMES[found["month"] or found["named"]], int((found["before"] or found["after"]).rstrip("sthndr"))
    try:
        if found["year"]:
            return date(int(found["year"]), month, day)
        return date(today.year - ((month, day) > (today.month, today.day)), month, day)
    except ValueError:
        return None


def _month(given: str, today: date) -> date | None:
    found = _MONTH.fullmatch(given)
    if not found or not (month := _NAMES.get(found["month"])):
        return None
    year = int(found["year"]) if found["year"] else today.year - (month > today.month)
    return date(year, month, 1)


def since_in(question: str, *, today: date) -> date | None:
    """The day after “since” in a question, such as “what have we seen on pruning since May?”."""
    if not (found := _SINCE.search(question)):
        return None
    try:
        return read_date(found["day"], today=today)
    except BadInput:
        return None


def without_since(question: str) -> str:
    """The question without the day that `since_in` reads: no paper is about “since May”."""
    return re.sub(r"\s+(?=[?.!,;]|$)", "", _SINCE.sub("", question)).strip(" ,") or question


def long_date(day: date) -> str:
    """`6 March 2026`."""
    return f"{day.day} {day:%B %Y}"
