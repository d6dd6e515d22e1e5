"""`/topics show`, `/topics add`, `/topics remove`: what a channel wants to read."""

from collections.abc import Sequence
from dataclasses import replace

from bot.commands.command import Call, Command, Option
from bot.desk import Desk
from bot.platforms.platform import Choice, Place
from bot.replies import settled
from bot.standing import NOT_SET_UP, change, next_edition, standing
from bot.wishes import line_named, read_interests, with_lines
from bot.wording import interests
from retrieval.errors import BadInput, clip
from retrieval.profile import Profile
from schedules.document import Actions, Bullets, Button, Document, Heading, Small, Text, plain
from schedules.subscriptions import Subscription

HOW = "/topics add and /topics remove change them, /mute leaves something out; those who run this channel can."
NOBODYS = Profile()
LAST_TOPIC = "It has no topics now: the newest papers of its categories come first."


async def show(call: Call) -> Document:
    order = await standing(call.desk, call.where)
    if order is None:
        return Document(NOT_SET_UP, (Text(plain(NOT_SET_UP)), Actions((Button("Set up", "setup", ""),))))
    planned = await next_edition(order, call.where, call.desk)
    blocks = (
        Heading("What this channel reads for"),
        Bullets(interests(order)),
        Text(plain(planned)),
        Small(plain(HOW)),
    )
    return Document("What this channel reads for", blocks)


async def add(call: Call) -> Document:
    more = read_interests(call.options["words"])
    if more == NOBODYS:
        raise BadInput("There is no word of a topic in that; try /topics add KV cache compression.")

    def edit(order: Subscription) -> Subscription:
        held = order.profile
        wider = replace(
            held,
            topics=with_lines(held.topics, more.topics, what="topics"),
            leave_outs=with_lines(held.leave_outs, more.leave_outs, what="things to leave out"),
            authors=with_lines(held.authors, more.authors, what="authors"),
            venues=with_lines(held.venues, more.venues, what="venues"),
        )
        return replace(order, profile=wider)

    return await settled(call, await change(call, edit))


async def remove(call: Call) -> Document:
    def edit(order: Subscription) -> Subscription:
        gone = line_named(call.options["topic"], order.profile.topics, what="topics")
        topics = tuple(topic for topic in order.profile.topics if topic != gone)
        return replace(order, profile=replace(order.profile, topics=topics))

    done = await change(call, edit)
    none_left = () if done.after.profile.topics else (Small(plain(LAST_TOPIC)),)
    return await settled(call, done, after=none_left)


async def complete(desk: Desk, where: Place, typed: str) -> Sequence[Choice]:
    """The channel's topics that hold what is typed."""
    order = await standing(desk, where)
    return choices(order.profile.topics if order else (), typed)


def choices(lines: Sequence[str], typed: str) -> list[Choice]:
    """The lines that hold what is typed. A value is cut at 90 characters; `line_named` finds the line by them."""
    wanted = typed.casefold()
    return [Choice(clip(line, 90), line[:90]) for line in lines if wanted in line.casefold()]


TOPICS_SHOW = Command(name="topics show", summary="Say what this channel reads for.", run=show)
TOPICS_ADD = Command(
    name="topics add",
    summary="Read about this too.",
    run=add,
    options=(Option("words", "The topic in plain words; several with ; between them.", required=True),),
    example="KV cache compression",
    manage=True,
)
TOPICS_REMOVE = Command(
    name="topics remove",
    summary="Read no more about this.",
    run=remove,
    options=(Option("topic", "The topic, some of its words, or its number.", required=True, complete=complete),),
    example="2",
    manage=True,
)
