"""`/threads`: the lines that tie papers together across days, and the note on each."""

from collections.abc import Mapping, Sequence

from bot.commands.command import Call, Command, Option
from bot.desk import Desk
from bot.documents import of_listing, of_sentence, rows_of
from bot.platforms.platform import Choice, Place
from bot.remembering import remembers
from retrieval.errors import BadInput, clip
from retrieval.paper import Paper
from schedules.authors import called_by
from schedules.document import Block, Button, Document, Heading, Inline, Small, Span, Text, plain
from schedules.forms.cited import link_of
from schedules.forms.ledger import full_day
from schedules.recalling.terms import stemmed
from schedules.remembered import Thread

NO_THREADS = (
    "No threads yet: as soon as papers of two days share one, you see here what runs through the days, with dates."
)
SHOWN = 15
NOTES = 12
LINES = 25
LONGEST_VALUE = 60
"""Characters of a button's value: a longer name is typed."""


async def run(call: Call) -> Document:
    whose = await remembers(call.desk, call.where)
    if "name" in call.options:
        return await _note(call, whose, call.options["name"])
    found = await call.desk.memories.threads(whose, limit=SHOWN) if whose else []
    if not found:
        return of_sentence(NO_THREADS)
    papers = await _papers(call, [thread.papers[-1][1] for thread in found])
    blocks: list[Block] = [Heading("Threads of this channel")]
    blocks += [Text(_row(number, thread, papers)) for number, thread in enumerate(found, start=1)]
    blocks.append(Small(plain(await _fine(call.desk, whose, [thread.name for thread in found]))))
    buttons = [Button(str(n), "threads", one.name) for n, one in enumerate(found, start=1) if _fits(one.name)]
    return Document(f"Threads of this channel: {len(found)}", (*blocks, *rows_of(buttons)))


def _row(number: int, thread: Thread, papers: Mapping[str, Paper]) -> Inline:
    newest, paper_id, title = thread.papers[-1]
    link = link_of(papers[paper_id]) if paper_id in papers else ""
    return (
        Span(f"{number}. {thread.name}", bold=True),
        Span(f": {len(thread.papers)} papers, {_span(thread)}. On {full_day(newest)}: “{title}” "),
        Span(called_by(paper_id), link=link),
    )


def _span(thread: Thread) -> str:
    first, last = thread.papers[0][0], thread.papers[-1][0]
    return full_day(first) if first == last else f"{full_day(first)} to {full_day(last)}"


def _fits(name: str) -> bool:
    """Whether a button can carry the name: short, plain words that mean nothing else to the grammar."""
    words = name.replace("-", "").split()
    return name.isascii() and len(name) <= LONGEST_VALUE and all(map(str.isalnum, words))


async def _fine(desk: Desk, whose: str, threads: Sequence[str]) -> str:
    """How to go on, and which other notes there are."""
    named = {name.casefold() for name in threads}
    others = [name for name, _ in await desk.memories.concepts(whose) if name.casefold() not in named][:NOTES]
    notes = f" Notes are also kept on: {'; '.join(others)}." if others else ""
    return f"/threads name:… shows the note on one, by its name or number.{notes}"


async def _note(call: Call, whose: str, wanted: str) -> Document:
    """The note on a thread or a topic: what each paper adds, dated; its numbers are from now on the last list."""
    threads = await call.desk.memories.threads(whose, limit=100) if whose else []
    name = _named(wanted, threads)
    notes = await call.desk.memories.note(whose, name) if whose else []
    papers = await _papers(call, [one.paper_id for one in notes])
    rows = [
        (papers[one.paper_id], plain(f"{full_day(one.day)}: {one.line}")) for one in notes if one.paper_id in papers
    ]
    if not rows:
        raise BadInput(f"There is no thread or note “{clip(wanted)}” here; /threads shows those there are.")
    newest = rows[-LINES:]
    await call.desk.listed(call.where, [paper for paper, _ in newest], call.whose)
    more = f" The newest {LINES} of {len(rows)} lines." if len(rows) > LINES else ""
    fine = f"Each line is of the paper's own finding, with the day its edition kept it, oldest first.{more}"
    return of_listing(f"Note: {name}", newest, nothing="", fine=fine)


def _named(wanted: str, threads: Sequence[Thread]) -> str:
    """The thread of this number, name or, endings aside, words; else the words as they are: a topic's."""
    if wanted.isdecimal() and 0 < int(wanted) <= min(len(threads), SHOWN):
        return threads[int(wanted) - 1].name
    names = [thread.name for thread in threads]
    same = (name for name in names if name.casefold() == wanted.casefold())
    folded = (name for name in names if stemmed(name) == stemmed(wanted))
    return next(same, next(folded, wanted))


async def _papers(call: Call, ids: Sequence[str]) -> Mapping[str, Paper]:
    return await call.desk.library.store.many(ids, owner=call.where.server)


async def complete(desk: Desk, where: Place, typed: str) -> Sequence[Choice]:
    """Names of threads and topics that hold what was typed."""
    whose = await remembers(desk, where)
    if not whose:
        return []
    threads = [thread.name for thread in await desk.memories.threads(whose, limit=50)]
    names = dict.fromkeys([*threads, *(name for name, _ in await desk.memories.concepts(whose))])
    return [Choice(name, name) for name in names if typed.casefold() in name.casefold()][:25]


THREADS = Command(
    name="threads",
    summary="Show the lines that tie papers together across days.",
    run=run,
    options=(Option("name", "Which thread's note to show: its name or its number in the list.", complete=complete),),
)
