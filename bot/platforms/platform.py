"""The port of a chat platform: everything delivery needs, and people who talk back.

docs/decisions/0002-platform-port.md maps each call to Discord, Slack and the console.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from schedules.document import Document
from schedules.parcels import Postbox, Receipt


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a platform. `name` is for display only; `may_manage` opens `/setup` and its kin.

    Where finding that out takes a request of its own (Slack), it is made for commands with
    `Command.manage` alone, and False otherwise.
    """

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


@dataclass(frozen=True, slots=True)
class Field:
    """One line (or box, if `long`) of a form. `name` is the option it fills.

    `label`: at most 45 characters; `hint`: at most 100, shown while it is empty; `value`: what it
    holds when it opens. With `choices` it is a list to pick one from.
    """

    name: str
    label: str
    hint: str = ""
    value: str = ""
    long: bool = False
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """Questions asked in a window before a command runs; what comes back is an Invocation of `command`.

    A platform with fewer places than fields (Discord: five) shows the first ones. `carried` comes
    back among the options unseen: ids and numbers only, all together at most 60 ASCII characters.
    """

    command: str
    title: str
    """At most 24 characters, the least that a platform allows."""
    fields: tuple[Field, ...]
    carried: Mapping[str, str] = field(default_factory=dict)


class Reply(Protocol):
    """The way back to one person who did one thing. Every platform gives it a deadline and a life.

    Call `working` within a second when the rest takes longer; then `show` once or more: the first
    one fills the message that `working` opened, later ones replace its words. `private` is fixed
    by the first call. After `refuse`, an expired token, or once the asker has deleted the message
    that asked, calls do nothing and nothing stays posted.
    """

    async def working(self, *, private: bool) -> None:
        """Show that the work has begun (deferred interaction, typing, a first message)."""
        ...

    async def grow(self, document: Document, *, private: bool) -> None:
        """Show the beginning of an answer that is still being made; `show` ends it.

        The blocks of each call begin with all those of the call before, and all are checked: what is
        shown is never taken back, though `show` may put other blocks after them. A platform may
        leave out any call (an edit too soon after the last, a message that is full).
        """
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
    A command of two words (`follow author`) may come with its second word in `typed`.
    The shortcut on a message is `here`, its option `text` the words and link targets of that message.
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


@dataclass(frozen=True, slots=True)
class Reaction:
    """An emoji that somebody put on, or took from, a message of ours about `where.paper`.

    `emoji`: the character (👍) on every platform, whatever it calls it.
    """

    emoji: str
    added: bool
    who: Person
    where: Place
    event: str


class Ears(Protocol):
    """What a platform calls when people do something. Never raises; each returns when it is handled."""

    async def form(self, invocation: Invocation) -> Form | None:
        """The form to open before this is handled, or None to go on to `invoked`. Within a second.

        Only platforms that have forms ask. Nothing is shown or refused yet.
        """
        ...

    async def invoked(self, invocation: Invocation) -> None: ...

    async def said(self, utterance: Utterance) -> None: ...

    async def reacted(self, reaction: Reaction) -> None:
        """Silent: nothing is shown for it."""
        ...

    async def invited(self, where: Place, reply: Reply) -> None:
        """The bot has just been added to this channel or server; it introduces itself, once."""
        ...

    async def removed(self, where: Place) -> None:
        """The bot was taken out of this channel, or (channel empty) out of the whole server. Silent."""
        ...

    async def home(self, who: Person, where: Place) -> Document:
        """What a person's own page shows (Slack's App Home): their list, what they follow, the channels."""
        ...

    async def completing(self, command: str, option: str, typed: str, where: Place) -> Sequence[Choice]:
        """At most 25 completions, within 2 s."""
        ...


class Platform(Postbox, Protocol):
    """A chat platform that people talk on.

    For every call of `Postbox`, a channel `@PERSON` is the direct conversation with that person.
    """

    async def run(self, ears: Ears) -> None:
        """Connect, and pass on what people do until cancelled; closes its connections on the way out.

        Returns by itself only where the one person there can leave (the console). Raises
        errors.BadSetting when it can never work (a wrong token); reconnects by itself otherwise.
        """
        ...

    async def tell_owner(self, sentence: str) -> bool:
        """Tell the one who runs this bot, in private; False if nobody could be told. Never raises."""
        ...
