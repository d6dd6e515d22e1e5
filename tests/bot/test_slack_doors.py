"""How Slack is heard: a socket that is kept up through every break, or signed requests over HTTP."""

import asyncio
import hashlib
import hmac
import json
import socket
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from slack_client import SlackWorld
from standin_process import standin

from bot.platforms.platform import Invocation
from bot.platforms.slack import NAME, make, wanted
from bot.platforms.slack.doors import HttpDoor, SocketDoor, backoff
from bot.settings import read_settings
from retrieval.errors import BadSetting
from tests.fakes.platform import FakeEars
from tests.fakes.slack import holding, joined, said, showing, slack_of

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


@pytest.fixture(scope="module")
def running() -> Iterator[SlackWorld]:
    with standin("slack_standin.py") as process:
        yield SlackWorld(process)


@pytest.fixture
def world(running: SlackWorld) -> Iterator[SlackWorld]:
    """The stand-in; what we sent in a test must have been within Slack's limits."""
    running.standin.control("reset")
    yield running
    assert running.standin.view("violations") == []


async def test_a_wrong_bot_token_names_its_setting(world: SlackWorld) -> None:
    with pytest.raises(BadSetting, match="SLACK_BOT_TOKEN"):
        await slack_of(world, tokens=("xoxb-wrong",)).run(FakeEars())


async def test_a_wrong_app_token_names_its_setting(world: SlackWorld) -> None:
    with pytest.raises(BadSetting, match="SLACK_APP_TOKEN"):
        await slack_of(world, door=SocketDoor("xapp-wrong")).run(FakeEars())


