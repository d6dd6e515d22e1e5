"""Untrusted text without what could steer a screen. Pure; every platform's renderer begins here."""

import re

from bot.platforms.readable import readable

_ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x9b[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|\x1b[\]PX^_].{0,2000}?(?:\x07|\x1b\\|\x9c)"  # OSC and its kin: titles, links, clipboard
    r"|\x1b[ -/]*[0-~]",
    re.DOTALL,
)
_HIDDEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls except tab and newline
    r"\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"  # invisible or direction-changing
    r"\ud800-\udfff\U000e0000-\U000e007f]"  # lone surrogates, tag characters
)
_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def visible(text: str) -> str:
    """`text` as a person should see it: printable, one kind of line break, LaTeX as Unicode."""
    return printable(readable(printable(text)))


def printable(text: str) -> str:
    """`text` without terminal escapes, control characters and characters that hide or reorder others."""
    return _HIDDEN.sub("", _BREAKS.sub("\n", _ESCAPES.sub("", text)))
