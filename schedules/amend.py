"""Corrections told where the sentence stands: messages that are posted already are edited, once each.

Which form an edition was posted in is found by drawing it again: the one whose messages are those that
lie frozen. Where none is (the program has changed since), or where the note makes it too long for its
messages, the note goes into the post's thread instead. Nothing is ever left unsaid.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import structlog

from retrieval.errors import PaperwireError, clip
from schedules.corrections import Correction, Corrections, Posted, note, shown
from schedules.document import Document, Heading, Text, plain
from schedules.edition import Edition
from schedules.errors import Refused
from schedules.forms import FORMS
from schedules.parcels import Message, Postbox

log = structlog.get_logger(__name__)

Draw = Callable[[Edition, Sequence[Correction], str], Awaitable[Document]]
"""An edition as it was composed in the form of this name, with what a model told of it before, and with these

corrections laid over both; no model is asked.
"""


@dataclass(frozen=True, slots=True)
class Proofroom:
    """What amending works with."""

    corrections: Corrections
    postboxes: Mapping[str, Postbox]
    draw: Draw


async def amend_all(room: Proofroom) -> int:
    """Tell every correction that is not told yet; in how many posts. One that fails stops no other."""
    told = 0
    for key in await room.corrections.untold():
        try:
            told += await amend(room, key)
        except PaperwireError as error:
            log.warning("correction waits", edition=key, why=error.for_people)
    return told


async def amend(room: Proofroom, key: str) -> bool:
    """Tell an edition's corrections in its posted messages; True once they say all of it.

    False while the post is on its way, or its platform is not joined here. Raises Unreachable. May be
    repeated, and by several at once: a message is set to the same words.
    """
    known = await room.corrections.of(key)
    fresh = await room.corrections.of(key, told=False)
    posted = await room.corrections.posted(key)
    if not fresh:
        return True
    if any(one.on_its_way for one in posted):
        return False
    seen = [one for one in known if one in fresh and (one.undone or one in shown(known))]
    if not seen or not posted or posted[0].receipt is None:
        await room.corrections.settle(fresh, replaced={})  # nobody has read it, or nobody is to
        return True
    box = room.postboxes.get(posted[0].platform)
    if box is None:
        return False
    changes = await _changes(room, box, posted, _as_told(known, fresh), known)
    if changes is None or not await _edited(box, posted, changes):
        await room.corrections.settle(fresh, replaced={}, added=await _notes(room, box, seen))
    else:
        await room.corrections.settle(fresh, replaced=changes)
        log.info("post corrected", edition=key, corrections=len(fresh), messages=len(changes))
    return True


def _as_told(known: Sequence[Correction], fresh: Sequence[Correction]) -> list[Correction]:
    """What the posted messages say now: all but the fresh ones, and those whose undoing is fresh."""
    return [replace(one, undone=None) if one in fresh else one for one in known if one not in fresh or one.undone]


async def unsay(room: Proofroom, *, by: str, server: str) -> int:
    """Remove a person's objections for good, from the posts too where they can be edited now; how many."""
    found = await room.corrections.objections(by=by, server=server)
    for one in found:
        try:
            replaced = await _unsaid(room, one)
        except PaperwireError as error:
            log.warning("objection stays in its post", edition=one.edition, why=error.for_people)
            replaced = {}
        await room.corrections.remove(one, replaced=replaced)
    return len(found)


async def _unsaid(room: Proofroom, objection: Correction) -> Mapping[int, Message]:
    """The messages of the post as they stand without it, edited."""
    told = await room.corrections.of(objection.edition, told=True)
    posted = await room.corrections.posted(objection.edition)
    box = room.postboxes.get(posted[0].platform) if posted else None
    if box is None or objection not in told:
        return {}
    changes = await _changes(room, box, posted, told, [one for one in told if one != objection])
    return changes if changes and await _edited(box, posted, changes) else {}


async def _changes(
    room: Proofroom, box: Postbox, posted: Sequence[Posted], told: Sequence[Correction], known: Sequence[Correction]
) -> Mapping[int, Message] | None:
    """The messages to replace, by part: none where none says it (a line of another form was corrected).

    None if the new words do not fit into the messages that are there.
    """
    composed = await room.corrections.composed((*told, *known)[0].edition)
    if composed is None:
        return None
    for form in FORMS:
        before = await _drawn(room, box, (composed, told), form.name)
        if [one.text for one in before] != [one.message.text for one in posted[: len(before)]]:
            continue
        after = await _drawn(room, box, (composed, known), form.name)
        if [one.about for one in after] != [one.about for one in before]:
            return None
        pairs = zip(posted, before, after, strict=False)
        return {there.part: new for there, old, new in pairs if new.text != old.text}
    return None


async def _drawn(room: Proofroom, box: Postbox, what: tuple[Edition, Sequence[Correction]], form: str) -> list[Message]:
    rendered = box.render(await room.draw(*what, form))
    return [*rendered.post, *rendered.thread]


async def _edited(box: Postbox, posted: Sequence[Posted], changes: Mapping[int, Message]) -> bool:
    """Whether all of them could be edited; somebody may have deleted one."""
    try:
        for one in posted:
            if one.part in changes and one.receipt is not None:
                await box.edit(one.receipt, changes[one.part])
    except Refused as error:
        log.warning("post not edited", why=error.for_people)
        return False
    return all(one.receipt is not None for one in posted if one.part in changes)


async def _notes(room: Proofroom, box: Postbox, fresh: Sequence[Correction]) -> list[Message]:
    """The corrections as entries for the thread, each named after its paper."""
    edition = await room.corrections.composed(fresh[0].edition)
    items = (*edition.items, *edition.also) if edition else ()
    titles = {item.paper.id: f"{item.number}. {item.paper.title}" for item in items}
    found: list[Message] = []
    for one in fresh:
        said = note(one).text
        blocks = (Heading(titles.get(one.paper, one.paper)), Text(plain(said)))
        found += box.render(Document(clip(said, 150), blocks)).post
    return found
