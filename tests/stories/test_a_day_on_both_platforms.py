"""A day on Discord and Slack at once: set up in chat, the digest, a question in its thread, buttons, restart, next day.

Everything is real but the other ends: the loopback Discord, Slack and arXiv. People act through
their control routes, and what they read is what those servers hold.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from slack_state import TEAM
from standin_process import Standin, standin

from bot.app import open_house
from bot.house import House
from bot.settings import Settings
from retrieval.paper import Paper
from schedules import clock

EARLY = datetime(2025, 6, 9, 6, tzinfo=UTC)
MONDAY = datetime(2025, 6, 9, 9, 1, tzinfo=UTC)
TUESDAY = datetime(2025, 6, 10, 9, 1, tzinfo=UTC)
TOPICS = "key-value caches of language models\nquantisation"
PATIENCE = 60.0

pytestmark = pytest.mark.timeout(300)


@dataclass
class Scene:
    """Both platforms, arXiv, and the moment it is."""

    settings: Settings
    discord: Standin
    slack: Standin
    arxiv: Standin
    now: datetime = EARLY

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[House]:
        """The bot, joined to both platforms until the block ends, as a process would be."""
        async with open_house(self.settings, echo=lambda _: None, now=lambda: self.now) as house:
            serving = asyncio.create_task(house.serve())
            try:
                await self.until(lambda: self.joined())
                yield house
            finally:
                serving.cancel()
                await asyncio.wait({serving})

    def joined(self) -> bool:
        connects = [one["what"] for one in self.slack.view("sockets")]
        return bool(self.discord.view("commands")) and connects.count("connect") > connects.count("close")

    async def until(self, true: Callable[[], Any]) -> Any:
        """Wait until `true()` holds something, and return it."""
        async with asyncio.timeout(PATIENCE):
            while not (found := await asyncio.to_thread(true)):  # noqa: ASYNC110 - another process acts: nothing wakes us
                await asyncio.sleep(0.1)
        return found

    async def on_discord(self, op: str, **values: Any) -> Any:
        return await asyncio.to_thread(self.discord.control, op, **values)

    async def on_slack(self, op: str, **values: Any) -> Any:
        return await asyncio.to_thread(self.slack.control, op, **values)

    async def answered(self, interaction: str) -> Any:
        """A Discord interaction once it shows its final answer."""

        def final() -> Any:
            shown = self.discord.control("wait", interaction=interaction, until="final", timeout=2)
            return None if shown.get("timed_out") else shown

        return await self.until(final)

    def discord_says(self, channel: str) -> list[Any]:
        """Our messages in a channel or thread, oldest first; none while there is no such thread.

        Discord's own lines on a new thread are not ours.
        """
        try:
            found = self.discord.control("messages", channel=channel)
        except OSError:
            return []
        return [one for one in found if one["by_bot"] and one["components"] and not one.get("ephemeral")]

    def slack_says(self, channel: str, thread: str = "") -> list[Any]:
        found = self.slack.control("messages", channel=channel, **({"thread_ts": thread} if thread else {}))
        ours = [one for one in found if one.get("bot_id")]
        return ours if thread else [one for one in ours if one.get("thread_ts") in (None, one["ts"])]


@pytest.fixture
def scene(arxiv: Standin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.chdir(tmp_path)  # no .env of the developer's
    monkeypatch.setattr(clock, "TICK_SECONDS", 0.3)
    monkeypatch.setattr(clock, "DELIVER_SECONDS", 0.3)
    with standin("discord_standin.py") as discord, standin("slack_standin.py") as slack:
        settings = Settings(
            paperwire_home=tmp_path / "home",
            model="extractive",
            arxiv_api_url=arxiv.ready["query"].removesuffix("?{}"),
            arxiv_rss_url=arxiv.ready["rss"],
            arxiv_oai_url=arxiv.ready["oai"],
            arxiv_site_url=arxiv.ready["site"],
            discord_token=SecretStr(discord.ready["token"]),
            discord_api_url=discord.ready["api"],
            discord_gateway_url=discord.ready["gateway"],
            slack_bot_token=SecretStr(slack.ready["bot_token"]),
            slack_app_token=SecretStr(slack.ready["app_token"]),
            slack_api_url=slack.ready["api"],
        )
        yield Scene(settings, discord, slack, arxiv)


def words(message: Any) -> str:
    """All that a message of either platform holds, as one string."""
    return json.dumps(message, ensure_ascii=False)


async def set_up_on_discord(scene: Scene) -> str:
    """Alice, who may manage the server, fills in the form."""
    opened = await scene.on_discord("slash", channel="papers", user="alice", command="setup")
    await scene.until(lambda: _modal(scene, opened["interaction"]))
    values = {"topics": TOPICS, "categories": "cs.LG, cs.CL, cs.AI", "when": "9:00 UTC"}
    sent = await scene.on_discord("submit_modal", interaction=opened["interaction"], values=values)
    return words(await scene.answered(sent["interaction"]))


def _modal(scene: Scene, interaction: str) -> Any:
    return scene.discord.control("wait", interaction=interaction, timeout=2).get("modal")


async def set_up_on_slack(scene: Scene) -> None:
    """Alice, an admin, does the same on Slack."""
    await scene.on_slack("slash", channel="papers", user="alice", command="/paperwire", text="setup")
    view = await scene.until(lambda: list(scene.slack.view("views")))
    values = {"topics": TOPICS, "categories": "cs.LG, cs.CL, cs.AI", "when": "9:00 UTC", "days": "daily"}
    await scene.on_slack("submit_view", view=view[-1], values=values)
    await scene.until(lambda: "09:00" in words(scene.slack.view("ephemerals")))


async def the_posts(scene: Scene, count: int) -> tuple[list[Any], list[Any]]:
    """The posts in both channels, once there are so many in each."""

    def both() -> Any:
        here, there = of_the_day(scene.discord_says("Lab/papers"), ""), of_the_day(scene.slack_says("papers"), "")
        return (here, there) if len(here) >= count and len(there) >= count else None

    return await scene.until(both)  # type: ignore[no-any-return]


def of_the_day(messages: Sequence[Any], day: str) -> list[Any]:
    return [one for one in messages if f"Papers of {day}" in words(one)]


async def test_a_day_on_both_platforms(scene: Scene) -> None:
    """Once each, answered where it was asked, and nothing lost or doubled by a restart."""
    async with scene.bot():
        assert "09:00" in await set_up_on_discord(scene)
        await set_up_on_slack(scene)
        assert not of_the_day(scene.discord_says("Lab/papers"), "9 Jun 2025")

        scene.now = MONDAY
        here, there = await the_posts(scene, 1)
        assert "announced" in words(here[0])
        assert "announced" in words(there[0])
        post, ts = here[0]["id"], there[0]["ts"]
        entries = await scene.until(lambda: scene.discord_says(post))
        replies = await scene.until(lambda: scene.slack_says("papers", ts)[1:])

        await asked_in_the_thread(scene, post, ts)
        await buttons_are_pressed(scene, post, entries[0], replies[0])
        await posts_are_corrected(scene, post, ts, entries[0])

    async with scene.bot():  # the process was killed and started again
        await asyncio.sleep(1.5)  # several ticks
        assert len(of_the_day(scene.discord_says("Lab/papers"), "9 Jun 2025")) == 1
        assert len(of_the_day(scene.slack_says("papers"), "9 Jun 2025")) == 1

        scene.arxiv.control("set", today="2025-06-10")
        scene.now = TUESDAY
        here, there = await the_posts(scene, 2)
        assert len(of_the_day(here, "10 Jun 2025")) == 1
        assert len(of_the_day(there, "10 Jun 2025")) == 1
        hello = [one for one in scene.discord_says("Lab/papers") if "Hello, I am Paperwire." in words(one)]
        assert len(hello) == 1  # added while nobody listened: said at the first start, and at no other

    assert scene.discord.view("violations") == []
    assert scene.slack.view("violations") == []
    assert scene.discord.view("duplicates") == {"nonce": [], "content": []}
    assert scene.slack.view("duplicates") == []
    assert scene.arxiv.view("politeness")["polite"]


QUESTION = "@bot What is said of key-value caches?"


async def asked_in_the_thread(scene: Scene, post: str, ts: str) -> None:
    """A mention under the post is answered there, with the words of a paper between quotation marks."""
    before = len(scene.discord_says(post)), len(scene.slack_says("papers", ts))
    await scene.on_discord("send", channel=post, user="bob", content=QUESTION)
    await scene.on_slack("say", channel="papers", user="bob", text=QUESTION, thread_ts=ts)
    here = await scene.until(lambda: _said(scene.discord_says(post)[before[0] :], "Looked in"))
    there = await scene.until(lambda: _said(scene.slack_says("papers", ts)[before[1] :], "Looked in"))
    assert "cache" in words(here).lower()
    assert "cache" in words(there).lower()


def _said(messages: Sequence[Any], what: str) -> Any:
    return next((one for one in messages if what in words(one)), None)


async def buttons_are_pressed(scene: Scene, post: str, entry: Any, reply: Any) -> None:
    """Explain answers in the thread for all to see; 👍 is told to the presser alone."""
    pressed = await scene.on_discord("press", channel=post, user="bob", message=entry["id"], label="Explain")
    explained = await scene.answered(pressed["interaction"])
    assert "Its limits" in words(explained)
    liked = await scene.on_discord("press", channel=post, user="bob", message=entry["id"], label="👍")
    assert (await scene.answered(liked["interaction"]))["ephemeral"]

    await scene.on_slack("action", channel="papers", ts=reply["ts"], user="bob", action_id="pw:up")
    await scene.until(lambda: scene.slack.view("ephemerals"))
    before = len(scene.slack_says("papers", reply["thread_ts"]))
    await scene.on_slack("action", channel="papers", ts=reply["ts"], user="bob", action_id="pw:explain")
    replies = await scene.until(lambda: scene.slack_says("papers", reply["thread_ts"])[before:])
    await scene.until(lambda: "Its limits" in words(scene.slack_says("papers", reply["thread_ts"])[before:]))
    assert replies


async def posts_are_corrected(scene: Scene, post: str, ts: str, entry: Any) -> None:
    """An author's objection on Discord and a sentence taken back on Slack: the messages that stand there say so."""
    pressed = await scene.on_discord("press", channel=post, user="bob", message=entry["id"], label="Wrong?")
    await scene.until(lambda: _modal(scene, pressed["interaction"]))
    objection = {"claim": "We never said so, @everyone!", "author": "yes"}
    sent = await scene.on_discord("submit_modal", interaction=pressed["interaction"], values=objection)
    assert "The post says so now." in words(await scene.answered(sent["interaction"]))
    edited = next(one for one in scene.discord_says(post) if one["id"] == entry["id"])
    assert "objects (9 June 2025)" in words(edited)
    assert "says they are an author objects, 9 June 2025" in words(scene.discord_says("Lab/papers"))

    text = 'withdraw 1 claim:"cache"'
    await scene.on_slack("slash", channel="papers", user="alice", command="/paperwire", text=text)
    await scene.until(
        lambda: "Withdrawn 9 June 2025 by those who run this channel" in words(scene.slack_says("papers", ts))
    )


