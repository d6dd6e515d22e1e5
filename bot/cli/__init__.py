"""The command line. Nothing heavy is imported before a command runs, so that --help answers at once."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from bot import __version__
from bot.cli.asking import ask, explain, paper, search, similar, why
from bot.cli.days import demo, digest, run
from bot.cli.front import Front
from bot.cli.manifest import manifest
from bot.cli.shelf import doctor, import_papers

app = typer.Typer(
    name="paperwire",
    help="Reads every new paper, posts what matters, and answers questions with quotes that code has checked.",
    epilog="Begin with: paperwire demo",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: Rich would take longer to import than all the rest
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"paperwire {__version__}")
        raise typer.Exit


@app.callback()
def paperwire(
    ctx: typer.Context,
    home: Annotated[Path | None, typer.Option(help="The data folder, instead of PAPERWIRE_HOME.")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log what is done to standard error.")] = False,
    version: Annotated[  # noqa: ARG001 - its callback has already answered and left
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    ctx.obj = replace(ctx.obj or Front(), home=home, verbose=verbose)


for _function in (run, demo, digest, ask, explain, paper, search, similar, why, doctor, manifest):
    app.command()(_function)
app.command("import")(import_papers)
