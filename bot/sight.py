"""What people have in front of them: the list that “number 3” counts on."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from datetime import date

from bot.platforms.platform import Place
from bot.scope import papers_of
from retrieval.paper import Paper
from schedules.edition import Edition

REMEMBERED = 1_000
"""Lists that are kept; an older one is forgotten, and the edition counts again."""

_Key = tuple[str, str, str, str]
"""Platform, server, channel, and the person it was shown to alone."""


class Sight:
    """The papers last listed in each channel, in memory: after a restart the newest edition counts."""

    def __init__(self, edition: Callable[[Place, date | None], Awaitable[Edition | None]]) -> None:
        self._edition = edition
        self._lists: OrderedDict[_Key, tuple[Paper, ...]] = OrderedDict()

    async def shown(self, where: Place, asker: str) -> tuple[Paper, ...]:
        """The last list of this channel that this asker saw; before any, the items of its newest edition."""
        wanted = (_key(where, ""), _key(where, asker))
        for key in reversed(self._lists):
            if key in wanted:
                return self._lists[key]
        edition = await self._edition(where, None)
        return tuple(papers_of(edition)) if edition else ()

    async def listed(self, where: Place, papers: Sequence[Paper], whose: str) -> None:
        """These have just been listed here, to `whose` alone or (empty) to all."""
        key = _key(where, whose)
        self._lists[key] = tuple(papers)
        self._lists.move_to_end(key)
        while len(self._lists) > REMEMBERED:
            self._lists.popitem(last=False)


def _key(where: Place, whose: str) -> _Key:
    return where.platform, where.server, where.channel, whose
