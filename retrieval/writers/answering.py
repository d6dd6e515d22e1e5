"""Choosing the sentences that answer a question, by words alone; nothing near enough gives nothing."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.answer import DraftClaim
from retrieval.errors import EmbedderUnavailable
from retrieval.paper import Passage
from retrieval.plain import plain
from retrieval.ports import Embedder
from retrieval.sentences import sentences
from retrieval.words import stem, stems, words

_MOST_PASSAGES = 10
_MOST_SENTENCES = 160
_SHORTEST, _LONGEST = 25, 600
_MOST_CLAIMS = 3


@dataclass(frozen=True, slots=True)
class Put:
    """A question in the words of its asker, and with the words of the turn before it where it leans on that."""

    own: str
    whole: str


@dataclass(frozen=True, slots=True)
class Option:
    """A sentence that may answer, with the stems of its words and the rank of its passage (from 0).

    `about`: title and text of its passage, in lower case.
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


_COUNTS = re.compile(
    r"\bhow (?:many|much|large|big|long|fast|slow|high|low|often|far|small|old|well|good)\b"
    r"|\b(?:size|number|percentage|fraction|rate|speed-?up|score|accuracy|gain|improvement)"
    r" (?:of|is|was|do|does|did|obtained|achieved)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b", re.IGNORECASE)


