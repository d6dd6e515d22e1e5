"""What the flow works with."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from retrieval.library import Library
from schedules.corrections import Corrections
from schedules.editions import Editions
from schedules.follows import Follows
from schedules.late import Lates
from schedules.memory import Memories
from schedules.opinions import Opinions
from schedules.parcels import Outbox, Postbox
from schedules.purse import Purse
from schedules.reading import Sources
from schedules.subscriptions import (
    Subscriptions,
)
from schedules.tell import Tellings


@dataclass(frozen=True, slots=True)
class Press:
    """What the flow works with, joined once by `bot/app.py`. `alert` tells the operator one sentence."""

    library: Library
    sources: Sources
    editions: Editions
    subscriptions: Subscriptions
    outbox: Outbox
    postboxes: Mapping[str, Postbox]
    alert: Callable[[str], Awaitable[None]]
    lates: Lates
    follows: Follows | None = None
    """None: nobody can follow anything here."""
    opinions: Opinions | None = None
    """None: nobody's doings teach the picks."""
    purse: Purse | None = None
    """None: nobody counts what editions cost."""
    tellings: Tellings | None = None
    """None: no model writes a form."""
    memories: Memories | None = None
    """None: no edition remembers another."""
    corrections: Corrections | None = None
    """None: nothing that was posted is ever taken back."""
