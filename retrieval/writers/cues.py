"""Phrases that tell what a sentence of a paper is for. Pure data, and counting them."""

import re
from collections.abc import Mapping
from functools import lru_cache


def _cues(lines: str) -> re.Pattern[str]:
    """A pattern for any of these phrases, in whole words and any case; lines are alternatives too."""
    return re.compile(rf"\b(?:{'|'.join(map(str.strip, lines.strip().splitlines()))})\b", re.IGNORECASE)


_SPEAKER = r"(?:we|this (?:paper|work|study|survey|article|thesis|report|letter|review)|our (?:work|paper|study))"
_OWN = rf"{_SPEAKER} (?:\w+ly |also |then )?"
_OFFER = _cues(
    rf"""
    {_OWN}(?:propose|present|introduce|develop|describe|design|build|construct|study|investigate)\w*
    {_OWN}(?:explore|examine|survey)\w*
    {_OWN}(?:analy[sz]e|address|consider|formulate|release|contribute|revisit|provide|review|offer|derive|show|extend)\w*
    {_OWN}(?:establish|argue|evaluate|assess|focus)\w*
    (?:is|are) (?:proposed|presented|introduced|studied|investigated|developed|examined)
    """
)
_TROUBLE = _cues(
    r"""
    however|challeng\w+|limit(?:ed|s|ations?)|remains?|lack(?:s|ing)?|difficult\w*|suffer\w*|fails?|bottlenecks?|gap
    expensive|costly|prohibitive\w*|unclear|overlook\w*|underexplored|scarc\w+|problems?|struggl\w+|hinder\w*|despite
    insufficient\w*|yet|poorly|inefficien\w+|vulnerab\w+|open question|require\w*
    """
)
_NOVEL = _cues(
    r"""
    novel|new|unlike|instead of|rather than|specifically|in contrast|key (?:idea|insight)|first to|the first
    consists? of
    by (?:\w+ly )?\w+ing|combin\w+|integrat\w+|leverag\w+|based on|adapt\w+|reformulat\w+
    we (?:then|further|also|design|devise|employ|adopt|train|use)
    """
)
_RESULT = _cues(
    r"""
    outperform\w*|surpass\w*|state[- ]of[- ]the[- ]art|achiev\w+|improv\w+|reduc\w+|attain\w*|faster|speed-?ups?|yields?
    (?:higher|lower|better|fewer|more|stronger) \w+|exceed\w*|match(?:es)?|gains?|increas\w+|decreas\w+|cuts?|accuracy
    competitive|significant(?:ly)?|robust(?:ly)?|effective(?:ly|ness)?|efficien\w+|perform(?:s|ance)
    shrinks?|shrank|halv\w+|doubl\w+|tripl\w+|saves?|saved|savings|beats?|wins?|reach(?:es|ed)?|rises?|drops?|falls?|lifts?
    """
)
_FOUND = _cues(
    r"""
    (?:we|results?|experiments?|evaluations?|analys[ie]s|findings?|simulations?|stud(?:y|ies)) (?:\w+ly |also |then )?(?:show|find|found)\w*
    (?:we|results?|experiments?|evaluations?|analys[ie]s|findings?|simulations?|stud(?:y|ies)) (?:\w+ly |also )?(?:demonstrat|reveal|observ)\w*
    (?:we|results?|experiments?|evaluations?|analys[ie]s|findings?|simulations?|stud(?:y|ies)) (?:\w+ly |also )?(?:prove|confirm|indicat|establish|suggest|discover)\w*
    (?:experiments?|evaluations?|results?) (?:on|across|in|over|with|using) .{3,90}? (?:show|demonstrate|reveal|confirm|indicate)s?
    it is (?:shown|found|demonstrated)|consistently|empirically|we report
    """  # noqa: E501 - one kind of speaker and verb a line reads best
)
_LIMITS = _cues(
    r"""
    limitations?|our (?:\w+ ){1,3}(?:is|are) limited|(?:is|are|was|were|remains?) limited to|caveats?|caution
    (?:we|our (?:\w+ )?) (?:do|does|did) not|we (?:only|leave|assume|restrict)|at the (?:cost|expense) of|future work
    only (?:evaluated|tested|consider\w*|stud(?:y|ied)|cover\w*)|need for further|falls? short|lags? behind
    (?:still|yet) (?:fail|fall|lag|struggle|far|room|challeng|limit|remain)\w*
    remains? (?:an? )?(?:open|challeng\w+|unsolved|limited)|(?:fails?|struggles?|degrades?) (?:on|to|in|when|under|with)
    further (?:research|work|stud\w+|investigation) (?:is|are) (?:needed|required)
    """
)
_MATTER = _cues(
    r"""
    pav(?:e|es|ing) the way|enabl\w+|implications?|potential|important|benefi\w+|practical|real-world|applications?
    impact|useful|deploy\w+|highlights?|underscor\w+|promising|valuable|crucial|critical|insights?|advanc\w+|opens?
    foundation|essential|guid(?:e|ance)|step toward\w*
    """
)
_NEXT = _cues(
    r"""
    (?:code|data|datasets?|models?|weights|checkpoints|benchmark|toolkit|artifacts)\b[^.]{0,60}\b(?:available|released?)
    (?:available|released) (?:at|on|here|from|via|as)|open-?sourc(?:ed|ing)|we open-?source
    github|https?://|project page
    future (?:work|research|directions?|stud\w+)|open (?:questions?|problems?)|we (?:will )?(?:release|plan|open-source)
    """
)
_WISHES = _cues(
    r"""
    we (?:hope|believe|expect|plan|evaluated?|validated?|test|tested)|(?:goal|aim|purpose|objective) (?:is|of)|our code
    will be|to further|first obtained|could inform|to (?:the best of )?(?:our|the authors['’]) knowledge
    """
)
_PROCESS = _cues(
    r"""
    we (?:\w+ly )?(?:use|comput|train|encod|appl|feed|initiali[sz]|split|sampl|extract|represent|construct|combin|concatenat)\w*
    we (?:\w+ly )?(?:employ|adopt|start|first|map|learn|optimi[sz]|minimi[sz]|maximi[sz]|generat|select|add|replac|model|store)\w*
    consists? of|is composed of|takes? .{3,60} as input|(?:is|are) (?:then |first )?(?:fed|passed|computed|trained|encoded)
    (?:is|are) (?:then |first )?(?:obtained|updated|used|combined|sampled|generated|represented|applied|derived|stored|built)
    in order to|so that|each|step|layers?|modules?|component|objective|loss function|by (?:\w+ly )?\w+ing
    (?:the|our) (?:\w+ ){0,3}(?:model|method|algorithm|system|framework|decoder|encoder|network|classifier|architecture)
    """  # noqa: E501 - phrases of one kind in a line read best
)
_SETTING = _cues(
    r"""
    datasets?|corpus|corpora|benchmarks?|baselines?|metrics?|evaluated? (?:on|with|by|using)|trained (?:on|for|with|using)
    epochs?|batch size|learning rate|gpus?|hyper-?parameters?|(?:train|test|dev|validation)\w* (?:set|split|data)s?
    annotat\w+|cross-validation|participants?|tokens|sentences|samples|examples|instances|documents|images|optimi[sz]er
    """  # noqa: E501 - phrases of one kind in a line read best
)
_COMPARES = _cues(
    r"""
    than|compared (?:to|with)|versus|vs|over the|baselines?|outperform\w*|ablat\w+|without|w/o|on par|second[- ]best
    higher|lower|better|worse|best|significant\w*|contribut\w+|difference
    """
)
_WEAK = _cues(
    r"""
    drops?|dropped|hurts?|worse|fails?|failed|fail to|no significant|not significant\w*|decreas\w+|degrad\w+|errors?
    unable|cannot|did not|does not|do not|only|difficult\w*|struggl\w+|biased?|noisy|sensitive to|expensive|poor(?:ly)?
    underperform\w*|lower than|confus\w+|overfit\w*|wrong(?:ly)?|misclassif\w+
    """
)
_OUTCOME = _cues(
    r"""
    outperform\w*|surpass\w*|achiev(?:e|es|ed)|improv(?:e|es|ed)|reduc(?:e|es|ed)|attain(?:s|ed)?|yield(?:s|ed)?|exceed\w*
    increas(?:e|es|ed)|decreas(?:e|es|ed)|drop(?:s|ped)?|rise[sn]?|rose|fall[sn]?|fell|gains?|gained|save[sd]?|beats?|halve[sd]?
    (?:perform\w*|works?|scores?|does|did|fares?) (?:\w+ ){0,2}(?:better|worse|best|well|poorly|comparabl[ey]|on par)
    (?:is|are|was|were) (?:\w+ ){0,2}(?:better|worse|best|higher|lower|faster|slower|smaller|larger|highest|lowest|fewer)
    (?:better|worse|higher|lower|faster|fewer|more \w+|less \w+) than|fails? to|helps?|hurts?|contributes?|correlat\w+
    (?:obtain|reach|show|give|lead|produc)(?:s|es|ed)? (?:\w+ ){0,3}(?:best|better|higher|lower|highest|state|improve\w+|gain\w*)
    reach(?:es|ed)|wins?|doubles?|triples?|needs? no|adds? no|no (?:better|worse|more|less) than|as (?:good|fast) as|(?:perform|work|do|fare)\w* as well as
    no significant|significant(?:ly)? \w+|speeds? up|cuts?|raises?|raised|lowers?|lowered|retains?|loses|shrinks?|shrank|match(?:es|ed)?|lags?|suffices?|removes?|runs? in
    """  # noqa: E501 - phrases of one kind in a line read best
)
_DONE = re.compile(
    r"^(?:[A-Z][^,]{2,220}, )?(?:we|the (?:study|paper|authors)"
    r"|this (?:study|paper)) (?:\w+ly |also |then |first )?"
    r"(?!show|find|found|observ|demonstrat|achiev|obtain|outperform|improv|see\b|saw\b|reveal|prov|conclud|establish|reduc)\w+",
    re.IGNORECASE,
)
_HARD = _cues(
    r"""
    however|challeng\w+|limit(?:ed|s)|remains?|lack(?:s|ing)?|difficult\w*|suffer\w*|fails?|bottlenecks?|expensive|costly
    prohibitive\w*|unclear|overlook\w*|underexplored|scarc\w+|struggl\w+|hinder\w*|insufficient\w*|poorly|inefficien\w+
    vulnerab\w+|open question|threat\w*|harm\w*|risk\w*|time-consuming|tedious|ignor\w+|neglect\w*|rarely|little is known
    cannot|not (?:\w+ )?(?:possible|enough|sufficient|well|yet)|hard to|waste\w*
    """  # noqa: E501 - phrases of one kind in a line read best
)
_DEFINES = re.compile(
    r"^(?!\w*(?:approach|method|model|work|result)\b)(?:(?:An?|The (?:task|term|concept|notion|process|problem"
    r"|goal) (?:of )?) ?)?"
    r"(?:(?!may\b|can\b|could\b|might\b|will\b|which\b|that\b|of\b|we\b|our\b)[A-Za-z][\w-]* ){0,3}(?!may\b"
    r"|can\b|we\b)[\w-]+"
    r"(?: \([\w-]{2,12}\))?,? "
    r"(?:(?:is|are) (?:an?|the (?:task|process|problem|ability|study|use|practice|set|amount|number|degree"
    r"|\w+ of)(?: of)?)\b"
    r"|(?:is|are) (?:defined as|called|known as|concerned with|systems?|methods?|models?|words?|sets?|people)\b"
    r"|refers? to|denotes?|means?|stands? for|aims? (?:to|at)|describes?|consists? (?:of|in))\b"
)
_EMPTY = _cues(
    r"""
    extensive(?:ly)?|comprehensive (?:experiments|evaluation)|(?:the )?effectiveness (?:of|and)|superiority
    contributions?|to the best of|attracted|(?:much|considerable|increasing|growing) (?:attention|interest)
    in recent years|recent(?:ly)?|important role|promising results|encouraging results|plays? an?|we hope|we believe
    we (?:\w+ly )?(?:conduct|perform|carry out|run|discuss|describe|report|present|provide|show) (?:\w+ ){0,3}(?:experiments?|results?|analys[ie]s|evaluations?|comparisons?|details?|overview)
    (?:we|this paper|this work|our (?:work|paper)) (?:\w+ly )?(?:advances?|aims?|seeks?|intends?|attempts?|tr(?:y|ies)) (?:to )?
    we (?:\w+ly |also )?(?:compare|report|evaluate|measure|test|investigate|analy[sz]e|study|examine|explore|show the|validate)
    limitations and|is useful|hyper-?parameter settings|results (?:are|of) .{0,30}(?:reported|shown|presented|summari[sz]ed|in)|thank\w*|grant|supported by|reviewers?
    """  # noqa: E501 - one kind of speaker and verb a line reads best
)
_MEASURED = re.compile(r"\d(?:[\d.,]*)\s?\\?(?:%|\$?\\times|×|x\b|-?fold|[kMB]\b|ms\b|points?\b|percent)|\d\.\d|\d{2,}")
_LEANS = re.compile(
    r"^(?:It|They|These|This|Such|Both|Their|Its|Here|There|Those|He|She)\b(?! (?:paper|work|study|survey|article))"
)
_JOINS = re.compile(
    r"^(?:However|But|Moreover|Furthermore|Additionally|Also|Yet|Finally|In addition|Meanwhile|Thus|We also|We further"
    r"|\(|\d\)|[ivx]+\))"
)
_BROKEN = re.compile(r"\\(?!text|emph|math|times|%)\w*\{|\$\\|^%|\bet\.$|:$")
_RESOURCE = re.compile(
    r"""\b(?:code|codes|data|datasets?|software|package|library|toolkit|implementations?|models?|weights|checkpoints|catalogu?es?
      |materials?|demos?|artifacts|benchmark|corpus|project|videos)\b[^.]{0,80}
      \b(?:available|accessible|released?|found\sat|published|public|open-?sourced?|provided\s(?:at|on|in|via)|share[ds]?|downloaded)\b
      |\b(?:we|will)\s(?:\w+\s){0,3}(?:release|open-?source|share)\b|https?://|\bgithub\b|project\s(?:web)?(?:page|site)|website\sat""",
    re.IGNORECASE | re.VERBOSE,
)
_OUTLOOK = re.compile(
    r"""\b(?:(?:these|this|our|the)\s(?:\w+\s){0,2}(?:results?|findings?|works?|study|research|framework|approach|paper|insights?
        |method|analysis|methodology|survey|observations?)
      \s(?:\w+ly\s|also\s|further\s|thus\s){0,2}(?:highlights?|underscores?|provides?|offers?|opens?|paves?|establish(?:es)?|lays?|sheds?|emphasi[sz]es?
        |positions?|marks?|represents?|serves?|contributes?|calls?|motivates?|points?|has|have|can|could|may|will|advances?|strengthens?)
      |future\s(?:work|research|studies|observations|missions|surveys|directions?|investigations?|efforts|measurements|applications|development)
      |pav(?:e|es|ing)\sthe\sway|step\s(?:toward|forward|beyond)|open(?:s|ing)?\s(?:\w+\s){0,2}(?:avenues?|doors?|opportunities|possibilities|directions)
      |sheds?\s(?:\w+\s)?light|new\s(?:insights?|avenues)|implications?\sfor|we\s(?:hope|believe|encourage|recommend|advocate|call\sfor|envision|caution)
      |has\sthe\spotential|practical\s(?:pathway|solution|guidance|tool)|actionable|foundation\sfor|guid(?:e|ing|ance)\s(?:for|the|future)
      |should\s(?:be|explore|focus|consider)|(?:next-generation|upcoming|forthcoming)\s\w+)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_SHORT_OF = re.compile(
    r"""\b(?:limitations?\s(?:of|in)\s(?:our|this|the\s(?:current|present|proposed))|(?:major|main|key|one|notable)\slimitation
      |our\s(?:\w+\s){0,2}(?:limitations?|caveats?)|caveats?|(?:shows?|has|have)\s(?:\w+\s)?limitations?|limitations\sarise
      |(?:we|our\s\w+|results?|data)\s(?:do|does|did|can)\s?not\s(?:\w+\s)?(?:exclude|rule|distinguish|pinpoint|prove|allow|consider|account|generali[sz]e|claim)
      |rather\sthan\sclaiming|left\s(?:to|for)\sfuture|leav(?:e|es|ing)\s.{0,60}\s(?:to|for)\s(?:future|improvement)
      |prevents?\sus\sfrom|small\s(?:sample|number\sof\s(?:models|participants|airframes|sources|objects))|sample\ssize
      |remains?\s(?:tentative|inconclusive|preliminary|unclear|to\sbe\s(?:explained|confirmed|tested|explored)|unexplained)
      |limits\sthe\s(?:strength|general\w+|scope)|cannot\sbe\s(?:ruled|excluded|confirmed)|needs?\s(?:further|more)|requires?\s(?:further|more\s(?:accurate|data))
      |(?:is|are)\s(?:currently\s)?(?:only\svalid|limited\sto|restricted\sto)|at\sthe\s(?:cost|expense)\sof|lags?\sbehind|further\sstudies)\b""",
    re.IGNORECASE | re.VERBOSE,
)

PHRASES = {
    "about": _OFFER,
    "problem": _TROUBLE,
    "new": _NOVEL,
    "takeaways": _RESULT,
    "gaps": _LIMITS,
    "matters": _MATTER,
    "next": _NEXT,
    "found": _FOUND,
    "measured": _MEASURED,
    "leans": _LEANS,
    "joins": _JOINS,
    "broken": _BROKEN,
    "wishes": _WISHES,
    "process": _PROCESS,
    "setting": _SETTING,
    "compares": _COMPARES,
    "weak": _WEAK,
    "defines": _DEFINES,
    "empty": _EMPTY,
    "outcome": _OUTCOME,
    "done": _DONE,
    "hard": _HARD,
    "resource": _RESOURCE,
    "outlook": _OUTLOOK,
    "short": _SHORT_OF,
}
"""The phrases that mark a sentence for each of `answer.SECTIONS`, and what else speaks for or against it."""


@lru_cache(maxsize=2_000)  # thirty patterns a sentence, and every sentence of an abstract is asked about twice
def marks_of(text: str) -> Mapping[str, int]:
    """How many phrases of each kind in `PHRASES` a sentence holds; kinds it has none of are left out."""
    return {kind: len(hits) for kind, phrases in PHRASES.items() if (hits := phrases.findall(text))}
