"""One paper explained from its own passages, at the reader's level."""

import asyncio
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import structlog

from retrieval.answer import FREELY, Allowance, Byline, Section, Usage
from retrieval.asking.bounds import INSTEAD, begin
from retrieval.check import check_all, drafts_of, in_sections
from retrieval.errors import PaperwireError, UnknownPaper, WriterUnavailable
from retrieval.explaining.checklist import LIMITS, Check, checklist
from retrieval.explaining.deepdive import FORM, Explanation, Told, from_text, in_order, places, to_text
from retrieval.explaining.illustration import illustration
from retrieval.explaining.recommended import recommended
from retrieval.fulltext.outcome import Reading, full_text_remark
from retrieval.fulltext.reading import read_in_full
from retrieval.library import Library
from retrieval.paper import Paper, Passage
from retrieval.shelf.entry import abstract_only
from retrieval.writer import Writer
from retrieval.writers.levels import capped

log = structlog.get_logger(__name__)

LEVELS = ("newcomer", "practitioner", "expert")
MOST_CHARACTERS = 60_000
"""How much of a long paper is read, about 15,000 tokens: its beginning and its closing sections, not its appendices."""
CHARACTERS_A_TOKEN = 3
"""Of scientific English, on the cautious side; half of an allowance is left for what comes out and for repair."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is to be told: the passages of one version, for whom, in which language (empty: English)."""

    paper: Paper
    passages: tuple[Passage, ...]
    level: str
    language: str


@dataclass(frozen=True, slots=True)
class _Written:
    """What a writer came to after the check."""

    sections: tuple[Section, ...] = ()
    byline: Byline = field(default_factory=lambda: Byline(None))
    usage: Usage = field(default_factory=Usage)
    remark: str = ""


async def explain(
    library: Library, paper: Paper, *, level: str, language: str = "", allowance: Allowance = FREELY
) -> Explanation:
    """Explain this version of `paper`, with checked claims only, to a newcomer, practitioner or expert.

    It is read in full first where that has not been done; where it cannot be, the remark says why.
    What was told before of the same text, at this level, in this language and by the same writer is
    told again. A model that is down, or not allowed, is replaced by the paper's own sentences, and the
    remark says so; a section in which nothing of the model's stood holds them as well. Raises
    UnknownPaper if nothing of the paper is stored, and what the store raises.
    """
    reading = await read_in_full(library, paper)
    wish = _Wish(paper, tuple(await _stored(library, paper)), level, language)
    if not wish.passages:
        raise UnknownPaper(paper.id)
    told, usage, remark = await _told(library, wish, reading, allowance)
    log.info("paper explained", paper=paper.id, level=level, model=told.byline.model, tokens=usage.tokens_in)
    figure = illustration(reading.figures) if reading and not paper.withdrawn else None
    return Explanation(paper, level, told, usage, _remark(paper, remark, reading), figure)


async def _stored(library: Library, paper: Paper) -> Sequence[Passage]:
    """The passages of this version; of an older one that was never cut into any, its abstract."""
    if passages := await library.store.of_version(paper):
        return passages
    stored = await library.store.get(paper.id, owner=paper.owner, version=paper.version)
    return abstract_only(stored) if stored else ()


async def _told(
    library: Library, wish: _Wish, reading: Reading | None, allowance: Allowance
) -> tuple[Told, Usage, str]:
    """What is kept, or what is told now and kept from then on; what it took, and what to say of it."""
    if kept := await _kept(library, wish, library.writer):
        return kept, Usage(), ""
    refused = f"{allowance.refused} {INSTEAD}" if allowance.refused else ""
    if refused and (kept := await _kept(library, wish, library.plain_writer)):
        return kept, Usage(), refused
    written, checks, readings = await asyncio.gather(
        _written(library, wish, allowance),
        asyncio.to_thread(checklist, wish.passages),
        recommended(library, wish.paper, wish.passages, reading),
    )
    full = not _is_abstract(wish.passages)
    told = Told(_with_gaps(written.sections, checks, wish.passages), written.byline, checks, readings, full=full)
    told = replace(told, places=places(told, wish.passages))
    await _keep(library, wish, library.plain_writer if written.remark else library.writer, told)
    return told, written.usage, written.remark


async def _written(library: Library, wish: _Wish, allowance: Allowance) -> _Written:
    """What the writer says that stands, each section it left empty in the paper's own sentences."""
    if library.writer is library.plain_writer:
        return await _plainly(library, wish)
    if allowance.refused:
        return replace(await _plainly(library, wish), remark=f"{allowance.refused} {INSTEAD}")
    plain, modelled = await asyncio.gather(_plainly(library, wish), _modelled(library, wish, allowance))
    if modelled.sections:
        return replace(modelled, sections=_filled(modelled.sections, plain.sections))
    return replace(plain, usage=modelled.usage, remark=f"{modelled.remark} {INSTEAD}")


