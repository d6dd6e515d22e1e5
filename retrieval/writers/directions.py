"""Which way a comparison goes: a question why one is worse is not answered by a sentence that it is better. Pure."""

import re
from collections.abc import Sequence

from retrieval.text.polarity import negated

_WHY = re.compile(
    r"^\W*(?:but |and |so )?(?:why|how come|what makes|what is the reason)\b|\breasons? (?:why|that)\b", re.IGNORECASE
)
_SCORE = r"(?:scores?|accuracy|performance|precision|recall|quality|f1|bleu|rouge)"
_GOOD = re.compile(
    r"\b(?:better|best|stronger|strongest|faster|fastest|superior|improv(?:e|es|ed|ing|ements?)|outperform(?:s|ed|ing)?"
    r"|surpass(?:es|ed|ing)?|beats?|exceed(?:s|ed|ing)?|succeeds?|wins?|excels?"
    rf"|(?:higher|highest) {_SCORE}|{_SCORE} (?:is|are|was|were)? ?(?:much )?higher|scor(?:es?|ed) higher)\b",
    re.IGNORECASE,
)
_BAD = re.compile(
    r"\b(?:worse|worst|weaker|weakest|slower|slowest|inferior|poor(?:er|ly)?|degrad(?:e|es|ed|ing|ation)|underperform(?:s|ed|ing)?"
    r"|fail(?:s|ed|ing|ures?)?|deteriorat\w+|hurts?|harms?|lags?|trails?|loses?|struggl(?:e|es|ed)"
    rf"|(?:lower|lowest) {_SCORE}|{_SCORE} (?:is|are|was|were)? ?(?:much )?lower|scor(?:es?|ed) lower)\b",
    re.IGNORECASE,
)
_PASSIVE = re.compile(r"\b(?:outperformed|surpassed|beaten|exceeded) by\b", re.IGNORECASE)
_NAME = re.compile(r"(?<![\w-])[A-Za-z]*[A-Z][a-z\d-]*[A-Z\d][\w-]*|(?<=[\w,] )[A-Z][a-z]{2,}(?:-[A-Z][a-z]+)*")


_FAILING = re.compile(r"\bfail\w*", re.IGNORECASE)


def direction(text: str) -> int:
    """1 where a text says that something is better, -1 worse, 0 neither or both."""
    good, bad = bool(_GOOD.search(text)), bool(_BAD.search(text))
    if good == bad:
        return 0
    way = 1 if good else -1
    if negated(_FAILING.sub(" ", text)):
        way = -way
    return -way if _PASSIVE.search(text) else way


def taken_for_granted(question: str, shown: Sequence[str], read: Sequence[str]) -> bool:
    """Whether what a question for reasons takes for granted is not said, or its reverse is.

    `shown`: the sentences that would answer; `read`: all that were read. No sentence that would be shown
    may say the reverse, nor any that compares all the names of the question. One that has the first of
    them must say the same.
    """
    way = direction(question) if _WHY.search(question) else 0
    if not way:
        return False
    names = _names(question)
    of_all = [
        one for one in read if len(names) > 1 and all(name in one.casefold() for name in names) and " than " in one
    ]
    if any(_way(names, one) == -way for one in (*shown, *of_all)):
        return True
    return bool(names) and not any(_way(names, one) == way for one in read if names[0] in one.casefold())


def _names(question: str) -> list[str]:
    return list(dict.fromkeys(name.casefold() for name in _NAME.findall(question)))


def _way(names: Sequence[str], sentence: str) -> int:
    """The direction of a sentence, turned round where it compares the first two names the other way round."""
    text = sentence.casefold()
    places = [text.find(name) for name in names[:2]]
    swapped = len(places) > 1 and -1 not in places and places[0] > places[1]
    compares = swapped and bool(_COMPARES.search(text, places[1], places[0]))
    return -direction(sentence) if compares else direction(sentence)


_COMPARES = re.compile(r"\b(?:than|outperform|surpass|beat|exceed|underperform)")
