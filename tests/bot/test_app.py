"""The long-running command serves until it is left."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import bot.app
from bot.app import open_house
from bot.platforms.platform import Place
from bot.settings import Settings
from schedules.delivery import drain
from schedules.edition import Window
from schedules.forms.headline import headline
from schedules.subscriptions import SqlSubscriptions
from tests.fakes.editions import edition, item
from tests.fakes.platform import FakePlatform
from tests.fakes.postbox import FakePostbox
from tests.fakes.press import subscription


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


async def test_health_names_an_edition_that_is_made_but_not_delivered_and_looks_past_today(tmp_path: Path) -> None:
    now, here = datetime(2026, 3, 6, 8, tzinfo=UTC), Place("fake", "x", "#s")
    settings = Settings(paperwire_home=tmp_path / "home")
    async with open_house(settings, echo=lambda _: None, now=lambda: now) as house:
        press, health = house.press, house.desk.health  # type: ignore[attr-defined]
        await press.subscriptions.put(subscription())
        assert (await health(here)).due == now + timedelta(hours=1)
        made = replace(edition(item(1), key="s/2026-03-06"), window=Window(now - timedelta(days=1), now))
        await press.editions.save(made, subscription="s")
        box = FakePostbox(faults=["refused"])
        rendered = box.render(headline(made))
        await press.outbox.put(made.key, platform="fake", channel="#s", rendered=rendered)
        await drain(press.outbox, {"fake": box}, now=now)
        found = await health(here)
        assert found.troubles == ("Today's edition is made but not delivered: I may not write there.",)
        assert found.due == now + timedelta(days=1, hours=1)
        await drain(press.outbox, {"fake": box}, now=now + timedelta(hours=1))
        assert (await health(here)).troubles == ()


async def test_health_names_what_an_edition_was_made_without(tmp_path: Path) -> None:
    now = datetime(2026, 3, 6, 12, tzinfo=UTC)
    settings = Settings(paperwire_home=tmp_path / "home")
    async with open_house(settings, echo=lambda _: None, now=lambda: now) as house:
        press, health = house.press, house.desk.health  # type: ignore[attr-defined]
        await press.subscriptions.put(subscription())
        made = replace(edition(item(1), key="s/2026-03-06"), missing=("arXiv did not answer.",))
        await press.editions.save(made, subscription="s")
        [trouble] = (await health(Place("fake", "x", "#s"))).troubles
        assert trouble.startswith("The edition of ")
        assert trouble.endswith(" was made with something missing: arXiv did not answer.")
