"""Who may manage a channel: admins and owners of the workspace, its creator, whoever is listed; and who is a person."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

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

        async def ask() -> bool:
            return await _is_admin(workspace, person) or await _made(workspace, person, where.channel)

        return await self._remembered((workspace.team, person, where.channel), ask)

    async def is_bot(self, workspace: Workspace, person: str) -> bool:
        """Whether a user here is a program; whom Slack does not tell of counts as a person. Never raises."""

        async def ask() -> bool:
            return bool((await _user(workspace, person)).get("is_bot"))

        return person == workspace.user or await self._remembered((workspace.team, person, ""), ask)

    async def _remembered(self, key: tuple[str, str, str], ask: Callable[[], Awaitable[bool]]) -> bool:
        until, known = self._known.get(key, (0.0, False))
        if time.monotonic() < until:
            return known
        try:
            found = await ask()
        except PaperwireError as error:
            log.warning("slack does not say who somebody is", channel=key[2], error=error.for_people)
            return False
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[key] = (time.monotonic() + SECONDS, found)
        return found


async def _user(workspace: Workspace, person: str) -> Mapping[str, Any]:
    user: Mapping[str, Any] = (await asked(workspace.steady.users_info(user=person)))["user"]
    return user


async def _is_admin(workspace: Workspace, person: str) -> bool:
    user = await _user(workspace, person)
    return any(user.get(right) for right in ("is_admin", "is_owner", "is_primary_owner"))


async def _made(workspace: Workspace, person: str, channel: str) -> bool:
    found = (await asked(workspace.steady.conversations_info(channel=channel)))["channel"]
    return bool(found.get("creator") == person)
