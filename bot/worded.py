"""Commands said in plain words: “why was GTA not picked?”, “the digest of Friday as a briefing”. Pure."""

import re

from schedules.forms import FORMS, ROUND_UPS, in_words

_PICKING = r"(?:pick|choose|select|keep|show|post|include|leave out|skip)"
_PICKED = r"(?:picked|posted|shown here|left out|skipped|in (?:the|today[’']s) (?:list|digest|edition|post))"
_WHEN = r"(?: (?:here|today|yesterday|for (?:us|me|this channel|today)))?"
_WHY = (
    re.compile(rf"why (?:did|have|do) you (?:not )?{_PICKING} (?P<paper>.+?){_WHEN}", re.IGNORECASE),
    re.compile(rf"why (?:did|have|do)n[’']t you {_PICKING} (?P<paper>.+?){_WHEN}", re.IGNORECASE),
    re.compile(rf"why (?:was|is|were)(?:n[’']t)? (?P<paper>.+?)(?: not)? {_PICKED}{_WHEN}", re.IGNORECASE),
)
_NUMBER = re.compile(r"(?:the )?(?:item|number|no\.?|paper|#) ?(?P<number>\d{1,3})")
_THIS = frozenset({"this", "it", "that", "this one", "this paper", "that one", "that paper"})

_FORM_NAMES = (*(form.name for form in FORMS), *(form.name for form in ROUND_UPS))
_FORM_WORDS = {in_words(name): name for name in _FORM_NAMES}
_FORM = "|".join(map(re.escape, _FORM_WORDS))
_SHOW = r"(?:(?:please )?(?:can you )?(?:show|give|send)(?: me| us)? )?"
_WHOSE = r"(?:(?:the|a) |today[’']s |(?P<yesterday>yesterday[’']s ))?"
_OF = r"(?: (?:of|for|from) (?P<day>[\w ,-]+?))?"
_DIGEST = re.compile(
    rf"{_SHOW}{_WHOSE}(?:digest|edition){_OF} as (?:a |an |the )?(?P<form>{_FORM})(?: please)?", re.IGNORECASE
)


def worded(text: str, *, paper: str = "") -> str:
    """The command that these words ask for, as it is typed without its slash; empty if they ask for none.

    `paper`: what “this paper” is where they were said; empty: nothing.
    """
    said = " ".join(text.split()).strip(" ?!.")
    for way in _WHY:
        if found := way.fullmatch(said):
            named = _named(found["paper"], paper)
            return f"why {named}" if named else ""
    if found := _DIGEST.fullmatch(said):
        day = "yesterday" if found["yesterday"] else (found["day"] or "").strip()
        form = _FORM_WORDS[found["form"].lower()]
        return f'digest date:"{day}" form:{form}' if day else f"digest form:{form}"
    return ""


def _named(given: str, this: str) -> str:
    """The paper as a command takes it: `item 2` → `2`."""
    if given.lower() in _THIS:
        return this
    found = _NUMBER.fullmatch(given.lower())
    return found["number"] if found else given.removeprefix("the paper ").strip(' “”"')
