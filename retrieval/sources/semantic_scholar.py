"""Semantic Scholar: venue, citations, authors' ids and references, for many papers in one question.

`POST /paper/batch?fields=…` with `{"ids": ["ARXIV:2506.07751", "DOI:10.1000/1"]}` answers a list in the
order of the ids, null for those it does not know (api.semanticscholar.org/api-docs/graph, “Get details
for multiple papers at once”). It takes 500 ids and gives 10 MB at most; with references, a hundred papers
stay far below that. A key goes into the header `x-api-key`; it allows one request a second.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from retrieval.enrichment import Author, Enrichment
from retrieval.errors import BadPaperId, SourceChanged, SourceUnavailable
from retrieval.http import Host, Http, Response
from retrieval.paper import Paper, parse_ref
from retrieval.ports import PoliteGate
from retrieval.sources.fields import one_line

SOURCE = "Semantic Scholar"
AT_ONCE = 100
FIELDS = "externalIds,venue,year,citationCount,authors,references.externalIds"


class _Ids(BaseModel):
    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    arxiv: str | None = Field(default=None, alias="ArXiv")
    doi: str | None = Field(default=None, alias="DOI")


class _Author(BaseModel):
    id: str | None = Field(default=None, alias="authorId")
    name: str | None = None


class _Reference(BaseModel):
    ids: _Ids | None = Field(default=None, alias="externalIds")


class _Paper(BaseModel):
    """The fields that are asked for; each may be null."""

    model_config = ConfigDict(extra="ignore")

    ids: _Ids | None = Field(default=None, alias="externalIds")
    venue: str | None = None
    year: int | None = None
    citations: int | None = Field(default=None, alias="citationCount", ge=0)
    authors: list[_Author] | None = None
    references: list[_Reference] | None = None


class SemanticScholar:
    """The `Enricher` at `url`; every request goes through the gate."""

    name = SOURCE

    def __init__(self, http: Http, gate: PoliteGate, url: str, key: str = "") -> None:
        self._http, self._host, self._url = http, Host(SOURCE, gate), url.rstrip("/")
        self._headers = {"x-api-key": key} if key else {}

    async def enrich(self, papers: Sequence[Paper], *, now: datetime) -> list[Enrichment]:
        """As `ports.Enricher` promises."""
        asked = {name: paper for paper in papers if (name := _named(paper))}
        names, told = list(asked), list[Enrichment]()
        for start in range(0, len(names), AT_ONCE):
            some = names[start : start + AT_ONCE]
            rows = await self._rows(some)
            told += [_enrichment(asked[name], row, now) for name, row in zip(some, rows, strict=True)]
        return told

    async def _rows(self, names: Sequence[str]) -> list[_Paper | None]:
        return await self._http.ask(
            f"{self._url}/paper/batch?fields={FIELDS}",
            {"ids": names},
            lambda response: read_batch(response, len(names)),
            headers=self._headers,
            host=self._host,
        )


def _named(paper: Paper) -> str:
    """What it is called there; empty if it has no public id."""
    if ":" not in paper.id:
        return f"ARXIV:{paper.id}"
    return f"DOI:{paper.id.removeprefix('doi:')}" if paper.id.startswith("doi:") else ""


def read_batch(response: Response, asked: int) -> list[_Paper | None]:
    """One row for each id that was asked for. Raises SourceUnavailable or SourceChanged."""
    if response.status in (401, 403):
        raise SourceChanged(f"{SOURCE} does not let us in: check S2_API_KEY.")
    if response.status == 400 and b"No valid paper ids given" in response.body:
        return [None] * asked  # it knows none of them
    if response.status != 200:
        raise SourceChanged(f"{SOURCE} refused our question ({response.status}).")
    try:
        rows = json.loads(response.body)
    except (ValueError, RecursionError) as error:
        raise SourceUnavailable(f"{SOURCE} broke off its answer, or sent something else.") from error
    if not isinstance(rows, list) or len(rows) != asked:
        raise SourceChanged(f"{SOURCE} no longer answers as it used to.")
    return [_read(row) for row in rows]


def _read(row: Any) -> _Paper | None:
    if row is None:
        return None
    try:
        return _Paper.model_validate(row)
    except ValidationError as error:
        raise SourceChanged(f"{SOURCE} no longer answers as it used to.") from error


def _enrichment(paper: Paper, row: _Paper | None, now: datetime) -> Enrichment:
    """A row that says it is of another paper on arXiv is of no use: such answers have been seen."""
    other = (
        row is not None and row.ids is not None and row.ids.arxiv not in (None, "", paper.id) and ":" not in paper.id
    )
    if row is None or other:
        return Enrichment(paper_id=paper.id, source=SOURCE, asked=now, found=False)
    cited = (_id(reference.ids) for reference in row.references or () if reference.ids)
    return Enrichment(
        paper_id=paper.id,
        source=SOURCE,
        asked=now,
        venue=venue_of(row.venue),
        year=row.year,
        citations=row.citations,
        authors=tuple(Author(one_line(one.name), one.id or "") for one in row.authors or () if one.name),
        references=tuple(dict.fromkeys(filter(None, cited))),
    )


def venue_of(said: str | None) -> str:
    """Where a paper appeared; a preprint server is no venue."""
    venue = one_line(said or "")
    return "" if "arxiv" in venue.lower() or venue.lower() == "corr" else venue


def _id(ids: _Ids) -> str:
    for given in (ids.arxiv, ids.doi):
        try:
            if given:
                return parse_ref(given).id
        except BadPaperId:
            continue
    return ""
