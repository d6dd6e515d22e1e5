"""Choosing the sentences that answer a question, by words alone; nothing near enough gives nothing."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.answer import DraftClaim
from retrieval.paper import Passage
from retrieval.ports import Embedder
from retrieval.sentences import sentences
from retrieval.words import stem, stems, words

_MOST_PASSAGES = 10
_MOST_SENTENCES = 160
_SHORTEST, _LONGEST = 25, 600
_MOST_CLAIMS = 3


@dataclass(frozen=True, slots=True)
class Option:
    """A sentence that may answer, with the stems of its words and the rank of its passage (from 0)."""

    passage: Passage
    text: str
    stems: frozenset[str]
    rank: int


@dataclass(frozen=True, slots=True)
class Scored:
    """`covered`: the share of the question's weight that the sentence, helped by its paper's title, speaks of."""

    option: Option
    covered: float
    score: float


_COUNTS = re.compile(r"\bhow (?:many|much|large|big|long|fast|slow|high|low|often|far|small|old|well|good)\b|\b(?:size|number|percentage"
                     r"|fraction|rate|speed-?up|score|accuracy|gain|improvement) (?:of|is|was|do|does|did|obtained|achieved)\b", re.IGNORECASE)  # fmt: skip
_NUMBER = re.compile(r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b", re.IGNORECASE)
_KINDS = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(wanted, re.IGNORECASE if wanted.islower() else re.NOFLAG))
    for asked, wanted in (
        (r"\b(?:which|what)\b.*\b(?:data ?sets?|corp(?:us|ora)|benchmarks?|data)\b", r"\b(?:data ?sets?|corpus|corpora|benchmarks?)\b"),
        (r"\b(?:which|what|who)\b.*\b(?:models?|methods?|baselines?|architectures?|systems?|metrics?|languages?|tasks?)\b",
         r"\b[A-Z][\w]*[A-Z0-9][\w-]*\b|, [^,]+,? and "),
        (r"^\W*why\b|\breasons?\b", r"\b(?:because|since|due to|caused? by|therefore|in order to|so that|owing to)\b"),
        (r"\b(?:where|available|code)\b", r"https?://|github|available|released?"),
        (r"^\W*what (?:is|are|does)\b.*", r"\b(?:is|are) (?:an?|the|defined)\b|\brefers? to\b|\bmeans?\b|\bcalled\b|\bi\.e\."),
        (r"\blimit|\bweakness|\bdrawback|\bshortcoming|\bfail", r"\blimit|\bhowever|\bfails?\b|\bnot\b|\bweak|\bcannot\b|\bdegrad"),
    )
)  # fmt: skip
_QUESTION_WORDS = frozenset(
    """what which who whom whose when where why how many much do does did is are was were can could would should they
    their them it its the a an of in on for to from by with and or this that these those there tell say about know
    paper papers author authors work study seen any we our you your i me explain please give""".split()  # noqa: SIM905 - one word a quote would fill a page
)
_SAME = (("data set", "dataset"), ("state of the art", "state-of-the-art"), ("speed up", "speedup"), ("speed-up", "speedup"))


def asked(question: str) -> frozenset[str]:
    """The stems a question is about; with no content word, all its words but the grammar."""
    text = _same(question)
    found = frozenset(stems(text)) - {stem(word) for word in _QUESTION_WORDS}
    return found or frozenset(stem(word) for word in words(text) if word not in _QUESTION_WORDS)


def _same(text: str) -> str:
    text = text.casefold()
    for one, other in _SAME:
        text = text.replace(one, other)
    return text


def options(passages: Sequence[Passage]) -> list[Option]:
    """The sentences of the best passages."""
    found = [
        Option(passage, one.text, frozenset(stem(word) for word in words(_same(one.text))), rank)
        for rank, passage in enumerate(passages[:_MOST_PASSAGES])
        for one in sentences(passage.text)
        if _SHORTEST <= len(one.text) <= _LONGEST
    ]
    return found[:_MOST_SENTENCES]


def scored(question: str, found: Sequence[Option]) -> list[Scored]:
    """Every sentence with how much of the question it covers and its score, best first."""
    wanted = asked(question)
    weights = _weights(wanted, found)
    whole = sum(weights.values()) or 1.0
    made = []
    for option in found:
        title = frozenset(stems(option.passage.title))
        covered = sum(w * (1.0 if s in option.stems else TITLE if s in title else 0.0) for s, w in weights.items()) / whole
        made.append(Scored(option, covered, covered + _manner(question, option) + PRIOR / (1 + option.rank)))
    return sorted(made, key=lambda one: -one.score)


def _weights(wanted: frozenset[str], found: Sequence[Option]) -> dict[str, float]:
    """Rare stems weigh more; one that no sentence holds weighs most, so that its absence is felt."""
    known = Counter(s for option in found for s in option.stems & wanted)
    return {s: math.log(1 + (len(found) + 1) / (known[s] + 0.5)) for s in wanted}


def _manner(question: str, option: Option) -> float:
    """What a sentence offers of the kind the question wants: a number, a name, a reason."""
    extra = 0.0
    if _COUNTS.search(question):
        extra += NUMBERS if _NUMBER.search(option.text) else -NUMBERS
    hits = [bool(wanted.search(option.text)) for pattern, wanted in _KINDS if pattern.search(question)]
    return extra + MANNER * any(hits)


TITLE = 0.4
NUMBERS = 0.15
MANNER = 0.15
PRIOR = 0.15
ENOUGH = 0.5
CLOSE = 0.85


async def answering(question: str, passages: Sequence[Passage], embedder: Embedder | None = None) -> list[DraftClaim]:
    """Up to three sentences that answer, best first; none if the best covers too little of the question."""
    ranked = scored(question, options(passages))
    if embedder and ranked:
        ranked = await _alike(question, ranked, embedder)
    if not ranked or ranked[0].covered < ENOUGH:
        return []
    chosen = [one for one in ranked[:_MOST_CLAIMS] if one.score >= CLOSE * ranked[0].score and one.covered >= ENOUGH]
    return [DraftClaim(one.option.text, one.option.passage.key, one.option.text) for one in chosen]


async def _alike(question: str, ranked: Sequence[Scored], embedder: Embedder) -> list[Scored]:
    return list(ranked)
