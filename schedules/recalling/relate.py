"""What a model reads out of the memory: how papers stand to earlier ones, and what became of predictions.

One request for all ties of a day and one for each prediction that is due. A relation or a verdict
stands only on checked quotes; without a model, or where none stands, nothing more is said than code
can tell.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import structlog

from retrieval.answer import Claim, DraftClaim, DraftPart, Scope, Usage
from retrieval.errors import WriterUnavailable
from retrieval.ground import check
from retrieval.library import Library
from retrieval.paper import Passage
from retrieval.search import Found, search
from retrieval.text.subject import about_one_thing
from schedules.remembered import Prediction, Relation, State, Tie

log = structlog.get_logger(__name__)

MOST_RELATED = 12
"""Ties of a day that a model is asked about."""
MOST_JUDGED = 3
"""Predictions of a day that it is asked about; the others wait for the next day."""
READ = 6
"""Papers that a prediction is held against."""
GRACE = timedelta(days=7)
"""For so long after its day a prediction waits for a model that does not answer; then it ends unclear."""

_RELATIONS: dict[str, Relation] = {one: one for one in ("confirms", "contradicts", "fills a gap")}
_VERDICTS: dict[str, State] = {"confirms": "hit", "contradicts": "missed"}


@dataclass(frozen=True, slots=True)
class Statement:
    """Something said earlier, and the keys of the passages it is held against."""

    number: int
    kind: str
    text: str
    keys: tuple[str, ...]


def has_model(library: Library, task: str) -> bool:
    """Whether a model writes for this prompt."""
    return library.writer.byline(task).model is not None


async def related(library: Library, tied: Sequence[Tie], *, owner: str) -> tuple[tuple[Tie, ...], Usage]:
    """The ties with the relations that a model reads in them and quotes of both papers prove; the rest as they are."""
    asked = tied[:MOST_RELATED]
    if not asked or not has_model(library, "relate"):
        return tuple(tied), Usage()
    ids = [paper_id for tie in asked for paper_id in (tie.paper_id, tie.earlier_id)]
    found = await library.store.passages(dict.fromkeys(ids), owner=owner, abstracts_only=True)
    passages = {one.paper_id: one for one in found}
    statements = [
        Statement(number, "an earlier paper's finding", tie.gloss, (passages[new].key, passages[old].key))
        for number, tie in enumerate(asked)
        if (new := tie.paper_id) in passages and (old := tie.earlier_id) in passages
    ]
    parts, usage = await _asked(library, statements, found)
    if parts is None:
        return tuple(tied), usage
    read = {number: _relation(part, asked[number], passages) for number, part in parts.items() if number < len(asked)}
    return tuple(read.get(number) or tie for number, tie in enumerate(tied)), usage


def _relation(part: DraftPart, tie: Tie, passages: Mapping[str, Passage]) -> Tie | None:
    """The tie with this relation, if both papers are quoted for it."""
    both = {passages[one].key: passages[one] for one in (tie.paper_id, tie.earlier_id) if one in passages}
    relation, claims = _RELATIONS.get(part.name.strip().casefold()), _standing(part, both)
    quoted = {quote.passage_key: quote.text for claim in claims for quote in claim.quotes}
    if not relation or not both or set(quoted) != set(both):
        return None
    new, old = (quoted[passages[one].key] for one in (tie.paper_id, tie.earlier_id))
    return replace(tie, relation=relation, claims=claims) if _meet(new, old) else None


def _meet(one: str, other: str) -> bool:
    """Whether two quotes speak of the same: two sentences that have nothing in common confirm or contradict nothing."""
    return about_one_thing(one, other) or about_one_thing(other, one)


async def judged(
    library: Library, due: Sequence[Prediction], *, day: date, owner: str
) -> tuple[list[Prediction], Usage]:
    """What became of predictions that only reading can judge: hit or missed with the quote, else unclear.

    Where the model does not answer, a prediction stays as it is until GRACE is over. Without a model
    all end unclear.
    """
    if not has_model(library, "relate"):
        return [replace(one, state="unclear", settled=day) for one in due], Usage()
    settled, usage = [], Usage()
    for one in due[:MOST_JUDGED]:
        outcome, spent = await _judged(library, one, day, owner)
        settled.append(outcome)
        usage += spent
    return settled, usage


async def _judged(library: Library, one: Prediction, day: date, owner: str) -> tuple[Prediction, Usage]:
    unclear = replace(one, state="unclear", settled=day)
    scope = Scope(owner=owner, since=one.made + timedelta(days=1), until=one.due)
    found = {hit.passage.key: hit for hit in await search(library, one.claim, scope=scope, limit=READ, per_paper=1)}
    passages = [hit.passage for hit in found.values()]
    said = Statement(0, f"a prediction of {one.made.isoformat()}", f"{one.claim} {one.criterion}", tuple(found))
    parts, usage = await _asked(library, [said] if found else [], passages)
    if parts is None:
        return (one if day <= one.due + GRACE else unclear), usage
    part = parts.get(0)
    state = _VERDICTS.get(part.name.strip().casefold()) if part else None
    claims = _standing(part, {passage.key: passage for passage in passages}) if part else ()
    if not state or not claims or not all(_meet(one.claim, claim.quotes[0].text) for claim in claims):
        return unclear, usage
    evidence = tuple(
        (_seen(found[claim.quotes[0].passage_key], one), _paper(found, claim), claim.text) for claim in claims
    )
    return replace(one, state=state, settled=day, evidence=evidence, proof=claims), usage


def _paper(found: Mapping[str, Found], claim: Claim) -> str:
    return found[claim.quotes[0].passage_key].paper.id


def _seen(hit: Found, one: Prediction) -> date:
    """The day of the evidence: when it was announced, or the last one it can be of."""
    return hit.paper.announced or one.due


def _standing(part: DraftPart, passages: Mapping[str, Passage]) -> tuple[Claim, ...]:
    """The lines of a part as checked claims; none of them where one does not stand."""
    drafts = [DraftClaim(line.text, line.passage_key, line.quote) for line in part.lines]
    seen = [check(draft, passages) for draft in drafts]
    claims = tuple(one for one in seen if isinstance(one, Claim))
    return claims if len(claims) == len(drafts) else ()


async def _asked(
    library: Library, statements: Sequence[Statement], passages: Sequence[Passage]
) -> tuple[dict[int, DraftPart] | None, Usage]:
    """The parts by the number of their statement, the first of each; None where the model does not answer."""
    if not statements:
        return {}, Usage()
    try:
        parts, usage = await library.writer.tell("relate", {"statements": statements}, passages)
    except WriterUnavailable as down:
        log.warning("relations not read", why=down.for_people)
        return None, down.spent or Usage()
    numbers = {one.number for one in statements}
    told = [(int(part.paper_id), part) for part in reversed(parts) if part.paper_id.strip().isdecimal()]
    return {number: part for number, part in told if number in numbers}, usage
