"""The address that Slack gives us with a command or a click: five answers within half an hour, anywhere."""

import time
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.platforms.slack.pictures import REFUSAL, has_pictures, without_pictures
from bot.platforms.slack.workspaces import often, once
from schedules.errors import Refused, Unreachable
from schedules.parcels import Message

USES: Final = 5
SECONDS: Final = 29 * 60
"""A minute less than Slack says, for clocks."""


class ResponseUrl:
    """One such address. `own`: what it would replace is a message that came through it, not the one pressed."""

    def __init__(self, url: str, *, own: bool, timeout: float) -> None:
        self._url = url
        self._timeout = timeout
        self._until = time.monotonic() + SECONDS
        self._left = USES if url else 0
        self._filled = False
        self.own = own

    @property
    def left(self) -> int:
        """How many answers it still takes."""
        return self._left if time.monotonic() < self._until else 0

    @property
    def open(self) -> bool:
        """Whether it still takes an answer."""
        return self.left > 0

    async def send(self, message: Message, *, replace: bool = False, in_channel: bool = False) -> None:
        """Show a message, to the asker alone unless `in_channel`. Raises Refused or Unreachable.

        With `replace` it takes the place of the last one, where there is one that came this way.
        """
        again = replace and self.own and self._filled
        body: dict[str, Any] = {
            "text": message.payload["text"],
            "blocks": message.payload.get("blocks") or None,
            "response_type": "in_channel" if in_channel else "ephemeral",
            "replace_original": again,
            "unfurl_links": False,
            "unfurl_media": False,
        }
        self._left -= 1
        await self._post(body, often() if again else once())
        self._filled = True

    async def withdraw(self) -> None:
        """Take back what came this way, where it can be. Raises Refused or Unreachable."""
        if self.own and self._filled and self.open:
            self._left -= 1
            await self._post({"delete_original": True}, often())
            self._filled = False

    async def _post(self, body: dict[str, Any], retries: list[AsyncRetryHandler]) -> None:
        seconds: Any = self._timeout  # aiohttp takes fractions, the SDK's annotation does not say so
        client = AsyncWebhookClient(self._url, timeout=seconds, retry_handlers=retries)
        try:
            answer = await client.send_dict(body)
        except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise Unreachable("Slack did not take the answer.") from error
        if REFUSAL in answer.body and has_pictures(body):
            await self._post(without_pictures(body), retries)
            return
        if answer.status_code >= 500 or answer.status_code == 429:
            raise Unreachable("Slack did not take the answer.")
        if answer.status_code >= 400:
            self._left = 0
            raise Refused("Slack no longer takes answers to that; ask again.")
