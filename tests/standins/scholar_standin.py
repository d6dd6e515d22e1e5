"""Semantic Scholar and OpenAlex stand-in: papers by many ids at once.

Run:   python scholar_standin.py --port 4830
       (prints {"s2": ..., "openalex": ..., "control": ...})
Needs: aiohttp.

Written from the vendors' pages. Semantic Scholar: api.semanticscholar.org/api-docs/graph, “Get details for
multiple papers at once” (POST /paper/batch; `fields` in the query, ids such as ARXIV:2106.15928 and
DOI:10.1000/1 in the body, 500 at most; answers in the order of the ids, null for unknown ones; the key in
x-api-key). OpenAlex: developers.openalex.org, “Filter works”, “Works”, “Select fields”, “Authentication &
pricing” (GET /works; filter=doi:A|B, select, per_page, api_key; {"meta", "results"}; DOIs as addresses).
Not faithful: ids are made up, no rate limits but planned ones, OpenAlex's filter knows doi alone, and its
budget is never used up. Fifty values a filter and fifty results a page are the most, as its older pages had it.
Control calls: {"op": "paper", "arxiv", "doi", "venue", "year", "citations", "authors": [names],
"references": [{"ArXiv": ...}]} adds a paper to both; {"op": "keys", "s2": ..., "openalex": ...} makes keys
compulsory.
"""

from __future__ import annotations

import argparse
import asyncio
import json

from aiohttp import web

from common import Json, need, reply, serve
from spoiling import Spoiling

S2_FIELDS = {"externalIds", "venue", "year", "citationCount", "authors", "references.externalIds", "title"}
WORK_FIELDS = {
    "id", "doi", "title", "cited_by_count", "publication_year", "primary_location", "authorships", "referenced_works"
}  # fmt: skip


class ScholarStandin(Spoiling):
    def __init__(self) -> None:
        super().__init__()
        self.papers: list[Json] = []
        self.keys: Json = {}

    async def answer(self, request: web.Request) -> web.Response:
        return await self._batch(request) if request.method == "POST" else self._works(request)

    async def _batch(self, request: web.Request) -> web.Response:
        if self.keys.get("s2") and request.headers.get("x-api-key") != self.keys["s2"]:
            return reply({"message": "Forbidden"}, 403)
        ids = json.loads(await request.text()).get("ids", [])
        fields = request.query.get("fields", "title").split(",")
        if len(ids) > 500 or not set(fields) <= S2_FIELDS:
            self.violation([f"{len(ids)} ids, fields {fields}"])
            return reply({"error": "Unrecognized or unsupported fields, or too many ids"}, 400)
        rows = [self._row(name, fields) for name in ids]
        if not any(rows):
            return reply({"error": "No valid paper ids given"}, 400)
        return reply(rows)

    def _row(self, name: str, fields: list[str]) -> Json | None:
        kind, _, value = name.partition(":")
        key = {"ARXIV": "arxiv", "DOI": "doi"}.get(kind, "")
        found = next((paper for paper in self.papers if value and paper.get(key) == value), None)
        if found is None:
            return None
        whole = {
            "title": found.get("title", ""),
            "externalIds": {"ArXiv": found.get("arxiv"), "DOI": found.get("doi"), "CorpusId": 1},
            "venue": found.get("venue", ""),
            "year": found.get("year"),
            "citationCount": found.get("citations", 0),
            "authors": [{"authorId": str(n), "name": name} for n, name in enumerate(found.get("authors", []), 1)],
            "references.externalIds": [{"paperId": None, "externalIds": one} for one in found.get("references", [])],
        }
        return {"paperId": "0" * 40} | {field.split(".")[0]: whole[field] for field in fields}

    def _works(self, request: web.Request) -> web.Response:
        if self.keys.get("openalex") and request.query.get("api_key") != self.keys["openalex"]:
            return reply({"error": "Invalid or missing API key"}, 401)
        name, _, values = request.query.get("filter", "").partition(":")
        fields, dois = request.query.get("select", "id").split(","), values.split("|")
        if name != "doi" or len(dois) > 50 or int(request.query.get("per_page", "25")) > 50 or not set(fields) <= WORK_FIELDS:
            self.violation([f"{name}: {len(dois)} values, select {fields}"])
            return reply({"error": "Invalid query parameters error."}, 403)
        works = [work for paper in self.papers for work in _as_works(paper) if work["doi"].removeprefix("https://doi.org/") in dois]
        return reply({"meta": {"count": len(works)}, "results": [{field: one[field] for field in fields} for one in works]})

    async def paper(self, body: Json) -> Json:
        need(body, "citations")
        self.papers.append(body)
        return {"papers": len(self.papers)}

    async def set_keys(self, body: Json) -> Json:
        self.keys = body
        return {}

    async def _reset(self, body: Json) -> Json:
        self.papers.clear()
        self.keys = {}
        return await super()._reset(body)

    def app(self) -> web.Application:
        app = web.Application()
        self.mount(app, {"paper": self.paper, "keys": self.set_keys}, {})
        app.router.add_post("/graph/v1/paper/batch", self.door)
        app.router.add_get("/works", self.door)
        return app


def _as_works(paper: Json) -> list[Json]:
    """The preprint and, where there is one, the article: two works with a DOI each."""
    dois = [f"10.48550/arxiv.{paper['arxiv']}"] if paper.get("arxiv") else []
    people = [
        {"author_position": "middle", "author": {"id": f"https://openalex.org/A{n}", "display_name": name}}
        for n, name in enumerate(paper.get("authors", []), 1)
    ]
    preprint = {"display_name": "arXiv (Cornell University)", "type": "repository"}
    article = {"display_name": paper.get("venue", ""), "type": "journal"}
    return [
        {
            "id": f"https://openalex.org/W{number}",
            "doi": f"https://doi.org/{doi}",
            "title": paper.get("title", ""),
            "cited_by_count": 0 if number < len(dois) + bool(paper.get("doi")) - 1 else paper.get("citations", 0),
            "publication_year": paper.get("year"),
            "primary_location": {"source": article if doi == paper.get("doi") else preprint, "is_oa": True},
            "authorships": people,
            "referenced_works": [],
        }
        for number, doi in enumerate([*dois, *([paper["doi"]] if paper.get("doi") else [])])
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description="Semantic Scholar and OpenAlex stand-in on loopback.")
    parser.add_argument("--port", type=int, default=4830, help="0 = any free port")
    args = parser.parse_args()

    def ready(port: int) -> Json:
        base = f"http://127.0.0.1:{port}"
        return {"s2": f"{base}/graph/v1", "openalex": base, "control": f"{base}/control"}

    asyncio.run(serve(ScholarStandin().app(), args.port, ready, hang_up=True))


if __name__ == "__main__":
    main()
