"""discord.py's objects as the nouns of the port: who, where, and what they did."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import discord

from bot.platforms.discord import NAME
from bot.platforms.discord.addresses import is_paper, paper_of
from bot.platforms.discord.keys import parts
from bot.platforms.platform import Person, Place

Data = Mapping[str, Any]


def person(interaction: discord.Interaction[Any]) -> Person:
    """Who acted. In a conversation with us, everybody manages their own."""
    may = interaction.permissions.manage_guild or is_direct(interaction)
    return Person(str(interaction.user.id), interaction.user.display_name, may_manage=may)


def is_direct(interaction: discord.Interaction[Any]) -> bool:
    """Whether it happened in a conversation with the bot, not in one where somebody brought it along."""
    return interaction.guild_id is None and interaction.context.dm_channel


def place(interaction: discord.Interaction[Any], *, value: str = "") -> Place:
    """Where it happened. `value` is what a pressed button acts on."""
    asker = str(interaction.user.id)
    paper = value if value and is_paper(value) else _about(interaction.message)
    if interaction.guild_id is None:
        direct = is_direct(interaction)
        return Place(NAME, asker, f"@{asker}" if direct else str(interaction.channel_id), paper=paper, direct=direct)
    channel, thread = located(interaction.channel, str(interaction.channel_id))
    return Place(NAME, str(interaction.guild_id), channel, thread, paper)


def located(channel: object, channel_id: str) -> tuple[str, str]:
    """The channel and the thread in it, empty where it is none."""
    if isinstance(channel, discord.Thread):
        return str(channel.parent_id), channel_id
    return channel_id, ""


def author(message: discord.Message) -> Person:
    """Who wrote a message."""
    member = message.author
    manages = isinstance(member, discord.Member) and member.guild_permissions.manage_guild
    return Person(str(member.id), member.display_name, may_manage=manages or message.guild is None)


def spot(message: discord.Message) -> Place:
    """Where a message was written, and the paper of the one it replies to."""
    paper = _about(replied_to(message))
    if message.guild is None:
        writer = str(message.author.id)
        return Place(NAME, writer, f"@{writer}", paper=paper, direct=True)
    channel, thread = located(message.channel, str(message.channel.id))
    return Place(NAME, str(message.guild.id), channel, thread, paper)


def replied_to(message: discord.Message) -> discord.Message | None:
    """The message that this one replies to, where Discord sent it along."""
    reference = message.reference
    if reference is None or reference.type is not discord.MessageReferenceType.reply:
        return None
    return reference.resolved if isinstance(reference.resolved, discord.Message) else None


def mentioned(message: discord.Message, me: int, role: int | None) -> bool:
    """Whether we are called by name, or by the role that Discord made for us."""
    return me in message.raw_mentions or (role is not None and role in message.raw_role_mentions)


def without_mention(text: str, me: int, role: int | None) -> str:
    """What somebody said, our own name taken out."""
    return re.sub(rf"<@!?{me}>" + (f"|<@&{role}>" if role else ""), " ", text).strip()


def options(data: Data) -> tuple[str, dict[str, str], str]:
    """The command of a slash interaction, what was given for it, and the option being typed, if any."""
    name, given = str(data["name"]), data.get("options") or []
    while given and given[0].get("type") in (1, 2):
        name, given = f"{name} {given[0]['name']}", given[0].get("options") or []
    typing = next((str(one["name"]) for one in given if one.get("focused")), "")
    return name, {str(one["name"]): _text(one.get("value")) for one in given}, typing


def words_of(data: Data) -> str:
    """The words and link targets of the message that a shortcut was used on."""
    message = (data.get("resolved") or {}).get("messages", {}).get(str(data.get("target_id")), {})
    said = [message.get("content"), *_texts(message.get("components") or ())]
    for embed in message.get("embeds") or ():
        said += [embed.get("title"), embed.get("description"), embed.get("url")]
        said += [text for field in embed.get("fields") or () for text in (field.get("name"), field.get("value"))]
    return "\n".join(str(text) for text in said if text)


def _texts(components: Iterable[Any]) -> list[Any]:
    return [text for part in parts(components) for text in (part.get("content"), part.get("url"))]


def _about(message: discord.Message | None) -> str:
    return paper_of([part.to_dict() for part in message.components]) if message is not None else ""


def _text(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
