"""The console beyond the port: threads under items, history, keys, looks."""

import asyncio
import io
import os
from pathlib import Path

import pytest
from rich.console import Console as Terminal

from bot.platforms import PLATFORMS
from bot.platforms.console.adapter import Console
from bot.platforms.console.journal import Journal
from bot.platforms.console.keyboard import Scripted, Typed
from bot.platforms.console.lines import Back, Command, Leave, Open, Said, step
from bot.platforms.console.render import render
from bot.platforms.console.screen import Screen, open_screen
from bot.platforms.platform import Invocation, Utterance
from bot.settings import read_settings
from schedules.document import (
    Actions,
    Bullets,
    Button,
    Code,
    Document,
    Entry,
    Figure,
    Heading,
    Quoted,
    Span,
    Text,
    plain,
)
from schedules.errors import Refused
from schedules.parcels import Receipt
from tests.fakes.platform import FakeEars

DAY = Document(
    "day",
    (Heading("Papers of 6 Mar"), Text(plain("1. Read: a finding"))),
    (
        Entry(
            (Text(plain("entry of the first")), Actions((Button("Explain", "explain", "2506.00001"),))), "2506.00001"
        ),
        Entry((Text(plain("entry of the second")),), "2506.00002"),
    ),
)


class Sitting:
    """A console with a history in `folder` and somebody who types `lines`."""

    def __init__(self, folder: Path, *lines: str, ears: FakeEars | None = None) -> None:
        self.out = io.StringIO()
        self.ears = ears or FakeEars()
        self.journal = Journal(folder / "console" / "history.jsonl")
        screen = Screen(Terminal(file=self.out, width=100, markup=False, highlight=False), links=False)
        self.console = Console(screen, self.journal, Scripted(lines, screen))

    async def deliver(self) -> Receipt:
        rendered = self.console.render(DAY)
        post = await self.console.post("console", rendered.post[0], key="day/0")
        for part, entry in enumerate(rendered.thread, start=1):
            await self.console.post("console", entry, key=f"day/{part}", thread=post.thread)
        return post

    async def talk(self) -> str:
        await self.console.run(self.ears)
        return self.out.getvalue()


async def test_a_post_is_printed_and_its_thread_waits_to_be_opened(tmp_path: Path) -> None:
    sitting = Sitting(tmp_path)
    await sitting.deliver()

    assert "Papers of 6 Mar" in sitting.out.getvalue()
    assert "entry of the first" not in sitting.out.getvalue()


async def test_a_number_opens_the_thread_of_an_item_and_questions_there_are_about_its_paper(tmp_path: Path) -> None:
    sitting = Sitting(tmp_path, "2", "What is new in it?")
    await sitting.deliver()

    said = await sitting.talk()

    assert "entry of the second" in said
    assert "item 2: ask, 1-2, back › What is new in it?" in said
    (question,) = sitting.ears.heard
    assert isinstance(question, Utterance)
    assert question.where.paper == "2506.00002"
    assert question.where.thread


async def test_back_leaves_the_item_for_the_thread_of_the_day(tmp_path: Path) -> None:
    sitting = Sitting(tmp_path, "1", "back", "What else is there?")
    post = await sitting.deliver()

    await sitting.talk()

    (question,) = sitting.ears.heard
    assert (question.where.paper, question.where.thread) == ("", post.thread)


async def test_each_item_is_talked_about_in_a_thread_of_its_own(tmp_path: Path) -> None:
    """What was said of one paper is no history of another."""
    sitting = Sitting(tmp_path, "1", "Is it fast?", "2", "Is it fast?", "back", "Is it fast?")
    await sitting.deliver()

    await sitting.talk()

    assert len({question.where.thread for question in sitting.ears.heard}) == 3


async def test_a_number_that_is_no_item_is_said_to_be_none(tmp_path: Path) -> None:
    sitting = Sitting(tmp_path, "7")
    await sitting.deliver()

    assert "There is no 7 to open: the post has items 1 to 2." in await sitting.talk()


async def test_before_any_post_a_number_opens_nothing(tmp_path: Path) -> None:
    assert "no post with items is in sight" in await Sitting(tmp_path, "1").talk()


async def test_the_label_of_a_button_in_sight_presses_it(tmp_path: Path) -> None:
    sitting = Sitting(tmp_path, "1", "explain")
    await sitting.deliver()

    said = await sitting.talk()

    (pressed,) = sitting.ears.heard
    assert isinstance(pressed, Invocation)
    assert (pressed.command, pressed.typed, pressed.where.paper) == ("explain", "2506.00001", "2506.00001")
    assert "[ Explain ]" in said


async def _list(event: Invocation | Utterance) -> None:
    buttons = (Button("1", "paper", "2506.00008"), Button("2", "paper", "2506.00009"))
    await event.reply.show(Document("found", (Text(plain("found two")), Actions(buttons))), private=True)


