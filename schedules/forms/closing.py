"""What follows the show's deep dives: quick hits, papers of the day, the bet, the days ahead. Pure."""

from schedules.document import Block, Entry, Heading, Inline, Span
from schedules.edition import Item
from schedules.forms.cast import Cast
from schedules.forms.cited import short_authors
from schedules.forms.hosts import DOUBTS, EXPLAINS, HOSTS, other
from schedules.forms.ledger import full_day, proof, record
from schedules.forms.script import id_of, quoted, rests_on, says, short_words, speaker_of, spoken
from schedules.forms.short import QUICK_WORDS
from schedules.remembered import Prediction
from schedules.told import Part

RELEVANT = 5
"""From this mark of ten on, a paper that is only to be kept track of may be a host's paper of the day."""
NEW = 7
"""From this novelty on it is said that a paper is the newest."""


def quick_hits(one: Cast) -> list[Entry]:
    """In turns; what a model told of a paper, else a short sentence of its own."""
    if not one.quick:
        return []
    part = one.told.part("quick")
    told = {line.paper_id: line for line in part.lines if line.claim and line.paper_id} if part else {}
    blocks: list[Block] = [Heading("Quick hits"), says(EXPLAINS, one.cues.line("quick"))]
    for turn, item in enumerate(one.quick):
        line = told.get(item.paper.id)
        text = (Span(quoted(line.claim)),) if line and line.claim else short_words(item, QUICK_WORDS, titled=False)
        host = HOSTS[(turn + 1) % len(HOSTS)]
        found: Inline = (Span("): "), *text) if text else (Span(")."),)
        blocks.append(says(host, f"{short_authors(item.paper)} in “{item.paper.title}” (", id_of(item), *found))
    shown = {item.paper.id for item in one.quick}
    lines = tuple(line for paper, line in told.items() if paper in shown)
    return [Entry((*blocks, *rests_on([Part("quick", lines)])))]


def picks(one: Cast) -> Entry:
    """A paper of each host, with the reason: the program's marks where a model gave no other."""
    cues = one.cues
    blocks: list[Block] = [Heading("Papers of the day"), says(DOUBTS, cues.line("pick"))]
    parts = {speaker_of(part.lines[0]): part for part in one.told.parts if part.name == "pick" and part.paper_id}
    mine, yours = _nearest(one), _newest(one)
    blocks += _pick(one, EXPLAINS, parts, mine, _near(mine))
    blocks.append(says(EXPLAINS, cues.line("pick too")))
    if yours is None and DOUBTS not in parts:
        blocks.append(says(DOUBTS, "The same; it is the only paper here that I could choose."))
    else:
        blocks += _pick(one, DOUBTS, parts, yours or mine, _novel(yours or mine))
    return Entry((*blocks, *rests_on(list(parts.values()))))


def _near(item: Item) -> str:
    marks = item.marks
    return f"By its marks it is the nearest to what is wanted here: relevance {marks.relevance} of 10." if marks else ""


def _novel(item: Item) -> str:
    """Of what else is worth reading: a paper that is not, or that a host took, may have a higher mark."""
    if item.marks is None or item.marks.novelty < NEW:
        return ""
    how = "the least like the rest of the day" if item.marks.of_the_day else "the newest"
    return f"Of the others worth reading here it is {how} by its marks: novelty {item.marks.novelty} of 10."


def _nearest(one: Cast) -> Item:
    return max(one.deep, key=lambda item: (item.marks.relevance if item.marks else 0, -item.number))


def _newest(one: Cast) -> Item | None:
    """The paper marked as most novel that the other host has not taken, of those worth reading; None without one."""
    others = [item for item in (*one.deep, *one.quick) if item is not _nearest(one) and _worth_reading(item)]
    return max(others, key=lambda item: (item.marks.novelty if item.marks else 0, -item.number), default=None)


def _worth_reading(item: Item) -> bool:
    return item.verb != "Track" or (item.marks is not None and item.marks.relevance >= RELEVANT)


def _pick(one: Cast, host: str, parts: dict[str, Part], item: Item, reason: str) -> list[Block]:
    if part := parts.get(host):
        item = next(i for i in (*one.edition.items, *one.edition.also) if i.paper.id == part.paper_id)
        return [says(host, *_named(item)), *(says(host, *spoken(line, part)) for line in part.lines)]
    why = f"{reason} It" if reason else "It"
    return [says(host, *_named(item), f" {why} is here because {item.because}.")]


def _named(item: Item) -> Inline:
    return Span(f"“{item.paper.title}”, {short_authors(item.paper)}, "), id_of(item), Span(".")


def has_ledger(one: Cast) -> bool:
    """Whether anything was ever predicted here."""
    score = one.edition.memory.score
    return bool(
        one.edition.memory.made or one.edition.memory.due or score.hit + score.missed + score.unclear + score.open
    )


def bet(one: Cast) -> Entry:
    """The ledger's newest prediction as a host's bet, what came due, and the public score."""
    memory = one.edition.memory
    blocks: list[Block] = [Heading("The bet")]
    if memory.made:
        blocks += _betting(one, memory.made[0])
    else:
        blocks.append(says(EXPLAINS, "Nothing new to bet on today."))
    for due in memory.due:
        blocks.append(
            says(EXPLAINS, f"{due.state.capitalize()}: {due.claim} Made on {full_day(due.made)}.{proof(due)}")
        )
    return Entry((*blocks, says(DOUBTS, record(memory.score))))


def _betting(one: Cast, bet: Prediction) -> list[Block]:
    host = bet.by if bet.by in HOSTS else one.cues.better()
    by = "" if bet.by in HOSTS else f" The ledger has it as made by {bet.by}."
    return [
        says(other(host), one.cues.line("bet")),
        says(host, bet.claim),
        says(other(host), one.cues.line("false")),
        says(host, bet.criterion),
        says(other(host), f"Then I hold against it. It stands in the ledger, due on {full_day(bet.due)}.{by}"),
    ]


def tomorrow(one: Cast) -> Entry:
    """Only what is known today: what the ledger holds."""
    made = one.edition.memory.made
    ahead = (
        f"Only what is in the ledger: today's bet is due on {full_day(made[0].due)}."
        if made
        else "Nothing yet. What the archives announce next, nobody here knows."
    )
    return Entry(
        (
            Heading("The days ahead"),
            says(DOUBTS, one.cues.line("tomorrow")),
            says(EXPLAINS, ahead),
            says(DOUBTS, one.cues.line("close")),
        )
    )
