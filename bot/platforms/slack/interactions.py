"""Slash commands, buttons, shortcuts and windows → invocations."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import structlog

from bot.commands.command import Command
from bot.platforms.platform import Ears, Form, Invocation, Person, Place
from bot.platforms.slack import forms
from bot.platforms.slack.answers import Json, asked
from bot.platforms.slack.home import show_home
from bot.platforms.slack.names import ROOT, managing
from bot.platforms.slack.places import OLD_BUTTON, paper_of, person, place, pressed, thread_of
from bot.platforms.slack.replies import SlackReply
from bot.platforms.slack.response_url import ResponseUrl
from bot.platforms.slack.rights import Rights
from bot.platforms.slack.ways import Asker
from bot.platforms.slack.words import typed, words_and_links
from bot.platforms.slack.workspaces import Workspace, Workspaces
from retrieval.errors import PaperwireError

log = structlog.get_logger(__name__)

ASK, HERE = "ask", "here"
"""The commands behind the two shortcuts; also their callback ids."""
MOST_WORDS = 3_900
LATE: Final = "Slack closed the window before it could open; please try again."


@dataclass(frozen=True, slots=True)
class Listening:
    """What every listener works with."""

    ears: Ears
    workspaces: Workspaces
    rights: Rights
    commands: tuple[Command, ...]
    timeout: float
    patience: float
    form_seconds: float


class Interactions:
    """What people use, as distinct from what they say. Each method handles one payload of Slack's."""

    def __init__(self, listening: Listening) -> None:
        self._at = listening
        self._names = frozenset(command.name.split()[0] for command in listening.commands)

    async def command(self, workspace: Workspace, body: Json) -> None:
        """`/paperwire NAME words`, or `/NAME words` where that name is free."""
        name, words = str(body["command"]).lstrip("/").lower(), typed(str(body.get("text") or ""))
        if name == ROOT or name not in self._names:
            first, _, words = words.partition(" ")
            name = first.lower().lstrip("/") or "help"
        where = place(workspace.team, str(body["user_id"]), str(body["channel_id"]))
        door = self._door(body, own=True)
        await self._handle(workspace, _Used(name, {}, words.strip(), where, body, door))

    async def action(self, workspace: Workspace, body: Json) -> None:
        """A pressed button or a choice made in a message, or on somebody's home page."""
        action = (body.get("actions") or [{}])[0]
        if action.get("url"):
            return  # a link: their browser has opened it
        found = pressed(action)
        where = await self._where_pressed(workspace, body, found[1] if found else "")
        used = _Used(found[0] if found else "", {}, found[1] if found else "", where, body, self._door(body, own=False))
        if found is None or found[0].split()[0] not in self._names:
            await self._reply(workspace, used).refuse(OLD_BUTTON)
            return
        await self._handle(workspace, used)
        if (body.get("view") or {}).get("type") == "home":
            await show_home(self._at.ears, workspace, person(body), where.channel)

    async def shortcut(self, workspace: Workspace, body: Json) -> None:
        """The global one asks; the one on a message explains the papers in it."""
        who = person(body)
        if body.get("type") == "message_action":
            message = body.get("message") or {}
            words = words_and_links(message, most=MOST_WORDS)
            thread = thread_of(message, {})
            where = place(workspace.team, who.id, str(body["channel"]["id"]), thread=thread)
            used = _Used(HERE, {"text": words}, "", where, body, self._door(body, own=False))
        else:
            channel = await self._at.workspaces.direct(workspace, who.id)
            used = _Used(ASK, {}, "", place(workspace.team, who.id, channel), body, None)
        await self._handle(workspace, used)

    async def submission(self, workspace: Workspace, body: Json) -> None:
        """A window that was sent."""
        sent = body.get("view") or {}
        found = forms.answered(sent)
        if found is None:
            log.warning("slack form unknown")
            return
        command, options, where = found
        used = _Used(command, options, "", where, {**body, "trigger_id": f"view:{sent.get('id')}"}, None)
        await self._handle(workspace, used, form=False)

    def _door(self, body: Json, *, own: bool) -> ResponseUrl | None:
        url = body.get("response_url")
        return ResponseUrl(str(url), own=own, timeout=self._at.timeout) if url else None

    async def _where_pressed(self, workspace: Workspace, body: Json, value: str) -> Place:
        who, container, message = person(body), body.get("container") or {}, body.get("message") or {}
        channel = (body.get("channel") or {}).get("id") or container.get("channel_id")
        if not channel:  # on a home page: its answers go to the direct conversation
            channel = await self._at.workspaces.direct(workspace, who.id)
        paper = paper_of(message, value)
        return place(workspace.team, who.id, str(channel), thread=thread_of(message, container), paper=paper)

    def _reply(self, workspace: Workspace, used: "_Used") -> SlackReply:
        asker = Asker(workspace, used.where, person(used.body).id, used.event)
        return SlackReply(asker, used.door, patience=self._at.patience)

    async def _handle(self, workspace: Workspace, used: "_Used", *, form: bool = True) -> None:
        who = await self._who(workspace, used)
        reply = self._reply(workspace, used)
        invocation = Invocation(used.command, used.options, who, used.where, reply, used.event, used.typed)
        wanted = await self._form(invocation) if form else None
        if wanted is None:
            await self._at.ears.invoked(invocation)
        elif not await _opened(workspace, used, wanted):
            await reply.refuse(LATE)

    async def _who(self, workspace: Workspace, used: "_Used") -> Person:
        who = person(used.body)
        if not managing(self._at.commands, f"{used.command} {used.typed}"):
            return who
        return replace(who, may_manage=await self._at.rights.may_manage(workspace, who.id, used.where))

    async def _form(self, invocation: Invocation) -> Form | None:
        """The form to open first, unless finding that out takes too long for Slack."""
        try:
            async with asyncio.timeout(self._at.form_seconds):
                return await self._at.ears.form(invocation)
        except TimeoutError:
            log.warning("form took too long", command=invocation.command)
            return None


@dataclass(frozen=True, slots=True)
class _Used:
    """One use of a command, before anybody has been asked about it."""

    command: str
    options: Mapping[str, str]
    typed: str
    where: Place
    body: Json
    door: ResponseUrl | None

    @property
    def event(self) -> str:
        """The same for the same click, however often it comes."""
        return str(self.body.get("trigger_id") or self.body.get("action_ts") or "")


async def _opened(workspace: Workspace, used: _Used, form: Form) -> bool:
    try:
        view = forms.view(form, used.where)
        await asked(workspace.client.views_open(trigger_id=str(used.body.get("trigger_id") or ""), view=view))
    except PaperwireError as error:
        log.warning("slack window not opened", command=form.command, error=error.for_people)
        return False
    return True
