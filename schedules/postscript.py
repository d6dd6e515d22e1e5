"""News of a paper under the old post that showed it: a new version, or its withdrawal."""

import hashlib
from dataclasses import dataclass

import structlog

from schedules.document import Actions, Button, Document, Entry, Span, Text
from schedules.edition import Edition, Item
from schedules.editions import Editions
from schedules.forms.cited import id_of
from schedules.parcels import POSTSCRIPT, Outbox, Postbox, Rendered
from schedules.remembered import Changed
from schedules.subscriptions import Subscription
from schedules.words import words_of

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class OldPosts:
    """Where old editions are found, and how something is hung under their posts."""

    editions: Editions
    outbox: Outbox
    postbox: Postbox


async def add_postscripts(old: OldPosts, subscription: Subscription, edition: Edition) -> int:
    """Freeze an entry under the old post of each paper that this edition has news of; how many are new.

    Each piece of news is told once under a post, however often this is repeated. A paper that its
    edition did not show, or whose post is not there, is left out.
    """
    new = 0
    for changed in edition.memory.changed:
        before = await old.editions.latest(subscription=subscription.id, day=changed.day)
        item = next((one for one in before.items if one.paper.id == changed.paper_id), None) if before else None
        if before and item and 0 in await old.outbox.receipts(before.key):
            new += await _hang(
                old, subscription, postscript_key(before.key, changed), _document(item, changed, edition)
            )
    return new


def postscript_key(edition: str, changed: Changed) -> str:
    """The same for the same news under the same post, and short: platforms take 64 characters of a key."""
    about = hashlib.sha256(f"{changed.paper_id}|{changed.noted}".encode()).hexdigest()[:10]
    return f"{edition}{POSTSCRIPT}{about}"


async def _hang(old: OldPosts, subscription: Subscription, key: str, document: Document) -> bool:
    rendered = Rendered((), old.postbox.render(document).thread)
    fresh = await old.outbox.put(key, platform=subscription.platform, channel=subscription.channel, rendered=rendered)
    if fresh:
        log.info("postscript added", key=key)
    return fresh


def _document(item: Item, changed: Changed, edition: Edition) -> Document:
    """The entry; a document has a post as well, which is not sent."""
    words = words_of(edition.language)
    news = words("News of {day}", day=words.full_day(edition.day))
    paper = item.paper
    told = (
        Span(words("{title}: ", title=news), bold=True),
        Span(f"“{paper.title}” ("),
        id_of(paper),
        Span(f"). {words.again(changed.what)}"),
    )
    buttons = (Button(words("Explain"), "explain", paper.id), Button(words("Save"), "save", paper.id))
    entry = Entry((Text(told), Actions(buttons)), about=paper.id)
    return Document(f"News of “{paper.title}”", (Text(told),), (entry,))
