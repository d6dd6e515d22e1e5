"""Ranked papers and a writer → an edition in which every claim has been checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import structlog

from retrieval.answer import FREELY, Allowance, Byline, Claim, DraftClaim, Section, Usage
from retrieval.check import Checked, check_all, drafts_of, in_sections
from retrieval.errors import WriterUnavailable
from retrieval.explaining.deepdive import Place
from retrieval.library import Library
from retrieval.paper import Paper, Passage
from retrieval.picking.explore import WEAK, explored
from retrieval.picking.feedback import Verdict
from retrieval.picking.judge import Judged, Raw, judged, reordered
from retrieval.picking.selection import select
from retrieval.picking.topics import leading
from retrieval.profile import Profile
from retrieval.rank import BAR, Pick
from retrieval.text.languages import ENGLISH
from retrieval.writer import Writer
from schedules.composing.closely import abstract_and_ends, places_beyond, read_closely
from schedules.composing.illustrated import illustrated
from schedules.composing.provenance import source_counts, with_agreement
from schedules.edition import MOST_KEPT, Edition, Funnel, Item, Verb, Window
from schedules.marks import marked, marks_of, with_marks
from schedules.window import quiet_reason

log = structlog.get_logger(__name__)

READ_SCORE, SKIM_SCORE = 0.6, WEAK
"""From these scores on a paper is to be read or skimmed; below, it is worth keeping track of."""
FAR_BELOW = 0.15
"""What scores less than the bar by that much is safe to skip; of the rest a reader would have kept some."""
REPLACEMENTS = ("replace", "replace-cross")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be composed: for which day and window, for whom, how many items."""

    key: str
    day: date
    window: Window
    profile: Profile
    owner: str
    items: int = 5
    missing: tuple[str, ...] = ()
    """A sentence for each source that did not answer while the day was collected."""
    unread: tuple[str, ...] = ()
    """The names of these sources."""
    remarks: tuple[str, ...] = ()
    """What the other sources said of themselves: a weekend, a late feed."""
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    """What people here made of earlier papers, by id."""
    allowance: Allowance = FREELY
    """Where it says why no model may be asked, the sentences are the papers' own, and the edition says so."""
    language: str = ENGLISH
    """In which a model writes, and the edition is shown; one of `languages.WRITTEN`."""
    reading_seconds: float = 0
    """How long the papers of the post may be read in full before they are written of; 0: abstracts must do."""
    judged: Sequence[Raw] = ()
    """What the model said of papers of earlier editions: today's marks are held against it."""


Sheet = tuple[Paper, Sequence[Passage]]


class _Words(NamedTuple):
    finding: Claim
    sections: tuple[Section, ...]
    places: Mapping[str, Place]


class _Written(NamedTuple):
    items: list[Item]
    line: Claim | None
    byline: Byline
    usage: Usage
    remarks: tuple[str, ...]


async def compose(library: Library, order: Order, announced: Sequence[Paper]) -> Edition:
    """The edition of the papers of `order`'s window. They must be stored; unindexed ones are ranked by words."""
    to_read = [paper for paper in announced if _is_read(paper, order.profile)]
    picks = await select(library, to_read, order.profile, owner=order.owner, verdicts=order.verdicts)
    papers = {paper.id: paper for paper in to_read}
    judgement = await _judged(library, order, [papers[pick.paper_id] for pick in picks])
    picks = reordered(picks, judgement.marks, order.profile.topics)
    picks = explored(picks, places=order.items, seed=order.key)
    kept = [pick for pick in picks if pick.kept]
    shown = [papers[pick.paper_id] for pick in kept[: order.items]]
    await read_closely(library, shown, seconds=order.reading_seconds)
    written = await _write(library, order, [(papers[pick.paper_id], pick) for pick in kept[: order.items]])
    also = await _also(library, order, [(papers[pick.paper_id], pick) for pick in kept[order.items : MOST_KEPT]])
    by = library.writer.byline("judge").model or ""
    marks = marks_of(judgement, by=by, topics=order.profile.topics)
    tellers = await library.store.told_by([paper.id for paper in announced], owner=order.owner)
    edition = Edition(
        key=order.key,
        day=order.day,
        window=order.window,
        line=written.line or _line(kept, written.items, order.profile.topics),
        items=with_agreement(await illustrated(library, with_marks(written.items, marks)), tellers),
        funnel=Funnel(len(announced), len(to_read), len(kept), len(written.items)),
        skip=_skip(picks, order.profile),
        picks=tuple(picks),
        also=with_agreement(with_marks(also, marks), tellers),
        profile=order.profile,
        sources=source_counts(tellers, order.missing),
        byline=written.byline,
        usage=written.usage + judgement.usage,
        unread=order.unread,
        missing=order.missing + written.remarks + _unjudged(judgement, written.byline),
        remarks=order.remarks + _without_model(order, written),
        quiet="" if kept else _quiet(order, announced, len(to_read)),
        retold=any(item.paper.retold for item in written.items),
        language=order.language,
    )
    return await marked(library, edition, owner=order.owner)


