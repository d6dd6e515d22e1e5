"""LaTeX in titles and abstracts as readable Unicode. Pure.

Only markup changes: words and digits stay, so that a quote is still found once its source has gone
through the same function.
"""

import logging
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pylatexenc.latex2text import LatexNodes2Text

LONGEST = 600
"""Characters between two dollar signs that may still be one formula."""

_MATHS = re.compile(
    rf"(?<!\\)\$\$(?P<display>[^$]{{1,{LONGEST}}}?)\$\$"
    rf"|(?<![\\$])\$(?P<inline>(?:[^$\\]|\\.){{1,{LONGEST}}})\$"
    rf"|\\\((?P<round>.{{1,{LONGEST}}}?)\\\)"
    rf"|\\\[(?P<square>.{{1,{LONGEST}}}?)\\\]",
    re.DOTALL,
)


def readable(text: str) -> str:
    """`text` with its LaTeX as Unicode; what cannot be translated without loss stays as it was. Never raises.

    Text without a backslash, without a pair of dollar signs and without a group in braces (`10^{-6}`)
    comes back unchanged but for ties (`Fig.~2`), powers of ten and of units (`10^8 cm^-3`), `M_sun` and
    typed quotation marks (``` ``so'' ```), and so does a price: `$5`, `between $5 and $10`, `100%`.
    References to a bibliography that is not there are left out.
    """
    return _typed(_translated(text))


def _translated(text: str) -> str:
    if "\\" not in text and text.count("$") < 2:
        return _bare_scripts(text)
    parts: list[str] = []
    done = 0
    while found := _MATHS.search(text, done):
        said = _formula(found, text[found.end() : found.end() + 1])
        parts += [_prose(text[done : found.start()]), said or text[found.start()]]
        if said:  # what closed a formula opens no other, and stands before none
            text, done = text[found.end() :], 0
        else:
            done = found.start() + 1
    return "".join([*parts, _prose(text[done:])])


def _formula(found: re.Match[str], following: str) -> str:
    """The formula in Unicode; empty if these dollar signs hold none, or it cannot be told without loss."""
    inside = next(group for group in found.groups() if group is not None)
    if found["inline"] is not None and not _is_maths(inside, following):
        return ""
    gap = [" " if re.search(edge, inside) else "" for edge in (rf"^\s*{_GAP}", rf"{_GAP}\s*$")]
    said = _unicode(inside)
    return f"{gap[0]}{said}{gap[1]}" if said else " " if re.fullmatch(rf"(?:\s|{_GAP})+", inside) else ""


_GAP = r"(?:\\[,;: ]|(?<!\\)~)"
"""A space that is meant, unlike one between two signs of a formula."""


def _is_maths(inside: str, following: str) -> bool:
    if following.isdigit() and inside.lstrip()[:1].isdigit():
        return False  # $5/$10
    if re.search(r"[\\^_{}=<>≤≥]", inside):
        return True
    return inside == inside.strip() and (" " not in inside or re.search(r"\S [+*/|~-] \S", inside) is not None)


@lru_cache(maxsize=4096)
def _unicode(maths: str) -> str:
    """A formula in Unicode; empty if a digit or everything would be lost."""
    try:
        said = _translator().latex_to_text(_scripts(_prepared(maths)))
    except Exception:  # noqa: BLE001 - the translator raises whatever it trips over; the source text is still good
        return ""
    said = re.sub(r"_([⊙⊕⋆])", r"\1", " ".join(unicodedata.normalize("NFC", said).split()))
    return said if said and _digits(said) == _digits(maths) else ""


@lru_cache(maxsize=1)
def _translator() -> "LatexNodes2Text":
    from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

    logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)  # it reports as its own fault what is only odd LaTeX
    known = get_default_latex_context_db()
    known.set_unknown_macro_spec(MacroTextSpec("", simplify_repl=_named))
    return LatexNodes2Text(known, math_mode="text", strict_latex_spaces="based-on-source")


