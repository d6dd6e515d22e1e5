"""What a sentence of a paper is for, told by the phrases in it: rules of thumb, no model. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.paper import Passage
from retrieval.sentences import Sentence, clause, sentences


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be shown. `place` runs from 0 (first of its passage) to 1 (last)."""

    key: str
    text: str
    place: float
    closing: bool = False
    """It stands in a section on limits, conclusions or future work."""


def _cues(*phrases: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(phrases) + r")\b", re.IGNORECASE)


_OWN = r"(?:we|this (?:paper|work|study|survey|article|thesis|report|letter|review)|our (?:work|paper|study|survey))"
_RESULT = _cues(
    r"outperform\w*", r"surpass\w*", r"state[- ]of[- ]the[- ]art", r"achiev\w+", r"improv\w+", r"reduc\w+", r"attain\w*",
    r"faster", r"speed-?ups?", r"(?:higher|lower|better|fewer|more|stronger) \w+", r"yields?", r"exceed\w*", r"match(?:es)?",
    r"gains?", r"increas\w+", r"decreas\w+", r"cuts?", r"accuracy", r"competitive", r"significant(?:ly)?", r"robust(?:ly)?",
)  # fmt: skip
_FOUND = _cues(
    r"(?:we|results?|experiments?|evaluations?|analys[ie]s|findings?|simulations?|observations?|studies) (?:also |further |then )?"
    r"(?:show|find|found|demonstrate|reveal|observe|prove|confirm|indicate|discover|establish|obtain|suggest)\w*",
    r"it is (?:shown|found|demonstrated)", r"consistently", r"empirically", r"we report",
)  # fmt: skip
_OFFER = _cues(
    _OWN + r" (?:\w+ly |also |first |then |further |therefore |thus )?(?:propose|present|introduce|develop|describe|design|build|construct"
    r"|study|investigate|explore|examine|analy[sz]e|address|consider|formulate|release|contribute|revisit|provide|survey"
    r"|review|offer|derive|show|extend|establish|argue|aim|evaluate|assess|focus)\w*",
    r"(?:is|are) (?:proposed|presented|introduced|studied|investigated|developed|examined)",
)  # fmt: skip
_TROUBLE = _cues(
    r"however", r"challeng\w+", r"limit(?:ed|s|ations?)", r"remains?", r"lack(?:s|ing)?", r"difficult\w*", r"suffer\w*", r"fails?",
    r"bottlenecks?", r"expensive", r"costly", r"prohibitive\w*", r"unclear", r"overlook\w*", r"underexplored", r"scarc\w+",
    r"problems?", r"struggl\w+", r"hinder\w*", r"insufficient\w*", r"gap", r"despite", r"yet", r"poorly", r"inefficien\w+",
    r"vulnerab\w+", r"open question",
)  # fmt: skip
_NOVEL = _cues(
    r"novel", r"new", r"unlike", r"instead of", r"rather than", r"specifically", r"in contrast", r"key (?:idea|insight)", r"first to",
    r"the first", r"by (?:\w+ly )?\w+ing", r"consists? of", r"combin\w+", r"integrat\w+", r"leverag\w+", r"based on", r"adapt\w+",
    r"reformulat\w+", r"we (?:then|further|also|design|devise|employ|adopt|train|use)",
)  # fmt: skip
_LIMITS = _cues(
    r"limitations? (?:of (?:our|this|the proposed|the present)|include|is that|are that)", r"our (?:\w+ ){1,3}(?:is|are) limited",
    r"(?:is|are|was|were|remains?) limited to", r"(?:we|our (?:\w+ )?) (?:do|does|did) not", r"we (?:only|leave|assume|restrict)",
    r"only (?:evaluated|tested|consider\w*|stud(?:y|ied)|cover\w*)", r"caveats?", r"at the (?:cost|expense) of",
    r"(?:still|yet) (?:fail|fall|lag|struggle|far|room|challeng|limit|remain)\w*", r"remains? (?:an? )?(?:open|challeng\w+|unsolved|limited)",
    r"future work", r"further (?:research|work|stud\w+|investigation) (?:is|are) (?:needed|required)", r"(?:fails?|struggles?|degrades?) (?:on|to|in|when|under|with)",
    r"limitations?", r"need for further", r"falls? short", r"lags? behind", r"caution",
)  # fmt: skip
_MATTER = _cues(
    r"pav(?:e|es|ing) the way", r"enabl\w+", r"implications?", r"potential", r"important", r"benefi\w+", r"practical", r"real-world",
    r"applications?", r"impact", r"useful", r"deploy\w+", r"highlights?", r"underscor\w+", r"promising", r"valuable", r"crucial",
    r"critical", r"insights?", r"advanc\w+", r"opens?", r"foundation", r"essential", r"guid(?:e|ance)", r"step toward\w*",
)  # fmt: skip
_NEXT = _cues(
    r"(?:code|data|dataset|datasets|models?|weights|checkpoints|benchmark|toolkit|implementation)\b[^.]{0,60}\b(?:available|released?|open-?sourced?)",
    r"(?:available|released) (?:at|on|here|from|via)", r"open-?sourc\w+", r"github", r"https?://", r"project page",
    r"future (?:work|research|directions?|stud\w+)", r"open (?:questions?|problems?)", r"we (?:will )?(?:release|plan|open-source)",
)  # fmt: skip
_MEASURED = re.compile(r"\d(?:[\d.,]*)\s?\\?(?:%|\$?\\times|×|x\b|-?fold|[kMB]\b|ms\b|points?\b|percent)|\d\.\d|\d{2,}")
_LEANS = re.compile(r"(?:It|They|These|This|Such|Both|Their|Its|Here|There|Those|He|She)\b(?! (?:paper|work|study|survey|article|report))")
_JOINS = re.compile(r"(?:However|But|Moreover|Furthermore|Additionally|Also|Yet|Finally|In addition|Meanwhile|\(|\d\)|[ivx]+\))")
_BROKEN = re.compile(r"[\\%]\s?\w*\{|^%|\bet\.$|:$")

