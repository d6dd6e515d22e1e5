"""A reader's own page (Slack's App Home): their list, what they follow, what they thought of papers, how to ask."""

from collections import Counter
from collections.abc import Sequence

from bot.commands.follow import followed
from bot.commands.save import Saved, saved
from bot.desk import Desk
from bot.platforms.platform import Person, Place
from schedules.document import Block, Bullets, Divider, Document, Heading, Small, Span, Text, plain
from schedules.follows import Follow
from schedules.forms.cited import id_of, short_authors
from schedules.opinions import Opinion, OpinionKind

SHOWN = 10
"""Papers and follows that the page names; the commands show the rest."""
HOW = "Reply under a post, mention me in a channel, or write to me here; /help lists the commands."
WORDS: dict[OpinionKind, str] = {
    "up": "you liked {}",
    "down": "you disliked {}",
    "topic": "you found {} off the topic",
    "asked": "you asked about {}",
    "explained": "you had {} explained",
    "opened": "you opened {}",
    "imported": "you named {} as liked before",
}


async def home(who: Person, where: Place, desk: Desk) -> Document:
    """What this person keeps in this server, and nothing of anybody else."""
    person = await desk.pseudonym(where.platform, who.id)
    mine = await saved(desk, who, where)
    follows = await desk.follows.of_person(where.platform, where.server, who.id)
    opinions = await desk.opinions.of_person(person, server=where.server)
    channels = sum(one.server == where.server and not one.paused for one in await desk.subscriptions.all())
    blocks: list[Block] = [
        Heading("Paperwire"),
        Text(plain(HOW)),
        Text(plain(_channels(channels))),
        *_list(mine),
        *_follows(follows),
        *_opinions(opinions),
    ]
    return Document("Your papers", tuple(blocks))


def _channels(number: int) -> str:
    if not number:
        return "No channel here gets an edition yet; /setup in a channel plans one."
    return "1 channel here gets editions." if number == 1 else f"{number} channels here get editions."


def _list(mine: Sequence[Saved]) -> list[Block]:
    blocks: list[Block] = [Divider(), Heading("Your saved papers")]
    if not mine:
        return [*blocks, Text(plain("None yet: press Save under a paper."))]
    for number, (kept, paper) in enumerate(mine[:SHOWN], start=1):
        note = (Span(f" {kept.note}", italic=True),) if kept.note else ()
        title = Span(f"{number}. {paper.title}", bold=True)
        blocks.append(Text((title, Span(f" {short_authors(paper)}, "), id_of(paper), *note)))
    more = f"{len(mine) - SHOWN} more in /list. " if len(mine) > SHOWN else ""
    return [*blocks, Small(plain(f"{more}/export gives them as BibTeX, Markdown or JSON."))]


def _follows(follows: Sequence[Follow]) -> list[Block]:
    blocks: list[Block] = [Divider(), Heading("What you follow")]
    if not follows:
        return [*blocks, Text(plain("Nothing yet: /follow author, /follow topic or /follow paper."))]
    more = f"{len(follows) - SHOWN} more; " if len(follows) > SHOWN else ""
    lines = Bullets(tuple(plain(followed(one)) for one in follows[:SHOWN]))
    return [*blocks, lines, Small(plain(f"{more}/following shows all and drops them."))]


def _opinions(opinions: Sequence[Opinion]) -> list[Block]:
    """What this person did here, counted, in words."""
    counts = Counter(kind for kind, _ in {(one.kind, one.paper) for one in opinions})
    parts = [words.format(_papers(counts[kind])) for kind, words in WORDS.items() if counts[kind]]
    told = f"Here {', '.join(parts)}." if parts else "Nothing yet: press 👍 or 👎 under a paper."
    return [Divider(), Heading("What you thought of papers"), Text(plain(told)), Small(plain(FORGET))]


FORGET = "/forget me removes all that I keep of you here."


def _papers(number: int) -> str:
    return "1 paper" if number == 1 else f"{number} papers"
