"""`paperwire` and `python -m bot`: the command line."""

import sys


def main() -> None:
    """Run the command line on this process's arguments and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a letter shows “?” for it
    try:
        from bot.cli import app

        app()
    except Exception as error:  # noqa: BLE001 - the last place before a person
        from bot.errors import told
        from bot.logs import open_log

        open_log()
        said = told(error)
        print(said.sentence, file=sys.stderr)  # noqa: T201 - typer may be what is broken
        sys.exit(int(said.code))


if __name__ == "__main__":
    main()
