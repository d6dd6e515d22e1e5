"""Commands: one file each, one line in COMMANDS. Every platform's registration is made from this tuple."""

from bot.commands.ask import ASK
from bot.commands.command import Command
from bot.commands.digest import DIGEST
from bot.commands.explain import EXPLAIN
from bot.commands.help import HELP
from bot.commands.paper import PAPER
from bot.commands.search import SEARCH
from bot.commands.similar import SIMILAR
from bot.commands.why import WHY

COMMANDS: tuple[Command, ...] = (ASK, EXPLAIN, PAPER, SEARCH, SIMILAR, DIGEST, WHY, HELP)
"""Every command, in the order `/help` lists them."""
