"""The button “Wrong?”: what we said of a paper is held against its stored text again, and corrected in its post."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import structlog

from bot.commands.command import Call, Command, Option
from bot.commands.naming import paper_named
from bot.documents import called, source
from bot.platforms.platform import Field, Form
from bot.posted import posted
from retrieval.answer import Claim, DraftClaim, Quote
from retrieval.errors import BadInput, clip
from retrieval.ground import check
from retrieval.paper import Paper, Passage
from retrieval.text.words import stems
from retrieval.writers.answering import nearest
from schedules.corrections import LONGEST_OBJECTION, Correction
from schedules.document import Block, Document, Quoted, Small, Text, plain
from schedules.edition import Edition, Item
from schedules.making import local_day

log = structlog.get_logger(__name__)

LIMITS = (
    "Code looks whether each quote stands in the stored text and whether the numbers, names and negations of the "
    "sentence stand in its quote; it does not judge the meaning."
)


@dataclass(frozen=True, slots=True)
class Checked:
    """A posted claim after another look: whether it stands, and the passage of its quote in the text as it is now.

    `form`: the one whose model told it; empty for the edition's own.
    """

    claim: Claim
    stands: bool
    passage: Passage | None = None
    form: str = ""


async def run(call: Call) -> Document:
    """Check the item again; what does not stand is corrected in its post. An author's objection goes beside it."""
    paper, edition, item = await meant_item(call)
    passages = await call.desk.library.store.passages([paper.id], owner=call.where.server)
    checked = await _checked(call, (edition, item), passages)
    fallen = [one for one in checked if not one.stands]
    log.info("claims checked again", edition=edition.key, paper=paper.id, claims=len(checked), fallen=len(fallen))
    meant = best(call.options["claim"], checked)
    day = await today(call)
    found = [fell(edition, item, one.claim, day, passages) for one in fallen]
    if call.options.get("author") == "yes":
        found.append(await _objection(call, edition, paper, day))
    blocks = [
        *_unheard(call.options["claim"], meant),
        *_verdict(meant),
        *_others([one for one in checked if one is not meant]),
    ]
    blocks += _nearest(call.options["claim"], passages, told=meant.claim)
    only_told = bool(found) and all(one.form for one in fallen) and len(found) == len(fallen)
    done = await _corrected(call, found, only_told=only_told)
    blocks += [Text(plain(sentence)) for sentence in (*_noted(item), *done)]
    count = f"{len(fallen)} of {len(checked)} sentences on {called(paper)} do not stand"
    return Document(count if fallen else "It stands as posted", (*blocks, Small(plain(LIMITS))))


async def meant_item(call: Call) -> tuple[Paper, Edition, Item]:
    """The paper of the call, and where it was posted here. Raises BadInput where it was not."""
    paper = await paper_named(call, call.options["paper"])
    found = await posted(call.desk, call.where, paper)
    if found is None:
        raise BadInput(f"I find no post here that speaks of {called(paper)}, so there is nothing of mine to check.")
    return paper, *found


async def _checked(call: Call, of: tuple[Edition, Item], passages: Sequence[Passage]) -> list[Checked]:
    """All that is said of the item, checked again: what its edition says, and what a model told for a form."""
    edition, item = of
    ours = claims_of(item, edition)
    told = {claim.text: (form, claim) for form, claim in await _told_of(call, edition, item.paper)}
    found = [checked_again(claim, passages) for claim in ours]
    known = {claim.text for claim in ours}
    return found + [
        replace(checked_again(claim, passages), form=form) for form, claim in told.values() if claim.text not in known
    ]


async def _told_of(call: Call, edition: Edition, paper: Paper) -> list[tuple[str, Claim]]:
    """Facts of this paper that a model told for a form of its edition, or for a round-up of the newest one."""
    newest = await call.desk.edition(call.where, None)
    keys = {one.key: one for one in (edition, newest) if one}
    return [
        (form, line.claim)
        for one in keys.values()
        for form, told in (await call.desk.press.told(one)).items()
        for part in told.parts
        for line in part.lines
        if line.claim and line.paper_id == paper.id
    ]


async def today(call: Call) -> date:
    """The day it is where the channel is."""
    standing = await call.desk.subscriptions.of_channel(call.where.platform, call.where.channel)
    return local_day(standing, call.desk.now()) if standing else call.desk.now().date()


def fell(edition: Edition, item: Item, claim: Claim, day: date, passages: Sequence[Passage]) -> Correction:
    """The correction of a claim that does not stand: by the paper's nearest sentence, if one comes near."""
    fallen = Correction(edition=edition.key, paper=item.paper.id, kind="corrected", day=day, said=claim.text)
    fallen = replace(fallen, original=claim.original)
    draft = nearest(claim.original or claim.text, passages)
    instead = check(draft, {passage.key: passage for passage in passages}) if draft else None
    if not isinstance(instead, Claim) or not _near(claim, instead):
        return replace(fallen, kind="withdrawn")
    return replace(fallen, instead=instead)


def _near(claim: Claim, instead: Claim) -> bool:
    """Whether two sentences say something of the same: half of the claim's words at least."""
    words = set(stems(claim.original or claim.text))
    return len(words.intersection(stems(instead.text))) * 2 >= len(words)


