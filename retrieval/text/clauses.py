"""Cutting a sentence at a clause without harm: no hedge, no negation and no figure is lost. Pure."""

import re
from collections.abc import Iterator

ELLIPSIS = "…"
"""Stands where words were left out; taking it away leaves words of the source."""

_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
CAREFUL = re.compile(
    r"""(?<![\w-])(?:
      not|no|never|none|nor|neither|cannot|without|lack\w*|fail\w*|unable|absent|hardly|barely|scarcely
      |\w+n['’]t
      |only|merely|just|solely|except\w*|exclud\w*|unless|until|however|but|although|though|despite|yet|while|whereas
      |if|when|whenever|where|provided|assuming|given|under|subject|conditional\w*|depend\w*|limited|limits?|limitation\w*
      |may|might|could|can|would|should|perhaps|possibl[ey]|potential\w*|likely|unlikely|probabl[ey]|plausibl[ey]
      |suggest\w*|indicat\w*|appear\w*|seem\w*|tend\w*|hypothes\w*|believe\w*|expect\w*|preliminary|tentativ\w*
      |up\sto|at\s(?:least|most|best|worst)|as\s(?:much|many|little|few)\sas|more\sthan|less\sthan|fewer\sthan|within
      |some|sometimes|often|usually|typically|generally|mostly|mainly|largely|partial\w*|partly|nearly|almost|roughly
      |approximat\w*|about|around|average\w*|certain|several|many|most|rare\w*|occasional\w*
      |cost|costs|expense|drop\w*|loss|losses|degrad\w*|sacrific\w*|trade-?offs?|worse\w*|versus|vs|compared|than|relative
      |instead|rather|still|remain\w*|challeng\w*|in\ssimulations?|simulated|synthetic
    )(?![\w-])""",
    re.IGNORECASE | re.VERBOSE,
)
"""Words whose loss can turn a statement into another: negations, hedges, bounds, conditions, costs."""

_OPENING = re.compile(
    r"""(?:(?:in\s(?:this|the\spresent)\s(?:paper|work|study|article|letter|report|thesis|survey|position\spaper)
      |in\saddition|in\sparticular|in\ssummary|in\sconclusion|to\sthis\send|as\sa\sresult|here|specifically|notably
      |moreover|furthermore|additionally|importantly|interestingly|remarkably|surprisingly|finally|overall|consequently
      |thus|therefore|hence|accordingly|altogether|meanwhile|first|second|third|lastly|concretely|empirically
      |to\s(?:address|tackle|overcome|solve|resolve|mitigate|bridge|fill|alleviate|remedy)\s(?:this|these|the|such)\b[^,;:]{0,90}
      ),\s+
      |(?:(?:extensive|comprehensive|our|the|these|numerical|empirical|experimental|further|additional)\s+){0,3}
       (?:experiments|results|evaluations|findings|analyses|experimentation)\s(?:show|demonstrate|reveal|confirm)(?:\sus)?\sthat\s+
      |we\s(?:show|demonstrate|find|prove|observe|report|establish)\sthat\s+)+""",
    re.IGNORECASE | re.VERBOSE,
)
"""Openings that say nothing of the matter itself, so that a cut may leave them out."""

