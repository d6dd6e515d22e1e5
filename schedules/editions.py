"""Where editions are kept once they are composed."""

from datetime import date
from typing import Protocol

from schedules.edition import Edition


class Editions(Protocol):
    """Editions by key, by channel and by thread. Raises StoreUnavailable or StorageRefused."""

    async def save(self, edition: Edition, *, subscription: str) -> Edition:
        """Keep it; if its key is taken, the one already kept comes back and nothing changes."""
        ...

    async def get(self, key: str) -> Edition | None: ...

    async def latest(self, *, subscription: str, day: date | None = None) -> Edition | None:
        """The newest edition of a subscription, or the one of that local day."""
        ...

    async def before(self, day: date, *, subscription: str, limit: int = 30) -> list[Edition]:
        """Editions of earlier days, newest first."""
        ...
