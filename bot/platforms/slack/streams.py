"""An answer shown piece by piece, as the assistant pane does it. Only checked words are ever streamed."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

import structlog

from bot.platforms.slack import postbox
from bot.platforms.slack.answers import Json, asked
from bot.platforms.slack.workspaces import Workspace
from retrieval.errors import PaperwireError
from schedules.parcels import Message

log = structlog.get_logger(__name__)

PIECES: Final = 4
"""Requests that an answer which did not grow is worth; Slack counts them."""


async def begun(workspace: Workspace, recipient: str, where: Json) -> "Stream | None":
    """An open stream in `where` (its channel and thread); None where Slack streams not."""
    try:
        started = await asked(
            workspace.client.chat_startStream(**where, recipient_team_id=workspace.team, recipient_user_id=recipient)
        )
    except PaperwireError as error:
        log.info("slack does not stream", error=error.for_people)
        return None
    return Stream(workspace, str(where["channel"]), str(started["ts"]))


class Stream:
    """A message of ours, `ts`, that Slack lets grow at its end. It dies by itself after some minutes."""

    def __init__(self, workspace: Workspace, channel: str, ts: str) -> None:
        self._workspace = workspace
        self._channel = channel
        self._shown: list[Json] = []
        self.ts = ts

    async def grow(self, message: Message) -> None:
        """Append what this message has beyond what is shown; nothing if it does not begin with that.

        Raises Declined or Unreachable.
        """
        blocks = _blocks(message)
        if blocks[: len(self._shown)] == self._shown:
            await self._append(blocks[len(self._shown) :])

    async def finish(self, message: Message, stamp: Json) -> None:
        """End it with this message: the rest of it, or all of it where that breaks off or another stands there.

        Raises Declined or Unreachable only where the words cannot be set, either.
        """
        blocks, begins = _blocks(message), len(self._shown)
        if blocks[:begins] == self._shown:
            try:
                for piece in [blocks[begins:]] if begins else _pieces(blocks):
                    await self._append(piece)
                await asked(self._workspace.client.chat_stopStream(channel=self._channel, ts=self.ts, metadata=stamp))
                return
            except PaperwireError as error:
                log.info("slack stream broke off", error=error.for_people)
        await self.stop()
        await postbox.rewrite(self._workspace, self._channel, self.ts, message, stamp)

    async def stop(self) -> None:
        """End it as it stands. Never raises: it may have ended by itself."""
        with suppress(PaperwireError):
            await asked(self._workspace.client.chat_stopStream(channel=self._channel, ts=self.ts))

    async def _append(self, blocks: Sequence[Json]) -> None:
        if blocks:
            chunks: Any = [{"type": "blocks", "blocks": list(blocks)}]
            await asked(self._workspace.client.chat_appendStream(channel=self._channel, ts=self.ts, chunks=chunks))
            self._shown += blocks


def _blocks(message: Message) -> list[Json]:
    return list(message.payload.get("blocks") or [])


def _pieces(blocks: list[Json]) -> list[list[Json]]:
    size = -(-len(blocks) // PIECES) or 1
    return [blocks[at : at + size] for at in range(0, len(blocks), size)]
