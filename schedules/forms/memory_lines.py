"""What memory knows of a day, as lines of the briefing: ties, predictions, authors, news of earlier papers. Pure."""

from datetime import date

from retrieval.text.subject import about_one_thing
from schedules.authors import called_by, is_person
from schedules.document import Inline, Span, plain
from schedules.forms.cited import finding
from schedules.forms.ledger import came, record
from schedules.forms.relations import RELATIONS
from schedules.forms.short import brief
from schedules.forms.told_lines import running
from schedules.remembered import Changed, Memory, Rising, Tie
from schedules.told import Part, Told
from schedules.words import ENGLISH

MOST_DOTS = 8
NAME = 40
"""Characters of a title where two stand in a line, each with its id."""
MOST_PAIRS = 3
MOST_IDS = 3
"""Papers of an author that are named, the newest."""


def connections(memory: Memory, told: Told) -> list[Inline]:
    """What code knows of the threads; a model's pairs of today's papers come first, each fact with its paper."""
    read = [running(part) for part in told.parts if part.name == "dots" and _connects(part)][:MOST_PAIRS]
    ties: list[Inline] = [
        (
            Span(f"{tie.thread}: ", bold=True),
            Span(f"“{brief(tie.title, NAME)}” ({called_by(tie.paper_id)}) {RELATIONS[tie.relation]} "),
            Span(f"“{brief(tie.earlier_title, NAME)}” ({called_by(tie.earlier_id)}, {ENGLISH.day(tie.earlier_day)})."),
            *(span for claim in tie.claims for span in (Span(" "), *finding(claim))),
        )
        for tie in memory.ties[:MOST_DOTS]
    ]
    return [*read, *ties]


def _connects(part: Part) -> bool:
    """Whether its facts are of two papers at least, and each speaks of what another paper's does."""
    facts = [(line.paper_id, line.claim.quotes[0].text) for line in part.lines if line.claim]
    return len({paper for paper, _ in facts}) > 1 and all(
        any(about_one_thing(one, said) or about_one_thing(said, one) for other, said in facts if other != paper)
        for paper, one in facts
    )


def came_due(memory: Memory) -> list[Inline]:
    """What became of earlier predictions, and the public score; nothing before any has come due."""
    score = memory.score
    lines = [came(one) for one in memory.due]
    return [*lines, plain(record(score))] if lines or score.hit + score.missed + score.unclear else []


def rising_authors(memory: Memory) -> list[Inline]:
    """A line for those of the same papers, with the newest of these and what says that they are one person's."""
    return [_risen(one) for one in memory.rising if is_person(one.author)]


def _risen(one: Rising) -> Inline:
    ids = ", ".join([paper for _, paper in one.papers][-MOST_IDS:])
    since = papers_since(len(one.papers), one.papers[0][0])
    if one.others:
        return plain(f"{_people(one)}: {since.replace(' since', ' together since', 1)} ({ids}).")
    return plain(f"{one.author}: {since} ({'; '.join(filter(None, (ids, one.told)))}).")


def _people(one: Rising) -> str:
    """“Ana Sun and Bo Zhu”, “Ana Sun, Bo Zhu and 2 more”."""
    first, *more = one.others
    return f"{one.author}, {first} and {len(more)} more" if more else f"{one.author} and {first}"


def earlier_line(tie: Tie) -> str:
    """An earlier paper of the same thread: its day, title and id, how today's stands to it, and a gloss."""
    stands = "in the same thread" if tie.relation == "continues" else f"which it {RELATIONS[tie.relation]}"
    return f"{ENGLISH.day(tie.earlier_day)}, “{tie.earlier_title}” ({called_by(tie.earlier_id)}), {stands}: {tie.gloss}"


def news_line(one: Changed) -> str:
    """What became of a paper of an earlier edition."""
    return f"“{one.title}” ({called_by(one.paper_id)}), in the edition of {ENGLISH.day(one.day)}: {one.what}"


def papers_since(papers: int, day: date) -> str:
    """`3 papers since 5 Mar`."""
    return f"{papers} {'paper' if papers == 1 else 'papers'} since {ENGLISH.day(day)}"
