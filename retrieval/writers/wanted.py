"""What a question asks for: its words, its names and numbers, and the kind of sentence that may answer. Pure."""

import re
from dataclasses import dataclass

from retrieval.text.initials import initials
from retrieval.text.plain import plain
from retrieval.text.words import stem, stems, words


@dataclass(frozen=True, slots=True)
class Put:
    """A question in the words of its asker, and with the words of the turn before it where it leans on that."""

    own: str
    whole: str


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
NUMBERS, MANNER = 0.25, 0.15
"""What a number counts when one is asked for, and the right manner; see `answering.TITLE`."""

_QUESTION_WORDS = frozenset(
    """what which who whom whose when where why how many much do does did is are was were can could would should they
    their them it its the a an of in on for to from by with and or this that these those there tell say about know
    paper papers author authors work study seen any we our you your i me explain please give""".split()  # noqa: SIM905 - one word a quote would fill a page
)
_SAME = (("data set", "dataset"), ("speed up", "speedup"), ("speed-up", "speedup"))


def asked(question: str) -> frozenset[str]:
    """The stems a question is about; with no content word, all its words but the grammar."""
    text = _same(plain(question))
    found = frozenset(stems(text)) - {stem(word) for word in _QUESTION_WORDS} | identifiers(question)
    return found or frozenset(stem(word) for word in words(text) if word not in _QUESTION_WORDS)


def terms(text: str) -> frozenset[str]:
    """What a text has to hold against `asked`: the stems of its words, its identifiers, the initials of its names."""
    whole = identifiers(text)
    parts = {
        part for one in whole for part in one.split("-") if re.search(r"[^\W\d_]", part) and re.search(r"\d", part)
    }
    return frozenset(stem(word) for word in words(_same(plain(text)))) | whole | parts | initials(text)


def identifiers(text: str) -> frozenset[str]:
    """What has a digit in it and is no bare digit, written the simple way: 1.33x, 2:4, gpt-4, 95.2%.

    Without the words that hang on it: `F1-score` is f1, `ResNet-50-based` resnet-50.
    """
    found = (_HANGING.sub("", one.casefold()) for one in _IDENTIFIER.findall(plain(text)))
    return frozenset(one for one in found if len(one) > 1)


_IDENTIFIER = re.compile(r"[\w.:/-]*\d(?:[\w.:/-]*\w)?%?")
_HANGING = re.compile(r"(?:-[^\W\d_]+)+$")


def _same(text: str) -> str:
    text = text.casefold()
    for one, other in _SAME:
        text = text.replace(one, other)
    return text


def apart_from(question: str, title: str) -> str:
    """The question without the words that only say which paper is meant: “the bot detection paper”."""
    known = frozenset(stems(title))

    def only_points(found: re.Match[str]) -> str:
        return " " if known.issuperset(stems(found[1])) else found[0]

    return _THE_PAPER.sub(only_points, question)


_THE_PAPER = re.compile(r"\b(?:the|this) ((?:[\w:-]+ ){1,6}?)(?:paper|article|study|work)\b", re.IGNORECASE)


def named(question: str) -> frozenset[str]:
    """The coined names in a question (EAT, DeepSeek-V3, AgentDebug), in lower case; none where it is all capitals."""
    found = _COINED.findall(question)
    return frozenset(name.casefold() for name in found) if question.upper() != question else frozenset()


_COINED = re.compile(r"(?<![\w@])[A-Za-z]*[A-Z][a-z\d-]*[A-Z\d][\w-]*(?:\.\d+)?(?!\w)")


def manner(question: str, sentence: str) -> float:
    """What a sentence offers of the kind the question wants: a number, a name, a reason."""
    extra = 0.0
    if _COUNTS.search(question):
        extra += NUMBERS if _NUMBER.search(sentence) else -NUMBERS
    hits = [bool(wanted.search(sentence)) for pattern, wanted in _KINDS if pattern.search(question)]
    return extra + MANNER * any(hits)
