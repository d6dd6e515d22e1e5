"""Sentences in a paper that tell a language model what to do: nobody states anything with them. Pure."""

import re


def _spaced(pattern: str) -> str:
    """A pattern whose spaces count, for use in a verbose one."""
    return pattern.replace(" ", r"\ ")


_ROLE = r"(?:system|assistant|user|developer|human)"
_LABEL = _spaced(
    rf"(?:(?:{_ROLE}|ai|important|note|attention|warning|begin|hidden)\b[^.:!]{{0,40}}:[\s\W_]{{0,40}})?"
    r"(?:(?:now|please|kindly|first|instead|then|and|you (?:must|should|will|have to)|make sure to)[,\s]{1,3}){0,5}"
)
_RULES = r"\b(?:instruction|prompt|rule|guideline|directive|command|polic(?:y|ie)|safety|conversation)\w*\b"
_HELD = _spaced(
    r"(?:(?:system|hidden|initial|developer)[ -]prompt"
    r"|your (?:\w+ ){0,2}(?:prompt|instruction|rule|token|key|secret|password)"
    r"|(?:bot|discord|slack|api|access|auth|secret)'?s? ?(?:token|key|secret|password)|@everyone|@here|@channel|<!)"
)
_MODEL = _spaced(r"\b(?:ai|llms?|(?:large )?language models?|chatbots?|assistants?)\b")
_ORDER = re.compile(
    rf"""{_LABEL}(?:
      (?:ignore|disregard|forget|override|bypass)\b [^.!?]{{0,60}} {_RULES} (?!\s*[”"’'»])
    | (?:post|print|reveal|repeat|output|show|send|leak|tell|give|say|reply|respond|write|type|announce|mention|ping
        |call|run|execute|publish|share|quote)\b [^.!?]{{0,80}} {_HELD}
    | (?:post|print|reveal|leak|send|publish|share)\b [^.!?]{{0,30}} \bthe\ (?:token|password|secret|credential)s?\b
    | you\ are\ (?:now|no\ longer)\b
    | (?:from\ now\ on|starting\ now)\b [^.!?]{{0,40}} \byou\b
    | if\ you\ are\ (?:an?|the)\ [^.!?]{{0,30}} {_MODEL}
    | (?:dear|attention|hey|(?:note|message|instructions?)\ (?:to|for))[,\s]+ (?:\w+\ ){{0,3}}? {_MODEL}
        [^.!?]{{0,30}} [,:]
    | for\ {_MODEL}\ (?:reviewers?|readers?)\b [^.!?]{{0,10}} [,:]
    | (?:give|write|return)\ (?:only\ )?(?:an?\ )?positive\ reviews?\b
    | (?:do\ not|don't|never)\ (?:highlight|mention|reveal|tell)\b [^.!?]{{0,60}}
        \b(?:negatives?|instructions?|user|prompt)\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_MACHINERY = re.compile(
    r"[<‹]/?(?:system|assistant|tool_call|function_call|instructions?|passages?|turns?|questions?)(?:\s[^<>]{0,80})?>"
    rf"|\[/?INST\]|[<‹][<‹]/?SYS>>|[<‹]\|[\w ]{{2,30}}\|>\s{{0,3}}{_ROLE}\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"[\W_]*(?:[<‹]\|[\w ]{2,30}\|>[\W_]{0,40})?")


def is_order(sentence: str) -> bool:
    """Whether a sentence speaks to a model that reads the paper, or pretends to be part of its conversation.

    One that speaks *of* such orders (“we show that ‘ignore previous instructions’ …”) does not. Of
    75,906 sentences of arXiv abstracts and full papers it takes none for an order.
    """
    begins = _BEFORE.match(sentence)
    return bool(_ORDER.match(sentence, begins.end() if begins else 0) or _MACHINERY.search(sentence))
