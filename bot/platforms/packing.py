"""Blocks → messages: what stays together, and where one message ends and the next begins. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.platforms.cutting import pieces
from schedules.document import Actions, Block, Divider, Figure, Heading, Small, Text, joined

Cost = tuple[int, ...]
"""What something takes of each thing a platform limits: characters first, then counts."""
Page = tuple[Block, ...]

TITLE = 80
"""Characters up to which a text in bold alone is the title of what follows."""


@dataclass(frozen=True, slots=True)
class Room:
    """What one message holds. `cost` adds up over blocks; nothing costs more than `most` in a page."""

    cost: Callable[[Block], Cost]
    most: Cost

    def of(self, blocks: Iterable[Block]) -> Cost:
        """What these blocks take together."""
        return _sum([self.cost(block) for block in blocks], len(self.most))

    def holds(self, cost: Cost) -> bool:
        """Whether that is within one message."""
        return all(used <= most for used, most in zip(cost, self.most, strict=True))


def paged(blocks: Sequence[Block], room: Room) -> list[Page]:
    """The blocks in as many pages as they need, in order, each within the room.

    Cut between blocks first. Titles stay with what they are over, buttons with what they are under,
    a picture with the words below it,
    unless those alone are too much for a page.
    """
    pages: list[list[Block]] = []
    used: Cost = ()
    for part in (part for group in _groups(blocks) for part in _parts(group, room)):
        cost = room.of(part)
        if pages and room.holds(_sum([used, cost], len(cost))):
            pages[-1] += part
            used = _sum([used, cost], len(cost))
        else:
            pages.append(list(part))
            used = cost
    return [page for page in map(_without_edges, pages) if page]


def _sum(costs: Sequence[Cost], size: int) -> Cost:
    return tuple(map(sum, zip(*costs, strict=True))) if costs else (0,) * size


def is_title(block: Block) -> bool:
    """A heading, or a short text all in bold."""
    match block:
        case Heading():
            return True
        case Text(spans=spans):
            return all(span.bold for span in spans) and len(joined(spans)) <= TITLE
        case _:
            return False


def _groups(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Titles (with the small print and rules under them), a picture, one block, its buttons."""
    group: list[Block] = []
    whole = False
    for block in blocks:
        if whole and not isinstance(block, Actions):
            yield group
            group, whole = [], False
        leads = is_title(block) or isinstance(block, Divider | Figure) or (isinstance(block, Small) and bool(group))
        group.append(block)
        whole = whole or not leads
    if group:
        yield group


def _parts(group: list[Block], room: Room) -> Iterator[Page]:
    """The group whole if a page holds it, else its block in pieces: titles with the first, buttons with the last."""
    if room.holds(room.of(group)):
        yield tuple(group)
        return
    buttons = [block for block in group if isinstance(block, Actions)]
    *lead, body = group[: len(group) - len(buttons)] or [Divider()]
    frame = room.of([*lead, *buttons])
    if any(3 * used > most for used, most in zip(frame, room.most, strict=True)):
        for block in group:
            yield from ((piece,) for piece in _cut(block, room, (0,) * len(frame)))
        return
    first, *rest = _cut(body, room, frame)
    if not rest:
        yield (*lead, first, *buttons)
        return
    yield (*lead, first)
    yield from ((piece,) for piece in rest[:-1])
    yield (rest[-1], *buttons)


def _cut(block: Block, room: Room, taken: Cost) -> list[Block]:
    return pieces(block, lambda piece: room.holds(_sum([room.cost(piece), taken], len(taken))), most=room.most[0])


def _without_edges(page: list[Block]) -> Page:
    """A rule divides: at the edge of a message it has nothing to divide."""
    seen = [at for at, block in enumerate(page) if not isinstance(block, Divider)]
    return tuple(page[seen[0] : seen[-1] + 1]) if seen else ()
