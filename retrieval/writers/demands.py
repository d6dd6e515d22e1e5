"""What a question demands of a sentence that answers it: a number, of the thing that was asked for; a limit. Pure."""

import re
from collections.abc import Sequence

from retrieval.text.plain import plain
from retrieval.text.words import STOPWORDS, stem, words

_SPELT = (
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|dozens?"
    r"|hundreds?|thousands?|millions?|billions?"
)
_NUMBER = re.compile(
    rf"(?<![^\W_])\d|\b(?:{_SPELT}|half|halv(?:es|ed)|third|quarter|twice|doubl(?:es|ed)|tripl(?:es|ed)|thrice)\b"
    r"|\bone\b(?! of\b)|\bsingle\b",
    re.IGNORECASE,
)
"""A number, in digits (`BIBREF0` is none) or spelt."""
_NO_COUNT = re.compile(
    r"\b(?:tab(?:le|\.)|fig(?:ure|\.)|sec(?:tion|\.)|eq(?:uation|\.)|appendix|step)\s*\(?\d[\w.]*"
    r"|\b(?:19|20)\d\d\b(?! [a-z])|\b\w+ orders? of magnitude\b",
    re.IGNORECASE,
)
"""Places, years, and what is said only roughly."""
_DEGREE = re.compile(r"\bhow much (?:\w+er|more|less|does|do|did|gain|improvement|increase|decrease)\b", re.IGNORECASE)
"""How much better something is may be told in words: for these a number is only better (`wanted.manner`)."""
_COUNT = re.compile(rf"\d[\d,]*(?:\.\d+)?[kmb]?|(?:{_SPELT})|one|single|both", re.IGNORECASE)
_TOKEN = re.compile(r"\d[\d,.]*\d(?:[^\W\d_]\b)?|[^\W_]+")
_PERCENT = re.compile(r"\d[\d.,]*(?:\s?-\s?\d[\d.,]*)?\s?%")
_BEFORE, _AFTER = 5, 4
"""Words between a number and what it counts: “seven text classification datasets”, “layers was set to 6”."""

_MANY = re.compile(r"\bhow (?:many|much) (?:more |fewer |less )?((?:[\w-]+ ?)+)", re.IGNORECASE)
_IS_MANY = re.compile(r"\bhow many\b", re.IGNORECASE)
_MEASURE = (
    r"size|number|percentage|fraction|share|learning rate|batch size|dropout rate|error rate|speed-?up|accuracy"
    r"|precision|recall|f1|f-?score|score|bleu|rouge|perplexity|auc|gain|improvement|increase|decrease|drop"
)
_HOW_MUCH = re.compile(
    r"\bhow (?:many|much|large|big|long|fast|slow|high|low|old)\b"
    rf"|\bwhat (?:is|was|are|were) the (?:[\w-]+ ){{0,3}}?(?:{_MEASURE})\b"
    rf"|\b(?:what|which) (?:[\w-]+ )?(?:{_MEASURE}) (?:is|was|were|does|do|did|has|have|on|of)\b",
    re.IGNORECASE,
)
_SETTING = re.compile(r"\b(learning|batch|dropout|error) (rate|size)\b", re.IGNORECASE)
_OF_DATA = re.compile(
    r"\b(?:size of|how (?:large|big|long) (?:is|are|was|were))\b.*\b(?:data ?sets?|corpus|corpora|data|collection)\b",
    re.IGNORECASE,
)
_UNITS = tuple(
    """article document sentence token pair example sample instance tweet utterance image picture word hour record entry
    post comment review question dialogue dialog conversation message summary clip segment video abstract page line row
    annotation label thousand million gb mb tb text triple user letter phrase paragraph story note recording""".split()  # noqa: SIM905 - quoted one by one they would fill a page
)
"""What collections of data are counted in."""

_LIMITS = re.compile(r"\b(?:limitations?|limits|weakness(?:es)?|drawbacks?|shortcomings?)\b", re.IGNORECASE)
_LIMIT = re.compile(
    r"\b(?:limitations?|limited|limits|weak(?:ness(?:es)?)?|drawbacks?|shortcomings?|fail(?:s|ed|ures?)?|cannot|can not"
    r"|unable|lacks?|lacking|suffers?|struggl\w+|difficult\w*|restricted|degrad\w+|worse|inferior|future work"
    r"|(?:do|does|did|is|are|was|were) not|never)\b|n['’]t\b",
    re.IGNORECASE,
)


_NAMED_DATA = re.compile(
    r"^\W*(?:on )?(?:which|what) (?:\w+ )?(?:data ?sets?|corpus|corpora|benchmarks?)\b", re.IGNORECASE
)
_NAME = re.compile(r"(?<=[^.!?] )[^\w\s]?[A-Z][\w-]+|\b[A-Za-z]*[A-Z][a-z\d]*[A-Z\d]|\d")
_REFERENCE = re.compile(r"\b[A-Z]{3,}REF\d+|\b(?:Table|Figure|Section|Appendix|Fig\.|Tab\.|Eq\.)\s*\S*")
"""Places in the paper or in its list of references: names of nothing."""


def meets(question: str, sentence: str) -> bool:
    """Whether a sentence has what an answer to this question cannot do without.

    “How many …” wants a number of just that, “how large is the dataset” a number of what data is counted
    in, another question for a figure a number, “which datasets” a name, a question for limitations a word of limits.
    """
    if _LIMITS.search(question) and not _LIMIT.search(sentence):
        return False
    if _NAMED_DATA.search(question) and not _NAME.search(_REFERENCE.sub(" ", sentence)):
        return False
    if not _HOW_MUCH.search(question) or _DEGREE.search(question):
        return True
    text = _NO_COUNT.sub(" ", plain(sentence))
    if _IS_MANY.search(question) and (things := counted(question)):
        return counts(text, things)
    if not _NUMBER.search(text):
        return False
    if _OF_DATA.search(question):
        return counts(text, [stem(unit) for unit in _UNITS])
    if setting := _SETTING.search(question):
        return {stem(part.casefold()) for part in setting.groups()} <= {stem(word) for word in words(text)}
    return True


def measured_by(question: str) -> frozenset[str]:
    """The stems of a question for a figure that only say so, such as *size*: a figure stands in an answer for them."""
    return _MEASURED_BY if _HOW_MUCH.search(question) else frozenset()


_MEASURED_BY = frozenset(stem(word) for word in ("size", "number", "amount", "large", "big", "long"))


def counted(question: str) -> tuple[str, ...]:
    """The stems of what “how much …” or “how many …” counts; none for a change, or a verb, as in “how much does …”."""
    found = _MANY.search(question)
    thing: list[str] = []
    for word in words(found[1]) if found else ():
        if word in STOPWORDS or word in _CHANGES:
            break
        thing.append(stem(word))
    return tuple(thing[:_LONGEST_THING])


_CHANGES = frozenset({"gain", "gains", "improvement", "improvements", "increase", "decrease", "difference"})
"""What is told by its two ends as well, without these words."""
_LONGEST_THING = 3
"""Words: “hand-crafted templates”; what follows is no part of it."""


def counts(sentence: str, things: Sequence[str]) -> bool:
    """Whether a sentence has a number, no percentage, near one of the things, by their stems."""
    tokens = _TOKEN.findall(_PERCENT.sub(" ", sentence.casefold()))
    for place, token in enumerate(tokens):
        if stem(token) in things:
            near = tokens[max(0, place - _BEFORE) : place] + tokens[place + 1 : place + 1 + _AFTER]
            if any(_COUNT.fullmatch(one) for one in near):
                return True
    return False
