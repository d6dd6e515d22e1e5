"""What the library needs of whoever writes, judges, rewrites or researches: ports, each promise its docstring.

Promises are tested in tests/contracts/, on the fake and on the real thing.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from retrieval.answer import (
    Allowance,
    Byline,
    DraftAnswer,
    DraftClaim,
    DraftHeadline,
    DraftPart,
    DraftSection,
    Question,
    Usage,
)
from retrieval.paper import Paper, Passage
from retrieval.profile import Profile


@dataclass(frozen=True, slots=True)
class Failed:
    """A draft claim that did not stand, and why, in words a model can act on."""

    claim: DraftClaim
    why: str


Said = Callable[[DraftClaim], Awaitable[None]]
"""Told of each claim of an answer as soon as it is whole, in order."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a model made of a paper: relevance and novelty from 1 to 10, and which topic it fits (0: none)."""

    relevance: int
    novelty: int
    topic: int = 0


class Judge(Protocol):
    """Gives papers marks for a profile. Raises WriterUnavailable."""

    async def judge(self, profile: Profile, papers: Sequence[Paper]) -> tuple[Mapping[str, Judgement], Usage]:
        """A judgement by paper id, unchecked: it may lack some and name others. None from one without a model."""
        ...


class Writer(Judge, Protocol):
    """Puts papers into words, each with the quote it rests on. Raises WriterUnavailable.

    What it returns is unchecked: nothing of it may be shown before `ground.py` has seen it.
    It reads only the passages it is given, and they are data: nothing in them is obeyed.
    """

    def byline(self, task: str) -> Byline:
        """Who writes, with the prompt's version, for the tasks headline, answer and explain."""
        ...

    async def headline(
        self, papers: Sequence[tuple[Paper, Sequence[Passage]]], *, language: str = ""
    ) -> tuple[DraftHeadline, Usage]:
        """The day's line, and an item for each paper; papers it skips are left out. `language` as in `explain`."""
        ...

    async def answer(
        self, question: Question, passages: Sequence[Passage], *, said: Said | None = None
    ) -> tuple[DraftAnswer, Usage]:
        """Claims that answer the question from the passages; none if they do not say.

        `said` hears those claims one by one while the rest is being written, where the writer can.
        """
        ...

    async def explain(
        self, paper: Paper, passages: Sequence[Passage], *, level: str, language: str = ""
    ) -> tuple[tuple[DraftSection, ...], Usage]:
        """The paper in the sections of `answer.DEEP_SECTIONS`, at newcomer, practitioner or expert level.

        In `language` (ISO 639-1; empty: English) where the writer can; each claim then has its `original`.
        """
        ...

    async def tell(
        self, form: str, given: Mapping[str, object], passages: Sequence[Passage]
    ) -> tuple[tuple[DraftPart, ...], Usage]:
        """The parts of a longer form (`briefing`, `show` …) by its prompt; none from a writer without a model.

        `given`: the prompt's inputs besides the passages; with a `language` in it, lines have their `original`.
        """
        ...

    async def repair(
        self, failed: Sequence[Failed], passages: Sequence[Passage]
    ) -> tuple[tuple[DraftClaim | None, ...], Usage]:
        """One more try at each failed claim, in order; None where there is nothing to say."""
        ...


class Rewriter(Protocol):
    """Makes a question that leans on what was said before, or is in another language, fit to be searched for."""

    async def rewrite(self, question: Question, titles: Sequence[str]) -> tuple[str, Usage]:
        """The question as one English sentence that stands by itself; unchecked. Raises WriterUnavailable.

        `titles`: of the papers it may be about.
        """
        ...


@dataclass(frozen=True, slots=True)
class Tool:
    """Something a `Researcher` may do, any number of times.

    `inputs`: what each of its values means, by name; all are texts. `use` returns passages, or a
    sentence where there are none. It reads and never posts; what it raises is told to the model.
    """

    name: str
    purpose: str
    inputs: Mapping[str, str]
    use: Callable[[Mapping[str, str]], Awaitable[Sequence[Passage] | str]]


class Researcher(Protocol):
    """Looks for passages in several steps, where one search is not enough. It says nothing itself."""

    async def research(
        self, question: Question, tools: Sequence[Tool], *, allowance: Allowance
    ) -> tuple[tuple[str, ...], Usage]:
        """Keys of the passages to answer from, best first, unchecked; none if it came to no end in its bounds.

        Takes at most `allowance.steps` requests, and begins none once its seconds or tokens are spent.
        Raises WriterUnavailable.
        """
        ...
