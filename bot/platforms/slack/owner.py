"""The one who runs the workspace, and what must reach them."""

from bot.platforms.slack import postbox
from bot.platforms.slack.answers import asked
from bot.platforms.slack.ways import sentence
from bot.platforms.slack.workspaces import Workspace, direct_with

PAGE = 200
MOST_PAGES = 50


async def tell_owner(workspace: Workspace, words: str) -> bool:
    """Send the primary owner a direct message; False if there is none. Raises Declined or Unreachable."""
    owner = await _primary_owner(workspace)
    if not owner:
        return False
    direct = await direct_with(workspace, owner)
    await postbox.post(workspace, direct, sentence(words), key="")
    return True


async def _primary_owner(workspace: Workspace) -> str:
    cursor = ""
    for _ in range(MOST_PAGES):
        page = await asked(workspace.steady.users_list(limit=PAGE, cursor=cursor or None))
        found = [one for one in page.get("members") or () if one.get("is_primary_owner") and not one.get("deleted")]
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if found or not cursor:
            return str(found[0]["id"]) if found else ""
    return ""
