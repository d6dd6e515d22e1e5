"""Reading what a model wrote where JSON was asked for: whole or still growing, clean or nearly so. Pure."""

import json
import re
from typing import Any

from pydantic import ValidationError

from retrieval.writers.shapes import Shape

_THINKING = re.compile(r"\s*<think(?:ing)?>", re.IGNORECASE)
_THOUGHT = re.compile(r"</think(?:ing)?>", re.IGNORECASE)
_STRING_OR_COMMA = re.compile(r'"(?:[^"\\]|\\.)*"?|,(?=\s*[}\]])', re.DOTALL)
_BEFORE_ITEM = re.compile(r"[\s,]*(?=\{)")
_ESCAPE = re.compile(r'\\(?:["\\/nrt]|u[0-9a-fA-F]{4})|\\', re.DOTALL)


def read(text: str, shape: type[Shape]) -> Shape | None:
    """The first JSON object in `text` that fits the shape; None if there is none.

    What a reasoning model thinks aloud, fences and prose around the object are passed over, and
    what models get wrong in JSON is put right: a comma too many, LaTeX with single backslashes.
    """
    found = _first(_mended(_said(text)), shape)
    return found if found is not None or _THINKING.match(text) else _first(_mended(text), shape)


def _first(text: str, shape: type[Shape]) -> Shape | None:
    at = text.find("{")
    while at >= 0:
        try:
            found, _ = _DECODER.raw_decode(text, at)
            return shape.model_validate(found)
        except (ValueError, ValidationError, RecursionError):
            at = text.find("{", at + 1)
    return None


def whole_items(text: str, name: str) -> list[Any]:
    """The items of the list `name` that stand complete in a JSON text which may still be growing."""
    mended = _mended(_said(text))
    begun = re.search(rf'"{re.escape(name)}"\s*:\s*\[', mended)
    found: list[Any] = []
    at = begun.end() if begun else len(mended)
    while item := _BEFORE_ITEM.match(mended, at):
        try:
            one, at = _DECODER.raw_decode(mended, item.end())
        except (ValueError, RecursionError):
            break
        found.append(one)
    return found


_DECODER = json.JSONDecoder(strict=False)
"""Line breaks inside strings are let through."""


def _said(text: str) -> str:
    """The text after what was only thought; nothing while the thinking goes on."""
    thought = _THOUGHT.search(text)
    if thought:
        return text[thought.end() :]
    return "" if _THINKING.match(text) else text


def _mended(text: str) -> str:
    return _STRING_OR_COMMA.sub(lambda found: _escaped(found[0]) if found[0] != "," else "", text)


def _escaped(string: str) -> str:
    """A JSON string with its backslashes doubled where they begin no escape that anybody means."""
    return _ESCAPE.sub(lambda found: found[0] if len(found[0]) > 1 else r"\\", string)
