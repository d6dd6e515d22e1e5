"""A made-up library of any size, the same one for the same seed: texts by Zipf's law, vectors in clusters.

How common the words of passages and of questions are was taken from the abstracts and claims of
SciFact: the commonest content word stands in half of all passages, the hundredth in a tenth, the
thousandth in a hundredth; half of the words of a question stand in more than one passage of thirty.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import pairwise, product
from typing import cast

import numpy as np
from numpy.typing import NDArray

from retrieval.paper import Paper, Passage
from retrieval.ports import Vectors

Vector = NDArray[np.float32]

DIMENSIONS = 384
PER_PAPER = 20
"""Passages of a paper: its abstract, and nineteen of its text."""
PER_DAY = 50
FIRST_DAY = date(2024, 1, 1)
CATEGORIES = ("cs.CL", "cs.LG", "cs.CV", "cs.IR", "cs.AI", "stat.ML", "cs.RO", "math.OC", "astro-ph.GA", "q-bio.NC")
VOCABULARY = 50_000
SHIFT, EXPONENT = 25, 1.1
"""Of the Zipf-Mandelbrot law: the word of rank r comes up as often as 1 / (r + SHIFT) ** EXPONENT."""
TOPIC_WORDS, TOPIC_SHARE = 200, 0.2
"""A topic has so many words of its own; so much of what its papers say is drawn from them alone."""
GRAMMAR_SHARE = 0.42
GRAMMAR = tuple(
    """the of and a to in is that for with we on as are by this which from be at an can it or our these not have has
    their such also more between using been was were where into than both its each when all over only""".split()  # noqa: SIM905 - 50 quoted words would fill a page
)
SYLLABLES = [a + b for a in "bcdfghklmnprstvz" for b in "aeiou"]
"""Common words have two of them, rare ones three: in about as many pieces as in English a model reads them."""
PER_CLUSTER = 500
LIKE_TOPIC, LIKE_PAPER = 0.6, 0.4
"""How far a passage's vector lies towards its topic's and its paper's; the rest is its own."""
LIKE_PASSAGE = 0.7
"""The cosine of a question and the passage it was made for."""

_NAME = re.compile(r"\bxq[a-j]+\b", re.IGNORECASE)
_TEXT, _ASKED, _POINT, _QUESTION = range(4)
"""Each kind of chance has a stream of its own."""


