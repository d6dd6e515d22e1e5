"""What people's doings taught, in words: which papers, which words, and how much it counts."""

from collections.abc import Sequence

from bot.desk import Desk
from retrieval.errors import clip
from retrieval.paper import Paper
from retrieval.picking.distinctive import distinctive
from schedules.document import Inline, plain
from schedules.opinions import Opinion
from schedules.taste import weighed

NAMED = 2
FEWEST = 4
"""Wanted papers; the words of fewer are chance."""
NOTICED = 0.03
TOO_LITTLE = "That is too little to change the order yet, and the topics decide it"


async def taught(desk: Desk, opinions: Sequence[Opinion], *, owner: str, person: str = "") -> tuple[Inline, ...]:
    """A line each on the papers that were wanted and not, the words of the wanted, and how much they count.

    None where nothing was taught. `opinions`: newest first; with a `person`, theirs weigh most.
    """
    from retrieval.learn import HALF_TRUST, trust

    told = weighed(opinions, (), person=person)
    papers = await desk.library.store.many(dict.fromkeys(one.paper for one in opinions), owner=owner)
    wanted = [paper for name, paper in papers.items() if name in told and told[name].wanted]
    others = [paper for name, paper in papers.items() if name in told and not told[name].wanted]
    if not wanted and not others:
        return ()
    evidence = sum(told[paper.id].weight for paper in wanted)
    lines = [_papers("wanted", wanted), _papers("not wanted", others), _words(wanted, others)]
    counts = _counts(trust(evidence), HALF_TRUST)
    return tuple(plain(line) for line in (*lines, counts if wanted else "") if line)


def _counts(share: float, half: float) -> str:
    """How much of the order what was taught decides."""
    so_far = f"It decides {share:.0%} of the order, the topics the rest" if share >= NOTICED else TOO_LITTLE
    return f"{so_far}; half from {half:.0f} likes on."


def _papers(what: str, papers: Sequence[Paper]) -> str:
    if not papers:
        return ""
    named = " and ".join(f"“{clip(paper.title, 70)}”" for paper in papers[:NAMED])
    if len(papers) <= NAMED:
        return f"{what.capitalize()}: {named}."
    return f"{what.capitalize()}: {len(papers)} papers, such as {named}."


def _words(wanted: Sequence[Paper], others: Sequence[Paper]) -> str:
    found = distinctive(wanted, others) if len(wanted) >= FEWEST else ()
    return f"Words that the wanted share: {', '.join(found)}." if found else ""
