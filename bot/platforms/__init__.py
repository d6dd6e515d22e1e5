"""Chat platforms: one package each, one line in PLATFORMS."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.platforms import console, discord, slack

if TYPE_CHECKING:
    from bot.platforms.platform import Platform
    from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of platform: whether the settings ask for it, and how to make it (connects nothing)."""

    name: str
    wanted: "Callable[[Settings], bool]"
    make: "Callable[[Settings], Platform]"


PLATFORMS = tuple(Kind(one.NAME, one.wanted, one.make) for one in (discord, slack, console))
"""Every platform `paperwire run` can join."""
