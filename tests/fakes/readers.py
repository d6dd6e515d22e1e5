"""What readers leave behind, in memory: opinions, follows, costs."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.ledger import Entry, Spent, Sum
from schedules.follows import Follow, Round, key_of
from schedules.opinions import ANYWHERE, Opinion, OpinionKind, as_they_stand, taken_in


@dataclass
class FakeOpinions:
    held: list[Opinion] = field(default_factory=list)

    async def add(self, opinion: Opinion) -> bool:
        kept, changes = taken_in(opinion, [one for one in self.held if _on_paper(opinion, one)])
        if kept:
            await self.remove(opinion)
            self.held.append(kept)
        return changes

    async def remove(self, opinion: Opinion) -> bool:
        before = len(self.held)
        self.held = [one for one in self.held if not _same(opinion, one)]
        return len(self.held) < before

    async def of_person(self, person: str, *, server: str, kinds: Collection[OpinionKind] = ()) -> list[Opinion]:
        return self._newest([one for one in self.held if (one.person, one.server) == (person, server)], kinds)

    async def of_channel(
        self, platform: str, server: str, channel: str, *, kinds: Collection[OpinionKind] = ()
    ) -> list[Opinion]:
        here = [one for one in self.held if (one.platform, one.server, one.channel) == (platform, server, channel)]
        return self._newest(here, kinds)

    async def forget(
        self, *, person: str = "", server: str = "", channel: str = "", kinds: Collection[OpinionKind] = ()
    ) -> int:
        if not (person or server or channel):
            raise ValueError("nothing named to forget")
        wanted = {"person": person, "server": server, "channel": channel}
        matching = [
            one for one in self.held if all(getattr(one, name) == value for name, value in wanted.items() if value)
        ]
        self.held = [one for one in self.held if one not in matching or (kinds and one.kind not in kinds)]
        return len(self._newest(matching, kinds))

    def _newest(self, found: list[Opinion], kinds: Collection[OpinionKind]) -> list[Opinion]:
        standing = as_they_stand(sorted(found, key=lambda one: one.at, reverse=True))
        return [one for one in standing if not kinds or one.kind in kinds]


def _on_paper(one: Opinion, other: Opinion) -> bool:
    here = one.kind in ANYWHERE or one.channel == other.channel
    return here and (one.server, one.person, one.paper) == (other.server, other.person, other.paper)


def _same(one: Opinion, other: Opinion) -> bool:
    return _on_paper(one, other) and one.kind == other.kind


Whose = tuple[str, str, str]


@dataclass
class FakeFollows:
    held: list[Follow] = field(default_factory=list)
    stretches: dict[Whose, tuple[datetime, datetime | None]] = field(default_factory=dict)

    async def add(self, follow: Follow) -> bool:
        if any(_named(follow) == _named(one) for one in self.held):
            return False
        self.held.append(follow)
        self.stretches.setdefault(_whose(follow), (follow.at, None))
        return True

    async def remove(self, follow: Follow) -> bool:
        before = len(self.held)
        self.held = [one for one in self.held if _named(one) != _named(follow)]
        self._close(_whose(follow))
        return len(self.held) < before

    async def of_person(self, platform: str, server: str, person: str) -> list[Follow]:
        mine = [one for one in self.held if _whose(one) == (platform, server, person)]
        return sorted(mine, key=lambda one: one.at)

    async def forget(self, platform: str, server: str, person: str) -> int:
        before = len(self.held)
        self.held = [one for one in self.held if _whose(one) != (platform, server, person)]
        self._close((platform, server, person))
        return before - len(self.held)

    async def rounds(self) -> list[Round]:
        return [
            Round(*whose, *stretch, tuple(await self.of_person(*whose)))
            for whose, stretch in sorted(self.stretches.items())
        ]

    async def begin_round(self, round_: Round, *, end: datetime) -> Round | None:
        start, fixed = self.stretches.get(_whose(round_), (None, None))
        if (start, fixed) != (round_.start, round_.end):
            return None
        self.stretches[_whose(round_)] = (round_.start, fixed or end)
        return replace(round_, end=fixed or end)

    async def finish_round(self, round_: Round) -> None:
        if round_.end and self.stretches.get(_whose(round_)) == (round_.start, round_.end):
            self.stretches[_whose(round_)] = (round_.end, None)

    def _close(self, whose: Whose) -> None:
        if not any(_whose(one) == whose for one in self.held):
            self.stretches.pop(whose, None)


def _whose(one: Follow | Round) -> Whose:
    return one.platform, one.server, one.person


def _named(follow: Follow) -> tuple[str, ...]:
    return *_whose(follow), follow.kind, key_of(follow)


@dataclass
class FakeLedger:
    entries: list[Entry] = field(default_factory=list)

    async def add(self, entry: Entry) -> None:
        self.entries.append(entry)

    async def sums(self, *, server: str, since: datetime, person: str = "") -> list[Sum]:
        found: dict[str, Sum] = {}
        for one in self.entries:
            if one.server == server and one.at >= since and person in ("", one.person):
                before = found.get(one.what)
                usage = before.usage + one.usage if before else one.usage
                found[one.what] = Sum(one.what, before.count + 1 if before else 1, usage)
        return sorted(found.values(), key=lambda one: one.what)

    async def spent(self, *, server: str, since: datetime, person: str = "") -> Spent:
        mine = [
            one.usage for one in self.entries if one.server == server and one.at >= since and person in ("", one.person)
        ]
        return Spent(sum(one.tokens_in + one.tokens_out for one in mine), sum(one.cost_usd or 0.0 for one in mine))
