"""Many at once: everybody is told first, and nobody waits for ever."""

import asyncio

import pytest

from bot import courtesy
from bot.courtesy import Courtesy


async def test_work_waits_until_everybody_has_been_told() -> None:
    order: list[str] = []
    told = asyncio.Event()
    here = Courtesy()

    async def come(name: str, *, slowly: bool = False) -> None:
        with here.telling():
            if slowly:
                await told.wait()
            order.append(f"{name} told")
        await here.turn()
        order.append(f"{name} served")

    both = asyncio.gather(come("first"), come("second", slowly=True))
    for _ in range(20):
        await asyncio.sleep(0)
    assert order == ["first told"]
    told.set()
    await both
    assert order[:2] == ["first told", "second told"]
    assert set(order[2:]) == {"first served", "second served"}


async def test_somebody_who_cannot_be_told_holds_nobody_up_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courtesy, "PATIENCE_SECONDS", 0.01)
    here = Courtesy()
    with here.telling():
        await here.turn()


async def test_alone_there_is_nothing_to_wait_for() -> None:
    here = Courtesy()
    with here.telling():
        pass
    await here.turn()
