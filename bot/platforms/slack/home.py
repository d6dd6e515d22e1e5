"""Somebody's own page: the Home tab of the app."""

from typing import Any, Final

import structlog

from bot.platforms.platform import Ears, Person, Place
from bot.platforms.slack import NAME
from bot.platforms.slack.answers import Json, asked
from bot.platforms.slack.render import render
from bot.platforms.slack.slashes import spelled
from bot.platforms.slack.workspaces import Workspace
from retrieval.errors import PaperwireError
from schedules.document import Document

log = structlog.get_logger(__name__)

MOST_BLOCKS: Final = 100


async def show_home(ears: Ears, workspace: Workspace, who: Person, channel: str) -> None:
    """Publish somebody's page. It shows what they keep in this workspace. Never raises."""
    document = await ears.home(who, Place(NAME, workspace.team, channel, direct=True))
    try:
        await asked(workspace.steady.views_publish(user_id=who.id, view=page(document)))
    except PaperwireError as error:
        log.warning("slack home not shown", error=error.for_people)


def page(document: Document) -> Json:
    """A document as a Home tab: its messages one below the other, as far as Slack shows them. Pure."""
    rendered = render(spelled(document))
    blocks = [block for message in (*rendered.post, *rendered.thread) for block in message.payload.get("blocks") or ()]
    seen: dict[str, int] = {}
    return {"type": "home", "blocks": [_told_apart(block, seen) for block in blocks[:MOST_BLOCKS]]}


def _told_apart(block: Json, seen: dict[str, int]) -> Json:
    """The block without an id of its own, its buttons with ids that no other on the page has."""
    bare = {name: value for name, value in block.items() if name != "block_id"}
    if "elements" in bare and bare["type"] == "actions":
        bare["elements"] = [_with_own_id(element, seen) for element in bare["elements"]]
    if "accessory" in bare:
        bare["accessory"] = _with_own_id(bare["accessory"], seen)
    return bare


def _with_own_id(element: dict[str, Any], seen: dict[str, int]) -> Json:
    if "action_id" not in element:
        return element
    name = str(element["action_id"]).partition("~")[0]
    seen[name] = seen.get(name, 0) + 1
    return {**element, "action_id": name if seen[name] == 1 else f"{name}~{seen[name]}"}