async def _objection(call: Call, edition: Edition, paper: Paper, day: date) -> Correction:
    by = await call.desk.pseudonym(call.where.platform, call.who.id)
    words = clip(call.options["claim"], LONGEST_OBJECTION)
    said = Correction(edition=edition.key, paper=paper.id, kind="objection", day=day)
    return replace(said, words=words, by=by, server=call.where.server)


async def _corrected(call: Call, found: Sequence[Correction], *, only_told: bool = False) -> list[str]:
    """Have them recorded and the post edited; sentences on what became of that.

    `only_told`: they stand in a form that a model told, which may be another than the post's.
    """
    if not found:
        return []
    fresh, edited = await call.desk.press.correct(found)
    if not fresh:
        return ["That was noted before, and the post says so." if edited else "That was noted before."]
    objecting = any(one.kind == "objection" for one in found)
    if objecting:
        await call.desk.alert(
            f"Somebody who says they are an author of {found[0].paper} objects to what the edition "
            f"{found[0].edition} says of it; a note under the post has their words. I take nothing as true by that."
        )
    where = "The post says so now." if edited else "The post will say so as soon as it can be edited."
    if only_told and edited:
        where = "It is corrected wherever that form is shown from now on, and in the post if it stood there."
    thanks = "Your objection stands beside the item, as that of a person who says they are an author. "
    return [f"{thanks if objecting else ''}{where}"]


def _noted(item: Item) -> list[str]:
    return [note.text for note in item.notes]


def claims_of(item: Item, edition: Edition | None = None) -> list[Claim]:
    """Every claim of an item, each statement once, the finding first; then what its ties to earlier papers rest on."""
    told = [item.finding, *(claim for section in item.sections for claim in section.claims)]
    mine = item.paper.id
    for tie in edition.memory.ties if edition else ():
        told += [claim for claim in tie.claims if mine == paper_of(claim) and mine in (tie.paper_id, tie.earlier_id)]
    return list({claim.text: claim for claim in told}.values())


def paper_of(claim: Claim) -> str:
    """The paper whose passage a claim's quote is from; empty where it has none."""
    key = claim.quotes[0].passage_key.partition("#")[0] if claim.quotes else ""
    return re.sub(r"v\d+$", "", key)


def checked_again(claim: Claim, passages: Sequence[Passage]) -> Checked:
    """Check it as when it was written. A text that was replaced since is searched whole: its keys are others."""
    if not claim.quotes:  # where no sentence stood, the title does
        titled = next((one for one in passages if " ".join(one.title.split()) == " ".join(claim.text.split())), None)
        return Checked(claim, stands=titled is not None, passage=titled)
    by_key = {passage.key: passage for passage in passages}
    for quote in claim.quotes:
        nearby = [by_key[quote.passage_key]] if quote.passage_key in by_key else passages
        if standing := next((one for one in nearby if _stands(claim, quote, one, by_key)), None):
            return Checked(claim, stands=True, passage=standing)
    return Checked(claim, stands=False)


def _stands(claim: Claim, quote: Quote, passage: Passage, by_key: Mapping[str, Passage]) -> bool:
    return isinstance(check(DraftClaim(claim.text, passage.key, quote.text, claim.original), by_key), Claim)


def best(words: str, checked: Sequence[Checked]) -> Checked:
    """The claim that shares most words with what somebody says is wrong; the first one if none does."""
    wanted = set(stems(words))
    return max(checked, key=lambda one: len(wanted.intersection(stems(one.claim.text))))


def _unheard(words: str, meant: Checked) -> list[Block]:
    """Said first where what somebody says is wrong has no word of ours in it."""
    if set(stems(words)).intersection(stems(meant.claim.text)):
        return []
    return [Text(plain("No sentence of ours on this paper has these words. I checked them all; the first of them:"))]


def _verdict(one: Checked) -> list[Block]:
    said = Text(plain(f"We said{f' in the {one.form}' if one.form else ''}: “{one.claim.text}”"))
    if not one.stands or one.passage is None:
        sorry = "That does not stand in the paper's text as it is stored now. Thank you."
        return [said, Text(plain(sorry))]
    if not one.claim.quotes:
        return [said, Text(plain("That is the paper's own title."))]
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


async def _asked(call: Call) -> Form:
    """What is wrong, and whether an author says so; the paper is carried where the button brought it."""
    given = call.options.get("paper", "")
    carried = {"paper": given} if re.fullmatch(r"[A-Za-z0-9._:/-]{1,50}", given) else {}
    fields = (
        Field(
            "claim", "Which sentence is wrong, and why?", value=call.options.get("claim", ""), long=True, required=True
        ),
        *(() if carried else (Field("paper", "The paper", "An id, a link or title words", given, required=True),)),
        Field("author", "Are you an author of this paper?", "", "no", choices=("no", "yes")),
    )
    return Form("wrong", "What is wrong?", fields, carried)


WRONG = Command(
    name="wrong",
    summary="Say that a sentence of ours is wrong; it is checked against the paper again.",
    run=run,
    options=(
        Option("paper", "The paper of the message; its button fills this in.", "paper", required=True),
        Option("claim", "Which sentence is wrong, and why?", required=True),
        Option("author", "I am an author of this paper; what I write goes beside it.", "choice", choices=("no", "yes")),
    ),
    private=None,
    form=_asked,
    carries=("paper",),
    example='2506.07751 claim:"it is 1.2x faster, not 1.33x"',
    listed=False,
)
