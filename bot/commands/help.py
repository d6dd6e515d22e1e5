"""`/help`: what can be asked and how."""

from collections.abc import Sequence

from bot.commands.command import Call, Command, Option
from retrieval.errors import BadInput, clip
from schedules.document import Bullets, Document, Heading, Inline, Small, Span, Text, plain

HOW = "Reply under a post, mention me, or use a command; in the thread of an item I answer about that item."


async def run(call: Call) -> Document:
    name = call.options.get("command", "").removeprefix("/").lower()
    return one(name, call.desk.commands) if name else overview(call.desk.commands)


def overview(commands: Sequence[Command]) -> Document:
    """All commands, a line each."""
    listed = [command for command in commands if command.listed]
    lines = tuple((Span(f"/{command.name}", code=True), Span(f"  {command.summary}")) for command in listed)
    fine = '/help NAME tells more. A value with spaces stands in quotes: paper:"two words"'
    return Document("What I can do", (Heading("What I can do"), Text(plain(HOW)), Bullets(lines), Small(plain(fine))))


def one(name: str, commands: Sequence[Command]) -> Document:
    """A command with its options and an example. Raises BadInput for a name there is not."""
    command = next((command for command in commands if command.name == name and command.listed), None)
    if command is None:
        names = ", ".join(command.name for command in commands if command.listed)
        raise BadInput(f"I have no command “{clip(name)}”; there is {names}.")
    options = tuple(_option(option) for option in command.options)
    example = (Span("For example: "), Span(f"/{command.name} {command.example}".rstrip(), code=True))
    blocks = (Heading(f"/{command.name}"), Text(plain(command.summary)), Bullets(options), Text(example))
    return Document(f"/{command.name}: {command.summary}", blocks)


def _option(option: Option) -> Inline:
    needed = " (needed)" if option.required else ""
    choices = f" One of {', '.join(option.offered)}." if option.choices else ""
    return (Span(option.name, code=True), Span(f"{needed}  {option.description}{choices}"))


HELP = Command(
    name="help",
    summary="List the commands, or tell more about one.",
    run=run,
    options=(Option("command", "The command you want to know more about."),),
    private=None,
    example="explain",
)
