"""A writer that asks a chat model, with the prompts of `prompts/`. Knows no vendor."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

import structlog
from pydantic import BaseModel

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
from retrieval.ports import Failed, Judgement, Said
from retrieval.profile import Profile
from retrieval.writers.shapes import (
    AnswerShape,
    HeadlineShape,
    JudgedShape,
    LineShape,
    RepairShape,
    SectionsShape,
    ToldShape,
    drafts,
)

log = structlog.get_logger(__name__)

Shape = TypeVar("Shape", bound=BaseModel)


class ChatModel(Protocol):
    """A chat model that fills shapes."""

    name: str

    async def fill(self, messages: Messages, shape: type[Shape]) -> tuple[Shape, Usage]:
        """An instance of `shape` and what it took, failed tries included. Raises WriterUnavailable."""
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

    async def headline(self, papers: Sequence[tuple[Paper, Sequence[Passage]]]) -> tuple[DraftHeadline, Usage]:
        """An item for each paper the model could write on. Raises WriterUnavailable if it could on none."""
        tried = await asyncio.gather(*(self._item(paper, passages) for paper, passages in papers))
        items = tuple(item for item, _, _ in tried if item)
        usage = sum((spent for _, spent, _ in tried), Usage())
        failures = [failure for _, _, failure in tried if failure]
        if failures and not items:
            raise WriterUnavailable(failures[0].for_people, spent=usage) from failures[0]
        line, spent = await self._line([passages for _, passages in papers if passages])
        return DraftHeadline(line, items), usage + spent

    async def _item(
        self, paper: Paper, passages: Sequence[Passage]
    ) -> tuple[DraftItem | None, Usage, WriterUnavailable | None]:
        if not passages:
            return None, Usage(), None
        asked = prompts.load("headline").render(title=paper.title, passages=passages)
        try:
            async with self._gate:
                told, usage = await self._model.fill(asked, HeadlineShape)
        except WriterUnavailable as failure:
            log.warning("paper not written", paper=paper.id, why=failure.for_people)
            return None, failure.spent or Usage(), failure
        return DraftItem(paper.id, told.finding.draft(), told.drafts()), usage, None

    async def _line(self, papers: Sequence[Sequence[Passage]]) -> tuple[DraftClaim | None, Usage]:
        """What ties the papers together, from the first passage of each; None with fewer than two."""
        if len(papers) < _FEWEST_TIED:
            return None, Usage()
        asked = prompts.load("line").render(passages=[passages[0] for passages in papers])
        try:
            told, usage = await self._model.fill(asked, LineShape)
        except WriterUnavailable as failure:
            log.warning("line not written", why=failure.for_people)
            return None, failure.spent or Usage()
        return (told.claim.draft() if told.claim else None), usage

    async def answer(
        self,
        question: Question,
        passages: Sequence[Passage],
        *,
        said: Said | None = None,  # noqa: ARG002 - the port's signature
    ) -> tuple[DraftAnswer, Usage]:
        asked = prompts.load("answer").render(question=question.text, turns=question.history, passages=passages)
        told, usage = await self._model.fill(asked, AnswerShape)
        return DraftAnswer(drafts(told.claims)), usage

    async def explain(
        self, paper: Paper, passages: Sequence[Passage], *, level: str
    ) -> tuple[tuple[DraftSection, ...], Usage]:
        asked = prompts.load("explain").render(title=paper.title, level=level, passages=passages)
        told, usage = await self._model.fill(asked, SectionsShape)
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


def _named(failed: Sequence[Failed], passages: Sequence[Passage]) -> list[Passage]:
    """The passages that the failed claims name, or all where one names none of them."""
    keys = {one.claim.passage_key for one in failed}
    known = {passage.key for passage in passages}
    return [passage for passage in passages if passage.key in keys or not keys <= known]
