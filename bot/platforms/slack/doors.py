"""How Slack's events come in: over a Socket Mode connection that is kept up, or over HTTP."""

import asyncio
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import structlog
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from bot.platforms.slack.answers import BAD_TOKEN, Declined, asked
from retrieval.errors import BadSetting
from schedules.errors import Refused, Unreachable

if TYPE_CHECKING:
    from bot.settings import Settings

log = structlog.get_logger(__name__)

PATH: Final = "/slack/events"
FIRST_REST = 1.0
LONGEST_REST = 60.0
CONNECTING_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class SocketDoor:
    """Socket Mode: we call Slack. `ping`: seconds between two signs of life on the connection."""

    token: str
    ping: float = 5.0

    @property
    def secret(self) -> str | None:
        """Nothing is signed on a connection of our own."""
        return None

    async def keep_open(self, app: AsyncApp) -> None:
        """Stay connected until cancelled; a connection that stays away is made anew.

        Raises BadSetting when Slack does not take the token.
        """
        rests = backoff()
        while True:
            try:
                url = await self._ticket(app)
            except (Unreachable, Refused) as error:
                log.warning("slack socket not opened", error=error.for_people)
                await asyncio.sleep(next(rests))
                continue
            if await self._connected(app, url):
                rests = backoff()
            else:
                await asyncio.sleep(next(rests))

    async def _ticket(self, app: AsyncApp) -> str:
        """The address of a new connection; asked for here, because the SDK asks for ever with a wrong token."""
        try:
            return str((await asked(app.client.apps_connections_open(app_token=self.token)))["url"])
        except Declined as error:
            if error.code in BAD_TOKEN:
                raise BadSetting(
                    "Slack does not take SLACK_APP_TOKEN: make an app-level token (xapp-…) with the scope "
                    "connections:write under “Basic Information”."
                ) from error
            raise

    async def _connected(self, app: AsyncApp, url: str) -> bool:
        """One life of the SDK's own handler, which reconnects by itself; whether it ever connected."""
        handler = AsyncSocketModeHandler(app, self.token, ping_interval=self.ping)
        handler.client.wss_uri = url
        try:
            async with asyncio.timeout(CONNECTING_SECONDS):
                await handler.connect_async()  # type: ignore[no-untyped-call]  # the SDK leaves it unannotated
            log.info("slack connected", by="socket")
            await self._away(handler)
            log.warning("slack socket lost")
        except TimeoutError:
            return False
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]  # the same
        return True

    async def _away(self, handler: AsyncSocketModeHandler) -> None:
        """Return once the connection has been away longer than the SDK needs to bring it back."""
        missed = 0
        while missed < 4:
            await asyncio.sleep(self.ping)
            missed = 0 if await handler.client.is_connected() else missed + 1


@dataclass(frozen=True, slots=True)
class HttpDoor:
    """HTTP: Slack calls us, and signs what it says."""

    secret: str
    port: int

    async def keep_open(self, app: AsyncApp) -> None:
        """Serve until cancelled. Raises BadSetting when the port cannot be had."""
        runner = web.AppRunner(app.web_app(path=PATH), access_log=None, shutdown_timeout=2)
        await runner.setup()
        try:
            # every interface: a proxy with a certificate stands before it, and each request is signed
            site = web.TCPSite(runner, "0.0.0.0", self.port)  # noqa: S104 - see above
            await site.start()
            log.info("slack connected", by="http", port=self.port)
            await asyncio.Event().wait()
        except OSError as error:
            raise BadSetting(f"SLACK_HTTP_PORT {self.port} cannot be listened on; choose another.") from error
        finally:
            await runner.cleanup()


Door = SocketDoor | HttpDoor


def door_of(settings: "Settings") -> Door:
    """The way in that the settings ask for. Raises BadSetting."""
    secret, port = settings.slack_signing_secret, settings.slack_http_port
    if secret and port:
        return HttpDoor(secret.get_secret_value(), port)
    if settings.slack_app_token:
        return SocketDoor(settings.slack_app_token.get_secret_value())
    raise BadSetting("SLACK_SIGNING_SECRET needs SLACK_HTTP_PORT, or set SLACK_APP_TOKEN for Socket Mode.")


def backoff() -> Iterator[float]:
    """Seconds to rest between tries: doubling, each a little random."""
    rest = FIRST_REST
    while True:
        yield rest * random.uniform(0.7, 1.3)
        rest = min(rest * 2, LONGEST_REST)