PHRASES = {
    "about": _OFFER, "problem": _TROUBLE, "new": _NOVEL, "takeaways": _RESULT, "gaps": _LIMITS, "matters": _MATTER, "next": _NEXT,
}  # fmt: skip
"""The phrases that mark a sentence for each of `answer.SECTIONS`."""

_CLOSING = re.compile(r"limit|conclu|discussion|future|ethic|threats", re.IGNORECASE)
_COMFORTABLE = 140
_SHORTEST, _LONGEST = 30, 420


def candidates(passages: Sequence[Passage]) -> list[Candidate]:
    """The sentences of an abstract, and of sections on limits and conclusions, that can stand alone."""
    found: list[Candidate] = []
    for passage in _read(passages):
        closing = bool(_CLOSING.search(passage.section)) and passage.ordinal > 0
        whole = sentences(passage.text)
        found += [_candidate(passage.key, one, n / max(1, len(whole) - 1), closing=closing) for n, one in enumerate(whole)]
    fit = [one for one in found if _SHORTEST <= len(one.text) <= _LONGEST and one.text[-1] in ".!?”\"')"]
    return fit or [one for one in found if len(one.text.split()) >= _FEWEST_WORDS]


_FEWEST_WORDS = 4
_MOST_CLOSING = 4


def _read(passages: Sequence[Passage]) -> list[Passage]:
    first = [one for one in passages if one.ordinal == 0] or list(passages[:1])
    return first + [one for one in passages if one.ordinal > 0 and _CLOSING.search(one.section)][:_MOST_CLOSING]


def _candidate(key: str, one: Sentence, place: float, *, closing: bool) -> Candidate:
    return Candidate(key, one.text, place, closing)


def as_finding(one: Candidate) -> float:
    """How well a sentence would do as the line in the channel: a result, measured, short, on its own."""
    text = one.text
    score = 1.2 * min(2, len(_RESULT.findall(text))) + 1.5 * bool(_FOUND.search(text)) + 1.5 * bool(_MEASURED.search(text))
    score += 0.8 * bool(_OFFER.search(text)) + 0.8 * one.place - 2 * one.closing
    score -= 2.5 * bool(_NEXT.search(text)) + 1.5 * bool(_TROUBLE.search(text) and one.place < 0.5)
    score -= 1.2 * bool(_LEANS.match(text)) + 0.6 * bool(_JOINS.match(text)) + 2 * bool(_BROKEN.search(text))
    return score - max(0, len(clause(text, _COMFORTABLE)) - _COMFORTABLE) / 80


def as_section(one: Candidate, name: str) -> float:
    """How well a sentence fits a section; 0 or less: it does not belong there."""
    hits = len(PHRASES[name].findall(one.text))
    if not hits:
        return 0.0
    return min(2, hits) + _fitting(one, name) - 0.5 * bool(_BROKEN.search(one.text))


def _fitting(one: Candidate, name: str) -> float:
    """What speaks for or against a section besides its phrases, above all the place in the abstract."""
    offers, results = bool(_OFFER.search(one.text)), bool(_RESULT.search(one.text))
    match name:
        case "about":
            return 1.5 - one.place - 3 * one.closing
        case "problem":
            return 1 - 2.5 * one.place - 1.5 * offers - 3 * one.closing
        case "new":
            return 1 * offers - 2 * (one.place < 0.2) - 1.5 * bool(_FOUND.search(one.text)) - 3 * one.closing
        case "takeaways":
            return bool(_FOUND.search(one.text)) + bool(_MEASURED.search(one.text)) + one.place - 1.5 - 0.5 * offers
        case "gaps":
            return 1 if one.closing else 4 * one.place - 3 - 1 * offers
        case "matters":
            return 3 * one.place - 2.5 - 1 * results
        case _:
            return 1.5 * one.place
