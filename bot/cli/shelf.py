"""`import doctor`: what is on the shelf, and whether the shelf stands."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.front import front, leave

if TYPE_CHECKING:
    from bot.cli.importing import Imported
    from bot.doctor import Check
    from bot.house import House, Progress

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def import_papers(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="JSON lines, BibTeX or arXiv's metadata snapshot, gzipped or not.")],
    server: Annotated[str, typer.Option(help="Only this server or workspace may see them; everybody if none.")] = "",
    json: Json = False,
) -> None:
    """Put a file of papers on the shelf and index them.

    Ctrl-C is safe: the same command goes on where it was.

    Example: paperwire import arxiv-metadata-oai-snapshot.json
    """

    async def work(house: "House") -> None:
        from bot.cli.as_json import plain_data, print_json
        from bot.cli.importing import Filing, broken_lines, import_file

        filing = Filing(house.library.store, house.desk.now(), server)
        with _reading(file.name) as told:
            done = await import_file(file, filing, told)
        for line in broken_lines(done):
            typer.echo(line, err=True)
        if not json:
            typer.echo(_summary(done))
        with _indexing() as progress:
            indexed = await house.index(progress)
        if json:
            print_json({**plain_data(done.added), "broken": done.unread, "first_broken": plain_data(done.broken)})
        else:
            typer.echo(f"{_counted(indexed, 'passage')} indexed.")

    front(ctx).enter(work)


def _summary(done: "Imported") -> str:
    added = done.added
    parts = [_counted(added.new, "new paper"), _counted(added.versions, "new version"), f"{added.repeats:,} known"]
    if done.unread:
        parts.append(f"{_counted(done.unread, 'line')} not read")
    return f"{', '.join(parts)}."


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


@contextmanager
def _reading(name: str) -> "Iterator[Callable[[Imported], None]]":
    """A count that goes up while a file of unknown length is read; on a terminal only."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as bar:
        task = bar.add_task(f"Reading {name}", total=None)
        yield lambda done: bar.update(task, description=f"Reading {name}: {done.read:,} papers")


@contextmanager
def _indexing() -> "Iterator[Progress]":
    """A bar for the passages that are being indexed; on a terminal only."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("Indexing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as bar:
        task = bar.add_task("Indexing", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def doctor(ctx: typer.Context, json: Json = False) -> None:
    """Say what is missing and how to mend it.

    Exits 0 if the demo can run, 1 otherwise.

    Example: paperwire doctor --json
    """
    import asyncio

    from bot.cli.as_json import plain_data, print_json
    from bot.doctor import can_run, checks, settings_checked

    entrance = front(ctx)
    entrance.open_log(None)
    try:
        settings, found = settings_checked(entrance.home)
        if settings is not None:
            entrance.open_log(settings)
            found = (*found, *asyncio.run(checks(settings)))
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last place before a person
        leave(error)
    if json:
        print_json(plain_data(found))
    else:
        _print_checks(found)
    raise typer.Exit(0 if can_run(found) else 1)


def _print_checks(found: "tuple[Check, ...]") -> None:
    colours = {"ok": "green", "note": "yellow", "missing": "red"}
    for check in found:
        mark = f"{check.state:7}"
        if not os.environ.get("NO_COLOR"):
            mark = typer.style(mark, colours[check.state])
        typer.echo(f"{mark}  {check.name}: {check.sentence}")
        if check.cure:
            typer.echo(f"         {check.cure}")
