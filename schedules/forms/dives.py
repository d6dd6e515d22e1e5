"""The show's deep dives: one paper each, told by a model or by questions whose answers stand in the paper. Pure."""

from collections.abc import Sequence

from retrieval.answer import Claim
from retrieval.text.series import series
from schedules.authors import called_by
from schedules.document import Block, Entry, Heading, Small, Span
from schedules.edition import Item
from schedules.forms.cast import Cast
from schedules.forms.cited import link_of, notes_of, paper_buttons
from schedules.forms.hosts import DOUBTS, EXPLAINS
from schedules.forms.ledger import full_day
from schedules.forms.relations import RELATIONS
from schedules.forms.script import all_claims, id_of, quoted, rests_on, says, script
from schedules.forms.short import brief, claims
from schedules.remembered import Tie

NAME = 40
"""Characters of a title where several are named in a line."""


def dive(one: Cast, item: Item, turn: int) -> Entry:
    """A paper in depth, the `turn`-th from 0; what limits the others have is asked behind the last one."""
    paper = item.paper
    blocks: list[Block] = [
        Heading(f"{turn + 1}. {paper.title}", link=link_of(paper)),
        Small((Span(f"{', '.join(paper.authors) or 'unsigned'} · "), id_of(item))),
        *notes_of(item),
    ]
    part = one.told.part("deep", paper.id)
    if part:
        blocks += [*script(part), *rests_on([part])]
    else:
        blocks += _assembled(one, item, turn)
    blocks += _earlier(one, item, turn)
    if item is one.deep[-1]:
        blocks += _without_limits(one)
    return Entry((*blocks, *paper_buttons(paper)), about=paper.id)


def _assembled(one: Cast, item: Item, turn: int) -> list[Block]:
    """Problem, idea, outcome, number, objection, use: questions of the fixed list, answers of the paper."""
    cues, said = one.cues, set[str]()
    enter = cues.line("enter" if turn else "begin", turn)
    blocks: list[Block] = [says(EXPLAINS, f"{enter} “{item.paper.title}”.")]
    new = claims(item, "new")
    for cue, found in (("problem", claims(item, "problem")), ("idea", new), ("about", () if new else _about(item))):
        blocks += _answered(cues.line(cue, turn), _next(found, said))
    blocks += _answered(cues.line("result", turn), _next((item.finding, *claims(item, "takeaways")), said))
    blocks += _number(one, item, turn, said)
    limit = _next(claims(item, "gaps"), said)
    blocks += _answered(cues.line("limit", turn), limit)
    moved = f"{cues.line('moved', turn)} " if limit else ""
    if use := _next(claims(item, "matters", "next"), said):
        return [*blocks, *_answered(f"{moved}{cues.line('use', turn)}", use)]
    return [
        *blocks,
        says(DOUBTS, f"{moved}{cues.line('why here', turn)}"),
        says(EXPLAINS, f"Because {item.because}."),
    ]


def _without_limits(one: Cast) -> list[Block]:
    """Which abstracts name no limit, asked once for all of them."""
    quoting = [item for item in one.deep if one.told.part("deep", item.paper.id) is None]
    without = [f"“{brief(item.paper.title, NAME)}”" for item in quoting if not claims(item, "gaps")]
    if not without:
        return []
    answer = f"I found no limit named in {series(without)}."
    if len(without) == len(one.deep) > 1:
        answer = "None of these abstracts names a limit."
    return [says(DOUBTS, one.cues.line("limits")), says(EXPLAINS, answer), says(DOUBTS, one.cues.line("unmoved"))]


def _about(item: Item) -> tuple[Claim, ...]:
    return claims(item, "about")


def _next(found: Sequence[Claim], said: set[str]) -> Claim | None:
    """The first claim that has not been said of this paper; it counts as said from now on."""
    claim = next((one for one in found if one.text not in said), None)
    if claim:
        said.add(claim.text)
    return claim


def _answered(question: str, claim: Claim | None) -> list[Block]:
    """Nothing is asked that the paper does not answer."""
    return [says(DOUBTS, question), says(EXPLAINS, quoted(claim))] if claim else []


def _number(one: Cast, item: Item, turn: int, said: set[str]) -> list[Block]:
    """A sentence with a figure; asked in vain only where the whole abstract has none."""
    if any(map(str.isdigit, "".join(said))):
        return []
    counted = [claim for claim in all_claims(item) if any(map(str.isdigit, claim.text))]
    claim = _next(counted, said)
    if claim or any(map(str.isdigit, item.paper.abstract)):
        return _answered(one.cues.line("number", turn), claim)
    return [says(DOUBTS, one.cues.line("number", turn)), says(EXPLAINS, one.cues.line("no number", turn))]


def _earlier(one: Cast, item: Item, turn: int) -> list[Block]:
    tie = next((tie for tie in one.edition.memory.ties if tie.paper_id == item.paper.id), None)
    if tie is None:
        return []
    return [says(DOUBTS, one.cues.line("earlier", turn)), says(EXPLAINS, _tied(tie))]


def _tied(tie: Tie) -> str:
    earlier = f"“{tie.earlier_title}” ({called_by(tie.earlier_id)}), which we had on {full_day(tie.earlier_day)}"
    if tie.relation == "continues":
        return f"It belongs to the thread “{tie.thread}”, as does {earlier}."
    return f"In the thread “{tie.thread}” it {RELATIONS[tie.relation]} {earlier}."
