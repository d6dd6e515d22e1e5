"""The sentences of an abstract that may be shown, and how well each would do as the line in the channel. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from retrieval.paper import Passage
from retrieval.text.clauses import shown_alone
from retrieval.text.injected import is_order
from retrieval.text.sentences import sentences
from retrieval.text.words import stems
from retrieval.writers.cues import marks_of
from retrieval.writers.sentence_roles import Chances, SentenceRole, chances


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be shown. `place` runs from 0 (first of its passage) to 1 (last)."""

    key: str
    text: str
    place: float
    closing: bool
    """It stands in a section on limits, conclusions or future work."""
    marks: Mapping[str, int]
    """How many phrases of each kind in `cues.PHRASES` it holds; kinds it has none of are left out."""
    likely: Chances = field(default_factory=dict)
    """How likely each role is; nothing where the sentence is of no abstract."""
    stems: frozenset[str] = frozenset()
    named: bool = False
    """It speaks of what the title names, as “Swift” in “Swift: a model for …”."""
    early: bool = False
    """It stands before the sentence in which the paper says what it sets out to do or offers."""

    def chance(self, *roles: SentenceRole) -> float:
        """How likely it is that the sentence has one of these roles."""
        return sum(self.likely.get(role, 0.0) for role in roles)


_CLOSING = re.compile(r"limit|conclu|discussion|future|ethic|threats", re.IGNORECASE)
_COMFORTABLE, _UNCOMFORTABLE = 140, 200
_SHORTEST, _LONGEST = 30, 420
_FEWEST_WORDS = 4
_MOST_CLOSING = 4


def candidates(passages: Sequence[Passage]) -> list[Candidate]:
    """The sentences of an abstract, and of sections on limits and conclusions, that can stand alone.

    Those that tell a model what to do are passed over.
    """
    found = [one for passage in _read(passages) for one in _of(passage)]
    fit = [one for one in found if _SHORTEST <= len(one.text) <= _LONGEST and one.text[-1] in ".!?”\"')"]
    return fit or [one for one in found if len(one.text.split()) >= _FEWEST_WORDS]


def _read(passages: Sequence[Passage]) -> list[Passage]:
    first = [one for one in passages if one.ordinal == 0] or list(passages[:1])
    return first + [one for one in passages if one.ordinal > 0 and _CLOSING.search(one.section)][:_MOST_CLOSING]


def _of(passage: Passage) -> list[Candidate]:
    closing = bool(_CLOSING.search(passage.section)) and passage.ordinal > 0
    whole = [one.text for one in sentences(passage.text) if not is_order(one.text)]
    likely: Sequence[Chances] = [{}] * len(whole) if closing else chances(whole) if whole else []
    names, last = _names(passage.title), max(1, len(whole) - 1)
    offered = next((n for n, told in enumerate(likely) if told.get("aim", 0.0) >= _AN_AIM), 0)
    return [
        Candidate(
            *(passage.key, text, n / last, closing, marks_of(text), told, frozenset(stems(text))),
            named=any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in names),
            early=n < offered,
        )
        for n, (text, told) in enumerate(zip(whole, likely, strict=True))
    ]


_AN_AIM = 0.5
"""How likely a sentence must say what a paper offers for all before it to lead up to that."""


def _names(title: str) -> set[str]:
    """What a title calls the work: words with a capital or figure inside, or the one or two before its colon."""
    head, colon, _ = title.partition(":")
    inside = {word for word in head.split() if colon and _INSIDE.search(word)}
    return inside | ({head.strip()} if colon and len(head.split()) <= _SHORT_NAME else set())


_INSIDE = re.compile(r"\w[A-Z0-9]")
_SHORT_NAME = 2


RESULT = 0.4
"""How likely a sentence must tell a result to be shown as one."""
_PLAIN_RESULT = 0.6
"""The same for one that tells what was done or may come, or has no phrase of an outcome."""
_MEASURED_RESULT = 0.35
"""The same for one that says how much better something is, in figures."""
_CAME_OUT = frozenset(("outcome", "found", "compares"))
_AHEAD = re.compile(r"\b(?:will|would|may|might|could|can|enabl(?:e|es|ing)|allow(?:s|ing)?|future)\b", re.IGNORECASE)


