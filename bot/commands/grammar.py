"""The text grammar of commands: `name:value`, quotes, and words for the first option.

It serves Slack, the console and mentions; `check` also serves platforms with typed options. A
value ends at a space unless it is quoted: `"two words"`, with `\\"` and `\\\\` inside. There is no
space after the colon. A quoted stretch is never read as an option.
"""

import difflib
import re
from collections.abc import Mapping, Sequence
from datetime import date

from bot.commands.command import Command, Option
from bot.dates import read_date
from retrieval.errors import BadInput, clip

LONGEST = 4_000
"""Characters a command may have in all: Discord's own limit for an option, and more than any question needs."""
MOST = 50
"""The greatest number an option of kind number takes."""

_QUOTED = r'"(?:[^"\\]|\\.)*"|[“”„][^“”]*[”“]'
_TOKEN = re.compile(rf"(?:(?P<name>[A-Za-z]\w*):)?(?:(?P<quoted>{_QUOTED})(?=\s|$)|(?P<bare>\S+))", re.DOTALL)


def parse(command: Command, text: str, *, today: date) -> dict[str, str]:
    """The options in `text`, checked. Raises BadInput, whatever the text."""
    return check(command, split(command, text), today=today)


def split(command: Command, text: str) -> dict[str, str]:
    """The options in `text` as they were given. Raises BadInput."""
    if len(text) > LONGEST:
        raise BadInput(f"That is {len(text):,} characters; I take at most {LONGEST:,} at once.")
    named: dict[str, str] = {}
    words: list[str] = []
    for token in _TOKEN.finditer(_in_one_word(command, text)):
        option = _option(command, token["name"])
        value = _value(token)
        if option is None:
            words.append(_unnamed(command, token, first=not words and not named))
        elif option.name in named:
            raise BadInput(f"“{option.name}” is given twice; once is enough. {usage(command)}")
        else:
            named[option.name] = value
    return _with_words(command, named, words)


def _in_one_word(command: Command, text: str) -> str:
    """The text with the choices of several words as one word each: `form:deep dive` → `form:deepdive`."""
    for option in command.options:
        for written, choice in zip(option.offered, option.choices, strict=True):
            if " " in written:
                spaced = r"\s+".join(map(re.escape, written.split()))
                text = re.sub(
                    rf"(?<!\S){option.name}:{spaced}(?!\S)", f"{option.name}:{choice}", text, flags=re.IGNORECASE
                )
    return text


def _option(command: Command, name: str | None) -> Option | None:
    wanted = (name or "").lower()
    return next((option for option in _taken(command) if option.name == wanted), None)


def _taken(command: Command) -> tuple[Option, ...]:
    """Its options, and what comes along unseen."""
    own = {option.name for option in command.options}
    unseen = (name for name in command.carries if name not in own)
    return *command.options, *(Option(name, "Comes with a form or a button.") for name in unseen)


def _value(token: re.Match[str]) -> str:
    if token["quoted"] is None:
        bare: str = token["bare"]
        if token["name"] and bare[0] in '"“„':
            raise BadInput(f"The quotation mark after “{token['name']}:” is never closed.")
        return bare
    return _unquoted(token["quoted"])


def _unquoted(quoted: str) -> str:
    inside = quoted[1:-1]
    return (re.sub(r"\\(.)", r"\1", inside, flags=re.DOTALL) if quoted[0] == '"' else inside).strip()


def _unnamed(command: Command, token: re.Match[str], *, first: bool) -> str:
    """A word for the first option, unless it looks like an option with a slip in it.

    A colon in the middle of a question is no slip; one after the very first word is.
    """
    name = (token["name"] or "").lower()
    asks = bool(command.options) and command.options[0].kind == "text"
    if token[0].endswith(":") and (first or not asks) and _option(command, token[0][:-1]):
        raise BadInput(f"Leave no space after “{clip(token[0])}”. {usage(command)}")
    near = difflib.get_close_matches(name, [option.name for option in command.options], n=1, cutoff=0.8)
    if near and name != near[0] and not (token["bare"] or "").startswith("//"):
        raise BadInput(f"There is no option “{clip(name)}”; did you mean “{near[0]}”? {usage(command)}")
    return token[0]


def _with_words(command: Command, named: dict[str, str], words: Sequence[str]) -> dict[str, str]:
    if not words:
        return named
    if not command.options:
        raise BadInput(f"/{command.name} takes nothing after its name.")
    first = command.options[0].name
    alone = words[0] if len(words) == 1 else ""
    text = _unquoted(alone) if re.fullmatch(_QUOTED, alone, re.DOTALL) else " ".join(words)
    if first in named:
        extra = clip(" ".join(words), 40)
        raise BadInput(f"I don't know where “{extra}” belongs; “{first}” is already given. {usage(command)}")
    return {first: text, **named} if text else named


def check(command: Command, options: Mapping[str, str], *, today: date) -> dict[str, str]:
    """`options` with every value in the form its kind has; blank ones are left out. Raises BadInput.

    A date comes out as `YYYY-MM-DD`, a choice as it is spelled in `choices`, a number in digits.
    """
    known = {option.name: option for option in _taken(command)}
    if strange := next((name for name in options if name not in known), None):
        raise BadInput(f"/{command.name} has no option “{clip(strange)}”. {usage(command)}")
    if (size := sum(map(len, options.values()))) > LONGEST:
        raise BadInput(f"That is {size:,} characters; I take at most {LONGEST:,} at once.")
    given = {name: _checked(known[name], value.strip(), today) for name, value in options.items() if value.strip()}
    if missing := next((option for option in command.options if option.required and option.name not in given), None):
        raise BadInput(f"/{command.name} needs {_article(missing)}. {usage(command)}")
    return given


def _checked(option: Option, value: str, today: date) -> str:
    if value.casefold() in option.also:
        return value.casefold()
    if option.kind == "date":
        return read_date(value, today=today).isoformat()
    if option.kind == "choice":
        return _choice(option, value)
    if option.kind == "number":
        return _number(option, value)
    return value


def _choice(option: Option, value: str) -> str:
    wanted = re.sub(r"[\s_-]+", "", value.casefold())
    matches = [choice for choice in option.choices if choice == wanted]
    matches = matches or [choice for choice in option.choices if wanted and choice.startswith(wanted)]
    if len(matches) != 1:
        raise BadInput(f"“{option.name}” is one of {', '.join(option.offered)}, not “{clip(value)}”.")
    return matches[0]


def _number(option: Option, value: str) -> str:
    if not re.fullmatch(r"\d{1,6}", value, re.ASCII) or not 1 <= int(value) <= MOST:
        raise BadInput(f"“{option.name}” is a number from 1 to {MOST}, not “{clip(value)}”.")
    return str(int(value))


def _article(option: Option) -> str:
    return f"{'an' if option.name[0] in 'aeiou' else 'a'} {option.name}"


def usage(command: Command) -> str:
    """`For example: /explain 2506.07751 level:newcomer`."""
    return f"For example: /{command.name} {command.example}".rstrip()


def write(command: Command, options: Mapping[str, str]) -> str:
    """The text that `split` reads back as these options."""
    named = " ".join(f"{name}:{_quoted(value)}" for name, value in options.items())
    return f"/{command.name} {named}".rstrip()


def _quoted(value: str) -> str:
    if re.fullmatch(r"[\w.+/-]+", value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
