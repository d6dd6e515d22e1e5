"""The list: every paper that was kept, scored on two axes, and what was nearly kept. Nothing in it needs a model."""

from collections.abc import Sequence
from datetime import timedelta

import prompts
from retrieval.answer import Usage
from retrieval.picking.topics import counted, heads
from retrieval.profile import Profile
from retrieval.rank import Pick, matched_author
from schedules.authors import called_by
from schedules.document import (
    Actions,
    Block,
    Bullets,
    Button,
    Code,
    Divider,
    Document,
    Entry,
    Heading,
    Inline,
    Small,
    Span,
    Text,
    plain,
)
from schedules.edition import Edition, Item
from schedules.forms.cited import id_of, link_of, name_of, notes_of, paper_buttons, short_authors
from schedules.forms.footer import footer, unread
from schedules.forms.ledger import full_day
from schedules.marks import rubric

NEAREST_MISSES = 8


def listing(edition: Edition) -> Document:
    """Counts, tokens, contents, coverage and near misses in the post; each paper in the thread; the profile last."""
    items = (*edition.items, *edition.also)
    date = full_day(edition.day)
    blocks: list[Block] = [
        Heading(f"List of {date}"),
        Text(plain(_counts(edition))),
        Small(plain(tokens(edition.usage))),
    ]
    if not items:
        blocks.append(Text(plain(edition.quiet)))
    else:
        blocks += [Text((Span("Contents", bold=True),)), Bullets(tuple(_row(item) for item in items))]
        blocks += _coverage(edition, items)
    blocks += _misses(edition)
    blocks += [Small(plain(one)) for one in (*edition.missing, *edition.remarks) if one not in edition.quiet]
    blocks += [Small(plain(footer(edition))), _days(edition)]
    entries = (*(_entry(item, edition.profile) for item in items), *((_how(edition),) if edition.profile else ()))
    many = "1 paper" if len(items) == 1 else f"{len(items)} papers"
    return Document(f"List of {date}: {many} kept", tuple(blocks), entries)


def _counts(edition: Edition) -> str:
    funnel = edition.funnel
    announced = "1 paper" if funnel.announced == 1 else f"{funnel.announced} papers"
    parts = [f"{announced} announced", *unread(funnel), f"{funnel.read} read", f"{funnel.kept} kept"]
    held = len(edition.items) + len(edition.also)
    return ", ".join(parts) + (f"; the best {held} are listed." if held < funnel.kept else ".")


def tokens(usage: Usage) -> str:
    """The token and cost table in one line."""
    if not usage.tokens_in:
        return "Tokens: none; no model was asked. Cost: $0.00."
    cost = "unknown" if usage.cost_usd is None else f"${usage.cost_usd:.2f}"
    total = usage.tokens_in + usage.tokens_out
    return f"Tokens: {usage.tokens_in:,} in, {usage.tokens_out:,} out, {total:,} in all. Cost: {cost}."


def _row(item: Item) -> Inline:
    marks = f" · {scored(item)}" if item.marks else ""
    return (
        Span(f"{item.number}. {item.paper.title}", bold=True),
        Span(f" {short_authors(item.paper)}, "),
        id_of(item.paper),
        Span(marks),
    )


def scored(item: Item) -> str:
    """`relevance 9, novelty 4`."""
    return f"relevance {item.marks.relevance}, novelty {item.marks.novelty}" if item.marks else ""


def _coverage(edition: Edition, items: Sequence[Item]) -> list[Block]:
    """How many of the papers kept each topic got, those without any named too."""
    topics = edition.profile.topics if edition.profile else ()
    if not topics:
        return []
    kept = [pick.topic for pick in edition.picks if pick.kept] or [item.topic for item in items]
    count = dict(counted(kept, topics))
    covered = "; ".join(f"{name}: {count.get(name, 0)}" for name in dict.fromkeys(heads(topics).values()))
    return [Text((Span("By topic: ", bold=True), Span(f"{covered}.")))]


def _misses(edition: Edition) -> list[Block]:
    missed = [pick for pick in edition.picks if not pick.kept][:NEAREST_MISSES]
    missed.sort(key=lambda pick: pick.fit, reverse=True)  # by the score that their reasons tell
    if not missed:
        return []
    return [Text((Span("Nearest misses", bold=True),)), Bullets(tuple(_missed(pick) for pick in missed))]


def _missed(pick: Pick) -> Inline:
    return Span(f"{pick.title} "), Span(f"({called_by(pick.paper_id)})"), Span(f": {pick.because}.")


def _days(edition: Edition) -> Actions:
    """Where to turn from here; from a day without an edition a button leads on to the nearest."""
    before, after = edition.day - timedelta(days=1), edition.day + timedelta(days=1)
    return Actions(
        (
            Button("Previous day", "digest", f"date:{before.isoformat()} form:list near:before"),
            Button("Month", "digest", f"date:{edition.day.isoformat()} form:month"),
            Button("Next day", "digest", f"date:{after.isoformat()} form:list near:after"),
        )
    )


def _entry(item: Item, profile: Profile | None) -> Entry:
    paper = item.paper
    facts = [f"{name_of(paper)}{f'v{paper.version}' if paper.version else ''}", ", ".join(paper.authors) or "unsigned"]
    facts += [", ".join(paper.categories), paper.comment]
    blocks: list[Block] = [
        Heading(f"{item.number}. {paper.title}", link=link_of(paper)),
        Small(plain(" · ".join(filter(None, facts)))),
        Text((Span("Abstract: ", bold=True), Span(paper.abstract or "the source gives none."))),
        Text((Span("Kept because ", bold=True), Span(f"{item.because}."))),
        *notes_of(item),
    ]
    if item.marks:
        why = f": {item.marks.why}" if item.marks.why else ""
        blocks.append(Text((Span(f"{scored(item).capitalize()}{why} ", bold=False), Span(f"(by {item.marks.by})"))))
    if author := matched_author(paper, profile) if profile else "":
        blocks.append(Text((Span("Author you follow: ", bold=True), Span(f"{author}."))))
    if item.agreeing:
        blocks.append(Small(plain(f"Also told of by {', '.join(item.agreeing)}.")))
    return Entry((*blocks, *paper_buttons(paper)), about=paper.id)


def _how(edition: Edition) -> Entry:
    """The profile and the rule that picked, in full."""
    profile = edition.profile
    assert profile is not None  # noqa: S101 - the caller has looked
    parts = [
        *(f"Topic: {one}" for one in profile.topics),
        *(f"Leave out: {one}" for one in profile.leave_outs),
        *(f"Author: {one}" for one in profile.authors),
        *(f"Venue: {one}" for one in profile.venues),
        *([f"Categories: {', '.join(profile.categories)}"] if profile.categories else []),
    ]
    told = "\n".join(parts) or "Everything that is new."
    explained = tuple(plain(one) for one in rubric((*edition.items, *edition.also)))
    return Entry(
        (
            Heading("What was asked for, and how the marks are made"),
            Code(told),
            Bullets(explained),
            *_asked(edition),
            Divider(),
        )
    )


def _asked(edition: Edition) -> tuple[Block, ...]:
    """The prompt of the models that gave marks, as it reads now; nothing where the program alone did."""
    judges = {item.marks.by for item in (*edition.items, *edition.also) if item.marks} - {"program"}
    if not judges:
        return ()
    prompt = prompts.load("judge")
    return Small(plain(f"What {', '.join(sorted(judges))} marks by ({prompt.label}):")), Code(prompt.system)
