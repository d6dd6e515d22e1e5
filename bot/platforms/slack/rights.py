"""Who may manage a channel: admins and owners of the workspace, its creator, and whoever is listed."""

import time
from collections.abc import Sequence
from typing import Final

import structlog

from bot.platforms.platform import Place
from bot.platforms.slack.answers import asked
from bot.platforms.slack.workspaces import Workspace
from retrieval.errors import PaperwireError

log = structlog.get_logger(__name__)

SECONDS: Final = 300
REMEMBERED: Final = 10_000


class Rights:
    """Asks Slack, and remembers the answer for five minutes."""

    def __init__(self, listed: Sequence[str]) -> None:
        self._listed = frozenset(listed)
        self._known: dict[tuple[str, str, str], tuple[float, bool]] = {}

    async def may_manage(self, workspace: Workspace, person: str, where: Place) -> bool:
        """Whether somebody may manage this place. In their own direct conversation they may. Never raises."""
        if where.direct or person in self._listed:
            return True
        key = (workspace.team, person, where.channel)
        until, known = self._known.get(key, (0.0, False))
        if time.monotonic() < until:
            return known
        try:
            found = await _is_admin(workspace, person) or await _made(workspace, person, where.channel)
        except PaperwireError as error:
            log.warning("slack rights unknown", channel=where.channel, error=error.for_people)
            return False
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[key] = (time.monotonic() + SECONDS, found)
        return found


async def _is_admin(workspace: Workspace, person: str) -> bool:
    user = (await asked(workspace.steady.users_info(user=person)))["user"]
    return any(user.get(right) for right in ("is_admin", "is_owner", "is_primary_owner"))


async def _made(workspace: Workspace, person: str, channel: str) -> bool:
    found = (await asked(workspace.steady.conversations_info(channel=channel)))["channel"]
    return bool(found.get("creator") == person)
