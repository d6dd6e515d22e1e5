"""Passages → a writer's claims → those that stand; without a model where it is down, too slow or over its bounds."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

import structlog

from retrieval.answer import EXTRACTIVE, Byline, Claim, DraftClaim, Question, Usage
from retrieval.asking.bounds import INSTEAD, Bounds
from retrieval.asking.refusal import is_near
from retrieval.asking.sides import each_side, sides
from retrieval.check import Checked, check_all
from retrieval.errors import WriterUnavailable
from retrieval.ground import check
from retrieval.library import Library
from retrieval.paper import Passage
from retrieval.text.languages import ENGLISH, language_of
from retrieval.writer import Writer

log = structlog.get_logger(__name__)

MOST_WORDS = 150
"""An answer ends before the claim that would make it longer."""
CHARACTERS_A_TOKEN = 3
"""Of scientific English, on the cautious side."""
OVERHEAD = 2_500
"""Tokens that an answer takes beside its passages: our words, the schema, what comes out."""

NONE_STOOD = "Nothing the model wrote stood the check."
ENDS_HERE = "What stood the check until then is what you see."
NO_ROOM = "The passages are more than the model may be given for one answer."
TAKEN_FOR_GRANTED = "The question takes something for granted that the papers do not say."

Growing = Callable[[Sequence[Claim], Sequence[Passage]], Awaitable[None]]
"""Told of all claims that stand so far and the passages they are from, each time there is one more.

What was told is never taken back: the answer begins with those claims.
"""


@dataclass(frozen=True, slots=True)
class Told:
    """What a writer's answer came to after the check. `usage`: of these requests alone."""

    claims: tuple[Claim, ...] = ()
    byline: Byline = EXTRACTIVE
    usage: Usage = field(default_factory=Usage)
    remark: str = ""
    corrects: bool = False


async def tell(
    library: Library, question: Question, passages: Sequence[Passage], bounds: Bounds, growing: Growing | None
) -> Told:
    """The writer's checked claims, or the plain writer's where the writer has none to show, with a remark on why.

    Raises nothing of the writer's.
    """
    if library.writer.byline("answer").model is None:
        return await plainly(library, question, passages)
    if bounds.allowance.refused:
        return await _instead(library, question, passages, bounds.allowance.refused)
    fitting = fit(passages, (bounds.tokens - OVERHEAD) * CHARACTERS_A_TOKEN - sum(map(len, question.history)))
    if not fitting:
        return await _instead(library, question, passages, NO_ROOM)
    told = await _written(library.writer, question, fitting, bounds, growing)
    if told.claims or not told.remark:
        return told
    instead = await _instead(library, question, passages, told.remark)
    return replace(instead, usage=told.usage, byline=instead.byline if instead.claims else told.byline)


async def _written(
    writer: Writer, question: Question, passages: Sequence[Passage], bounds: Bounds, growing: Growing | None
) -> Told:
    """The model's claims that stand; without any, the remark says why, or is empty where it found no answer."""
    telling = _Telling(passages, growing)
    byline = writer.byline("answer")
    try:
        async with asyncio.timeout_at(bounds.until):
            draft, usage = await writer.answer(question, passages, said=telling.hear if growing else None)
    except (WriterUnavailable, TimeoutError) as failure:
        why, spent = _reason(failure, bounds)
        log.warning("writer down", task="answer", why=why, told=len(telling.shown))
        if telling.shown:
            return Told(telling.shown, byline, spent, f"{why} {ENDS_HERE}")
        return Told((), usage=spent, remark=why)
    checked = await _checked(writer, draft.claims, telling.passages, bounds.after(usage))
    claims, usage = short([*telling.shown, *checked.standing]), usage + checked.usage
    if not claims:
        return Told((), byline, usage, NONE_STOOD if draft.claims else "")
    corrects = draft.corrects and _corrects(question, checked)
    if corrects and telling.shown:  # what was shown stays in front, so this can only follow
        return Told(claims, byline, usage, TAKEN_FOR_GRANTED)
    return Told(claims, byline, usage, corrects=corrects)


def _corrects(question: Question, checked: Checked) -> bool:
    """Whether the claim that is said to contradict the question stands, and speaks of what is asked."""
    first = next(iter(checked.claims), None)
    return first is not None and (
        bool(first.original) or is_near(question.text, f"{first.text} {first.quotes[0].text}")
    )


def _reason(failure: WriterUnavailable | TimeoutError, bounds: Bounds) -> tuple[str, Usage]:
    """What is said of a model that gave no answer, and what it took as far as it was told."""
    if isinstance(failure, WriterUnavailable):
        return failure.for_people, failure.spent or Usage()
    return bounds.too_slow, Usage()


async def plainly(library: Library, question: Question, passages: Sequence[Passage]) -> Told:
    """Sentences of the papers, word for word; nothing for a question that is not in English.

    Of a few papers that the question names, each speaks for itself.
    """
    if language_of(question.text) != ENGLISH:
        return Told()
    writer = library.plain_writer
    if len(apart := sides(question, passages)) > 1:
        drafts = await each_side(writer, question, apart)
    else:
        drafts = list((await writer.answer(question, passages))[0].claims)
    checked = await check_all(writer, drafts, {passage.key: passage for passage in passages})
    return Told(short(checked.standing))


async def _instead(library: Library, question: Question, passages: Sequence[Passage], why: str) -> Told:
    told = await plainly(library, question, passages)
    return replace(told, remark=f"{why} {INSTEAD}" if told.claims else why)


class _Telling:
    """Checks claims as they come, and tells all that stand so far, as many as an answer may hold."""

    def __init__(self, passages: Sequence[Passage], growing: Growing | None) -> None:
        self.passages = {passage.key: passage for passage in passages}
        self.shown: tuple[Claim, ...] = ()
        self._growing = growing
        self._full = False

    async def hear(self, draft: DraftClaim) -> None:
        claim = check(draft, self.passages)
        if self._growing is None or self._full or not isinstance(claim, Claim):
            return
        longer = short([*self.shown, claim])
        if len(longer) > len(self.shown):
            self.shown = longer
            await self._growing(longer, tuple(self.passages.values()))
        else:
            self._full = claim not in self.shown


async def _checked(
    writer: Writer, drafts: Sequence[DraftClaim], passages: dict[str, Passage], bounds: Bounds
) -> Checked:
    """The drafts after the check; repaired only while there are seconds and tokens left for it."""
    if bounds.tokens:
        try:
            async with asyncio.timeout_at(bounds.until):
                return await check_all(writer, drafts, passages)
        except TimeoutError:
            log.warning("repair too slow")
    seen = [check(draft, passages) for draft in drafts]
    return Checked(tuple(one if isinstance(one, Claim) else None for one in seen))


def fit(passages: Sequence[Passage], most: int) -> tuple[Passage, ...]:
    """The first passages, as many as have `most` characters together; what comes after one too long may still fit."""
    kept: list[Passage] = []
    for passage in passages:
        size = len(passage.text) + len(passage.title) + len(passage.section) + _TAGS
        if size <= most:
            kept.append(passage)
            most -= size
    return tuple(kept)


_TAGS = 60
"""Characters that a passage takes in a prompt beside its own."""


def short(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The first claims, each statement once, as many as `MOST_WORDS` allow, at least one."""
    kept: dict[str, Claim] = {}
    words = 0
    for claim in claims:
        words += len(claim.text.split()) if claim.text not in kept else 0
        if kept and words > MOST_WORDS:
            break
        kept.setdefault(claim.text, claim)
    return tuple(kept.values())
