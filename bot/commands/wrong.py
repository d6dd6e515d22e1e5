"""The button “Wrong?”: what we said of a paper is held against its stored text again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import structlog

from bot.commands.command import Call, Command, Option
from bot.commands.naming import paper_named
from bot.documents import called, source
from bot.posted import posted
from retrieval.answer import Claim, DraftClaim, Quote
from retrieval.errors import BadInput
from retrieval.ground import check
from retrieval.paper import Passage
from retrieval.words import stems
from retrieval.writers.answering import nearest
from schedules.document import Block, Document, Quoted, Small, Text, plain
from schedules.edition import Item

log = structlog.get_logger(__name__)

LIMITS = (
    "Code looks whether each quote stands in the stored text and whether the numbers, names and negations of the "
    "sentence stand in its quote; it does not judge the meaning."
)


@dataclass(frozen=True, slots=True)
class Checked:
    """A posted claim after another look: whether it stands, and the passage of its quote in the text as it is now."""

    claim: Claim
    stands: bool
    passage: Passage | None = None


async def run(call: Call) -> Document:
    paper = await paper_named(call, call.options["paper"])
    found = await posted(call.desk, call.where, paper)
    if found is None:
        raise BadInput(f"I find no post here that speaks of {called(paper)}, so there is nothing of mine to check.")
    edition, item = found
    passages = await call.desk.library.store.passages([paper.id], owner=call.where.server)
    checked = [checked_again(claim, passages) for claim in claims_of(item)]
    fallen = sum(not one.stands for one in checked)
    log.info("claims checked again", edition=edition.key, paper=paper.id, claims=len(checked), fallen=fallen)
    meant = best(call.options["claim"], checked)
    blocks = [*_verdict(meant), *_others([one for one in checked if one is not meant])]
    blocks += _nearest(call.options["claim"], passages, told=meant.claim)
    told = f"{fallen} of {len(checked)} sentences on {called(paper)} do not stand" if fallen else "It stands as posted"
    return Document(told, (*blocks, Small(plain(LIMITS))))


def claims_of(item: Item) -> list[Claim]:
    """Every claim of an item, each statement once, the finding first."""
    told = (item.finding, *(claim for section in item.sections for claim in section.claims))
    return list({claim.text: claim for claim in told}.values())


def checked_again(claim: Claim, passages: Sequence[Passage]) -> Checked:
    """Check it as when it was written. A text that was replaced since is searched whole: its keys are others."""
    by_key = {passage.key: passage for passage in passages}
    for quote in claim.quotes:
        nearby = [by_key[quote.passage_key]] if quote.passage_key in by_key else passages
        if standing := next((one for one in nearby if _stands(claim, quote, one, by_key)), None):
            return Checked(claim, stands=True, passage=standing)
    return Checked(claim, stands=False)


def _stands(claim: Claim, quote: Quote, passage: Passage, by_key: Mapping[str, Passage]) -> bool:
    return isinstance(check(DraftClaim(claim.text, passage.key, quote.text), by_key), Claim)


def best(words: str, checked: Sequence[Checked]) -> Checked:
    """The claim that shares most words with what somebody says is wrong; the first one if none does."""
    wanted = set(stems(words))
    return max(checked, key=lambda one: len(wanted.intersection(stems(one.claim.text))))


def _verdict(one: Checked) -> list[Block]:
    said = Text(plain(f"We said: “{one.claim.text}”"))
    if not one.stands or one.passage is None:
        sorry = "That does not stand in the paper's text as it is stored now. It will be corrected; thank you."
        return [said, Text(plain(sorry))]
    quotes = [Quoted(quote.text, source(one.passage)) for quote in one.claim.quotes]
    return [said, Text(plain("The words it rests on stand in the paper:")), *quotes]


def _others(others: Sequence[Checked]) -> list[Block]:
    """The item's other claims: counted where they stand, named where they do not."""
    if not others:
        return []
    standing = sum(one.stands for one in others)
    count = f"Its {len(others)} other sentences were" if len(others) > 1 else "Its other sentence was"
    verdict = f"{standing} stand{'s' if standing == 1 else ''}" if standing else "none stands"
    fallen: list[Block] = [Text(plain(f"Does not stand: “{one.claim.text}”")) for one in others if not one.stands]
    return [Text(plain(f"{count} checked as well: {verdict}.")), *fallen]


def _nearest(words: str, passages: Sequence[Passage], *, told: Claim) -> list[Block]:
    """The sentence of the paper nearest to what somebody says is wrong, unless it was just quoted."""
    draft = nearest(words, passages)
    claim = check(draft, {passage.key: passage for passage in passages}) if draft else None
    if not isinstance(claim, Claim) or any(claim.text in quote.text for quote in told.quotes):
        return []
    (quote,) = claim.quotes
    passage = next(one for one in passages if one.key == quote.passage_key)
    return [Text(plain("Nearest to your words, the paper says:")), Quoted(quote.text, source(passage))]


WRONG = Command(
    name="wrong",
    summary="Say that a sentence of ours is wrong; it is checked against the paper again.",
    run=run,
    options=(
        Option("paper", "The paper of the message; its button fills this in.", "paper", required=True),
        Option("claim", "Which sentence is wrong, and why?", required=True),
    ),
    private=None,
    example='2506.07751 claim:"it is 1.2x faster, not 1.33x"',
    listed=False,
)
