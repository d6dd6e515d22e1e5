"""`/why`: why a paper was or was not picked."""

from bot.commands.command import Call, Command, Option
from bot.commands.naming import paper_named
from bot.dates import long_date
from bot.own_taste import own_picks, own_place
from retrieval.errors import clip
from retrieval.paper import Paper
from retrieval.rank import Pick
from schedules.document import Document, Small, Span, Text, plain
from schedules.edition import Edition
from schedules.forms.cited import link_of, name_of
from schedules.news import news_of


async def run(call: Call) -> Document:
    paper = await paper_named(call, call.options["paper"])
    edition = await _edition(call, paper)
    if edition is None:
        return _said(paper, "no edition was made here yet, so it was neither picked nor passed over.")
    pick = next((pick for pick in edition.picks if pick.paper_id == paper.id), None)
    if pick is None:
        return _said(paper, _never_read(paper, edition))
    own = own_place(pick, await own_picks(call, edition))
    then = next((item.paper for item in (*edition.items, *edition.also) if item.paper.id == paper.id), paper)
    verdict = f"{_verdict(pick, edition)} {news_of(then, paper)}".strip()
    return _said(paper, verdict, fine=f"{_place(pick, edition)}{f'. {own}' if own else ''}")


async def _edition(call: Call, paper: Paper) -> Edition | None:
    """Of the editions that read the paper the newest that showed, else kept it, else any; else the newest of all."""
    read = await call.desk.holding(call.where, paper.id)
    shown = (one for one in read if any(item.paper.id == paper.id for item in one.items))
    kept = (one for one in read if any(pick.paper_id == paper.id and pick.kept for pick in one.picks))
    found = next(shown, next(kept, next(iter(read), None)))
    if found or paper.announced is None:
        return found or await call.desk.edition(call.where, None)
    return await call.desk.edition(call.where, paper.announced) or await call.desk.edition(call.where, None)


def _verdict(pick: Pick, edition: Edition) -> str:
    shown = next((item for item in edition.items if item.paper.id == pick.paper_id), None)
    if shown:
        return f"it is item {shown.number} of {long_date(edition.day)}, because {pick.because}."
    if pick.kept:
        last = len(edition.items)
        return f"it was kept on {long_date(edition.day)} because {pick.because}, but the post holds only {last}."
    return f"it was read on {long_date(edition.day)} and not kept: {pick.because}."


def _place(pick: Pick, edition: Edition) -> str:
    """Its place and its own score: one that a taste or a model dealt it was another paper's."""
    return f"place {pick.rank} of {len(edition.picks)} read · score {pick.fit or pick.score:.2f} of 1"


def _never_read(paper: Paper, edition: Edition) -> str:
    told = f"; its source announced it on {long_date(paper.announced)}" if paper.announced else ""
    return f"it was not among the {len(edition.picks)} papers read for {long_date(edition.day)}{told}."


def _said(paper: Paper, sentence: str, *, fine: str = "") -> Document:
    title = (Span(f"“{clip(paper.title, 120)}” "), Span(f"({name_of(paper)})", link=link_of(paper)))
    blocks = (Text((*title, *plain(f": {sentence}"))), *((Small(plain(fine)),) if fine else ()))
    return Document(clip(f"{paper.id}: {sentence}", 150), blocks)


WHY = Command(
    name="why",
    summary="Say why a paper was or was not picked.",
    run=run,
    options=(Option("paper", "An id, a link, a number from the list, or title words.", "paper", required=True),),
    example="3",
)
