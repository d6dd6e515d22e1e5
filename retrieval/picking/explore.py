"""Room for a paper that neither profile nor taste would have let through. Pure: the seed decides, not chance."""

import random
from collections.abc import Sequence
from dataclasses import replace

from retrieval.picking.reasons import NEAR_MISS, short
from retrieval.rank import BAR, Pick

SHARE = 0.02
"""Of the places of an edition, at most: of ten editions of five papers, one."""
WEAK = 0.45
"""A kept paper that scores less is only to be tracked, and gives its place away."""
AMONG = 20
"""It is drawn from so many nearest misses."""
BECAUSE = "it is unlike your usual"
FIRST = 3
"""So many places are never given away."""


def explored(picks: Sequence[Pick], *, places: int, seed: str) -> list[Pick]:
    """`picks`, best first, with perhaps one near miss moved to the last of an edition's `places` and kept.

    The first three stay, and so does whatever is not `WEAK`. The same picks and seed (an edition's key) give the same
    list. Nothing is added, lost or shown twice; only what the profile, or without topics the taste, puts just below
    the bar is drawn, never what is left out; and a day with fewer kept papers than places has none: it has no room
    to lose.
    """
    drawn = random.Random(seed)
    kept = [pick for pick in picks if pick.kept]
    misses = [pick for pick in picks if not pick.kept and _near(pick)][:AMONG]
    if not misses or not FIRST < places <= len(kept) or drawn.random() >= SHARE * places:
        return list(picks)
    if kept[places - 1].score >= WEAK:
        return list(picks)
    chosen = drawn.choice(misses)
    order = [pick for pick in picks if pick.paper_id != chosen.paper_id]
    order.insert(places - 1, replace(chosen, kept=True, because=_because(chosen)))
    return [replace(pick, rank=place) for place, pick in enumerate(order, start=1)]


def _near(pick: Pick) -> bool:
    """Whether its own score is just below the bar: the profile's, not one that a taste dealt it."""
    return not pick.left_out and BAR - NEAR_MISS <= (pick.fit if pick.topic else pick.score) < BAR


def _because(pick: Pick) -> str:
    nearest = f"its nearest topic is “{short(pick.topic)}”, and it is just below the bar" if pick.topic else ""
    return f"{BECAUSE}: {nearest or 'it is just below the bar'}; say whether you want more of its kind"
