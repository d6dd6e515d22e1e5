"""Why an item is here, ever more briefly, in the language of the channel. Pure."""

import re
from typing import NamedTuple

from schedules.forms.short import brief
from schedules.words import Words

FIRST_WORDS = 30
"""Characters of a title within a reason, where room is short."""
TAG = 40
"""Characters of what a tag names, at most."""
_LONG_TITLE = re.compile(rf"“([^“”]{{{FIRST_WORDS + 1},}})”(?=, which was)")
_ASIDE = re.compile(
    r", part of your topic [^“”]+?(?=, and |;|$)|, of which it mentions “[^“”]+”|; both speak of “[^“”]+”"
    r"|(?<=^it is unlike your usual): .+"
)
_ALSO = re.compile(r"; also told of by [^“”]+$")
_WITH_LIKE = re.compile(
    r"(?P<first>.+?), and (?:like (?P<title>“.+”), which (?P<done>.+ here)|reads like what was liked here)", re.DOTALL
)
_WEAK = "it is nearest to your topic"
"""What is said of a topic of which the paper holds no word."""
_NAMED = (
    re.compile(r"you follow (?P<name>.+)"),
    re.compile(r"it speaks of “(?P<name>.+)”"),
    re.compile(r"it is about (?P<name>.+)"),
    re.compile(r"the model judged it relevant \(.+?\), of your topic (?P<name>.+)"),
)
_NEAR = re.compile(r"it is nearest to your topic (?P<name>.+)")
_LIKE = re.compile(r"it is like “(?P<title>.+)”, which was .+ here")


class Reason(NamedTuple):
    """Ways to say it, none longer than the one before: three with all clauses, one clause, a tag.

    Where nothing is named, the clause stands for the tag.
    """

    whole: str
    named: str
    plain: str
    clause: str
    tag: str


def briefly(because: str, words: Words) -> Reason:
    """First a long title is named by its first words; then goes what stands beside: the topic of its own words,

    what two papers share, what else is said of an exploration. Then the strongest clause is left, then its name.
    """
    named = _LONG_TITLE.sub(lambda title: f"“{brief(title[1], FIRST_WORDS)}”", because)
    plain = _ASIDE.sub("", named)
    clause = _strongest(plain)
    whole, named, plain, said = (_said(one, words) for one in (because, named, plain, clause))
    return Reason(whole, named, plain, said, _tag(clause, words) or said)


def _said(because: str, words: Words) -> str:
    return words("For you because {reason}.", reason=words.again(because))


def _strongest(because: str) -> str:
    """What the paper holds of the profile; where that is nothing but nearness, the liked paper it is like."""
    because = _ALSO.sub("", because)
    found = _WITH_LIKE.fullmatch(because)
    if found is None:
        return because
    if found["title"] and found["first"].startswith(_WEAK):
        return f"it is like {found['title']}, which {found['done']}"
    return found["first"]


def _tag(clause: str, words: Words) -> str:
    """`For you: KV cache.`; empty where the clause names nothing."""
    if found := _LIKE.fullmatch(clause):
        return words("For you: like “{title}”.", title=brief(found["title"], FIRST_WORDS))
    if found := _NEAR.fullmatch(clause):
        return words("For you: near {name}.", name=brief(found["name"], TAG))
    name = next((found["name"] for one in _NAMED if (found := one.fullmatch(clause))), "")
    return words("For you: {name}.", name=brief(name, TAG)) if name else ""