def private(name: str, secret: str) -> Paper:
    abstract = (
        f"We study the {name} protocol of our own laboratory. The {name} protocol reaches {secret} percent yield."
    )
    return Paper(id=f"file:{name}", title=f"The {name} protocol", abstract=abstract, source="file")


async def test_what_one_server_brought_never_answers_another(scene: Scene) -> None:
    """Two laboratories, each with a paper of its own, ask for both."""
    world = await asyncio.to_thread(scene.discord.view, "world")
    lab = next(guild["id"] for guild in world["guilds"] if guild["name"] == "Lab")
    async with scene.bot() as house:
        for owner, paper in ((lab, private("zirconate", "73")), (TEAM, private("perovskite", "41"))):
            await house.library.store.add([replace(paper, owner=owner)], captured=EARLY)
        await house.index(lambda _done, _of: None)

        for guild_channel, user, expected in (("Lab/papers", "bob", True), ("Reading Group/general", "dave", False)):
            asked = await scene.on_discord(
                "slash",
                channel=guild_channel,
                user=user,
                command="ask",
                options={"question": "What yield does the zirconate protocol reach?"},
            )
            answer = words(await scene.answered(asked["interaction"]))
            assert ("73 percent" in answer) is expected
        stolen = await scene.on_discord(
            "slash",
            channel="Lab/papers",
            user="bob",
            command="ask",
            options={"question": "What yield does the perovskite protocol reach?"},
        )
        assert "41 percent" not in words(await scene.answered(stolen["interaction"]))

        for name, secret, expected in (("perovskite", "41", True), ("zirconate", "73", False)):
            before = len(await asyncio.to_thread(scene.slack.view, "ephemerals"))
            text = f"ask What yield does the {name} protocol reach?"
            await scene.on_slack("slash", channel="papers", user="bob", command="/paperwire", text=text)
            told = await scene.until(lambda before=before: _answers(scene.slack.view("ephemerals")[before:]))
            assert (f"{secret} percent" in words(told)) is expected


def _answers(ephemerals: Sequence[Any]) -> list[Any]:
    return [one for one in ephemerals if "Looked in" in words(one)]