_CUT = re.compile(r"\s*(?:[,;:]\s+|\s[–—-]{1,3}\s+(?![\d∼~])|—)")
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|has|have|had|do|does|did|we\s+\w+|[a-z]{2,}(?:es|[^su]s|ed)|achieves?|gets?|shows?|leads?"
    r"|cuts?|beats?|found|held|made|built|gave|gives?|led|grew|fell|rose|can)\b"
)
_TAIL = re.compile(
    r"(?:which|while|enabling|making|allowing|leading|providing|offering|yielding|resulting|thereby|thus|paving|opening"
    r"|demonstrating|showing|highlighting|establishing|outperforming|surpassing|achieving|improving|reducing|ensuring"
    r"|and\s(?:we|our|it|this|is|are|was|were|has|have|provides?|offers?|shows?|achieves?|enables?|outperforms?|improves?"
    r"|reduces?|introduces?|releases?|demonstrates?)|with\s(?!(?:respect|regard|reference|the\sexception|all|both)\b)[a-z]{2,}"
    r"|as\swell\sas|including|such\sas|e\.g\.|i\.e\.)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"(?<![\w-])[\d∼~]*\d|\$[^$]*\d[^$]*\$")
"""A number that is no part of a name, as that of `GPT-4` is."""
_HELD_APART = re.compile(r"[\s,;]*(?:while|with|which|where)\b|\s*:", re.IGNORECASE)
"""Ends before which nothing is cut that holds a figure."""
_EXAMPLES = re.compile(r"\s*,?\s*(?:such\sas|including|e\.g\.|i\.e\.|like)\b|\s*:", re.IGNORECASE)
_COUNTED = (
    "two|three|four|five|six|seven|eight|nine|ten|both|other|several|diverse|various|many|following|different|multiple"
    "|numerous|certain|some|key|these|those|further|additional"
)
_OF_SOME = re.compile(rf"\b(?:{_COUNTED})(?:\s[\w-]+){{0,7}}$", re.IGNORECASE)
"""A noun that says nothing without the examples, or the list, that come after it."""
_LIST_GOES_ON = re.compile(r"[\s,;:]*(?:and\s+)?\(?(?:\d|[ivx]{1,3}|[a-e])\)", re.IGNORECASE)
_ASIDE_ENDS = re.compile(
    r"^\s*,[^,]+(?:,[^,]+)*?,\s+(?:\w+ly\s+\w+|is|are|was|were|has|have|can|do|does)\b(?!\s+and\b)"
)
"""What goes on with the verb of the clause before: “…, such as diffusion, significantly affect …”."""


_LINKING = re.compile(
    r"""(?:(?:in\s(?:this|the\spresent|our)\s(?:paper|work|study|article|letter|report|thesis|survey)
      |in\saddition|in\sparticular|in\ssummary|in\sconclusion|in\sturn|in\scontrast|by\scontrast|to\sthis\send
      |on\sthe\sother\shand|as\sa\s(?:result|consequence)|(?:more|most|perhaps\smost|equally)\simportantly
      |additionally|also|moreover|furthermore|further|besides|similarly|likewise|meanwhile|specifically|concretely
      |however|nevertheless|nonetheless|conversely|instead|rather|importantly|crucially|critically|notably|remarkably
      |interestingly|surprisingly|strikingly|first|firstly|second|secondly|third|thirdly|then|next|finally|lastly
      |overall|altogether|thus|therefore|hence|consequently|accordingly|here|and|but
    ),\s+)+(?=\w)""",
    re.IGNORECASE | re.VERBOSE,
)
"""What only ties a sentence to the one before it. No condition, example or hedge is among these."""


def shown_alone(sentence: str) -> str:
    """A paper's sentence as it reads without the one before it: “However, it …” becomes “…it …”.

    Without its `…` the outcome stands in the sentence as it is. A rest of fewer than five words is
    not shown apart: then, and for any other sentence, it comes back unchanged.
    """
    found = _LINKING.match(sentence)
    rest = sentence[found.end() :] if found else ""
    return f"{ELLIPSIS}{rest}" if len(rest.split()) >= _FEWEST_ALONE else sentence


_FEWEST_ALONE = 5


def clause(sentence: str, most: int = 140) -> str:
    """The sentence, or a stretch of it of at most `most` characters that says the same with less.

    What is left out at an end is marked with `…` and holds no negation, hedge, bound or condition;
    no number, bracket, formula or link is cut. Where no such cut exists the whole sentence comes
    back, however long. Without its `…` the outcome stands in the sentence as it is.
    """
    if len(sentence) <= most:
        return sentence
    start = _after_opening(sentence)
    ends = [cut for cut in _cuts(sentence) if cut > start]
    for left in dict.fromkeys((0, start)):
        room = most - (2 if left else 1)
        for end in sorted((end for end in ends if end - left <= room), reverse=True):
            if _stands(sentence, left, end):
                return f"{ELLIPSIS if left else ''}{sentence[left:end]}{ELLIPSIS}"
        if left and len(sentence) - left <= most - 1 and harmless_cut(sentence, sentence[left:]):
            return f"{ELLIPSIS}{sentence[left:]}"
    return sentence


def _after_opening(sentence: str) -> int:
    found = _OPENING.match(sentence)
    return found.end() if found else 0


def _cuts(sentence: str) -> Iterator[int]:
    """Ends at which a clause may stop: before a clause mark, outside brackets, formulas and links."""
    links = [found.span() for found in _LINK.finditer(sentence)]
    for mark in _CUT.finditer(sentence):
        end = mark.start()
        if any(left < end < right for left, right in links) or not _balanced(sentence[:end]):
            continue
        if ";" in mark[0] or ":" in mark[0] or not mark[0].startswith(",") or _TAIL.match(sentence, mark.end()):
            yield end


def _balanced(text: str) -> bool:
    pairs = ("()", "[]", "{}", "“”")
    closed = all(text.count(pair[0]) == text.count(pair[1]) for pair in pairs)
    return closed and text.count("$") % 2 == 0 and text.count('"') % 2 == 0


def _stands(sentence: str, start: int, end: int) -> bool:
    """Whether a stretch reads as a statement and leaves nothing out that would change it."""
    kept = sentence[start:end]
    enough = len(kept.split()) >= _FEWEST_WORDS and _has_verb(kept)
    return enough and _is_whole(kept, sentence[end:]) and harmless_cut(sentence, kept)


_FEWEST_WORDS = 6


def _has_verb(kept: str) -> bool:
    """Its first and its last word are none, though they end like one: “variations …”, “… properties”."""
    if _SPOKEN.match(kept):
        return True
    first = kept.find(" ")
    return any(found.end() < len(kept) for found in _VERB.finditer(kept, max(first, 0)))


_SPOKEN = re.compile(r"(?:we|it|they|this)\s\w+\s", re.IGNORECASE)


def _is_whole(kept: str, after: str) -> bool:
    """Whether the figures, the examples of “other issues”, the list and the verb are within what is kept."""
    if _FIGURE.search(after) and (_HELD_APART.match(after) or not _FIGURE.search(kept)):
        return False
    if _EXAMPLES.match(after) and _OF_SOME.search(kept):
        return False
    return not (_LIST_GOES_ON.match(after) or _ASIDE_ENDS.match(after))


def harmless_cut(whole: str, kept: str) -> bool:
    """Whether `kept`, a stretch of `whole`, leaves out no word of `CAREFUL` (program openings aside)."""
    before, found, after = whole.partition(kept)
    opening = _OPENING.match(before)
    rest = before[opening.end() :] if opening else before
    return bool(found) and not CAREFUL.search(rest) and not CAREFUL.search(_HARMLESS.sub(" ", after))


_HARMLESS = re.compile(
    r"""\bwhile\s(?:also\s|simultaneously\s)?(?:maintaining|preserving|retaining|keeping|achieving|improving|offering|providing
      |ensuring|enabling|enhancing|outperforming|delivering)\b
      |\b(?:simple|lightweight|fast|efficient|general|minimal|compact|small|practical|powerful|effective|accurate|scalable)\s(?:yet|but)\s\w+""",
    re.IGNORECASE | re.VERBOSE,
)
"""Words of `CAREFUL` that only add a merit."""
