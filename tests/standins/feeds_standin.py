"""Feeds stand-in: RSS 2.0 and Atom feeds at any path, with ETag and Last-Modified.

Run:   python feeds_standin.py --port 4820
       (prints {"site": ..., "control": ...})
Needs: aiohttp.

Written from the formats' own pages: rssboard.org/rss-specification (channel and item elements; guid and
isPermaLink), RFC 4287 (Atom), and RFC 9110, 13.1 (If-None-Match, If-Modified-Since, 304).
Not faithful: no Cache-Control, no compression; a Reddit feed is Atom like any other here.
Control calls: {"op": "items", "path": "/blog.xml", "kind": "rss" or "atom", "items": [{"guid", "title",
"link", "html", "published", "author"}]} (what is left out is left out of the feed), {"op": "body", "path",
"text"} for any bytes, {"op": "gone", "path"}.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
from email.utils import formatdate
from html import escape

from aiohttp import web

from common import Json, need, serve
from spoiling import Spoiling


class FeedsStandin(Spoiling):
    def __init__(self) -> None:
        super().__init__()
        self.bodies: dict[str, tuple[bytes, str, str]] = {}

    async def answer(self, request: web.Request) -> web.Response:
        if request.path not in self.bodies:
            return web.Response(status=404, text="Not Found")
        body, kind, changed = self.bodies[request.path]
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        headers = {"ETag": tag, "Last-Modified": changed}
        asked = request.headers.get("If-None-Match")
        same = asked == tag if asked else request.headers.get("If-Modified-Since") == changed
        if same:
            return web.Response(status=304, headers=headers)
        return web.Response(body=body, headers={**headers, "Content-Type": f"{kind}; charset=utf-8"})

    async def items(self, body: Json) -> Json:
        path, items = need(body, "path", "items")
        kind = body.get("kind", "rss")
        text = (rss if kind == "rss" else atom)(items, title=body.get("title", "A feed"))
        self._keep(path, text, f"application/{kind}+xml")
        return {"items": len(items)}

    async def body(self, body: Json) -> Json:
        path, text = need(body, "path", "text")
        self._keep(path, text, body.get("type", "text/xml"))
        return {"bytes": len(text)}

    async def gone(self, body: Json) -> Json:
        (path,) = need(body, "path")
        return {"gone": self.bodies.pop(path, None) is not None}

    def _keep(self, path: str, text: str, kind: str) -> None:
        old = self.bodies.get(path)
        new = text.encode("utf-8", "surrogateescape")
        changed = old[2] if old and old[0] == new else formatdate(1749427200 + len(self.requests), usegmt=True)
        self.bodies[path] = (new, kind, changed)

    async def _reset(self, body: Json) -> Json:
        self.bodies.clear()
        return await super()._reset(body)

    def app(self) -> web.Application:
        app = web.Application()
        self.mount(app, {"items": self.items, "body": self.body, "gone": self.gone}, {})
        app.router.add_get("/{path:.*}", self.door)
        return app


def rss(items: list[Json], *, title: str) -> str:
    made = "".join(f"<item>{_rss_item(one)}</item>" for one in items)
    head = f"<title>{escape(title)}</title><link>https://lab.example</link><description>About things</description>"
    space = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0" {space}><channel>{head}{made}</channel></rss>\n'


def _rss_item(one: Json) -> str:
    names = {"title": "title", "link": "link", "html": "description", "published": "pubDate", "author": "dc:creator"}
    made = "".join(f"<{tag}>{escape(one[name])}</{tag}>" for name, tag in names.items() if name in one)
    return made + (f'<guid isPermaLink="false">{escape(one["guid"])}</guid>' if "guid" in one else "")


def atom(items: list[Json], *, title: str) -> str:
    made = "".join(f"<entry>{_atom_entry(one)}</entry>" for one in items)
    head = f"<title>{escape(title)}</title><id>tag:lab.example,2025:feed</id><updated>2025-06-09T00:00:00Z</updated>"
    return f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">{head}{made}</feed>\n'


def _atom_entry(one: Json) -> str:
    made = f"<id>{escape(one['guid'])}</id>" if "guid" in one else ""
    made += f"<title>{escape(one['title'])}</title>" if "title" in one else ""
    made += f'<link href="{escape(one["link"])}"/>' if "link" in one else ""
    made += f'<content type="html">{escape(one["html"])}</content>' if "html" in one else ""
    made += f"<published>{escape(one['published'])}</published>" if "published" in one else ""
    return made + (f"<author><name>{escape(one['author'])}</name></author>" if "author" in one else "")


def main() -> None:
    parser = argparse.ArgumentParser(description="Feeds stand-in on loopback.")
    parser.add_argument("--port", type=int, default=4820, help="0 = any free port")
    args = parser.parse_args()

    def ready(port: int) -> Json:
        return {"site": f"http://127.0.0.1:{port}", "control": f"http://127.0.0.1:{port}/control"}

    asyncio.run(serve(FeedsStandin().app(), args.port, ready, hang_up=True))


if __name__ == "__main__":
    main()