def _kind(asked: str, wanted: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(asked, re.IGNORECASE), re.compile(wanted)


_KINDS = (
    _kind(
        r"\b(?:which|what)\b.*\b(?:data ?sets?|corp(?:us|ora)|benchmarks?|data)\b",
        r"(?i:data ?sets?|corpus|corpora|benchmark)",
    ),
    _kind(
        r"\b(?:which|what|who)\b.*\b(?:models?|methods?|baselines?|architectures?|systems?|metrics?|languages?|tasks?)\b",
        r"\b[A-Z]\w*[A-Z0-9][\w-]*\b|, [^,]+,? and ",
    ),
    _kind(r"^\W*why\b|\breasons?\b", r"(?i:because|since|due to|caused? by|therefore|in order to|so that|owing to)"),
    _kind(r"\b(?:where|available|code)\b", r"(?i:https?://|github|available|released?)"),
    _kind(
        r"^\W*what (?:is|are|does)\b",
        r"\b(?:is|are) (?:an?|the|defined)\b|\brefers? to\b|\bmeans?\b|\bcalled\b|\bi\.e\.",
    ),
    _kind(
        r"\blimit|\bweakness|\bdrawback|\bshortcoming|\bfail", r"(?i:limit|however|fails?\b|\bnot\b|weak|cannot|degrad)"
    ),
)
"""What a question of some kind looks like, and what a sentence has that may answer it."""

_QUESTION_WORDS = frozenset(
    """what which who whom whose when where why how many much do does did is are was were can could would should they
    their them it its the a an of in on for to from by with and or this that these those there tell say about know
    paper papers author authors work study seen any we our you your i me explain please give""".split()  # noqa: SIM905 - one word a quote would fill a page
)
_SAME = (("data set", "dataset"), ("speed up", "speedup"), ("speed-up", "speedup"))


def asked(question: str) -> frozenset[str]:
    """The stems a question is about; with no content word, all its words but the grammar."""
    text = _same(question)
    found = frozenset(stems(text)) - {stem(word) for word in _QUESTION_WORDS} | identifiers(question)
    return found or frozenset(stem(word) for word in words(text) if word not in _QUESTION_WORDS)


def identifiers(text: str) -> frozenset[str]:
    """What has a digit in it and is no bare digit, written the simple way: 1.33x, 2:4, gpt-4, 95.2%."""
    return frozenset(found.casefold() for found in _IDENTIFIER.findall(plain(text)) if len(found) > 1)


_IDENTIFIER = re.compile(r"[\w.:/-]*\d(?:[\w.:/-]*\w)?%?")


def _same(text: str) -> str:
    text = text.casefold()
    for one, other in _SAME:
        text = text.replace(one, other)
    return text


def options(passages: Sequence[Passage]) -> list[Option]:
    """The sentences of the best passages."""
    found = [
        Option(passage, one.text, _terms(one.text), rank, f"{passage.title}\n{passage.text}".casefold())
        for rank, passage in enumerate(passages[:_MOST_PASSAGES])
        for one in sentences(passage.text)
        if _SHORTEST <= len(one.text) <= _LONGEST
    ]
    return found[:_MOST_SENTENCES]


def _terms(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(_same(text))) | identifiers(text)


def scored(question: Put, found: Sequence[Option]) -> list[Scored]:
    """Every sentence with how much of the question it covers and its score, best first."""
    own, wanted = asked(question.own), asked(question.whole)
    weights = {s: weight * (1.0 if s in own else BORROWED) for s, weight in _weights(wanted, found).items()}
    whole = sum(weights.values()) or 1.0
    counted, names = _counted(question.own), named(question.own)
    titles = {title: frozenset(stems(title)) for title in {option.passage.title for option in found}}
    made = []
    for option in found:
        title = titles[option.passage.title]
        parts = {s: 1.0 if s in option.stems else TITLE if s in title else 0.0 for s in weights}
        covered = sum(weights[s] * part for s, part in parts.items()) / whole
        if counted and counted not in option.stems:
            continue  # it may be near, but it does not name what is to be counted
        if names and not any(name in option.about for name in names):
            continue  # whoever asks about AgentDebug wants no other paper's answer
        made.append(Scored(option, covered, covered + _manner(question.own, option) + PRIOR / (1 + option.rank)))
    return sorted(made, key=lambda one: -one.score)


def named(question: str) -> frozenset[str]:
    """The coined names in a question (EAT, DeepSeek-V3, AgentDebug), in lower case; none where it is all capitals."""
    found = _COINED.findall(question)
    return frozenset(name.casefold() for name in found) if question.upper() != question else frozenset()


_COINED = re.compile(r"(?<![\w@])[A-Za-z]*[A-Z][a-z\d-]*[A-Z\d][\w-]*(?:\.\d+)?(?!\w)")


def _counted(question: str) -> str:
    """The stem of what “how much …” or “how many …” counts; empty where a verb follows, as in “how much does …”."""
    found = re.search(r"\bhow (?:much|many) (?:more |fewer |less )?(\w+)", question, re.IGNORECASE)
    word = found[1].casefold() if found else ""
    return "" if word in _QUESTION_WORDS else stem(word)


def _weights(wanted: frozenset[str], found: Sequence[Option]) -> dict[str, float]:
    """Rare stems weigh more, identifiers most; what no sentence holds weighs most, so that its absence is felt."""
    known = Counter(s for option in found for s in option.stems & wanted)
    rarity = {s: math.log(1 + (len(found) + 1) / (known[s] + 0.5)) for s in wanted}
    return {s: weight * (IDENTIFIER if any(map(str.isdigit, s)) else 1.0) for s, weight in rarity.items()}


def _manner(question: str, option: Option) -> float:
    """What a sentence offers of the kind the question wants: a number, a name, a reason."""
    extra = 0.0
    if _COUNTS.search(question):
        extra += NUMBERS if _NUMBER.search(option.text) else -NUMBERS
    hits = [bool(wanted.search(option.text)) for pattern, wanted in _KINDS if pattern.search(question)]
    return extra + MANNER * any(hits)


IDENTIFIER = 2.5
"""How much more than a word `1.33x` or `GPT-4` weighs in a question."""
BORROWED = 0.3
"""What a word of the turn before counts: it says what is talked about, not what is asked."""
TITLE, NUMBERS, MANNER, PRIOR = 0.3, 0.25, 0.15, 0.15
"""What a word in the title counts, a number when one is asked for, the right manner, the first passage.

On 700 QASPER questions over gold and distractor paragraphs each value between 0 and .5 leaves the
first sentence right in .31 ± .01 of cases and one of the first three in .51 ± .01: nothing here is
finely tuned.
"""
ENOUGH = 0.4
"""Least share of the question that the best sentence must cover."""
ENOUGH_ALIKE = 1.05
"""With an embedder instead: least `covered` plus twice the cosine of sentence and question.

Bars chosen on half of the QASPER questions (full papers: 21; paragraphs: 250), each also put to a wrong
paper. On the other half, share answered / share answered from the wrong paper:

    full papers   words .35: 1.00/.64  .40: .82/.55  .45: .77/.41   alike .95: .91/.50  1.05: .86/.32  1.15: .86/.32
    paragraphs    words .35:  .61/.14  .40: .54/.11  .45: .47/.07   alike .95: .78/.19  1.05: .72/.14  1.15: .64/.11

The full papers' questions are vague: "What dataset do they use?" has an answer in any paper. Likeness
chooses no better sentences, it only tells better when to keep silent, so only the first few are embedded.
"""
ALIKE = 2.0
CLOSE = 0.85
"""Further sentences must come this near to the best one's score."""
_EMBEDDED = 4


async def answering(question: Put, passages: Sequence[Passage], embedder: Embedder | None = None) -> list[DraftClaim]:
    """Up to three sentences that answer, best first; none if the best is not near enough."""
    ranked = scored(question, options(passages))
    if not ranked:
        return []
    near, bar = await _nearness(question, ranked[:_EMBEDDED], embedder)
    if max(near) < bar:
        return []
    best = ranked[0].score
    chosen = [one for one, how in zip(ranked, near, strict=False) if how >= bar and one.score >= CLOSE * best]
    return [as_claim(one) for one in (chosen or ranked[:1])[:_MOST_CLAIMS]]


async def _nearness(question: Put, ranked: Sequence[Scored], embedder: Embedder | None) -> tuple[list[float], float]:
    """How near each sentence is, and how near is enough; by words alone where the embedder is missing or down."""
    by_words = [one.covered for one in ranked]
    if not embedder:
        return by_words, ENOUGH
    try:
        vectors = await embedder.queries([question.whole, *(one.option.text for one in ranked)])
    except EmbedderUnavailable:
        return by_words, ENOUGH
    likeness = vectors[1:] @ vectors[0]
    return [words + ALIKE * float(cosine) for words, cosine in zip(by_words, likeness, strict=True)], ENOUGH_ALIKE


def nearest(question: str, passages: Sequence[Passage]) -> DraftClaim | None:
    """The sentence that comes nearest to the question; None if none shares a word with it."""
    ranked = scored(Put("", question), options(passages))  # whatever it is that was to be counted
    return as_claim(ranked[0]) if ranked and ranked[0].covered > 0 else None


def as_claim(one: Scored) -> DraftClaim:
    """A sentence as a claim that is its own quote."""
    return DraftClaim(one.option.text, one.option.passage.key, one.option.text)
