"""Slack's names of the emoji that say something of a paper → the characters. Pure."""

from collections.abc import Mapping
from typing import Final

CHARACTERS: Final[Mapping[str, str]] = {
    "+1": "👍",
    "thumbsup": "👍",
    "-1": "👎",
    "thumbsdown": "👎",
    "heart": "❤️",
    "star": "⭐",
    "star2": "🌟",
    "bookmark": "🔖",
    "floppy_disk": "💾",
    "pushpin": "📌",
    "round_pushpin": "📍",
    "eyes": "👀",
    "fire": "🔥",
    "tada": "🎉",
    "rocket": "🚀",
    "100": "💯",
    "clap": "👏",
    "raised_hands": "🙌",
    "pray": "🙏",
    "ok_hand": "👌",
    "white_check_mark": "✅",
    "heavy_check_mark": "✔️",
    "x": "❌",
    "no_entry_sign": "🚫",
    "question": "❓",
    "thinking_face": "🤔",
    "warning": "⚠️",
    "sleeping": "😴",
    "zzz": "💤",
    "confused": "😕",
    "heart_eyes": "😍",
    "bulb": "💡",
    "brain": "🧠",
    "mute": "🔇",
}


def character(name: str) -> str:
    """The emoji of this name, whatever its skin tone; empty for a name that is none of these."""
    return CHARACTERS.get(name.partition("::")[0], "")
