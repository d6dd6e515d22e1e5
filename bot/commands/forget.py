"""`/forget me` and `/forget channel`: what was noted of a person, or learned in a channel, is removed."""

from typing import get_args

from bot.commands.command import Call, Command
from bot.remembering import remembers
from schedules.document import Actions, Button, Document, Small, Text, plain
from schedules.opinions import OpinionKind

NOTHING = "There was nothing to forget."
LEARNED = tuple(kind for kind in get_args(OpinionKind) if kind != "saved")
SAVED_STAY = "Lists of saved papers belong to those who made them, and stay; /forget me removes your own."
ELSEWHERE = "This goes for this server alone; say it in the others too."
MARKS = ("like, save or other mark", "marks (likes, saves …)")
FOLLOWS = ("follow", "follows")
OBJECTIONS = ("objection as an author", "objections as an author")
QUESTIONS = ("question", "questions with their answers")


async def me(call: Call) -> Document:
    return await _gone(call) if call.options.get("sure") == "yes" else await _what_would_go(call)


async def _what_would_go(call: Call) -> Document:
    """Asked first: a list of saved papers and follows cannot be brought back."""
    desk, where = call.desk, call.where
    person = await desk.pseudonym(where.platform, call.who.id)
    marks = len(await desk.opinions.of_person(person, server=where.server))
    follows = len(await desk.follows.of_person(where.platform, where.server, call.who.id))
    held = [
        _count(marks, *MARKS),
        _count(follows, *FOLLOWS),
        "what you asked me in threads, with the answers",
        "what you objected to as an author",
    ]
    said = f"This would remove, for good: {', '.join(filter(None, held))}."
    yes = Actions((Button("Yes, forget it", "forget me", "sure:yes"),))
    return Document(said, (Text(plain(said)), Small(plain(ELSEWHERE)), yes))


async def _gone(call: Call) -> Document:
    desk, where = call.desk, call.where
    person = await desk.pseudonym(where.platform, call.who.id)
    counts = (
        _count(await desk.opinions.forget(person=person, server=where.server), *MARKS),
        _count(await desk.follows.forget(where.platform, where.server, call.who.id), *FOLLOWS),
        _count(await desk.threads.forget(call.who.id, server=where.server), *QUESTIONS),
        _count(await desk.press.forget_objections(person, server=where.server), *OBJECTIONS),
    )
    gone = ", ".join(filter(None, counts))
    said = f"Forgotten: {gone}." if gone else NOTHING
    return Document(said, (Text(plain(said)), Small(plain(ELSEWHERE))))


def _count(number: int, one: str, many: str) -> str:
    """`1 follow`; empty for none."""
    return f"{number} {one if number == 1 else many}" if number else ""


async def channel(call: Call) -> Document:
    where = call.where
    gone = await call.desk.opinions.forget(server=where.server, channel=where.channel, kinds=LEARNED)
    marks = f"{gone} {'mark' if gone == 1 else 'marks'} that people made in this channel" if gone else ""
    parts = ", and ".join(filter(None, (marks, await _memory_gone(call))))
    said = f"Forgotten: {parts}." if parts else NOTHING
    return Document(said, (Text(plain(said)), Small(plain(SAVED_STAY))))


async def _memory_gone(call: Call) -> str:
    """What editions here remembered of one another, in words; the editions themselves stay where they were posted."""
    whose = await remembers(call.desk, call.where)
    gone = await call.desk.memories.forget(whose) if whose else 0
    return "what earlier editions remembered: threads, notes and predictions" if gone else ""


FORGET_ME = Command(
    name="forget me",
    summary="Remove what was noted of you in this server: likes, saves, follows, questions.",
    run=me,
    private=None,
    carries=("sure",),
)
FORGET_CHANNEL = Command(
    name="forget channel",
    summary="Remove what was learned from people in this channel, and what its editions remember.",
    run=channel,
    manage=True,
)
