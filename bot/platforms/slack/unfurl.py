"""A paper's card under a link to it, where the owner of the app has asked for that."""

from typing import Any, Final

import structlog

from bot.platforms.platform import Ears, Invocation
from bot.platforms.slack.answers import Json, asked
from bot.platforms.slack.places import place, speaker
from bot.platforms.slack.render import render
from bot.platforms.slack.workspaces import Workspace
from retrieval.errors import PaperwireError
from schedules.document import Document
from schedules.parcels import Receipt

log = structlog.get_logger(__name__)

MOST_LINKS: Final = 3
MOST_BLOCKS: Final = 10


class _Kept:
    """A reply that nobody sees: it keeps the card, and a refusal means that there is none."""

    def __init__(self) -> None:
        self.card: Document | None = None

    async def working(self, *, private: bool) -> None:
        """Nothing shows."""

    async def show(self, document: Document, *, private: bool) -> Receipt | None:  # noqa: ARG002 - the port's signature
        self.card = document
        return None

    async def grow(self, document: Document, *, private: bool) -> None:
        """Nothing shows: a card is hung whole."""

    async def refuse(self, sentence: str) -> None:
        """Nothing shows."""


async def unfurl(ears: Ears, workspace: Workspace, event: Json, event_id: str) -> None:
    """Hang cards under the links of a message, of papers that can be shown there. Never raises."""
    who = speaker(event)
    where = place(workspace.team, who.id, str(event["channel"]), thread=str(event.get("thread_ts") or ""))
    cards: dict[str, Any] = {}
    for number, link in enumerate((event.get("links") or [])[:MOST_LINKS]):
        kept, url = _Kept(), str(link["url"])
        await ears.invoked(Invocation("paper", {"paper": url}, who, where, kept, f"{event_id}/{number}"))
        if kept.card is not None:
            blocks = render(Document(kept.card.summary, kept.card.blocks)).post[0].payload.get("blocks") or []
            cards[url] = {"blocks": [block for block in blocks if block["type"] != "actions"][:MOST_BLOCKS]}
    if not cards:
        return
    try:
        await asked(
            workspace.steady.chat_unfurl(channel=str(event["channel"]), ts=str(event["message_ts"]), unfurls=cards)
        )
    except PaperwireError as error:
        log.info("slack link not unfurled", error=type(error).__name__)
