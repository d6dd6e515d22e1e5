"""Scientific text written the simple way: no LaTeX, no look-alike signs. Pure."""

import re
import unicodedata

_SUPER = str.maketrans({digit: f"^{plain}" for digit, plain in zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-", strict=True)})
_THIN = re.compile(r"(?<=\d)[\u00a0\u2009\u202f](?=\d{3}(?!\d))|(?<=\d)(?:\\,|\{,\})(?=\d{3}(?!\d))")
_MATH = re.compile(r"\$(?=[^\s$])([^$]{1,120}?)(?<=[^\s\\])\$")
_LATEX = {
    "times": "x", "cdot": "x", "sim": "~", "approx": "~", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "pm": "±",
    "lt": "<", "gt": ">", "to": " to ", "rightarrow": " to ", "percent": "%", "degree": "°", "circ": "°", "mu": "μ",
}  # fmt: skip
_COMMAND = re.compile(r"\\([A-Za-z]+)\*?|\\(.)")


def plain(text: str) -> str:
    """The text with LaTeX, superscripts and look-alike signs written the simple way."""
    text = _THIN.sub(",", text.translate(_SUPER))
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"(?<=\^\d)\^(?=\d)|(?<=\^-)\^(?=\d)", "", text)
    text = _MATH.sub(r"\1", text)
    text = _COMMAND.sub(lambda found: _LATEX.get(found[1], "") if found[1] else _spoken(found[2]), text)
    text = re.sub(r"[\u2010-\u2015\u2212\ufe63\uff0d]", "-", text.replace("×", "x").replace("--", "-"))
    return text.replace("{", "").replace("}", "").replace("~", " ~ ").replace("≈", " ~ ")


def _spoken(escaped: str) -> str:
    return escaped if escaped in "%$&#_" else " "
