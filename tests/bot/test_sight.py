"""Which paper a number means: what was listed here last, and in an edition's thread its own items."""

from datetime import date

import pytest

from bot.platforms.platform import Place
from bot.sight import Sight
from schedules.edition import Edition
from tests.fakes.desk import CHANNEL, THREAD
from tests.fakes.editions import edition, item, paper

ONE, TWO, OTHER = (paper(f"2603.0000{n}", f"Paper {n}") for n in (1, 2, 3))
MONDAY = edition(item(1, paper=ONE), key="c/2026-03-02")
TUESDAY = edition(item(1, paper=TWO), key="c/2026-03-03")


class Channel:
    """A channel whose newest edition is `newest`, with one thread under Monday's post."""

    def __init__(self) -> None:
        self.newest = MONDAY

    async def latest(self, where: Place, day: date | None) -> Edition | None:
        return self.newest

    async def of_thread(self, where: Place) -> Edition | None:
        return MONDAY if where.thread == THREAD.thread else None


@pytest.fixture
def channel() -> Channel:
    return Channel()


@pytest.fixture
def sight(channel: Channel) -> Sight:
    return Sight(channel.latest, channel.of_thread)


async def test_a_list_made_in_a_thread_stays_there(sight: Sight) -> None:
    await sight.listed(THREAD, [OTHER], "")
    assert await sight.shown(THREAD, "ada") == (OTHER,)
    assert await sight.shown(CHANNEL, "ada") == (ONE,)


async def test_a_list_shown_to_one_counts_for_that_one_alone(sight: Sight) -> None:
    await sight.listed(CHANNEL, [OTHER], "ada")
    assert await sight.shown(CHANNEL, "ada") == (OTHER,)
    assert await sight.shown(CHANNEL, "bo") == (ONE,)


async def test_a_new_edition_begins_anew(sight: Sight, channel: Channel) -> None:
    await sight.listed(CHANNEL, [OTHER], "")
    channel.newest = TUESDAY
    assert await sight.shown(CHANNEL, "ada") == (TWO,)


async def test_in_the_thread_of_an_older_edition_its_own_numbers_stand(sight: Sight, channel: Channel) -> None:
    channel.newest = TUESDAY
    assert await sight.shown(THREAD, "ada") == (ONE,)


async def test_the_last_of_two_lists_counts(sight: Sight) -> None:
    await sight.listed(CHANNEL, [OTHER], "ada")
    await sight.listed(CHANNEL, [TWO, ONE], "")
    assert await sight.shown(CHANNEL, "ada") == (TWO, ONE)
