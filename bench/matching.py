"""Whether words and numbers stand in a source: strict, and blind only to how they are typeset."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_TYPESET = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−⁃﹣－", "-"),
        **dict.fromkeys("“”„‟«»＂", '"'),
        **dict.fromkeys("‘’‚‛′＇", "'"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff"),
    }
)
KEPT = 20_000
"""Texts that are remembered as they were made plain: every line is held against every paper."""
_CUT = re.compile(r"^\s*…\s*|\s*(?:…|\.\.\.)\s*$")


@lru_cache(KEPT)
def plain(text: str) -> str:
    """The text with one kind of space, dash and quotation mark, and ligatures taken apart."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_TYPESET).split())


def stands_in(stretch: str, source: str) -> bool:
    """Whether `stretch` is, word for word, a part of `source`.

    An ellipsis at either end is allowed. No word and no number may be cut at either end: `1.3` does not
    stand in `11.3` or `1.33`. Case counts. Where the source has LaTeX, which people are shown as
    Unicode, every letter and every number of the stretch must stand there in a row.
    """
    cut = plain(_CUT.sub("", stretch))
    if not cut:
        return False
    before = r"(?<!\w)(?<!\d[.,])" if cut[0].isalnum() else ""
    after = r"(?!\w)(?![.,]\d)" if cut[-1].isalnum() else ""
    if re.search(before + re.escape(cut) + after, plain(source)):
        return True
    latex = re.search(r"[\\$]|[\^_]\{|\^[-−]?\d|_[Ss]un\b", source) is not None
    told = bones(_CUT.sub("", stretch))
    return latex and any(_bones_stand_in(told, bones(one)) for one in (source, _spelled(source)))


def _bones_stand_in(stretch: str, source: str) -> bool:
    if not stretch:
        return False
    before = r"(?<![\d.])" if stretch[0].isdigit() else ""
    after = r"(?![\d.])" if stretch[-1].isdigit() else ""
    return re.search(before + re.escape(stretch) + after, source) is not None


def stretches(text: str) -> tuple[list[str], str]:
    """What stands between “…” (outermost pairs), and the text with those taken out.

    A mark that is never closed opens a stretch to the end of the text.
    """
    found: list[str] = []
    left: list[str] = []
    start, depth = 0, 0
    for place, mark in enumerate(text):
        if mark == "“":
            if depth == 0:
                left.append(text[start:place])
                start = place + 1
            depth += 1
        elif mark == "”" and depth:
            depth -= 1
            if depth == 0:
                found.append(text[start:place])
                start = place + 1
    (found if depth else left).append(text[start:])
    return found, " ".join(left)


_NAMED = r"log|ln|exp|min|max|sup|inf|sin|cos|tan|arg|lim|det|dim|deg|ker|Pr|gcd|ss|o|O|ae|i|j|l|L"
_LETTERS = str.maketrans({**dict(zip("øØłŁıȷ", "oOlLij", strict=True)), "ß": "ss", "æ": "ae", "ℓ": " "})
"""Letters of their own that LaTeX writes with the commands above, and one that it has no letter for."""
_SCRIPTS = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[₀₁₂₃₄₅₆₇₈₉]+")


@lru_cache(KEPT)
def _spelled(source: str) -> str:
    """The source with the authors' own macros as the words they are named, and without citations."""
    source = re.sub(r"\\([mlrzMLRZ])sun(?![A-Za-z])", lambda found: found[1].upper(), source)
    source = re.sub(r"(?<![A-Za-z\\])([MLRZ])_(?:[Ss]un\b|\{[Ss]un\})", r"\1", source)
    return re.sub(r"\\(?=[A-Za-z]{2})", " ", re.sub(r"\\[Cc]ite[a-z]*\*?\{[^{}]*\}", "", source))


