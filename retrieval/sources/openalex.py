"""OpenAlex: venue, citations and authors' ids, for many papers in one question.

`GET /works?filter=doi:A|B…&select=…&per_page=…&api_key=…` answers `{"meta": …, "results": [work …]}`; arXiv's
papers have the DOI 10.48550/arxiv.ID (developers.openalex.org: “Filter works”, “Works”). Since February 2026 a
free key is needed for more than tests; an address for mail no longer counts (“Authentication & pricing”).
A work's references are OpenAlex's own ids, which say nothing here.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from retrieval.enrichment import Author, Enrichment
from retrieval.errors import SourceChanged, SourceUnavailable
from retrieval.http import Host, Http, Response
from retrieval.paper import Paper
from retrieval.ports import PoliteGate
from retrieval.sources.fields import one_line
from retrieval.sources.semantic_scholar import venue_of

SOURCE = "OpenAlex"
AT_ONCE = 25
"""Papers in one question, with up to two DOIs each: 50 values, as few as a filter has ever taken."""
FIELDS = "id,doi,cited_by_count,publication_year,primary_location,authorships"
ARXIV_DOI = "10.48550/arxiv."


class _Named(BaseModel):
    id: str | None = None
    display_name: str | None = None


class _Location(BaseModel):
    source: _Named | None = None


class _Authorship(BaseModel):
    author: _Named | None = None


class _Work(BaseModel):
    """The fields that are asked for; each may be null."""

    model_config = ConfigDict(extra="ignore")

    doi: str | None = None
    citations: int | None = Field(default=None, alias="cited_by_count", ge=0)
    year: int | None = Field(default=None, alias="publication_year")
    location: _Location | None = Field(default=None, alias="primary_location")
    authorships: list[_Authorship] | None = None


class _Page(BaseModel):
    results: list[_Work]


class OpenAlex:
    """The `Enricher` at `url`; every request goes through the gate."""

    name = SOURCE

    def __init__(self, http: Http, gate: PoliteGate, url: str, key: str = "") -> None:
        self._http, self._host, self._url = http, Host(SOURCE, gate), url.rstrip("/")
        self._key = {"api_key": key} if key else {}

    async def enrich(self, papers: Sequence[Paper], *, now: datetime) -> list[Enrichment]:
        """As `ports.Enricher` promises."""
        asked = [(paper, dois) for paper in papers if (dois := dois_of(paper))]
        told: list[Enrichment] = []
        for start in range(0, len(asked), AT_ONCE):
            some = asked[start : start + AT_ONCE]
            works = await self._works([doi for _, dois in some for doi in dois])
            told += [_enrichment(paper, _most_cited(dois, works), now) for paper, dois in some]
        return told

    async def _works(self, dois: Sequence[str]) -> Mapping[str, _Work]:
        params = {"filter": f"doi:{'|'.join(dois)}", "select": FIELDS, "per_page": str(2 * AT_ONCE), **self._key}
        return await self._http.look(f"{self._url}/works", read_works, params=params, host=self._host)


def dois_of(paper: Paper) -> tuple[str, ...]:
    """The DOIs a paper goes by: arXiv's own, and the publisher's. One with a sign of the filter's is left out."""
    own = f"{ARXIV_DOI}{paper.id}" if ":" not in paper.id else paper.id.removeprefix("doi:")
    given = (own if ":" not in own else "", paper.doi.lower())
    return tuple(dict.fromkeys(doi for doi in given if doi.startswith("10.") and not set("|,! ") & set(doi)))


def read_works(response: Response) -> Mapping[str, _Work]:
    """The works of an answer by DOI. Raises SourceUnavailable or SourceChanged."""
    if response.status in (401, 403):
        raise SourceChanged(f"{SOURCE} does not let us in: check OPENALEX_API_KEY.")
    if response.status != 200:
        raise SourceChanged(f"{SOURCE} refused our question ({response.status}).")
    try:
        page = _Page.model_validate(json.loads(response.body))
    except ValidationError as error:
        raise SourceChanged(f"{SOURCE} no longer answers as it used to.") from error
    except (ValueError, RecursionError) as error:
        raise SourceUnavailable(f"{SOURCE} broke off its answer, or sent something else.") from error
    return {work.doi.lower().removeprefix("https://doi.org/"): work for work in page.results if work.doi}


def _most_cited(dois: Sequence[str], works: Mapping[str, _Work]) -> _Work | None:
    """Preprint and article may be two works there; the one that is cited most is what people mean."""
    found = [works[doi] for doi in dois if doi in works]
    return max(found, key=lambda work: work.citations or 0, default=None)


def _enrichment(paper: Paper, work: _Work | None, now: datetime) -> Enrichment:
    if work is None:
        return Enrichment(paper_id=paper.id, source=SOURCE, asked=now, found=False)
    source = work.location.source if work.location else None
    people = [one.author for one in work.authorships or () if one.author]
    return Enrichment(
        paper_id=paper.id,
        source=SOURCE,
        asked=now,
        venue=venue_of(source.display_name if source else ""),
        year=work.year,
        citations=work.citations,
        authors=tuple(Author(one_line(one.display_name), _short(one.id)) for one in people if one.display_name),
    )


def _short(given: str | None) -> str:
    """`https://openalex.org/A5023888391` → `A5023888391`."""
    return (given or "").rpartition("/")[2]
