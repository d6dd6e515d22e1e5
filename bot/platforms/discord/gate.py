"""The connection to Discord's gateway: what it asks for, and which events go to the door."""

from datetime import timedelta
from typing import Any

import discord
import structlog
import yarl

from bot.platforms.discord.door import Door
from bot.platforms.discord.invite import PERMISSIONS
from bot.platforms.discord.registration import Json, same
from bot.platforms.discord.rest import Rest
from schedules.errors import Refused, Unreachable

log = structlog.get_logger(__name__)

_COMMANDS = "/applications/{application_id}/commands"
NEW = timedelta(hours=47)
"""Somewhat less than the ears know whom they met (`heard.KEPT`), for clocks differ."""
_NEEDED = {name: discord.Permissions(bits) for name, bits in PERMISSIONS.items()}


def intents(*, content: bool) -> discord.Intents:
    """What we hear of: servers, messages and reactions; with `content` also words not meant for us."""
    asked = discord.Intents.none()
    asked.guilds = asked.guild_messages = asked.dm_messages = True
    asked.guild_reactions = asked.dm_reactions = True
    asked.message_content = content
    return asked


class Gate(discord.AutoShardedClient):
    """One connection. It keeps no members and no messages; what it hears goes to the door."""

    def __init__(self, door: Door, commands: list[Json], *, content: bool, gateway: yarl.URL | None = None) -> None:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # we have no voice
        super().__init__(
            intents=intents(content=content),
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            allowed_mentions=discord.AllowedMentions.none(),
        )
        self.door = door
        self._registering: list[Json] | None = commands
        self._gateway = gateway

    @property
    def rest(self) -> Rest:
        """The HTTP side of this connection, once it has signed in."""
        me = str(self.user.id) if self.user else ""
        return Rest(self.http, me, str(self.application_id or me), self.missing, self.called)

    async def launch_shard(self, gateway: yarl.URL, shard_id: int, *, initial: bool = False) -> None:
        """As the SDK does it, at the gateway that the settings name, if they name one."""
        await super().launch_shard(self._gateway or gateway, shard_id, initial=initial)

    def missing(self, channel: str) -> list[str]:
        """The permissions we ask for and lack in a channel, by their names."""
        found = self.get_channel(int(channel)) if channel.isdigit() else None
        if not isinstance(found, discord.abc.GuildChannel):
            return []
        have = found.permissions_for(found.guild.me)
        return [name for name, needed in _NEEDED.items() if not have.is_superset(needed)]

    def called(self, channel: str) -> str:
        """How people call a channel."""
        found = self.get_channel(int(channel)) if channel.isdigit() else None
        return f"#{found.name} on Discord" if isinstance(found, discord.abc.GuildChannel) else "that Discord channel"

    async def register(self) -> None:
        """Tell Discord our commands if it holds others. A failure is logged; what it holds still works."""
        ours, self._registering = self._registering, None
        if ours is None:
            return
        at = {"application_id": str(self.application_id)}
        try:
            if same(ours, await self.rest("GET", _COMMANDS, at=at)):
                log.info("commands unchanged", count=len(ours))
                return
            await self.rest("PUT", _COMMANDS, ours, at=at)
            log.info("commands registered", count=len(ours))
        except (Refused, Unreachable) as error:
            log.error("commands not registered", why=error.for_people, detail=getattr(error, "detail", ""))

    async def on_connect(self) -> None:
        self.door.spawn(self.register())

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        self.door.interaction(self.rest, interaction)

    async def on_message(self, message: discord.Message) -> None:
        own = message.guild.self_role if message.guild else None
        self.door.message(self.rest, message, own.id if own else None)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        self.door.deleted([payload.message_id])

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        self.door.deleted(list(payload.message_ids))

    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        self.door.reacted(self.rest, payload, self.get_channel(payload.channel_id))

    async def on_raw_reaction_remove(self, payload: discord.RawReactionActionEvent) -> None:
        self.door.reacted(self.rest, payload, self.get_channel(payload.channel_id))

    async def on_ready(self) -> None:
        for guild in self.guilds:
            if is_new(guild):
                self.door.joined(self.rest, guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        self.door.removed(str(guild.id))

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        self.door.removed(str(channel.guild.id), str(channel.id))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        self.door.joined(self.rest, guild)


def is_new(guild: discord.Guild) -> bool:
    """Whether we were added so lately that it may have been while nobody listened; the ears know whom they met."""
    me: discord.Member | None = guild.me  # None until Discord has told of us there, whatever the annotation says
    return me is not None and me.joined_at is not None and discord.utils.utcnow() - me.joined_at < NEW