def bones(text: str) -> str:
    """The ASCII letters and the numbers of a text in a row, whether its formulas are LaTeX or Unicode."""
    text = _unaccented(_unscripted(text))
    text = _named(text).replace(r"\%", "%")
    text = re.sub(r"(?<=\d)\.(?=\d)", "\0", re.sub(r"\\(?:[A-Za-z]+|.)", "", text))
    return re.sub(r"[^A-Za-z0-9%\0]", "", text).replace("\0", ".")


def _named(text: str) -> str:
    """LaTeX commands that are read as the letters they are made of, or almost."""
    text = re.sub(r"\\AA(?![A-Za-z])", "A", text)
    text = re.sub(r"(?<=\d)(\{?)\\deg(?![A-Za-z])", r"\1 ", text)  # behind a number a sign, else an operator's name
    text = re.sub(r"\\(?:rm|mathrm|text|textrm|it|bf|mathbf)(?![A-Za-z])\s*", "", text)
    return re.sub(rf"\\({_NAMED})(?![A-Za-z])", r"\1", text)


def _unscripted(text: str) -> str:
    """Raised digits after a caret, lowered ones after an underscore, as LaTeX has them."""
    return _SCRIPTS.sub(lambda found: ("^" if found[0][0] in "⁰¹²³⁴⁵⁶⁷⁸⁹" else "_") + found[0], text)


def _unaccented(text: str) -> str:
    """ASCII where a letter has an ASCII form, a space in place of what has none."""
    apart = unicodedata.normalize("NFKD", text.translate(_LETTERS)).translate(_TYPESET)
    return "".join(c if c.isascii() else " " for c in apart if not unicodedata.combining(c))


_NUMBER = re.compile(
    r"(?P<name>(?<![A-Za-z])[A-Za-z]\w*?-?)?"
    r"(?P<value>\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?|(?<![\d.])\.\d+)"
    r"(?P<unit>\s?%|\s?percent\b|[\s-]?x(?!\w)|[A-Za-z]\w*)?"
    r"(?=[\s-](?P<word>[A-Za-z]+))?"
)

Number = frozenset[str]
"""One number as it may be written; two are the same when they share a writing."""


def numbers(text: str) -> Iterator[Number]:
    """Every number in digits, with what belongs to it.

    `4` in `GPT-4` or `H2O` is part of a name and equal to that name alone; `4%`, `4x` and `4B`
    differ from each other and from a bare `4`; `4 B` and `4-fold` are `4B`, `4fold` and a bare `4`.
    """
    text = re.sub(r"(\\[A-Za-z]+)(?=\\[A-Za-z])", r"\1 ", _unscripted(text))  # `\leq\log` are two
    text = re.sub(r"\\times(?![A-Za-z])", "×", text).replace(r"\%", "%")
    text = re.sub(r"[${}]", "", re.sub(r"\\[,;: ]|~", " ", _named(text)))
    text = re.sub(r"×\s*(?=\.?\d)|\\[A-Za-z]+", " ", text).replace("×", "x")
    for found in _NUMBER.finditer(" ".join(_unaccented(text).split())):
        yield _writings(found)


def _writings(found: re.Match[str]) -> Number:
    value = found["value"].replace(",", "")
    value = f"0{value}" if value.startswith(".") else value
    unit = (found["unit"] or "").strip(" -").lower().replace("percent", "%")
    if found["name"]:
        return frozenset({f"{found['name']}{value}{unit}".lower().replace("_", "")})
    if unit:
        return frozenset({f"{value}{unit}"})
    return frozenset({value, f"{value}{(found['word'] or '').lower()}"})


def missing_numbers(claimed: str, source: str) -> tuple[int, list[str]]:
    """How many numbers `claimed` has, and those that `source` does not have."""
    known = _known(source)
    asked = list(numbers(claimed))
    return len(asked), [min(one, key=len) for one in asked if not one & known]


@lru_cache(KEPT)
def _known(source: str) -> frozenset[str]:
    """Every writing of every number of a text."""
    return frozenset[str]().union(*numbers(source))
