"""The buttons 👍, 👎 and “Not this topic”: what a person thinks of a paper, and that it was picked."""

from bot.commands.command import Call, Command, Option
from bot.commands.naming import paper_named
from bot.documents import called, of_sentence
from bot.posted import posted
from bot.record import opinion
from retrieval.paper import Paper
from retrieval.rank import short
from schedules.document import Document
from schedules.opinions import OpinionKind

VALUE = 90
"""Characters of a topic that tell `/topics remove` which is meant."""
SIGNS: dict[OpinionKind, str] = {"up": "👍", "down": "👎"}


async def up(call: Call) -> Document:
    return of_sentence(await _felt(call, "up", before="down"))


async def down(call: Call) -> Document:
    return of_sentence(await _felt(call, "down", before="up"))


async def _felt(call: Call, kind: OpinionKind, *, before: OpinionKind) -> str:
    """Keep it; the sentence says what was so before."""
    paper = await paper_named(call, call.options["paper"])
    mine = await opinion(call.desk, call.who, call.where, kind=kind, paper=paper.id)
    others = await call.desk.opinions.of_person(mine.person, server=mine.server, kinds=(before,))
    if not await call.desk.opinions.add(mine):
        return f"{called(paper)} has your {SIGNS[kind]} already."
    if any(one.paper == paper.id for one in others):
        return f"Your {SIGNS[before]} for {called(paper)} is now a {SIGNS[kind]}."
    return f"Noted: {SIGNS[kind]} for {called(paper)}."


async def topic(call: Call) -> Document:
    paper = await paper_named(call, call.options["paper"])
    said = await opinion(call.desk, call.who, call.where, kind="topic", paper=paper.id)
    new = await call.desk.opinions.add(said)
    noted = f"Noted: not this topic, {called(paper)}" if new else f"You said so of {called(paper)} already"
    return of_sentence(f"{noted}{await _picked_for(call, paper)}.")


async def _picked_for(call: Call, paper: Paper) -> str:
    """Why it was picked here, as the rest of a sentence, and who can change that."""
    found = await posted(call.desk, call.where, paper)
    if found is None:
        return ""
    edition, item = found
    line = next((pick.topic for pick in edition.picks if pick.paper_id == paper.id), "")
    if line:
        return f"; it was picked for “{short(line)}”, {await _way_out(call, line)}"
    return f"; it was picked because {item.because}"


async def _way_out(call: Call, topic: str) -> str:
    """How no more is posted for this topic; it may be gone from the settings since."""
    held = await call.desk.subscriptions.of_channel(call.where.platform, call.where.channel)
    if held is not None and topic not in held.profile.topics:
        return "which this channel does not read for any more"
    return f"and those who manage this channel can end that with /topics remove {topic[:VALUE]}"


_PAPER = (Option("paper", "The paper of the message; its button fills this in.", "paper", required=True),)

UP = Command(
    name="up",
    summary="Say that a paper was worth showing.",
    run=up,
    options=_PAPER,
    private=None,
    example="2506.07751",
    listed=False,
)
DOWN = Command(
    name="down",
    summary="Say that a paper was not worth showing.",
    run=down,
    options=_PAPER,
    private=None,
    example="2506.07751",
    listed=False,
)
TOPIC = Command(
    name="topic",
    summary="Say that a paper is not on the topic it was picked for.",
    run=topic,
    options=_PAPER,
    private=None,
    example="2506.07751",
    listed=False,
)
