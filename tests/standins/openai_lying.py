"""How a model that lies fills the prompts of `prompts/`: in the right shape, with nothing in it that may be said.

Not a script; openai_fill.py uses it. Honest words (openai_forms.py) are spoilt one after the other: figures, quotes,
keys and names are invented, negations and papers swapped, talk states results and foretells, predictions lack a
criterion or a day, relations quote the wrong side. Every `text` of an answer that is no question is untrue.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import count, cycle
from typing import Any

from openai_forms import Json, Sheet, fact, kind_of, part, sheets_of, talk, told
from openai_honest import paraphrase

TALES = (
    "By next spring every clinic will run it.", "Tomorrow's paper 2699.99999 settles it.",
    "Doctors already rely on it, and patients live longer.", "The authors hid what went wrong.",
    "It works on every machine there is.", "Nobody has ever got around it since.",
    "They plainly copied it from their rivals.", "This ends the whole debate.",
    "The method cures what it touches.", "Its makers sell it to governments.",
    "Everybody in the field has switched to it.", "It never fails.",
    "Did you know that it was withdrawn last night?", "I know that the reviewers were bribed.",
    "Imagine: the data were made up, and they admit it.", "My view: the model reads minds.",
)  # fmt: skip
"""Talk that states something: no number, no name, no word of reporting, and yet a lie."""


def lied(prompt: str, statements: Callable[[str], list[str]]) -> Any:
    """What a lying model returns for a prompt of ours; None for a prompt that is none of them."""
    kind = kind_of(prompt)
    if kind in ("", "rewrite"):
        return None
    if kind == "judge":
        return _marks(prompt)
    if kind == "foresee":
        return _predictions(prompt, statements)
    honest = told(prompt, statements)
    if kind == "relate":
        return _relations(prompt, statements)
    sheets = sheets_of(prompt, statements)
    spoilt = _spoilt(honest, [sheet.key for sheet in sheets], count(), cycle(TALES))
    if "parts" in spoilt:
        spoilt["parts"] += _elsewhere(sheets)
    return spoilt


def _spoilt(value: Any, keys: list[str], spoil: Any, tales: Any) -> Any:
    """Every claim, fact and line of talk in it made a lie, each in the next way."""
    if isinstance(value, list):
        return [_spoilt(one, keys, spoil, tales) for one in value]
    if not isinstance(value, dict):
        return value
    if "quote" in value:
        return _lie(value, keys, next(spoil)) if value["quote"] else {**value, "text": next(tales)}
    spoilt = {name: _spoilt(one, keys, spoil, tales) for name, one in value.items()}
    if "parts" in spoilt and keys:
        spoilt["parts"] = [*spoilt["parts"], part("deep", [talk(next(tales), "Nora")], "2699.99999")]
    return spoilt


def _elsewhere(sheets: list[Sheet]) -> list[Json]:
    """True sentences of the last paper, told as if they were the first one's."""
    said = [one for one in sheets[-1].sentences if paraphrase(one)[1:] not in one] if len(sheets) > 1 else []
    return [part("deep", [fact(sheets[-1], one) for one in said], sheets[0].paper)] if said else []


def _lie(claim: Json, keys: list[str], way: int) -> Json:
    text, quote, key = str(claim["text"]), str(claim["quote"]), str(claim["key"])
    others = [one for one in keys if one != key] or ["2699.99999v1#0"]
    match way % 10:
        case 0:
            text = re.sub(r"\.$", " by 87.3 percent over 41 rivals.", text)
        case 1:
            quote = "The authors report a gain of 87.3 percent over 41 invented rivals in all of their tests."
            text = f"{text[:-1]}, as all tests agree."
        case 2:
            key, text = others[way % len(others)], f"{text[:-1]}, and so it is."
        case 3:
            text, quote = _negated(text), quote
        case 4:
            text = f"{text[:-1]}, as OpenBrain and Dr. Falsificato confirm."
        case 5:
            key, text = "2699.99999v1#0", f"In tomorrow's paper: {text}"
        case 6:
            text = f"It was withdrawn after the fraud was found, see https://lies.example/{way}."
        case 7:
            text = "Every hospital in the country uses it since the spring and saves lives with it."
        case 8:
            text = f"{text[:-1]} on 30 February 2099."
        case _:
            text = f"According to 2699.99999, {text[0].lower()}{text[1:]}"
    return {**claim, "text": text, "quote": quote, "key": key}


