"""The show: two hosts talk through the day, one explains, one doubts. The post is short, the script is its thread.

At most MOST_WORDS words. Without a model it is shorter: the hosts quote checked sentences, and what
they say in between is a fixed set of lines (`hosts.py`); the small print says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.answer import Claim
from schedules.authors import called_by
from schedules.document import Block, Bullets, Document, Entry, Heading, Inline, Small, Span, Text, plain, text_of
from schedules.edition import Edition, Item
from schedules.forms.fitting import fitted, words_of
from schedules.forms.headline import footer, link_of, notes_of, paper_buttons, short_authors, written_by
from schedules.forms.hosts import DOUBTS, EXPLAINS, HOSTS, Cues, other
from schedules.forms.ledger import full_day, proof, record
from schedules.forms.relations import RELATIONS
from schedules.forms.script import all_claims, id_of, quoted, rests_on, says, script, short_words, speaker_of, spoken
from schedules.forms.short import brief, claims
from schedules.forms.told_lines import noted, with_its_cost, with_shorter_dives
from schedules.remembered import Prediction, Tie
from schedules.told import Part, Told

MOST_WORDS = 2_500
FULL_WORDS, FULL_KEPT = 1_500, 20
"""A show that a model wrote of so many kept papers has at least so many words, by more quick hits if need be.

Where what stands is less, it stays shorter: nothing is padded.
"""
SHORTER = ((14, 8), (12, 8), (12, 6), (10, 6), (10, 4), (8, 4), (8, 2), (6, 2))
"""Lines of a deep dive that a model told, and quick hits, where the show is too long."""
RELEVANT = 5
"""From this mark of ten on, a paper that is only to be kept track of may be a host's paper of the day."""
NAME = 40
"""Characters of a title where several are named in a line."""
DEEP = 4
MOST_DEEP = 5
QUICK, MOST_QUICK = 8, 20
OPENING_WORDS = 40
"""Words of the sentence the show opens with, at most."""
PROGRAM = (
    "No model wrote this show: what stands between quotation marks are the papers' own sentences, "
    "and the hosts' words in between come from a fixed list."
)
MADE_UP = f"{EXPLAINS} and {DOUBTS} are made-up hosts."


@dataclass(frozen=True, slots=True)
class _Show:
    """What every piece of the script is made from."""

    edition: Edition
    told: Told
    cues: Cues
    deep: tuple[Item, ...]
    quick: tuple[Item, ...]


def show(edition: Edition, told: Told) -> Document:
    """Title, cold open and contents as the post; deep dives, quick hits, picks, the bet and tomorrow in the thread."""
    date = f"{edition.day.day} {edition.day:%b %Y}"
    document = _document(_cast(edition, told, QUICK), date)
    if words_of(document) > MOST_WORDS:
        return fitted(_shorter(edition, told, date), MOST_WORDS, first=("Quick hits",))
    if told.parts and edition.funnel.kept >= FULL_KEPT:
        for quick in range(QUICK + 1, MOST_QUICK + 1):
            if _spoken(document) >= FULL_WORDS:
                break
            document = _document(_cast(edition, told, quick), date)
    return fitted(document, MOST_WORDS, first=("Quick hits",))


def _shorter(edition: Edition, told: Told, date: str) -> Document:
    """Shorter deep dives before fewer quick hits, both with what they rest on; as short as it gets if need be."""
    for lines, quick in SHORTER:
        document = _document(_cast(edition, with_shorter_dives(told, lines), quick), date)
        if words_of(document) <= MOST_WORDS:
            break
    return document


def _cast(edition: Edition, told: Told, quick: int) -> _Show:
    items = (*edition.items, *edition.also)
    chosen = [item for item in items if told.part("deep", item.paper.id)][:MOST_DEEP]
    deep = (*chosen, *(item for item in items if item not in chosen))[: max(DEEP, len(chosen))]
    rest = tuple(item for item in items if item not in deep)
    return _Show(edition, told, Cues(edition.key), deep, rest[:quick])


