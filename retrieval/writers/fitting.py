"""How well a sentence fits a section of an explanation, and its reader. Pure: rules of thumb."""

import re
from collections.abc import Mapping

from retrieval.explaining.roles import Role
from retrieval.writers.levels import Level
from retrieval.writers.sentence_roles import SentenceRole
from retrieval.writers.statements import Statement, acronyms, numbers

_BAR = 0.8
_BARS = {"gaps": 1.0, "terms": 1.2, "next": 1.0, "evidence": 0.3, "takeaways": 0.5}
"""What has to speak for a sentence, where more than usual has to."""
_NEVER = -9.0
EARLY = 0.4
"""Before this place an abstract mostly tells what was wrong."""
_WHERE: Mapping[str, Mapping[Role, float]] = {
    "finding": {"abstract": 1.5, "closing": 0.7, "results": -0.2, "setup": -0.6},
    "hook": {"abstract": 0.8, "intro": 0.4},
    "offer": {"abstract": 0.8, "intro": 0.4, "closing": 0.0},
    "terms": {"abstract": 0.5, "intro": 0.5, "related": 0.5, "method": 0.0},
    "problem": {"intro": 0.6, "abstract": 0.6, "related": 0.0},
    "new": {"abstract": 0.6, "intro": 0.6, "method": -0.2, "closing": -0.5},
    "how": {"method": 0.6, "setup": -1.0},
    "setup": {"setup": 0.6, "results": -0.3, "method": -0.7},
    "evidence": {"results": 0.6, "setup": 0.1, "closing": 0.0, "method": 0.0},
    "gaps": {"limits": 1.5, "closing": 0.5, "abstract": 0.2, "results": -0.3, "intro": -0.8},
    "matters": {"closing": 0.7, "abstract": 0.4, "intro": 0.0},
    "next": {"closing": 0.5, "abstract": 0.5, "intro": 0.2, "setup": 0.0, "limits": 0.0, "results": -0.3},
}
"""Where in a paper the sentences of a section stand, and what that counts for; elsewhere they are not sought."""

_FOR: Mapping[str, tuple[tuple[SentenceRole, ...], float]] = {
    "finding": (("result",), 0.4),
    "takeaways": (("result",), 0.4),
    "evidence": (("result",), 0.4),
    "offer": (("aim", "method"), 0.5),
    "hook": (("problem", "background"), 0.5),
    "problem": (("problem",), 0.4),
    "new": (("aim", "method"), 0.5),
    "gaps": (("limit", "result", "outlook", "method"), 0.7),
    "matters": (("outlook",), 0.4),
    "next": (("outlook", "limit", "result"), 0.5),
}
"""What a sentence of an abstract has to be for, and how likely that has to be, to stand in a section."""


def plainness(text: str) -> float:
    """How crowded a sentence is, its symbols and citations aside."""
    return 0.4 * max(0, acronyms(text) - 1) + 0.3 * max(0, numbers(text) - 1)


def fits(one: Statement, name: str, level: Level) -> bool:
    """Whether a sentence belongs in a section at all, whoever reads it."""
    roles, least = _FOR.get(name, ((), 0.0))
    if roles and one.chance(*roles) < least:
        return False
    if one.role not in _where(name, level) or (name != "finding" and _crowded(one) > level.most_crowded):
        return False
    return speaking(one, name, level) >= _BARS.get(name, _BAR)


def _where(name: str, level: Level) -> Mapping[Role, float]:
    return level.likes if name == "takeaways" else _WHERE[name]


def reading(one: Statement, level: Level) -> float:
    """What makes a sentence hard to read for this reader."""
    exact = 0.8 * ("measured" in one.marks) + 0.3 * min(2, one.marks.get("compares", 0))
    return level.plainly * _crowded(one) + max(0, len(one.text) - level.longest) / 70 - level.exactly * exact


def _crowded(one: Statement) -> float:
    return plainness(one.text) + 0.6 * one.roughness


def speaking(one: Statement, name: str, level: Level) -> float:
    """How much speaks for showing a sentence in a section."""
    has = one.marks
    against = 0.6 * one.roughness + 1.5 * ("broken" in has) + 1.5 * ("http" in one.text) * (name != "next")
    against += 0.5 * ("joins" in has) * (name not in ("problem", "gaps", "hook"))
    against += 1.2 * ("empty" in has) * (name not in ("gaps", "next", "how", "setup", "offer"))
    return _where(name, level)[one.role] + _telling(one, name, level) - against


def _telling(one: Statement, name: str, level: Level) -> float:
    """What the phrases of a sentence say for a section."""
    match name:
        case "finding" | "takeaways" | "evidence":
            return _of_outcomes(one, name)
        case "hook" | "offer" | "problem" | "new":
            return _of_beginnings(one, name)
        case "gaps":
            return _limiting(one, level)
        case _:
            return _of_the_work(one, name)