async def test_after_a_list_a_number_opens_what_the_list_shows_under_it(tmp_path: Path) -> None:
    """And no longer the item of the post, which has the same number."""
    sitting = Sitting(tmp_path, "/search caches", "2", ears=FakeEars(_list))
    await sitting.deliver()

    said = await sitting.talk()

    pressed = sitting.ears.heard[-1]
    assert isinstance(pressed, Invocation)
    assert (pressed.command, pressed.typed) == ("paper", "2506.00009")
    assert "ask, 1-2, back › 2" in said


async def _list_then_card(event: Invocation | Utterance) -> None:
    if isinstance(event, Invocation) and event.command == "search":
        await _list(event)
    else:
        card = (Text(plain("card")), Actions((Button("Similar", "similar", "2506.00009"),)))
        await event.reply.show(Document("card", card), private=True)


async def test_a_list_can_be_walked_through_until_back_gives_the_numbers_to_the_day(tmp_path: Path) -> None:
    sitting = Sitting(tmp_path, "/search caches", "2", "1", "similar", "back", "2", ears=FakeEars(_list_then_card))
    await sitting.deliver()

    said = await sitting.talk()

    pressed = [(event.command, event.typed) for event in sitting.ears.heard if isinstance(event, Invocation)]
    assert pressed[1:] == [("paper", "2506.00009"), ("paper", "2506.00008"), ("similar", "2506.00009")]
    assert "Numbers open the items of the day again." in said
    assert "entry of the second" in said


async def _digest(event: Invocation | Utterance) -> None:
    await event.reply.show(DAY, private=True)


async def test_after_an_older_edition_is_shown_numbers_open_its_items(tmp_path: Path) -> None:
    said = await Sitting(tmp_path, "/digest yesterday", "1", ears=FakeEars(_digest)).talk()

    assert "entry of the first" in said


async def test_a_slash_command_outside_an_item_goes_to_the_channel_and_inside_to_the_thread(tmp_path: Path) -> None:
    sitting = Sitting(tmp_path, "/ask What is new?", "1", "/ask What is new?")
    await sitting.deliver()

    await sitting.talk()

    outside, inside = sitting.ears.heard
    assert outside.where.thread == ""
    assert inside.where.thread
    assert outside.event != inside.event


async def test_the_next_process_shows_the_newest_post_of_the_history(tmp_path: Path) -> None:
    """Also when the last one died between writing a post down and printing it."""
    await Sitting(tmp_path).deliver()

    said = await Sitting(tmp_path, "2").talk()

    assert "Papers of 6 Mar" in said
    assert "entry of the second" in said


async def test_the_numbers_of_a_post_that_comes_in_meanwhile_open_its_items(tmp_path: Path) -> None:
    class Interrupted(FakeEars):
        async def said(self, utterance: Utterance) -> None:
            await sitting.deliver()

    sitting = Sitting(tmp_path, "hello?", "2", ears=Interrupted())

    assert "entry of the second" in await sitting.talk()


async def test_a_post_is_not_shown_twice_in_one_sitting(tmp_path: Path) -> None:
    sitting = Sitting(tmp_path)
    await sitting.deliver()

    assert (await sitting.talk()).count("Papers of 6 Mar") == 1


async def test_a_history_that_a_crash_cut_short_loses_only_the_broken_line(tmp_path: Path) -> None:
    sitting = Sitting(tmp_path)
    await sitting.deliver()
    path = tmp_path / "console" / "history.jsonl"
    path.write_bytes(path.read_bytes()[:-20])

    assert await sitting.console.find("console", key="day/1") is not None
    assert await sitting.console.find("console", key="day/2") is None
    again = await sitting.console.post("console", sitting.console.render(DAY).thread[1], key="day/2")
    assert await sitting.console.find("console", key="day/2") == again


async def test_a_history_that_cannot_be_written_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "console").write_text("a file where the folder should be")

    with pytest.raises(Refused, match="cannot be written"):
        await Sitting(tmp_path).deliver()


async def test_a_message_that_is_gone_cannot_be_edited(tmp_path: Path) -> None:
    sitting = Sitting(tmp_path)

    with pytest.raises(Refused, match="no longer"):
        await sitting.console.edit(Receipt("console", "x", "x"), sitting.console.render(DAY).post[0])


@pytest.mark.parametrize("word", ["/quit", "/exit", "quit", "EXIT"])
async def test_leaving_ends_the_sitting(tmp_path: Path, word: str) -> None:
    sitting = Sitting(tmp_path, word, "never read")

    await sitting.talk()

    assert sitting.ears.heard == []


@pytest.mark.parametrize(
    ("line", "meaning"),
    [
        ("", None),
        ("   ", None),
        ("back", Back()),
        ("/quit", Leave()),
        ("3", Open(3)),
        ("#12", Open(12)),
        ("3 layers or 4?", Said("3 layers or 4?")),
        ("/ask What is new?", Command("ask", "What is new?")),
        ("/ASK  x", Command("ask", "x")),
        ("/", Command("help", "")),
        ("/home/ada/paper.pdf", Said("/home/ada/paper.pdf")),
        ("Back to basics?", Said("Back to basics?")),
        ("explain", Command("explain", "2506.00001")),
    ],
)
def test_what_a_line_means(line: str, meaning: object) -> None:
    assert step(line, [("Explain", "explain", "2506.00001")]) == meaning


