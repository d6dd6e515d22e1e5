"""`/preview`: what would be posted now, to be looked at and posted."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.budget import allowance
from bot.commands.command import Call, Command
from bot.orders import FORM
from bot.own_taste import TASTE, by_own_taste, wanted
from bot.record import used
from bot.scope import papers_of
from bot.standing import NOT_SET_UP, fresh, next_edition, standing
from retrieval.errors import BadInput
from schedules.document import Actions, Button, Document, Small, Text, plain
from schedules.edition import Edition
from schedules.making import local_day
from schedules.parcels import HeldUp
from schedules.subscriptions import Subscription

PROOF = "This is a preview. Post makes exactly this today's edition, and then none comes at the hour."
NOTHING_TO_POST = "This is a preview. There is nothing to post yet; the hour brings what has come in by then."
DEFAULTS = f"A preview with the default settings. {NOT_SET_UP}"
IN_A_THREAD = "In a thread everybody would see it; ask for a preview in the channel itself, and I show it to you alone."


async def run(call: Call) -> Document:
    return await proof(call)


async def proof(call: Call) -> Document:
    """The edition that would be posted now, laid by for a button Post; or today's, where it is out.

    Raises BadInput in a thread, and what `Pressroom.proof` raises.
    """
    if call.where.thread:
        raise BadInput(IN_A_THREAD)
    held = await standing(call.desk, call.where)
    order = held or fresh(call.where)
    today = await call.desk.edition(call.where, local_day(order, call.desk.now())) if held else None
    if today is not None:
        return await (by_own_taste(call, today) if wanted(call) else _already(call, order, today))
    edition = await call.desk.press.proof(order)
    await used(call, "digest", (), edition.usage)
    if wanted(call):
        return await by_own_taste(call, edition)
    await call.desk.listed(call.where, list(papers_of(edition)), call.whose)
    post = await _in_form(call, order, edition)
    if held is None:
        offer = (Small(plain(DEFAULTS)), Actions((Button("Set up", "setup", ""),)))
        return replace(post, blocks=(*post.blocks, *offer))
    if not edition.items:
        return replace(post, blocks=(*post.blocks, Small(plain(NOTHING_TO_POST))))
    note = await call.desk.notes.keep(edition, server=call.where.server, person=call.who.id, at=call.desk.now())
    return replace(post, blocks=(*post.blocks, Small(plain(PROOF)), Actions((Button("Post", "post", note),))))


async def _already(call: Call, order: Subscription, today: Edition) -> Document:
    held_up = await call.desk.press.held_up(today)
    said = f"{out_since(order, today, held_up)} {await next_edition(order, call.where, call.desk)}"
    post = await _in_form(call, order, today)
    return replace(post, blocks=(Text(plain(said)), *post.blocks))


def out_since(order: Subscription, edition: Edition, held_up: HeldUp | None = None) -> str:
    """When the day's edition was made, where the channel is, and what keeps it from the channel if anything does."""
    made = edition.window.end.astimezone(ZoneInfo(order.zone))
    if held_up is not None:
        then = " I keep trying." if held_up.trying else ""
        return f"Today's edition was made at {made:%H:%M} ({order.zone}) but is not delivered: {held_up.why}{then}"
    return f"Today's edition is out already: it was made at {made:%H:%M} ({order.zone})."


async def _in_form(call: Call, order: Subscription, edition: Edition) -> Document:
    document, usage = await call.desk.press.shown(
        edition, call.options.get("form", order.form), allowance=await allowance(call.desk, call.who, call.where)
    )
    await used(call, "digest", (), usage)
    return document


PREVIEW = Command(
    name="preview",
    summary="See what would be posted now, and post it if you like.",
    run=run,
    options=(FORM, TASTE),
    private=None,
    manage=True,
)
