"""The events that are taken, in memory; two ears on one of these are two processes on one database."""

from dataclasses import dataclass, field


@dataclass
class FakeHeard:
    taken: set[tuple[str, str]] = field(default_factory=set)

    async def take(self, platform: str, event: str) -> bool:
        if (platform, event) in self.taken:
            return False
        self.taken.add((platform, event))
        return True
