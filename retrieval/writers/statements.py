"""The sentences of a paper that can be shown without what stands around them. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from retrieval.explaining.roles import Role, roles
from retrieval.paper import Passage
from retrieval.text.injected import is_order
from retrieval.text.sentences import sentences
from retrieval.text.words import stems
from retrieval.writers.cues import marks_of
from retrieval.writers.sentence_roles import Chances, SentenceRole, chances

SHORTEST, LONGEST = 28, 340
"""Characters."""
MOST_PENALTY = 2.5


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that may be shown by itself. `place` runs from 0 to 1 through the parts of its role."""

    key: str
    text: str
    role: Role
    place: float
    marks: Mapping[str, int]
    """How many phrases of each kind it holds: those of `cues.PHRASES`."""
    roughness: float
    """What makes it unpleasant by itself: symbols, citations, words that point elsewhere; 0 is smooth."""
    stems: frozenset[str]
    likely: Chances = field(default_factory=dict)
    """How likely each role of a sentence is, for sentences of the abstract; elsewhere the part tells."""

    def chance(self, *roles: SentenceRole) -> float:
        """How likely it is that a sentence of the abstract has one of these roles; elsewhere 1."""
        return sum(self.likely.get(role, 0.0) for role in roles) if self.likely else 1.0


def acronyms(text: str) -> int:
    """Words in capitals or with a digit inside, which a newcomer has to look up."""
    return len(set(_ACRONYM.findall(text)))


def numbers(text: str) -> int:
    """How many numbers a text gives."""
    return len(_NUMBER.findall(text))


_ACRONYM = re.compile(r"\b(?=\w*[A-Z])(?:[A-Z]{2,}\w*|[A-Za-z]+\d\w*|[a-z]+[A-Z]\w*|[A-Z][a-z]+[A-Z]\w*)\b")
_NUMBER = re.compile(r"(?<![\w.])\d[\d.,]*")

