"""Why a paper was kept, or nearly was, in words; said of what really decided. Pure."""

from dataclasses import dataclass

from retrieval.learn import Kin
from retrieval.text.words import stems

MOVED = 0.25
"""In spreads of the day's scores: a lesser move is not spoken of, unless it is up and a liked paper can be named."""
NEAR_MISS = 0.08
LIKED = "was liked"
DONE = {
    "saved": "was saved",
    "asked": "was asked about",
    "explained": "was asked about",
    "opened": "was looked at",
    "imported": "was named as liked",
}
"""What people did with a paper that speaks for its like."""
MOST_NAMED = 2
LONGEST_NAME = 80
"""Characters of a line that is prose and no name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What there is to say for and against one paper; empty or nought where there is nothing.

    `topic`: the profile's line that fits best; `about`: the paper holds its name; `phrase`: the paper's own words for
    what else it holds of it; `mentioned`: they stand in it, but it need not be on that. `left_out`: the leave-out that
    alone decides; `barred`: one whose words stand in the paper, the same where they decide. `lift`, `liked`,
    `disliked`: as in `learn.Taste`; `shared`: what the paper and the one liked both speak of. `untold`: the profile
    asks for everything. `also`: other sources that told of the paper, where that counted.
    """

    topic: str = ""
    about: bool = False
    phrase: str = ""
    mentioned: bool = False
    author: str = ""
    category: str = ""
    left_out: str = ""
    barred: str = ""
    lift: float = 0.0
    liked: Kin | None = None
    disliked: Kin | None = None
    shared: str = ""
    taught: bool = False
    untold: bool = False
    also: tuple[str, ...] = ()


def short(line: str) -> str:
    """A profile's line as it is named to people: up to its colon, where it begins to list, and never at length."""
    name = line.split(":")[0].strip()
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME].rsplit(' ', 1)[0]} …"


def reason(case: Case, score: float, *, kept: bool, bar: float) -> str:
    """“it is about …” for what is kept; for the rest what kept it out, with the bar where it was the bar.

    `score`: the paper's own, by the profile.
    """
    if case.author:
        return f"you follow {case.author}"
    if case.untold:
        return f"it is new in {case.category}" if case.category else "it is new"
    return f"{_for(case, score >= bar)}{_also(case)}" if kept else _against(case, score, bar)


def _for(case: Case, by_profile: bool) -> str:
    """What the profile says of it, then what was learned; that alone where the paper holds nothing of the profile."""
    about = _about(case)
    if case.lift < MOVED and not (case.liked and case.lift > 0):
        return about or "it is new"
    if not (by_profile or case.about or (case.phrase and not case.mentioned)):
        about = ""
    if case.liked:
        like = f"like “{case.liked.title}”, which {DONE.get(case.liked.by, LIKED)} here"
        told = case.shared.casefold() in ("", case.phrase.casefold())
        both = "" if told else f"; both speak of “{case.shared}”"
        return f"{about}, and {like}{both}" if about else f"it is {like}{both}"
    return f"{about}, and reads like what was liked here" if about else "it reads like what was liked here"


def _also(case: Case) -> str:
    """“; also told of by Hugging Face”, two by name at most."""
    if not case.also:
        return ""
    named = " and ".join(case.also) if len(case.also) <= MOST_NAMED else f"{case.also[0]} and {len(case.also) - 1} more"
    return f"; also told of by {named}"


def _against(case: Case, score: float, bar: float) -> str:
    if case.left_out and case.left_out == case.barred:
        return f"it speaks of “{short(case.left_out)}”, which you leave out"
    if case.left_out and not case.topic:
        return f"it is near to “{short(case.left_out)}”, which you leave out"
    if case.left_out:
        return f"it is nearer to “{short(case.left_out)}”, which you leave out, than to any topic"
    if case.lift < -MOVED:
        nearest = f"; its nearest topic is “{short(case.topic)}”" if case.topic else ""
        if case.disliked:
            return f"it is like “{case.disliked.title}”, which was not wanted here{nearest}"
        return f"it reads less like what was liked here than the others of the day{nearest}"
    if score >= bar:
        nearest = f"its nearest topic is “{short(case.topic)}”, but " if case.topic else ""
        return f"{nearest}others of the day were put before it"
    missed = (
        f"its nearest topic, “{short(case.topic)}”, {_scored(score, bar)}"
        if case.topic
        else f"it {_scored(score, bar)}"
    )
    if case.barred and bar - score < NEAR_MISS:
        return f"{missed}, and its words of “{short(case.barred)}” count against it"
    return missed


def _scored(score: float, bar: float) -> str:
    if f"{score:.2f}" == f"{bar:.2f}":
        return "scores just below the bar"
    return f"scores {score:.2f}; the bar is {bar:.2f}"


def _about(case: Case) -> str:
    """The topic where the paper holds its name, else the words of it that it holds, else that nothing is nearer."""
    name = short(case.topic)
    if not case.topic:
        return ""
    if case.about:
        return f"it is about {name}"
    same = set(stems(case.phrase)) == set(stems(name.split(" (")[0]))
    if not case.phrase or (same and case.mentioned):
        return f"it is nearest to your topic {name}"
    if case.mentioned:
        return f"it is nearest to your topic {name}, of which it mentions “{case.phrase}”"
    if same:
        return f"it speaks of “{case.phrase}”"
    return f"it speaks of “{case.phrase}”, part of your topic {name}"
