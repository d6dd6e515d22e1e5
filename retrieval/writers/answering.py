"""Choosing the sentences that answer a question; nothing likely enough gives nothing."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from retrieval.answer import DraftClaim
from retrieval.errors import EmbedderUnavailable
from retrieval.paper import Passage
from retrieval.ports import Embedder
from retrieval.text.injected import is_order
from retrieval.text.premise import unmet
from retrieval.text.sentences import sentences
from retrieval.text.words import stems
from retrieval.vectors.minilm import FINGERPRINT
from retrieval.writers.answerability import Signs, likely, model_of, signs, weights_of
from retrieval.writers.demands import counted, measured_by, meets
from retrieval.writers.directions import taken_for_granted
from retrieval.writers.wanted import Put, apart_from, asked, identifiers, manner, named, terms

__all__ = ["Put", "answering", "identifiers", "named", "nearest"]

_MOST_PASSAGES = 10
_MOST_SENTENCES = 160
_SHORTEST, _LONGEST = 25, 600
_MOST_CLAIMS = 3


@dataclass(frozen=True, slots=True)
class Option:
    """A sentence that may answer, with the stems of its words and the rank of its passage (from 0).

    `about`: its paper's title and all that is read of that paper, in lower case.
    """

    passage: Passage
    text: str
    stems: frozenset[str]
    rank: int
    about: str


@dataclass(frozen=True, slots=True)
class Scored:
    """`covered`: the share of the question's weight that the sentence, helped by its paper's title, speaks of."""

    option: Option
    covered: float
    score: float


@dataclass(frozen=True, slots=True)
class Weighed:
    """The sentences that may answer, best first, and the signs that they do; None: they cannot."""

    ranked: Sequence[Scored]
    signs: Signs | None

    @property
    def likely(self) -> float:
        """The chance that there is an answer among them, from 0 to 1."""
        return likely(self.signs) if self.signs else 0.0

    @property
    def enough(self) -> bool:
        """Whether that is enough to show them."""
        return self.signs is not None and self.likely >= model_of(self.signs).enough


def options(passages: Sequence[Passage]) -> list[Option]:
    """The sentences of the best passages."""
    read: dict[str, str] = {}
    for passage in passages:
        read[passage.paper_id] = f"{read.get(passage.paper_id, passage.title)}\n{passage.text}".casefold()
    found = [
        Option(passage, one.text, terms(one.text), rank, read[passage.paper_id])
        for rank, passage in enumerate(passages[:_MOST_PASSAGES])
        for one in sentences(passage.text)
        if _SHORTEST <= len(one.text) <= _LONGEST and not is_order(one.text)
    ]
    return found[:_MOST_SENTENCES]


def scored(question: Put, found: Sequence[Option]) -> list[Scored]:
    """Every sentence with how much of the question it covers and its score, best first."""
    wanted = asked(question.whole)
    weights = _leaning(question, _weights(wanted, found))
    whole = sum(weights.values()) or 1.0
    to_count, names = counted(question.own), named(question.own)
    titles = {title: frozenset(stems(title)) for title in {option.passage.title for option in found}}
    made = []
    for option in found:
        title = titles[option.passage.title]
        parts = {s: 1.0 if s in option.stems else TITLE if s in title else 0.0 for s in weights}
        covered = sum(weights[s] * part for s, part in parts.items()) / whole
        if (to_count and option.stems.isdisjoint(to_count)) or not meets(question.own, option.text):
            continue  # it may be near, but it does not name what is to be counted, or has no number
        if names and not any(name in option.about for name in names):
            continue  # whoever asks about AgentDebug wants no other paper's answer
        made.append(Scored(option, covered, covered + manner(question.own, option.text) + PRIOR / (1 + option.rank)))
    return sorted(made, key=lambda one: -one.score)


def _leaning(question: Put, weights: Mapping[str, float]) -> dict[str, float]:
    own = asked(question.own)
    return {s: weight * (1.0 if s in own else BORROWED) for s, weight in weights.items()}


def _weights(wanted: frozenset[str], found: Sequence[Option]) -> dict[str, float]:
    """Rare stems weigh more, identifiers most; what no sentence holds weighs most, so that its absence is felt."""
    known = Counter(s for option in found for s in option.stems & wanted)
    rarity = {s: math.log(1 + (len(found) + 1) / (known[s] + 0.5)) for s in wanted}
    return {s: weight * (IDENTIFIER if any(map(str.isdigit, s)) else 1.0) for s, weight in rarity.items()}


IDENTIFIER = 2.5
"""How much more than a word `1.33x` or `GPT-4` weighs in a question."""
BORROWED = 0.3
"""What a word of the turn before counts: it says what is talked about, not what is asked."""
TITLE, PRIOR = 0.3, 0.15
"""What a word in the title counts, and the first passage.

