"""What an edition may cover, and why a day can be quiet. Pure: every moment is an argument."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from schedules.edition import Window

FIRST_REACH = timedelta(days=1)
"""How far the first edition of a channel looks back, when there is no earlier cut-off."""
ARXIV_ZONE = ZoneInfo("America/New_York")


def window(last_cutoff: datetime | None, now: datetime) -> Window:
    """From the last cut-off to `now` (both aware): nothing is covered twice, nothing is left between.

    Raises ValueError when `now` is not after the last cut-off.
    """
    start = last_cutoff if last_cutoff is not None else now - FIRST_REACH
    if now <= start:
        raise ValueError("a window must end after it starts")
    return Window(start.astimezone(UTC), now.astimezone(UTC))


def whole_day(day: date, zone: ZoneInfo) -> Window:
    """A local calendar day, change-over days included (23 or 25 hours long then)."""
    start = datetime.combine(day, datetime.min.time(), zone)
    end = datetime.combine(day + timedelta(days=1), datetime.min.time(), zone)
    return Window(start.astimezone(UTC), end.astimezone(UTC))


def quiet_reason(covered: Window, read: int, failed: Sequence[str], remarks: Sequence[str]) -> str:
    """Why there is nothing to show, in one sentence; `read` papers were held against the profile.

    `failed` are sentences of sources that did not answer, `remarks` what the others said of themselves.
    """
    if read:
        papers = "the one new paper is not" if read == 1 else f"none of the {read} new papers is"
        return f"Nothing for you today: {papers} near enough to your topics."
    if failed:
        return f"Nothing to show, and perhaps wrongly so: {failed[0]}"
    if remarks:
        return f"Nothing new. {remarks[0]}"
    if _weekend(covered):
        return "Nothing new: arXiv announces no papers at the weekend."
    return "Nothing new came in. It may be an arXiv holiday, or the day's announcement is late."


def _weekend(covered: Window) -> bool:
    """No announcement falls into the window: arXiv lists Sunday to Thursday evenings, New York time,

    so that listings carry the dates Monday to Friday (info.arxiv.org/help/availability.html).
    """
    day, last = covered.start.astimezone(ARXIV_ZONE).date(), covered.end.astimezone(ARXIV_ZONE).date()
    days = [day + timedelta(days=n) for n in range((last - day).days + 1)]
    return all(one.weekday() > 4 for one in days)