_LEANS = re.compile(
    r"""^(?:(?:it|they|these|this|such|both|their|its|here|there|those|he|she|that|then|thus|therefore|hence|so|also|instead
      |otherwise|similarly|likewise|again|next|finally|lastly|second|third|secondly|thirdly|first|firstly|fourth|besides
      |consequently|accordingly|conversely|nevertheless|nonetheless|still|moreover|furthermore|additionally|meanwhile
      |overall|interestingly|surprisingly|indeed|hereby|thereby|clearly|obviously|specifically|in\sparticular|in\sfact
      |respectively|alternatively|subsequently|afterwards|later|now|yet|and|or|but|note|recall|let|suppose|denote
      |for\s(?:example|instance|this|these|that|each|both)
      |in\s(?:this|that|these|those|such|contrast|addition|other\swords|our\scase|turn|both|all\scases|comparison|summary|short)
      |to\s(?:this|that|these|do\s(?:so|this)|address\s(?:this|these)|overcome|solve|tackle|mitigate)
      |as\s(?:a\s(?:result|consequence)|such|shown|seen|can\sbe|mentioned|described|discussed|before|above|noted|illustrated
        |we\s(?:can\s)?see|expected|stated|explained|well|for)
      |on\sthe\s(?:other|one|contrary)|by\s(?:doing|contrast|this)|with\s(?:this|these|that)|at\s(?:this|the\ssame)
      |from\s(?:this|these|the\s(?:above|table|figure|results))|after\s(?:this|that|these)|under\s(?:this|these)
      |given\s(?:this|these|that)|based\son\s(?:this|these|the\sabove)|like\s(?:this|these)|due\sto\s(?:this|these)
      |because\sof\s(?:this|these)|since\s(?:this|these|it|they)|while\s(?:this|these|it|they)|if\s(?:this|these|so)
      |although\s(?:this|these|it|they)|when\s(?:this|these)|until\s(?:this|that)|among\s(?:these|them|those)
      |the\s(?:former|latter|others?|same|rest|first|second|third|fourth|last|next|above|following|resulting|remaining
        |two|three|previous|corresponding|final|goal\sis|idea\sis|reason|intuition|difference|problem\sis|task\sis)
      |another|one\s(?:such|of|is|can|possible|may|might|advantage|reason|way)|others?|some\sof|each\sof|all\sof|most\sof|none|neither|either
      |we\s(?:also|then|further|next|now|therefore|thus|hence|first|finally|refer|note|denote|describe|discuss\sthis|leave\s(?:this|it|that)
        |do\sthis|did\sthis|do\sso)
      )\b|\(|\[|\d+\s*[.)]|[ivx]+\)|[•*–-]\s)""",
    re.IGNORECASE | re.VERBOSE,
)
_LEANS_SOON = re.compile(
    r"^(?:[\w'’-]+,? ){1,4}(?:this|these|those|such(?! as)|them|it|their)\b(?! (?:paper|work|study|survey"
    r"|article|thesis|report)\b)",
    re.IGNORECASE,
)
_STANDS = re.compile(
    r"^(?:this|the present|in this|for this) (?:paper|work|study|survey|article|thesis|report|letter|review)\b",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"""\b(?:figures?|figs?\.|tables?|tab\.|sections?|secs?\.|appendi(?:x|ces)|equations?|eqs?\.|eqn\.|algorithms?
      |theorems?|lemmas?|propositions?|corollar(?:y|ies)|definitions?|listings?|footnotes?|lines?|rows?|columns?|chapters?)
      [\s~]*\(?(?-i:[0-9]|[IVX]+\b|[A-Z]\b|[A-Z]\.?\d)|(?:fig|tab|sec|eq)ref\d|inlineform|displayform|\[h?!?t?b?p?\]
      |\b(?:see|shown|given|listed|described|presented|reported|depicted|illustrated|summari[sz]ed)\s(?:below|above|in\s(?:the\s)?(?:next|following|previous|appendix|table|figure|supplement\w*))
      |\b(?:as\sfollows|the\sfollowing|(?:below|above)[.,;)]|aforementioned|above-mentioned|abovementioned|(?:mentioned|described|discussed)\s(?:above|earlier|before))\b
      |rest\sof\s(?:the|this)\spaper|remainder\sof\s(?:the|this)|is\s(?:organi[sz]ed|structured)\sas|in\sthe\s(?:next|following|previous)\s(?:section|subsection)
      |in\sthis\s(?:sub)?section|\b(?:fig|tab|sec|eq|app):|\b(?:describe|discuss|explain|see)\s(?:\w+\s)?later|\bcopyright\b|all\srights|@|\bcorresponding\sauthor""",
    re.IGNORECASE | re.VERBOSE,
)
_DEBRIS = re.compile(
    r"\n|(?<![/.\w])[a-z]{3,}[.:][A-Za-z]{3,}(?![/\w]*[./])|[.,]\s[,;]|\s[,;]\s|\(\s*\)|\[\s*\]|,,|�|\?\?"
)
_ASIDE = re.compile(
    r"\((?:see |cf\. |e\.g\.,? )?(?:Figures?|Figs?\.|Tables?|Sections?|Secs?\.|Appendix|Eqs?\.|§)[^()]{0,30}\)"
    r"|\((?:FIG|TAB|SEC)REF\d+\)"
)
_VAGUE = re.compile(
    r"\b(?:this|these|those|such(?! as)|that) (?:approach|method|model|problem|issue|challenge|task|result"
    r"|finding|setting"
    r"|technique|case|way|step|process|procedure|strategy|framework|system|information|feature|type|kind|gap|limitation"
    r"|difference|improvement|behavio|effect|score|value|number|dataset|corpus|measure|metric|rule|pair|word|token|one)\w*"
    r"|\bthe (?:former|latter)\b|[,;] (?:this|it|they|these) |\b(?:of|with|by|from|to|for|between"
    r"|among) (?:them|it|these|those)\b",
    re.IGNORECASE,
)
_CITED = re.compile(
    r"\[\d{1,3}(?:\s*[,–-]\s*\d{1,3})*\]|\((?:[^()]{0,60}?\b(?:19|20)\d\d[a-z]?[;,]?\s?)+\)|\bet al\."
    r"|\bBIBREF\d+|\b[a-z]{3,}\d{4}[a-z]+\b"
)
_SYMBOL = re.compile(r"[=∈∑∏∫√∂∇≤≥∀∃→↦⊂⊆∪∩|^_{}\\$<>]|\\[a-z]+|\b[a-zB-HJ-Z]\b(?!\.)|[α-ωΑ-Ω]")
_ENDS = re.compile(r"[a-z0-9%)\]”\"'’A-Z][.!][”\"'’)\]]*$")
_BEGINS = re.compile(r"[“\"‘']?[A-Z]")
_CAPTION = re.compile(r"(?:Figure|Fig\.|Table|Algorithm|Listing|Scheme)\s+[A-Z]?\d", re.IGNORECASE)


