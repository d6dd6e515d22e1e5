"""IMAP stand-in: one mailbox that is read, never written; control over HTTP beside it.

Run:   python imap_standin.py --port 4840
       (prints {"imap": "imap://reader@127.0.0.1:PORT/Newsletters", "password": ..., "control": ...};
       --port is that of the control routes, the mailbox takes any free one)
Needs: aiohttp.

Written from RFC 3501 (and RFC 9051 where they agree): greeting, CAPABILITY, LOGIN, EXAMINE (6.3.2), UID
SEARCH SINCE (6.4.4), UID FETCH BODY.PEEK[]<0.N> with literals (6.4.5, 6.4.8), NOOP, LOGOUT.
Not faithful: no TLS, one folder, SINCE is the only search key, any other command is answered BAD. A SELECT, or
a FETCH that would set \\Seen, is a violation.
Control calls: {"op": "message", "raw": ..., "day": "2025-06-09"}. Fault kinds: status (NO), hang, slow, close,
garbage, truncated (half a literal, then the connection closes); `path` is searched in the command.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import re
import shlex
import time

from aiohttp import web

from common import Fault, Json, Recorder, need, serve

USER, PASSWORD, FOLDER = "reader", "open sesame", "Newsletters"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class ImapStandin(Recorder):
    fault_kinds = ("status", "hang", "slow", "close", "garbage", "truncated")

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[tuple[dt.date, bytes]] = []
        self.port = 0

    async def listen(self) -> None:
        server = await asyncio.start_server(self.talk, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            writer.write(b"* OK stand-in ready\r\n")
            while line := await reader.readline():
                if not await self._command(line.decode("latin-1").strip(), writer):
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _command(self, line: str, writer: asyncio.StreamWriter) -> bool:
        """Answer one line; False: the connection is over."""
        tag, _, command = line.partition(" ")
        shown = re.sub(r"^(LOGIN \S+) .*", r"\1 ***", command)
        self.requests.append({"command": shown, "at": time.time()})
        fault = self.faults.take("*", command)
        if fault and fault.kind in ("hang", "slow"):
            await asyncio.sleep(fault.seconds)
        if fault and fault.kind in ("hang", "close"):
            return False
        if fault and fault.kind == "status":
            writer.write(f"{tag} NO planned failure\r\n".encode())
            return True
        if fault and fault.kind == "garbage":
            writer.write(b"\x00\xff* (((\r\n" + bytes(range(14, 256)) + b"\r\n")
            return False
        writer.write(self._answer(tag, command, fault))
        await writer.drain()
        return not ((fault and fault.kind == "truncated") or command.upper() == "LOGOUT")

    def _answer(self, tag: str, command: str, fault: Fault | None) -> bytes:
        words = shlex.split(command) if command.upper().startswith(("LOGIN", "EXAM")) else command.split()
        name = " ".join(words[:2]).upper() if words[:1] == ["UID"] else words[0].upper() if words else ""
        if name == "CAPABILITY":
            return f"* CAPABILITY IMAP4rev1\r\n{tag} OK done\r\n".encode()
        if name == "LOGIN":
            good = words[1:3] == [USER, PASSWORD]
            return f"{tag} {'OK welcome' if good else 'NO [AUTHENTICATIONFAILED] who are you'}\r\n".encode()
        if name == "EXAMINE":
            if words[1] != FOLDER:
                return f"{tag} NO no such mailbox\r\n".encode()
            return f"* {len(self.messages)} EXISTS\r\n{tag} OK [READ-ONLY] done\r\n".encode()
        if name == "UID SEARCH":
            return f"* SEARCH {' '.join(map(str, self._since(words[-1])))}\r\n{tag} OK done\r\n".encode()
        if name == "UID FETCH":
            return self._fetched(tag, int(words[2]), command, cut=bool(fault and fault.kind == "truncated"))
        if name in ("NOOP", "LOGOUT"):
            return f"* BYE bye\r\n{tag} OK done\r\n".encode() if name == "LOGOUT" else f"{tag} OK done\r\n".encode()
        self.violation([f"not expected: {name}"])
        return f"{tag} BAD not here\r\n".encode()

    def _since(self, day: str) -> list[int]:
        date, month, year = day.strip('"').split("-")
        first = dt.date(int(year), MONTHS.index(month) + 1, int(date))
        return [number for number, (came, _) in enumerate(self.messages, 1) if came >= first]

    def _fetched(self, tag: str, uid: int, command: str, *, cut: bool) -> bytes:
        part = re.search(r"BODY\.PEEK\[\]<0\.(\d+)>", command)
        if part is None:
            self.violation([f"a fetch that marks or has no end: {command}"])
            return f"{tag} BAD no\r\n".encode()
        raw = self.messages[uid - 1][1][: int(part[1])]
        head = f"* {uid} FETCH (UID {uid} BODY[]<0> {{{len(raw)}}}\r\n".encode()
        return head + raw[: len(raw) // 2] if cut else head + raw + f")\r\n{tag} OK done\r\n".encode()

    async def message(self, body: Json) -> Json:
        raw, day = need(body, "raw", "day")
        self.messages.append((dt.date.fromisoformat(day), raw.encode("utf-8", "surrogateescape")))
        return {"messages": len(self.messages)}

    async def _reset(self, body: Json) -> Json:
        self.messages.clear()
        return await super()._reset(body)

    def app(self) -> web.Application:
        app = web.Application()
        self.mount(app, {"message": self.message}, {})
        return app

    def ready(self, port: int) -> Json:
        address = f"imap://{USER}@127.0.0.1:{self.port}/{FOLDER}"
        return {"imap": address, "password": PASSWORD, "control": f"http://127.0.0.1:{port}/control"}


async def run(port: int) -> None:
    standin = ImapStandin()
    await standin.listen()
    await serve(standin.app(), port, standin.ready)


def main() -> None:
    parser = argparse.ArgumentParser(description="IMAP stand-in on loopback.")
    parser.add_argument("--port", type=int, default=4840, help="of the control routes; 0 = any free port")
    asyncio.run(run(parser.parse_args().port))


if __name__ == "__main__":
    main()
