"""How a paper stands to an earlier one, as a verb."""

from collections.abc import Mapping

from schedules.remembered import Relation

RELATIONS: Mapping[Relation, str] = {
    "continues": "takes up the same thread as",
    "confirms": "confirms",
    "contradicts": "contradicts",
    "fills a gap": "fills a gap of",
}
"""The first is all that code can tell, and claims no more."""
