"""A press in memory: fakes behind every port, one subscription, one source."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from retrieval.library import Library
from retrieval.paper import Paper, PaperRef
from retrieval.ports import PaperSource
from retrieval.profile import Profile
from retrieval.writer import Writer
from retrieval.writers.extractive import Extractive
from schedules.press import Press
from schedules.purse import Purse
from schedules.subscriptions import Subscription
from tests.fakes.editions import FakeEditions
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.index import FakeIndex
from tests.fakes.lates import FakeLates
from tests.fakes.outbox import FakeOutbox
from tests.fakes.postbox import FakePostbox
from tests.fakes.readers import FakeFollows
from tests.fakes.source import FakeSource
from tests.fakes.store import FakePaperStore


@dataclass
class FakeLookup:
    """Knows `papers` and no others."""

    papers: Sequence[Paper] = ()

    async def lookup(self, refs: Sequence[PaperRef]) -> list[Paper]:
        return [paper for ref in refs for paper in self.papers if paper.id == ref.id]


@dataclass
class FakeSubscriptions:
    kept: dict[str, Subscription] = field(default_factory=dict)

    async def all(self) -> list[Subscription]:
        return list(self.kept.values())

    async def get(self, subscription_id: str) -> Subscription | None:
        return self.kept.get(subscription_id)

    async def put(self, subscription: Subscription) -> Subscription | None:
        held = self.kept.get(subscription.id)
        if (held.revision if held else 0) != subscription.revision:
            return None
        stored = replace(subscription, revision=subscription.revision + 1)
        self.kept[subscription.id] = stored
        return stored

    async def of_channel(self, platform: str, channel: str) -> Subscription | None:
        here = (one for one in self.kept.values() if (one.platform, one.channel) == (platform, channel))
        return min(here, key=lambda one: one.id, default=None)

    async def remove(self, subscription: Subscription) -> bool:
        held = self.kept.get(subscription.id)
        if held is None or held.revision != subscription.revision:
            return False
        del self.kept[subscription.id]
        return True


def fake_library(writer: Writer | None = None) -> Library:
    """A shelf with nothing on it; without a writer, sentences word for word."""
    plain = Extractive()
    return Library(FakePaperStore(), FakeIndex(), FakeEmbedder(), writer or plain, plain, FakeLookup())


def subscription(name: str = "s", **other: object) -> Subscription:
    """Every day at nine UTC, about sparse attention."""
    words: dict[str, object] = {"profile": Profile(topics=("sparse attention",))} | other
    return Subscription(id=name, platform="fake", channel=f"#{name}", server="x", **words)  # type: ignore[arg-type]


@dataclass
class FakePress:
    """`press()` is what the flow takes; the rest is for looking into."""

    source: PaperSource = field(default_factory=FakeSource)
    library: Library = field(default_factory=fake_library)
    editions: FakeEditions = field(default_factory=FakeEditions)
    subscriptions: FakeSubscriptions = field(default_factory=FakeSubscriptions)
    outbox: FakeOutbox = field(default_factory=FakeOutbox)
    postbox: FakePostbox = field(default_factory=FakePostbox)
    lates: FakeLates = field(default_factory=FakeLates)
    follows: FakeFollows = field(default_factory=FakeFollows)
    purse: Purse | None = None
    alerts: list[str] = field(default_factory=list)
    asked: list[tuple[str, ...]] = field(default_factory=list)
    """The categories that sources were opened for, one entry a read."""

    def press(self) -> Press:
        async def alert(sentence: str) -> None:
            self.alerts.append(sentence)

        def sources(categories: Sequence[str]) -> list[PaperSource]:
            self.asked.append(tuple(categories))
            return [self.source]

        return Press(
            library=self.library,
            sources=sources,
            editions=self.editions,
            subscriptions=self.subscriptions,
            outbox=self.outbox,
            postboxes={self.postbox.name: self.postbox},
            alert=alert,
            lates=self.lates,
            follows=self.follows,
            purse=self.purse,
        )


def news(
    number: int, abstract: str = "Sparse attention is 1.33x faster than dense attention.", **other: object
) -> Paper:
    """A paper that arXiv announced."""
    words: dict[str, object] = {"title": f"Sparse attention, part {number}", "source": "arXiv", "announcement": "new"}
    return Paper(id=f"2603.{number:05}", version=1, abstract=abstract, **(words | other))  # type: ignore[arg-type]


def at(day: int, hour: int = 9) -> datetime:
    """A moment of March 2026, in UTC."""
    from datetime import UTC

    return datetime(2026, 3, day, hour, tzinfo=UTC)