def _document(one: _Show, date: str) -> Document:
    entries: list[Entry] = []
    if one.deep:
        entries = [
            *(_dive(one, item, turn) for turn, item in enumerate(one.deep)),
            *_quick_hits(one),
            _picks(one),
            *([_bet(one)] if _has_ledger(one) else []),
            _tomorrow(one),
        ]
    return Document(f"Show of {date}", _post(one, date), tuple(entries))


def _spoken(document: Document) -> int:
    """Words of the script, small print left out."""
    spoken = [block for entry in document.thread for block in entry.blocks if not isinstance(block, Small)]
    return len(text_of(spoken).split())


# ---------------------------------------------------------------- the post


def _post(one: _Show, date: str) -> tuple[Block, ...]:
    edition, told = one.edition, one.told
    blocks: list[Block] = [Heading(f"Show of {date}")]
    if not one.deep:
        blocks.append(Text(plain(edition.quiet)))
    else:
        blocks += _cold_open(one)
        blocks.append(says(EXPLAINS, f"This is the show of {date}. I explain, and {DOUBTS} doubts."))
        blocks += [Text((Span("Contents", bold=True),)), Bullets(tuple(_content(item) for item in one.deep))]
        quick = f"{len(one.quick)} quick hits, " if one.quick else ""
        rest = "the papers of the day, the bet and the days ahead" if _has_ledger(one) else "the papers and days ahead"
        blocks.append(Text(plain(f"Then {quick}{rest}.")))
        blocks += noted(item for item in (*edition.items, *edition.also) if item not in one.deep)
    remarks = [*edition.missing, *edition.remarks, told.remark]
    blocks += [Small(plain(text)) for text in remarks if text and text not in edition.quiet]
    if one.deep:
        by = f"This form: {written_by(told.byline)}." if told.parts else PROGRAM
        blocks.append(Small(plain(f"{by} {MADE_UP}")))
    return (*blocks, Small(plain(footer(with_its_cost(edition, told)))))


def _cold_open(one: _Show) -> list[Block]:
    part = one.told.part("cold")
    if part:
        return script(part)
    edition, cues, top = one.edition, one.cues, one.deep[0]
    blocks: list[Block] = []
    if line := edition.line if isinstance(edition.line, str) else quoted(edition.line):
        blocks += [says(DOUBTS, cues.line("first")), says(EXPLAINS, line)]
    return [
        *blocks,
        says(DOUBTS, cues.line("tease")),
        says(EXPLAINS, *short_words(top, OPENING_WORDS), f" ({short_authors(top.paper)}, ", id_of(top), ")"),
        says(DOUBTS, cues.line("wait")),
    ]


def _content(item: Item) -> Inline:
    return Span(f"{item.paper.title}, {short_authors(item.paper)}, "), id_of(item)


# ---------------------------------------------------------------- deep dives


def _dive(one: _Show, item: Item, turn: int) -> Entry:
    paper = item.paper
    blocks: list[Block] = [
        Heading(f"{turn + 1}. {paper.title}", link=link_of(paper)),
        Small((Span(f"{', '.join(paper.authors) or 'unsigned'} · "), id_of(item))),
        *notes_of(item),
    ]
    part = one.told.part("deep", paper.id)
    if part:
        blocks += [*script(part), *rests_on([part])]
    else:
        blocks += _assembled(one, item, turn)
    blocks += _earlier(one, item, turn)
    if item is one.deep[-1]:
        blocks += _without_limits(one)
    return Entry((*blocks, *paper_buttons(paper)), about=paper.id)


