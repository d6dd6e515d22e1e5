"""`/withdraw`: those who run a channel take a sentence of a post back, or put it back in its place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.commands.command import Call, Command, Option
from bot.commands.wrong import claims_of, meant_item, today
from bot.dates import long_date
from bot.documents import called, of_sentence
from retrieval.answer import Claim
from retrieval.errors import clip
from retrieval.paper import Paper
from retrieval.text.words import stems
from schedules.corrections import Correction
from schedules.document import Actions, Block, Button, Document, Heading, Small, Text, plain
from schedules.edition import Edition
from schedules.showing import Written

YES = "yes"


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence that was posted of a paper. `form`: the one whose model told it; empty for the edition's own.

    `fallen`: what took it back, as long as it does.
    """

    claim: Claim
    form: str = ""
    fallen: Correction | None = None


async def run(call: Call) -> Document:
    """Take back the one sentence that is meant, whether it stands or not; none is guessed at."""
    paper, edition, _ = await meant_item(call)
    all_said = await _sayings(call, edition, paper)
    found = meant(call.options["claim"], all_said)
    if len(found) != 1:
        return _which(paper, all_said, found)
    (number,) = found
    one = all_said[number - 1]
    if call.options.get("undo") == YES:
        return await _put_back(call, one)
    if one.fallen is not None:
        already = f"“{one.claim.text}” is taken back already, since {long_date(one.fallen.day)}."
        return _lines(already, number, paper, one)
    return await _take_back(call, edition, paper, (number, one))


async def _take_back(call: Call, edition: Edition, paper: Paper, which: tuple[int, Saying]) -> Document:
    number, one = which
    claim, day = one.claim, await today(call)
    fallen = Correction(
        edition=edition.key, paper=paper.id, kind="taken back", day=day, said=claim.text, original=claim.original
    )
    _, edited = await call.desk.press.correct([fallen])
    where = _where(edited=edited, form=one.form)
    return _lines(f"Taken back: “{claim.text}”", number, paper, replace(one, fallen=fallen), where)


async def _put_back(call: Call, one: Saying) -> Document:
    """A sentence stands again that somebody took back; one that does not stand in the paper stays out."""
    if one.fallen is None:
        return of_sentence(f"“{clip(one.claim.text)}” stands as posted; nothing is to be undone.")
    if one.fallen.kind != "taken back":
        return of_sentence("That sentence does not stand in the paper's text, so it stays as it was corrected.")
    _, edited = await call.desk.press.restore(one.fallen, day=await today(call))
    stands = f"It stands again: “{one.claim.text}”"
    return Document(clip(stands, 120), (Text(plain(stands)), Text(plain(_where(edited=edited, form=one.form)))))


def _where(*, edited: bool, form: str) -> str:
    if form and edited:
        return "It is so wherever that form is shown from now on, and in the post if it stood there."
    return "The post says so now." if edited else "The post will say so as soon as it can be edited."


def _lines(sentence: str, number: int, paper: Paper, one: Saying, where: str = "") -> Document:
    """What became of a sentence, and the way back."""
    blocks: list[Block] = [Text(plain(sentence)), *([Text(plain(where))] if where else [])]
    if one.fallen is not None and one.fallen.kind == "taken back":
        blocks.append(Actions((Button("Put it back", "withdraw", f"{paper.id} claim:{number} undo:{YES}"),)))
    return Document(clip(sentence, 140), tuple(blocks))


async def _sayings(call: Call, edition: Edition, paper: Paper) -> list[Saying]:
    """All that was ever posted of the paper there, in an order that stays, each with what took it back."""
    written = await call.desk.press.written(edition)
    newest = await call.desk.edition(call.where, None)
    others = [await call.desk.press.written(newest)] if newest and newest.key != edition.key else []
    said = {claim.text: Saying(claim) for claim in _own(written, paper)}
    for form, claim in _told([written, *others], paper):
        said.setdefault(claim.text, Saying(claim, form))
    for one in written.corrections:
        if one.paper == paper.id and one.instead:
            said.setdefault(one.instead.text, Saying(one.instead))
    fallen = {one.said: one for one in written.corrections if one.paper == paper.id and one.undone is None}
    return [replace(one, fallen=fallen.get(text)) for text, one in said.items()]


def _own(written: Written, paper: Paper) -> list[Claim]:
    edition = written.edition
    item = next((one for one in (*edition.items, *edition.also) if one.paper.id == paper.id), None)
    return claims_of(item, edition) if item else []


def _told(written: Sequence[Written], paper: Paper) -> list[tuple[str, Claim]]:
    """What a model told of it for a form, or for a round-up of the newest edition."""
    return [
        (form, line.claim)
        for one in written
        for form, told in one.told.items()
        for part in told.parts
        for line in part.lines
        if line.claim and line.paper_id == paper.id
    ]


def meant(words: str, said: Sequence[Saying]) -> list[int]:
    """Numbers, from 1, of the sentences that may be meant: by a number, word for word, or by most of the words given.

    Those that have half of the words at the least, and of them those that have most; none has to.
    """
    given = " ".join(words.casefold().strip(" “”\"'").split())
    if given.rstrip(".").isdecimal():
        return [n for n in range(1, len(said) + 1) if n == int(given.rstrip("."))]
    texts = [" ".join(one.claim.text.casefold().split()) for one in said]
    wanted = set(stems(given))
    if whole := [n for n, text in enumerate(texts, 1) if wanted and given in text]:
        exact = [n for n in whole if texts[n - 1] == given]
        return exact or whole
    shared = [len(wanted.intersection(stems(text))) for text in texts]
    best = max(shared, default=0)
    return [n for n, count in enumerate(shared, 1) if count == best and best and count * 2 >= len(wanted)]


def _which(paper: Paper, said: Sequence[Saying], found: Sequence[int]) -> Document:
    """Nothing was done; the sentences there are, by number, or those that may be meant."""
    why = "More than one sentence has these words" if found else "No sentence has these words"
    heading = f"{why}, so nothing was taken back."
    shown = [(n, one) for n, one in enumerate(said, 1) if not found or n in found]
    blocks: list[Block] = [Heading(heading), *(Text(plain(_row(n, one))) for n, one in shown)]
    how = f"On {called(paper)}. Say which by its number, such as: /withdraw {paper.id} claim:{shown[0][0]}"
    blocks.append(Small(plain(how)))
    return Document(heading, tuple(blocks))


def _row(number: int, one: Saying) -> str:
    form = f" (in the {one.form})" if one.form else ""
    became = f" It is {'taken back' if not one.fallen.instead else 'corrected'} already." if one.fallen else ""
    return f"{number}. “{one.claim.text}”{form}{became}"


WITHDRAW = Command(
    name="withdraw",
    summary="Take a sentence of a post back, with a note in the post; or put it back.",
    run=run,
    options=(
        Option("paper", "The paper it is about: an id, a link or a number.", "paper", required=True),
        Option("claim", "Words of the sentence, or its number in the list I show.", required=True),
        Option("undo", "yes: put a sentence back that was taken back.", "choice", choices=("no", YES)),
    ),
    manage=True,
    example='2506.07751 claim:"it is 1.33x faster"',
)
