"""A reader's profile from plain text, as people write it down."""

import re

from retrieval.profile import Profile

_HEADING = re.compile(r"\d+[.)]\s+(?P<name>.+)")
_CRITERION = re.compile(r"[-*•]\s+\**(?P<kind>[A-Z][a-z]+)\**:\s*(?P<what>.+)")
_COMMA = re.compile(r",\s+(?![^()]*\))")


def profile_of(text: str) -> Profile:
    """Numbered topics with “Relevant” and other criteria below them; or a topic in each line.

    What is relevant is wanted, any other criterion is left out; under no number, each is a list of
    keywords. In a text without criteria, every line that is not a heading is a topic.
    """
    topics: list[str] = []
    leave_outs: list[str] = []
    number = ""
    for line in map(str.strip, text.splitlines()):
        if found := _HEADING.fullmatch(line):
            number = found["name"]
        elif found := _CRITERION.fullmatch(line):
            wanted, what = found["kind"] == "Relevant", found["what"]
            held = topics if wanted else leave_outs
            held += [f"{number}: {what}" if wanted else what] if number else _keywords(what)
        elif line.startswith(("**", "#")):
            number = ""
    return Profile(topics=tuple(topics or _lines(text)), leave_outs=tuple(leave_outs))


def _keywords(what: str) -> list[str]:
    return [word for part in _COMMA.split(what) if (word := part.strip(" .")) not in ("", "etc")]


def _lines(text: str) -> list[str]:
    lines = [line.strip().lstrip("-*• ") for line in text.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]
