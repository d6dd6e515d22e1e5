"""What two papers both speak of, said in a sentence. Pure.

Only phrases that stand in both texts are named, so that nothing is claimed of either that a reader
could not find there.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from retrieval.paper import Paper
from retrieval.search import Found
from retrieval.text.plain import plain
from retrieval.text.rarity import rarity
from retrieval.text.series import series
from retrieval.text.words import STOPWORDS, stem
from retrieval.text.words import stems as stems_of

MOST_NAMED = 3
LONGEST = 4
"""Words of a phrase."""
TELLING = 1.5
"""A phrase is worth naming from here on: two words, or one that is in a title or that both papers lean on."""
CLOSE = 0.5
"""From this cosine on, papers without a phrase in common are said to be close in meaning."""

USUAL = 1 / 3
"""Of the papers that are nearest: a word that so many of them have says nothing of two of them."""
RARE = 4.5
"""`rarity` from which on a single word is worth naming: one paper in 90 has it."""

_WORD = re.compile(r"[^\W_]+(?:[-.'’/+][^\W_]+)*\+{0,2}")
_GENERAL = frozenset(
    """ability able accuracy accurate achieve additional address advance advantage aim algorithm allow analysis analyze
    application apply area art aspect associate assume available average base baseline benchmark benefit best
    better case challenge change characteristic class code combine common compare comparison complex component
    comprehensive compute concept condition conduct consider consist contain contribution control correspond
    cost current data dataset define demonstrate depend describe design detail determine develop development
    difference different difficult direct discuss domain effect effective efficient element empirical enable
    enhance ensure error establish estimate evaluate evaluation evidence example exist existing experiment
    experimental explain explore extend extensive extract factor feature field finding focus form framework
    function fundamental future gain general generate global goal good group high human identify impact
    implement important improve improvement include increase individual information input insight instance
    interest introduce investigate issue key knowledge known large lead learn learning level limit limitation
    literature local low main major measure mechanism model modern multiple nature need network novel number
    observe obtain offer open order outcome output overall page paradigm parameter part particular perform
    performance performs phase popular position possible potential practical practice predict previous principle
    problem procedure process produce project property provide public publicly quality quantity question range
    rate real recent reduce reference relate relation relative relevant rely report represent require research
    researcher resource respect response result reveal review robust role rule sample scale scenario science
    scientific score second section selected sensitive series set setting significant similar simple simulation
    single size small software solution solve source space specific standard state state-of-the-art step
    strategy strong structure subject success suggest support survey system target task technique term test
    theoretical theory time tool top total train training trend type typical understand understanding unique
    two http https url unit user validate value variable variety version way wide widely world year""".split()  # noqa: SIM905 - 250 quoted words would fill a page
)
"""Words any two papers may share by their first form; alone they tell nothing, beside another word they may."""


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A few words that stand together: the forms in which they are written, and how often."""

    forms: tuple[str, ...]
    times: int
    titled: bool


Stems = tuple[str, ...]


def alike(paper: Paper, found: Found, *, usual: Collection[str] | None = None) -> str:
    """Why `found` is like `paper`: “Both speak of KV-cache eviction and long contexts.”

    Every phrase named stands in both, letter case aside: in the title or abstract of `paper`, and in
    the title, the abstract or the found passage of the other. Where none tells enough, the sentence
    says so, with how close they are in meaning if that is known. `usual`: stems that tell nothing here;
    given, only phrases are named that are also rare among papers at large.
    """
    other = (found.paper.title, f"{found.paper.abstract}\n\n{found.passage.text}")
    named = shared((paper.title, paper.abstract), other, usual=usual)
    if named:
        return f"Both speak of {series(named)}."
    if found.dense is not None and found.dense >= CLOSE:
        return f"They share no telling phrase, but are close in meaning (cosine {found.dense:.2f})."
    return "They share no telling phrase; nothing nearer is on the shelf."


def _tells(stems: Stems, usual: Collection[str] | None, telling: float) -> bool:
    return usual is None or (sum(map(rarity, stems)) >= telling and not set(usual).issuperset(stems))


def usual_among(found: Sequence[Found]) -> frozenset[str]:
    """The stems that stand in the titles or abstracts of a third of these papers: the words of their field."""
    texts = Counter(stem for one in found for stem in set(stems_of(f"{one.paper.title}\n\n{one.paper.abstract}")))
    return frozenset(stem for stem, many in texts.items() if many > max(1, USUAL * len(found)))


def shared(
    one: tuple[str, str],
    other: tuple[str, str],
    *,
    most: int = MOST_NAMED,
    usual: Collection[str] | None = None,
    telling: float = RARE,
) -> list[str]:
    """Up to `most` phrases that stand in both texts (each a title and the rest), the most telling first.

    None is part of another. `usual`: as for `alike`; `telling`: how rare a phrase must be then.
    """
    texts = [plain("\n\n".join(parts)) for parts in (one, other)]
    ours, theirs = _phrases(*one), _phrases(*other)
    common = ours.keys() & theirs.keys()
    worth = {stems: _worth(stems, ours[stems], theirs[stems]) for stems in common if _tells(stems, usual, telling)}
    named: dict[Stems, str] = {}
    for stems in sorted(worth, key=lambda stems: (-worth[stems], stems)):
        written = _written(ours[stems].forms + theirs[stems].forms, texts)
        if worth[stems] >= TELLING and written and not any(_overlap(stems, taken) for taken in named):
            named[stems] = written
        if len(named) == most:
            break
    return list(named.values())


