"""Rows of JSON that each describe a paper: our own export, arXiv's metadata snapshot, and plain lists."""

from dataclasses import asdict
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from retrieval.paper import Announcement, Paper, parse_ref
from retrieval.sources.fields import authors_in, tidy

SOURCE = "file"
PROBLEMS = {
    "missing": "is missing",
    "string_type": "is not text",
    "string_too_short": "is empty",
    "string_unicode": "has half a character in it",
}


class _Version(BaseModel):
    """One line of a snapshot's history: `{"version": "v2", "created": "Mon, 2 Apr 2007 19:18:42 GMT"}`."""

    version: str = Field(pattern=r"^v\d{1,3}$")
    created: str


class _Row(BaseModel):
    """Every field that one of the formats has. What none of them has is ignored, `crawl_date` among it:

    the day a crawler came by is neither the day of submission nor that of announcement.
    """

    model_config = ConfigDict(extra="ignore", strict=True, populate_by_name=True, str_strip_whitespace=True)

    id: str
    title: str = Field(min_length=1)
    abstract: str = Field(min_length=1)
    authors: list[str] | str | None = None
    authors_parsed: list[list[str]] = []
    categories: list[str] | str | None = None
    version: int | None = None
    versions: list[_Version] = []
    submitted: AwareDatetime | None = Field(default=None, strict=False)
    updated: AwareDatetime | None = Field(default=None, strict=False)
    announced: date | None = Field(default=None, alias="date", strict=False)
    announcement: Announcement | None = None
    comment: str | None = Field(default=None, alias="comments")
    doi: str | None = None
    journal_ref: str | None = Field(default=None, alias="journal-ref")
    link: str = Field(default="", pattern=r"^(?:https?://\S+)?$")
    source: str | None = None
    retold: bool = False
    withdrawn: bool = False


def as_row(paper: Paper) -> dict[str, Any]:
    """The paper as JSON, as `paper_of` reads it back. Its owner is left out: a file has none."""
    row = {name: value for name, value in asdict(paper).items() if name != "owner" and value not in (None, "", ())}
    dates = {name: value.isoformat() for name, value in row.items() if isinstance(value, date)}
    return row | dates


def paper_of(row: object) -> Paper:
    """The paper that a row describes. Raises ValueError with a few words on what is wrong with it."""
    try:
        given = _Row.model_validate(row)
    except ValidationError as error:
        raise ValueError(_first_problem(error)) from error
    ref = parse_ref(given.id)
    history = [(int(one.version[1:]), _moment(one.created)) for one in given.versions]
    return tidy(
        Paper(
            id=ref.id,
            version=given.version or (max(history)[0] if history else ref.version),
            title=given.title,
            abstract=given.abstract,
            authors=_authors(given),
            categories=tuple(_words(given.categories)),
            submitted=given.submitted or (min(history)[1] if history else None),
            updated=given.updated or (max(history)[1] if history else None),
            announced=given.announced,
            announcement=given.announcement,
            comment=given.comment or "",
            doi=given.doi or "",
            journal_ref=given.journal_ref or "",
            link=given.link,
            source=given.source or SOURCE,
            retold=given.retold,
            withdrawn=given.withdrawn,
        )
    )


def _moment(text: str) -> datetime:
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError("versions: a date cannot be read") from error


def _authors(given: _Row) -> tuple[str, ...]:
    if given.authors_parsed:  # [last, first, suffix, affiliation …]
        names = (" ".join(filter(None, (*one[1:2], one[0], *one[2:3]))) for one in given.authors_parsed if one)
        return tuple(name.replace(". -", ".-") for name in names)  # the snapshot takes C.-P. apart
    return authors_in(given.authors) if isinstance(given.authors, str) else tuple(given.authors or ())


def _words(given: list[str] | str | None) -> list[str]:
    return given.split() if isinstance(given, str) else given or []


def _first_problem(error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_input=False)[0]
    if not problem["loc"]:
        return "it is not a JSON object"
    return f"{problem['loc'][0]} {PROBLEMS.get(problem['type'], 'cannot be read')}"
