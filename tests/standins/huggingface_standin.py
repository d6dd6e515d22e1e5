"""Hugging Face stand-in: the daily papers.

Run:   python huggingface_standin.py --port 4810 --today 2025-06-11
       (prints {"api": ..., "control": ...})
Needs: aiohttp.

Written from the vendor's pages: huggingface.co/docs/hub/api with the OpenAPI file it names (GET
/api/daily_papers; parameters date, limit, p), and huggingface_hub's own example of an answer
(github.com/huggingface/huggingface_hub/issues/2553) for the fields of a row. A date later than today is
refused with status 400.
Not faithful: nobody votes, the list of a day never grows by itself, `limit` and `p` are honoured but the
`Link` header is not sent.
Control calls: {"op": "list", "date": "2025-06-11", "papers": [{"id", "title", "summary", "upvotes",
"githubRepo", ...}]} sets a day's list; "raw" in place of "papers" sets the rows as they are.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt

from aiohttp import web

from common import Json, need, reply, serve
from spoiling import Spoiling


class HuggingFaceStandin(Spoiling):
    def __init__(self, today: dt.date) -> None:
        super().__init__()
        self.today = today
        self.lists: dict[str, list[Json]] = {}

    async def answer(self, request: web.Request) -> web.Response:
        day = request.query.get("date", self.today.isoformat())
        try:
            late = dt.date.fromisoformat(day) > self.today
        except ValueError:
            late = True
        if late:
            return reply({"error": "Invalid date"}, 400)
        size, page = int(request.query.get("limit", "50")), int(request.query.get("p", "0"))
        return reply(self.lists.get(day, [])[page * size : (page + 1) * size])

    async def list(self, body: Json) -> Json:
        (day,) = need(body, "date")
        self.lists[day] = body.get("raw") or [_row(given, day) for given in body.get("papers", [])]
        return {"papers": len(self.lists[day])}

    async def _reset(self, body: Json) -> Json:
        self.lists.clear()
        return await super()._reset(body)

    def app(self) -> web.Application:
        app = web.Application()
        self.mount(app, {"list": self.list}, {})
        app.router.add_get("/api/daily_papers", self.door)
        return app


def _row(given: Json, day: str) -> Json:
    """A row as huggingface_hub's example has it."""
    authors = [{"_id": f"{n:024x}", "name": name, "hidden": False} for n, name in enumerate(given.get("authors", ()))]
    paper = {
        "id": given["id"],
        "authors": authors,
        "publishedAt": given.get("publishedAt", f"{day}T04:00:00.000Z"),
        "submittedOnDailyAt": f"{day}T00:00:00.000Z",
        "title": given["title"],
        "summary": given["summary"],
        "upvotes": given.get("upvotes", 0),
        "discussionId": "68480000000000000000abcd",
    }
    more = {name: given[name] for name in ("githubRepo", "projectPage") if name in given}
    outer = {"publishedAt": paper["publishedAt"], "title": given["title"], "numComments": 1, "thumbnail": ""}
    return {"paper": paper | more, **outer, "submittedBy": {"name": "somebody", "type": "user"}}


def main() -> None:
    parser = argparse.ArgumentParser(description="Hugging Face stand-in on loopback.")
    parser.add_argument("--port", type=int, default=4810, help="0 = any free port")
    parser.add_argument("--today", type=dt.date.fromisoformat, required=True, help="YYYY-MM-DD")
    args = parser.parse_args()
    standin = HuggingFaceStandin(args.today)

    def ready(port: int) -> Json:
        return {"api": f"http://127.0.0.1:{port}/api", "control": f"http://127.0.0.1:{port}/control"}

    asyncio.run(serve(standin.app(), args.port, ready, hang_up=True))


if __name__ == "__main__":
    main()
