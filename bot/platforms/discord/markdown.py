"""Spans → Discord's markdown, so that only our own marks are marks. Pure.

Everything a stranger wrote is escaped with backslashes, which Discord takes before any sign. Three
places know no escapes and are treated apart:

- the words of a link: only a run of them without any sign becomes the link, the rest stands beside it;
- code: a zero-width space breaks up fences (and what could end a link before it), and inline code with
  a backtick in it is plain text;
- what is read before the markdown is (mentions): a zero-width space breaks it up.

Addresses in text do not become links: the only links are those of spans, to exactly the address there.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from schedules.document import Inline, Span

ZERO = "\u200b"
"""Zero-width space. The text has none of its own: `printable` takes them away."""

_ALWAYS = str.maketrans({sign: f"\\{sign}" for sign in "\\*_~|`[]<"})
_SOMETIMES = re.compile(r":(?=//|[\w+~\\-]+:)|(?<=\])\(")
"""The colon of an address or emoji, and the parenthesis after a bracket: a link of ours before it would

reach as far as this one.
"""
_LINE_STARTS = re.compile(r"^([^\S\n]*\d*)(?=[#>+.)-])", re.MULTILINE)
_MENTIONS = re.compile(r"@(?=everyone|here)|(?<=<)(?=[@#/:]|(?:t|a|id):)", re.IGNORECASE)
_TAME = re.compile(r"(?:[^\\*_~|`\[\]<>@:\n]|:(?= ))+")
"""Words that mean nothing but themselves between the brackets of a link."""


def escaped(text: str) -> str:
    """Text that shows as it is, wherever in a line it stands."""
    unmentioned = _MENTIONS.sub(lambda found: found[0] + ZERO, text)
    signed = _SOMETIMES.sub(lambda found: f"\\{found[0]}", unmentioned.translate(_ALWAYS))
    return _LINE_STARTS.sub(lambda found: f"{found[1]}\\", signed)


def markdown(spans: Inline) -> str:
    """The spans with their looks and links, their text escaped."""
    chunks = list(_chunks(spans))
    glued = [first + _glue(first, second) for first, second in pairwise([*chunks, ""])]
    return "".join(glued)


def _chunks(spans: Inline) -> Iterator[str]:
    """White space outside the marks: `**a **` is no bold everywhere."""
    for span in spans:
        core = span.text.strip()
        if not core:
            yield span.text
            continue
        start = span.text.index(core)
        yield span.text[:start] + _styled(span, core) + span.text[start + len(core) :]


def _glue(first: str, second: str) -> str:
    """A zero-width space where two marks, or the halves of a mention whose style was dropped, would become one."""
    left, right = first[-1:], second[:1]
    if not left or not right or (left + right).strip() != left + right:
        return ""
    return ZERO if (left in "*`") == (right in "*`") and left not in ")>" and right != "[" else ""


def _styled(span: Span, core: str) -> str:
    if span.link:
        inside = _linked(core, span.link)
    elif span.code and "`" not in core:
        return f"`{' '.join(core.split()).replace('](', f']{ZERO}(')}`"
    else:
        inside = escaped(core)
    marks = ("**" if span.bold else "") + ("*" if span.italic and "*" not in core else "")
    return f"{marks}{inside}{marks[::-1]}"


def _linked(core: str, link: str) -> str:
    """The link on the longest run of tame words; a text that names another address gets none."""
    if core == link:
        return f"<{link}>"
    run = max(_TAME.finditer(core), key=lambda found: len(found[0].strip()), default=None)
    if run is None or not (label := run[0].strip(" #>+-")) or re.search(r"://|www\.", core, re.IGNORECASE):
        return escaped(core)
    start = core.index(label, run.start())
    return f"{escaped(core[:start])}[{label}](<{link}>){escaped(core[start + len(label) :])}"


def in_lines(text: str, prefix: str) -> str:
    """Every line of it behind the prefix."""
    return "\n".join(f"{prefix}{line}" for line in text.split("\n"))


def fenced(code: str, language: str) -> str:
    """A code block; a fence inside is broken up so that it ends nothing."""
    inside = re.sub("`(?=``)|`(?=`$)", "`" + ZERO, code)
    return f"```{language}\n{inside}\n```"
