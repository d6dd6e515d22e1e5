"""One paper explained from its own passages, at the reader's level."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import structlog

from retrieval.answer import FREELY, SECTIONS, Allowance, Byline, Section, Usage
from retrieval.ask import INSTEAD
from retrieval.check import check_all, drafts_of, in_sections
from retrieval.entry import abstract_only
from retrieval.errors import UnknownPaper, WriterUnavailable
from retrieval.fulltext.outcome import Reading, full_text_remark
from retrieval.fulltext.reading import read_in_full
from retrieval.library import Library
from retrieval.paper import Paper, Passage
from retrieval.ports import Writer

log = structlog.get_logger(__name__)

LEVELS = ("newcomer", "practitioner", "expert")
MOST_CHARACTERS = 60_000
"""How much of a long paper is read, about 15,000 tokens: its beginning and its closing sections, not its appendices."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A paper in the sections of `answer.SECTIONS`; "gaps" is always among them.

    `remark`: something the reader should know first, such as a withdrawal or a model that was down.
    """

    paper: Paper
    level: str
    sections: tuple[Section, ...]
    byline: Byline
    usage: Usage = field(default_factory=Usage)
    remark: str = ""


async def explain(library: Library, paper: Paper, *, level: str, allowance: Allowance = FREELY) -> Explanation:
    """Explain this version of `paper`, with checked claims only, to a newcomer, practitioner or expert.

    It is read in full first where that has not been done; where it cannot be, the remark says why.

    A model that is down is replaced by the paper's own sentences, and the remark says so. Raises
    UnknownPaper if nothing of the paper is stored, and what the store raises.
    """
    reading = await read_in_full(library, paper)
    passages = _readable(await _stored(library, paper))
    if not passages:
        raise UnknownPaper(paper.id)
    writer = library.plain_writer if allowance.refused else library.writer
    try:
        told = await _by(writer, paper, passages, level)
        if told.byline.model and not told.sections:
            plain = await _by(library.plain_writer, paper, passages, level)
            told = replace(plain, usage=told.usage, remark=f"Nothing the model wrote stood the check. {INSTEAD}")
    except WriterUnavailable as down:
        log.warning("writer down", task="explain", why=down.for_people)
        plain = await _by(library.plain_writer, paper, passages, level)
        told = replace(plain, usage=plain.usage + (down.spent or Usage()), remark=f"{down.for_people} {INSTEAD}")
    log.info("paper explained", paper=paper.id, level=level, model=told.byline.model)
    return replace(told, sections=_with_gaps(told.sections, passages), remark=_remark(paper, told.remark, reading))


async def _stored(library: Library, paper: Paper) -> Sequence[Passage]:
    """The passages of this version; of an older one that was never cut into any, its abstract."""
    if passages := await library.store.of_version(paper):
        return passages
    stored = await library.store.get(paper.id, owner=paper.owner, version=paper.version)
    return abstract_only(stored) if stored else ()


async def _by(writer: Writer, paper: Paper, passages: Sequence[Passage], level: str) -> Explanation:
    drafts, usage = await writer.explain(paper, passages, level=level)
    checked = await check_all(writer, drafts_of(drafts), {passage.key: passage for passage in passages})
    byline = writer.byline("explain")
    return Explanation(paper, level, in_sections(drafts, checked), byline, usage + checked.usage)


_BACK_MATTER = re.compile(r"(?i:appendi|acknowledg|supplement|funding|checklist)|[A-Z](?:\.\d+)*\.? (?=[A-Z])")
"""Headings of what follows after the last words of a paper."""


def _readable(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages that fit: all of a short paper; of a long one, whose appendices do not count, beginning and end."""
    if sum(len(passage.text) for passage in passages) > MOST_CHARACTERS:
        passages = [one for one in passages if not _BACK_MATTER.match(one.section)] or passages
    if sum(len(passage.text) for passage in passages) <= MOST_CHARACTERS:
        return tuple(passages)
    front = _within(passages, MOST_CHARACTERS // 2)
    back = _within(passages[len(front) :][::-1], MOST_CHARACTERS // 2)
    return front + back[::-1]


def _within(passages: Sequence[Passage], most: int) -> tuple[Passage, ...]:
    kept: list[Passage] = []
    for passage in passages:
        most -= len(passage.text)
        if most < 0:
            break
        kept.append(passage)
    return tuple(kept)


def _with_gaps(sections: Sequence[Section], passages: Sequence[Passage]) -> tuple[Section, ...]:
    """The sections in their order, with one on gaps even where the paper names none."""
    by_name = {section.name: section for section in sections}
    by_name.setdefault("gaps", Section("gaps", (), note=no_gaps(passages)))
    return tuple(by_name[name] for name in SECTIONS if name in by_name)


def no_gaps(passages: Sequence[Passage]) -> str:
    """What the program can honestly say where no limit was found."""
    read = "the abstract" if all(passage.ordinal == 0 for passage in passages) else "what I read of the paper"
    return f"None named in {read}."


def _remark(paper: Paper, remark: str, reading: Reading | None) -> str:
    parts = [said for said in (full_text_remark(reading), remark) if said]
    if paper.withdrawn:
        parts.insert(0, "This paper has been withdrawn.")
    if paper.retold:
        parts.append("The abstract is retold in our words, so the quotes are of the retelling.")
    return " ".join(part for part in parts if part)
