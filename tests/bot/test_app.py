"""One platform's trouble is its own, and the long-running command serves until it is left."""

import itertools
from pathlib import Path

import pytest

import bot.app
from bot.app import open_house, supervised
from bot.platforms.platform import Ears
from bot.settings import Settings
from retrieval.errors import BadSetting
from schedules.subscriptions import SqlSubscriptions
from tests.fakes.platform import FakeEars, FakePlatform


class Moody(FakePlatform):
    """Breaks off as often as `moods` says, then is left."""

    def __init__(self, *moods: Exception) -> None:
        super().__init__()
        self.moods = list(moods)
        self.runs = 0

    async def run(self, ears: Ears) -> None:
        self.runs += 1
        if self.moods:
            raise self.moods.pop(0)


@pytest.fixture(autouse=True)
def _no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.app, "RESTART_SECONDS", (0,))


async def test_a_platform_that_breaks_off_is_joined_again_however_often() -> None:
    platform = Moody(*itertools.repeat(ConnectionResetError("gone"), 5))
    await supervised(platform, FakeEars())
    assert platform.runs == 6


async def test_a_platform_that_can_never_work_is_not_tried_again() -> None:
    platform = Moody(BadSetting("The token was refused."), ConnectionResetError("gone"))
    await supervised(platform, FakeEars())
    assert platform.runs == 1


async def test_serving_ends_when_the_console_is_left_and_its_standing_order_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def quiet(_tick: object) -> None:
        """A clock that never ticks: what a tick does is tested elsewhere."""

    monkeypatch.setattr(bot.app, "run_clock", quiet)
    monkeypatch.chdir(tmp_path)
    settings = Settings(paperwire_home=tmp_path / "home")
    async with open_house(settings, echo=lambda _: None) as house:
        house.console = Moody()  # type: ignore[attr-defined]  # the console, left at once
        await house.serve()
        kept = await SqlSubscriptions(house.database).get("console")  # type: ignore[attr-defined]
    assert kept is not None
    assert kept.profile.topics
