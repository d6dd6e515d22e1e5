"""The operator is told, and a telling that fails harms nobody. Over real sockets."""

import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.operator import Operator, alert


class Hook:
    """A webhook that answers with `statuses` in turn and keeps what it was sent."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.got: list[dict[str, str]] = []
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        self.got.append(json.loads(await request.text()))
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook, app = Hook(), web.Application()
    app.router.add_post("/hook", hook.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


async def test_the_webhook_gets_the_sentence_in_the_words_of_slack_and_discord(hook: Hook) -> None:
    await alert("The edition is late.", webhook=hook.url)
    assert hook.got == [{"text": "The edition is late.", "content": "The edition is late."}]


async def test_a_webhook_that_refuses_or_is_not_there_harms_nobody(hook: Hook) -> None:
    hook.statuses = [500]
    await alert("late", webhook=hook.url)
    await alert("late", webhook="http://127.0.0.1:9/nobody")
    assert len(hook.got) == 1


async def test_without_a_webhook_the_log_is_enough(capsys: pytest.CaptureFixture[str]) -> None:
    await alert("The edition is late.")
    assert "The edition is late." in "".join(capsys.readouterr())


class Owner:
    """The one who runs the bot, on one platform; `there`: a direct message reaches them."""

    def __init__(self, there: bool = True) -> None:
        self.there, self.told = there, list[str]()

    async def tell(self, sentence: str) -> bool:
        self.told.append(sentence)
        return self.there


async def test_without_a_webhook_the_owner_gets_a_direct_message_on_the_first_platform_that_reaches_them() -> None:
    gone, here, spared = Owner(there=False), Owner(), Owner()
    await alert("late", tell=[gone.tell, here.tell, spared.tell])
    assert [gone.told, here.told, spared.told] == [["late"], ["late"], []]


async def test_a_webhook_is_enough_and_where_it_fails_the_owner_is_told(hook: Hook) -> None:
    owner = Owner()
    await alert("one", webhook=hook.url, tell=[owner.tell])
    hook.statuses = [500]
    await alert("two", webhook=hook.url, tell=[owner.tell])
    assert (len(hook.got), owner.told) == (2, ["two"])


async def test_a_platform_that_breaks_while_telling_harms_nobody() -> None:
    async def broken(_sentence: str) -> bool:
        raise KeyError("owner")

    owner = Owner()
    await alert("late", tell=[broken, owner.tell])
    assert owner.told == ["late"]


async def test_the_same_sentence_is_told_once_in_six_hours() -> None:
    owner, now = Owner(), [0.0]
    operator = Operator(tell=[owner.tell], clock=lambda: now[0])
    for hours in (0, 1, 5.9, 6.1, 7):
        now[0] = hours * 3600
        await operator.alert("late")
    await operator.alert("something else")
    assert owner.told == ["late", "late", "something else"]


async def test_a_flood_of_different_sentences_ends_in_the_log() -> None:
    owner = Owner()
    operator = Operator(tell=[owner.tell], clock=lambda: 0.0)
    for number in range(2000):
        await operator.alert(f"trouble {number}")
    assert len(owner.told) < 1000
