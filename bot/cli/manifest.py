"""`manifest`: the Slack app, ready to be pasted."""

from typing import Annotated

import typer


def manifest(
    http: Annotated[
        str, typer.Option(help="The public https address of /slack/events, instead of Socket Mode.", metavar="URL")
    ] = "",
    unfurl: Annotated[bool, typer.Option("--unfurl", help="With cards under links to papers.")] = False,
    assistant: Annotated[bool, typer.Option("--assistant", help="With the assistant pane (paid plans).")] = False,
) -> None:
    """Print the manifest to make the Slack app from.

    Example: paperwire manifest
    """
    from bot.cli.as_json import print_json
    from bot.commands.all import COMMANDS
    from bot.platforms.slack import manifest as slack

    if http and not http.startswith("https://"):
        raise typer.BadParameter("Slack calls https addresses alone, such as https://bots.example.org/slack/events.")
    print_json(slack.manifest(COMMANDS, url=http, unfurl=unfurl, pane=assistant))
