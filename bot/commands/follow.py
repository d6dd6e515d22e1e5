"""`/follow author|topic|paper`, `/following`, `/unfollow`: what somebody wants to be told of in a direct message."""

import hashlib
import re
from collections.abc import Sequence

from bot.commands.command import Call, Command, Option
from bot.commands.naming import paper_named
from bot.documents import called, of_sentence, rows_of
from retrieval.errors import BadInput, clip
from retrieval.text.words import stems
from schedules.document import Block, Button, Document, Heading, Small, Text, plain
from schedules.follows import Follow, FollowKind, key_of

MOST = 50
"""Follows of one person in one server."""
LONGEST_NAME, LONGEST_TOPIC = 100, 200


async def author(call: Call) -> Document:
    name = _name(call.options["name"])
    added = await _add(call, "author", name)
    return of_sentence(
        f"I'll send you a direct message when {name} signs a new paper." if added else f"You follow {name} already."
    )


def _name(given: str) -> str:
    """`Sun, Ana` the way papers sign it. Raises BadInput for what is no name."""
    last, comma, first = " ".join(given.split()).partition(", ")
    name = f"{first} {last}" if comma and first and "," not in first else f"{last}{comma}{first}"
    if len(name) > LONGEST_NAME or not re.search(r"[^\W\d_]{2}", name):
        raise BadInput(f"“{clip(given)}” is not a name I can look for; write it as papers do, such as Ana Sun.")
    return name


async def topic(call: Call) -> Document:
    words = _words(call.options["words"])
    added = await _add(call, "topic", words)
    told = f"I'll send you a direct message about each new paper that uses all the words of “{words}” close together."
    return of_sentence(told if added else f"You follow “{words}” already.")


def _words(given: str) -> str:
    words = " ".join(given.split())
    if len(words) > LONGEST_TOPIC:
        raise BadInput(f"That topic has {len(words)} characters; I take at most {LONGEST_TOPIC}.")
    if re.fullmatch(r"[a-z-]+\.[A-Za-z-]{2,}", words):
        raise BadInput(f"{words} brings far too many papers for direct messages; /setup reads it for a channel.")
    if not all(stems(part) for part in words.split(",")):
        raise BadInput(
            f"“{clip(words)}” has no word in it that tells papers apart; try two or three, such as KV cache."
        )
    return words


async def paper(call: Call) -> Document:
    one = await paper_named(call, call.options["paper"])
    known = one.id if ":" in one.id or one.version is None else f"{one.id}v{one.version}"
    added = await _add(call, "paper", known)
    told = f"I'll send you a direct message when {called(one)} has a new version or is withdrawn."
    return of_sentence(told if added else f"You follow {called(one)} already.")


async def _add(call: Call, kind: FollowKind, value: str) -> bool:
    """Keep it; False if it was there. Raises BadInput when that would be too many."""
    if len(await _mine(call)) >= MOST:
        raise BadInput(f"You follow {MOST} things here, and that is the most; /unfollow one first.")
    return await call.desk.follows.add(_follow(call, kind, value))


def _follow(call: Call, kind: FollowKind, value: str) -> Follow:
    where = call.where
    return Follow(
        platform=where.platform,
        server=where.server,
        person=call.who.id,
        kind=kind,
        value=value,
        at=call.desk.now(),
    )


async def _mine(call: Call) -> list[Follow]:
    return await call.desk.follows.of_person(call.where.platform, call.where.server, call.who.id)


async def following(call: Call) -> Document:
    mine = await _mine(call)
    if not mine:
        return of_sentence("You follow nothing here yet: /follow author, /follow topic or /follow paper.")
    blocks: list[Block] = [Heading("What you follow")]
    titles = await _titles(call, mine)
    lines = (followed(one, titles.get(key_of(one), "")) for one in mine)
    blocks += [Text(plain(f"{number}. {line}")) for number, line in enumerate(lines, start=1)]
    blocks.append(Small(plain("What is new on it comes as a direct message.")))
    buttons = [Button(f"Unfollow {number}", "unfollow", tag(one)) for number, one in enumerate(mine, start=1)]
    return Document(f"What you follow: {len(mine)}", (*blocks, *rows_of(buttons)))


