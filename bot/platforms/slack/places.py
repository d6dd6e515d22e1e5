"""Who did something and where, out of what Slack sends. Pure."""

import json
import re
from dataclasses import asdict
from typing import Any, Final

from bot.platforms.platform import Person, Place
from bot.platforms.slack import NAME
from bot.platforms.slack.postbox import stamped
from retrieval.errors import BadPaperId
from retrieval.paper import parse_ref

Json = dict[str, Any]

OLD_BUTTON: Final = "That button is from an older version of me; use /help."
_ADDRESS = re.compile(r"pw:(?P<action>[a-z][\w-]*(?: [\w-]+)?)(?:~\d+)?")


def place(team: str, person: str, channel: str, *, thread: str = "", paper: str = "") -> Place:
    """A place on Slack; a direct conversation belongs to its person."""
    direct = channel.startswith(("D", "@"))
    return Place(NAME, person if direct else team, channel, thread, paper, direct)


def person(body: Json, *, may_manage: bool = False) -> Person:
    """Who used a command, pressed a button or sent a form."""
    user = body.get("user") or {}
    found = str(user.get("id") or body.get("user_id") or "")
    return Person(found, str(user.get("name") or user.get("username") or body.get("user_name") or found), may_manage)


def speaker(event: Json, *, may_manage: bool = False) -> Person:
    """Who said something; an event carries no name, unless Slack adds a profile."""
    profile = event.get("user_profile") or {}
    return Person(str(event["user"]), str(profile.get("display_name") or event["user"]), may_manage)


def pressed(action: Json) -> tuple[str, str] | None:
    """The action and the value of a button or a choice of ours; None for one that we do not know."""
    found = _ADDRESS.fullmatch(str(action.get("action_id") or ""))
    chosen = action.get("selected_option") or {}
    return (found["action"], str(action.get("value") or chosen.get("value") or "")) if found else None


def paper_of(message: Json, value: str) -> str:
    """The paper of a message whose button was pressed: as its metadata say, else as the value does."""
    about = str(stamped(message).get("about") or "")
    if about:
        return about
    try:
        return parse_ref(re.split(r"[\s|]", value, maxsplit=1)[0]).id
    except BadPaperId:
        return ""


def thread_of(message: Json, container: Json) -> str:
    """The thread that a pressed message stands in; empty for the message that the thread hangs on."""
    thread = str(message.get("thread_ts") or container.get("thread_ts") or "")
    return "" if thread == (message.get("ts") or container.get("message_ts")) else thread


def packed(where: Place) -> Json:
    """A place as JSON."""
    return asdict(where)


def unpacked(held: str) -> tuple[Place, Json]:
    """The place in a form's own data, and all of that data. Raises ValueError, KeyError or TypeError."""
    data = json.loads(held)
    return Place(**data["where"]), data
