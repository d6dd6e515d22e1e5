"""What a careful reader asks of any study, and what the text says to it: rules of thumb over its sentences. Pure.

The questions follow what conferences ask of authors (data, code, error bars, limits, who paid). A rule
finds a sentence that speaks of the matter; whether that settles it is for the reader to judge.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from retrieval.answer import Claim, DraftClaim
from retrieval.explaining.roles import Role, roles
from retrieval.ground import check
from retrieval.paper import Passage
from retrieval.text.sentences import sentences
from retrieval.writers.statements import stands_alone


@dataclass(frozen=True, slots=True)
class Check:
    """One question of a sceptic, and the paper's own sentence on it; None: no sentence was found."""

    name: str
    question: str
    claim: Claim | None = None


@dataclass(frozen=True, slots=True)
class _Rule:
    """`says`: what a sentence has to hold. `better`: what makes one the better answer. `never`: what rules it out."""

    name: str
    question: str
    says: re.Pattern[str]
    better: re.Pattern[str]
    never: re.Pattern[str]
    where: frozenset[Role]


def _any(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})", re.IGNORECASE)


_STUDY: frozenset[Role] = frozenset({"abstract", "intro", "method", "setup", "results", "limits", "closing"})
_TESTS: frozenset[Role] = frozenset({"abstract", "method", "setup", "results", "closing"})
_ALL: frozenset[Role] = _STUDY | {"related", "back"}
_NOTHING = re.compile(r"(?!)")
_NUMBER = re.compile(r"\d")

_WARE = (
    r"(?:code|software|package|library|toolkit|tool|pipeline|implementation|framework|simulator|emulator|dataset)s?\b"
)

