"""Numbers in scientific prose: their value with scale, their unit, their bound. Pure.

`1.33x`, `1.33×`, `$1.33\\times$` and `1.33-fold` are one number; `33 %`, `33\\%` and `33 percent` are
one; so are `5M` and `5 million`, `1,000` and `1000`, `twelve` and `12`. `0.33` is not `33%`, `2.5` is
not `2.5x`, `90%` is not `up to 90%`, and the digits of a name (`GPT-4`, `2:4`, `ResNet-50`) are no
number at all: names stand as they are, or they do not stand.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

_WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_MULTIPLES = {"doubl": (2, "x"), "twice": (2, "x"), "twofold": (2, "x"), "tripl": (3, "x"), "thrice": (3, "x"),
              "threefold": (3, "x"), "tenfold": (10, "x"), "half": (50, "%"), "halv": (50, "%")}  # fmt: skip
_SCALES = {
    "k": 10**3, "thousand": 10**3, "m": 10**6, "mn": 10**6, "million": 10**6, "b": 10**9, "bn": 10**9,
    "billion": 10**9, "t": 10**12, "tn": 10**12, "trillion": 10**12,
}  # fmt: skip

_UNITS: dict[str, str] = {
    "pp": r"%\s?-?points?\b|percentage[\s-]points?\b|pp\b|%p\b",
    "%": r"%|(?:percent|per\scent|pct)\b",
    "x": r"(?:x|X|times|fold)(?![\w^])",
    "$": r"(?:dollars|USD|US\$)\b",
    "€": r"(?:euros?|EUR)\b",
    "ns": r"(?:ns|nanoseconds?)\b",
    "μs": r"(?:[μu]s|microseconds?)\b",
    "ms": r"(?:ms|msecs?|milliseconds?)\b",
    "s": r"(?:s|secs?|seconds?)\b",
    "min": r"(?:mins?|minutes?)\b",
    "h": r"(?:h|hrs?|hours?)\b",
    "day": r"days?\b",
    "week": r"weeks?\b",
    "month": r"months?\b",
    "year": r"(?:years?|yrs?)\b",
    "kHz": r"kHz\b", "MHz": r"MHz\b", "GHz": r"GHz\b", "THz": r"THz\b", "Hz": r"(?:Hz|hertz)\b",
    "bit": r"(?:bits?)\b",
    "kB": r"(?:[kK]i?B|kilobytes?)\b", "MB": r"(?:Mi?B|megabytes?)\b", "GB": r"(?:Gi?B|gigabytes?)\b",
    "TB": r"(?:Ti?B|terabytes?)\b", "PB": r"(?:Pi?B|petabytes?)\b",
    "fps": r"(?:fps|FPS|frames\sper\ssecond)\b",
    "FLOP": r"FLOP[sS]?\b", "MFLOP": r"MFLOP[sS]?\b", "GFLOP": r"GFLOP[sS]?\b", "TFLOP": r"TFLOP[sS]?\b",
    "mW": r"mW\b", "W": r"W\b", "kW": r"kW\b", "kWh": r"kWh\b", "J": r"J\b", "mJ": r"mJ\b",
    "nm": r"(?:nm|nanometers?)\b", "μm": r"(?:[μu]m|microns?|micrometers?)\b", "mm": r"(?:mm|millimet(?:er|re)s?)\b",
    "cm": r"(?:cm|centimet(?:er|re)s?)\b", "m": r"(?:m|met(?:er|re)s?)\b", "km": r"(?:km|kilomet(?:er|re)s?)\b",
    "mg": r"mg\b", "kg": r"(?:kg|kilograms?)\b", "g": r"(?:g|grams?)\b",
    "eV": r"eV\b", "keV": r"keV\b", "MeV": r"MeV\b", "GeV": r"GeV\b", "TeV": r"TeV\b",
    "pc": r"(?:pc|parsecs?)\b", "kpc": r"kpc\b", "Mpc": r"Mpc\b", "Gpc": r"Gpc\b",
    "dB": r"dB\b", "σ": r"(?:σ|sigma)(?!\w)", "°": r"°C?|degrees?\b",
}  # fmt: skip
_UNIT = re.compile(r"[\s-]?(?:" + "|".join(f"(?P<u{n}>{made})" for n, made in enumerate(_UNITS.values())) + ")")
_UNIT_NAMES = tuple(_UNITS)

_FIGURE = r"(?:\d{1,3}(?:,\d{3})+(?![\d])|\d+)(?:\.\d+)?|\.\d+"
_TOKEN = re.compile(
    rf"""(?P<name>(?<![\w.])[^\W\d_][^\W\d]*(?:[\w'’.:/+@^-]*[^\W_])?)
    |(?P<ratio>(?<![\w.])\d+(?:\.\d+)?(?:\s?[:/]\s?\d+(?:\.\d+)?)+(?![\w])
      |(?<![\w.])\d+\s?x\s?\d+(?:\s?x\s?\d+)*(?!\s?\^|\w)|(?<![\w.])\d+(?:\.\d+){{2,}}|(?<![\w.])\d{{4}}-\d\d-\d\d)
    |(?P<figure>{_FIGURE})(?:\s?x\s?10\s?\^\s?(?P<ten>-?\d+)|[eE](?P<exp>[+-]?\d+)(?!\w)|\^(?P<power>-?\d+))?
      (?:(?P<suffix>[kKMBTb](?![\w])|bn\b)|[\s-]?(?P<scale>thousand|million|billion|trillion)\b|\s(?P<spaced>[MBK])(?=\s))?
    """,
    re.VERBOSE,
)
_GLUED = re.compile(r"[^\W_][\w/-]*")
_SPELLED = re.compile(rf"(?:{'|'.join(_WORDS)})(?=$|[\s,.;:)-])", re.IGNORECASE)
_SCALE_WORD = re.compile(r"[\s-](thousand|million|billion|trillion)\b", re.IGNORECASE)
_MULTIPLE = re.compile(r"(twice|thrice|twofold|threefold|tenfold|half|halv(?:e|es|ed|ing)|doubl(?:e|es|ed|ing)"
                       r"|tripl(?:e|es|ed|ing))(?![\w])", re.IGNORECASE)  # fmt: skip
VAGUE = re.compile(
    r"\b(?:dozens?|hundreds|thousands|millions|billions|trillions|orders?\sof\smagnitude"
    r"|(?:a|one|two|three)[\s-](?:third|quarter|fifth|tenth)s?)\b",
    re.IGNORECASE,
)
"""Quantities without a figure: they stand as they are, or they do not stand."""

_UPPER = re.compile(
    r"(?:up\sto|as\s(?:much|many|high|large|long|far)\sas|at\smost|(?:no|not)\smore\sthan|less\sthan|fewer\sthan"
    r"|lower\sthan|smaller\sthan|max(?:imum)?(?:\sof)?|within|<=?|≤)\s*[~$€£]?\s*$",
    re.IGNORECASE,
)
_LOWER = re.compile(
    r"(?:at\sleast|(?:no|not)\s(?:less|fewer)\sthan|more\sthan|greater\sthan|larger\sthan|higher\sthan|exceed(?:s|ed|ing)?"
    r"|min(?:imum)?(?:\sof)?|>=?|≥)\s*[~$€£]?\s*$",
    re.IGNORECASE,
)
_EITHER = re.compile(r"(?:over|under|above|below|beyond|as\s(?:few|little|low|small)\sas)\s*[~$€£]?\s*$", re.IGNORECASE)
_OR_MORE = re.compile(r"\+(?!\w)|\s?or\smore\b", re.IGNORECASE)
_SIGN = re.compile(r"(?:^|[\s(\[=,:])-\s?$")
_LISTED = re.compile(r"\s*(?:-|to|and|or|,|/|±|\+-|,\s*and|,\s*or|versus|vs\.?|through)\s*[~$€£+-]?\s*", re.IGNORECASE)
LOOK_BACK = 24
"""Characters before a number that may tell a bound, a sign or a name."""
_LONGEST = 40
"""Digits of the longest figure that is read as a number."""

Meaning = tuple[Decimal, str]
"""A value with its scale worked in, and its unit."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it stands at [start, end) of `plain` text.

    `meanings` holds more than one where a list shares the unit that follows it: "3 to 5%".
    `bound`: "<" at most, ">" at least, "?" could be either or none ("over 5 tasks"), "" none.
    """

    text: str
    meanings: frozenset[Meaning]
    bound: str
    start: int
    end: int

    def agrees(self, other: "Number") -> bool:
        """Whether both say the same, as far as one can tell."""
        return bool(self.meanings & other.meanings) and (self.bound == other.bound or "?" in self.bound + other.bound)


@dataclass(frozen=True, slots=True)
class Figures:
    """What is countable in a text: its numbers in order, and names that have digits in them."""

    numbers: tuple[Number, ...]
    names: tuple[str, ...]
    ones: bool = False
    """The word "one" occurs, which is more often a pronoun than a number."""


def figures(text: str) -> Figures:
    """Numbers and digit-bearing names of a text that went through `plain`."""
    found: list[Number] = []
    names: list[str] = []
    for token in _tokens(text):
        if isinstance(token, str):
            names.append(token)
        else:
            found.append(token)
    names += [vague[0] for vague in VAGUE.finditer(text)]
    return Figures(tuple(_shared(text, found)), tuple(names), bool(re.search(r"\bone\b", text, re.IGNORECASE)))


def _tokens(text: str) -> Iterator[Number | str]:
    at = 0
    while token := _TOKEN.search(text, at):
        at = token.end()
        if token["name"]:
            made, at = _word(text, token)
        elif token["ratio"]:
            made = token[0]
        else:
            made, at = _figure(text, token)
        if made is not None:
            yield made


def _word(text: str, token: re.Match[str]) -> tuple[Number | str | None, int]:
    """A word that is a number, a name with digits, or neither."""
    start = token.start()
    if spelled := _SPELLED.match(text, start):
        value, end = Decimal(_WORDS[spelled[0].casefold()]), spelled.end()
        if scale := _SCALE_WORD.match(text, end):
            value, end = value * _SCALES[scale[1].casefold()], scale.end()
        unit, end = _unit(text, end)
        if spelled[0].casefold() in ("one", "zero") and not unit and not scale:
            return None, end  # "one of them" and "zero-shot" count nothing
        return _number(text, (start, end), (value, unit)), end
    if many := _MULTIPLE.match(text, start):
        stem = next(stem for stem in _MULTIPLES if many[0].casefold().startswith(stem))
        value_of, unit = _MULTIPLES[stem]
        return _number(text, many.span(), (Decimal(value_of), unit)), many.end()
    return (token[0] if any(map(str.isdigit, token[0])) else None), token.end()


def _figure(text: str, token: re.Match[str]) -> tuple[Number | str, int]:
    """A figure with its scale and unit; with letters of no unit glued to it, it is a name ("3D")."""
    if len(token["figure"]) > _LONGEST:
        return token[0], token.end()
    value = Decimal(token["figure"].replace(",", ""))
    if power := token["ten"] or token["exp"]:
        value = value.scaleb(max(-99, min(99, int(power))))
    elif token["power"] and value:
        value = value ** max(-99, min(99, int(token["power"])))
    if scale := token["suffix"] or token["scale"] or token["spaced"]:
        value *= _SCALES[scale.casefold()]
    unit, end = _unit(text, token.end())
    if end == token.end() and not scale and (glued := _GLUED.match(text, end)):
        return text[token.start() : glued.end()], glued.end()
    before = text[max(0, token.start() - 4) : token.start()]
    if not unit and (coin := re.search(r"[$€£¥]\s?$", before)):
        unit = coin[0].strip()
    sign = -1 if _SIGN.search(before) else 1
    return _number(text, (token.start(), end), (value * sign, unit)), end


def _unit(text: str, at: int) -> tuple[str, int]:
    found = _UNIT.match(text, at)
    if not found or not found.lastgroup:
        return "", at
    return _UNIT_NAMES[int(found.lastgroup[1:])], found.end()


def _number(text: str, span: tuple[int, int], meaning: Meaning) -> Number:
    before = text[max(0, span[0] - LOOK_BACK) : span[0]]
    bound = "<" if _UPPER.search(before) else ">" if _LOWER.search(before) else "?" if _EITHER.search(before) else ""
    if not bound and _OR_MORE.match(text, span[1]):
        bound = ">"
    return Number(text[slice(*span)], frozenset({(meaning[0].normalize(), meaning[1])}), bound, *span)


def _shared(text: str, found: Sequence[Number]) -> list[Number]:
    """Numbers in a list may carry the unit of the one after them: in "3 to 5%", 3 is also 3%."""
    made: list[Number] = []
    following: Number | None = None
    for one in reversed(found):
        if following and _LISTED.fullmatch(text[one.end : following.start]):
            plain_values = [value for value, unit in one.meanings if not unit]
            units = {unit for _, unit in following.meanings if unit}
            shared = {(value, unit) for value in plain_values for unit in units}
            one = Number(
                one.text, one.meanings | shared | _scaled(plain_values, following), one.bound, one.start, one.end
            )
        made.append(one)
        following = one
    return made[::-1]


def _scaled(values: Sequence[Decimal], following: Number) -> set[Meaning]:
    """ "3 to 5 million": 3 is also 3 million."""
    scale = re.search(r"(?<=\d)([kKMBTb]|bn)\b|(thousand|million|billion|trillion)\b", following.text)
    if not scale:
        return set()
    factor = _SCALES[scale[0].casefold()]
    return {((value * factor).normalize(), unit) for value in values for _, unit in following.meanings}
