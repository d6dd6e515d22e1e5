"""A writer that says what a test told it to say."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

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


def first_sentence(passage: Passage) -> DraftClaim:
    """The passage's first sentence, word for word."""
    text = passage.text.split(". ")[0].rstrip(".") + "."
    return DraftClaim(text, passage.key, text)


@dataclass
class FakeWriter:
    """Quotes the first sentence of each passage, unless it was given other claims to say.

    `claims` are what it answers, `findings` what it says of every paper of a day, `mended` what it
    says when asked to repair; with `down` every call raises WriterUnavailable with that sentence.
    `sections`: what it explains every paper with. `asked` keeps the questions, `explained` the papers with
    level and language, `failed` what it was to repair.
    """

    model: str | None = "fake"
    claims: Sequence[DraftClaim] | None = None
    mended: Sequence[DraftClaim | None] = ()
    findings: DraftClaim | None = None
    down: str = ""
    corrects: bool = False
    seconds: float = 0.0
    """How long an answer takes, after the claims of `early` have been told."""
    early: Sequence[DraftClaim] = ()
    repairs: float = 0.0
    """How long a repair takes."""
    given: list[tuple[Passage, ...]] = field(default_factory=list)
    """The passages of each question."""
    takes: Usage = field(default_factory=lambda: Usage(100, 10, 0.001))
    sections: tuple[DraftSection, ...] = ()
    explained: list[tuple[str, str, str]] = field(default_factory=list)
    told: tuple[DraftPart, ...] = ()
    marks: Mapping[str, Judgement] = field(default_factory=dict)
    judged: list[list[str]] = field(default_factory=list)
    asked: list[Question] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    languages: list[object] = field(default_factory=list)
    """In which it was to write headlines and forms; empty: English."""

    def byline(self, task: str) -> Byline:
        return Byline(self.model, f"{task} 1" if self.model else "")

    async def headline(
        self, papers: Sequence[tuple[Paper, Sequence[Passage]]], *, language: str = ""
    ) -> tuple[DraftHeadline, Usage]:
        self._work()
        self.languages.append(language)
        items = tuple(
            DraftItem(
                paper.id,
                self.findings or first_sentence(passages[0]),
                (DraftSection("about", self._says(passages[:1])),),
            )
            for paper, passages in papers
            if passages
        )
        return DraftHeadline(None, items), self.takes

    async def answer(
        self, question: Question, passages: Sequence[Passage], *, said: Said | None = None
    ) -> tuple[DraftAnswer, Usage]:
        self._work()
        self.asked.append(question)
        self.given.append(tuple(passages))
        claims = self._says(passages)
        if said:
            for claim in self.early:
                await said(claim)
        await asyncio.sleep(self.seconds)
        if said and not self.corrects:
            for claim in claims:
                await said(claim)
        return DraftAnswer(claims, self.corrects), self.takes

    async def explain(
        self, paper: Paper, passages: Sequence[Passage], *, level: str, language: str = ""
    ) -> tuple[tuple[DraftSection, ...], Usage]:
        self._work()
        self.explained.append((paper.id, level, language))
        return self.sections or (DraftSection("takeaways", self._says(passages)),), self.takes

    async def tell(
        self, form: str, given: Mapping[str, object], passages: Sequence[Passage]
    ) -> tuple[tuple[DraftPart, ...], Usage]:
        self._work()
        self.languages.append(given.get("language", ""))
        return self.told, self.takes

    async def judge(self, profile: Profile, papers: Sequence[Paper]) -> tuple[Mapping[str, Judgement], Usage]:
        if not self.marks:
            return {}, Usage()
        self._work()
        self.judged.append([paper.id for paper in papers])
        return dict(self.marks), self.takes

    async def repair(
        self, failed: Sequence[Failed], passages: Sequence[Passage]
    ) -> tuple[tuple[DraftClaim | None, ...], Usage]:
        self._work()
        await asyncio.sleep(self.repairs)
        self.failed.extend(failed)
        return (tuple(self.mended) + (None,) * len(failed))[: len(failed)], self.takes

    def _says(self, passages: Sequence[Passage]) -> tuple[DraftClaim, ...]:
        return tuple(map(first_sentence, passages)) if self.claims is None else tuple(self.claims)

    def _work(self) -> None:
        if self.down:
            raise WriterUnavailable(self.down)
