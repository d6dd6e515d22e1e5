"""What a day's papers hold of a profile, in their own words: what a reason may say of each. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.explaining.likeness import shared
from retrieval.learn import Kin
from retrieval.paper import Paper
from retrieval.picking.names import Name, Text, barring, left_names, read
from retrieval.picking.phrases import Matrix
from retrieval.picking.reasons import short
from retrieval.picking.spoken import Names, is_about, runs, spoken_of
from retrieval.profile import Profile
from retrieval.text.words import stems

FEW, COMMON = 5, 0.1
"""A phrase that more papers of the day hold, and more than this share of them, is no reason for one of them.

Unless the title has it; and that a paper mentions it is told up to the share `USUAL`.
"""
USUAL = 0.2
"""A word that more than this share of the day's papers holds makes no two of them alike."""
SURE = 0.6
"""From this cosine on a paper is named as like another, though no phrase that they share tells anything."""
KINDRED = 7.5
"""Rarity of the words of a phrase together from which on it makes two papers of a day alike."""
SELDOM = 0.03
"""A single word does so only if it is a name (FOGGIE) that no more than this share of the day's papers holds."""
CLOSE = 0.05
"""Of topics that fit about as well as the best, the one is named that the paper holds in words."""
MOST_SHARED = 5
"""So many phrases that two papers share are looked at for one that few others of the day hold."""


@dataclass(frozen=True, slots=True)
class Held:
    """What is said of one paper and a profile's topics: the topic, whether the paper holds its name, and its words."""

    topic: str = ""
    about: bool = False
    phrase: str = ""
    mentioned: bool = False
    """The phrase stands in the paper, but the paper need not be on it."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day's papers as they are searched for what a profile names; `left`: the names of each of its leave-outs."""

    papers: Sequence[Paper]
    profile: Profile
    texts: Sequence[Text]
    left: Mapping[str, tuple[Name, ...]]
    common: Names
    everywhere: Names
    """Of `common`, what even more papers hold."""
    bags: Sequence[frozenset[str]]
    """The stems of each paper."""
    usual: frozenset[str]

    def held(self, column: int, fits: Matrix, *, named: bool = True) -> Held:
        """`fits`: how well this paper fits each topic; of what is not to be `named`, the best alone is told."""
        text, topics = self.texts[column], self.profile.topics
        if not topics:
            return Held()
        if not named:
            return Held(topics[int(fits.argmax())])
        near = [n for n in np.argsort(-fits, kind="stable").tolist() if fits[n] >= fits.max() - CLOSE]
        about = next((n for n in near if is_about(short(topics[n]), text)), None)
        if about is not None:
            return Held(topics[about], about=True)
        said = ((n, spoken_of(topics[n], text, self.common)) for n in near)
        best, phrase = next(((n, words) for n, words in said if words), (near[0], ""))
        if phrase:
            return Held(topics[best], phrase=phrase)
        beside = spoken_of(topics[best], text, self.everywhere, mentioned=True)
        return Held(topics[best], phrase=beside, mentioned=bool(beside))

    def likeness(self, column: int, liked: Kin | None) -> tuple[Kin | None, str]:
        """The liked paper, if it is like this one enough to be named, and what both speak of, if anything tells."""
        if liked is None:
            return None, ""
        paper = self.papers[column]
        texts = (paper.title, paper.abstract), (liked.title, liked.abstract)
        some = shared(*texts, most=MOST_SHARED, usual=self.usual, telling=KINDRED)
        both = next((one for one in some if self._tells(one)), "")
        return (liked, both) if both or liked.cosine >= SURE else (None, "")

    def _tells(self, phrase: str) -> bool:
        words = stems(phrase)
        if len(words) > 1:
            return not _is_common(words, self.bags)
        named = phrase[1:] != phrase[1:].lower() or any(map(str.isdigit, phrase))
        return named and _holding(words, self.bags) <= max(1, SELDOM * len(self.bags))

    def barred(self, column: int) -> tuple[str, str]:
        """The leave-out whose words keep this paper out, and one whose words count against it; empty for none."""
        told = [(line, *barring(names, self.texts[column])) for line, names in self.left.items()]
        out = next((line for line, keeps_out, _ in told if keeps_out), "")
        return out, next((line for line, _, counts in told if counts), "")


def day_of(papers: Sequence[Paper], profile: Profile) -> Day:
    """The day's papers, read once."""
    texts = [read(paper.title, paper.abstract) for paper in papers]
    wanted = [read("", line) for line in profile.topics]
    left = {line: left_names(line, wanted) for line in profile.leave_outs}
    bags = [frozenset[str]().union(*(one.stems for one in text)) for text in texts]
    names = {name.stems for line in profile.topics for name in runs(line)}
    common = frozenset(name for name in names if _is_common(name, bags))
    everywhere = frozenset(name for name in common if _is_common(name, bags, share=USUAL))
    return Day(papers, profile, texts, left, common, everywhere, bags, _usual(bags))


def _is_common(name: Sequence[str], bags: Sequence[frozenset[str]], *, share: float = COMMON) -> bool:
    return _holding(name, bags) > max(FEW, share * len(bags))


def _holding(name: Sequence[str], bags: Sequence[frozenset[str]]) -> int:
    return sum(bag.issuperset(name) for bag in bags)


def _usual(bags: Sequence[frozenset[str]]) -> frozenset[str]:
    """The stems that many of the day's papers hold."""
    held = Counter(stem for bag in bags for stem in bag)
    return frozenset(stem for stem, many in held.items() if many > max(FEW, USUAL * len(bags)))