def _came_out(one: Statement) -> bool:
    """Whether a sentence tells an outcome, not what was done to get one."""
    has = one.marks
    return "found" in has or ("outcome" in has and "done" not in has)


def _is_own(one: Statement) -> bool:
    """Whether a sentence tells what came of this work: by its words, or by standing where only that is told."""
    if _TRAINING.search(one.text):
        return False
    if _OURS.search(one.text):
        return True
    early = one.role == "abstract" and one.place < EARLY and "found" not in one.marks
    return one.role in ("abstract", "method", "results", "closing") and not early and not _is_of_the_field(one)


def _is_of_the_field(one: Statement) -> bool:
    return bool(_OF_THE_FIELD.search(one.text)) and not _OURS.search(one.text)


def is_finding(one: Statement) -> bool:
    """Whether a sentence may be a headline: what came out of this work, not what was done or is known."""
    return _came_out(one) and _is_own(one) and not one.marks.keys() & {"next", "wishes"}


def _of_outcomes(one: Statement, name: str) -> float:
    has = one.marks
    if not (_came_out(one) and _is_own(one)) or has.keys() & {"next", "wishes", "empty"}:
        return _NEVER
    if name == "evidence" and not has.keys() & {"found", "compares", "measured"}:
        return _NEVER
    before = name == "finding" and one.role == "abstract" and one.place < EARLY and "hard" in has
    if before or (name != "evidence" and "gaps" in has):
        return _NEVER
    offered = (1.0 if name == "takeaways" else 0.6) * ("about" in has)
    late = (0.4 * one.place - 0.8 * (one.role == "results" and not _OURS.search(one.text))) * (name == "finding")
    return 0.5 * min(2, has.get("outcome", 0)) + 0.6 * ("found" in has) + 0.5 * ("measured" in has) - offered + late


def _of_beginnings(one: Statement, name: str) -> float:
    has, place, offers = one.marks, one.place, "about" in one.marks
    hard, novel = min(2, has.get("hard", 0)), min(2, has.get("new", 0))
    if name in ("new", "offer") and (_LATER.search(one.text) or _BESIDE_OURS.search(one.text)):
        return _NEVER
    match name:
        case "hook":
            return 0.7 * hard - place - 2 * offers - 0.5 * ("setting" in has) if hard else _NEVER
        case "offer":
            starts = 0.6 + 0.5 * bool(_SETS_OUT.match(one.text)) - 0.3 * _came_out(one)
            return starts - 0.4 * ("problem" in has) - ("gaps" in has) if offers else _NEVER
        case "problem":
            told = 0.3 * min(2, has.get("problem", 0)) + 0.5 * hard - 1.2 * place - 0.8 * ("found" in has)
            return told if "problem" in has and not offers else _NEVER
        case _:
            theirs = one.role == "intro" and not offers and not _OWN.search(one.text)
            theirs = theirs or _is_of_the_field(one)
            told = 0.9 * offers + 0.5 * novel - 0.6 * bool(hard) - 0.7 * ("found" in has)
            return told if (offers or novel) and not theirs else _NEVER


def _of_the_work(one: Statement, name: str) -> float:
    has, exact, came_out = one.marks, 0.5 * ("measured" in one.marks), _came_out(one)
    kinds = {"terms": "defines", "how": "process", "setup": "setting"}
    if kinds.get(name, name) not in has:
        return _NEVER
    match name:
        case "terms":
            told = 1.6 - (" we " in one.text) - 0.6 * ("problem" in has)
            return _NEVER if came_out or "about" in has or _A_PART.match(one.text) else told
        case "how":
            return 0.4 * min(3, has["process"]) + 0.3 * min(2, has.get("new", 0)) - 0.6 * came_out
        case "setup":
            return 0.4 * min(3, has["setting"]) + exact - 0.6 * came_out
        case "matters":
            told = 0.5 * min(2, has["matters"]) + 0.4 * one.place - exact - 0.3 * came_out
            theirs = _is_of_the_field(one) or (one.role == "intro" and not _OURS.search(one.text))
            return _NEVER if theirs or has.keys() & {"gaps", "next"} else told
        case _:
            return _NEVER if _OTHERS.search(one.text) else 0.6 * min(2, has["next"]) + 0.2 * one.place


def _limiting(one: Statement, level: Level) -> float:
    """How plainly a sentence states a limit of the work, or (to those who want it exactly) what went wrong."""
    has = one.marks
    later = ("next" in has or bool(_LATER.search(one.text))) and one.role != "limits"
    if one.role == "limits":
        return 0.9 * min(2, has.get("gaps", 0)) + 0.3 * min(2, has.get("problem", 0) + has.get("weak", 0))
    theirs = one.role in ("abstract", "intro") and not _OURS.search(one.text)  # there most is said of earlier work
    if _LIMITS_US.search(one.text) and not theirs and not _LIMITS_OTHERS.search(one.text):
        return 1.2 + 0.3 * ("hard" in has) - 0.9 * later - 0.5 * ("about" in has) - 0.6 * ("found" in has)
    if one.role == "results" and level.exactly > 0 and "weak" in has and _came_out(one):
        return 0.5 * min(2, has["weak"])
    return _NEVER


