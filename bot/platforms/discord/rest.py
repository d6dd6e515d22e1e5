"""One call to Discord's HTTP interface: its time limit, and its errors in our words.

Payloads go out as plain JSON, so that what the outbox froze is sent as it is. discord.py waits
for rate limits and repeats 429 and 5xx by itself; nothing is repeated here.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import discord
from discord.http import HTTPClient, Route

from schedules.errors import Refused, Unreachable

CALL_SECONDS: Final = 15.0
CLOSE_SECONDS: Final = 3.0

UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK, UNKNOWN_INTERACTION = 10003, 10008, 10015, 10062
ACKNOWLEDGED, NO_TAG = 40060, 40067
MISSING_ACCESS, DM_CLOSED, NOT_TEXT, MISSING_PERMISSIONS = 50001, 50007, 50008, 50013
WRONG_TYPE, EXPIRED_TOKEN, BAD_FORM, ARCHIVED = 50024, 50027, 50035, 50083
NO_REPLY, HAS_THREAD, LOCKED = 160002, 160004, 160005

_SENTENCES: Final[Mapping[int, str]] = {
    UNKNOWN_CHANNEL: "That Discord channel or thread is gone; choose another with /setup in the channel you want.",
    UNKNOWN_MESSAGE: "That Discord message is gone.",
    UNKNOWN_WEBHOOK: "Discord gives fifteen minutes for an answer, and they are over; ask again.",
    EXPIRED_TOKEN: "Discord gives fifteen minutes for an answer, and they are over; ask again.",
    NO_TAG: "That Discord forum wants a tag on every post; switch “Require people to select tags” off there.",
    DM_CLOSED: "That person takes no direct messages from me; they can allow them in the server's Privacy Settings.",
    NOT_TEXT: "I cannot write in a Discord channel of that kind; choose a text, announcement or forum channel.",
    ARCHIVED: "That Discord thread is archived and I may not open it; post in it once, or let my role Manage Threads.",
    LOCKED: "That Discord thread is locked; unlock it, or allow my role Manage Threads.",
    MISSING_ACCESS: "I cannot see that Discord channel; allow my role View Channel in its permissions.",
    MISSING_PERMISSIONS: "I lack a permission in that Discord channel; allow my role what docs/discord.md lists.",
}


class Rejected(Refused):
    """Discord said no. `code` is its own number for the reason, 0 if it gave none.

    `detail` is what it said, for the log alone.
    """

    def __init__(self, for_people: str, *, code: int = 0, detail: str = "") -> None:
        super().__init__(for_people)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Rest:
    """A signed-in HTTP client. `me` and `application` are our own ids.

    `missing(channel)`: the permissions we lack there by their names, as far as the connection
    knows; `called(channel)`: how people call that channel.
    """

    http: HTTPClient
    me: str
    application: str
    missing: Callable[[str], Sequence[str]] = lambda _channel: ()
    called: Callable[[str], str] = lambda _channel: "that Discord channel"

    async def __call__(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        at: Mapping[str, str] | None = None,
        query: Mapping[str, str | int] | None = None,
        seconds: float = CALL_SECONDS,
    ) -> Any:
        """The answer to one call. `at` fills the braces of `path`.

        Raises Rejected when Discord says no, Unreachable when it does not answer, is ill, or may
        have carried out what it did not confirm.
        """
        more: dict[str, Any] = {"json": body} if body is not None else {}
        if query:
            more["params"] = dict(query)
        async with in_our_words():
            async with asyncio.timeout(seconds):
                return await self.http.request(Route(method, path, **(at or {})), **more)


@asynccontextmanager
async def in_our_words() -> AsyncIterator[None]:
    """Whatever the SDK or the connection raises, as Rejected or Unreachable."""
    try:
        yield
    except discord.HTTPException as error:
        raise _translated(error) from error
    except discord.RateLimited as error:
        raise Unreachable("Discord asks me to wait; I try again later.") from error
    except (discord.ConnectionClosed, discord.GatewayNotFound) as error:
        raise Unreachable("Discord has closed the connection.") from error
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise Unreachable("Discord did not answer.") from error
    except RuntimeError as error:  # aiohttp's word for a session that was closed while we went away
        raise Unreachable("The connection to Discord is closed.") from error


@asynccontextmanager
async def signed_in(token: str) -> AsyncIterator[Rest]:
    """A short session of its own, for calls while no connection is up."""
    http = HTTPClient(asyncio.get_running_loop())
    try:
        async with in_our_words():
            async with asyncio.timeout(CALL_SECONDS):
                user = await http.static_login(token)
        yield Rest(http, str(user["id"]), str(user["id"]))
    except discord.LoginFailure as error:
        raise Rejected("Discord does not accept the token in DISCORD_TOKEN.") from error
    finally:
        await http.close()


def _translated(error: discord.HTTPException) -> Refused | Unreachable:
    if error.status == 429:
        return Unreachable("Discord asks me to wait; I try again later.")
    if error.status >= 500:
        return Unreachable("Discord has trouble of its own.")
    sentence = _SENTENCES.get(error.code, f"Discord refused that (its code {error.code}, HTTP {error.status}).")
    return Rejected(sentence, code=error.code, detail=error.text[:500])
