"""arXiv stand-in: query API, announcement feeds, OAI-PMH, abstract pages, HTML with figures, PDF.

Run:   python arxiv_standin.py --port 4800 --papers papers.jsonl.gz [--fulltext texts.jsonl.gz] --today 2025-06-11
       (prints {"query": ..., "rss": ..., "atom": ..., "oai": ..., "site": ..., "control": ...})
Needs: aiohttp. `--today` may be moved later by a control call; without it, it is the last day
in the files. Papers announced after today do not exist yet.

Faithful: answer formats, paging, sorting, date ranges, limits (2000 a page, 30000 a query),
error feeds, announce types, empty feeds at weekends, ETag and max-age, resumption tokens.
Not faithful: versions and submission hours are made up (arxiv_papers.py), ranking is simple
(arxiv_query.py), texts are plain (arxiv_pages.py), days change at once and not at midnight.
It keeps the time of every request; /control/politeness tells whether "one request per 3 s,
one connection" was kept by query, feeds and OAI together, counted from the end of one request
to the start of the next; `--gap` makes the 3 s fewer, for tests. Control calls: see README.md.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import hashlib
import time
from pathlib import Path

from aiohttp import web

import arxiv_feeds as feeds
import arxiv_pages as pages
from arxiv_oai import OaiPmh
from arxiv_papers import Library, weekday_before
from arxiv_query import QueryError, select
from common import ControlError, Fault, Json, Recorder, drop_connection, reply, serve

PAGE_MAX = 2000


class ArxivStandin(Recorder):
    fault_kinds = (
        "429", "503", "status", "rate_html", "empty_page", "truncated", "slow", "hang", "close", "only", "stale_feed"
    )  # fmt: skip

    def __init__(self, args: argparse.Namespace) -> None:
        super().__init__()
        self.args = args
        self.library = Library(args.papers, args.fulltext)
        self.today: dt.date = args.today or self.library.last_day
        self.site = "https://arxiv.org"
        self.in_flight = 0
        self.no_html: set[str] = set()
        self.holidays: set[dt.date] = set()
        self.last_end = 0.0
        self.oai = OaiPmh(self.library, args.oai_page, tuple(args.oai_formats.split(",")))

    # ------------------------------------------------------------- plumbing

    async def door(self, request: web.Request) -> web.StreamResponse:
        """Every public request: recorded, perhaps spoiled, then answered."""
        kind = request.path.split("/")[1]
        legacy = kind in ("api", "rss", "atom", "oai")
        entry: Json = {
            "kind": kind,
            "path": request.path_qs,
            "legacy": legacy,
            "at": time.time(),
            "in_flight": self.in_flight,
            "user_agent": request.headers.get("User-Agent", ""),
            "gap_s": round(time.time() - self.last_end, 3) if legacy and self.last_end else None,
        }
        self.requests.append(entry)
        self.in_flight += legacy
        try:
            fault = self.faults.take(request.method, request.path_qs)
            response = await self._spoiled(request, fault) if fault else self.answer(request, None)
            entry |= {"status": response.status, "fault": fault.kind if fault else None}
            return response
        finally:
            self.in_flight -= legacy
            self.last_end = time.time() if legacy else self.last_end
            entry["took_s"] = round(time.time() - entry["at"], 3)

    async def _spoiled(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.kind in ("429", "503"):
            return web.Response(
                status=int(fault.kind), text="Rate exceeded.", headers={"Retry-After": str(round(fault.retry_after))}
            )
        if fault.kind == "status":
            return web.Response(status=fault.status, text="planned failure")
        if fault.kind == "rate_html":
            return web.Response(text="<html><body>Rate exceeded.</body></html>", content_type="text/html")
        if fault.kind in ("slow", "hang"):
            await asyncio.sleep(fault.seconds)
        if fault.kind in ("hang", "close"):
            return drop_connection(request)
        response = self.answer(request, fault)
        if fault.kind == "truncated" and isinstance(response.body, bytes):
            return web.Response(
                body=response.body[: len(response.body) * 2 // 3],
                headers={"Content-Type": response.headers["Content-Type"]},
            )
        return response

    def answer(self, request: web.Request, fault: Fault | None) -> web.Response:
        kind, _, rest = request.path.lstrip("/").partition("/")
        if kind == "api":
            return self._query(dict(request.query), fault)
        if kind in ("rss", "atom"):
            return self._feed(kind, rest, request.headers.get("If-None-Match", ""), fault)
        if kind == "oai":
            return web.Response(
                body=self.oai.answer(dict(request.query), self.today), content_type="text/xml", charset="utf-8"
            )
        return self._page(kind, rest)

    # ---------------------------------------------------------- query API

    def _query(self, query: dict[str, str], fault: Fault | None) -> web.Response:
        try:
            body = self._query_body(query, fault)
        except (QueryError, ValueError) as error:
            return web.Response(
                status=400, body=feeds.query_error(str(error), self.today), content_type="application/atom+xml"
            )
        return web.Response(body=body, content_type="application/atom+xml", charset="utf-8")

    def _query_body(self, query: dict[str, str], fault: Fault | None) -> bytes:
        found, start, size = select(self.library, query, self.today)
        page = found[start : start + min(size, PAGE_MAX)]
        if fault and fault.kind == "empty_page":
            page = []
        if fault and fault.kind == "only":
            page = page[: int(fault.extra.get("entries", 1))]
        names = ("search_query", "id_list", "start", "max_results")
        title = "arXiv Query: " + "&".join(f"{name}={query.get(name, '')}" for name in names)
        return feeds.query_feed(
            page, title=title, total=len(found), start=start, size=size, today=self.today, site=self.site
        )

    # ------------------------------------------------------ announcement feeds

    def _feed(self, kind: str, query: str, etag: str, fault: Fault | None) -> web.Response:
        wanted = query.split("+")
        names = {name for paper in self.library.papers.values() for name in paper.categories}
        archives = {name.split(".")[0] for name in names}
        unknown = [name for name in wanted if name not in names and name not in archives]
        if unknown:
            # as the real service: the archive alone is quoted when not even that exists
            what = unknown[0] if unknown[0].split(".")[0] in archives else unknown[0].split(".")[0]
            return web.Response(
                status=400, body=feeds.feed_error(query, what, self.today), content_type="application/xml"
            )
        day = weekday_before(self.today) if fault and fault.kind == "stale_feed" else self.today
        listed = self.library.listing(day, wanted)[:PAGE_MAX] if day.weekday() < 5 and day not in self.holidays else []
        if fault and fault.kind == "empty_page":
            listed = []
        if fault and fault.kind == "only":
            listed = listed[: int(fault.extra.get("entries", 1))]
        make = feeds.rss if kind == "rss" else feeds.atom
        body = make(listed, query=query, day=day, site=self.site)
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = {"ETag": tag, "Cache-Control": "max-age=3600"}
        if etag == tag:
            return web.Response(status=304, headers=headers)
        content = "application/rss+xml" if kind == "rss" else "application/atom+xml"
        return web.Response(body=body, content_type=content, charset="utf-8", headers=headers)

    # ---------------------------------------------------------------- pages

    def _page(self, kind: str, ref: str) -> web.Response:
        ref, _, picture = ref.rpartition("/") if ref.endswith(".png") else (ref, "", "")
        found = self.library.find(ref.removesuffix(".pdf"), self.today)
        if found is None:
            return web.Response(status=404, text="Not Found")
        paper, version = found
        if picture:
            names = [f"x{number}.png" for number in range(1, len(paper.figures) + 1)]
            if kind != "html" or picture not in names:
                return web.Response(status=404, text="Not Found")
            return web.Response(body=pages.png(), content_type="image/png")
        has_html = paper.id not in self.no_html and (
            bool(paper.full_text) or paper.published.date() >= dt.date(2023, 12, 1)
        )
        if kind == "abs":
            return web.Response(text=pages.abs_page(paper, version, has_html), content_type="text/html")
        if kind == "pdf":
            return web.Response(body=pages.pdf(paper), content_type="application/pdf")
        if not has_html:
            return web.Response(
                status=404,
                text="<html><body>HTML is not available for the source.</body></html>",
                content_type="text/html",
            )
        return web.Response(text=pages.html_page(paper, version.version), content_type="text/html")

    # -------------------------------------------------------------- control

    def politeness(self) -> Json:
        """Breaches of "one request per 3 s, one connection" among query, feed and OAI requests."""
        legacy = [one for one in self.requests if one["legacy"]]
        slack = min(0.05, self.args.gap / 2)  # a dropped connection ends for the client a little before it ends here
        fast = [one for one in legacy if one["gap_s"] is not None and one["gap_s"] < self.args.gap - slack]
        together = [one for one in legacy if one["in_flight"]]
        return {
            "requests": len(legacy),
            "smallest_gap_s": min((o["gap_s"] for o in legacy if o["gap_s"] is not None), default=None),
            "too_fast": fast,
            "overlapping": together,
            "polite": not fast and not together,
        }

    async def set(self, body: Json) -> Json:
        """{"today": "2025-06-12" or "next", "no_html": [ids], "holidays": [days], "oai_tokens": "forget"}"""
        if body.get("today") == "next":
            self.today += dt.timedelta(days=3 if self.today.weekday() == 4 else 1)
        elif body.get("today"):
            self.today = dt.date.fromisoformat(body["today"])
        if "no_html" in body:
            self.no_html = set(body["no_html"])
        if "holidays" in body:
            self.holidays = {dt.date.fromisoformat(day) for day in body["holidays"]}
        if body.get("oai_tokens") == "forget":
            self.oai.forget()
        return {"today": self.today.isoformat()}

    async def _reset(self, body: Json) -> Json:
        self.last_end = 0.0
        return await super()._reset(body)

    async def listing(self, body: Json) -> list[Json]:
        """What the feed of "categories" holds on "day" (today), to compare a digest with."""
        day = dt.date.fromisoformat(body["day"]) if body.get("day") else self.today
        if not body.get("categories"):
            raise ControlError("missing: categories")
        return [
            {"type": kind, "id": p.id, "version": v.version, "title": p.title}
            for kind, p, v in self.library.listing(day, body["categories"])
        ]

    def app(self) -> web.Application:
        app = web.Application()
        self.mount(app, {"set": self.set, "listing": self.listing}, {"politeness": self.politeness})
        for path in (
            "/api/query",
            "/rss/{query}",
            "/atom/{query}",
            "/oai",
            "/abs/{id:.+}",
            "/html/{id:.+}",
            "/pdf/{id:.+}",
        ):
            app.router.add_get(path, self.door)
        app.router.add_get("/", lambda _request: _root(self.today))
        return app

    def ready(self, port: int) -> Json:
        base = f"http://127.0.0.1:{port}"
        if self.args.local_links:
            self.site = base
        return {
            "query": f"{base}/api/query?{{}}",
            "rss": f"{base}/rss/",
            "atom": f"{base}/atom/",
            "oai": f"{base}/oai",
            "site": base,
            "control": f"{base}/control",
            "papers": len(self.library.papers),
            "today": self.today.isoformat(),
        }


async def _root(today: dt.date) -> web.Response:
    return reply({"today": today.isoformat()})


def main() -> None:
    parser = argparse.ArgumentParser(description="arXiv stand-in on loopback.")
    parser.add_argument("--port", type=int, default=4800, help="0 = any free port")
    parser.add_argument("--papers", type=Path, nargs="+", required=True, help="JSONL files, perhaps gzipped")
    parser.add_argument(
        "--fulltext", type=Path, nargs="*", default=[], help="JSONL files with full_text and id or title"
    )
    parser.add_argument("--today", type=dt.date.fromisoformat, help="YYYY-MM-DD")
    parser.add_argument("--oai-page", type=int, default=200, help="records per OAI answer")
    parser.add_argument("--oai-formats", default="oai_dc,arXiv,arXivRaw", help="metadata formats, with commas between")
    parser.add_argument("--gap", type=float, default=3.0, help="seconds that politeness asks for between requests")
    parser.add_argument("--local-links", action="store_true", help="links in feeds point to this server (ids do not)")
    standin = ArxivStandin(args := parser.parse_args())
    asyncio.run(serve(standin.app(), args.port, standin.ready, hang_up=True))


if __name__ == "__main__":
    main()