_LIMITS_US = re.compile(
    r"""\b(?:limitations?\b|limited\sto\b|caveats?|drawbacks?|shortcomings?|at\sthe\s(?:cost|expense)\sof|falls?\sshort
      |(?:we|our\s\w+(?:\s\w+)?)\s(?:do|does|did|can|could|have|has|is|are|was|were)(?:\snot|n['’]t|not)\b
      |we\s(?:only|leave|assume|restrict)|only\s(?:been\s)?(?:evaluated|tested|considers?|considered|covers?|stud(?:y|ied)|appl(?:y|ies))
      |(?:our|the\sproposed)\s(?:\w+\s){1,3}(?:fails?|struggles?|cannot|is\sunable|degrades?|requires?|needs?|depends?|suffers?)
      |remains?\s(?:an?\s)?(?:open|unclear|unsolved|challeng\w+|to\sbe)|(?:still|yet)\s(?:fails?|struggles?|room|lags?|far)
      |it\sneeds|not\s(?:yet\s)?(?:evaluated|tested|considered|explored|studied))""",
    re.IGNORECASE | re.VERBOSE,
)
_LIMITS_OTHERS = re.compile(
    r"\b(?:these|previous|prior|existing|other|their|current|traditional|most|many)\s(?:\w+\s){0,2}(?:limitation|method|approach|work|stud|model|system|technique)\w*"
    r"|\b(?:do|does|did|is|are) not (?:\w+ )?(?:use|need|require|rely|depend|suffer|limited|restricted|assume)\b"
    r"|\bovercom\w+|\baddress\w*|\bmitigat\w+|\bwithout (?:the )?limit|\bnot limited to"
    r"|\bwe show the limitations|\bhave not been\b|\b(?:has|have) (?:\w+ )?been limited\b",
    re.IGNORECASE,
)
_A_PART = re.compile(
    r"(?!the (?:task|term|concept|notion|process|problem|goal)\b)(?:the|each|every) "
    r"|for |see |please |since |because |while |although |if |when |as |(?:\w+ )*(?:details?|reader) "
    r"|an? (?:first|second|third|final|last|single) |.*\b\d",
    re.IGNORECASE | re.DOTALL,
)
"""How this one thing is built: no explanation of a term."""
_SETS_OUT = re.compile(
    r"(?:in this (?:paper|work|study|article|letter|report),? |here,? )?(?:we (?:\w+ly )?(?:propose|present"
    r"|introduce|develop|describe)"
    r"|this (?:paper|work|study|article|letter|report) )",
    re.IGNORECASE,
)
_LATER = re.compile(r"\bin (?:the )?future\b|\bwe (?:plan|aim|intend|hope|will)\b", re.IGNORECASE)
_OURS = re.compile(
    r"\b(?:we|our|ours|this (?:paper|work|study|survey|article|thesis|report|letter|review)"
    r"|the (?:proposed|presented|resulting)"
    r"|(?:results?|experiments?|evaluations?|findings|analys[ie]s) (?:\w+ ){0,6}?"
    r"(?:show|demonstrate|reveal|confirm|indicate|suggest)s?)\b",
    re.IGNORECASE,
)
"""What a paper says of itself, not of its field."""
_OF_THE_FIELD = re.compile(
    r"\b(?:has|have) (?:\w+ly |also )?(?:\w+ed|been|become|shown|proven|led|given|made)\b"
    r"|\b(?:can|will|may|might|could) (?:\w+ly |also )?(?:help|be|improve|reduce|achieve|increase|lead|yield)\b",
    re.IGNORECASE,
)
"""What is known already or possible in general, unless the authors speak of themselves."""
_TRAINING = re.compile(
    r"\b(?:batch size|epochs?|learning rate|memory constraints?)\b.{0,40}\b(?:to|is|are|was|were) \w*"
    r"|\b(?:reduc|increas|decreas)\w+ the (?:number|size|dimension\w*|length) of\b(?!.*\b(?:by|from) [\d$])",
    re.IGNORECASE,
)
"""How something was made, in the words of an outcome."""
_BESIDE_OURS = re.compile(
    r"\b(?:(?:most|closely|closest|directly) (?:related )?to|related to|similar to) (?:this|our|ours)\b", re.IGNORECASE
)
"""A neighbour of the work."""
_OWN = re.compile(r"\b(?:we|our|ours|this (?:paper|work|study)|proposed|experiments|results)\b", re.IGNORECASE)
_OTHERS = re.compile(
    r"\bwe (?:\w+ )?used?\b|\b(?:released|provided|published|developed) by\b|\bobtained from\b", re.IGNORECASE
)
"""Code and data of others, which a paper uses."""
