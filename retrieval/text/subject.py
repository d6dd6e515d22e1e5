"""Whether two statements can be about one thing: they share words of their subject. Pure.

It cannot tell that they are; it can tell that a relation, a verdict or a forecast has nothing to do with its source.
"""

from retrieval.text.words import stems

SHARED = 1 / 3
"""Of the subject's words of one statement, the share that the other has, and one at the least."""
_OF_ANY_PAPER = frozenset(
    stems(
        "paper papers work study article author result finding report show find found tell say speak present propose "
        "introduce describe demonstrate achieve use new novel more most less fewer many some first next later recent "
        "method approach model data day days week month year false true prove if will would can may by within until "
        "expect appear publish year due time several other another such based using used better well large small high "
    )
)
"""Words that say nothing of what a paper is about."""


def about_one_thing(said: str, source: str) -> bool:
    """Whether `source` holds SHARED of the words by which `said` has a subject; False where it has none."""
    subject = set(stems(said)) - _OF_ANY_PAPER
    return bool(subject) and len(subject.intersection(stems(source))) >= max(1.0, SHARED * len(subject))
