"""What the console looks like: Rich for width, wrapping and colour; plain where the output is no terminal."""

import os
from collections.abc import Mapping
from typing import Any, TextIO

from rich.console import Console as Terminal
from rich.console import RenderableType
from rich.rule import Rule
from rich.status import Status
from rich.style import Style
from rich.text import Text

from bot.platforms.printable import printable
from schedules.parcels import Message

_KINDS = {
    "heading": ("", "bold"),
    "text": ("", ""),
    "bullet": ("  • ", ""),
    "quote": ("  │ ", "italic"),
    "source": ("  │ ", "dim"),
    "code": ("    ", ""),
    "small": ("", "dim"),
}
"""What each kind begins with, and its style."""

WIDEST = 100
"""Columns a line of text may use; longer ones are hard to read."""


def open_screen(out: TextIO, env: Mapping[str, str] = os.environ) -> "Screen":
    """A screen on `out`. Colour only on a terminal without NO_COLOR; links only where they can be opened."""
    terminal = Terminal(file=out, highlight=False, markup=False, emoji=False, soft_wrap=False)
    return Screen(terminal, links=terminal.is_terminal and _opens_links(env))


def _opens_links(env: Mapping[str, str]) -> bool:
    """Whether this terminal is known to make OSC 8 links clickable; others would hide the address."""
    if env.get("TERM_PROGRAM") in {"iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby", "rio"}:
        return True
    if env.get("VTE_VERSION", "").isdigit() and int(env["VTE_VERSION"]) >= 5000:
        return True
    known = ("KITTY_WINDOW_ID", "WT_SESSION", "KONSOLE_VERSION", "ALACRITTY_WINDOW_ID")
    return any(env.get(name) for name in known) or env.get("TERM", "") in {"xterm-kitty", "alacritty", "foot"}


class Screen:
    """A terminal, or a file in its place, that messages are printed on."""

    def __init__(self, terminal: Terminal, *, links: bool) -> None:
        self._terminal = terminal
        self._links = links
        self._busy: Status | None = None

    def show(self, message: Message, *, buttons: bool = True, after: int = 0) -> None:
        """Print a message of `render`, a blank line before it, and what can be pressed under it.

        Its first `after` pieces were printed just before: it goes on from there.
        """
        self.idle()
        pieces = message.payload["blocks"]
        kind = pieces[after - 1]["kind"] if after else ""
        if not after:
            self._terminal.print()
        for piece in pieces[after:]:
            if kind and (kind, piece["kind"]) not in _TIGHT:
                self._terminal.print()
            kind = piece["kind"]
            self._piece(piece)
        labels = [label for label, _, _ in message.payload["buttons"]]
        if buttons and labels:
            self._print(Text(f"[ {' | '.join(labels)} ]", style="cyan"))

    def say(self, sentence: str, *, style: str = "") -> None:
        """Print one line of the program's own."""
        self.idle()
        self._print(Text(printable(sentence), style=style))

    def ask(self, prompt: str) -> None:
        """Print the prompt and stay on its line."""
        self.idle()
        self._terminal.print()
        self._terminal.print(Text(prompt, style="bold cyan"), end="")
        self._terminal.file.flush()

    def busy(self, words: str) -> None:
        """Show that something takes a while, until the next call; only on a terminal."""
        if self._terminal.is_terminal and self._busy is None:
            self._busy = self._terminal.status(words, spinner="dots")
            self._busy.start()

    def idle(self) -> None:
        if self._busy is not None:
            self._busy.stop()
            self._busy = None

    def _print(self, what: RenderableType) -> None:
        self._terminal.print(what, width=self._width)

    @property
    def _width(self) -> int:
        return min(self._terminal.width, WIDEST)

    def _piece(self, piece: Mapping[str, Any]) -> None:
        """Print a piece, wrapped by us so that its mark or indent stands before every line."""
        if piece["kind"] == "rule":
            self._print(Rule(style="dim"))
            return
        mark, style = _KINDS[piece["kind"]]
        text = Text(style=style)
        for words, looks, link in piece["spans"]:
            self._append(text, words, looks, link)
        for number, line in enumerate(text.wrap(self._terminal, max(self._width - len(mark), 20))):
            line.rstrip()
            before = mark if number == 0 or piece["kind"] in _BARRED else " " * len(mark)
            self._print(Text.assemble((before, "dim"), line))

    def _append(self, text: Text, words: str, looks: str, link: str) -> None:
        style = Style(bold="bold" in looks or None, italic="italic" in looks or None)
        if "code" in looks:
            style += Style(color="cyan")
        if link and self._links:
            style += Style(link=link, underline=True)
        if link and not self._links:
            words = link if link.endswith(words) else f"{words} <{link}>"
        text.append(words, style)


_BARRED = {"quote", "source"}
"""Kinds whose mark stands before every line, not only the first."""
_TIGHT = {("bullet", "bullet"), ("quote", "source"), ("small", "small"), ("heading", "small")}
"""Neighbours with no blank line between them."""