@dataclass(frozen=True)
class Library:
    """`n` passages of made-up papers; a passage's number is its paper's times PER_PAPER plus its ordinal."""

    n: int
    seed: int = 7

    @property
    def papers(self) -> int:
        return -(-self.n // PER_PAPER)

    @property
    def topics(self) -> int:
        return max(4, self.n // PER_CLUSTER)

    @cached_property
    def words(self) -> NDArray[np.object_]:
        """The vocabulary, the commonest first."""
        chance = np.random.default_rng(self.seed)
        short = ["".join(pair) for pair in product(SYLLABLES, repeat=2)]
        long = ["".join(three) for three in product(SYLLABLES, repeat=3)]
        chosen = [*chance.permutation(short), *chance.choice(long, VOCABULARY - len(short), replace=False)]
        return np.array(list(map(str, chosen)), dtype=object)

    @cached_property
    def _shares(self) -> NDArray[np.float64]:
        weights = 1 / (np.arange(1, VOCABULARY + 1) + SHIFT) ** EXPONENT
        return np.cumsum(weights / weights.sum())

    def paper(self, number: int) -> Paper:
        """One paper, its abstract being its first passage."""
        day = self.day(number)
        chance = self._chance(_TEXT, number)
        names = chance.choice(CATEGORIES, chance.integers(1, 3), replace=False)
        return Paper(
            id=self.paper_id(number),
            title=" ".join(self._drawn(chance, number, 9)).capitalize(),
            abstract=self._text(chance, number, 0),
            categories=tuple(map(str, names)),
            version=1,
            submitted=datetime(day.year, day.month, day.day, tzinfo=UTC),
            announced=day,
            source="bench",
        )

    def paper_id(self, number: int) -> str:
        return f"file:{number}"

    def day(self, number: int) -> date:
        """Announced on: PER_DAY papers a day."""
        return FIRST_DAY + timedelta(days=number // PER_DAY)

    def full_text(self, paper: Paper, number: int) -> list[Passage]:
        """What stands in the paper beside its abstract."""
        chance = self._chance(_TEXT, number, 1)
        last = min(PER_PAPER, self.n - number * PER_PAPER)
        return [
            Passage(
                paper_id=paper.id,
                version=1,
                ordinal=ordinal,
                title=paper.title,
                text=self._text(chance, number, ordinal),
                section=f"Section {ordinal // 4}",
                page=1 + ordinal // 2,
            )
            for ordinal in range(1, last)
        ]

    def vector(self, number: int) -> Vector:
        """A passage's vector, of length 1."""
        paper = number // PER_PAPER
        towards = LIKE_TOPIC * self._topics[paper % self.topics] + LIKE_PAPER * _unit(self._chance(_POINT, paper, 1))
        own = np.sqrt(1 - LIKE_TOPIC**2 - LIKE_PAPER**2) * _unit(self._chance(_POINT, number, 2))
        return _scaled(towards + own)

    def vectors(self, at_once: int = 10_000) -> Iterator[Vectors]:
        """All of them in order, some at a time."""
        for start in range(0, self.n, at_once):
            yield np.stack([self.vector(number) for number in range(start, min(self.n, start + at_once))])

    def questions(self, count: int) -> dict[str, int]:
        """Questions, each with the number of the passage that some of its words were taken from."""
        chance = self._chance(_ASKED)
        asked: dict[str, int] = {}
        while len(asked) < count:
            number = int(chance.integers(self.n))
            said = self._said(number)
            words = chance.choice(said, min(len(said), int(chance.integers(3, 13))), replace=False)
            asked[f"How is {', '.join(words)}?"] = number
        return asked

    def question_vector(self, number: int) -> Vector:
        """Near the vector of that passage."""
        away = _unit(self._chance(_QUESTION, number))
        return _scaled(LIKE_PASSAGE * self.vector(number) + np.sqrt(1 - LIKE_PASSAGE**2) * away)

    @cached_property
    def _topics(self) -> Vectors:
        return np.stack([_unit(self._chance(_POINT, topic)) for topic in range(self.topics)])

    def _said(self, number: int) -> list[str]:
        """The different content words of a passage."""
        paper, ordinal = divmod(number, PER_PAPER)
        told = self.paper(paper)
        text = told.abstract if ordinal == 0 else self.full_text(told, paper)[ordinal - 1].text
        words = dict.fromkeys(re.findall(r"\w+", _NAME.sub("", text).lower()))
        return [word for word in words if word not in GRAMMAR]

    def _text(self, chance: np.random.Generator, paper: int, ordinal: int) -> str:
        """150 to 200 words in sentences. The first is the passage's own name, by which its vector is found."""
        words = self._drawn(chance, paper, int(chance.integers(150, 201)))
        words[0] = name_of(paper * PER_PAPER + ordinal)
        ends = [0, *np.cumsum(chance.integers(10, 30, len(words) // 10)).tolist()]
        sentences = (words[start:end] for start, end in pairwise(ends) if start < len(words))
        return " ".join(" ".join(sentence).capitalize() + "." for sentence in sentences)

    def _drawn(self, chance: np.random.Generator, paper: int, count: int) -> list[str]:
        kinds = chance.random(count)
        topic = np.random.default_rng((self.seed, paper % self.topics)).integers(100, VOCABULARY, TOPIC_WORDS)
        ranks = np.searchsorted(self._shares, chance.random(count)).clip(max=VOCABULARY - 1)
        content = np.where(chance.random(count) < TOPIC_SHARE, topic[chance.integers(TOPIC_WORDS, size=count)], ranks)
        grammar = np.array(GRAMMAR, dtype=object)[(chance.random(count) ** 2 * len(GRAMMAR)).astype(int)]
        return cast("list[str]", np.where(kinds < GRAMMAR_SHARE, grammar, self.words[content]).tolist())

    def _chance(self, *stream: int) -> np.random.Generator:
        return np.random.default_rng((self.seed, *stream))


def name_of(number: int) -> str:
    """A word for a passage's number, as papers coin words; digits would be split by a stemmer."""
    return "xq" + str(number).translate(str.maketrans("0123456789", "abcdefghij"))


def number_of(text: str) -> int | None:
    """The number of the passage whose name stands in the text."""
    found = _NAME.search(text)
    return int(found[0].lower()[2:].translate(str.maketrans("abcdefghij", "0123456789"))) if found else None


@dataclass(slots=True)
class Prepared:
    """`Embedder` that computes nothing: it knows the library's vectors, and those of its questions.

    `fingerprint`: of the model it stands in for, whose collection is filled. A text it does not know
    gets a vector of its own.
    """

    library: Library
    fingerprint: str
    asked: dict[str, int] = field(default_factory=dict)

    async def queries(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._question(text) for text in texts])

    async def documents(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._passage(text) for text in texts])

    def _question(self, text: str) -> Vector:
        number = self.asked.get(text)
        return self._passage(text) if number is None else self.library.question_vector(number)

    def _passage(self, text: str) -> Vector:
        number = number_of(text)
        return _unit(np.random.default_rng(list(text.encode()))) if number is None else self.library.vector(number)


def _unit(chance: np.random.Generator) -> Vector:
    return _scaled(chance.standard_normal(DIMENSIONS, dtype=np.float32))


def _scaled(vector: NDArray[np.floating]) -> Vector:
    scaled: Vector = (vector / np.linalg.norm(vector)).astype(np.float32)
    return scaled
