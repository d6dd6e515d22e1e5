"""What a writer returned, made fit to be shown: checked, repaired once, or dropped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import structlog

from retrieval.answer import Claim, DraftClaim, DraftSection, Section, Usage
from retrieval.errors import WriterUnavailable
from retrieval.ground import check
from retrieval.paper import Passage
from retrieval.writer import Failed, Writer

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Checked:
    """`claims` stand one for each draft, None where it could not be said; `usage` is what repair took."""

    claims: tuple[Claim | None, ...]
    usage: Usage = field(default_factory=Usage)
    repaired: int = 0
    dropped: int = 0

    @property
    def standing(self) -> tuple[Claim, ...]:
        """The claims that may be shown, each statement once."""
        return tuple({claim.text: claim for claim in self.claims if claim}.values())


async def check_all(writer: Writer, drafts: Sequence[DraftClaim], passages: Mapping[str, Passage]) -> Checked:
    """Check every draft, let the writer repair once what fails, and drop what fails again.

    A translation that strays from an English statement which stands is shown as that statement.

    A writer that cannot repair (it is down, or answers nonsense) costs the failed claims and no more.
    """
    seen = [check(draft, passages) for draft in drafts]
    failed = [one for one in seen if isinstance(one, Failed)]
    if not failed:
        return Checked(tuple(one for one in seen if isinstance(one, Claim)))
    mended, usage = await _repaired(writer, failed, passages)
    again = iter(new or _in_english(old.claim, passages) for new, old in zip(mended, failed, strict=True))
    claims = tuple(one if isinstance(one, Claim) else next(again) for one in seen)
    repaired = sum(one is not None for one in mended)
    dropped = sum(one is None for one in claims)
    log.info("claims checked", stood=len(seen) - len(failed), repaired=repaired, dropped=dropped)
    return Checked(claims, usage, repaired, dropped)


async def _repaired(
    writer: Writer, failed: Sequence[Failed], passages: Mapping[str, Passage]
) -> tuple[list[Claim | None], Usage]:
    """Each failed claim as the writer says it now, if that stands."""
    nothing: list[Claim | None] = [None] * len(failed)
    try:
        drafts, usage = await writer.repair(failed, tuple(passages.values()))
    except WriterUnavailable as down:
        log.warning("repair failed", why=down.for_people)
        return nothing, down.spent or Usage()
    mended = [check(draft, passages) if draft else None for draft in drafts]
    stand = [one if isinstance(one, Claim) else None for one in mended]
    return (stand + nothing)[: len(failed)], usage


def _in_english(draft: DraftClaim, passages: Mapping[str, Passage]) -> Claim | None:
    """The statement that a draft says it translates, if that stands by itself."""
    if not draft.original:
        return None
    found = check(replace(draft, text=draft.original, original=""), passages)
    return found if isinstance(found, Claim) else None


def in_sections(sections: Sequence[DraftSection], checked: Checked) -> tuple[Section, ...]:
    """Sections with the claims that stand; `checked` holds those of all sections, in order.

    Sections of one name become one, a statement is said once, empty sections are left out.
    """
    claims = iter(checked.claims)
    said: set[str] = set()
    filled: dict[str, list[Claim]] = {}
    for section in sections:
        for claim in [next(claims) for _ in section.claims]:
            if claim and claim.text not in said:
                said.add(claim.text)
                filled.setdefault(section.name, []).append(claim)
    return tuple(Section(name, tuple(found)) for name, found in filled.items())


def drafts_of(sections: Sequence[DraftSection]) -> list[DraftClaim]:
    """All claims of these sections, in the order `in_sections` expects."""
    return [claim for section in sections for claim in section.claims]
