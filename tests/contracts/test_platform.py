"""What every chat platform promises, run on the fake and on each real one.

A platform joins by a harness: how to open it, what a person there can read, how people act.
"""

import asyncio
import contextlib
import io
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console as Terminal
from slack_client import SlackWorld
from standin_process import standin

from bot.commands.ask import ASK
from bot.commands.grammar import split
from bot.platforms.console.adapter import Console
from bot.platforms.console.journal import Journal
from bot.platforms.console.keyboard import Scripted
from bot.platforms.console.screen import Screen
from bot.platforms.platform import Ears, Invocation, Platform, Utterance
from schedules.document import (
    Actions,
    Block,
    Bullets,
    Button,
    Code,
    Divider,
    Document,
    Entry,
    Heading,
    Quoted,
    Small,
    Span,
    Text,
    plain,
    text_of,
)
from schedules.parcels import Message
from tests.contracts.slack_harness import SlackHarness
from tests.discord_lab import DiscordHarness
from tests.fakes.platform import Act, FakeEars, FakePlatform


class Harness(Protocol):
    platform: Platform
    channel: str

    def restart(self) -> None:
        """A new process on the same channel."""
        ...

    def readable(self) -> str:
        """All words a person there can read now, in the channel and its threads, each message in its latest form."""
        ...

    async def perform(self, ears: Ears, acts: Sequence[Act]) -> None:
        """Run the platform while somebody does `acts`, until each is handled."""
        ...

    def told(self) -> str:
        """What the person who acted reads in reply now."""
        ...

    def violations(self) -> int:
        """How often the other end has had reason to complain."""
        ...


class FakeHarness:
    channel = "papers"

    def __init__(self, folder: Path) -> None:
        self.platform = FakePlatform()

    def restart(self) -> None:
        self.platform = FakePlatform(posted=self.platform.posted)

    def readable(self) -> str:
        return "\n".join(text for _, _, _, text in self.platform.posted)

    async def perform(self, ears: Ears, acts: Sequence[Act]) -> None:
        self.platform.acts = list(acts)
        running = asyncio.ensure_future(self.platform.run(ears))
        await self.platform.done.wait()
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running

    def told(self) -> str:
        replies = [(reply, reply.shown or reply.grown[-1:]) for reply in self.platform.replies]
        texts = [text_of(document.blocks) for _, shown in replies for document, _ in shown]
        return "\n".join([*texts, *(sentence for reply, _ in replies for sentence in reply.refusals)])

    def violations(self) -> int:
        return 0


class ConsoleHarness:
    channel = "console"

    def __init__(self, folder: Path) -> None:
        self._journal = Journal(folder / "history.jsonl")
        self.restart()

    def restart(self) -> None:
        self.platform = self._console(())

    def _console(self, lines: Sequence[str]) -> Console:
        self.out = io.StringIO()
        screen = Screen(Terminal(file=self.out, width=100, markup=False, highlight=False), links=False)
        return Console(screen, self._journal, Scripted(lines, screen))

    def readable(self) -> str:
        return "\n".join(posted.message.text for posted in self._journal.posted())

    async def perform(self, ears: Ears, acts: Sequence[Act]) -> None:
        self.platform = self._console([_line(act) for act in acts])
        await self.platform.run(ears)

    def told(self) -> str:
        return self.out.getvalue()

    def violations(self) -> int:
        return 0


def _line(act: Act) -> str:
    kind, words, typed = act
    return f"/{words} {typed}" if kind == "command" else words


HARNESSES: dict[str, Callable[[Path], Harness]] = {
    "fake": FakeHarness,
    "console": ConsoleHarness,
    "discord": DiscordHarness,
    "slack": SlackHarness,
}


@pytest.fixture(scope="module")
def slack_world() -> Iterator[SlackWorld]:
    with standin("slack_standin.py") as running:
        yield SlackWorld(running)


@pytest.fixture(params=HARNESSES)
def harness(request: pytest.FixtureRequest, tmp_path: Path) -> Harness:
    if request.param == "slack":
        return SlackHarness(tmp_path, request.getfixturevalue("slack_world"))
    return HARNESSES[request.param](tmp_path)


