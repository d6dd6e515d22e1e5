"""The long-running command serves until it is left."""

from pathlib import Path

import pytest

import bot.app
from bot.app import open_house
from bot.settings import Settings
from schedules.subscriptions import SqlSubscriptions
from tests.fakes.platform import FakePlatform


class Left(FakePlatform):
    """A console that is left at once."""

    name = "console"

    async def run(self, ears: object) -> None:
        self.closed = True


async def test_serving_ends_when_the_console_is_left_and_its_standing_order_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def quiet(*_: object, **__: object) -> None:
        """A clock that never ticks: what a tick does is tested elsewhere."""

    monkeypatch.setattr(bot.app, "run_clock", quiet)
    monkeypatch.chdir(tmp_path)
    settings = Settings(paperwire_home=tmp_path / "home")
    async with open_house(settings, echo=lambda _: None) as house:
        house.console = Left()  # type: ignore[attr-defined]
        await house.serve()
        kept = await SqlSubscriptions(house.database).get("console")  # type: ignore[attr-defined]
    assert kept is not None
    assert kept.profile.topics
