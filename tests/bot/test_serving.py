"""One platform's trouble is its own: it rests and is joined again, and no other notices."""

import asyncio
import itertools

import pytest

from bot import serving
from bot.platforms.platform import Ears
from bot.serving import serve_all, supervised
from retrieval.errors import BadSetting
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


class Alerts(list[str]):
    async def __call__(self, sentence: str) -> None:
        self.append(sentence)


@pytest.fixture(autouse=True)
def _no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "RESTART_SECONDS", (0,))


async def test_a_platform_that_breaks_off_is_joined_again_however_often() -> None:
    platform = Moody(*itertools.repeat(ConnectionResetError("gone"), 5))
    await supervised(platform, FakeEars(), alert=Alerts(), joined={})
    assert platform.runs == 6


async def test_a_platform_that_can_never_work_is_not_tried_again_and_the_operator_hears_of_it() -> None:
    platform, alerts = Moody(BadSetting("The token was refused."), ConnectionResetError("gone")), Alerts()
    error = await supervised(platform, FakeEars(), alert=alerts, joined={})
    assert platform.runs == 1
    assert error is not None
    assert alerts == ["fake cannot be joined: The token was refused."]


async def _idle() -> None:
    await asyncio.Event().wait()


async def test_a_bad_token_on_one_platform_leaves_the_other_running() -> None:
    """Discord's token is wrong; Slack goes on until it is left."""
    wrong, right = Moody(BadSetting("The token was refused.")), FakePlatform()
    right.name = "right"
    joined: dict[str, bool] = {}
    serving_ = asyncio.create_task(serve_all([wrong, right], FakeEars(), _idle(), alert=Alerts(), joined=joined))
    await right.done.wait()
    await asyncio.sleep(0)
    assert joined == {"fake": False, "right": True}
    assert not serving_.done()
    serving_.cancel()
    await asyncio.wait({serving_})
    assert right.closed


async def test_when_not_one_platform_can_work_that_is_the_end() -> None:
    with pytest.raises(BadSetting, match="refused"):
        await serve_all([Moody(BadSetting("It was refused."))], FakeEars(), _idle(), alert=Alerts(), joined={})


async def test_a_platform_that_breaks_off_for_ever_holds_up_no_other() -> None:
    broken, right = Moody(*itertools.repeat(ConnectionResetError("gone"), 50)), FakePlatform()
    right.name = "right"
    serving_ = asyncio.create_task(serve_all([broken, right], FakeEars(), _idle(), alert=Alerts(), joined={}))
    await right.done.wait()
    serving_.cancel()
    await asyncio.wait({serving_})
    assert right.closed