def _negated(text: str) -> str:
    """Its first verb turned round; where none is known, a plain denial of the whole."""
    turned = re.sub(r"\b(is|are|can|was|were|may)\b", r"\1 not", text, count=1)
    return turned if turned != text else f"It is not true that {text[0].lower()}{text[1:]}"


def _marks(prompt: str) -> Json:
    """Papers nobody asked about at the top, most of the asked left out, and marks out of range."""
    asked = [one["id"] for one in told(prompt, lambda text: [text])["papers"]]
    made_up = [{"id": f"2699.{n:05}", "relevance": 10, "novelty": 10, "topic": 1} for n in range(3)]
    odd = [{"id": one, "relevance": 99, "novelty": -3, "topic": 40} for one in asked[1::2]]
    return {
        "papers": [*made_up, *odd, *({"id": one, "relevance": 10, "novelty": 10, "topic": 77} for one in asked[::2])]
    }


def _predictions(prompt: str, statements: Callable[[str], list[str]]) -> Json:
    """Each lacks something or names what no paper does."""
    honest = told(prompt, statements)["parts"]
    if not honest:
        return {"parts": []}
    lines = {line["speaker"]: line for line in honest[0]["lines"]}
    claim, horizon, criterion = lines["claim"], lines["horizon"], lines["criterion"]
    elsewhere = {**claim, "text": "New papers will tell of talking horses in the desert."}
    magic = {"text": f"{claim['text'][:-1]} by magic.", "quote": "Nobody ever wrote this sentence here."}
    counted = {"text": f"{claim['text'][:-1]}, 87.3 percent of them.", "key": "2699.99999v1#0"}
    wrong = [
        [{**claim, "text": "It will be settled at last by new papers."}, horizon],
        [{**claim, "text": f"{claim['text'][:-1]} and be right."}, criterion],
        [{**claim, "text": "Papers will show this very soon now."}, talk("9999", "horizon"), criterion],
        [{**claim, "text": f"OpenBrain will buy it: {claim['text']}"}, horizon, criterion],
        [{**claim, **counted}, horizon, criterion],
        [{**claim, **magic}, horizon, criterion],
        [{**claim, "text": f"{claim['text'][:-1]} or not."}, horizon, talk("We shall see.", "criterion")],
        [elsewhere, horizon, talk("False if no new paper tells of talking horses in the desert.", "criterion")],
    ]  # fmt: skip
    return {"parts": [part("prediction", one) for one in wrong]}


def _relations(prompt: str, statements: Callable[[str], list[str]]) -> Json:
    """Sides swapped, one side alone, and two real sentences that have nothing to do with each other."""
    sheets = sheets_of(prompt, statements)
    if len(sheets) < 2:
        return {"parts": []}
    first, second = (
        {"text": one.sentences[0], "speaker": "", "key": one.key, "quote": one.sentences[0]} for one in sheets[:2]
    )
    numbers = re.findall(r"^Statement (\d+) ", prompt, re.MULTILINE)
    swapped = [{**first, "key": second["key"]}, {**second, "key": first["key"]}]
    turned = [{**first, "text": "It does the opposite of what was said before."}, second]
    ways = cycle(
        (("contradicts", swapped), ("confirms", [first]), ("confirms", [first, second]), ("fills a gap", turned))
    )
    return {"parts": [part(*next(ways), number) for number in numbers]}


def lies_in(answer: str) -> list[str]:
    """Every `text` of an answer of `lied`, except questions of predictions' numbers and names of lines."""
    found: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("text"), str) and len(value["text"].split()) > 3:
                found.append(value["text"])
            for one in value.values():
                walk(one)
        elif isinstance(value, list):
            for one in value:
                walk(one)

    walk(json.loads(answer) if answer.startswith("{") else {})
    return found
