"""The shapes a model is asked to fill. Read leniently: what is malformed inside is left out, not fatal."""

from collections.abc import Iterable
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, Field, model_validator

from retrieval.answer import DEEP_SECTIONS, SECTIONS, DraftClaim, DraftLine, DraftPart, DraftSection
from retrieval.writer import Judgement

Shape = TypeVar("Shape", bound=BaseModel)

LEAST, MOST = 1, 10
"""The marks a model may give."""


class ClaimShape(BaseModel):
    """One statement and what it rests on."""

    text: str = Field(description="one plain sentence")
    key: str = Field(description="the id of the passage it rests on, copied exactly")
    quote: str = Field(description="the words of that passage that say so, copied character by character")
    original: str = Field(description="empty where text is in English; else the same statement in English")

    @model_validator(mode="before")
    @classmethod
    def _in_english(cls, given: Any) -> Any:
        return {"original": ""} | given if isinstance(given, dict) else given

    def draft(self) -> DraftClaim:
        """The claim, unchecked, in one line."""
        text, original = (" ".join(said.split()) for said in (self.text, self.original))
        return DraftClaim(text, self.key.strip(), self.quote.strip(), "" if original == text else original)


def _claims_only(given: Any) -> list[Any]:
    """The items that look like claims; anything else in their place is dropped."""
    items = [{"original": "", **one} for one in given if isinstance(one, dict)] if isinstance(given, list) else []
    return [one for one in items if all(isinstance(one.get(name), str) for name in ClaimShape.model_fields)]


def _claim_or_none(given: Any) -> Any:
    return next(iter(_claims_only([given])), None)


def _plainly_true(given: Any) -> bool:
    return given is True or (isinstance(given, str) and given.strip().lower() == "true")


Corrects = Annotated[bool, BeforeValidator(_plainly_true)]
Claims = Annotated[list[ClaimShape], BeforeValidator(_claims_only)]
MaybeClaim = Annotated[ClaimShape | None, BeforeValidator(_claim_or_none)]


class SectionsShape(BaseModel):
    """Claims under the names of `answer.SECTIONS`; a section that is missing is empty."""

    about: Claims
    problem: Claims
    new: Claims
    takeaways: Claims
    gaps: Claims
    matters: Claims
    next: Claims

    @model_validator(mode="before")
    @classmethod
    def _filled(cls, given: Any) -> Any:
        return {name: given.get(name, []) for name in SECTIONS} | given if isinstance(given, dict) else given

    def drafts(self) -> tuple[DraftSection, ...]:
        """The sections that hold something, in order."""
        named = ((name, drafts(getattr(self, name))) for name in SECTIONS)
        return tuple(DraftSection(name, claims) for name, claims in named if claims)


class HeadlineShape(SectionsShape):
    """One paper for the channel."""

    finding: ClaimShape


class DeepShape(BaseModel):
    """One paper in depth, under names of `answer.DEEP_SECTIONS`; a section that is missing is empty."""

    finding: Claims
    hook: Claims
    takeaways: Claims
    terms: Claims
    problem: Claims
    new: Claims
    how: Claims
    setup: Claims
    evidence: Claims
    gaps: Claims
    matters: Claims
    next: Claims

    @model_validator(mode="before")
    @classmethod
    def _filled(cls, given: Any) -> Any:
        return {name: list[Any]() for name in cls.model_fields} | given if isinstance(given, dict) else given

    def drafts(self) -> tuple[DraftSection, ...]:
        """The sections that hold something, in order; of the headline one claim."""
        named = ((name, drafts(getattr(self, name))) for name in DEEP_SECTIONS if name in type(self).model_fields)
        return tuple(
            DraftSection(name, claims[:1] if name == "finding" else claims) for name, claims in named if claims
        )


class LineShape(BaseModel):
    """The line that ties a day together, if one does."""

    claim: MaybeClaim


class AnswerShape(BaseModel):
    """Claims that answer a question; none if the passages do not say."""

    corrects: Corrects = Field(
        description="whether the question takes something for granted that the first claim contradicts"
    )
    claims: Claims

    @model_validator(mode="before")
    @classmethod
    def _answered(cls, given: Any) -> Any:
        return {"corrects": False} | given if isinstance(given, dict) else given


