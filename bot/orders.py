"""What the options of `/setup` and `/schedule` make of a standing order, and the fields that ask for them. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.commands.command import Option
from bot.hours import read_when, read_zone, written_when, written_zone
from bot.languages import NAMES, named, offered, read_language
from bot.platforms.platform import Choice, Field, Place
from bot.weekdays import read_days, written_days
from bot.wishes import read_authors, read_categories, read_interests, read_leave_outs, read_venues, with_lines
from bot.wording import ANSWERING
from retrieval.errors import BadInput, clip
from retrieval.profile import Profile
from schedules.forms import FORMS, in_words
from schedules.subscriptions import Subscription

if TYPE_CHECKING:
    from bot.desk import Desk

MOST_ITEMS = 10
FORM_NAMES = tuple(form.name for form in FORMS)

DAYS = Option("days", "On which days: mon-fri, daily, or mon,wed,fri.")
FORM_WORDS = tuple(map(in_words, FORM_NAMES))

FORM = Option("form", "What the post looks like.", "choice", choices=FORM_NAMES, written=FORM_WORDS)
ITEMS = Option("items", f"How many papers a post holds at most, from 1 to {MOST_ITEMS}.", "number")


async def _languages(_desk: "Desk", _where: Place, typed: str) -> Sequence[Choice]:
    return offered(typed)


LANGUAGE = Option("language", "The language of the posts, such as German or de.", complete=_languages)
ANSWER = Option(
    "answering", "Whether I answer questions in threads on my posts without a mention.", "choice", choices=ANSWERING
)


def with_interests(order: Subscription, given: Mapping[str, str], *, whole: bool) -> Subscription:
    """The order with the topics, leave-outs, authors, venues and categories that are given; `whole`: and no others.

    What is written among the topics may speak of the rest as well (“pruning, but not of trees”).
    Raises BadInput.
    """
    held = order.profile
    asked = {name: given.get(name, "") for name in ("topics", "leave_out", "authors", "venues", "categories")}
    wanted = {name: text for name, text in asked.items() if whole or name in given}
    said = read_interests(wanted["topics"]) if "topics" in wanted else Profile(topics=held.topics)
    leave_outs = read_leave_outs(wanted["leave_out"]) if "leave_out" in wanted else held.leave_outs
    authors = read_authors(wanted["authors"]) if "authors" in wanted else held.authors
    venues = read_venues(wanted["venues"]) if "venues" in wanted else held.venues
    profile = Profile(
        topics=said.topics,
        leave_outs=with_lines(leave_outs, said.leave_outs, what="things to leave out"),
        authors=with_lines(authors, said.authors, what="authors"),
        venues=with_lines(venues, said.venues, what="venues"),
        categories=read_categories(wanted["categories"]) if "categories" in wanted else held.categories,
    )
    return replace(order, profile=profile)


def with_schedule(order: Subscription, given: Mapping[str, str]) -> Subscription:
    """The order with the hour, zone, days, form, length, language and answering that are given. Raises BadInput."""
    hour, zone = order.hour, order.zone
    if when := given.get("when") or given.get("hour"):
        hour, zone = read_when(when, hour=hour, zone=zone)
    if "zone" in given:
        zone = read_zone(given["zone"])
    return replace(
        order,
        hour=hour,
        zone=zone,
        days=read_days(given["days"]) if "days" in given else order.days,
        form=given.get("form", order.form),
        items=_items(given["items"]) if "items" in given else order.items,
        language=read_language(given["language"]) if "language" in given else order.language,
        answering=given["answering"] == "yes" if "answering" in given else order.answering,
    )


def _items(given: str) -> int:
    if not 1 <= int(given) <= MOST_ITEMS:
        raise BadInput(f"A post holds 1 to {MOST_ITEMS} papers, not {clip(given)}; write a number such as 5.")
    return int(given)


_FIELDS: Mapping[str, Callable[[Subscription], Field]] = {
    "topics": lambda order: Field(
        "topics",
        "Topics, one a line",
        "KV cache compression; empty: the newest",
        _lines(order.profile.topics),
        long=True,
    ),
    "leave_out": lambda order: Field(
        "leave_out", "Leave out, one a line", "Medical imaging", _lines(order.profile.leave_outs), long=True
    ),
    "authors": lambda order: Field(
        "authors", "Authors whose papers always count", "Ana Sun, Bo Zhu", ", ".join(order.profile.authors)
    ),
    "venues": lambda order: Field(
        "venues", "Journals and conferences you go by", "NeurIPS, Nature", ", ".join(order.profile.venues)
    ),
    "categories": lambda order: Field(
        "categories", "arXiv categories", "cs.CL, cs.LG", ", ".join(order.profile.categories)
    ),
    "when": lambda order: Field(
        "when", "Hour and time zone", "09:00 Europe/Berlin", written_when(order.hour, order.zone)
    ),
    "hour": lambda order: Field("hour", "Hour", "09:00", f"{order.hour:%H:%M}"),
    "zone": lambda order: Field("zone", "Time zone", "Europe/Berlin, New York or UTC+2", written_zone(order.zone)),
    "days": lambda order: Field("days", "Days", "mon-fri, daily, or mon,wed,fri", written_days(order.days)),
    "form": lambda order: Field("form", "Form of the post", "", in_words(order.form), choices=FORM_WORDS),
    "items": lambda order: Field("items", "Papers in a post, 1 to 10", "5", str(order.items)),
    "language": lambda order: Field("language", "Language of the posts", "", named(order.language), choices=NAMES),
    "answering": lambda order: Field(
        "answering", "Answer in threads without a mention", "", ANSWERING[order.answering], choices=ANSWERING
    ),
}


def fields(order: Subscription, *names: str, written: Mapping[str, str]) -> tuple[Field, ...]:
    """The fields of a form with what is set now, or what somebody wrote there before."""
    made = [_FIELDS[name](order) for name in names]
    return tuple(replace(field, value=written.get(field.name, field.value)) for field in made)


def _lines(lines: tuple[str, ...]) -> str:
    return "\n".join(lines)
