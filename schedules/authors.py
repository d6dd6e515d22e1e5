"""Persons, collaborations and feeds: who may have signed a paper, and what people know it by. Pure."""

GROUPS = frozenset({"collaboration", "collaborations", "consortium", "team", "group", "project", "network", "survey"})
FEED = "feed:"
"""How the ids begin that we gave to entries of a feed, which are often signed with its name."""


def called_by(paper_id: str) -> str:
    """The id that people know a paper by; the site's host for an entry of a feed, whose id is ours."""
    name = paper_id.removeprefix(FEED)
    return (name.rpartition("-")[0] or name) if paper_id.startswith(FEED) else paper_id


def is_group(name: str) -> bool:
    """Whether a name on a paper is that of a collaboration."""
    *_, last = (name.rstrip(" :") or name).split()
    return last.casefold() in GROUPS


def is_person(name: str) -> bool:
    """Whether it may be somebody's: no collaboration's, nor a single word, which tells nobody from a site."""
    return len(name.split()) > 1 and not is_group(name)
