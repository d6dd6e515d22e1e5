"""What the stand-ins of plain web services share: every request recorded, perhaps spoiled, then answered.

Not a server itself. `redirect` leads to the address in "to", `garbage` is bytes that are nothing, with
status 200; `truncated` is two thirds of the answer with a length that fits.
"""

from __future__ import annotations

import asyncio
import time

from aiohttp import web

from common import Fault, Json, Recorder, drop_connection

GARBAGE = b"\x00\xff<<<{]" + bytes(range(256)) * 4


class Spoiling(Recorder):
    fault_kinds = ("429", "503", "status", "hang", "slow", "close", "garbage", "page", "redirect", "truncated")

    async def answer(self, request: web.Request) -> web.Response:
        raise NotImplementedError

    async def door(self, request: web.Request) -> web.StreamResponse:
        entry: Json = {
            "method": request.method,
            "path": request.path_qs,
            "headers": dict(request.headers),
            "body": (await request.read()).decode("utf-8", "replace"),
            "at": time.time(),
        }
        self.requests.append(entry)
        fault = self.faults.take(request.method, request.path_qs)
        response = await (self._spoiled(request, fault) if fault else self.answer(request))
        entry |= {"status": response.status, "fault": fault.kind if fault else None}
        return response

    async def _spoiled(self, request: web.Request, fault: Fault) -> web.Response:
        if fault.kind in ("429", "503"):
            return web.Response(status=int(fault.kind), headers={"Retry-After": str(round(fault.retry_after))})
        if fault.kind == "status":
            return web.Response(status=fault.status, text="planned failure")
        if fault.kind == "redirect":
            return web.Response(status=302, headers={"Location": str(fault.extra.get("to", ""))})
        if fault.kind == "garbage":
            return web.Response(body=GARBAGE, content_type="application/octet-stream")
        if fault.kind == "page":
            return web.Response(text="<html><body>Please wait.</body></html>", content_type="text/html")
        if fault.kind in ("hang", "slow"):
            await asyncio.sleep(fault.seconds)
        if fault.kind in ("hang", "close"):
            return drop_connection(request)
        response = await self.answer(request)
        if fault.kind == "truncated" and isinstance(response.body, bytes):
            cut = response.body[: len(response.body) * 2 // 3]
            return web.Response(body=cut, headers={"Content-Type": response.headers["Content-Type"]})
        return response
