"""What became of a model's claims, seen from outside: how many survived, and whether any that is shown is a lie.

The judge knows what the stand-in's writers do. A claim that repeats one sentence of the source word
for word must quote that sentence; every number of a claim must stand in the words quoted under it;
and a claim in its own words must share words with them. It shares no code with the product's check.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.answers_judged import unsupported
from bench.checker import Source
from bench.matching import missing_numbers, stands_in
from retrieval.answer import (
    Answer,
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
from retrieval.check import drafts_of
from retrieval.ground import check
from retrieval.paper import Paper, Passage
from retrieval.profile import Profile
from retrieval.writer import Failed, Judgement, Said, Writer

FEWEST_SHARED = 1 / 4
"""Of the longer words of a claim in English, the share that its quotes must have."""
FAR_MORE = 0.4
"""By which share of those words another sentence of the source must be nearer, so that the quote is the wrong one."""
SAME = 0.9
"""From this share on, two sentences of a paper say the same."""


@dataclass(slots=True)
class Fate:
    """How many claims a model wrote, each counted once a request, and what became of them."""

    drafts: int = 0
    stood: int = 0
    repaired: int = 0

    @property
    def survived(self) -> float:
        """The share that people may see."""
        return (self.stood + self.repaired) / self.drafts if self.drafts else 0.0


class Watched:
    """A `Writer` that passes everything on and counts in `fate` what the check makes of it."""

    def __init__(self, writer: Writer, fate: Fate) -> None:
        self._writer, self._fate = writer, fate
        self.whys: list[tuple[str, DraftClaim]] = []

    def byline(self, task: str) -> Byline:
        return self._writer.byline(task)

    async def headline(
        self, papers: Sequence[tuple[Paper, Sequence[Passage]]], *, language: str = ""
    ) -> tuple[DraftHeadline, Usage]:
        told, usage = await self._writer.headline(papers, language=language)
        passages = [passage for _, some in papers for passage in some]
        self._count([one for item in told.items for one in (item.finding, *drafts_of(item.sections))], passages)
        return told, usage

    async def answer(
        self, question: Question, passages: Sequence[Passage], *, said: Said | None = None
    ) -> tuple[DraftAnswer, Usage]:
        told, usage = await self._writer.answer(question, passages, said=said)
        self._count(told.claims, passages)
        return told, usage

    async def explain(
        self, paper: Paper, passages: Sequence[Passage], *, level: str, language: str = ""
    ) -> tuple[tuple[DraftSection, ...], Usage]:
        told, usage = await self._writer.explain(paper, passages, level=level, language=language)
        self._count(drafts_of(told), passages)
        return told, usage

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
        by_key = {passage.key: passage for passage in passages}
        again = {old.claim for old, new in zip(failed, mended, strict=False) if new and _stands(new, by_key)}
        self._fate.repaired += len(again)
        return mended, usage

    def _count(self, drafts: Sequence[DraftClaim], passages: Sequence[Passage]) -> None:
        by_key = {passage.key: passage for passage in passages}
        once = set(drafts)
        self._fate.drafts += len(once)
        checked = [(draft, check(draft, by_key)) for draft in once]
        self._fate.stood += sum(isinstance(one, Claim) for _, one in checked)
        self.whys += [(one.why, draft) for draft, one in checked if isinstance(one, Failed)]


def _stands(draft: DraftClaim, passages: Mapping[str, Passage]) -> bool:
    return isinstance(check(draft, passages), Claim)


def lies(claims: Sequence[Claim], passages: Sequence[Passage], sources: Mapping[str, Source]) -> list[str]:
    """Why claims must not have been shown, one sentence for each; `sources` by id with version."""
    shown = Answer(
        question="", scope="these papers", claims=tuple(claims), passages=tuple(passages), byline=Byline("a model")
    )
    found = [f"not found in the source: {text}" for text in unsupported(shown, sources)]
    return found + [why for claim in claims if (why := _lie(claim, sources))]


def _lie(claim: Claim, sources: Mapping[str, Source]) -> str:
    quoted = "\n".join(quote.text for quote in claim.quotes)
    about = [sources[quote.passage_key.partition("#")[0]] for quote in claim.quotes]
    source = "\n".join(one.words for one in about)
    beside = f"{quoted}\n" + "\n".join(one.title for one in about)
    words = {word.lower() for word in re.findall(r"[A-Za-z]{5,}", claim.original or claim.text)}
    shared = _shared(words, beside)
    if stands_in(claim.text, source) and not stands_in(claim.text, quoted) and shared < SAME * len(words):
        return f"the quote is not what it rests on: {claim.text} | {quoted}"
    if (missing := missing_numbers(claim.text, beside)[1]) and not claim.original:
        return f"{missing} not in the quote: {claim.text} | {quoted}"
    best = max((_shared(words, one) for one in re.split(r"(?<=[.!?])\s", source)), default=0)
    if best - shared > FAR_MORE * len(words):
        return f"another sentence says it: {claim.text} | {quoted}"
    if shared < FEWEST_SHARED * len(words):
        return f"about something else: {claim.text} | {quoted}"
    return ""


def _shared(words: set[str], text: str) -> int:
    """How many of the words, inflected in any way, a text has."""
    lowered = text.lower()
    return sum(word[:5] in lowered for word in words)
