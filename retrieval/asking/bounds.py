"""What is left of an answer's allowance while it is being made."""

import asyncio
from dataclasses import dataclass, field, replace

from retrieval.answer import Allowance, Usage

INSTEAD = "What you see instead are sentences of the papers, word for word."
"""Said beside what stepped in for a model."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """An allowance with a clock: `until` is a time of the event loop, `used` what its requests took so far."""

    allowance: Allowance
    until: float
    used: Usage = field(default_factory=Usage)

    @property
    def seconds(self) -> float:
        """Left from now; 0 when they are over."""
        return max(0.0, self.until - asyncio.get_running_loop().time())

    @property
    def tokens(self) -> int:
        """Left; 0 when they are spent."""
        return max(0, self.allowance.tokens - self.used.tokens_in - self.used.tokens_out)

    @property
    def too_slow(self) -> str:
        """What is said of a model that was not ready in time."""
        seconds = self.allowance.seconds
        return f"The model took longer than {seconds:g} second{'' if seconds == 1 else 's'}."

    def after(self, used: Usage) -> "Bounds":
        """With this usage taken off as well."""
        return replace(self, used=self.used + used)


def begin(allowance: Allowance) -> Bounds:
    """The allowance, its seconds counted from now."""
    return Bounds(allowance, asyncio.get_running_loop().time() + allowance.seconds)