def _named(macro: Any) -> str:
    """The letters of a macro that nobody here knows; one in front of an argument says what to do with that."""
    source, end = macro.parsing_state.s, macro.pos + macro.len
    if re.match(r"\s*[{\[]", source[end:]):
        raise ValueError("an unknown macro would vanish")
    return f"{macro.macroname}{macro.macro_post_space}"


_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")


def _digits(text: str) -> list[str]:
    return re.findall(r"\d", unicodedata.normalize("NFKC", text.translate(_DIGITS)))


_SIZED = re.compile(r"\\(?:left|right|middle|[bB]ig{1,2}[lrm]?)(?![A-Za-z])\s*\.?|\\(?:display|text)style\b|\\limits\b")
_FACES = r"textbf|textit|textsc|textsf|textrm|textup|textsl|texttt|textnormal|emph|underline|mbox|text|url"
_STYLED = re.compile(rf"\\(?:{_FACES})\s*\{{(?P<inside>[^{{}}]*)\}}")
_SIZES = "tiny|scriptsize|footnotesize|small|normalsize|large|Large|LARGE|huge|Huge"
_SWITCHED = re.compile(
    rf"\{{\\(?:bf|it|em|tt|sc|rm|sl|sf|bfseries|itshape|scshape|ttfamily|{_SIZES})\b\s*(?P<inside>[^{{}}]*)\}}"
)
_ION = re.compile(r"\\ion\s*\{\s*(?P<element>\w+)\s*\}\s*\{\s*(?P<stage>\w+)\s*\}")
"""An ion as astronomers write it (AASTeX, "Ionic species")."""


_UNIT_SIGNS = {
    "degr": "°", "arcdeg": "°", "fdg": "°", "arcmin": "′", "farcm": "′", "arcsec": "″", "farcs": "″",
    "micron": "μm", "sun": "⊙", "earth": "⊕",
    "msun": "M⊙", "Msun": "M⊙", "lsun": "L⊙", "Lsun": "L⊙", "rsun": "R⊙", "Rsun": "R⊙", "zsun": "Z⊙", "Zsun": "Z⊙",
    "kms": "km/s", "lcdm": "ΛCDM", "LCDM": "ΛCDM",
}  # fmt: skip
"""Signs of units as astronomers write them (the macros of AASTeX, "Symbols", and what papers define by habit)."""
_UNITS = re.compile(rf"\\({'|'.join(_UNIT_SIGNS)})(?![A-Za-z])")
_DEGREES = re.compile(r"(?<=\d)(?:\{\\deg\}|\\deg(?![A-Za-z]))")
"""Behind a number it is the sign; elsewhere it is the operator that is written “deg”."""


def _prepared(maths: str) -> str:
    """Rid of what changes only the looks, and of comments: there are none."""
    maths = _ION.sub(r"\\text{\g<element> \g<stage>}", maths)
    plain = _SWITCHED.sub(r"\\text{\g<inside>}", _STYLED.sub(r"\\text{\g<inside>}", _SIZED.sub("", maths)))
    plain = re.sub(r"\\(?:bm|boldsymbol|pmb|operatorname\*?)(?![A-Za-z])", r"\\mathrm", plain)
    plain = re.sub(r"\\(?:rm|bf|it|cal|tt)\b", "", plain)
    plain = re.sub(r"\\[dt]frac\b", r"\\frac", plain)
    plain = _DEGREES.sub("°", plain)
    plain = _UNITS.sub(lambda found: _UNIT_SIGNS[found[1]], plain.replace("''", "″"))
    plain = re.sub(r"\\[,;: ]|~", " ", plain).replace("\\!", "")
    plain = re.sub(r"\\(?:\||[lr]?Vert\b)", "‖", plain)
    plain = re.sub(r"(\\[A-Za-z]+)(?=\s*[\^_])", r"\1{}", plain)
    return re.sub(r"(?<!\\)%", r"\\%", plain)


