"""Commands: one file each, one line in COMMANDS. Every platform's registration is made from this tuple."""

from bot.commands.ask import ASK
from bot.commands.command import Command
from bot.commands.compare import COMPARE
from bot.commands.cost import COST
from bot.commands.digest import DIGEST
from bot.commands.explain import EXPLAIN
from bot.commands.export import EXPORT
from bot.commands.feedback import DOWN, TOPIC, UP
from bot.commands.follow import FOLLOW_AUTHOR, FOLLOW_PAPER, FOLLOW_TOPIC, FOLLOWING, UNFOLLOW
from bot.commands.forget import FORGET_CHANNEL, FORGET_ME
from bot.commands.help import HELP
from bot.commands.here import HERE
from bot.commands.keep import KEEP, QUIET
from bot.commands.learn import LEARN, UNLEARN
from bot.commands.list import LIST
from bot.commands.memory import THREADS
from bot.commands.mute import MUTE, UNMUTE
from bot.commands.paper import PAPER
from bot.commands.pause import PAUSE, RESUME
from bot.commands.post import POST
from bot.commands.predictions import PREDICTIONS
from bot.commands.preview import PREVIEW
from bot.commands.profile import PROFILE
from bot.commands.save import SAVE, UNSAVE
from bot.commands.schedule import SCHEDULE
from bot.commands.search import SEARCH
from bot.commands.setup import SETUP
from bot.commands.share import SHARE
from bot.commands.similar import SIMILAR
from bot.commands.status import STATUS
from bot.commands.topics import TOPICS_ADD, TOPICS_REMOVE, TOPICS_SHOW
from bot.commands.undo import UNDO
from bot.commands.why import WHY
from bot.commands.withdraw import WITHDRAW
from bot.commands.wrong import WRONG

COMMANDS: tuple[Command, ...] = (
    *(ASK, EXPLAIN, PAPER, SEARCH, SIMILAR, COMPARE, DIGEST, WHY),
    *(SAVE, UNSAVE, LIST, EXPORT, FOLLOW_AUTHOR, FOLLOW_TOPIC, FOLLOW_PAPER, FOLLOWING, UNFOLLOW),
    *(UP, DOWN, TOPIC, WRONG, SHARE, KEEP, QUIET, HERE, THREADS, PREDICTIONS, COST, STATUS),
    *(SETUP, TOPICS_SHOW, TOPICS_ADD, TOPICS_REMOVE, MUTE, UNMUTE, SCHEDULE, PAUSE, RESUME, PREVIEW, POST),
    *(UNDO, WITHDRAW),
    *(PROFILE, LEARN, UNLEARN, FORGET_ME, FORGET_CHANNEL),
    HELP,
)
"""Every command, in the order `/help` lists them."""
