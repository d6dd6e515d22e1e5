"""The buttons 👍, 👎 and “Not this topic”: what a person thinks of a paper, and that it was picked."""

from bot.commands.command import Call, Command, Option
from bot.commands.naming import paper_named
from bot.documents import called, of_sentence
from bot.posted import posted
from bot.record import opinion
from retrieval.paper import Paper
from retrieval.rank import short
from schedules.document import Document
from schedules.opinions import Opinion, OpinionKind

VALUE = 90
"""Characters of a topic that tell `/topics remove` which is meant."""
TOPICAL: tuple[OpinionKind, ...] = ("topic",)
SEVERAL, LOOKED_AT = 3, 20
"""So many papers of a topic that were not on it, among so many newest that people said that of, tell of the topic."""
SIGNS: dict[OpinionKind, str] = {"up": "👍", "down": "👎", "topic": "“not this topic”"}


async def up(call: Call) -> Document:
    return of_sentence(await _felt(call, "up"))


async def down(call: Call) -> Document:
    return of_sentence(await _felt(call, "down"))


async def _felt(call: Call, kind: OpinionKind) -> str:
    """Keep it; the sentence says what was so before."""
    paper = await paper_named(call, call.options["paper"])
    mine = await opinion(call.desk, call.who, call.where, kind=kind, paper=paper.id)
    before = await _stance(call, mine)
    if not await call.desk.opinions.add(mine):
        return f"{called(paper)} has your {SIGNS[kind]} already."
    if before:
        return f"Your {SIGNS[before]} for {called(paper)} is now a {SIGNS[kind]}."
    return f"Noted: {SIGNS[kind]} for {called(paper)}."


async def _stance(call: Call, mine: Opinion) -> OpinionKind | None:
    """How this person stands to the paper here so far."""
    stances = await call.desk.opinions.of_person(mine.person, server=mine.server, kinds=tuple(SIGNS))
    here = (one.kind for one in stances if (one.channel, one.paper) == (mine.channel, mine.paper))
    return next(here, None)


async def topic(call: Call) -> Document:
    paper = await paper_named(call, call.options["paper"])
    said = await opinion(call.desk, call.who, call.where, kind="topic", paper=paper.id)
    before = await _stance(call, said)
    new = await call.desk.opinions.add(said)
    noted = f"Noted: not this topic, {called(paper)}" if new else f"You said so of {called(paper)} already"
    instead = f", in place of your {SIGNS[before]}" if new and before else ""
    return of_sentence(f"{noted}{instead}{await _picked_for(call, paper)}.")


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
    """What comes of it; after several such presses, how the topic itself is ended. It may be gone from the settings."""
    held = await call.desk.subscriptions.of_channel(call.where.platform, call.where.channel)
    if held is not None and topic not in held.profile.topics:
        return "which this channel does not read for any more"
    if await _presses(call, topic) < SEVERAL:
        return "and the next picks learn from it"
    told = "and the next picks learn from it; those who manage this channel can end that topic"
    return f"{told} with /topics remove {topic[:VALUE]}"


async def _presses(call: Call, topic: str) -> int:
    """How many of the papers that people here last said that of had been picked for this topic."""
    desk, where = call.desk, call.where
    said = await desk.opinions.of_channel(where.platform, where.server, where.channel, kinds=TOPICAL)
    newest = list(dict.fromkeys(one.paper for one in said))[:LOOKED_AT]
    papers = await desk.library.store.many(newest, owner=where.server)
    found = [await posted(desk, where, paper) for paper in papers.values()]
    return sum(one is not None and one[1].topic == topic for one in found)


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
