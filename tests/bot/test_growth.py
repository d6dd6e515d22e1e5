"""An answer that grows: how often, in which order, and who has the last word. On a clock of our own."""

import asyncio
from collections.abc import Sequence

from bot.platforms.growth import Growth, without_open_end
from schedules.document import Bullets, Divider, Document, Heading, Quoted, Span, Text, plain
from schedules.errors import Unreachable


def said(*words: str) -> Document:
    return Document("s", tuple(Text(plain(word)) for word in words))


class Message:
    """What is edited: notes when and with what, and may be slow or broken."""

    def __init__(self, *, slow: float = 0, broken: Exception | None = None) -> None:
        self.now = 100.0
        self.edits: list[tuple[float, int]] = []
        self.under_way = 0
        self.most_at_once = 0
        self._slow = slow
        self._broken = broken

    def growth(self) -> Growth:
        return Growth(self.edit, pace=1.0, clock=lambda: self.now, sleep=self.sleep)

    async def edit(self, document: Document) -> None:
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        await self.sleep(self._slow)
        self.edits.append((self.now, len(document.blocks)))
        self.under_way -= 1
        if self._broken:
            raise self._broken

    async def sleep(self, seconds: float) -> None:
        until = self.now + seconds
        while self.now < until:  # noqa: ASYNC110 - time is our own here, and passes only while others run
            await asyncio.sleep(0)

    async def pass_time(self, seconds: float) -> None:
        for _ in range(round(seconds * 10)):
            for _ in range(5):
                await asyncio.sleep(0)
            self.now += 0.1
        for _ in range(5):
            await asyncio.sleep(0)


async def _grow(message: Message, growth: Growth, *, counts: Sequence[int], every: float) -> None:
    for count in counts:
        growth.take(said(*"abcdefgh"[:count]))
        await message.pass_time(every)


async def test_the_first_is_shown_at_once_and_then_at_most_one_a_second() -> None:
    message = Message()
    await _grow(message, message.growth(), counts=range(1, 9), every=0.3)

    assert message.edits[0] == (100.0, 1)
    gaps = [later - sooner for (sooner, _), (later, _) in zip(message.edits, message.edits[1:], strict=False)]
    assert len(gaps) >= 2
    assert min(gaps) >= 0.99


async def test_of_what_comes_too_soon_only_the_newest_is_shown() -> None:
    message = Message()
    growth = message.growth()
    await _grow(message, growth, counts=(1, 2, 3, 4), every=0.1)
    await message.pass_time(1.2)

    assert [count for _, count in message.edits] == [1, 4]


async def test_no_edit_is_made_while_another_is_under_way() -> None:
    message = Message(slow=2.5)
    await _grow(message, message.growth(), counts=range(1, 9), every=1.0)

    assert message.most_at_once == 1
    assert [count for _, count in message.edits] == sorted(count for _, count in message.edits)


async def test_at_the_end_an_edit_under_way_is_waited_for_and_no_other_is_made() -> None:
    message = Message(slow=0.5)
    growth = message.growth()
    growth.take(said("a"))
    await message.pass_time(0.2)
    growth.take(said("a", "b"))
    ending = asyncio.create_task(growth.end())
    await message.pass_time(1.0)
    assert ending.done()
    growth.take(said("a", "b", "c"))
    await message.pass_time(3.0)

    assert [count for _, count in message.edits] == [1]
    assert message.under_way == 0


async def test_at_the_end_nobody_waits_for_an_edit_that_has_not_begun() -> None:
    message = Message()
    growth = message.growth()
    await _grow(message, growth, counts=(1, 2), every=0.1)

    await growth.end()

    assert [count for _, count in message.edits] == [1]


async def test_a_growth_that_never_began_ends_at_once() -> None:
    growth = Message().growth()
    await growth.end()
    assert not growth.begun


async def test_what_fails_is_silent_and_not_tried_again() -> None:
    for error in (Unreachable("Slack did not answer."), KeyError("ts")):
        message = Message(broken=error)
        growth = message.growth()
        await _grow(message, growth, counts=(1, 2, 3), every=1.5)
        await growth.end()

        assert len(message.edits) == 1
        assert not growth.begun


def test_titles_and_rules_wait_for_what_stands_under_them() -> None:
    title, bullets = Text((Span("Gaps", bold=True),)), Bullets((plain("one"),))
    quote = Quoted("words", plain("p. 7"))

    assert without_open_end(Document("s", (quote, Divider(), Heading("H"), title))).blocks == (quote,)
    assert without_open_end(Document("s", (title, bullets))).blocks == (title, bullets)


async def test_a_title_alone_shows_nothing() -> None:
    message = Message()
    growth = message.growth()
    growth.take(Document("s", (Heading("Papers"),)))
    await message.pass_time(1.0)

    assert message.edits == []