async def _judged(library: Library, order: Order, papers: Sequence[Paper]) -> Judged:
    """The model's marks of the first of `papers`; of none where no model writes, or nothing says what is wanted."""
    if order.allowance.refused or not order.profile.topics or library.writer.byline("judge").model is None:
        return Judged({}, {})
    return await judged(library.writer, order.profile, papers, before=order.judged)


def _unjudged(judgement: Judged, byline: Byline) -> tuple[str, ...]:
    """What people should know of papers that went unjudged; a model that did nothing at all was told of already."""
    if not judgement.left or not (judgement.said or byline.model):
        return ()
    asked = judgement.left + len(judgement.said)
    which = f"{judgement.left} of the {asked} best papers" if judgement.said else "the papers"
    return (f"The model did not judge {which}; their marks are the program's.",)


def _without_model(order: Order, written: _Written) -> tuple[str, ...]:
    return (f"{order.allowance.refused} {INSTEAD}",) if order.allowance.refused and written.items else ()


INSTEAD = "The sentences were picked by program instead."


def _quiet(order: Order, announced: Sequence[Paper], read: int) -> str:
    if announced and not any(_is_within(paper, order.profile) for paper in announced):
        return f"None of the {len(announced)} new papers is in {', '.join(order.profile.categories)}."
    if announced and not read:
        return "Nothing new: what was announced are new versions of earlier papers."
    return quiet_reason(order.window, read, order.missing, order.remarks)


def _is_read(paper: Paper, profile: Profile) -> bool:
    """A new version of a known paper is no news; a profile with categories reads only those."""
    return _is_within(paper, profile) and paper.announcement not in REPLACEMENTS


def _is_within(paper: Paper, profile: Profile) -> bool:
    return not (profile.categories and paper.categories) or bool(set(profile.categories) & set(paper.categories))


async def _write(library: Library, order: Order, chosen: Sequence[tuple[Paper, Pick]]) -> _Written:
    if not chosen:
        return _Written([], None, library.writer.byline("headline"), Usage(), ())
    sheets = await _sheets(library, [paper for paper, _ in chosen], order.owner, whole=True)
    remarks: tuple[str, ...] = ()
    writer = library.plain_writer if order.allowance.refused else library.writer
    try:
        words, line, usage = await _words(writer, sheets, order.language)
        byline = writer.byline("headline")
    except WriterUnavailable as error:
        log.warning("headline written without the model", why=error.for_people)
        words, line, usage, byline = {}, None, error.spent or Usage(), library.plain_writer.byline("headline")
        remarks = (f"{error.for_people} {INSTEAD}",)
    left = [sheet for sheet in sheets if sheet[0].id not in words]
    if byline.model and left:
        byline = byline if words else library.plain_writer.byline("headline")
        which = f"{len(left)} of the items" if words else "the items"
        remarks = (
            f"What the model wrote of {which} did not stand the check; sentences picked by program took its place.",
        )
    spare, _, _ = await _words(library.plain_writer, left) if left else ({}, None, None)
    items = [
        _item(number, paper, pick, words.get(paper.id) or spare.get(paper.id))
        for number, (paper, pick) in enumerate(chosen, start=1)
    ]
    return _Written(items, line, byline, usage, remarks)


async def _also(library: Library, order: Order, left: Sequence[tuple[Paper, Pick]]) -> tuple[Item, ...]:
    """What the longer forms say of the kept papers that the post has no room for: sentences, no model."""
    sheets = await _sheets(library, [paper for paper, _ in left], order.owner)
    words, _, _ = await _words(library.plain_writer, sheets)
    return tuple(
        _item(number, paper, pick, words.get(paper.id)) for number, (paper, pick) in enumerate(left, order.items + 1)
    )


