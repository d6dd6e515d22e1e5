"""A question about papers, answered with quotes that code has checked."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

import structlog

from retrieval.answer import EXTRACTIVE, FREELY, Allowance, Answer, Byline, Claim, Question, Scope, Usage
from retrieval.check import check_all
from retrieval.errors import BadQuestion, WriterUnavailable
from retrieval.followup import recent, search_text
from retrieval.fulltext.outcome import full_text_remark
from retrieval.fulltext.reading import MOST_NAMED, read_named
from retrieval.ground import check
from retrieval.library import Library
from retrieval.paper import Passage
from retrieval.ports import Writer
from retrieval.search import search
from retrieval.words import stems
from retrieval.writers.answering import identifiers, nearest

log = structlog.get_logger(__name__)

LONGEST_QUESTION = 2_000
"""Characters."""
PASSAGES = 8
"""How many passages are read for one answer."""
MOST_WORDS = 150
"""An answer ends before the claim that would make it longer."""


Growing = Callable[[Sequence[Claim]], Awaitable[None]]
"""Told of all claims that stand so far, each time there is one more, before the answer is complete."""


async def ask(
    library: Library,
    question: Question,
    *,
    allowance: Allowance = FREELY,
    growing: Growing | None = None,  # noqa: ARG001 - heard by writers that write piece by piece
) -> Answer:
    """Answer from the passages inside `question.scope`; every claim shown has passed `ground.check`.

    Where nothing stands, the answer is a refusal that names the scope, with the nearest sentence the
    papers do hold. A model that is down is replaced by verbatim sentences, and the answer says so.
    Raises BadQuestion, and what the store and the index raise.
    """
    asked = replace(question, text=_fit(question.text), history=recent(question.history))
    if not asked.history and not (stems(asked.text) or identifiers(asked.text)):
        raise BadQuestion("There is no word in that question that I could look for; ask me something about the papers.")
    unread = await _read_first(library, asked.scope)
    wanted = search_text(asked.text, asked.history)
    found = await search(library, wanted, scope=asked.scope, limit=PASSAGES)
    passages = tuple(one.passage for one in found)
    told = await _told(library, asked, passages, allowance) if passages else _Told()
    log.info("question answered", claims=len(told.claims), passages=len(passages), model=told.byline.model)
    return Answer(
        question=asked.text,
        scope=asked.scope.label,
        claims=told.claims,
        refusal="" if told.claims else _refusal(asked, passages),
        nearest=None if told.claims else _nearest(wanted, passages),
        passages=passages,
        byline=told.byline,
        usage=told.usage,
        remark=" ".join(filter(None, (told.remark, unread))),
    )


async def _read_first(library: Library, scope: Scope) -> str:
    """Papers that the question names are read in full before they are searched; what to say of those that cannot be."""
    if not scope.paper_ids or len(scope.paper_ids) > MOST_NAMED:
        return ""
    said = [
        (paper, full_text_remark(reading))
        for paper, reading in await read_named(library, sorted(scope.paper_ids), owner=scope.owner)
    ]
    if len(said) == 1:
        return said[0][1]
    return " ".join(f"{paper.id}: {remark}" for paper, remark in said if remark)


def _fit(text: str) -> str:
    """The question in one line. Raises BadQuestion."""
    if len(text) > LONGEST_QUESTION:
        size = f"{len(text):,} characters"
        raise BadQuestion(f"That question has {size} and I read at most {LONGEST_QUESTION:,}; ask one thing at a time.")
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    if not re.search(r"\w", line):
        raise BadQuestion("There is no word in that question; ask me something about the papers.")
    return line


@dataclass(frozen=True, slots=True)
class _Told:
    """What a writer's answer came to after the check."""

    claims: tuple[Claim, ...] = ()
    byline: Byline = EXTRACTIVE
    usage: Usage = field(default_factory=Usage)
    remark: str = ""


async def _told(library: Library, question: Question, passages: Sequence[Passage], allowance: Allowance) -> _Told:
    """The writer's checked claims; the plain writer's when the writer is down, too slow or not allowed."""
    if allowance.refused:
        told = await _by(library.plain_writer, question, passages)
        return replace(told, remark=f"{allowance.refused} {INSTEAD}")
    try:
        return await _by(library.writer, question, passages)
    except WriterUnavailable as down:
        log.warning("writer down", task="answer", why=down.for_people)
        told = await _by(library.plain_writer, question, passages)
        return replace(told, usage=told.usage + (down.spent or Usage()), remark=f"{down.for_people} {INSTEAD}")


INSTEAD = "What you see instead are sentences of the papers, word for word."
"""Said beside what stepped in for a model."""


async def _by(writer: Writer, question: Question, passages: Sequence[Passage]) -> _Told:
    byline = writer.byline("answer")
    draft, usage = await writer.answer(question, passages)
    checked = await check_all(writer, draft.claims, {passage.key: passage for passage in passages})
    return _Told(_short(checked.standing), byline, usage + checked.usage)


def _short(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The first claims, as many as `MOST_WORDS` allow, at least one."""
    kept: list[Claim] = []
    words = 0
    for claim in claims:
        words += len(claim.text.split())
        if kept and words > MOST_WORDS:
            break
        kept.append(claim)
    return tuple(kept)


def _refusal(question: Question, passages: Sequence[Passage]) -> str:
    if passages:
        return f"I found no answer to that in {question.scope.label}."
    return f"I found nothing on that in {question.scope.label}."


def _nearest(wanted: str, passages: Sequence[Passage]) -> Claim | None:
    """The sentence nearest to the question, checked like any other."""
    draft = nearest(wanted, passages)
    claim = check(draft, {passage.key: passage for passage in passages}) if draft else None
    return claim if isinstance(claim, Claim) else None