EVERYTHING: tuple[Block, ...] = (
    Heading("Papers of 6 Mar", link="https://example.org/day"),
    Text((Span("Read: ", bold=True), Span("a finding "), Span("2506.07751", link="https://arxiv.org/abs/2506.07751"))),
    Bullets((plain("one gap"), plain("another gap"))),
    Quoted("words of the paper", plain("Section 4, p. 7")),
    Code("x = 1", "python"),
    Divider(),
    Small(plain("679 announced")),
    Actions((Button("Explain", "explain", "2506.07751"),)),
)
DAY = Document("Papers of 6 Mar", EVERYTHING, (Entry((Text(plain("the entry")),), about="2506.07751"),))


def _words(text: str) -> list[str]:
    return text.replace("“", " ").replace("”", " ").split()


def test_a_rendered_document_has_every_word_of_it_in_order(harness: Harness) -> None:
    said = _words("Papers of 6 Mar Read: a finding 2506.07751 one gap another gap")
    said += _words("words of the paper Section 4, p. 7 x = 1 679 announced")
    heard = iter(_words(" ".join(message.text for message in harness.platform.render(DAY).post)))

    assert all(any(word in found for found in heard) for word in said)


def test_each_entry_of_the_thread_knows_its_paper(harness: Harness) -> None:
    assert [entry.about for entry in harness.platform.render(DAY).thread] == ["2506.07751"]


STRANGE = (
    "@everyone <!channel> `x` *b* [red]r[/red] \x1b[31mred\x1b]0;title\x07 \u202egnp.exe \x07 $O(n^2)$ <b>&amp; \\"
)


def test_what_a_stranger_wrote_cannot_steer_the_screen(harness: Harness) -> None:
    """Terminal escapes, direction overrides and control characters are gone; the words are not."""
    rendered = harness.platform.render(Document(STRANGE, (Text(plain(STRANGE)), Quoted(STRANGE), Heading(STRANGE))))
    shown = "".join(message.text for message in rendered.post)

    assert not [c for c in shown if (ord(c) < 32 and c != "\n") or c in "\x7f\u202e"]
    assert "red" in shown
    assert "gnp.exe" in shown
    assert "O(n²)" in shown


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(st.text(max_size=300), min_size=1, max_size=6))
def test_any_text_can_be_rendered_and_kept_as_json(texts: list[str]) -> None:
    blocks = (*(Text(plain(text)) for text in texts), Heading(texts[0]), Quoted(texts[-1], plain(texts[0])))
    for make in HARNESSES.values():
        for message in make(Path("unused")).platform.render(Document("s", blocks)).post:
            assert json.loads(json.dumps(message.payload)) == message.payload


def _frozen(message: Message) -> Message:
    """As it comes back from the outbox."""
    return Message(json.loads(json.dumps(message.payload)), message.text, message.about)


async def test_a_posted_message_is_found_by_its_key_and_by_no_other(harness: Harness) -> None:
    message = _frozen(harness.platform.render(DAY).post[0])

    assert await harness.platform.find(harness.channel, key="day/1/0") is None
    receipt = await harness.platform.post(harness.channel, message, key="day/1/0")

    assert await harness.platform.find(harness.channel, key="day/1/0") == receipt
    assert await harness.platform.find(harness.channel, key="day/1/1") is None
    assert await harness.platform.find("elsewhere", key="day/1/0") is None
    assert "679 announced" in harness.readable()


async def test_after_a_restart_a_message_is_still_found(harness: Harness) -> None:
    """The process died between “posted” and “recorded”: the next one must not post it again."""
    receipt = await harness.platform.post(harness.channel, harness.platform.render(DAY).post[0], key="day/1/0")

    harness.restart()

    assert await harness.platform.find(harness.channel, key="day/1/0") == receipt


async def test_an_entry_goes_into_the_thread_of_its_post(harness: Harness) -> None:
    rendered = harness.platform.render(DAY)
    post = await harness.platform.post(harness.channel, rendered.post[0], key="day/1/0")

    entry = await harness.platform.post(harness.channel, rendered.thread[0], key="day/1/1", thread=post.thread)

    assert entry.message != post.message
    assert await harness.platform.find(harness.channel, key="day/1/1", thread=post.thread) == entry
    assert "the entry" in harness.readable()


