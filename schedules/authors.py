"""Persons, collaborations and feeds: who may have signed a paper, and what people know it by. Pure."""

GROUPS = frozenset({"collaboration", "collaborations", "consortium", "team", "group", "project", "network", "survey"})
PARTICLES = frozenset(
    """al ap bin da das de degli dei del della den der des di do dos du el ibn la las le lo los mac san santa st st. ten
    ter van vande vanden vander von y zu zum zur""".split()  # noqa: SIM905 - quoted one by one they would fill a page
)
"""Small words that belong to the family name behind them: Van der Waals, De Martino."""
SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})
FEED = "feed:"
"""How the ids begin that we gave to entries of a feed, which are often signed with its name."""


def called_by(paper_id: str) -> str:
    """The id that people know a paper by; the site's host for an entry of a feed, whose id is ours."""
    name = paper_id.removeprefix(FEED)
    return (name.rpartition("-")[0] or name) if paper_id.startswith(FEED) else paper_id


def family_name(name: str) -> str:
    """`Martino` of Ana Martino, `De Martino` of Ivan De Martino, `King` of B. King Jr.; a group by its whole name."""
    parts = (name.rstrip(" :") or name).split()
    if is_group(name):
        return " ".join(parts)
    while len(parts) > 1 and parts[-1].casefold() in SUFFIXES:
        parts.pop()
    first = len(parts) - 1
    while first > 1 and parts[first - 1].casefold() in PARTICLES:
        first -= 1
    return " ".join(parts[first:])


def is_group(name: str) -> bool:
    """Whether a name on a paper is that of a collaboration."""
    *_, last = (name.rstrip(" :") or name).split()
    return last.casefold() in GROUPS


def is_person(name: str) -> bool:
    """Whether it may be somebody's: no collaboration's, nor a single word, which tells nobody from a site."""
    return len(name.split()) > 1 and not is_group(name)
