"""A writer that asks a chat model, with the prompts of `prompts/`. Knows no vendor."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol

import structlog

import prompts
from prompts import Messages
from retrieval.answer import (
    Byline,
    DraftAnswer,
    DraftClaim,
    DraftHeadline,
    DraftItem,
    DraftPart,
    DraftSection,
    Question,
    Usage,
)
from retrieval.errors import WriterUnavailable
from retrieval.paper import Paper, Passage
from retrieval.profile import Profile
from retrieval.writer import Failed, Judgement, Said
from retrieval.writers.reading import whole_items
from retrieval.writers.shapes import (
    AnswerShape,
    DeepShape,
    HeadlineShape,
    JudgedShape,
    LineShape,
    RepairShape,
    Shape,
    ToldShape,
    drafts,
    drafts_in,
)

log = structlog.get_logger(__name__)

Seen = Callable[[str], Awaitable[None]]
"""Told of an answer's text so far, again and again while it grows."""


class ChatModel(Protocol):
    """A chat model that fills shapes."""

    name: str

    async def fill(self, messages: Messages, shape: type[Shape], *, seen: Seen | None = None) -> tuple[Shape, Usage]:
        """An instance of `shape` and what it took, failed tries included. Raises WriterUnavailable.

        With `seen` the answer is streamed if the model's service can do that; what `seen` raises comes through.
        """
        ...


class Modelled:
    """The `Writer` with a model behind it.

    `headline` asks for each paper by itself, `together` at a time: a bad answer costs one paper, and
    no answer can be taken for another paper's.
    """

    def __init__(self, model: ChatModel, *, together: int = 4) -> None:
        self._model = model
        self._gate = asyncio.Semaphore(together)

    def byline(self, task: str) -> Byline:
        return Byline(self._model.name, prompts.load(task).label)

    async def headline(
        self, papers: Sequence[tuple[Paper, Sequence[Passage]]], *, language: str = ""
    ) -> tuple[DraftHeadline, Usage]:
        """An item for each paper the model could write on. Raises WriterUnavailable if it could on none."""
        tried = await asyncio.gather(*(self._item(paper, passages, language) for paper, passages in papers))
        items = tuple(item for item, _, _ in tried if item)
        usage = sum((spent for _, spent, _ in tried), Usage())
        failures = [failure for _, _, failure in tried if failure]
        if failures and not items:
            raise WriterUnavailable(failures[0].for_people, spent=usage) from failures[0]
        line, spent = await self._line([passages for _, passages in papers if passages], language)
        return DraftHeadline(line, items), usage + spent

    async def _item(
        self, paper: Paper, passages: Sequence[Passage], language: str
    ) -> tuple[DraftItem | None, Usage, WriterUnavailable | None]:
        if not passages:
            return None, Usage(), None
        asked = prompts.load("headline").render(title=paper.title, language=language, passages=passages)
        try:
            async with self._gate:
                told, usage = await self._model.fill(asked, HeadlineShape)
        except WriterUnavailable as failure:
            log.warning("paper not written", paper=paper.id, why=failure.for_people)
            return None, failure.spent or Usage(), failure
        return DraftItem(paper.id, told.finding.draft(), told.drafts()), usage, None

    async def _line(self, papers: Sequence[Sequence[Passage]], language: str) -> tuple[DraftClaim | None, Usage]:
        """What ties the papers together, from the first passage of each; None with fewer than two."""
        if len(papers) < _FEWEST_TIED:
            return None, Usage()
        asked = prompts.load("line").render(language=language, passages=[passages[0] for passages in papers])
        try:
            told, usage = await self._model.fill(asked, LineShape)
        except WriterUnavailable as failure:
            log.warning("line not written", why=failure.for_people)
            return None, failure.spent or Usage()
        return (told.claim.draft() if told.claim else None), usage

    async def answer(
        self, question: Question, passages: Sequence[Passage], *, said: Said | None = None
    ) -> tuple[DraftAnswer, Usage]:
        """The model's claims; where it breaks off, those that were whole and told by then."""
        asked = prompts.load("answer").render(question=question.text, turns=question.history, passages=passages)
        told: list[DraftClaim] = []
        try:
            filled, usage = await self._model.fill(asked, AnswerShape, seen=_teller(told, said) if said else None)
        except WriterUnavailable as down:
            if not told:
                raise
            log.warning("answer broken off", told=len(told), why=down.for_people)
            return DraftAnswer(tuple(told)), down.spent or Usage()
        claims = drafts(filled.claims)
        for claim in claims:
            if said and claim not in told and not filled.corrects:
                await said(claim)
        return DraftAnswer(claims, filled.corrects), usage

    async def explain(
        self, paper: Paper, passages: Sequence[Passage], *, level: str, language: str = ""
    ) -> tuple[tuple[DraftSection, ...], Usage]:
        prompt = prompts.load("explain")
        asked = prompt.render(title=paper.title, level=level, language=language, passages=passages)
        told, usage = await self._model.fill(asked, DeepShape)
        return told.drafts(), usage

    async def tell(
        self, form: str, given: Mapping[str, object], passages: Sequence[Passage]
    ) -> tuple[tuple[DraftPart, ...], Usage]:
        asked = prompts.load(form).render(**given, passages=passages)
        told, usage = await self._model.fill(asked, ToldShape)
        return told.drafts(), usage

    async def judge(self, profile: Profile, papers: Sequence[Paper]) -> tuple[Mapping[str, Judgement], Usage]:
        asked = prompts.load("judge").render(topics=profile.topics, leave_outs=profile.leave_outs, papers=papers)
        async with self._gate:
            told, usage = await self._model.fill(asked, JudgedShape)
        return told.judgements(), usage

    async def repair(
        self, failed: Sequence[Failed], passages: Sequence[Passage]
    ) -> tuple[tuple[DraftClaim | None, ...], Usage]:
        """The model's second try, matched to the failed claims by their numbers."""
        if not failed:
            return (), Usage()
        asked = prompts.load("repair").render(failed=failed, passages=_named(failed, passages))
        told, usage = await self._model.fill(asked, RepairShape)
        return told.drafts(len(failed)), usage


_FEWEST_TIED = 2
_CORRECTS = re.compile(r'"corrects"\s*:\s*true')


def _teller(told: list[DraftClaim], said: Said) -> Seen:
    """Tells each claim of a growing answer once it is whole, and notes it in `told`.

    An answer that corrects its question is told whole: what is wrong with the question comes first.
    """

    async def seen(text: str) -> None:
        if _CORRECTS.search(text):
            return
        for draft in drafts_in(whole_items(text, "claims"))[len(told) :]:
            told.append(draft)
            await said(draft)

    return seen


def _named(failed: Sequence[Failed], passages: Sequence[Passage]) -> list[Passage]:
    """The passages that the failed claims name, or all where one names none of them."""
    keys = {one.claim.passage_key for one in failed}
    known = {passage.key for passage in passages}
    return [passage for passage in passages if passage.key in keys or not keys <= known]
