"""What people have in front of them: the list that “number 3” counts on."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.platforms.platform import Place
from bot.scope import papers_of
from retrieval.paper import Paper
from schedules.edition import Edition

REMEMBERED = 1_000
"""Lists that are kept; an older one is forgotten, and the edition counts again."""

_Key = tuple[str, str, str, str, str]
"""Platform, server, channel, thread, and the person it was shown to alone."""


@dataclass(frozen=True, slots=True)
class _List:
    """Papers as they were numbered; `under` is the edition that counted there at that time."""

    papers: tuple[Paper, ...]
    under: str


class Sight:
    """The papers last listed in each channel and thread, in memory: after a restart the edition counts.

    A list made in a thread counts in that thread, one made in the channel in the channel. A new
    edition begins anew; in the thread of an older one, its own numbers stand.
    """

    def __init__(
        self,
        newest: Callable[[Place, date | None], Awaitable[Edition | None]],
        of_thread: Callable[[Place], Awaitable[Edition | None]],
    ) -> None:
        self._newest, self._of_thread = newest, of_thread
        self._lists: OrderedDict[_Key, _List] = OrderedDict()

    async def shown(self, where: Place, asker: str) -> tuple[Paper, ...]:
        """The last list here that this asker saw; before any, the items of the edition that counts here."""
        edition = await self._edition(where)
        wanted = (_key(where, ""), _key(where, asker))
        for key in reversed(self._lists):
            if key in wanted and self._lists[key].under == _name(edition):
                return self._lists[key].papers
        return tuple(papers_of(edition)) if edition else ()

    async def listed(self, where: Place, papers: Sequence[Paper], whose: str) -> None:
        """These have just been listed here, to `whose` alone or (empty) to all."""
        key = _key(where, whose)
        self._lists[key] = _List(tuple(papers), _name(await self._edition(where)))
        self._lists.move_to_end(key)
        while len(self._lists) > REMEMBERED:
            self._lists.popitem(last=False)

    async def _edition(self, where: Place) -> Edition | None:
        return (await self._of_thread(where) if where.thread else None) or await self._newest(where, None)


def _key(where: Place, whose: str) -> _Key:
    return where.platform, where.server, where.channel, where.thread, whose


def _name(edition: Edition | None) -> str:
    return edition.key if edition else ""
