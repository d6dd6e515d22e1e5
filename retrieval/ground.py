"""The only door to what people read: a draft claim against the passage it names. Pure.

A claim stands when its quote is found in the passage by code, and everything countable or named in
it stands in that quote, with no negation, hedge or bound lost. The checks look at words, not at
meaning: they catch inventions, mix-ups and irrelevant quotes, not every subtle misreading.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from retrieval.answer import Claim, DraftClaim, Quote
from retrieval.asking.translation import strays
from retrieval.paper import Passage
from retrieval.text.agreement import missing, stands
from retrieval.text.clauses import ELLIPSIS, harmless_cut
from retrieval.text.injected import is_order
from retrieval.text.languages import ENGLISH, language_of, language_of_translation
from retrieval.text.plain import plain
from retrieval.text.polarity import altered, turned
from retrieval.text.sentences import sentences
from retrieval.text.verbatim import Span, find
from retrieval.text.words import stems
from retrieval.writer import Failed

FEWEST_WORDS = 4
FEWEST_CHARACTERS = 20
"""A quote has at least this many words, or this many characters where words are long or unspaced."""
LONGEST_QUOTE = 700
"""A longer quote proves anything; it passes only as a single sentence."""
LONGEST_CLAIM = 400
"""A longer statement passes only word for word."""

SHARED = 0.4
SHARED_BESIDE_TITLE = 0.3
"""How many of a claim's content stems its quote must hold: of all, and of those the title lacks.

Measured on sentences of arXiv abstracts (tests/retrieval/test_ground_measured.py): of 58 paraphrases
written by hand 98.3 % share as much with their sentence; with the other sentences of the abstract
(real, but irrelevant quotes) 4.4 % do, and of whole sentences quoted for one another 0.5 %. Without
the second condition these are 98.3, 6.5 and 2.1 %. Human claims that sum up a whole paper (SciFact,
against the best single sentence) share as much in 57 % of cases: such a claim needs a nearer quote,
and repair asks for one.
"""

FAR_NEARER = 0.25
"""By which share of its content stems another sentence must be nearer to a claim, so that the quote is the wrong one.

Of claims that repeat or paraphrase one sentence and quote another of the same passage, this catches
those that share `SHARED` with it; the figures are those of `python -m bench.models`.
"""


def check(draft: DraftClaim, passages: Mapping[str, Passage]) -> Claim | Failed:
    """The claim with the passage's own words as its quote, or why it cannot be said.

    A claim in another language than English stands when its `original` does, and it is a translation
    of that as far as numbers, names and negations show. In a claim in English, `original` counts for nothing.
    """
    text = " ".join(draft.text.split())
    language = language_of_translation(text) if draft.original.strip() else ENGLISH
    if language == ENGLISH:
        claim = _checked(draft, passages)
        foreign = isinstance(claim, Failed) and language_of(text) != ENGLISH
        return Failed(draft, "it is not in English, so `original` must say the same in English") if foreign else claim
    claim = _checked(replace(draft, text=draft.original), passages)
    if isinstance(claim, Failed):
        return Failed(draft, claim.why)
    title = passages[claim.quotes[0].passage_key].title
    why = strays(text, claim.text, language, f"{claim.quotes[0].text}\n{title}") or _too_long(text)
    return Failed(draft, why) if why else Claim(text, claim.quotes, original=claim.text)


def _checked(draft: DraftClaim, passages: Mapping[str, Passage]) -> Claim | Failed:
    passage = passages.get(draft.passage_key.strip(" []()\"'"))
    if not passage:
        return Failed(draft, f"there is no passage {draft.passage_key!r}; the key must be one of those given")
    text = " ".join(draft.text.split())
    if why := _unfit(text, draft.quote):
        return Failed(draft, why)
    span = find(draft.quote, passage.text)
    if not span:
        return Failed(draft, f"the quote does not stand in passage {passage.key}; copy it character by character")
    around, within = _sentences_around(passage.text, span)
    if within > 1 and span[1] - span[0] > LONGEST_QUOTE:
        return Failed(draft, "the quote is too long; give the one or two sentences that say it")
    verbatim = _is_stretch(text, passage.text[slice(*around)])
    if not verbatim and harmless_cut(passage.text[slice(*around)], passage.text[slice(*span)]):
        around = span
    quote = Quote(passage.key, passage.text[slice(*around)])
    if any(is_order(one.text) for said in (text, quote.text) for one in sentences(said)):
        return Failed(draft, "that sentence tells its reader what to do and states nothing")
    if why := _cut_badly(text, quote.text) if verbatim else _unsupported(text, quote.text, passage.title):
        return Failed(draft, why)
    if not verbatim and _nearer_elsewhere(text, quote.text, passage.text):
        return Failed(draft, "another sentence of that passage says this; quote that one")
    return Claim(text, (quote,), verbatim=verbatim)


def check_list(drafts: Sequence[DraftClaim], passages: Mapping[str, Passage]) -> tuple[Claim | Failed, ...]:
    """`check` for each, in order."""
    return tuple(check(draft, passages) for draft in drafts)


def _unfit(text: str, quote: str) -> str:
    """What is wrong with a draft before any passage is looked at."""
    if not re.search(r"\w", text):
        return "the claim says nothing"
    if len(quote.split()) < FEWEST_WORDS and len("".join(quote.split())) < FEWEST_CHARACTERS:
        return f"the quote is too short to prove anything; give at least {FEWEST_WORDS} words"
    return ""


def _sentences_around(text: str, span: Span) -> tuple[Span, int]:
    """The whole sentences that a span touches, from the first's start to the last's end, and how many."""
    touched = [one for one in sentences(text) if one.start < span[1] and one.end > span[0]]
    if not touched:
        return span, 1
    return (min(touched[0].start, span[0]), max(touched[-1].end, span[1])), len(touched)


def _is_stretch(text: str, source: str) -> bool:
    """Whether a claim is word for word in the source, an ellipsis at its ends aside."""
    bare = text.strip(ELLIPSIS + " ")
    spaced = " ".join(source.split())
    at = spaced.find(bare) if bare else -1
    if at < 0:
        return False
    before, after = spaced[at - 1 : at] if at else "", spaced[at + len(bare) :][:1]
    return not ((before.isalnum() and bare[0].isalnum()) or (after.isalnum() and bare[-1].isalnum()))


def _cut_badly(text: str, quote: str) -> str:
    """A stretch of a sentence must not leave out what limits it."""
    bare, spaced = text.strip(ELLIPSIS + " "), " ".join(quote.split())
    at = spaced.find(bare)
    around, _ = _sentences_around(spaced, (at, at + len(bare)))
    if harmless_cut(spaced[slice(*around)], bare):
        return ""
    return "words left out of the sentence limit what it says; give the whole sentence"


def _unsupported(text: str, quote: str, title: str) -> str:
    """What a statement in the writer's own words says beyond its quote; empty if nothing."""
    if why := _too_long(text):
        return why
    if links := [link for link in _LINK.findall(text) if link.rstrip(".,;)") not in quote]:
        return f"{', '.join(links)} does not stand in the quote"
    if words := [one for one in _QUOTED.findall(text) if " " in one and not find(one, f"{quote}\n{title}")]:
        return f"“{words[0]}” does not stand in the quote; what stands in quotation marks must, word for word"
    if numbers := missing(text, quote, title):
        return f"{', '.join(numbers)} does not stand so in the quote; copy numbers, units and bounds, or leave them out"
    if names := strange_names(text, f"{quote}\n{title}"):
        return f"{', '.join(names)} is named neither in the quote nor in the title"
    if why := turned(text, quote) or altered(text, quote):
        return why
    if not _near(text, quote, title):
        return "the quote is about something else; quote the words that say this"
    return ""