On 700 QASPER questions over gold and distractor paragraphs each value between 0 and .5 leaves the
first sentence right in .31 ± .01 of cases and one of the first three in .51 ± .01: nothing here is
finely tuned. Neither weighing words by their rarity at large nor likeness of vectors chooses better
sentences (F1 of the first one on 480 questions: .148, .152, .145); both tell better when to keep silent.
"""
CLOSE = 0.85
"""Further sentences must come this near to the best one's score."""
_EMBEDDED = 4


async def answering(question: Put, passages: Sequence[Passage], embedder: Embedder | None = None) -> list[DraftClaim]:
    """Up to three sentences that answer, best first; none if that is not likely enough."""
    found = await weighed(question, passages, embedder)
    if not found.enough:
        return []
    return [as_claim(one) for one in _shown(found.ranked)]


def _shown(ranked: Sequence[Scored]) -> list[Scored]:
    return [one for one in ranked[:_MOST_CLAIMS] if one.score >= CLOSE * ranked[0].score]


async def weighed(question: Put, passages: Sequence[Passage], embedder: Embedder | None = None) -> Weighed:
    """The sentences by score, and how likely they answer: not at all, where the question takes for granted

    what none of them says.
    """
    question = _without_title(question, passages)
    found = options(passages)
    ranked = scored(question, found)
    if not ranked or unmet(question.own, passages):
        return Weighed(ranked, None)
    shown, read = [one.option.text for one in _shown(ranked)], [one.option.text for one in ranked]
    if taken_for_granted(question.own, shown, read):
        return Weighed(ranked, None)
    return Weighed(ranked, await _with_cosine(question, ranked, by_words(question, ranked, found), embedder))


def _without_title(question: Put, passages: Sequence[Passage]) -> Put:
    """The question without the words that only say which paper is meant, where one paper is read."""
    titles = {passage.title for passage in passages}
    if len(titles) != 1:
        return question
    (title,) = titles
    return Put(apart_from(question.own, title), apart_from(question.whole, title))


def by_words(question: Put, ranked: Sequence[Scored], found: Sequence[Option]) -> Signs:
    """The signs that words give, of sentences in the order of their scores, and of all that stand beside them."""
    weights = _leaning(question, weights_of(asked(question.whole) - measured_by(question.own)))
    held: dict[str, frozenset[str]] = {}
    papers = {one.option.passage.paper_id for one in ranked}
    for option in found:
        if (passage := option.passage).paper_id in papers:
            held[passage.key] = held.get(passage.key, frozenset(stems(passage.title))) | option.stems
    title = frozenset(stems(ranked[0].option.passage.title))
    return signs(weights, [one.option.stems for one in ranked], list(held.values()), title)


async def _with_cosine(question: Put, ranked: Sequence[Scored], told: Signs, embedder: Embedder | None) -> Signs:
    """The signs with the cosine where it is the local model's: another's have another spread."""
    if embedder is None or embedder.fingerprint != FINGERPRINT:
        return told
    try:
        vectors = await embedder.queries([question.whole, *(one.option.text for one in ranked[:_EMBEDDED])])
    except EmbedderUnavailable:
        return told
    return replace(told, alike=float((vectors[1:] @ vectors[0]).max()))


def nearest(question: str, passages: Sequence[Passage]) -> DraftClaim | None:
    """The sentence that comes nearest to the question; None if none shares a word with it."""
    ranked = scored(Put("", question), options(passages))  # whatever it is that was to be counted
    return as_claim(ranked[0]) if ranked and ranked[0].covered > 0 else None


def as_claim(one: Scored) -> DraftClaim:
    """A sentence as a claim that is its own quote."""
    return DraftClaim(one.option.text, one.option.passage.key, one.option.text)