async def test_an_edit_replaces_the_words_and_keeps_the_key(harness: Harness) -> None:
    receipt = await harness.platform.post(harness.channel, harness.platform.render(DAY).post[0], key="day/1/0")
    corrected = Document("s", (Text(plain("680 announced (corrected)")),))

    await harness.platform.edit(receipt, harness.platform.render(corrected).post[0])

    assert "680 announced" in harness.readable()
    assert "679 announced" not in harness.readable()
    assert await harness.platform.find(harness.channel, key="day/1/0") == receipt


ACTS: list[Act] = [("command", "ask", "What is new? since:May"), ("mention", "Is it fast?", "")]


async def test_a_command_arrives_with_its_name_and_words_and_a_mention_with_its_text(harness: Harness) -> None:
    ears = FakeEars()

    await harness.perform(ears, ACTS)

    command, mention = ears.heard
    assert isinstance(command, Invocation)
    given = command.options or split(ASK, command.typed)  # Discord's options are typed, the others' text is read by us
    assert (command.command, given) == ("ask", {"question": "What is new?", "since": "May"})
    assert isinstance(mention, Utterance)
    assert mention.text == "Is it fast?"
    assert mention.addressed in ("mention", "direct"), "on the console there is nobody else to speak to"
    assert {event.where.platform for event in ears.heard} == {harness.platform.name}
    assert command.event != mention.event


async def _show(event: Invocation | Utterance) -> None:
    await event.reply.working(private=True)
    await event.reply.show(Document("s", (Text(plain("Twice as fast.")),)), private=True)


async def test_what_is_shown_in_reply_reaches_the_asker(harness: Harness) -> None:
    await harness.perform(FakeEars(_show), ACTS[:1])

    assert "Twice as fast." in harness.told()


async def _refuse(event: Invocation | Utterance) -> None:
    await event.reply.working(private=False)
    await event.reply.refuse("I have no such paper.")
    await event.reply.show(Document("s", (Text(plain("never seen")),)), private=False)


async def test_a_refusal_reaches_the_asker_and_ends_the_reply(harness: Harness) -> None:
    await harness.perform(FakeEars(_refuse), ACTS[:1])

    assert "I have no such paper." in harness.told()
    assert "never seen" not in harness.told()
    assert "I have no such paper." not in harness.readable()


def _answer(count: int) -> Document:
    """The first so many claims of an answer, each with its quote."""
    said = (("It is twice as fast.", "a speed-up of 2x"), ("It needs 3 GB.", "3 GB of memory"), ("It is open.", "MIT"))
    blocks = [block for claim, quote in said[:count] for block in (Text(plain(claim)), Quoted(quote, plain("p. 7")))]
    return Document("s", tuple(blocks))


GROWN = [("command", True), ("mention", False)]


@pytest.mark.parametrize(("kind", "private"), GROWN)
async def test_an_answer_grows_before_it_is_shown_whole_and_stands_once(
    harness: Harness, kind: str, *, private: bool
) -> None:
    """The beginning is read while the rest is being made; in the end there is one message, as it was shown."""

    async def seen(words: str) -> None:
        async with asyncio.timeout(20):
            while words not in await asyncio.to_thread(read):  # noqa: ASYNC110 - what is waited for is in another process
                await asyncio.sleep(0.05)

    def read() -> str:
        return "\n".join((harness.told(), harness.readable()))

    read_on_the_way: list[str] = []

    async def answer(event: Invocation | Utterance) -> None:
        await event.reply.working(private=private)
        await event.reply.grow(_answer(1), private=private)
        await seen("twice as fast")
        read_on_the_way.append(await asyncio.to_thread(read))
        await event.reply.grow(_answer(2), private=private)
        await seen("needs 3 GB")
        whole = _answer(3)
        last = Small(plain("Looked in 4 papers."))
        await event.reply.show(Document("s", (*whole.blocks, last)), private=private)
        await event.reply.grow(_answer(1), private=private)

    complaints = harness.violations()
    await harness.perform(FakeEars(answer), [act for act in ACTS if act[0] == kind])
    await seen("Looked in 4 papers.")

    assert "needs 3 GB" not in read_on_the_way[0]
    for words in ("It is twice as fast.", "3 GB of memory", "It is open.", "Looked in 4 papers."):
        assert words in read()
    assert not set(_counts(read())) - {1, 2}, "2: on Slack the person reads the channel, too"
    assert harness.violations() == complaints


def _counts(text: str) -> list[int]:
    return [text.count(words) for words in ("It is twice as fast.", "It needs 3 GB.", "It is open.")]
