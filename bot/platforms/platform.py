"""The port of a chat platform: everything delivery needs, and people who talk back.

docs/decisions/0002-platform-port.md maps each call to Discord, Slack and the console.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from schedules.delivery import Postbox, Receipt
from schedules.document import Document


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a platform. `name` is for display only; `may_manage` opens `/setup` and its kin."""

    id: str
    name: str
    may_manage: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where something happened. `server` owns private papers and profiles; a DM's server is its person.

    `thread` is empty outside threads. `paper` is the paper of the message that was replied to or
    whose button was pressed, when the platform can tell (`Message.about` of that message).
    """

    platform: str
    server: str
    channel: str
    thread: str = ""
    paper: str = ""
    direct: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A completion offered while somebody types an option: shown and sent back."""

    label: str
    value: str


class Reply(Protocol):
    """The way back to one person who did one thing. Every platform gives it a deadline and a life.

    Call `working` within a second when the rest takes longer; then `show` once or more: the first
    one fills the message that `working` opened, later ones replace its words. `private` is fixed
    by the first call. After `refuse` or an expired token, later calls do nothing.
    """

    async def working(self, *, private: bool) -> None:
        """Show that the work has begun (deferred interaction, typing, a first message)."""
        ...

    async def show(self, document: Document, *, private: bool) -> Receipt | None:
        """Show the answer. None when it cannot be pointed at later (private on Slack).

        Entries of the document's thread are hung under it where the platform can; a private reply
        has no thread, and they stay behind their buttons.
        """
        ...

    async def refuse(self, sentence: str) -> None:
        """Tell only the asker that it can't be done, in one sentence."""
        ...


@dataclass(frozen=True, slots=True)
class Invocation:
    """A command by slash, shortcut, form, button or typed name. Values are strings as people gave them.

    A platform without typed options passes what stood after the name in `typed`, and the grammar
    of `bot.commands` reads it. A pressed button is its action as the command, its value as `typed`.
    """

    command: str
    options: Mapping[str, str]
    who: Person
    where: Place
    reply: Reply
    event: str
    """The platform's own id of this event: the same id is handled once."""
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Utterance:
    """A message that may want an answer, the bot's mention already taken out of `text`."""

    text: str
    who: Person
    where: Place
    reply: Reply
    event: str
    addressed: Literal["mention", "reply", "direct", "thread"]
    """Why it reached us; `thread`: unaddressed, in a thread on a post of ours."""


class Ears(Protocol):
    """What a platform calls when people do something. Never raises; each returns when it is handled."""

    async def invoked(self, invocation: Invocation) -> None: ...

    async def said(self, utterance: Utterance) -> None: ...

    async def completing(self, command: str, option: str, typed: str, where: Place) -> Sequence[Choice]:
        """At most 25 completions, within 2 s."""
        ...


class Platform(Postbox, Protocol):
    """A chat platform that people talk on."""

    async def run(self, ears: Ears) -> None:
        """Connect, and pass on what people do until cancelled; closes its connections on the way out.

        Returns by itself only where the one person there can leave (the console). Raises
        errors.BadSetting when it can never work (a wrong token); reconnects by itself otherwise.
        """
        ...
