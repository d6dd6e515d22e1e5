"""How an honest model writes: a sentence of a passage in slightly other words, quoted as models type.

Not a script; openai_fill.py uses it. Which changes a sentence gets depends on the sentence alone,
so that a run can be had again. Numbers, names, negations and hedges stay as they are.
"""

from __future__ import annotations

import hashlib
import re

SYNONYMS = {
    "propose": "introduce", "present": "describe", "presents": "describes", "demonstrate": "show",
    "show": "demonstrate",    "shows": "demonstrates", "significantly": "markedly", "achieves": "reaches", "achieve": "reach", "novel": "new",
    "improves": "boosts", "improve": "boost", "approach": "method", "approaches": "methods", "method": "approach",
    "methods": "approaches", "large": "big", "use": "employ", "uses": "employs", "utilize": "use", "obtain": "get",
    "existing": "current", "outperforms": "beats", "outperform": "beat", "evaluate": "test", "experiments": "tests",
    "results": "findings", "requires": "needs", "require": "need", "reduces": "cuts", "reducing": "cutting",
    "important": "key", "various": "different", "numerous": "many", "several": "a few", "thus": "therefore",
    "task": "problem", "tasks": "problems", "data": "examples", "performance": "quality", "enables": "allows",
    "provides": "gives", "provide": "give", "develop": "build", "investigate": "study", "explore": "look at",
    "effective": "useful", "challenging": "hard", "contains": "holds", "consists of": "is made of", "in order to": "to",
}  # fmt: skip
SAID_OF_OTHERS = {
    "we": "the authors", "our": "their", "us": "them", "ours": "theirs", "this paper": "the paper",
}  # fmt: skip
OPENERS = re.compile(
    r"^(?:However|Moreover|Furthermore|In addition|Additionally|Finally|Specifically|In this (?:paper|work|study)"
    r"|To this end|In particular|First|Second|Then|Therefore|Thus|Hence|Also|Here), ",
)
TAIL = re.compile(r"^(?P<head>[^,;:]{30,}?) (?P<tail>(?:on|across|in|over) (?:\w[\w-]*\s?){2,6})\.$")
GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "theta": "θ", "lambda": "λ", "mu": "μ",
    "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "omega": "ω", "Delta": "Δ", "Omega": "Ω",
    "times": "×", "cdot": "·", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "pm": "±", "approx": "≈", "sim": "∼",
    "to": "→", "rightarrow": "→", "infty": "∞", "in": "∈", "ell": "ℓ", "dots": "…", "ldots": "…",
}  # fmt: skip
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def paraphrase(sentence: str) -> str:
    """The sentence as somebody else would tell it: up to three synonyms, other pronouns, its end put first."""
    text = OPENERS.sub("", sentence)
    text = re.sub(r"\s\((?:e\.g\., )?[A-Za-z ,]+\)", "", text)
    for old, new in SAID_OF_OTHERS.items():
        text = re.sub(rf"\b{old}\b", new, text, flags=re.IGNORECASE)
    known = [word for word in SYNONYMS if re.search(rf"\b{word}\b", text)]
    for word in sorted(known, key=lambda one: _draw(sentence + one))[:3]:
        text = re.sub(rf"\b{word}\b", SYNONYMS[word], text, count=1)
    if (moved := TAIL.match(text)) and _draw(sentence) % 2:
        head = moved["head"]
        lowered = head[0].lower() + head[1:] if re.match(r"(?:The|A|An|They|It|This|These) ", head) else head
        text = f"{moved['tail']}, {lowered}."
    return text[0].upper() + text[1:]


def typed(sentence: str) -> str:
    """The sentence letter for letter, but typed as models type: other marks, spaces, ligatures, no LaTeX."""
    changes = (
        lambda text: text,
        lambda text: text.replace("-", "\u2011").replace("'", "\u2019"),
        lambda text: re.sub(r'"([^"]*)"', "“\\1”", text).replace("``", "“").replace("''", "”"),
        lambda text: text.replace(" ", "\n", 1).replace(" ", "  ", 2),
        lambda text: text.replace("fi", "ﬁ").replace("fl", "ﬂ"),
        lambda text: text.rstrip("."),
        lambda text: re.sub(r"(?<=\d) (?=%)", "\u202f", text).replace(" ", "\u00a0", 1),
    )
    text = without_latex(sentence) if _draw(sentence + "latex") % 2 else sentence
    return changes[_draw(sentence) % len(changes)](text)


def without_latex(text: str) -> str:
    """Formulas in Unicode, as models like to show them."""
    text = re.sub(r"\\(?:text|mathrm|mathbf|mathcal|textbf|emph|textit|rm|bf)\s?\{([^{}]*)\}", r"\1", text)
    text = re.sub(r"\\([A-Za-z]+)", lambda found: GREEK.get(found[1], found[0]), text)
    text = re.sub(r"\^\{?(\d+)\}?", lambda found: found[1].translate(RAISED), text)
    text = re.sub(r"\\([%$&#_])", r"\1", text)
    return re.sub(r"(?<!\\)\$(?!\d)|(?<=\w)\$(?=\W|$)", "", text)


def _draw(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