_RULES = (
    _Rule(
        "baselines",
        "What is it compared with?",
        _any(r"baselines?\b|compared? (?:\w+ ){0,4}(?:to|with|against)\b|outperform\w*|state[- ]of[- ]the[- ]art"),
        _any(r"baselines?\b|we compare|compared? (?:against|with|to)|following (?:baselines|methods|systems)"),
        _any(r"future|compared? (?:to|with) (?:\w+ )?\d"
             r"|not been compared|as an? baseline for future|hard to compare|cannot (?:be )?compare"),
        _TESTS,
    ),
    _Rule(
        "ablation",
        "Is it taken apart to see what helps?",
        _any(r"ablat\w+|without the\b.{0,80}\b(?:drop|decreas|perform|worse|degrad)|when (?:we )?remov\w+"
             r"|remov(?:e|es|ing) (?:the|any|each)\b"
             r".{0,100}\b(?:drop|decreas|perform|worse|degrad|hurt|accuracy|score)|contribution of each"),
        _any(r"ablat\w+|drop|decreas|worse|hurt"),
        _any(r"stop ?words?|punctuation|duplicates|future work"),
        _TESTS | {"back"},
    ),
    _Rule(
        "spread",
        "Are error bars, or runs with several seeds, reported?",
        _any(r"standard deviations?|std\.? ?dev|error bars?|confidence intervals?|(?:random|different|multiple"
             r"|several|\d+) (?:random )?seeds?\b"
             r"|(?:averaged?|mean|median|repeated|report\w*) (?:\w+ ){0,5}(?:over|across"
             r"|of) (?:\w+ ){0,3}(?:runs|trials|seeds|repetitions|folds|restarts|initiali[sz]ations)"
             r"|(?:\d+|two|three|four|five|ten|several|multiple) (?:independent |random |different )?(?:runs"
             r"|trials|repetitions|restarts)\b|cross-?validation|±"),
        _any(r"standard dev|error bar|confidence|seeds|runs|±"),
        _any(r"clinical trials?|similar to|refer to"),
        _TESTS | {"back"},
    ),
    _Rule(
        "tests",
        "Are differences tested for significance?",
        _any(r"(?:statistical(?:ly)?|paired|permutation|bootstrap\w*) (?:\w+ ){0,2}(?:significan\w+|tests?\b"
             r"|resampling)|(?<![\w.])p ?< ?0?\.\d|p-values?|t-?tests?\b"
             r"|wilcoxon|mcnemar|anova|mann[- ]whitney|chi-squared?|significance (?:test|level)\w*"),
        _any(r"p ?<|test"),
        _any(r"dropout|probabilit"),
        _TESTS | {"back"},
    ),
    _Rule(
        "people",
        "Did people judge the outcome?",
        _any(r"human (?:evaluat\w+|judge?ments?|raters?|ratings?|study|preference|assess\w+|subjects)|(?:crowd"
             r"|turk)[- ]?(?:work|sourc)\w+|mechanical turk"
             r"|user stud(?:y|ies)|(?:annotators?|raters?|judges|participants|experts|volunteers"
             r"|respondents) (?:\w+ ){0,4}(?:rated?|judged?|evaluat\w+|assess\w+|compar\w+|agreed?|prefer\w*|scored?)"
             r"|inter-?(?:annotator|rater) agreement|manual(?:ly)? (?:evaluat|inspect|judg|assess|check)\w+"),
        _any(r"human evaluat|rated|judged|user stud|participants|kappa|agreement"),
        _any(r"future work|remov|discard|exclud|unintelligible|consent|collect\w+ (?:by|from|using)|recruit"),
        _TESTS,
    ),
    _Rule(
        "data",
        "Are code or data released?",
        _any(r"(?:code|data|datasets?|models?|corpus|corpora|weights|checkpoints|scripts?|implementation"
             r"|resources?|annotations?)\b[^.]{0,90}\b(?:publicly|freely|openly|made|is|are)? ?(?:available"
             r"|released?|open[- ]sourced?|download\w*)"
             r"|(?:releas|open-sourc|publish|shar)(?:e|es|ed|ing) (?:\w+ ){0,4}(?:code|data|datasets?|models?"
             r"|corpus|weights|implementation|resources?)\b"
             rf"|our (?:own )?(?:publicly|openly|freely)[- ](?:available|accessible|released) (?:[\w-]+ ){{0,3}}{_WARE}"
             rf"|(?:present|introduc|releas|provid|develop|describ|offer|propos|our)\w*\b"
             r"(?:(?!\b(?:on|using|with|from|by|existing|several|many)\b)[^.]){0,80}?"
             rf"\b(?:open[- ]sourced?|publicly[- ]available) (?:[\w-]+ ){{0,3}}{_WARE}"
             r"|(?:code|data|datasets?|models?|software|package|implementation|[A-Z]\w+) (?:is|are) "
             r"(?:\w+ ){0,2}(?:open[- ]sourced?|at:? ?(?:https?://|www\.))|code:? https?://"
             r"|github\.com|gitlab\.com|huggingface\.co|zenodo"),
        _any(r"https?://|github|we (?:\w+ )?(?:release|make|publish|open)|our (?:code|data|model|corpus)"
             r"|available (?:at|on|from|online|under)|publicly"),
        _any(r"consent|we (?:\w+ )?used?\b|provided by|released by|obtained from|downloaded from"
             r"|available (?:for training|to the model|in the training|information|evidence)|limited (?:amount"
             r"|data)|not (?:\w+ )?available|made (?:up )?of|becom\w+ available|recently released"
             r"|(?:all|the|most|any|other) (?:\w+ )?available"
             r"|(?:lack|absence|shortage|scarcity|need) (?:of|for)|(?:there (?:is|are)|has|have) no"
             r"|few (?:publicly|openly)|\b(?:on|using) (?:\w+ ){0,3}(?:publicly|openly|freely)[- ]available"),
        _ALL,
    ),
    _Rule(
        "limits",
        "Do the authors name limits?",
        _any(r"limitations?\b|limited to\b|(?:we|our \w+) (?:do|does|did) not\b|only (?:evaluated|tested"
             r"|consider\w*|covers?)|caveats?|threats? to validity|drawbacks?|shortcomings?"),
        _any(r"limitations? (?:of|is|are|include)|our (?:\w+ )?(?:limitation|approach|method|model|study|work"
             r"|system)s?\b|we (?:do|did) not|cannot"),
        _any(r"(?:these|previous|prior|existing|other) (?:\w+ )?(?:limitation|method|approach|work|stud)\w*"
             r"|overcome|address|without limitation"),
        frozenset({"limits", "closing"}),
    ),
    _Rule(
        "money",
        "Who paid for it, and do the authors declare interests?",
        _any(r"(?:supported|funded|sponsored|financed) (?:\w+ ){0,2}by\b|(?:research|financial) support"
             r"|grants?\b(?: (?:no|number|agreement|from|by|\d|#|[A-Z]))|funding (?:from|by|was|for)"
             r"|acknowledges? (?:\w+ ){0,3}(?:support|funding)"
             r"|conflicts? of interests?|competing interests?"),
        _any(r"supported by|funded by|conflict|competing"),
        _NOTHING,
        frozenset({"back", "closing", "intro", "abstract"}),
    ),
)  # fmt: skip


