"""A question about papers, answered with quotes that code has checked."""

import re
from collections.abc import Mapping
from dataclasses import replace

import structlog

from retrieval.answer import EXTRACTIVE, FREELY, Allowance, Answer, Question
from retrieval.asking.bounds import INSTEAD, begin
from retrieval.asking.followup import recent
from retrieval.asking.gather import PASSAGES, Gathered, gather
from retrieval.asking.refusal import ABOUT_US, about_us, nearest_said, refusal
from retrieval.asking.sides import silent
from retrieval.asking.told import Growing, Told, tell
from retrieval.errors import BadQuestion, clip
from retrieval.fulltext.outcome import full_text_remark
from retrieval.fulltext.reading import MOST_NAMED, read_named
from retrieval.library import Library
from retrieval.paper import Paper
from retrieval.text.languages import ENGLISH, language_of
from retrieval.text.words import stems
from retrieval.writers.answering import identifiers

log = structlog.get_logger(__name__)

__all__ = ["INSTEAD", "LONGEST_QUESTION", "PASSAGES", "Growing", "ask"]

LONGEST_QUESTION = 2_000
"""Characters."""


async def ask(
    library: Library, question: Question, *, allowance: Allowance = FREELY, growing: Growing | None = None
) -> Answer:
    """Answer from the passages inside `question.scope`; every claim shown has passed `ground.check`.

    Where nothing stands, the answer is a refusal that names the scope, with the nearest sentence the
    papers do hold. A model that is down, slower than `allowance` or over it is replaced by verbatim
    sentences, and the answer says so. `growing` hears the claims that stand while the rest is written;
    the answer begins with them. Raises BadQuestion, and what the store and the index raise.
    """
    asked = replace(question, text=_fit(question.text), history=recent(question.history))
    if about_us(asked.text):
        return Answer(question=asked.text, scope=asked.scope.label, refusal=ABOUT_US)
    if not asked.history and not _says_something(asked.text):
        raise BadQuestion("There is no word in that question that I could look for; ask me something about the papers.")
    named, unread = await _read_first(library, asked)
    bounds = begin(allowance)
    found = await gather(library, asked, bounds)
    bounds = bounds.after(found.usage)
    told = await tell(library, asked, found.passages, bounds, growing) if found.passages else Told()
    log.info("question answered", claims=len(told.claims), passages=len(found.passages), model=told.byline.model)
    papers = {**found.papers, **named}
    return Answer(
        question=asked.text,
        scope=asked.scope.label,
        claims=told.claims,
        refusal="" if told.claims else await _refused(library, asked, found, told),
        nearest=None if told.claims else nearest_said(found.wanted, found.passages),
        passages=found.passages,
        byline=told.byline if told.claims else EXTRACTIVE,  # no word of a refusal is the model's
        usage=found.usage + told.usage,
        warning=_withdrawn(asked, found, told, papers),
        remark=_remark(asked, found, told, papers, unread),
        corrects=told.corrects,
    )


def _fit(text: str) -> str:
    """The question in one line. Raises BadQuestion."""
    if len(text) > LONGEST_QUESTION:
        size = f"{len(text):,} characters"
        raise BadQuestion(f"That question has {size} and I read at most {LONGEST_QUESTION:,}; ask one thing at a time.")
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    if not re.search(r"\w", line):
        raise BadQuestion("There is no word in that question; ask me something about the papers.")
    return line


def _says_something(text: str) -> bool:
    return bool(stems(text) or identifiers(text)) or language_of(text) != ENGLISH


async def _read_first(library: Library, question: Question) -> tuple[Mapping[str, Paper], str]:
    """The few papers that a question names, read in full first; and what to say of those that cannot be."""
    ids = question.scope.paper_ids or frozenset()
    if not ids or len(ids) > MOST_NAMED:
        return {}, ""
    owner = question.scope.owner
    papers = await library.store.many(ids, owner=owner)
    readings = await read_named(library, sorted(ids), owner=owner)
    said = [(paper, full_text_remark(reading)) for paper, reading in readings]
    if len(said) == 1:
        return papers, said[0][1]
    return papers, " ".join(f"{paper.id}: {remark}" for paper, remark in said if remark)


async def _refused(library: Library, question: Question, found: Gathered, told: Told) -> str:
    return await refusal(library, question, found.passages, by_model=told.byline.model is not None)


def _remark(question: Question, found: Gathered, told: Told, papers: Mapping[str, Paper], unread: str) -> str:
    """What the asker should know: how the answer came about, then what could not be read."""
    titles = {paper.id: paper.title for paper in papers.values()}
    unheard = silent(question.scope, told.claims, found.passages, titles)
    return " ".join(filter(None, [told.remark, unheard, unread]))


def _withdrawn(question: Question, found: Gathered, told: Told, papers: Mapping[str, Paper]) -> str:
    """Which of the papers that are quoted or asked were withdrawn, and why as far as they say."""
    of = {passage.key: passage.paper_id for passage in found.passages}
    quoted = {of.get(quote.passage_key) for claim in told.claims for quote in claim.quotes}
    asked = question.scope.paper_ids or frozenset()
    return " ".join(
        f"“{clip(paper.title, 80)}” ({paper.id}) has been withdrawn by its authors. {paper.reason}".strip()
        for paper in papers.values()
        if paper.withdrawn and (paper.id in quoted or (paper.id in asked and len(asked) <= MOST_NAMED))
    )
