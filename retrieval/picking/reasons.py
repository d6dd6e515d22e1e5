"""Why a paper was kept, or nearly was, in words; said of what really decided. Pure."""

from dataclasses import dataclass

from retrieval.learn import Kin
from retrieval.text.words import stems

MOVED = 0.25
"""A taste that moves a paper by less than this (in spreads of the day's scores) is not spoken of."""
NEAR_MISS = 0.08
MOST_OF = 0.5
"""A paper that holds a phrase with half of a topic's words is about that topic."""
LONGEST_NAME = 80
"""Characters of a line that is prose and no name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What there is to say for and against one paper; empty or nought where there is nothing.

    `topic`: the profile's line that fits best, `phrase`: words of it that the paper holds, all of them. `left_out`:
    the leave-out that alone decides; `barred`: one that counts. `lift`, `liked`, `disliked`: as in
    `learn.Taste`. `untold`: the profile asks for everything.
    """

    topic: str = ""
    phrase: str = ""
    author: str = ""
    category: str = ""
    left_out: str = ""
    barred: str = ""
    lift: float = 0.0
    liked: Kin | None = None
    disliked: Kin | None = None
    taught: bool = False
    untold: bool = False


def short(line: str) -> str:
    """A profile's line as it is named to people: up to its colon, where it begins to list, and never at length."""
    name = line.split(":")[0].strip()
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME].rsplit(' ', 1)[0]} …"


def reason(case: Case, score: float, *, kept: bool, bar: float) -> str:
    """“it is about …” for what is kept; for the rest what kept it out, with the bar where it was the bar."""
    if case.author:
        return f"you follow {case.author}"
    if case.untold:
        return f"it is new in {case.category}" if case.category else "it is new"
    return _for(case) if kept else _against(case, score, bar)


def _for(case: Case) -> str:
    about = _about(case)
    if case.lift < MOVED:
        return about or "it is new"
    if case.liked:
        like = f"like “{case.liked.title}”, which was liked here"
        return f"{about}, and {like}" if about else f"it is {like}"
    return f"{about}, and reads like what was liked here" if about else "it reads like what was liked here"


def _against(case: Case, score: float, bar: float) -> str:
    if case.left_out and not case.topic:
        return f"it is near to “{short(case.left_out)}”, which you leave out"
    if case.left_out:
        return f"it is nearer to “{short(case.left_out)}”, which you leave out, than to any topic"
    if case.lift < -MOVED:
        nearest = f"; its nearest topic is “{short(case.topic)}”" if case.topic else ""
        if case.disliked:
            return f"it is like “{case.disliked.title}”, which was not wanted here{nearest}"
        return f"it reads like what was passed over here{nearest}"
    missed = f"its nearest topic, “{short(case.topic)}”, scores {score:.2f}; the bar is {bar:.2f}"
    if case.barred and bar - score < NEAR_MISS:
        return f"{missed}, and its words of “{short(case.barred)}” count against it"
    return missed if case.topic else f"it scores {score:.2f}; the bar is {bar:.2f}"


def _about(case: Case) -> str:
    """The topic where the paper holds its name, else the words of it that it holds, else that nothing is nearer."""
    name = short(case.topic)
    if not case.topic:
        return ""
    if not case.phrase:
        return f"it is nearest to your topic {name}"
    if len(set(stems(case.phrase)) & set(stems(name))) >= max(1, MOST_OF * len(set(stems(name)))):
        return f"it is about {name}"
    return f"it speaks of “{case.phrase}”, part of your topic {name}"
