"""Slack's answers to our requests: as plain data, or as one of our errors with its cure."""

import re
from collections.abc import Awaitable
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from retrieval.errors import PaperwireError
from schedules.errors import Gone, Refused, Unreachable

Json = dict[str, Any]

BAD_TOKEN: Final = frozenset(
    ("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "not_allowed_token_type")
)
NOT_THERE: Final = frozenset(("not_in_channel", "channel_not_found", "user_not_in_channel"))
"""We are not where we want to write, or the one who should read it is not."""

_LATER = frozenset(
    ("ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout")
)
_VANISHED = ("channel_not_found", "is_archived")
_INVITE = "I am not in that Slack channel: type “/invite” and my name there, then try again."
_ADMIN = "A rule of the Slack workspace forbids it; ask one of its admins."
_TOKEN = "Slack no longer takes my token: install the app again and set SLACK_BOT_TOKEN to its new token."  # noqa: S105 - a sentence, no secret
_CLOSED = "I cannot write to that person on Slack: their account is closed to me, or my Messages tab is off."
_CURES = {
    "channel_not_found": "Slack shows me no such channel: it was deleted, or it is private and I must be invited.",
    "is_archived": "That Slack channel is archived: unarchive it, or choose another with /paperwire setup.",
    "not_in_channel": _INVITE,
    "user_not_in_channel": _INVITE,
    "missing_scope": "I lack a Slack permission ({needed}): install the app again from `paperwire manifest`.",
    "thread_not_found": "The Slack message that this belongs under is gone.",
    "message_not_found": "That Slack message is gone.",
    "user_not_found": _CLOSED,
    "user_disabled": _CLOSED,
    "cannot_dm_bot": _CLOSED,
    "messages_tab_disabled": _CLOSED,
    **dict.fromkeys(BAD_TOKEN, _TOKEN),
    **dict.fromkeys(
        ("restricted_action", "restricted_action_read_only_channel", "restricted_action_thread_only_channel"), _ADMIN
    ),
}


class Declined(Refused):
    """Slack said no, for the reason that `code` names in Slack's own words."""

    def __init__(self, code: str, *, needed: str = "") -> None:
        known = _CURES.get(code, f"Slack declined ({code}).")
        super().__init__(known.format(needed=needed or "see docs/slack.md") if "{" in known else known)
        self.code = code


class Vanished(Declined, Gone):
    """There is no such channel, or none that we may see, or it is archived."""


async def asked(request: Awaitable[AsyncSlackResponse]) -> Json:
    """The answer to a request. Raises Declined, or Unreachable where nobody knows what became of it."""
    try:
        answer = await request
    except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError, ValueError, AttributeError) as error:
        # the last two: an answer that is no JSON, which the SDK does not expect
        raise translated(error) from error
    return dict(answer.data) if isinstance(answer.data, dict) else {}


def translated(error: Exception) -> PaperwireError:
    """Our error for one of the SDK's."""
    data = getattr(error.response, "data", error.response) if isinstance(error, SlackApiError) else None
    code = str(data.get("error", "")) if isinstance(data, dict) else ""
    if code in _LATER or not re.fullmatch(r"\w{1,60}", code):
        return Unreachable("Slack did not answer as it should; I will look again later.")
    if code in _VANISHED:
        return Vanished(code)
    return Declined(code, needed=str(data.get("needed", "")) if isinstance(data, dict) else "")
