"""Formulas as they stand in passages: the simple ones as plain text, the rest as LaTeX between dollar signs. Pure.

So a full text reads like an abstract: what shows it to people turns the LaTeX into Unicode, and what
looks for `1.33×`, `AdamW` or `\\alpha` finds it.
"""

import re

_LOOKS = re.compile(
    r"\\(?:displaystyle|textstyle|scriptstyle|scriptscriptstyle|limits|nolimits|left|right|nonumber|notag)(?![A-Za-z])\.?"
)
_BROKEN_LINE = re.compile(r"(?<!\\)%\s*\n\s*")
_SIGNS = {
    r"\times": "×", r"\pm": "±", r"\mp": "∓", r"\sim": "∼", r"\approx": "≈", r"\leq": "≤", r"\le": "≤", r"\geq": "≥",
    r"\ge": "≥", r"\neq": "≠", r"\ll": "≪", r"\gg": "≫", r"\cdot": "·", r"\ldots": "…", r"\dots": "…", r"\cdots": "…",
    r"\to": "→", r"\rightarrow": "→", r"\lt": "<", r"\gt": ">", r"\colon": ":", r"\%": "%", r"\&": "&", r"\#": "#",
    r"\$": "$", r"\_": "_", r"\,": " ", r"\;": " ", r"\ ": " ", r"\!": "", r"\:": " ", r"\quad": " ", r"\degree": "°",
}  # fmt: skip
_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)")
_WORDS = re.compile(r"\\(?:text|mathrm|textrm|mbox|operatorname)\{([\w\s.,-]*)\}")
_THOUSANDS = re.compile(r"(?<=\d)\{,\}(?=\d{3})")


_ONE = r"\s*(?:1(?:\.0*)?|0?\.9\d*)\s*"
_UNSEEN = re.compile(
    r"\\(?:text)?color\s*(?:\{\s*white\s*\}"
    rf"|\[rgb\]\s*\{{{_ONE},{_ONE},{_ONE}\}}|\[gray\]\s*\{{{_ONE}\}}|\[RGB\]\s*\{{(?:\s*25[0-5]\s*,?){{3}}\}}"
    r"|\[HTML\]\s*\{\s*[Ff]{6}\s*\}|\[cmyk\]\s*\{(?:\s*0(?:\.0*)?\s*,?){4}\})"
)
_PHANTOM = re.compile(r"\\[hv]?phantom\s*\{[^{}]*\}")


def formula(latex: str) -> str:
    """A formula's LaTeX as it stands in a passage; empty if there is nothing in it, or it is written in white."""
    if _UNSEEN.search(latex):
        return ""
    tidy = _LOOKS.sub("", _BROKEN_LINE.sub(" ", _PHANTOM.sub("", latex)))
    tidy = " ".join(_THOUSANDS.sub(",", tidy).split())
    plain = _COMMAND.sub(lambda found: _SIGNS.get(found[0], found[0]), _WORDS.sub(r"\1", tidy))
    plain = " ".join(plain.split())
    if not re.search(r"[\\^_{}$&]", plain):
        return plain
    return f"${tidy.replace('$', '')}$"