def _too_long(text: str) -> str:
    return f"the claim is too long; at most {LONGEST_CLAIM} characters" if len(text) > LONGEST_CLAIM else ""


_LINK = re.compile(r"(?:\w+://|www\.|(?:javascript|vbscript|data):(?=\S))\S+|\S*@\S+|<[!#/]\S+", re.IGNORECASE)
_QUOTED = re.compile(r"[“„«\"]([^“”„«»\"]+)[”“»\"]")
_NAME = re.compile(r"(?<![\w\\.])[^\W\d_][^\W\d_]*(?:[-'’][^\W\d_]+)*(?!\w|[-.]?\d)")
_BEFORE_SENTENCE = re.compile(r"(?:^|[.!?:;“\"(\[–—-])\s*$")


def strange_names(text: str, source: str) -> list[str]:
    """Coined or capitalised words of `text` (without digits) that do not stand in `source`.

    An acronym also passes when its letters begin consecutive words of the source.
    """
    said, known = plain(text), plain(source)
    initials = "".join(word[0] for word in re.findall(r"[^\W_]+", known)).casefold()
    strange = []
    for found in _NAME.finditer(said):
        name = re.sub(r"['’]s$", "", found[0])
        opens = bool(_BEFORE_SENTENCE.search(said[max(0, found.start() - 3) : found.start()]))
        if not _coined(name, opens=opens) or stands(name.removesuffix("s") if name[:-1].isupper() else name, known):
            continue
        if not (name.rstrip("s").isupper() and name.rstrip("s").casefold() in initials):
            strange.append(name)
    return strange


def _coined(name: str, *, opens: bool) -> bool:
    """Whether a word is written as a name: capitals inside, or one in front where no sentence begins."""
    inside = any(part[1:] != part[1:].lower() for part in name.split("-"))
    return len(name) > 1 and (inside or (name[0].isupper() and not opens))


def _nearer_elsewhere(text: str, quote: str, passage: str) -> bool:
    """Whether one other sentence of the passage shares far more of the claim's content words than its quote does."""
    ours = set(stems(text))
    here = len(ours & set(stems(quote)))
    if here >= (1 - FAR_NEARER) * len(ours):
        return False
    best = max((len(ours & set(stems(one.text))) for one in sentences(passage)), default=0)
    return best - here > FAR_NEARER * len(ours)


def _near(text: str, quote: str, title: str) -> bool:
    """Whether claim and quote speak of the same thing, judged by the content words they share."""
    ours, theirs = set(stems(text)), set(stems(quote))
    if not ours:
        return False
    beside = ours - set(stems(title))
    enough = len(ours & theirs) >= SHARED * len(ours)
    return enough and (len(beside) < 2 or len(beside & theirs) >= SHARED_BESIDE_TITLE * len(beside))
