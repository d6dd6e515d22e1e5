"""`/profile`: what this channel reads for, what this person did, and what that changes."""

from collections import Counter
from collections.abc import Iterable

from bot.commands.command import Call, Command
from bot.commands.follow import followed as in_short
from bot.standing import NOT_SET_UP, standing
from bot.taught import taught
from bot.wording import interests
from schedules.document import Block, Bullets, Document, Heading, Inline, Small, Text, plain
from schedules.opinions import Opinion, OpinionKind

DONE: dict[OpinionKind, str] = {
    "up": "liked",
    "down": "disliked",
    "topic": "marked “not this topic”",
    "saved": "saved",
    "asked": "asked about",
    "explained": "had explained",
    "opened": "opened",
    "imported": "named as liked before",
}
LEARNED = (
    "What is posted is picked by the topics, leave-outs, authors and categories above. "
    "What people here like, save, ask about or turn down teaches the picks too; the more of it, the more it counts."
)
HOW = (
    "/digest taste:mine lists a day by your own taste; /learn takes papers you liked before. "
    "/forget me removes what you did; /forget channel, for those who run it, what all did in this channel."
)


async def run(call: Call) -> Document:
    person = await call.desk.pseudonym(call.where.platform, call.who.id)
    mine = await call.desk.opinions.of_person(person, server=call.where.server)
    blocks = (
        *await _channel(call),
        Heading("You, in this server"),
        Bullets((plain(_counted(mine) or "You liked, saved and asked nothing here yet."), *await _follows(call))),
        *_section(
            "What you taught, for lists by your own taste", await taught(call.desk, mine, owner=call.where.server)
        ),
        Text(plain(LEARNED)),
        Small(plain(HOW)),
    )
    return Document("What this channel reads for, and what you did", blocks)


async def _channel(call: Call) -> tuple[Block, ...]:
    if call.where.direct:
        return ()
    order = await standing(call.desk, call.where)
    if order is None:
        return (Text(plain(NOT_SET_UP)),)
    where = call.where
    everybody = await call.desk.opinions.of_channel(where.platform, where.server, where.channel)
    all_of_us = (plain(f"Done by everybody here: {_counts(everybody)}"),) if everybody else ()
    learned = await taught(call.desk, everybody, owner=where.server)
    return (
        Heading("What this channel reads for"),
        Bullets((*interests(order), *all_of_us)),
        *_section("What people here taught", learned),
    )


def _section(heading: str, lines: tuple[Inline, ...]) -> tuple[Block, ...]:
    return (Heading(heading), Bullets(lines)) if lines else ()


def _counted(opinions: Iterable[Opinion]) -> str:
    said = _counts(opinions)
    return f"Papers you {said}" if said else ""


def _counts(opinions: Iterable[Opinion]) -> str:
    """`liked 3 · saved 1`; what one person did with one paper in several channels counts once."""
    held = Counter(kind for kind, _, _ in {(one.kind, one.person, one.paper) for one in opinions})
    return " · ".join(f"{word} {held[kind]}" for kind, word in DONE.items() if held[kind])


async def _follows(call: Call) -> tuple[Inline, ...]:
    follows = await call.desk.follows.of_person(call.where.platform, call.where.server, call.who.id)
    if not follows:
        return ()
    named = "; ".join(map(in_short, follows))
    return (plain(f"You follow, and are told in a direct message: {named}"),)


PROFILE = Command(
    name="profile",
    summary="See what this channel reads for and what was noted of you.",
    run=run,
    private=None,
)
