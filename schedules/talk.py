"""What a model may say without a quote: talk that ties facts together and states none itself. Pure.

Code cannot tell a harmless statement from a false one, so no statement passes: a line of talk asks, calls up a
picture from elsewhere, or tells how its speaker takes what was said. A lie in the shape of a question
about nothing that was said, or of a picture, is beyond it.
"""

import re
import unicodedata
from collections.abc import Iterable

from retrieval.answer import DraftLine
from retrieval.asking.translation import strays
from retrieval.ground import strange_names
from retrieval.text.languages import ENGLISH, counts, language_of_translation

LONGEST = 280
"""Characters of one line of talk."""
_COUNTED = re.compile(
    r"%|\b(?:zero|(?<!this )(?<!that )(?<!next )(?<!last )(?<!which )(?<!each )(?<!every )(?<!another )one"
    r"|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|\w*fold|(?:dozen|hundred|thousand|million|billion|trillion)s?"
    r"|half|halves|thirds?|quarters?|twice|thrice|doubl(?:e[ds]?|ing)|tripl(?:e[ds]?|ing)|per ?cent\w*"
    r"|times (?:as|faster|smaller|better|more|less|fewer))\b",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"\b(?:outperform\w*|surpass\w*|exceed\w*|beats?|achiev\w*|improv\w* (?:over|on|by)|state[- ]of[- ]the[- ]art"
    r"|prov(?:e|es|ed|en)\b|report(?:s|ed)?\b|measur(?:e|es|ed)\b|found\b|finds\b|shows?\b|showed\b|demonstrat\w*"
    r"|faster|slower|cheaper|(?:better|worse|fewer|less|more \w+) than|halv\w*|reduc(?:es|ed)|increas(?:es|ed))",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://|www\.|@|<", re.IGNORECASE)


def fit_to_say(text: str, *, known: Iterable[str], speakers: Iterable[str] = ()) -> bool:
    """Whether a line is mere talk: it names nothing but `known` and, sentence by sentence, states nothing either."""
    return names_nothing(text, known=known, speakers=speakers) and states_nothing(text)


def sayable(line: DraftLine, *, known: Iterable[str], speakers: Iterable[str] = ()) -> str:
    """A line of talk as it may be said; empty if it may not. Of one in another language, its English decides.

    Where the other language strays from the English, in what can be told without reading it, the English is said.
    """
    names = (*known, *speakers)
    if not fit_to_say(line.original or line.text, known=names):
        return ""
    return line.text if not line.original or _keeps_to(line, names) else line.original


def _keeps_to(line: DraftLine, names: Iterable[str]) -> bool:
    language = language_of_translation(line.text)
    if language == ENGLISH or len(line.text) > LONGEST or _digits(line.text) or counts(line.text, language):
        return False
    return not strays(line.text, line.original, language, "\n".join(names))


def names_nothing(text: str, *, known: Iterable[str], speakers: Iterable[str] = ()) -> bool:
    """Whether a line is short, with no number, no result, no link, and no name but those of `known`."""
    if not text.strip() or len(text) > LONGEST or _counts(text) or _REPORTED.search(text) or _LINK.search(text):
        return False
    return not strange_names(text, "\n".join((*known, *speakers)))


def states_nothing(text: str) -> bool:
    """Whether each of its sentences only asks, calls up a picture, or tells how the speaker takes it.

    By openings that such sentences have; whatever opens otherwise may be a statement, and needs a quote.
    """
    return all(map(_mere, filter(str.strip, _SENTENCE.split(text))))


_SENTENCE = re.compile(r"(?<=[.!?…])[”’\"']?\s+|[:;]\s+|\s[-–—]{1,2}\s")
_LEAD = r"(?:(?:and|but|so|well|now|then|okay|hm+|no|yes|still|good|fine|right|fair|here|there)\b[,.]?\s+)*"
_PICTURE = (
    r"think of|imagine|picture|suppose|let (?:us|me)|let['’]s|tell me|give me|hold on|wait|doubt|keep|read|take|look"
    r"|come|go on|ask|remember|bear with|as if|like an?\b|it is (?:as if|like|a bit like)\b"
)
_STANCE = (
    r"I (?:am|would|want|like|doubt|keep|have|hear|think|believe|put|hope|wonder|start|explain|ask|come|take|see|agree"
    r"|wait|read|need|could|can|might|do|don['’]t|will|only|also|still|hold|hand|leave|love|miss|worry|trust"
    r"|know what|know where)\b"
    r"|I['’](?:m|d|ll|ve)\b|we (?:begin|start|have|had|keep|stay|come|go|turn|move|leave|look|should|could|want|need)\b"
    r"|my (?:doubts?|question|objection|pick|paper|turn|choice|bet|point)\b|mine\b|yours\b"
    r"|that is (?:mine|all|it|for|my)\b"
    r"|so much for\b|on to\b|up next\b|next\b|back to\b|over to\b"
)
_OPENS = re.compile(rf"\s*{_LEAD}(?:{_PICTURE}|{_STANCE})", re.IGNORECASE)
_NOISE = re.compile(
    rf"\s*{_LEAD}(?:hm+|well|good|fair|right|noted|fine|yes|no|agreed|granted|exactly|perhaps|maybe|thanks?|indeed|true"
    r"|(?:an? )?(?:strong|honest|fair|bold|good|big|hard) (?:sentence|limit|question|claim|point|answer)s?)"
    r"(?:, \w+)?[.!…]*\s*",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"\b(?:that|know|heard?|think|believe|sure|swear|because|since) (?:that )?"
    r"(?:it|its|the|they|their|this|these|those|he|she|all|every\w*|nobody|no|some\w*)\b",
    re.IGNORECASE,
)
"""What follows is stated, whoever asks or doubts it."""
_STATED = re.compile(
    r"\b(?:it|this|that|these|those) (?:\w+ly )?"
    r"(?:[a-z]{2,}(?:s|ed)(?! by)|are|were|had|have|can|could|may|must|should|would)\b"
    r"|\bthey \w+|\b(?:their|its)\b|(?<!\bI )(?<!\bwe )\bwill\b|\b(?:tomorrow|tonight|soon)\b|\bgoing to\b"
    r"|\b(?:the|these|those|this|all|every) (?:authors?|data|papers?|models?|methods?|reviewers?|stud(?:y|ies)|teams?"
    r"|results?|findings?|experiments?|approach(?:es)?|systems?|makers?|works?|fields?|algorithms?)\b",
    re.IGNORECASE,
)


def _mere(sentence: str) -> bool:
    """Whether a sentence asks, or opens as a picture, a stance or a noise does and says nothing of a paper."""
    if _CLAUSE.search(sentence):
        return False
    if sentence.rstrip("”’\"' ").endswith("?") or _NOISE.fullmatch(sentence):
        return True
    opening = _OPENS.match(sentence)
    return opening is not None and not _STATED.search(sentence, opening.end())


def _counts(text: str) -> bool:
    """Whether anything in it is a number: in words, in digits of any script, raised, lowered, or as a fraction."""
    return bool(_COUNTED.search(text)) or _digits(text)


def _digits(text: str) -> bool:
    return any(unicodedata.category(one).startswith("N") for one in text)
