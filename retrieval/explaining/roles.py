"""What each passage of a paper is for, told by the headings and their order. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from retrieval.paper import Passage

Role = Literal["abstract", "intro", "related", "method", "setup", "results", "limits", "closing", "back"]
"""`closing`: discussion, conclusions, future work. `back`: what is no text of the study (thanks, appendices)."""


def _heads(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})", re.IGNORECASE)


_NAMED: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("back", _heads(r"appendi|ackno\w*ledg|acknowl|supplement|fund(?:ing|ed)|references?$|bibliograph|checklist"
     "|front matter")),
    ("back", _heads(r"author contrib|contributions? of the authors|competing|conflicts? of|reproducib|availab"
     "|author info")),
    ("limits", _heads(r"limitation|threats to|caveats|ethic|broader impact|impact statement|societal"
     "|failure (?:case|mode)")),
    ("closing", _heads(r"conclu|discussion|future (?:work|direction|research)|summary$|outlook|closing|implications")),
    ("related", _heads(r"related|background|preliminar|prior work|previous work|literature|existing (?:work|method)")),
    ("intro", _heads(r"introduc|motivation|overview$")),
    ("results", _heads(r"result|ablation|findings|analys[ie]s|comparison|performance|case stud|error pattern"
     "|observation")),
    ("setup", _heads(r"set-?\s?up|experimental (?:set|design|detail|protocol)|dataset|data$|data (?:coll|set"
     "|desc|prep|and)")),
    ("setup", _heads(r"(?:gold|training|test|evaluation) (?:data|corpus|standard)|corpus|corpora|baselines"
     "|metrics?\b")),
    ("setup", _heads(r"implementation|hyper-?param|training (?:detail|config|set)|evaluation (?:protocol|metric|set)")),
    ("results", _heads(r"experiment|evaluat|empirical|benchmark|simulation|validation")),
    ("method", _heads(r"method|approach|model|architect|algorithm|framework|system|proposed|our |theor|formul|design")),
)  # fmt: skip
"""The first that fits a heading tells."""

_NUMBER = re.compile(r"(?:Appendix\s+)?(?P<number>(?:\d{1,2}|[A-Z]|[IVX]{1,5})(?:\.\d{1,2})*)[.:)]?\s+")
_APPENDIX = re.compile(r"Appendix\b|[A-Z]\.\d", re.IGNORECASE)
_LETTERED = re.compile(r"[A-Z][.:)]?\s+[A-Z]")
_ROMAN = re.compile(r"[IVX]+\.?\s")


def roles(passages: Sequence[Passage]) -> Mapping[str, Role]:
    """The role of each passage, by key; passages in reading order.

    A heading that says nothing has the role of the part above it (4.2 below 4), else the method's
    until there are results and theirs from then on.
    """
    found: dict[str, Role] = {}
    known: dict[str, Role] = {}
    before: Role = "intro"
    for passage in passages:
        if passage.ordinal == 0:
            found[passage.key] = "abstract"
            continue
        if passage.section not in known:
            known[passage.section] = before = _role(passage.section, known, before)
        found[passage.key] = known[passage.section]
    return found


def _role(heading: str, known: Mapping[str, Role], before: Role) -> Role:
    over = "closing" in known.values() or "back" in known.values()
    if before == "back" and over and "results" in known.values():
        return "back"  # an appendix may have results of its own
    if _APPENDIX.match(heading) or (over and _LETTERED.match(heading) and not _ROMAN.match(heading)):
        return "back"
    title = _NUMBER.sub("", heading)
    above = _above(heading, known)
    for role, words in _NAMED:
        if words.search(title):
            return "limits" if above == "limits" else "setup" if (role, above) == ("method", "setup") else role
    if above:
        return above
    return "results" if "results" in known.values() else "intro" if heading == "Abstract" else "method"


def _above(heading: str, known: Mapping[str, Role]) -> Role | None:
    """The role of the part that the heading's number puts it below."""
    found = _NUMBER.match(heading)
    number = found["number"] if found else ""
    while "." in number:
        number = number.rpartition(".")[0]
        for name, role in known.items():
            if re.match(rf"{re.escape(number)}[.:)]?\s", name):
                return role
    return None
