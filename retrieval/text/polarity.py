"""Whether a statement turns its source round: a lost “not”, a lost “may”, “more” for “less”. Pure."""

import re
from collections.abc import Sequence
from difflib import Match, SequenceMatcher
from itertools import pairwise

from retrieval.text.agreement import in_order
from retrieval.text.words import stems

NEGATION = re.compile(
    r"\b(?:not|no|never|none|nor|neither|cannot|without|hardly|barely|scarcely|fail(?:s|ed|ing|ures?)?|lack(?:s|ed|ing)?"
    r"|unable|absence|absent|free\sof)\b|\b[^\W\d_]+n['’]t\b|\b[^\W\d_]{3,}-free\b",
    re.IGNORECASE,
)
_NOT_NEGATION = re.compile(
    r"\bnot\s(?:only|just|merely|simply)\b|\bno\s(?:more|less|fewer|later)\sthan\b|\bnot\sto\smention\b|\bwithout\s(?:loss\sof\sgenerality|doubt)\b"
    r"|\bwhether\sor\snot\b|\bno\.\s?\d",
    re.IGNORECASE,
)
HEDGE = re.compile(
    r"\b(?:may|might|could|perhaps|possibl[ey]|potential(?:ly)?|likely|probabl[ey]|plausibl[ey]|suggest(?:s|ed|ing)?"
    r"|appear(?:s|ed)?\sto|seem(?:s|ed|ingly)?|tend(?:s|ed)?\sto|hypothesi[sz]\w*|conjectur\w*|preliminary|tentativ\w*"
    r"|partial(?:ly)?|partly|in\ssome\s(?:cases|settings)|sometimes|occasionally|often|typically|usually|generally"
    r"|mostly|in\smost\s\w+)\b"
)  # case-sensitive: "May" is a month
_OPPOSITES = tuple(
    tuple(re.compile(rf"\b(?:{side})\b", re.IGNORECASE) for side in pair.split(" / "))
    for pair in (
        (
            r"increas(?:e|es|ed|ing)|grow(?:s|n|ing)?|grew|ris(?:e|es|en|ing)|rose|rais(?:e|es|ed|ing)"
            r" / decreas(?:e|es|ed|ing)|declin(?:e|es|ed|ing)|reduc(?:e|es|ed|ing|tions?)|drop(?:s|ped|ping)?"
            r"|f[ae]ll(?:s|en|ing)?|shrink(?:s|ing)?|shrank|lower(?:s|ed|ing)"
        ),
        (
            r"improv(?:e|es|ed|ing|ements?)|enhanc(?:e|es|ed|ing)"
            r" / degrad(?:e|es|ed|ing|ation)|worsen(?:s|ed|ing)?|deteriorat(?:e|es|ed|ing|ion)|hurts?|harms?"
        ),
        (
            r"outperform(?:s|ed|ing)?|surpass(?:es|ed|ing)?|beats?|exceed(?:s|ed|ing)?"
            r" / underperform(?:s|ed|ing)?|trail(?:s|ed|ing)?|lag(?:s|ged|ging)?|falls?\s(?:short|behind)"
        ),
        "higher|highest / lower|lowest",
        "faster|fastest / slower|slowest",
        "better|best / worse|worst",
        "more|most / less|fewer|least|fewest",
        "larger|largest|bigger|biggest|greater / smaller|smallest",
        "stronger|strongest / weaker|weakest",
        "positive(?:ly)? / negative(?:ly)?",
        "before / after",
    )
)
_ASIDE = re.compile(r",\s*(?:[\w'-]+\s){0,2}[\w'-]+,(?=\s)")
_CLAUSE = re.compile(
    r"[;:—]|,\s|\s[–-]\s|[.!?]\s|\b(?:but|while|whereas|although|though|however|yet|because|since|so\sthat|unlike)\b",
    re.IGNORECASE,
)


def turned(text: str, quote: str) -> str:
    """How `text` turns round what `quote` says, in words a writer can act on; empty if it does not.

    The clause of the quote that shares most words with the text decides on negation and hedging.
    """
    nearest = _nearest_clauses(text, quote)
    if negated(text) and not negated(quote):
        return "the claim denies something and the quote does not"
    if not negated(text) and negated(nearest):
        return "the quote denies what the claim says, or the claim leaves a negation out"
    if HEDGE.search(nearest) and not HEDGE.search(text):
        return "the claim leaves out how carefully the quote says it (may, might, suggests, often …)"
    for one, other in _OPPOSITES:
        for ours, theirs in ((one, other), (other, one)):
            if ours.search(text) and theirs.search(quote) and not ours.search(quote) and not theirs.search(text):
                return "the claim turns the direction of what the quote says"
    return ""


def altered(text: str, quote: str) -> str:
    """What a near copy of the quote changes in passing: a “not” less, a “will” for a “may”, another number."""
    theirs, ours = _TOKEN.findall(quote.casefold()), _TOKEN.findall(text.casefold())
    alike = SequenceMatcher(None, theirs, ours, autojunk=False)
    blocks = [block for block in alike.get_matching_blocks() if block.size]
    if sum(block.size for block in blocks) < _NEAR_COPY * len(ours):
        return ""
    if not in_order(text, quote):
        return "the claim copies the quote but changes a number or its place"
    if denials(text) > denials(quote) and any(map(negated, (" ".join(ours[: blocks[0].b]), _behind(ours, blocks[-1])))):
        return "the claim copies the quote and denies it"
    for one, two in pairwise(blocks):
        removed = theirs[one.a + one.size : two.a]
        added = ours[one.b + one.size : two.b]
        if len(removed) <= _SHORT and (why := _changed(" ".join(removed), " ".join(added))):
            return why
    return ""


def _behind(tokens: Sequence[str], block: Match) -> str:
    """What follows the last words that are copied."""
    return " ".join(tokens[block.b + block.size :])


def _changed(removed: str, added: str) -> str:
    if negated(removed) != negated(added):
        return "the claim copies the quote but adds or leaves out a negation"
    if any(careful.search(removed) and not careful.search(added) for careful in (HEDGE, _BOUND)):
        return "the claim copies the quote but leaves out how carefully it says it"
    sides = [(one.search(removed), other.search(added)) for pair in _OPPOSITES for one, other in (pair, pair[::-1])]
    if any(one and other for one, other in sides):
        return "the claim copies the quote but turns a word into its opposite"
    return ""


_BOUND = re.compile(
    r"\b(?:up to|at (?:least|most|best)|(?:more|less|fewer) than|nearly|almost|about|approximately|around)\b"
)
_TOKEN = re.compile(r"[^\W_]+(?:[.,'’-][^\W_]+)*")
_NEAR_COPY = 0.6
_SHORT = 5
"""Words: a longer stretch that is missing is a clause left out, not a word changed."""


def negated(text: str) -> bool:
    """Whether a text denies something."""
    return denials(text) > 0


def denials(text: str) -> int:
    """How often a text denies something."""
    return len(NEGATION.findall(_NOT_NEGATION.sub(" ", text)))


def _nearest_clauses(text: str, quote: str) -> str:
    """The clauses of the quote that share most words with the text, more than one where they share as many."""
    wanted = set(stems(text))
    shared = {clause: len(wanted & set(stems(clause))) for clause in _CLAUSE.split(_ASIDE.sub(" ", quote))}
    most = max(shared.values())
    return "; ".join(clause for clause, count in shared.items() if count == most)