async def _modelled(library: Library, wish: _Wish, allowance: Allowance) -> _Written:
    """What stands of the model's; without sections, the remark says why there are none."""
    bounds = begin(allowance)
    most = min(MOST_CHARACTERS, CHARACTERS_A_TOKEN * bounds.tokens // 2)
    try:
        async with asyncio.timeout(bounds.seconds):
            written = await _by(library.writer, wish, most)
    except WriterUnavailable as down:
        log.warning("writer down", task="explain", why=down.for_people)
        return _Written(usage=down.spent or Usage(), remark=down.for_people)
    except TimeoutError:
        log.warning("writer too slow", task="explain", seconds=allowance.seconds)
        return _Written(remark=bounds.too_slow)
    return written if written.sections else replace(written, remark="Nothing the model wrote stood the check.")


async def _plainly(library: Library, wish: _Wish) -> _Written:
    return await _by(library.plain_writer, wish, MOST_CHARACTERS)


async def _by(writer: Writer, wish: _Wish, most: int) -> _Written:
    passages = _readable(wish.passages, most)
    drafts, usage = await writer.explain(wish.paper, passages, level=wish.level, language=wish.language)
    checked = await check_all(writer, drafts_of(drafts), {passage.key: passage for passage in passages})
    return _Written(capped(in_sections(drafts, checked), wish.level), writer.byline("explain"), usage + checked.usage)


def _filled(sections: Sequence[Section], plain: Sequence[Section]) -> tuple[Section, ...]:
    """The sections, and those of `plain` that are missing, without what is said or quoted already."""
    named = {section.name for section in sections}
    claims = [claim for section in sections for claim in section.claims]
    said = {claim.text for claim in claims} | {quote.text for claim in claims for quote in claim.quotes}
    spare = [
        replace(one, claims=tuple(claim for claim in one.claims if claim.text not in said))
        for one in plain
        if one.name not in named
    ]
    return in_order((*sections, *(one for one in spare if one.claims)))


async def _kept(library: Library, wish: _Wish, writer: Writer) -> Told | None:
    kept = await library.store.explanation(wish.paper, _key(wish, writer))
    return from_text(kept) if kept else None


async def _keep(library: Library, wish: _Wish, writer: Writer, told: Told) -> None:
    """Never raises a PaperwireError: what is told is shown also when it cannot be kept."""
    try:
        await library.store.put_explanation(wish.paper, _key(wish, writer), to_text(told))
    except PaperwireError as error:
        log.warning("explanation not kept", paper=wish.paper.id, why=error.for_people)


def _key(wish: _Wish, writer: Writer) -> str:
    """All that an explanation depends on besides the version: who reads, who writes, what text there is."""
    byline = writer.byline("explain")
    rows = ",".join(str(one.row) for one in wish.passages)
    text = hashlib.sha256(rows.encode()).hexdigest()[:16]
    return " · ".join((wish.level, wish.language, byline.model or "", byline.prompt, f"form {FORM}", text))


_BACK_MATTER = re.compile(r"(?i:appendi|acknowledg|supplement|funding|checklist)|[A-Z](?:\.\d+)*\.? (?=[A-Z])")
"""Headings of what follows after the last words of a paper."""


def _readable(passages: Sequence[Passage], most: int = MOST_CHARACTERS) -> tuple[Passage, ...]:
    """The passages that fit: all of a short paper; of a long one, whose appendices do not count, beginning and end."""
    if sum(len(passage.text) for passage in passages) > most:
        passages = [one for one in passages if not _BACK_MATTER.match(one.section)] or passages
    if sum(len(passage.text) for passage in passages) <= most:
        return tuple(passages)
    front = _within(passages, most // 2) or tuple(passages[:1])
    back = _within(passages[len(front) :][::-1], most // 2)
    return front + back[::-1]


def _within(passages: Sequence[Passage], most: int) -> tuple[Passage, ...]:
    kept: list[Passage] = []
    for passage in passages:
        most -= len(passage.text)
        if most < 0:
            break
        kept.append(passage)
    return tuple(kept)


def _with_gaps(
    sections: Sequence[Section], checks: Sequence[Check], passages: Sequence[Passage]
) -> tuple[Section, ...]:
    """The sections in their order, with one on gaps even where the paper names none."""
    if any(section.name == "gaps" for section in sections):
        return in_order(sections)
    said = {claim.text for section in sections for claim in section.claims}
    limit = next((one.claim for one in checks if one.name == LIMITS and one.claim and one.claim.text not in said), None)
    gaps = Section("gaps", (limit,)) if limit else Section("gaps", (), note=no_gaps(passages))
    return in_order((*sections, gaps))


def no_gaps(passages: Sequence[Passage]) -> str:
    """What the program can honestly say where no limit was found."""
    return f"None named in {'the abstract' if _is_abstract(passages) else 'what I read of the paper'}."


def _is_abstract(passages: Sequence[Passage]) -> bool:
    return all(passage.ordinal == 0 for passage in passages)


def _remark(paper: Paper, remark: str, reading: Reading | None) -> str:
    parts = [said for said in (full_text_remark(reading), remark) if said]
    if paper.withdrawn:
        parts.insert(0, f"This paper has been withdrawn. {paper.reason}".strip())
    if paper.retold:
        parts.append("The abstract is retold in our words, so the quotes are of the retelling.")
    return " ".join(part for part in parts if part)
