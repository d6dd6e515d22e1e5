"""The words: what Paperwire says to models, one file a prompt. Imports nothing of ours.

A prompt is `NAME.md` beside this file: YAML front matter (`purpose`, `version`, `inputs`), then
`# system` and `# user`, both strict Jinja. Whatever comes in through an input is data: what could
close a fence of ours, or look like a turn of the conversation to a model, is defaced while rendering.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml
from jinja2 import Environment, StrictUndefined, TemplateError, meta

FENCES = ("passage", "question", "turn", "paper", "claim", "wanted")
"""The tags that enclose untrusted text."""

_FILE = re.compile(r"---\n(?P<matter>.*?)\n---\n+# system\n(?P<system>.*?)\n# user\n(?P<user>.*)", re.DOTALL)
_ROLES = ("system", "assistant", "user", "developer", "inst", "sys", "tool", "im_start", "im_end", "end_of_turn")
_FENCE = re.compile(
    rf"<(?=[\s/／⁄∕\\!?|｜]*(?:{'|'.join(FENCES + _ROLES)}))"  # ours and a model's own, however they are spaced
    r"|<(?=[/／⁄∕\\!?|｜<＜﹤]|[^\W\d_])|[＜﹤]",  # whatever else begins a tag, such as <s>
    re.IGNORECASE,
)
_BRACKET = re.compile(r"[\[［](?=\s*[/／]?\s*(?:INST|SYS|SYSTEM|USER|ASSISTANT)\b)", re.IGNORECASE)


class PromptError(Exception):
    """A prompt file that is not in shape, or inputs that are not the ones it declares."""


@dataclass(frozen=True, slots=True)
class Messages:
    """A rendered prompt: what we tell the model, and what we hand it."""

    system: str
    user: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """One file of words. `inputs` are the names that `render` must be given, all of them."""

    name: str
    purpose: str
    version: int
    inputs: frozenset[str]
    system: str
    user: str

    @property
    def label(self) -> str:
        """`answer 1`: what a byline names."""
        return f"{self.name} {self.version}"

    def render(self, **inputs: object) -> Messages:
        """The words with `inputs` in place. Raises PromptError if one is missing or not declared."""
        if given := self.inputs ^ inputs.keys():
            raise PromptError(f"{self.name}.md wants {sorted(self.inputs)}; it differs in {sorted(given)}")
        try:
            return Messages(*(_ENGINE.from_string(part).render(inputs).strip() for part in (self.system, self.user)))
        except TemplateError as broken:
            raise PromptError(f"{self.name}.md cannot be rendered: {broken}") from broken

    def used(self) -> frozenset[str]:
        """The inputs its two parts use, declared or not."""
        parsed = (_ENGINE.parse(part) for part in (self.system, self.user))
        return frozenset().union(*(meta.find_undeclared_variables(tree) for tree in parsed))


def names() -> tuple[str, ...]:
    """Every prompt there is."""
    return tuple(sorted(file.name[:-3] for file in resources.files(__name__).iterdir() if file.name.endswith(".md")))


def load(name: str) -> Prompt:
    """The prompt of that name. Raises PromptError if there is none or its file is not in shape."""
    try:
        text = resources.files(__name__).joinpath(f"{name}.md").read_text("utf-8")
    except FileNotFoundError as absent:
        raise PromptError(f"there is no prompt {name}.md") from absent
    return parse(name, text)


def parse(name: str, text: str) -> Prompt:
    """A prompt from the text of its file. Raises PromptError if that is not in shape."""
    if not (parts := _FILE.fullmatch(text)):
        raise PromptError(f"{name}.md needs front matter, then “# system”, then “# user”")
    matter: Mapping[str, Any] = yaml.safe_load(parts["matter"])
    if matter.keys() != {"purpose", "version", "inputs"}:
        raise PromptError(f"{name}.md must declare purpose, version and inputs, nothing else")
    inputs = frozenset(map(str, matter["inputs"]))
    return Prompt(name, str(matter["purpose"]), int(matter["version"]), inputs, parts["system"], parts["user"])


def defaced(value: object) -> object:
    """Text whose tags no longer open or close anything and that hides nothing; other values as they are.

    What begins a tag becomes ‹, what begins a marker such as [INST] becomes (, and characters that draw
    nothing (they can split a tag, or spell words unseen) are dropped. Letters and digits all stay.
    """
    if not isinstance(value, str):
        return value
    seen = value if value.isascii() else "".join(one for one in value if not _is_unseen(one))
    return _BRACKET.sub("(", _FENCE.sub("‹", seen))


_SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
"""What chooses the look of the character before it, and can spell bytes unseen."""


def _is_unseen(char: str) -> bool:
    return unicodedata.category(char) == "Cf" or char in "\u034f\u115f\u1160\u3164\uffa0" or char in _SELECTORS


def attribute(value: str) -> str:
    """Text that may stand between the double quotes of a tag of ours."""
    return " ".join(value.translate(_UNQUOTED).split())


_UNQUOTED = str.maketrans({'"': "'", "<": "‹", ">": "›"})
_ENGINE = Environment(
    undefined=StrictUndefined,
    autoescape=False,  # noqa: S701 - models read plain text; `finalize` defaces what could close a fence
    finalize=defaced,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_ENGINE.filters["attribute"] = attribute
