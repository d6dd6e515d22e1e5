"""How a command gets in and out: settings, log, an open house, and errors as sentences with exit codes."""

import sys
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn, TypeVar

import typer

if TYPE_CHECKING:
    from bot.commands.command import Call
    from bot.house import House, OpenHouse
    from bot.settings import Settings
    from schedules.document import Document

T = TypeVar("T")
Level = Literal["info", "warning"]


def _open_house(settings: "Settings", *, echo: Callable[[str], None]) -> "AbstractAsyncContextManager[House]":
    from bot.app import open_house

    return open_house(settings, echo=echo)


@dataclass(frozen=True, slots=True)
class Front:
    """What all commands share: the flags before the command's name, and how to open the house."""

    open_house: "OpenHouse" = _open_house
    home: Path | None = None
    verbose: bool = False

    def settings(self, *, level: Level = "warning") -> "Settings":
        """The settings of this run, with the log open. Leaves with a sentence if one of them is bad."""
        from bot.settings import read_settings

        self.open_log(None)
        try:
            settings = read_settings(paperwire_home=self.home)
        except Exception as error:  # noqa: BLE001 - the last place before a person
            leave(error)
        self.open_log(settings, level=level)
        return settings

    def open_log(self, settings: "Settings | None", *, level: Level = "warning") -> None:
        """Open the log as settings and flags say; without settings, as it is by default."""
        from bot.logs import open_log
        from bot.platforms import console

        if settings is None:
            open_log()
            return
        talking = console.wanted(settings)  # the log would stand between a person's words
        wanted: Level = "info" if self.verbose or (level == "info" and not talking) else "warning"
        open_log(level=settings.log_level or wanted, form=settings.log_format, secrets=settings.secrets())

    def enter(self, work: "Callable[[House], Awaitable[T]]", *, level: Level = "warning") -> T:
        """Do `work` in the open house and return its result; what goes wrong ends the process politely."""
        import asyncio

        settings = self.settings(level=level)
        try:
            return asyncio.run(self._inside(settings, work))
        except (BrokenPipeError, typer.Exit):
            raise
        except (Exception, KeyboardInterrupt, asyncio.CancelledError) as error:  # noqa: BLE001 - the last place before a person
            leave(error)

    async def _inside(self, settings: "Settings", work: "Callable[[House], Awaitable[T]]") -> T:
        async with self.open_house(settings, echo=echo) as house:
            return await work(house)


def front(ctx: typer.Context) -> Front:
    """What the flags before the command's name said."""
    found = ctx.find_object(Front)
    return found or Front()


def leave(error: BaseException) -> NoReturn:
    """Say what went wrong in one sentence on standard error, and leave with its code."""
    from bot.errors import Exit, told

    said = told(error)
    after = "\n" if said.code == Exit.INTERRUPTED and sys.stderr.isatty() else ""  # the terminal shows ^C itself
    typer.echo(f"{after}{said.sentence}", err=True)
    raise typer.Exit(int(said.code))


def echo(words: str) -> None:
    """Tell a waiting person what takes long; a script's log stays free of it."""
    if sys.stderr.isatty():
        typer.echo(words, err=True)


def show(document: "Document", *, thread: bool = False) -> None:
    """Print a document as the console shows it, with the entries of its thread if asked to."""
    from bot.platforms.console.render import render
    from bot.platforms.console.screen import open_screen

    screen = open_screen(sys.stdout)
    rendered = render(document)
    for message in (*rendered.post, *(rendered.thread if thread else ())):
        screen.show(message, buttons=False)


def call(house: "House", name: str, **options: str | int | None) -> "Call":
    """A use of the command called `name` by the person at this terminal, its options checked."""
    from bot.commands.all import COMMANDS
    from bot.commands.command import Call
    from bot.commands.grammar import check
    from bot.platforms.console.session import CHANNEL, YOU
    from bot.platforms.platform import Place
    from retrieval.errors import BadInput

    command = next(command for command in COMMANDS if command.name == name)
    given = {option: str(value) for option, value in options.items() if value is not None}
    try:
        checked = check(command, given, today=house.desk.now().date())
    except BadInput as error:
        raise BadInput(_for_a_terminal(error.for_people, name)) from error
    return Call(checked, YOU, Place(CHANNEL, CHANNEL, CHANNEL), house.desk)


def _for_a_terminal(sentence: str, name: str) -> str:
    """What a command says of its options, said of the flags that a terminal has for them."""
    said, example, _ = sentence.partition(" For example: ")
    return said.replace(f"/{name} ", f"paperwire {name} ") + (f" See paperwire {name} --help." if example else "")
