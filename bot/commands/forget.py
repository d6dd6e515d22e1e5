"""`/forget me` and `/forget channel`: what was noted of a person, or learned in a channel, is removed."""

from typing import get_args

from bot.commands.command import Call, Command
from schedules.document import Document, Small, Text, plain
from schedules.opinions import OpinionKind

NOTHING = "There was nothing to forget."
LEARNED = tuple(kind for kind in get_args(OpinionKind) if kind != "saved")
SAVED_STAY = "Lists of saved papers belong to those who made them, and stay; /forget me removes your own."
ELSEWHERE = "This goes for this server alone; say it in the others too."


async def me(call: Call) -> Document:
    desk, where = call.desk, call.where
    person = await desk.pseudonym(where.platform, call.who.id)
    counts = (
        (
            await desk.opinions.forget(person=person, server=where.server),
            "like, save or other mark",
            "marks (likes, saves …)",
        ),
        (await desk.follows.forget(where.platform, where.server, call.who.id), "follow", "follows"),
        (await desk.threads.forget(call.who.id, server=where.server), "question", "questions with their answers"),
    )
    gone = [f"{count} {one if count == 1 else many}" for count, one, many in counts if count]
    said = f"Forgotten: {', '.join(gone)}." if gone else NOTHING
    return Document(said, (Text(plain(said)), Small(plain(ELSEWHERE))))


async def channel(call: Call) -> Document:
    where = call.where
    noted = await call.desk.opinions.of_channel(where.platform, where.server, where.channel, kinds=LEARNED)
    gone = [await call.desk.opinions.remove(opinion) for opinion in noted].count(True)
    said = (
        f"Forgotten: {gone} {'mark' if gone == 1 else 'marks'} that people made in this channel." if gone else NOTHING
    )
    return Document(said, (Text(plain(said)), Small(plain(SAVED_STAY))))


FORGET_ME = Command(
    name="forget me",
    summary="Remove what was noted of you in this server: likes, saves, follows, questions.",
    run=me,
    private=None,
)
FORGET_CHANNEL = Command(
    name="forget channel",
    summary="Remove what was learned from people in this channel.",
    run=channel,
    manage=True,
)
