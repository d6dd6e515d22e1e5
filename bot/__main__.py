"""`paperwire` and `python -m bot`: the command line."""

import sys


def main() -> None:
    """Run the command line on this process's arguments and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a letter shows “?” for it
    from bot.cli import app

    app()


if __name__ == "__main__":
    main()
