"""How many of a writer's claims survive the product's own check, counted from the outside."""

from collections.abc import Mapping, Sequence

from retrieval.answer import (
    Byline,
    Claim,
    DraftAnswer,
    DraftClaim,
    DraftHeadline,
    DraftPart,
    DraftSection,
    Question,
    Usage,
)
from retrieval.ground import check
from retrieval.paper import Paper, Passage
from retrieval.profile import Profile
from retrieval.writer import Failed, Judgement, Said, Writer


class Counted:
    """A `Writer` that passes everything on and counts: `drafts` of its answers, and how many were `lost`.

    Lost is a claim that neither stood nor was mended.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self.drafts = self.lost = 0

    def byline(self, task: str) -> Byline:
        return self._writer.byline(task)

    async def headline(
        self, papers: Sequence[tuple[Paper, Sequence[Passage]]], *, language: str = ""
    ) -> tuple[DraftHeadline, Usage]:
        return await self._writer.headline(papers, language=language)

    async def answer(
        self, question: Question, passages: Sequence[Passage], *, said: Said | None = None
    ) -> tuple[DraftAnswer, Usage]:
        draft, usage = await self._writer.answer(question, passages, said=said)
        self.drafts += len(draft.claims)
        self.lost += len(draft.claims) - _standing(draft.claims, passages)
        return draft, usage

    async def explain(
        self, paper: Paper, passages: Sequence[Passage], *, level: str, language: str = ""
    ) -> tuple[tuple[DraftSection, ...], Usage]:
        return await self._writer.explain(paper, passages, level=level, language=language)

    async def tell(
        self, form: str, given: Mapping[str, object], passages: Sequence[Passage]
    ) -> tuple[tuple[DraftPart, ...], Usage]:
        return await self._writer.tell(form, given, passages)

    async def judge(self, profile: Profile, papers: Sequence[Paper]) -> tuple[Mapping[str, Judgement], Usage]:
        return await self._writer.judge(profile, papers)

    async def repair(
        self, failed: Sequence[Failed], passages: Sequence[Passage]
    ) -> tuple[tuple[DraftClaim | None, ...], Usage]:
        mended, usage = await self._writer.repair(failed, passages)
        self.lost -= _standing([one for one in mended if one], passages)
        return mended, usage


def _standing(drafts: Sequence[DraftClaim], passages: Sequence[Passage]) -> int:
    by_key = {passage.key: passage for passage in passages}
    return sum(isinstance(check(draft, by_key), Claim) for draft in drafts)
