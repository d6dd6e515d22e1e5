"""Questions that name a few papers, such as “how does A differ from B?”: each of them is heard."""

import re
from collections.abc import Mapping, Sequence

from retrieval.answer import Claim, DraftClaim, Question, Scope
from retrieval.errors import clip
from retrieval.fulltext.reading import MOST_NAMED
from retrieval.paper import Paper, Passage
from retrieval.text.words import STOPWORDS, words
from retrieval.writer import Writer

EACH = 2
"""Claims of one paper, where several are asked."""

_COINED = re.compile(r"(?<![\w@])[A-Za-z]*[A-Z][\w-]*[A-Z\d][\w-]*(?!\w)|\b[A-Z][\w-]+\b|\d{4}\.\d{4,5}(?:v\d+)?")
_COMPARING = re.compile(
    r"\b(?:differ\w*|compar\w*|versus|vs|contrast\w*|similar\w*|alike|same|common|both|either|than|better|worse|instead"
    r"|relat(?:e|es|ed|ion)|papers?)\b",
    re.IGNORECASE,
)
_ASKING = frozenset("tell say explain describe give please which what how why does do is are two".split())  # noqa: SIM905 - one word a quote is no easier to read


def several(scope: Scope) -> tuple[str, ...]:
    """The ids of the few papers that a question names, in order; none where it names one, or many by a topic."""
    ids = scope.paper_ids or frozenset()
    return tuple(sorted(ids)) if 1 < len(ids) <= MOST_NAMED else ()


def sides(question: Question, passages: Sequence[Passage]) -> list[list[Passage]]:
    """The passages of each paper that the question names, best first; one list where it does not name a few."""
    named = several(question.scope)
    apart = [[one for one in passages if one.paper_id == paper_id] for paper_id in named]
    return [one for one in apart if one] if named else [list(passages)]


async def each_side(writer: Writer, question: Question, apart: Sequence[Sequence[Passage]]) -> list[DraftClaim]:
    """What each paper says to what is asked of all, in turn; of a bare comparison, what each says it found."""
    drafts: list[DraftClaim] = []
    for mine in apart:
        others = [passage for other in apart if other is not mine for passage in other]
        asked = put_to(question.text, mine, others)
        if asked:
            told, _ = await writer.answer(Question(text=asked, scope=question.scope), mine)
            drafts += told.claims[:EACH]
        else:
            drafts += await _finding(writer, mine)
    return drafts


async def _finding(writer: Writer, passages: Sequence[Passage]) -> list[DraftClaim]:
    first = passages[0]
    paper = Paper(id=first.paper_id, title=first.title, abstract="", version=first.version)
    told, _ = await writer.headline([(paper, sorted(passages, key=lambda one: one.ordinal))])
    findings = [item.finding for item in told.items]
    return [DraftClaim(one.quote, one.passage_key, one.quote) for one in findings]


def put_to(text: str, mine: Sequence[Passage], others: Sequence[Passage]) -> str:
    """A question to several papers as one of them is asked: without the others' names and the words that compare.

    Empty where nothing is left to ask.
    """
    own, their = (_known(passages) for passages in (mine, others))
    kept = _COINED.sub(lambda found: found[0] if _known_as(found[0], own, their) else " ", text)
    kept = " ".join(_COMPARING.sub(" ", kept).split())
    return kept if _asks(kept) else ""


def _asks(text: str) -> bool:
    """Whether there is a word left beside names and the words that make a question."""
    left = [word for word in words(_COINED.sub(" ", text)) if word not in STOPWORDS | _ASKING]
    return any(not word[0].isdigit() for word in left)


def _known(passages: Sequence[Passage]) -> str:
    return " ".join(f"{one.paper_id} {one.title} {one.text}" for one in passages)


def _known_as(name: str, own: str, their: str) -> bool:
    """Whether a name may stay: it is no id, which no sentence holds, and not one that the other papers alone know."""
    if name[0].isdigit():
        return False
    whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
    return bool(whole.search(own)) or not whole.search(their)


def silent(scope: Scope, claims: Sequence[Claim], passages: Sequence[Passage], titles: Mapping[str, str]) -> str:
    """A sentence for each paper that the question names and no claim is from; empty where all are heard, or none."""
    of = {passage.key: passage.paper_id for passage in passages}
    heard = {of.get(quote.passage_key) for claim in claims for quote in claim.quotes}
    if not heard:
        return ""
    still = [paper_id for paper_id in several(scope) if paper_id not in heard]
    return " ".join(f"I found nothing on it in “{clip(titles.get(one, one), 80)}” ({one})." for one in still)