LIMITS = "limits"
"""The name of the question on limits, to which an explanation has a section of its own."""


def checklist(passages: Sequence[Passage]) -> tuple[Check, ...]:
    """Every question, with the sentence that speaks to it best; passages in reading order."""
    role_of = roles(passages)
    said = [(passage, one.text) for passage in passages for one in sentences(passage.text) if _readable(one.text)]
    known = {passage.key: passage for passage in passages}
    return tuple(_asked(rule, said, role_of, known) for rule in _RULES)


SHORTEST, LONGEST = 30, 420


def _readable(text: str) -> bool:
    return SHORTEST <= len(text) <= LONGEST and " | " not in text and "\n" not in text and text[-1] in ".!”\"')"


def _asked(
    rule: _Rule, said: Sequence[tuple[Passage, str]], role_of: Mapping[str, Role], known: Mapping[str, Passage]
) -> Check:
    flat = len(set(role_of.values()) - {"abstract"}) == 1
    fit = [
        (_worth(rule, text, role_of[passage.key]), -n, passage, text)
        for n, (passage, text) in enumerate(said)
        if _belongs(rule, text, role_of[passage.key], flat=flat)
        and rule.says.search(text)
        and not rule.never.search(text)
    ]
    for _, _, passage, text in sorted(fit, key=lambda one: one[:2], reverse=True):
        claim = check(DraftClaim(text, passage.key, text), known)
        if isinstance(claim, Claim):
            return Check(rule.name, rule.question, claim)
    return Check(rule.name, rule.question)


def _belongs(rule: _Rule, text: str, role: Role, *, flat: bool) -> bool:
    """Whether answers to a question stand here: what was tested is told in an introduction too, beside others' tests.

    Where all headings say the same, the words have to tell more.
    """
    if role == "intro" and rule.where >= _TESTS and _OURS.search(text):
        return True
    return role in rule.where or (flat and bool(rule.better.search(text)))


def _worth(rule: _Rule, text: str, role: Role) -> float:
    """The plainer and the shorter the better; a sentence that leans on others is the worse answer."""
    plain = (
        1.5 * min(2, len(set(rule.better.findall(text))))
        + 1.0 * bool(_OURS.search(text))
        + 0.3 * bool(_NUMBER.search(text))
    )
    leans = bool(_LEANS.match(text)) + 1.5 * (not stands_alone(text))
    return plain - 0.8 * leans - abs(len(text) - 130) / 150 + 1.0 * (role == "limits" and rule.name == "limits")


_OURS = re.compile(r"\b(?:we|our|us)\b", re.IGNORECASE)
_LEANS = re.compile(
    r"(?:This|It|These|They|Such|However|Moreover|Furthermore|Also|Thus|Therefore|Hence|Here|Finally)\b"
)