async def _titles(call: Call, follows: Sequence[Follow]) -> dict[str, str]:
    """The titles of the papers among these that are stored, by id."""
    ids = [key_of(one) for one in follows if one.kind == "paper"]
    stored = await call.desk.library.store.many(ids, owner=call.where.server) if ids else {}
    return {paper_id: found.title for paper_id, found in stored.items()}


def followed(follow: Follow, title: str = "") -> str:
    """`author Ana Sun`, `topic “KV cache”`, `paper 2506.07751v1`, or `paper “Its Title” (2506.07751v1)`."""
    if follow.kind == "paper" and title:
        return f"paper “{clip(title)}” ({follow.value})"
    return f"{follow.kind} “{follow.value}”" if follow.kind == "topic" else f"{follow.kind} {follow.value}"


def tag(follow: Follow) -> str:
    """What a button carries for it: numbers change when something is dropped, and words don't belong there."""
    return "f-" + hashlib.blake2b(f"{follow.kind}\0{key_of(follow)}".encode(), digest_size=6).hexdigest()


async def unfollow(call: Call) -> Document:
    mine = await _mine(call)
    found = _meant(call.options["which"], mine)
    if found is None:
        return of_sentence("You no longer follow that.")
    await call.desk.follows.remove(found)
    return of_sentence(f"You no longer follow {followed(found)}.")


def _meant(given: str, mine: Sequence[Follow]) -> Follow | None:
    """The follow that a button, a number or words name; None for a button whose follow is gone. Raises BadInput."""
    if re.fullmatch(r"f-[0-9a-f]{12}", given):
        return next((one for one in mine if tag(one) == given), None)
    if found := re.fullmatch(r"#?(\d{1,2})\.?", given, re.ASCII):
        if 1 <= int(found[1]) <= len(mine):
            return mine[int(found[1]) - 1]
        raise BadInput(
            f"You follow {len(mine)} thing{'' if len(mine) == 1 else 's'} here; there is no number {found[1]}."
        )
    wanted = given.casefold()
    held = [one for one in mine if wanted in followed(one).casefold()]
    exact = [one for one in held if wanted in (one.value.casefold(), key_of(one))]
    if len(exact or held) != 1:
        which = "several of the things" if held else "none of the things"
        raise BadInput(f"“{clip(given)}” fits {which} you follow; /following numbers them.")
    return (exact or held)[0]


FOLLOW_AUTHOR = Command(
    name="follow author",
    summary="Be told in a direct message when somebody signs a new paper.",
    run=author,
    options=(Option("name", "The name as it stands on papers, such as Ana Sun.", required=True),),
    private=None,
    example="Ana Sun",
)
FOLLOW_TOPIC = Command(
    name="follow topic",
    summary="Be told in a direct message of new papers with these words.",
    run=topic,
    options=(
        Option("words", "A few words that papers on it use together; a comma parts alternatives.", required=True),
    ),
    private=None,
    example="KV cache eviction",
)
FOLLOW_PAPER = Command(
    name="follow paper",
    summary="Be told in a direct message of new versions of a paper, or its withdrawal.",
    run=paper,
    options=(Option("paper", "An id, a link, a number from the list, or title words.", "paper", required=True),),
    private=None,
    example="2506.07751",
)
FOLLOWING = Command(name="following", summary="Show what you follow here.", run=following, private=None)
UNFOLLOW = Command(
    name="unfollow",
    summary="No longer follow an author, a topic or a paper.",
    run=unfollow,
    options=(Option("which", "Its number in /following, or words of it.", required=True),),
    private=None,
    example="2",
)
