"""A writer without a model: it chooses sentences and shows them word for word."""

import asyncio
from collections.abc import Collection, Mapping, Sequence

from retrieval.answer import (
    EXTRACTIVE,
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
from retrieval.asking.followup import search_text
from retrieval.paper import Paper, Passage
from retrieval.ports import Embedder
from retrieval.profile import Profile
from retrieval.text.clauses import clause
from retrieval.text.words import stems
from retrieval.writer import Failed, Judgement, Said
from retrieval.writers.answering import answering
from retrieval.writers.candidates import Candidate, as_finding, candidates
from retrieval.writers.explaining import explaining
from retrieval.writers.sectioning import sectioned
from retrieval.writers.wanted import Put

_HEADLINE = {"about": 1, "problem": 1, "new": 2, "takeaways": 3, "gaps": 2, "matters": 1, "next": 1}


class Extractive:
    """Chosen, verbatim sentences: the `Writer` when no model is at hand.

    With an `embedder`, the choice of answering sentences also weighs their likeness to the question.
    """

    def __init__(self, embedder: Embedder | None = None) -> None:
        self._embedder = embedder

    def byline(self, task: str) -> Byline:  # noqa: ARG002 - the port's signature: nobody writes, whatever the task
        return EXTRACTIVE

    async def headline(
        self,
        papers: Sequence[tuple[Paper, Sequence[Passage]]],
        *,
        language: str = "",  # noqa: ARG002 - a quote stands in the language of its source
    ) -> tuple[DraftHeadline, Usage]:
        """Each paper's finding and sections; the day's line is left to the program, which counts."""
        return DraftHeadline(None, await asyncio.to_thread(_items, papers)), Usage()

    async def answer(
        self,
        question: Question,
        passages: Sequence[Passage],
        *,
        said: Said | None = None,  # noqa: ARG002 - the port's signature: all is there at once
    ) -> tuple[DraftAnswer, Usage]:
        """Up to three sentences that answer; none when nothing comes near enough.

        A follow-up with no word of its own (“why?”) is not answered with what was just said.
        """
        put = Put(question.text, search_text(question.text, question.history))
        claims = await answering(put, passages, self._embedder)
        heard = question.history[-1] if question.history and not stems(question.text) else ""
        return DraftAnswer(tuple(claim for claim in claims if claim.text not in heard)), Usage()

    async def explain(
        self,
        paper: Paper,  # noqa: ARG002 - the port's signature
        passages: Sequence[Passage],
        *,
        level: str,
        language: str = "",  # noqa: ARG002 - a quote stands in the language of its source
    ) -> tuple[tuple[DraftSection, ...], Usage]:
        """The paper's own sentences by section; the level decides which of them and how many."""
        return await asyncio.to_thread(explaining, passages, level), Usage()

    async def tell(
        self,
        form: str,  # noqa: ARG002 - the port's signature
        given: Mapping[str, object],  # noqa: ARG002 - the port's signature
        passages: Sequence[Passage],  # noqa: ARG002 - the port's signature
    ) -> tuple[tuple[DraftPart, ...], Usage]:
        """Nothing: the forms are whole without it."""
        return (), Usage()

    async def judge(
        self,
        profile: Profile,  # noqa: ARG002 - the port's signature: marks without a model are the program's
        papers: Sequence[Paper],  # noqa: ARG002
    ) -> tuple[Mapping[str, Judgement], Usage]:
        return {}, Usage()

    async def repair(
        self,
        failed: Sequence[Failed],
        passages: Sequence[Passage],  # noqa: ARG002 - the port's signature
    ) -> tuple[tuple[DraftClaim | None, ...], Usage]:
        """Nothing: a verbatim sentence that does not stand cannot be said better."""
        return (None,) * len(failed), Usage()


def _items(papers: Sequence[tuple[Paper, Sequence[Passage]]]) -> tuple[DraftItem, ...]:
    return tuple(item for paper, passages in papers if (item := _item(paper, passages)))


def _item(paper: Paper, passages: Sequence[Passage]) -> DraftItem | None:
    """The finding and the thread entry of one paper; None if it has no sentence to show."""
    found = candidates([passage for passage in passages if passage.ordinal == 0])
    if not found:
        return None
    likely = sorted(found, key=as_finding, reverse=True)[:_TRIED]
    best = max(likely, key=lambda one: as_finding(one) + _gain(one))
    finding = DraftClaim(clause(best.text), best.key, best.text)
    told = sectioned(found, _HEADLINE, [best])
    return DraftItem(paper.id, finding, (*told, *_ends(passages, {section.name for section in told})))


def _ends(passages: Sequence[Passage], told: Collection[str]) -> tuple[DraftSection, ...]:
    """What the abstract does not tell of limits and of what comes next, from the parts of the text that do."""
    most = {name: many if name in _AT_THE_END and name not in told else 0 for name, many in _HEADLINE.items()}
    return sectioned(candidates([passage for passage in passages if passage.ordinal > 0]), most)


_AT_THE_END = ("gaps", "next")
_TRIED = 3


def _gain(one: Candidate) -> float:
    """What cutting at a clause wins for the line in the channel: among equals, never against the better result."""
    return min(_MOST_GAIN, (len(one.text) - len(clause(one.text))) / 60)


_MOST_GAIN = 0.3
