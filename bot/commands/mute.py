"""`/mute` and `/unmute`: what a channel does not want to see."""

from collections.abc import Sequence
from dataclasses import replace

from bot.commands.command import Call, Command, Option
from bot.commands.topics import choices
from bot.desk import Desk
from bot.platforms.platform import Choice, Place
from bot.replies import settled
from bot.standing import change, set_up, standing
from bot.wishes import line_named, read_leave_outs, with_lines
from schedules.document import Bullets, Document, Small, Text, plain
from schedules.subscriptions import Subscription

NOTHING = "Nothing is left out here."
HOW = "/mute WORDS leaves something out, /unmute takes it back. Papers nearer to it than to any topic are not posted."


async def mute(call: Call) -> Document:
    more = read_leave_outs(call.options.get("words", ""))
    if not more:
        return await _shown(call)

    def edit(order: Subscription) -> Subscription:
        leave_outs = with_lines(order.profile.leave_outs, more, what="things to leave out")
        return replace(order, profile=replace(order.profile, leave_outs=leave_outs))

    return await settled(call, await change(call, edit))


async def _shown(call: Call) -> Document:
    lines = (await set_up(call.desk, call.where)).profile.leave_outs
    if not lines:
        return Document(NOTHING, (Text(plain(NOTHING)), Small(plain(HOW))))
    numbered = tuple(plain(f"{number}. {line}") for number, line in enumerate(lines, start=1))
    return Document("Left out here", (Text(plain("Left out here:")), Bullets(numbered), Small(plain(HOW))))


async def unmute(call: Call) -> Document:
    def edit(order: Subscription) -> Subscription:
        back = line_named(call.options["words"], order.profile.leave_outs, what="things left out")
        leave_outs = tuple(line for line in order.profile.leave_outs if line != back)
        return replace(order, profile=replace(order.profile, leave_outs=leave_outs))

    return await settled(call, await change(call, edit))


async def complete(desk: Desk, where: Place, typed: str) -> Sequence[Choice]:
    """What the channel leaves out and what is typed stands in."""
    order = await standing(desk, where)
    return choices(order.profile.leave_outs if order else (), typed)


MUTE = Command(
    name="mute",
    summary="Leave something out of the posts here, or see what is left out.",
    run=mute,
    options=(Option("words", "What to leave out, in plain words; several with ; between them."),),
    example="medical imaging",
    manage=True,
)
UNMUTE = Command(
    name="unmute",
    summary="No longer leave something out.",
    run=unmute,
    options=(Option("words", "What it is, some of its words, or its number.", required=True, complete=complete),),
    example="medical imaging",
    manage=True,
)