async def _sheets(library: Library, papers: Sequence[Paper], owner: str, *, whole: bool = False) -> list[Sheet]:
    """Each paper with its abstract and, if it was read in full and that is wanted, what it says of its limits."""
    ids = [paper.id for paper in papers]
    passages = await library.store.passages(ids, owner=owner, abstracts_only=not whole)
    return [(paper, abstract_and_ends([p for p in passages if p.paper_id == paper.id])) for paper in papers]


async def _words(
    writer: Writer, sheets: Sequence[Sheet], language: str = ENGLISH
) -> tuple[dict[str, _Words], Claim | None, Usage]:
    """What `writer` has to say of each paper, checked; a paper whose finding did not stand is left out."""
    drafts, usage = await writer.headline(sheets, language="" if language == ENGLISH else language)
    shelf = {paper.id: {passage.key: passage for passage in some} for paper, some in sheets}
    words: dict[str, _Words] = {}
    for item in drafts.items:
        if item.paper_id not in shelf:
            continue  # the writer made it up
        checked = await check_all(writer, [item.finding, *drafts_of(item.sections)], shelf[item.paper_id])
        usage += checked.usage
        finding, *rest = checked.claims
        if finding is not None:
            sections = in_sections(item.sections, Checked(tuple(rest)))
            words[item.paper_id] = _Words(finding, sections, places_beyond(sections, shelf[item.paper_id].values()))
    line, more = await _checked_line(writer, drafts.line, shelf)
    return words, line, usage + more


async def _checked_line(
    writer: Writer, line: DraftClaim | None, shelf: Mapping[str, Mapping[str, Passage]]
) -> tuple[Claim | None, Usage]:
    """The day's line may rest on any of the day's papers."""
    if line is None:
        return None, Usage()
    everything = {key: passage for some in shelf.values() for key, passage in some.items()}
    checked = await check_all(writer, [line], everything)
    return checked.claims[0], checked.usage


def _item(number: int, paper: Paper, pick: Pick, words: _Words | None) -> Item:
    """An item; without a sentence that stood (an empty abstract), the title is the finding."""
    finding = words.finding if words else Claim(paper.title, (), verbatim=True)
    sections, places = (words.sections, words.places) if words else ((), {})
    return Item(
        number=number,
        paper=paper,
        verb=_verb(pick),
        finding=finding,
        because=pick.because,
        sections=sections,
        topic=pick.topic,
        places=places,
    )


def _verb(pick: Pick) -> Verb:
    if pick.score >= READ_SCORE:
        return "Read"
    return "Skim" if pick.score >= SKIM_SCORE else "Track"


def _line(kept: Sequence[Pick], items: Sequence[Item], wanted: Sequence[str]) -> str:
    """What ties the day together as far as counting tells: the topic most of the kept papers share."""
    topics, about = leading([(pick.topic, pick.about) for pick in kept], wanted)
    how = "about" if about else "nearest to"
    if not items or not topics:
        return ""
    (topic, count), *others = topics
    if count == 1:
        if len(kept) == 1:
            return f"The one paper kept is {how} {topic}."
        return f"No topic dominates: the {len(kept)} papers kept are on {len(topics)} of your topics."
    line = f"{_share(count, len(kept))} {how} {topic}"
    return f"{line}; {others[0][1]} {how.split()[-1]} {others[0][0]}." if others else f"{line}."


def _share(count: int, kept: int) -> str:
    """`4 of the 14 papers kept are`, and plainly where it is all of them."""
    if count < kept:
        return f"{count} of the {kept} papers kept are"
    return "Both papers kept are" if kept == 2 else f"All {kept} papers kept are"


def _skip(picks: Sequence[Pick], profile: Profile) -> str:
    """What was not kept, counted: what only stayed below the bar, and what is safe to skip."""
    skipped = [pick for pick in picks if not pick.kept]
    left = [pick for pick in skipped if profile.leave_outs and pick.left_out]
    far = [pick for pick in skipped if pick in left or pick.score < BAR - FAR_BELOW]
    parts = [f"below the bar: {len(skipped) - len(far)}"] if len(far) < len(skipped) else []
    if far:
        parts.append(f"safe to skip: {len(far)}" + (f" ({len(left)} you leave out)" if left else ""))
    return ", ".join(parts)