_RAISED = dict(zip(
    "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW∗*′",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ**′",
    strict=True,
))  # fmt: skip
_LOWERED = dict(zip("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
_RAISED_MACROS = {"\\top": "ᵀ", "\\circ": "°", "\\prime": "′", "\\dagger": "†", "\\star": "*", "\\ast": "*"}
_SCRIPT = re.compile(r"(?P<how>[\^_])\s*(?:\{(?P<group>[^{}]*)\}|(?P<macro>\\[A-Za-z]+)(?:\{\})?|(?P<one>[^\s\\{}]))")
_UP, _DOWN = "\ue001", "\ue002"
"""Marks already dealt with, so that the next round does not find them again."""


def _scripts(maths: str) -> str:
    """Raised and lowered groups in Unicode where it has them, innermost first; else in parentheses."""
    for _ in range(4):
        maths, count = _SCRIPT.subn(_script, maths)
        if not count:
            break
    return maths.replace(_UP, "^").replace(_DOWN, "\\_")


def _script(found: re.Match[str]) -> str:
    inside = (found["group"] if found["group"] is not None else found["macro"] or found["one"]).strip()
    raised = found["how"] == "^"
    if raised and inside in _RAISED_MACROS:
        return _RAISED_MACROS[inside]
    letters = _RAISED if raised else _LOWERED
    tight = re.sub(r"\s", "", inside)
    if tight and all(letter in letters for letter in tight):
        return "".join(letters[letter] for letter in tight)
    mark = _UP if raised else _DOWN
    word = re.fullmatch(r"\\(?:text|mathrm|mathit)\s*(?:\{\w*\}|\w*)|\\[A-Za-z]+|\w+|.", inside)
    return f"{mark}{{{inside}}}" if word else f"{mark}({inside})"


_CITATION = r"[~\s]*\\[Cc]ite[a-z]*\*?(?:\s*\[[^\[\]]*\])*\s*\{[^{}]*\}"
_GONE = re.compile(rf"\s*\((?:{_CITATION}[;,\s]*)+\)|{_CITATION}|\\(?:begin|end)\{{abstract\}}?")
_OWN = re.compile(r"(?P<open>\{)?(?<![\w:\\])\\(?P<name>[A-Za-z]{2,})(?:\{\}|(?![A-Za-z{\[]|\\[A-Za-z]))(?(open)\})")
"""A macro of the authors' own that stands for a word; after a letter or a colon it is a path."""
_LINKED = re.compile(r"\\href\s*\{(?P<link>[^{}]*)\}\s*\{(?P<inside>[^{}]*)\}")
_ACCENT = re.compile(
    r"\{\\(?P<outer>[`'^\"~=.]|[cvuHrk](?=[{\s]))\s*\{?(?P<a>\\?[A-Za-z])\}?\}"
    r"|\\(?P<mark>[`'^\"~=.])\s*(?:\{(?P<b>\\?[A-Za-z])\}|(?P<c>\\[ij](?![A-Za-z])|[A-Za-z]))"
    r"|\\(?P<letter>[cvuHrk])\{(?P<d>[A-Za-z])\}"
)
_SYMBOL = re.compile(r"(?P<open>\{)?\\(?P<name>[A-Za-z]+)(?:(?(open)\})|\{\})(?P<gap>[ ](?=[A-Za-z]))?")
_MARKS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "c": "\u0327", "k": "\u0328",
}  # fmt: skip


def _prose(text: str) -> str:
    """Text outside formulas: styles, links, accents, symbols, scripts, escaped signs. Anything else stays as it is."""
    text = _bare_scripts(text)
    if "\\" not in text:
        return text
    text = _ION.sub(r"\g<element> \g<stage>", _GONE.sub("", text))
    for _ in range(3):
        text = _SWITCHED.sub(r"\g<inside>", _STYLED.sub(r"\g<inside>", text))
    text = _DEGREES.sub("°", text)
    text = _LINKED.sub(r"\g<inside> (\g<link>)", text)
    text = _SYMBOL.sub(_symbol, _ACCENT.sub(_accent, text))
    text = re.sub(r"(?<=[A-Z])_([⊙⊕])", r"\1", _OWN.sub(r"\g<name>", text))
    return re.sub(r"\\([%&_#$])", r"\1", re.sub(r"\\[,; ](?=\S)", " ", text))


_CATALOGUES = (
    "Abell|Arp|AS|BD|DDO|EPIC|ESO|FRB|GJ|Gliese|GRB|HAT|HD|HIP|HR|IC|IRAS|KELT|Kepler|KIC|LHS|LTT|Mrk|NGC|PDS|PG|PKS"
    "|PSR|SDSS|SN|TIC|TOI|UGC|WASP|WD|3C|4C|4U"
)
"""Names before the number of an object; behind other words `~` before a figure says about: `SFR~10`."""
_TIED = re.compile(
    r"(?<=[\w.)\]%⊙])(?<!\s[A-Za-z])~(?=[A-Za-zΑ-Ωα-ω(\\]\w*)"
    rf"|(?<=\.)~(?=\d)|\b(?P<named>Fig(?:ure)?|Tab(?:le)?|Sect?(?:ion)?|Eq|Type|Paper|{_CATALOGUES})~(?=\d)"
)
"""A space at which no line may break. Before a figure `~` mostly says about: `z~2`."""
_TYPED_MARKS = re.compile(r"``(?=\S)([^`'“”\n]{1,200}?)''")


def _typed(text: str) -> str:
    """Ties as spaces, and quotation marks that were typed with the keys for accents as such."""
    text = _TIED.sub(lambda found: f"{found['named'] or ''} ", text) if "~" in text else text
    return _TYPED_MARKS.sub(r"“\1”", text) if "``" in text else text


_BARE = re.compile(r"(?<=[\w)\]])(?P<how>[\^_])\{(?P<group>[^{}\\$]{1,12})\}")


def _bare_scripts(text: str) -> str:
    """Raised and lowered groups that nobody put between dollar signs, where Unicode has all of their signs."""
    text = _SOLAR.sub(r"\g<of>⊙", text) if "_" in text else text
    text = _POWER.sub(_bare_power, text) if "^" in text else text
    return _BARE.sub(_bare_script, text) if "{" in text else text


_SOLAR = re.compile(r"(?<![A-Za-z\\])(?P<of>[MLRZ])_(?:[Ss]un\b|\{[Ss]un\}(?![A-Za-z]))")
_POWER = re.compile(
    r"(?P<of>(?<![\d.])10|(?<![A-Za-z\\])(?:[kcmµμn]?m|[kMG]?pc|[kMG]?yr|[kMGTm]?eV|[kMG]?Hz|erg|arcsec|arcmin|deg|dex|mag|AU|Jy|sr|[sgKW]))"
    r"\^(?P<power>[-−]?\d{1,2})(?![.]?\d|[\^_])"
)
"""Powers of ten and of units that nobody put in braces; `x^2` and a name like `K^0_S` stay."""


def _bare_power(found: re.Match[str]) -> str:
    return found["of"] + "".join(_RAISED[one] for one in found["power"])


def _bare_script(found: re.Match[str]) -> str:
    letters = _RAISED if found["how"] == "^" else _LOWERED
    group = found["group"]
    return "".join(letters[one] for one in group) if all(one in letters for one in group) else found[0]


def _accent(found: re.Match[str]) -> str:
    letter = next(found[name] for name in "abcd" if found[name]).removeprefix("\\")
    return unicodedata.normalize("NFC", letter + _MARKS[found["outer"] or found["mark"] or found["letter"]])


def _symbol(found: re.Match[str]) -> str:
    """A macro that stands for one sign, or for a unit; the space that ends a letter's name goes with it."""
    sign = _sign(found["name"])
    if not sign:
        return found[0]
    return sign if sign.isalpha() and not found["open"] else sign + (found["gap"] or "")


@lru_cache(maxsize=1024)
def _sign(name: str) -> str:
    if name in _UNIT_SIGNS:
        return _UNIT_SIGNS[name]
    said = _unicode(f"\\{name}")
    return said if len(said) == 1 and not said.isascii() else ""