def statements(passages: Sequence[Passage]) -> list[Statement]:
    """All sentences that can be shown by themselves, in reading order, each once."""
    role_of = roles(passages)
    groups = Counter(role_of.values())
    seen: Counter[Role] = Counter()
    said: dict[str, Statement] = {}
    for passage in passages:
        role = role_of[passage.key]
        if role != "back" and not _CAPTION.match(passage.text):
            likely = _likely(passage) if role == "abstract" else {}
            for at, text in _fit(passage):
                place = (seen[role] + at) / groups[role]
                said.setdefault(text, _statement(passage.key, text, role, place, likely.get(text, {})))
        seen[role] += 1
    return list(said.values())


def _likely(abstract: Passage) -> Mapping[str, Chances]:
    """What each sentence of an abstract is for."""
    whole = [one.text for one in sentences(abstract.text)]
    return dict(zip(whole, chances(whole), strict=True)) if whole else {}


def _fit(passage: Passage) -> Iterator[tuple[float, str]]:
    """Each sentence of a passage that can stand alone, and where in the passage it stands, from 0 to 1."""
    whole = sentences(passage.text)
    for n, one in enumerate(whole):
        if " | " not in one.text and stands_alone(one.text) and not is_order(one.text):
            yield n / max(1, len(whole) - 1) if len(whole) > 1 else 0.5, one.text


def stands_alone(text: str) -> bool:
    """Whether a sentence can be read by whoever reads nothing else: it leans on none and points nowhere."""
    if not SHORTEST <= len(text) <= LONGEST or _DEBRIS.search(text):
        return False
    if not (_BEGINS.match(text) and _ENDS.search(text)) or not _closed(text):
        return False
    if (_LEANS.match(text) or _LEANS_SOON.match(text)) and not _STANDS.match(text):
        return False
    return not _POINTS.search(_ASIDE.sub("", text)) and _rough(text) <= MOST_PENALTY and _is_sentence(text)


def _closed(text: str) -> bool:
    pairs = (("(", ")"), ("[", "]"), ("{", "}"), ("“", "”"))
    return all(text.count(left) == text.count(right) for left, right in pairs) and text.count('"') % 2 == 0


def _is_sentence(text: str) -> bool:
    """Words in lower case and a verb among them: no heading, list of names or row of a table."""
    words = text.split()
    lower = sum(word[:1].islower() for word in words)
    return lower >= len(words) / 2 and bool(_VERB.search(text))


_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|can|could|may|might|will|would|should|must|we \w+"
    r"|[a-z]{2,}(?:es|[^su]s|ed)|found|held|made|built|gave|led|grew|fell|rose|show|learn|use|need|make|give)\b"
)


def _rough(text: str) -> float:
    symbols = len(_SYMBOL.findall(text))
    exhibits = len(_ASIDE.findall(text))
    return 0.45 * symbols + 0.6 * len(_CITED.findall(text)) + 0.5 * len(_VAGUE.findall(text)) + 0.4 * exhibits


def _statement(key: str, text: str, role: Role, place: float, likely: Chances) -> Statement:
    return Statement(key, text, role, min(1.0, place), marks_of(text), _rough(text), frozenset(stems(text)), likely)


def alike(one: Statement, other: Statement) -> bool:
    """Whether two sentences say much the same: most content words of the shorter stand in the longer."""
    fewer = min(len(one.stems), len(other.stems))
    return fewer > 0 and len(one.stems & other.stems) >= _SAME * fewer


_SAME = 0.65


def anything(passages: Sequence[Passage]) -> list[Statement]:
    """Every sentence of the first passage: for a text of which none can stand alone."""
    first = passages[:1]
    return [
        _statement(passage.key, one.text, "abstract", 0.5, {})
        for passage in first
        for one in sentences(passage.text)
        if len(one.text.split()) >= _FEWEST_WORDS
    ]


_FEWEST_WORDS = 4
