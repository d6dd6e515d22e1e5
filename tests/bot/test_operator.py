"""The operator is told, and a telling that fails harms nobody. Over real sockets."""

import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.operator import alert


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
