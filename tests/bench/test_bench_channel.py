"""The bench that plays a channel twice, on a few days made by hand."""

import random

import numpy as np

from bench.channel import Outcome, channel_of, played, staged
from bench.selection import Day
from retrieval.paper import Paper
from retrieval.picking.selection import lines_of
from retrieval.profile import Profile
from tests.fakes.embedder import FakeEmbedder

PROFILE = Profile(topics=("sparse attention kernels", "robots walk over grass"))


async def channel(days: int) -> list[object]:
    words = ("sparse attention kernels for long context", "robots walk over grass in the rain")
    found = []
    for day in range(days):
        papers = [
            Paper(id=f"26{day:02}.{n}", title=f"{words[n % 2]} {day} {n}", abstract=words[n % 2]) for n in range(12)
        ]
        found.append(Day(f"2026-01-{day + 1:02}", papers, frozenset(one.id for one in papers[1::2])))
    every = [paper for day in found for paper in day.papers]
    embedder = FakeEmbedder()
    names = [one.id for one in every]
    vectors = dict(zip(names, await embedder.documents([one.title for one in every]), strict=True))
    return list(channel_of(found, PROFILE, (await embedder.queries(lines_of(PROFILE)), vectors, vectors), seed="1"))


async def test_a_channel_is_the_same_for_the_same_seed_and_learns_only_when_it_may() -> None:
    days = await channel(12)
    alone, taught, again = (
        played(days, PROFILE, reader="outspoken", seed="1", learning=how)  # type: ignore[arg-type]  # days of the bench
        for how in (False, True, True)
    )
    assert taught == again
    assert alone[0] == taught[0]
    assert np.mean([one.ap for one in taught[6:]]) > np.mean([one.ap for one in alone[6:]])


def test_gains_are_told_by_how_many_likes_there_were_with_their_error_over_channels() -> None:
    drawn = random.Random(1)
    alone = [Outcome(n, drawn.random(), 0.4) for n in range(30)]
    taught = [Outcome(n, one.ap + 0.1, 0.6) for n, one in enumerate(alone)]
    figures = staged([(alone, taught), (alone, taught)])
    stage = figures["4-9 likes"]
    assert stage["days"] == 12  # type: ignore[index]  # figures are of several types
    assert (stage["ap_gain"], stage["ap_error"], stage["precision@5_gain"]) == (0.1, 0.0, 0.2)  # type: ignore[index]
    assert figures["40 likes and more"] == {"days": 0}
