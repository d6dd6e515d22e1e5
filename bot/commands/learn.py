"""`/learn` and `/unlearn`: papers somebody liked before, named by their links, teach what is picked."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice

from bot.commands.command import Call, Command, Option
from bot.commands.here import several
from bot.documents import of_sentence
from bot.platforms.platform import Place
from bot.record import opinion
from retrieval.errors import BadInput, clip
from retrieval.paper import Paper, refs_in
from schedules.document import Actions, Button, Document, Small, Text, plain
from schedules.opinions import Opinion, OpinionKind

MOST = 200
NAMED = 3
IMPORTED: tuple[OpinionKind, ...] = ("imported",)
NONE_NAMED = "I see no arXiv id or link in that; paste the links or ids of papers you liked, at most 200 at once."
FOR_ALL = "They count for what is picked in this channel, each a little less than a 👍."
FOR_ONE = "They count for your own taste alone, each a little less than a 👍; those who run the channel can teach it."
NOTHING = "There is nothing of that kind to take back."


async def learn(call: Call) -> Document:
    refs = list({ref.id: ref for ref in islice(refs_in(call.options["papers"]), MOST + 1)}.values())
    if not refs:
        raise BadInput(NONE_NAMED)
    papers, fine = await several(call, refs[:MOST])
    if len(refs) > MOST:
        fine = f"Only the first {MOST} were taken. {fine}".strip()
    if not papers:
        return of_sentence(f"I could find none of the papers you named. {fine}".strip())
    at = call.desk.now().replace(microsecond=0)
    new = [paper for paper in papers if await _noted(call, paper, at)]
    return _told(papers, new, fine=f"{FOR_ALL if _teaches_all(call) else FOR_ONE} {fine}".strip(), at=at)


def _teaches_all(call: Call) -> bool:
    """A list of two hundred is for those who run a channel; anybody may have a taste of their own."""
    return call.who.may_manage and not call.where.direct


def _place(call: Call) -> Place:
    return call.where if _teaches_all(call) else replace(call.where, direct=True)


async def _noted(call: Call, paper: Paper, at: datetime) -> bool:
    said = await opinion(call.desk, call.who, _place(call), kind="imported", paper=paper.id)
    return await call.desk.opinions.add(replace(said, at=at))


def _told(papers: list[Paper], new: list[Paper], *, fine: str, at: datetime) -> Document:
    known = len(papers) - len(new)
    before = f" {known} you had named before." if known else ""
    if not new:
        return of_sentence(f"You had named {'it' if known == 1 else f'all {known}'} before; nothing changes.")
    titles = ", ".join(f"“{clip(paper.title, 60)}”" for paper in new[:NAMED])
    more = f" and {len(new) - NAMED} more" if len(new) > NAMED else ""
    said = f"Noted as liked: {titles}{more}.{before}"
    undo = Actions((Button("Take back", "unlearn", f"batch:{int(at.timestamp())}"),))
    return Document(said, (Text(plain(said)), Small(plain(fine)), undo))


async def unlearn(call: Call) -> Document:
    person = await call.desk.pseudonym(call.where.platform, call.who.id)
    mine = await call.desk.opinions.of_person(person, server=call.where.server, kinds=IMPORTED)
    batch = _batch(mine, call.options.get("batch", ""))
    gone = [await call.desk.opinions.remove(one) for one in batch].count(True)
    if not gone:
        return of_sentence(NOTHING)
    return of_sentence(f"Taken back: {gone} {'paper' if gone == 1 else 'papers'} you had named with /learn.")


def _batch(mine: list[Opinion], given: str) -> list[Opinion]:
    """Those that were named together: at the given second, else the newest."""
    if not given:
        return [one for one in mine if one.at == mine[0].at]
    if not given.isdecimal() or len(given) > len("253402300799"):  # the last second of year 9999
        raise BadInput(NOTHING)
    at = datetime.fromtimestamp(int(given), UTC)
    return [one for one in mine if one.at == at]


LEARN = Command(
    name="learn",
    summary="Name papers you liked before, by ids or links; they teach what is picked.",
    run=learn,
    options=(Option("papers", f"arXiv ids or links, at most {MOST} at once.", required=True),),
    private=None,
    example="2506.07751 2509.26626",
)
UNLEARN = Command(
    name="unlearn",
    summary="Take the papers you last named with /learn back.",
    run=unlearn,
    private=None,
    carries=("batch",),
)