def _assembled(one: _Show, item: Item, turn: int) -> list[Block]:
    """Problem, idea, outcome, number, objection, use: questions of the fixed list, answers of the paper."""
    cues, said = one.cues, set[str]()
    enter = cues.line("enter" if turn else "begin", turn)
    blocks: list[Block] = [says(EXPLAINS, f"{enter} “{item.paper.title}”.")]
    new = claims(item, "new")
    for cue, found in (("problem", claims(item, "problem")), ("idea", new), ("about", () if new else _about(item))):
        blocks += _answered(cues.line(cue, turn), _next(found, said))
    blocks += _answered(cues.line("result", turn), _next((item.finding, *claims(item, "takeaways")), said))
    blocks += _number(one, item, turn, said)
    limit = _next(claims(item, "gaps"), said)
    blocks += _answered(cues.line("limit", turn), limit)
    moved = f"{cues.line('moved', turn)} " if limit else ""
    if use := _next(claims(item, "matters", "next"), said):
        return [*blocks, *_answered(f"{moved}{cues.line('use', turn)}", use)]
    return [
        *blocks,
        says(DOUBTS, f"{moved}{cues.line('why here', turn)}"),
        says(EXPLAINS, f"Because {item.because}."),
    ]


def _without_limits(one: _Show) -> list[Block]:
    """Which abstracts name no limit, asked once for all of them."""
    quoting = [item for item in one.deep if one.told.part("deep", item.paper.id) is None]
    without = [f"“{brief(item.paper.title, NAME)}”" for item in quoting if not claims(item, "gaps")]
    if not without:
        return []
    *most, last = without
    if not most:
        answer = f"I found no limit named in {last}."
    elif len(without) == len(one.deep):
        answer = "None of these abstracts names a limit."
    else:
        answer = f"I found no limit named in {', '.join(most)} and {last}."
    return [says(DOUBTS, one.cues.line("limits")), says(EXPLAINS, answer), says(DOUBTS, one.cues.line("unmoved"))]


def _about(item: Item) -> tuple[Claim, ...]:
    return claims(item, "about")


def _next(found: Sequence[Claim], said: set[str]) -> Claim | None:
    """The first claim that has not been said of this paper; it counts as said from now on."""
    claim = next((one for one in found if one.text not in said), None)
    if claim:
        said.add(claim.text)
    return claim


def _answered(question: str, claim: Claim | None) -> list[Block]:
    """Nothing is asked that the paper does not answer."""
    return [says(DOUBTS, question), says(EXPLAINS, quoted(claim))] if claim else []


def _number(one: _Show, item: Item, turn: int, said: set[str]) -> list[Block]:
    """A sentence with a figure; asked in vain only where the whole abstract has none."""
    if any(map(str.isdigit, "".join(said))):
        return []
    counted = [claim for claim in all_claims(item) if any(map(str.isdigit, claim.text))]
    claim = _next(counted, said)
    if claim or any(map(str.isdigit, item.paper.abstract)):
        return _answered(one.cues.line("number", turn), claim)
    return [says(DOUBTS, one.cues.line("number", turn)), says(EXPLAINS, one.cues.line("no number", turn))]


def _earlier(one: _Show, item: Item, turn: int) -> list[Block]:
    tie = next((tie for tie in one.edition.memory.ties if tie.paper_id == item.paper.id), None)
    if tie is None:
        return []
    return [says(DOUBTS, one.cues.line("earlier", turn)), says(EXPLAINS, _tied(tie))]


def _tied(tie: Tie) -> str:
    earlier = f"“{tie.earlier_title}” ({called_by(tie.earlier_id)}), which we had on {full_day(tie.earlier_day)}"
    if tie.relation == "continues":
        return f"It belongs to the thread “{tie.thread}”, as does {earlier}."
    return f"In the thread “{tie.thread}” it {RELATIONS[tie.relation]} {earlier}."


# ---------------------------------------------------------------- the rest of the script


