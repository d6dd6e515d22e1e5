"""A day's papers by one person's own taste: shown to them alone, and never posted."""

from bot.commands.command import Call, Option
from bot.dates import long_date
from bot.documents import of_listing, of_sentence
from bot.standing import fresh, standing
from retrieval.errors import BadInput
from retrieval.picking.reasons import short
from retrieval.rank import Pick
from schedules.document import Document, Span
from schedules.edition import Edition

MINE = "mine"
TASTE = Option(
    "taste",
    "Whose taste picks: channel, or mine: what you did with papers counts most, for your eyes alone.",
    "choice",
    choices=("channel", MINE),
)
SHOWN = 10
OVERHEARD = "Here everybody would see it; use the slash command in the channel itself, and I show it to you alone."
NOTHING_YET = (
    "I do not know your own taste yet: press 👍 or 👎, save a paper, ask about one, "
    "or name some you liked with /learn; then I can list a day by it."
)
NONE_KEPT = "By your own taste nothing of that day comes over the bar."
FINE = "By your own taste: what you did counts in full, what the others here did by half. Nothing of it is posted."


def wanted(call: Call) -> bool:
    """Whether this call asks for the asker's own taste. Raises BadInput where others would see it."""
    if call.options.get(TASTE.name) != MINE:
        return False
    if not call.private and not call.where.direct:
        raise BadInput(OVERHEARD)
    return True


async def own_picks(call: Call, edition: Edition) -> list[Pick]:
    """The edition's papers as the asker alone would have them, best first; none where they never did anything."""
    desk, where = call.desk, call.where
    order = await standing(desk, where) or fresh(where)
    person = await desk.pseudonym(where.platform, call.who.id)
    return await desk.press.own(order, edition, person=person, direct=call.who.id)  # a DM's server is its person


async def by_own_taste(call: Call, edition: Edition) -> Document:
    """The first papers of the edition's day by the asker's own taste, each with its reason; a list of theirs alone."""
    own = await own_picks(call, edition)
    if not own:
        return of_sentence(NOTHING_YET)
    picks = [pick for pick in own if pick.kept][:SHOWN]
    papers = await call.desk.library.store.many([pick.paper_id for pick in picks], owner=call.where.server)
    rows = [(papers[pick.paper_id], pick) for pick in picks if pick.paper_id in papers]
    await call.desk.listed(call.where, [paper for paper, _ in rows], call.whose)
    heading = f"{long_date(edition.day)} by your own taste"
    reasons = [(paper, (Span(f"For you because {pick.because}.", italic=True),)) for paper, pick in rows]
    return of_listing(heading, reasons, nothing=NONE_KEPT, fine=FINE)


def own_place(shared: Pick, picks: list[Pick]) -> str:
    """Where a paper stands by somebody's own taste, in a sentence; empty where that is where it stands for all."""
    pick = next((one for one in picks if one.paper_id == shared.paper_id), None)
    if pick is None or (pick.rank, pick.kept) == (shared.rank, shared.kept):
        return ""
    topic = f" (“{short(pick.topic)}”)" if pick.topic and not pick.kept else ""
    verdict = f"and you would see it, because {pick.because}" if pick.kept else f"and would not be kept{topic}"
    return f"By your own taste it has place {pick.rank} of {len(picks)}, {verdict}."
