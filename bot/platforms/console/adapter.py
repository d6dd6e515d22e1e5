"""The console behind the port of a chat platform."""

import asyncio

from bot.platforms.console import NAME
from bot.platforms.console.journal import Journal, Posted
from bot.platforms.console.keyboard import Keyboard
from bot.platforms.console.render import render
from bot.platforms.console.screen import Screen
from bot.platforms.console.session import CHANNEL, HINT, Entry, Session, Standing
from bot.platforms.platform import Ears
from schedules.document import Document
from schedules.parcels import Message, Receipt, Rendered, Unknown


class Console:
    """One channel whose history is a file, one person in front of it.

    The history is the channel: a message is written there before it is printed, so that `find`
    knows it whatever happens in between, and `run` shows the newest post if nobody has seen it.
    """

    name = NAME

    def __init__(self, screen: Screen, journal: Journal, keyboard: Keyboard) -> None:
        self._screen = screen
        self._journal = journal
        self._keyboard = keyboard
        self._printed: set[str] = set()
        self._news = False

    def render(self, document: Document) -> Rendered:
        return render(document)

    async def post(self, channel: str, message: Message, *, key: str, thread: str = "") -> Receipt:
        """As the port says. Entries of a thread are not printed: typing an item's number opens its entry."""
        receipt = await asyncio.to_thread(self._journal.add, channel, message, key=key, thread=thread)
        self._news = True
        if not thread:
            self._print(receipt, message)
        return receipt

    async def find(self, channel: str, *, key: str, thread: str = "") -> Receipt | Unknown | None:  # noqa: ARG002 - the key alone tells
        posted = await asyncio.to_thread(self._journal.find, channel, key)
        return posted.receipt if posted else None

    async def edit(self, receipt: Receipt, message: Message) -> None:
        await asyncio.to_thread(self._journal.change, receipt, message)
        self._screen.say("Corrected:", style="bold")
        self._print(receipt, message)

    async def run(self, ears: Ears) -> None:
        """Talk until the person leaves: with /quit, at the end of input, or on Ctrl-C."""
        session = Session(self._screen, ears, self._newest(await asyncio.to_thread(self._journal.posted)))
        self._news = False
        self._screen.say("")
        self._screen.say(HINT, style="dim")
        while (line := await self._keyboard.line(session.standing.prompt)) is not None:
            if self._news:  # a post came in while somebody sat here: the numbers they type are its items
                session.standing = self._newest(await asyncio.to_thread(self._journal.posted))
                self._news = False
            if not await session.take(line):
                break

    async def tell_owner(self, sentence: str) -> bool:
        """Who runs the bot sits in front of it."""
        self._screen.say(sentence, style="bold")
        return True

    def _newest(self, history: list[Posted]) -> Standing:
        """The newest post, printed unless it was just now, with the entries of its thread."""
        posts = [one for one in history if not one.parent and one.receipt.channel == CHANNEL]
        if not posts:
            return Standing()
        post = posts[-1]
        if post.receipt.message not in self._printed:
            self._print(post.receipt, post.message)
        hung = [one for one in history if one.parent == post.receipt.thread]
        return Standing(post.receipt.thread, tuple(Entry(one.message, one.receipt.thread) for one in hung))

    def _print(self, receipt: Receipt, message: Message) -> None:
        self._printed.add(receipt.message)
        self._screen.show(message)