async def test_a_slack_that_is_away_at_the_start_is_waited_for(
    world: SlackWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.slack.doors.FIRST_REST", 0.01)
    await world("fault", kind="status", path="auth.test", count=4)
    await world("fault", kind="close", path="apps.connections.open", count=2)
    ears, channel = FakeEars(), world.channel()

    async with joined(world, ears):
        await world("slash", channel=channel, user="bob", command="/ask", text="Why?")
        await world.until(lambda: ears.heard)


def test_the_rests_between_tries_grow_to_a_minute_and_no_further() -> None:
    rests = backoff()
    first = [next(rests) for _ in range(12)]

    assert all(rest <= 78 for rest in first)
    assert first[0] < first[3] < first[7]


@pytest.mark.parametrize("action", ["drop", "disconnect", "close"])
async def test_a_broken_connection_in_the_middle_of_work_loses_neither_the_work_nor_what_is_said_next(
    world: SlackWorld, action: str
) -> None:
    ears, begun, go = holding(lambda event: event.reply.show(said("done"), private=False))
    channel = world.channel()

    async with joined(world, ears):
        await world("say", channel=channel, user="bob", text="@bot first?")
        await begun.wait()
        connects = _count(world, "connect")
        await world("socket", action=action)
        go.set()
        await world.until(lambda: "done" in world.words(channel))
        await world.until(lambda: _count(world, "connect") > connects)
        await world("say", channel=channel, user="bob", text="@bot second?")
        await world.until(lambda: world.words(channel).count("done") == 2)

    assert len({one.event for one in ears.heard}) == 2


async def test_a_connection_that_shows_no_life_is_replaced(world: SlackWorld) -> None:
    ears, channel = FakeEars(), world.channel()

    async with joined(world, ears):
        connects = _count(world, "connect")
        await world("socket", action="pings_off")
        await world.until(lambda: _count(world, "connect") > connects)
        await world("socket", action="pings_on")
        await world("say", channel=channel, user="bob", text="@bot still there?")
        await world.until(lambda: ears.heard)


def _count(world: SlackWorld, what: str) -> int:
    return [one["what"] for one in world.standin.view("sockets")].count(what)


async def test_a_connection_whose_address_died_is_asked_for_anew(world: SlackWorld) -> None:
    """The SDK tries one address for ever; after a while we begin from the front."""
    ears, channel = FakeEars(), world.channel()

    async with joined(world, ears):
        connects = _count(world, "connect")
        await world("socket", action="refuse", count=1)
        await world("socket", action="drop")
        await world.until(lambda: _count(world, "connect") > connects)
        await world("slash", channel=channel, user="bob", command="/ask", text="Why?")
        await world.until(lambda: ears.heard)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Caller:
    """Slack as it calls over HTTP, with its real signature."""

    def __init__(self, port: int, secret: str = SECRET) -> None:
        self._url = f"http://127.0.0.1:{port}/slack/events"
        self._secret = secret

    async def __call__(self, body: str, kind: str) -> tuple[int, str]:
        at = str(int(time.time()))
        signed = hmac.new(self._secret.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
        headers = {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={signed}", "Content-Type": kind}
        async with aiohttp.ClientSession() as session, session.post(self._url, data=body, headers=headers) as answer:
            return answer.status, await answer.text()

    async def event(self, event: dict[str, Any]) -> tuple[int, str]:
        payload = {"type": "event_callback", "team_id": "T0LAB00001", "event_id": "Ev1", "event": event}
        return await self(json.dumps(payload), "application/json")

    async def form(self, **values: str) -> tuple[int, str]:
        return await self(urlencode(values), "application/x-www-form-urlencoded")


@pytest.fixture
def port() -> int:
    return _free_port()


async def _listening(port: int) -> None:
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.01)
            continue
        writer.close()
        await writer.wait_closed()
        return


async def _over_http(world: SlackWorld, ears: FakeEars, port: int) -> asyncio.Task[None]:
    running = asyncio.ensure_future(slack_of(world, door=HttpDoor(SECRET, port)).run(ears))
    await _listening(port)
    return running


async def _ended(running: asyncio.Task[None]) -> None:
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_over_http_signed_requests_are_answered_at_once_and_worked_on(world: SlackWorld, port: int) -> None:
    ears, channel = showing("Twice as fast.", private=False), world.channel()
    running = await _over_http(world, ears, port)
    slack = Caller(port)

    asked = await world("say", channel=channel, user="bob", text="@bot is it?")
    mention = {
        "type": "app_mention",
        "user": "U0BOB0001",
        "channel": channel,
        "ts": asked["ts"],
        "text": "<@U0PAPERBOT> is it?",
    }
    assert (await slack.event(mention))[0] == 200
    await world.until(lambda: "Twice" in world.words(channel))
    command = {"command": "/ask", "text": "And <b>?", "channel_id": channel, "user_id": "U0BOB0001", "user_name": "bob"}
    assert await slack.form(**command, team_id="T0LAB00001", trigger_id="1.2") == (200, "")
    await world.until(lambda: len(ears.heard) == 2)
    await _ended(running)

    assert isinstance(ears.heard[1], Invocation)
    assert ears.heard[1].command == "ask"


async def test_over_http_slacks_own_challenge_is_answered(world: SlackWorld, port: int) -> None:
    running = await _over_http(world, FakeEars(), port)

    status, text = await Caller(port)(json.dumps({"type": "url_verification", "challenge": "abc"}), "application/json")
    await _ended(running)

    assert (status, "abc" in text) == (200, True)


async def test_over_http_a_wrong_signature_is_turned_away(world: SlackWorld, port: int) -> None:
    ears = FakeEars()
    running = await _over_http(world, ears, port)

    mention = {"type": "app_mention", "user": "U0BOB0001", "channel": "C1", "ts": "1.1", "text": "hello"}
    status, _ = await Caller(port, "another secret").event(mention)
    await _ended(running)

    assert status == 401
    assert ears.heard == []


async def test_a_port_that_is_taken_names_its_setting(world: SlackWorld) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(BadSetting, match="SLACK_HTTP_PORT"):
            await slack_of(world, door=HttpDoor(SECRET, taken.getsockname()[1])).run(FakeEars())


def test_slack_is_joined_with_a_token_to_speak_and_a_way_to_hear() -> None:
    assert not wanted(read_settings(slack_bot_token="xoxb-1"))
    assert wanted(read_settings(slack_bot_token="xoxb-1", slack_app_token="xapp-1"))
    assert wanted(read_settings(slack_bot_token="xoxb-1", slack_signing_secret=SECRET))


def test_slack_is_made_from_the_settings_and_connects_nothing() -> None:
    given = {"slack_bot_token": "xoxb-1, xoxb-2", "slack_api_url": "http://127.0.0.1:9/api"}

    assert make(read_settings(**given, slack_app_token="xapp-1")).name == NAME
    assert make(read_settings(**given, slack_signing_secret=SECRET, slack_http_port=3000)).name == NAME
    with pytest.raises(BadSetting, match="SLACK_HTTP_PORT"):
        make(read_settings(**given, slack_signing_secret=SECRET))


def test_several_tokens_are_one_setting_and_each_is_kept_out_of_the_log() -> None:
    settings = read_settings(slack_bot_token="xoxb-hunter2, xoxb-hunter3")

    assert settings.slack_bot_tokens == ("xoxb-hunter2", "xoxb-hunter3")
    assert {"xoxb-hunter2", "xoxb-hunter3"} <= set(settings.secrets())
