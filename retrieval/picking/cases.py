"""What a day's papers hold of a profile, in their own words: what a reason may say of each. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.explaining.likeness import shared
from retrieval.learn import Kin
from retrieval.paper import Paper
from retrieval.picking.phrases import Matrix
from retrieval.picking.reasons import short
from retrieval.picking.standing import Name, Text, barring, is_about, left_names, read, runs, spoken_of
from retrieval.profile import Profile

FEW, COMMON = 5, 0.2
"""A phrase that more papers of the day hold, and more than this share of them, is no reason for one of them."""
SURE = 0.6
"""From this cosine on a paper is named as like another, though no phrase that they share tells anything."""
CLOSE = 0.05
"""Of topics that fit about as well as the best, the one is named that the paper holds in words."""


@dataclass(frozen=True, slots=True)
class Held:
    """What is said of one paper and a profile's topics: the topic, whether the paper holds its name, and its words."""

    topic: str = ""
    about: bool = False
    phrase: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A day's papers as they are searched for what a profile names; `left`: the names of each of its leave-outs."""

    papers: Sequence[Paper]
    profile: Profile
    texts: Sequence[Text]
    left: Mapping[str, tuple[Name, ...]]
    common: frozenset[tuple[str, ...]]

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
        return Held(topics[best], phrase=phrase)

    def likeness(self, column: int, liked: Kin | None) -> tuple[Kin | None, str]:
        """The liked paper, if it is like this one enough to be named, and what both speak of, if anything tells."""
        if liked is None:
            return None, ""
        paper = self.papers[column]
        both = next(iter(shared((paper.title, paper.abstract), (liked.title, liked.abstract), most=1)), "")
        return (liked, both) if both or liked.cosine >= SURE else (None, "")

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
    return Day(papers, profile, texts, left, _common(profile, texts))


def _common(profile: Profile, texts: Sequence[Text]) -> frozenset[tuple[str, ...]]:
    """What of the topics so many of the day's papers hold that it tells nothing of one of them."""
    most = max(FEW, COMMON * len(texts))
    bags = [frozenset[str]().union(*(one.stems for one in text)) for text in texts]
    names = {name.stems for line in profile.topics for name in runs(line)}
    return frozenset(name for name in names if sum(bag.issuperset(name) for bag in bags) > most)
