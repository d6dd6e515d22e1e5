"""`/setup`: what a channel reads for, when and in which form it is posted."""

import asyncio
import contextlib
from datetime import date, timedelta

import structlog

from bot.commands.command import Call, Command, Option
from bot.dates import long_date
from bot.orders import ANSWER, DAYS, FORM, ITEMS, LANGUAGE, fields, with_interests, with_schedule
from bot.platforms.platform import Form
from bot.record import used
from bot.replies import drafted, not_yet, settled
from bot.standing import Changed, change, fresh, revision_of, standing, yesterday
from bot.wording import in_words
from retrieval.errors import BadInput, PaperwireError
from schedules.document import Block, Button, Divider, Document, Heading, Small, Span, Text, plain
from schedules.edition import Edition
from schedules.making import local_day
from schedules.subscriptions import Subscription

log = structlog.get_logger(__name__)

DRY_RUN_SECONDS = 20
HOW = 'Write what you want to change, such as /setup topics:"KV cache; pruning" when:"09:00 Berlin".'
NEXT = (Button("Hour, days, form", "schedule", ""), Button("Preview now", "preview", ""))
NO_PROOF = "What I would post can't be shown just now; /preview tries again."
TAKES_LONG = "Reading the papers takes longer than you should wait here; /preview shows what I would post."


async def run(call: Call) -> Document:
    if not set(call.options) - {"draft"}:
        return await _as_it_stands(call)
    try:
        done = await change(
            call, lambda order: _edited(call, order), revision=call.options.get("revision", ""), new=True
        )
    except BadInput as error:
        return await not_yet(call, SETUP, error)
    dry_run = await _dry_run(call, done.after) if _reads_differently(done) else ()
    return await settled(call, done, buttons=NEXT, after=dry_run)


def _edited(call: Call, order: Subscription) -> Subscription:
    """A form shows every list of interests, so that what is empty there is to be emptied."""
    whole = "revision" in call.options
    return with_schedule(with_interests(order, call.options, whole=whole), call.options)


async def form(call: Call) -> Form:
    held = await standing(call.desk, call.where)
    names = [option.name for option in OPTIONS]
    shown = fields(held or fresh(call.where), *names, written=await drafted(call))
    return Form("setup", "Set up this channel", shown, {"revision": revision_of(held)})


async def _as_it_stands(call: Call) -> Document:
    """Nothing was said and no form could be shown."""
    held = await standing(call.desk, call.where)
    said = "This channel is set up like this:" if held else "This channel is not set up yet. These are the defaults:"
    settings = in_words(held or fresh(call.where), by_model=call.desk.by_model)
    blocks = (Heading("Settings"), Text(plain(said)), settings, Small(plain(HOW)))
    return Document(said, blocks)


def _reads_differently(done: Changed) -> bool:
    if done.before is None:
        return True
    old, new = done.before, done.after
    return _shown_by(old) != _shown_by(new)


def _shown_by(order: Subscription) -> tuple[object, ...]:
    """What a post of these settings depends on, the hour aside."""
    return order.profile, order.form, order.items, order.language


async def _dry_run(call: Call, order: Subscription) -> tuple[Block, ...]:
    """What these settings bring, had there been a post; a sentence when it can't be had. Never raises."""
    try:
        async with asyncio.timeout(DRY_RUN_SECONDS):
            said, edition = await _tried_out(call, order)
        await used(call, "digest", (), edition.usage)
        if not edition.items:
            return (Small(plain(f"There is nothing to show yet. {edition.quiet}".rstrip())),)
    except TimeoutError:
        return (Small(plain(TAKES_LONG)),)
    except PaperwireError as error:
        return (Small(plain(f"I can't show yet what I would post: {error.for_people}")),)
    except Exception as error:  # noqa: BLE001 - the settings are stored: nothing that comes after may hide that
        log.warning("dry run failed", subscription=order.id, error=type(error).__name__)
        return (Small(plain(NO_PROOF)),)
    return Divider(), Text((Span(said, bold=True),)), *(await call.desk.press.shown(edition, order.form))[0].blocks


async def _tried_out(call: Call, order: Subscription) -> tuple[str, Edition]:
    """The post of yesterday; where nothing stored makes one, that which would be made now."""
    day = yesterday(order, call.desk)
    with contextlib.suppress(BadInput):
        edition = await call.desk.press.proof(order, day=day)
        if edition.items:
            return _dated(call, order, day), edition
    return "This is what I would post now:", await call.desk.press.proof(order)


def _dated(call: Call, order: Subscription, day: date) -> str:
    ago = "yesterday" if day == local_day(order, call.desk.now()) - timedelta(days=1) else f"on {day:%A}"
    return f"This is what I would have posted {ago}, {long_date(day)}:"


OPTIONS = (
    Option("topics", "What you want to read about, in plain words, with ; between them. Empty: the newest papers."),
    Option("leave_out", "What you don't want to see, with ; between."),
    Option("authors", "Names of authors whose papers always count, with commas between."),
    Option("categories", "arXiv categories to read, such as cs.CL, cs.LG."),
    Option("when", "Hour and time zone of the post, such as 09:00 Europe/Berlin."),
    DAYS,
    FORM,
    ITEMS,
    LANGUAGE,
    ANSWER,
    Option("venues", "Journals and conferences that speak for a paper, with commas between."),
)

SETUP = Command(
    name="setup",
    summary="Say what this channel wants to read, and when.",
    run=run,
    options=OPTIONS,
    example='"KV cache compression; speculative decoding" when:"09:00 Europe/Berlin" days:mon-fri',
    manage=True,
    form=form,
    carries=("revision", "draft"),
)