def is_result(one: Candidate) -> bool:
    """Whether a sentence may be a paper's finding."""
    told = one.marks.keys() & _CAME_OUT
    done = "done" in one.marks and not told & {"outcome", "found"}
    ahead = bool(_AHEAD.search(one.text)) and "found" not in one.marks
    least = RESULT if (told or _PERFORMS.search(one.text)) and not (done or ahead) else _PLAIN_RESULT
    if one.marks.keys() >= {"takeaways", "measured"} and not (done or ahead):
        least = _MEASURED_RESULT
    offers = "resource" in one.marks and not ("found" in one.marks and one.chance("result") >= _CERTAIN)
    return one.chance("result") >= least and not offers and not _NO_OUTCOME.search(one.text)


_PERFORMS = re.compile(
    r"\b(?:demonstrate|exhibit|show|deliver|display)(?:s|ed)?\s(?:\w+\s){1,3}(?:performance|accuracy|agreement|results?|improvements?|gains?)\b",
    re.IGNORECASE,
)
_NO_OUTCOME = re.compile(
    r"""^(?:[^,]{0,120},\s)?(?:we|(?:this|the|our)\s(?:paper|review|study|work|survey|article))\s(?:\w+ly\s|also\s|then\s|further\s|first\s)*
      (?:validate|evaluate|assess|test|benchmark|study|investigate|examine|explore|discuss|describe|outline|conclude(?=s?\s(?:the|this|our|with|by)\b))[sd]?\b
      (?!.*(?:\b(?:find|found|show|reveal|demonstrat|achiev|obtain|yield|outperform|improv|reduc|observ|establish|confirm|indicat|recover|conclu(?:de|ding)\sthat|result(?:s|ed|ing)?\sin)|\d\s?\\?%))
      |\bavailable\s(?:for\sdownload|online|(?:up)?on\srequest|at\s\S*[/.]\S)
      |\b(?:warrant|merit|deserve)(?:s|ed|ing)?\s(?:\w+\s){0,2}(?:attention|stud(?:y|ies)|investigations?|research|work|exploration)\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""What was looked at, tried out or talked over, where something may be had, what calls for work: nothing came out."""


def as_finding(one: Candidate) -> float:
    """How well a sentence would do as the line in the channel: a result, measured, short, on its own.

    A sentence that tells no result comes after all that do; then what the paper offers comes first.
    """
    has = one.marks
    if not is_result(one):
        offer = 6 * one.chance("aim") + 3 * one.chance("result", "method", "outlook") - 2 * ("resource" in has)
        return _NO_RESULT + offer + _ease(one)
    score = 4 * one.chance("result") + 0.8 * one.named - 1.5 * ("wishes" in has) - 0.6 * bool(_BESIDES.search(one.text))
    score -= _LED_UP * one.early
    score += 0.6 * min(2, has.get("outcome", 0)) + 0.8 * ("found" in has)
    score -= 1.2 * ("found" not in has and ("done" in has or bool(_AHEAD.search(one.text))))
    score += (
        (1.5 if has.keys() & _CAME_OUT else 0.4) * ("measured" in has)
        + 0.4 * ("compares" in has)
        - 0.7 * ("empty" in has)
    )
    return score + _ease(one)


_BESIDES = re.compile(r"\b(?:also|baseline|for comparison|in addition)\b", re.IGNORECASE)
"""What comes beside the main thing."""
_LED_UP = 1.5
"""What a result loses that only leads up to what the paper offers: it mostly is the trouble with what there is."""
_NO_RESULT = -20.0


def _ease(one: Candidate) -> float:
    """How well a sentence reads by itself, as it would be shown."""
    shown = shown_alone(one.text)
    leans = _LEANING * (not stands(one))
    score = -leans - 0.8 * ("joins" in one.marks or shown != one.text) - 1.5 * ("broken" in one.marks)
    return score - max(0, len(one.text) - _COMFORTABLE) / 120 - max(0, len(one.text) - _UNCOMFORTABLE) / 90


_POINTS_BACK = re.compile(
    r"""(?:and|but|so|yet|it|they|these|this|such|both|their|its|here|there|those|that|for\sexample|as\sa\s(?:result|consequence)|neither|either
      |the\s(?:former|latter|same|resulting|others?|(?:two|three)\b)|in\s(?:this|these|that|such|particular|contrast)|rather,
      |(?:using|with|from|based\son|given|building\s(?:up)?on|under|after|through|by\s\w+ing|on|for|to\s\w+)\s(?:this|these|those|that|such)
      |(?:first|second|third)(?:ly)?,)\b(?!\s(?:paper|work|study|survey|article|letter|thesis|report)\b)""",
    re.IGNORECASE | re.VERBOSE,
)
"""Openings that point to the sentence before, which is not there when one is shown alone."""


_LEANING = 1.8
"""What a sentence loses that cannot be read without the one before it."""


def stands(one: Candidate) -> bool:
    """Whether a sentence can be read by whoever has not read the one before it."""
    return opens_whole(one) and not _POINTS_BACK_WITHIN.match(shown_alone(one.text).lstrip("… "))


def opens_whole(one: Candidate) -> bool:
    """Whether a sentence begins with nothing that points back; among others of its paper that is enough."""
    return "leans" not in one.marks and not _POINTS_BACK.match(shown_alone(one.text).lstrip("… "))


_POINTS_BACK_WITHIN = re.compile(
    r"""(?:\w+\s){1,3}?(?:find|found|show|demonstrate|observe|suggest|reveal|conclude|argue|report|indicate|confirm)(?:s|ed|d)?\sthat\s
        (?:the\s(?:\w+\s){1,2}(?:between|of|in|for|to|with|on|from)\s)?
        (?:these\b|they\b|it\b(?!\s(?:is|was)\s(?:\w+\s){1,2}(?:to|that)\b)|those\b(?!\s(?:of|in|that|who|with|from|for)\b))
      |[^,;:]{0,80}?(?<!\band\s)\b(?:these|those)\s(?:two|three|four|five)\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""A statement that points to the sentence before after it has begun: “We find that these …”, “between these two …”."""


def is_limit(one: Candidate) -> bool:
    """Whether a sentence tells a limit of this work: by its words, where neither field nor aim are told of."""
    if one.closing:
        told = "gaps" in one.marks and not _NEXT.search(one.text) and not _NOT_OURS.search(one.text)
        return stands(one) and ("short" in one.marks or told)
    others = one.chance("background", "problem", "aim", "resource")
    return "short" in one.marks and others < _MOST_OTHER and one.chance("result") < _CERTAIN


_NOT_OURS = re.compile(
    r"""^(?!.*\b(?:our|limitations?|limited|caveats?|the\sproposed|this\s(?:study|work|paper|method|approach|model))\b).*\b(?:fail|struggle|degrade|fall|lag)(?:s|ed)?\b
      |\b(?:other|previous|prior|existing|earlier|their)\s(?:\w+\s){0,5}?(?:methods?|approach(?:es)?|works?|stud(?:y|ies)|models?|systems?)\b
      |\bdid\snot\s(?:see|find|observe|yield|lead|improve|help)\b""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
"""Words of a limit that tell of the work of others, or of what came out."""
_MOST_OTHER, _CERTAIN = 0.4, 0.75
"""Limits are too rare in abstracts to be learned: phrases tell them, what is plainly something else is left out."""


def is_next(one: Candidate) -> bool:
    """Whether a sentence tells what may be tried or asked next."""
    hopes = _HOPES.search(one.text)
    return (
        bool(_NEXT.search(one.text))
        and not hopes
        and (stands(one) if one.closing else one.chance("outlook", "limit", "result") >= RESULT)
    )


_HOPES = re.compile(r"\b(?:hope|inspir|motivat|facilitat|encourage the|spur|support)\w*", re.IGNORECASE)
"""Good wishes, which name nothing to try."""
_NEXT = re.compile(
    r"""\bfuture\s(?:\w+\s){0,2}(?:work|research|stud(?:y|ies)|observations?|directions?|investigations?|efforts|measurements|surveys?|exploration|characteri[sz]ation)
      |\b(?:further|larger|deeper)\s(?:\w+\s){0,2}(?:work|research|stud(?:y|ies)|investigations?|observations?|samples?|investments?)\b
      |\bfollow-up\s\w+\s(?:can|could|will|would|is|are)|\bopen\s(?:questions?|problems?)|\b(?:should|must|needs?\sto)\sbe\s(?:\w+ly\s|further\s)?(?:explor|investigat|stud|examin|address|test|evaluat|validat|confirm|verif|consider|extend|improv|assess|determin|establish|conduct|perform|develop|analy[sz]|measur)\w*ed\b
      |\bwill\sbe\s(?:required|needed|necessary|conducted|explored|extended)|\bwe\s(?:also\s|further\s)?(?:encourage|recommend|call\sfor|advocate|caution|plan\sto)
      |\bin\s(?:the\s)?future,?\s(?:\w+,?\s)?we\s(?:will|shall|should|aim|intend|want|wish|would)""",
    re.IGNORECASE | re.VERBOSE,
)


def alike(one: Candidate, other: Candidate) -> bool:
    """Whether two sentences say much the same: most content words of the shorter stand in the longer."""
    fewer = min(len(one.stems), len(other.stems))
    return one.text == other.text or (fewer > 0 and len(one.stems & other.stems) >= _SAME * fewer)


_SAME = 0.65