@lru_cache(maxsize=16)  # one paper is often held against several, one after the other
def _phrases(title: str, text: str) -> Mapping[Stems, _Phrase]:
    """Every phrase of one text by its stems."""
    times: Counter[Stems] = Counter()
    forms: dict[Stems, dict[str, None]] = {}
    titled: set[Stems] = set()
    for part in (text, title):  # the title last: its capitals are the worse way to write a phrase
        for stems, written in _grams(plain(part)):
            times[stems] += 1
            forms.setdefault(stems, {})[written] = None
            if part is title:
                titled.add(stems)
    return {stems: _Phrase(tuple(forms[stems]), times[stems], stems in titled) for stems in times}


def _grams(text: str) -> Iterator[tuple[Stems, str]]:
    """Stretches of up to LONGEST words of the matter with nothing but a space between them."""
    for run in _runs(text):
        stems = [_stems(word) for word in run]
        for start in range(len(run)):
            for end in range(start + 1, min(start + LONGEST, len(run)) + 1):
                yield tuple(chain.from_iterable(stems[start:end])), " ".join(run[start:end])


def _runs(text: str) -> Iterator[list[str]]:
    """Words of the matter that stand together, broken at small words and at every mark."""
    run: list[str] = []
    last = 0
    for found in _WORD.finditer(text):
        word = found[0]
        small = word.casefold() in STOPWORDS or len(word) < 2 or word.replace(".", "").isdigit()
        if run and (small or text[last : found.start()].strip(" \n") or "\n\n" in text[last : found.start()]):
            yield run
            run = []
        if not small:
            run.append(word)
        last = found.end()
    if run:
        yield run


def _stems(word: str) -> list[str]:
    """Of a joined word those of its parts: KV-cache and KV cache are the same phrase."""
    return [stem(part) for part in re.split("[-/]", word.casefold())]


def _worth(stems: Stems, one: _Phrase, other: _Phrase) -> float:
    """A word of the matter counts one, a general word a half; more, the more both texts lean on them.

    General words among themselves (“relation extraction”) tell only where both titles have them together.
    """
    if _GENERAL_STEMS.issuperset(stems):
        return TELLING if len(stems) > 1 and one.titled and other.titled else 0.0
    if not _says_much(stems, one.forms + other.forms):
        return 0.0
    telling = sum(0.5 if stem in _GENERAL_STEMS else 1.0 for stem in stems)
    leaning = 1.0 + 0.5 * (one.titled + other.titled) + 0.25 * (min(one.times, other.times, 4) - 1)
    coined = any(form[1:] != form[1:].lower() or any(map(str.isdigit, form)) for form in one.forms + other.forms)
    return telling * leaning * (1.25 if coined and len(stems) == 1 else 1.0)


def _says_much(stems: Stems, forms: Sequence[str]) -> bool:
    """Whether it is a phrase of two words, a name, or a word that few papers have."""
    if any(" " in form or form[1:] != form[1:].lower() or any(map(str.isdigit, form)) for form in forms):
        return True
    return all(rarity(stem) >= RARE for stem in stems)


_GENERAL_STEMS = frozenset(stem(part) for word in _GENERAL for part in word.split("-"))


def is_general(stem: str) -> bool:
    """Whether this stem is of a word that any two papers may share."""
    return stem in _GENERAL_STEMS


def _written(forms: Sequence[str], texts: Sequence[str]) -> str:
    """The form to show: one that stands in both texts, with the fewest capitals; empty if there is none."""
    standing = [form for form in dict.fromkeys(forms) if all(_stands(form, text) for text in texts)]
    form = min(standing, key=lambda form: (sum(map(str.isupper, form)), len(form)), default="")
    if not form[1:].islower():
        return form
    small = form.lower()  # the capital may be a sentence's own: the word is small elsewhere
    return small if any(re.search(rf"(?<!\w){re.escape(small.split(' ')[0])}", text) for text in texts) else form


def _stands(form: str, text: str) -> bool:
    """Whether the words stand in the text, the last one perhaps with an ending (cache, caches)."""
    spaced = r"\s+".join(map(re.escape, form.split()))
    return re.search(rf"(?<!\w){spaced}", text, re.IGNORECASE) is not None


def _overlap(stems: Stems, other: Stems) -> bool:
    """Whether one says little beside the other: half of the shorter is in the longer, or it is its initials."""
    if any(
        _initials(long) in short or f"{_initials(long)}s" in short for long, short in ((stems, other), (other, stems))
    ):
        return True
    return 2 * len(set(stems) & set(other)) >= min(len(stems), len(other))


def _initials(stems: Stems) -> str:
    return "".join(stem[0] for stem in stems)
