"""`/predictions`: the ledger, for all to see: what was predicted, what came of it, and the score."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.commands.command import Call, Command, Option
from bot.documents import of_sentence
from bot.remembering import remembers
from retrieval.paper import Paper
from schedules.authors import called_by
from schedules.document import Block, Document, Heading, Quoted, Small, Span, Text, plain
from schedules.forms.cited import link_of
from schedules.forms.ledger import full_day
from schedules.remembered import Prediction, Score

NO_PREDICTIONS = (
    "No predictions yet: each one will stand here with its date, what would prove it false, and what came of it."
)
STATES = ("open", "hit", "missed", "unclear")
SHOWN = 10
"""Of the open ones, and of the settled ones."""
EVIDENCE = 5
"""Papers named for one prediction."""


async def run(call: Call) -> Document:
    whose = await remembers(call.desk, call.where)
    state = call.options.get("state", "")
    found = await call.desk.memories.predictions(whose, state=state, limit=1_000) if whose else []
    score = await call.desk.memories.score(whose) if whose else Score()
    if not found:
        none = f"There is no {state} prediction here. {tally(score)}" if state else NO_PREDICTIONS
        return of_sentence(NO_PREDICTIONS if score == Score() else none)
    shown = _soonest(found)[:SHOWN], _latest(found)[:SHOWN]
    ids = {paper_id for part in shown for one in part for _, paper_id, _ in one.evidence}
    papers = await call.desk.library.store.many(ids, owner=call.where.server)
    blocks: list[Block] = [Heading("Predictions"), Text(plain(tally(score)))]
    for title, some in zip(("Open", "Settled"), shown, strict=True):
        if some:
            blocks.append(Text((Span(title, bold=True),)))
            blocks += [block for one in some for block in _entry(one, papers)]
    left = len(found) - sum(map(len, shown))
    return Document(f"Predictions. {tally(score)}", (*blocks, *_more(left)))


def _soonest(found: Sequence[Prediction]) -> list[Prediction]:
    """The open ones, the next to come due first."""
    return sorted((one for one in found if one.state == "open"), key=lambda one: (one.due, one.made, one.id))


def _latest(found: Sequence[Prediction]) -> list[Prediction]:
    """What is settled, the latest verdict first."""
    done = [one for one in found if one.state != "open"]
    return sorted(done, key=lambda one: (one.settled or one.due, one.made, one.id), reverse=True)


def _more(left: int) -> tuple[Block, ...]:
    more = f"{left} more are not shown; /predictions state:… shows those of one state." if left else ""
    return (Small(plain(more)),) if more else ()


def tally(score: Score) -> str:
    """The record in a sentence; what ended unclear counts for neither side."""
    judged = score.hit + score.missed
    share = f" ({100 * score.hit / judged:.0f} % of those decided)" if judged else ""
    return f"{score.hit} hit{share}, {score.missed} missed, {score.unclear} unclear, {score.open} open."


def _entry(one: Prediction, papers: Mapping[str, Paper]) -> list[Block]:
    """The claim, its terms, and what speaks for the verdict."""
    verdict = () if one.state == "open" else (Span(f"{one.state.capitalize()}: ", bold=True),)
    who = "by program" if one.by == "program" else f"by {one.by} (AI)"
    terms = f"Made on {full_day(one.made)} {who}, until {full_day(one.due)}. {one.criterion}"
    ended = f" Settled on {full_day(one.settled)}." if one.settled else ""
    blocks: list[Block] = [Text((*verdict, Span(one.claim))), Small(plain(f"{terms}{ended}"))]
    if one.evidence:
        blocks.append(Small(tuple(_evidence(one.evidence, papers))))
    quotes = [Quoted(quote.text, plain(quote.passage_key)) for claim in one.proof for quote in claim.quotes]
    return [*blocks, *quotes]


def _evidence(evidence: Sequence[tuple[date, str, str]], papers: Mapping[str, Paper]) -> list[Span]:
    """`Evidence (4): 2506.07751 (5 Mar 2026), …`, the newest last."""
    spans = [Span(f"Evidence ({len(evidence)}): ")]
    for number, (day, paper_id, _) in enumerate(evidence[-EVIDENCE:]):
        link = link_of(papers[paper_id]) if paper_id in papers else ""
        spans += [Span(", " if number else ""), Span(called_by(paper_id), link=link), Span(f" ({full_day(day)})")]
    return spans


PREDICTIONS = Command(
    name="predictions",
    summary="Show what editions predicted, what came of it, and the score.",
    run=run,
    options=(Option("state", "Only these.", "choice", choices=STATES),),
)