def test_a_link_that_is_no_web_address_is_dropped() -> None:
    for link in ("javascript:alert(1)", "file:///etc/passwd", "https://x y", "https://x\x1b]8;;"):
        (message,) = render(Document("s", (Text((Span("words", link=link),)),))).post
        assert message.payload["blocks"][0]["spans"] == [["words", "", ""]]


def test_code_keeps_its_dollars_and_backslashes() -> None:
    (message,) = render(Document("s", (Code("echo $HOME $x_1$"), Text((Span(r"\alpha", code=True),))))).post

    assert message.text == "echo $HOME $x_1$\n\\alpha"


def _printed(document: Document, *, links: bool, terminal: bool) -> str:
    out = io.StringIO()
    rich = Terminal(
        file=out, width=60, force_terminal=terminal, markup=False, highlight=False, _environ={"TERM": "xterm"}
    )
    Screen(rich, links=links).show(render(document).post[0])
    return out.getvalue()


LINKED = Document("s", (Text((Span("2506.07751", link="https://arxiv.org/abs/2506.07751"),)),))


def test_a_link_is_clickable_where_the_terminal_can_and_spelled_out_elsewhere() -> None:
    assert "\x1b]8;" in _printed(LINKED, links=True, terminal=True)
    plain_text = _printed(LINKED, links=False, terminal=False)
    assert plain_text.strip() == "https://arxiv.org/abs/2506.07751"
    named = Document("s", (Text((Span("the paper", link="https://arxiv.org/abs/2506.07751"),)),))
    assert _printed(named, links=False, terminal=False).strip() == "the paper <https://arxiv.org/abs/2506.07751>"


def test_a_figure_is_its_words_and_the_address_of_its_picture() -> None:
    url = "https://arxiv.org/html/1v1/x1.png"
    shown = _printed(Document("s", (Figure(url, "A cat.", "", plain("Figure 1")),)), links=False, terminal=False)
    assert shown.split() == f"Figure 1: A cat. Picture: {url}".split()
    for bad in ("", "javascript:alert(1)"):
        (message,) = render(Document("s", (Figure(bad, "A cat.", "", plain("Figure 1")),))).post
        assert message.text == "Figure 1: A cat."


def test_lines_are_as_wide_as_the_terminal_and_words_are_kept_whole() -> None:
    blocks = (Text(plain("word " * 60)), Quoted("word " * 60), Bullets((plain("word " * 60),)))
    printed = _printed(Document("s", blocks), links=False, terminal=False)

    assert max(len(line) for line in printed.splitlines()) <= 60
    assert printed.count("word") == 180
    assert all(line.strip() in ("", "│ ”", "│ word ”") or "word word" in line for line in printed.splitlines())
    assert not [line for line in printed.splitlines() if line != line.rstrip()]


def test_a_quote_has_its_bar_and_a_bullet_its_mark() -> None:
    blocks = (Quoted("word " * 20, plain("Section 4")), Bullets((plain("one"), plain("two"))))

    lines = [line for line in _printed(Document("s", blocks), links=False, terminal=False).splitlines() if line]

    assert lines[0].startswith("  │ “word")
    assert lines[1].startswith("  │ word")
    assert lines[-3:] == ["  │ Section 4", "  • one", "  • two"]


def test_rich_markup_in_a_paper_is_text() -> None:
    assert "[bold]x[/bold] [link=file:///]y" in _printed(
        Document("s", (Text(plain("[bold]x[/bold] [link=file:///]y")),)), links=False, terminal=True
    )


def test_nothing_is_coloured_where_the_output_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    out = io.StringIO()
    open_screen(out, {"TERM_PROGRAM": "iTerm.app"}).show(render(DAY).post[0])

    assert "\x1b" not in out.getvalue()


async def test_typed_lines_come_as_they_are_typed_and_end_with_the_input() -> None:
    read, write = os.pipe()
    keyboard = Typed(read, open_screen(io.StringIO(), {}))
    os.write(write, "first\r\nsecond with é".encode()[:-1])

    assert await keyboard.line("› ") == "first"
    waiting = asyncio.ensure_future(keyboard.line("› "))
    os.write(write, "é".encode()[-1:] + b"\n")
    assert await waiting == "second with é"
    os.write(write, b"the rest")
    os.close(write)
    assert await keyboard.line("› ") == "the rest"
    assert await keyboard.line("› ") is None
    assert await keyboard.line("› ") is None
    os.close(read)


def test_the_console_is_wanted_only_where_no_other_place_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (console,) = [kind for kind in PLATFORMS if kind.name == "console"]

    assert console.wanted(read_settings())
    assert not console.wanted(read_settings(discord_token="x"))
    assert console.make(read_settings()).name == "console"