class LineTold(BaseModel):
    """One line: a fact with the passage and quote behind it, or talk, with both left empty."""

    text: str
    speaker: str = ""
    key: str = Field("", description="for a fact: the id of the passage it rests on, copied exactly")
    quote: str = Field("", description="for a fact: the words of that passage that say so, copied exactly")
    original: str = Field("", description="empty where text is in English; else the same statement in English")

    def draft(self) -> DraftLine:
        """The line, unchecked, in one line."""
        text, original = (" ".join(said.split()) for said in (self.text, self.original))
        return DraftLine(text, self.key, self.quote, self.speaker, "" if original == text else original)


def _lines_only(given: Any) -> list[Any]:
    items = given if isinstance(given, list) else []
    return [one for one in items if isinstance(one, dict) and isinstance(one.get("text"), str)]


class PartTold(BaseModel):
    """One part, by the names that the prompt gives; `paper`: the id of the one paper it is about, or empty."""

    name: str
    paper: str = ""
    lines: Annotated[list[LineTold], BeforeValidator(_lines_only)]


def _parts_only(given: Any) -> list[Any]:
    items = given if isinstance(given, list) else []
    return [one for one in items if isinstance(one, dict) and isinstance(one.get("name"), str)]


class ToldShape(BaseModel):
    """The parts of a longer text, in order."""

    parts: Annotated[list[PartTold], BeforeValidator(_parts_only)]

    def drafts(self) -> tuple[DraftPart, ...]:
        """Parts as the rest of the house knows them."""
        return tuple(
            DraftPart(
                part.name,
                tuple(one.draft() for one in part.lines),
                part.paper.strip(),
            )
            for part in self.parts
        )


class MarkedShape(BaseModel):
    """Two marks of one paper."""

    id: str = Field(description="the paper's id, copied exactly")
    relevance: int = Field(description="from 1 to 10")
    novelty: int = Field(description="from 1 to 10")
    topic: int = Field(0, description="the number of the topic it fits best; 0 if none")


def _marked_only(given: Any) -> list[Any]:
    """The rows that are in shape and in range; a number for a fraction is as good as none."""
    items = given if isinstance(given, list) else []
    return [one for one in items if isinstance(one, dict) and isinstance(one.get("id"), str) and _in_range(one)]


def _in_range(row: dict[str, Any]) -> bool:
    marks = (row.get("relevance"), row.get("novelty"))
    return all(isinstance(one, int) and LEAST <= one <= MOST for one in marks) and isinstance(row.get("topic", 0), int)


class JudgedShape(BaseModel):
    """The marks of a few papers, in any order."""

    papers: Annotated[list[MarkedShape], BeforeValidator(_marked_only)]

    def judgements(self) -> dict[str, Judgement]:
        """By id; of a paper that is named twice the first."""
        return {one.id.strip(): Judgement(one.relevance, one.novelty, one.topic) for one in reversed(self.papers)}


class RepairedShape(BaseModel):
    """One refused claim as it holds now; null if it cannot be said."""

    number: int = Field(description="the number of the refused claim")
    claim: MaybeClaim = Field(description="the claim as it holds; null if the passages do not say it")


def _numbered_only(given: Any) -> list[Any]:
    items = given if isinstance(given, list) else []
    return [one for one in items if isinstance(one, dict) and isinstance(one.get("number"), int)]


class RepairShape(BaseModel):
    """The refused claims, each at most once."""

    claims: Annotated[list[RepairedShape], BeforeValidator(_numbered_only)]

    def drafts(self, count: int) -> tuple[DraftClaim | None, ...]:
        """What became of claims 1 to `count`, in order; where all numbers are odd, by position."""
        numbers = {one.number for one in self.claims}
        placed = enumerate(self.claims, 1)
        odd = len(self.claims) == count and not numbers & set(range(1, count + 1))
        by_number = {place if odd else one.number: one.claim.draft() for place, one in placed if one.claim}
        return tuple(by_number.get(number) for number in range(1, count + 1))


def drafts(claims: Iterable[ClaimShape]) -> tuple[DraftClaim, ...]:
    """Claims as the rest of the house knows them."""
    return tuple(claim.draft() for claim in claims)


def drafts_in(items: list[Any]) -> tuple[DraftClaim, ...]:
    """The claims among what a model listed, as far as it has come."""
    return drafts(ClaimShape.model_validate(one) for one in _claims_only(items))
