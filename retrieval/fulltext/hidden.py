"""What an HTML page holds but does not show, and therefore does not say. Pure."""

import re
from collections.abc import Iterable
from typing import Any

_LIGHT = r"\s*(?:2[45]\d|9[5-9]%|100%)\s*"
_WHITE = (
    rf"(?:white|snow|ivory|ghostwhite|transparent|\#(?:f{{3,4}}|(?:f[0-9a-f]){{3}}(?:[0-9a-f]{{2}})?)(?![0-9a-f])"
    rf"|rgba?\({_LIGHT}[\s,]{_LIGHT}[\s,]{_LIGHT}[^)]*\)|rgba?\([^)]*[,/]\s*0(?:\.0+)?\s*\))"
)
_HIDDEN_STYLE = re.compile(
    rf"""(?:^|[;\s{{])(?:
      display\s*:\s*none
    | visibility\s*:\s*(?:hidden|collapse)
    | opacity\s*:\s*(?:0?\.0\d*|0(?:\.0+)?%?)\s*(?:;|!|$)
    | (?:-webkit-text-fill-)?color\s*:\s*{_WHITE}\s*(?:;|!|$)
    | (?:left|top|text-indent|margin-left|right)\s*:\s*-\d{{3,}}
    | transform\s*:[^;]*scale\(\s*0
    | clip(?:-path)?\s*:\s*(?:rect\(\s*0|inset\(\s*(?:50|100)%)
    | (?:max-)?(?:height|width)\s*:\s*0(?:px|pt|em|%)?\s*(?:;|!|$)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_SIZE = re.compile(r"font-size\s*:\s*([\d.]+)\s*(px|pt|em|rem|%|ex|)", re.IGNORECASE)
_SMALLEST = {"px": 2.0, "pt": 2.0, "em": 0.15, "rem": 0.15, "ex": 0.3, "%": 15.0, "": 2.0}
"""Nobody reads what is smaller."""
_TAGS = frozenset({"script", "style", "template", "noscript", "head", "iframe", "object", "embed", "svg", "button"})
_CLASSES = frozenset({"ltx_hidden", "sr-only", "visually-hidden", "ltx_ERROR", "ltx_note_mark"})
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_CLASS = re.compile(r"\.([\w-]+)\s*$")


def hides(style: str) -> bool:
    """Whether an element with these declarations is not to be seen: gone, transparent, white, far off or tiny."""
    if _HIDDEN_STYLE.search(style):
        return True
    size = _SIZE.search(style)
    return size is not None and _number(size[1]) <= _SMALLEST[size[2].lower()]


def hidden_classes(sheets: Iterable[str]) -> frozenset[str]:
    """The classes that style sheets of the page itself hide."""
    found = set(_CLASSES)
    for sheet in sheets:
        for selectors, rules in _RULE.findall(sheet):
            if hides(rules):
                found |= {name[1] for one in selectors.split(",") if (name := _CLASS.search(one))}
    return frozenset(found)


def is_hidden(element: Any, classes: frozenset[str]) -> bool:  # lxml publishes no types
    """Whether a reader of the page would not see this element; its parents are looked at by whoever walks."""
    if element.tag in _TAGS or element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if not classes.isdisjoint((element.get("class") or "").split()):
        return True
    return hides(element.get("style") or "")


def _number(text: str) -> float:
    """`1.2.3` is no size; the browser would ignore it, and so do we."""
    try:
        return float(text)
    except ValueError:
        return 16.0
