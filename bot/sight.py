"""What people have in front of them: the list that “number 3” counts on."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from datetime import date

from bot.platforms.platform import Place
from bot.scope import papers_of
from retrieval.paper import Paper
from schedules.edition import Edition

REMEMBERED = 1_000
"""Channels whose last list is kept; a list older than that is forgotten, and the edition counts again."""


class Sight:
    """The papers last listed in each channel, in memory: after a restart the newest edition counts."""

    def __init__(self, edition: Callable[[Place, date | None], Awaitable[Edition | None]]) -> None:
        self._edition = edition
        self._lists: OrderedDict[tuple[str, str, str], tuple[Paper, ...]] = OrderedDict()

    async def shown(self, where: Place) -> tuple[Paper, ...]:
        """The last list of this channel; before any, the items of its newest edition."""
        if listed := self._lists.get(_key(where)):
            return listed
        edition = await self._edition(where, None)
        return tuple(papers_of(edition)) if edition else ()

    async def listed(self, where: Place, papers: Sequence[Paper]) -> None:
        """These have just been listed here."""
        self._lists[_key(where)] = tuple(papers)
        self._lists.move_to_end(_key(where))
        while len(self._lists) > REMEMBERED:
            self._lists.popitem(last=False)


def _key(where: Place) -> tuple[str, str, str]:
    return where.platform, where.server, where.channel
