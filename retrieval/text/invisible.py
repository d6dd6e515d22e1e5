"""Text without what nobody sees: characters that hide words, turn them round, or carry words of their own. Pure."""

import re

_UNSEEN = re.compile(
    "["
    "\u00ad\u034f\u061c\u180e"  # soft hyphen, joiners of nothing, marks of direction
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U0001d173-\U0001d17a"  # beams and slurs of music
    "\U000e0000-\U000e0fff"  # tags, which spell ASCII unseen, and selectors, which can spell bytes
    "]"
)
_JOINERS = re.compile("(?<![^\x00-\u024f])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\u024f])")


def without_invisible(text: str) -> str:
    """The text without characters that draw nothing.

    A joiner or non-joiner stays between letters or signs that it changes (Persian, Hindi, emoji):
    where the characters on both sides are beyond Latin.
    """
    return text if text.isascii() else _JOINERS.sub("", _UNSEEN.sub("", text))