def _quick_hits(one: _Show) -> list[Entry]:
    """In turns; what a model told of a paper, else a short sentence of its own."""
    if not one.quick:
        return []
    part = one.told.part("quick")
    told = {line.paper_id: line for line in part.lines if line.claim and line.paper_id} if part else {}
    blocks: list[Block] = [Heading("Quick hits"), says(EXPLAINS, one.cues.line("quick"))]
    for turn, item in enumerate(one.quick):
        line = told.get(item.paper.id)
        text = (Span(quoted(line.claim)),) if line and line.claim else short_words(item, titled=False)
        host = HOSTS[(turn + 1) % len(HOSTS)]
        blocks.append(says(host, f"{short_authors(item.paper)} in “{item.paper.title}” (", id_of(item), "): ", *text))
    shown = {item.paper.id for item in one.quick}
    lines = tuple(line for paper, line in told.items() if paper in shown)
    return [Entry((*blocks, *rests_on([Part("quick", lines)])))]


def _picks(one: _Show) -> Entry:
    """A paper of each host, with the reason: the program's marks where a model gave no other."""
    cues = one.cues
    blocks: list[Block] = [Heading("Papers of the day"), says(DOUBTS, cues.line("pick"))]
    parts = {speaker_of(part.lines[0]): part for part in one.told.parts if part.name == "pick" and part.paper_id}
    mine, yours = _nearest(one), _newest(one)
    blocks += _pick(one, EXPLAINS, parts, mine, "it is the nearest to what is wanted here")
    blocks.append(says(EXPLAINS, cues.line("pick too")))
    if yours is None and DOUBTS not in parts:
        blocks.append(says(DOUBTS, "The same; it is the only paper here that I could choose."))
    else:
        blocks += _pick(one, DOUBTS, parts, yours or mine, _novel(yours or mine))
    return Entry((*blocks, *rests_on(list(parts.values()))))


def _novel(item: Item) -> str:
    of_the_day = item.marks is not None and item.marks.of_the_day
    return f"it is the least like {'the rest of the day' if of_the_day else 'what we had before'}"


def _nearest(one: _Show) -> Item:
    return max(one.deep, key=lambda item: (item.marks.relevance if item.marks else 0, -item.number))


def _newest(one: _Show) -> Item | None:
    """The paper marked as most novel that the other host has not taken, of those worth reading; None without one."""
    others = [item for item in (*one.deep, *one.quick) if item is not _nearest(one) and _worth_reading(item)]
    return max(others, key=lambda item: (item.marks.novelty if item.marks else 0, -item.number), default=None)


def _worth_reading(item: Item) -> bool:
    return item.verb != "Track" or (item.marks is not None and item.marks.relevance >= RELEVANT)


def _pick(one: _Show, host: str, parts: dict[str, Part], item: Item, reason: str) -> list[Block]:
    if part := parts.get(host):
        item = next(i for i in (*one.edition.items, *one.edition.also) if i.paper.id == part.paper_id)
        return [says(host, *_named(item)), *(says(host, *spoken(line, part)) for line in part.lines)]
    marks = item.marks
    if marks is None:
        return [says(host, *_named(item), f" It is here because {item.because}.")]
    scored = f"relevance {marks.relevance}" if host == EXPLAINS else f"novelty {marks.novelty}"
    return [says(host, *_named(item), f" By its marks {reason}: {scored} of 10. It is here because {item.because}.")]


def _named(item: Item) -> Inline:
    return Span(f"“{item.paper.title}”, {short_authors(item.paper)}, "), id_of(item), Span(".")


def _has_ledger(one: _Show) -> bool:
    score = one.edition.memory.score
    return bool(
        one.edition.memory.made or one.edition.memory.due or score.hit + score.missed + score.unclear + score.open
    )


def _bet(one: _Show) -> Entry:
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


def _betting(one: _Show, bet: Prediction) -> list[Block]:
    host = bet.by if bet.by in HOSTS else one.cues.better()
    by = "" if bet.by in HOSTS else f" The ledger has it as made by {bet.by}."
    return [
        says(other(host), one.cues.line("bet")),
        says(host, bet.claim),
        says(other(host), one.cues.line("false")),
        says(host, bet.criterion),
        says(other(host), f"Then I hold against it. It stands in the ledger, due on {full_day(bet.due)}.{by}"),
    ]


def _tomorrow(one: _Show) -> Entry:
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
