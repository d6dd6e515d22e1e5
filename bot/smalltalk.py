"""What people say to a bot that is no question about papers. Pure."""

import re

_THANKS = re.compile(r"(?:many |ok |okay |great |cool |perfect )*(?:thanks|thank you|thx|ty|cheers)\b(?: \w+){0,4}")
_GREETING = re.compile(
    r"(?:hi|hello|hey|good (?:morning|afternoon|evening)|moin|yo)\b(?: (?:there|all|bot|paperwire|everyone))?"
)
_PRAISE = re.compile(r"(?:ok|okay|great|cool|nice|perfect|got it|good bot|wow|lol|haha)(?: (?:one|work|stuff))?")
_WHO = re.compile(
    r"(?:who|what) are you|what (?:can|do) you do"
    r"|how (?:do you work|does this work|do i use (?:you|this)|can i use you)"
    r"|what is this(?: bot)?|help(?: me)?(?: please)?"
)


def small_talk(text: str) -> str:
    """`thanks`, `greeting` or `who` for words that are just that; empty for anything that may be a question."""
    said = " ".join(re.findall(r"[\w’']+", text.casefold()))
    if _THANKS.fullmatch(said) or _PRAISE.fullmatch(said):
        return "thanks"
    if _GREETING.fullmatch(said):
        return "greeting"
    return "who" if _WHO.fullmatch(said) else ""


_ASKING = re.compile(
    r"^(?:(?:and|but|so|ok|also) )?(?:what|which|who|whose|why|how|when|where|is|are|was|were|does|do|did|can|could"
    r"|has|have|should|would|will|explain|compare|summari[sz]e|show|list|tell|define|give)\b"
)


def asks(text: str) -> bool:
    """Whether words that nobody addressed to us ask for something: a question mark, or the way questions begin.

    Words to somebody else (“carol, lunch?”) do not.
    """
    said = text.strip().casefold()
    if re.match(r"(?:<?@\w+>?|\w+)[,:] ", said) and not _ASKING.match(said):
        return False
    return said.endswith("?") or bool(_ASKING.match(said))
