"""Why a paper was kept, or nearly was, in words; said of what really decided. Pure."""

from dataclasses import dataclass

from retrieval.learn import Kin

MOVED = 0.25
"""A taste that moves a paper by less than this (in spreads of the day's scores) is not spoken of."""
NEAR_MISS = 0.08


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What there is to say for and against one paper; empty or nought where there is nothing.

    `topic`: the profile's line that fits best, `phrase`: its words that the paper holds. `left_out`:
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
    """A profile's line as it is named to people: up to its colon, where it begins to list."""
    return line.split(":")[0].strip()


def reason(case: Case, score: float, *, kept: bool, bar: float) -> str:
    """“it is about …” for what is kept; for the rest what kept it out, with the bar where it was the bar."""
    if case.author:
        return f"you follow {case.author}"
    if case.untold:
        return f"it is new in {case.category}" if case.category else "it is new"
    return _for(case) if kept else _against(case, score, bar)


def _for(case: Case) -> str:
    about = f"it is about {_topic(case)}" if case.topic else ""
    if case.lift < MOVED:
        return about or "it is new"
    if case.liked:
        like = f"like “{case.liked.title}”, which was liked here"
        return f"{about}, and {like}" if about else f"it is {like}"
    return f"{about}, and reads like what was liked here" if about else "it reads like what was liked here"


def _against(case: Case, score: float, bar: float) -> str:
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


def _topic(case: Case) -> str:
    """The topic, with the words of it that the paper holds where its name alone does not say them."""
    name = short(case.topic)
    if not case.phrase or case.phrase.casefold() in name.casefold():
        return name
    return f"{name} (“{case.phrase}”)"
