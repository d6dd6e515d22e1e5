"""Any day for any profile: nothing, one paper, two thousand; wishes that are empty, at odds, foreign, or endless."""

import pytest

from retrieval.paper import Paper
from retrieval.picking.feedback import Verdict
from retrieval.picking.selection import select
from retrieval.profile import Profile, read_profile
from retrieval.rank import Pick
from tests.fakes.library import library_of

LIKED = Paper(id="2501.00001", title="Sparse attention kernels", abstract="We speak of sparse attention.", version=1)
DISLIKED = Paper(id="2501.00002", title="Robots walk", abstract="A robot walks over grass.", version=1)
TOLD = {LIKED.id: Verdict(wanted=True, weight=1.0), DISLIKED.id: Verdict(wanted=False, weight=1.0)}
ATTENTION = Profile(topics=("sparse attention",))


def day(count: int) -> list[Paper]:
    texts = ("Sparse attention at length {}", "Robots that walk {} miles", "Galaxies of {} stars")
    return [Paper(id=f"2601.{n:05}", title=texts[n % 3].format(n), abstract="") for n in range(count)]


async def selected(count: int, profile: Profile, *, told: dict[str, Verdict] | None = None) -> list[Pick]:
    papers = day(count)
    library = await library_of(LIKED, DISLIKED, *papers)
    return await select(library, papers, profile, owner="", verdicts=TOLD if told is None else told)


@pytest.mark.parametrize("count", [0, 1, 2, 2000])
async def test_a_day_of_any_size_is_ranked_whole(count: int) -> None:
    picks = await selected(count, ATTENTION)
    assert [pick.rank for pick in picks] == list(range(1, count + 1))
    assert {pick.paper_id for pick in picks} == {paper.id for paper in day(count)}
    assert all(pick.because for pick in picks)


@pytest.mark.parametrize(
    "profile",
    [
        Profile(),
        Profile(topics=("sparse attention",), leave_outs=("sparse attention",)),
        Profile(leave_outs=("robots",)),
        read_profile("Ich lese über spärliche Aufmerksamkeit, aber nicht über Roboter."),
        read_profile("興味: 銀河形成\n除外: ロボット"),
        read_profile("\n".join(f"Topic {n} is about subject {n} and much else. " * 20 for n in range(400))),
    ],
    ids=["empty", "at odds with itself", "leave-outs alone", "German", "Japanese", "twenty pages"],
)
async def test_any_profile_ranks_a_day_with_and_without_a_taste(profile: Profile) -> None:
    for told in (TOLD, {}):
        picks = await selected(9, profile, told=told)
        assert len(picks) == 9
        assert all(0 <= pick.score <= 1 and pick.because for pick in picks)


async def test_a_verdict_on_one_of_todays_own_papers_or_on_none_that_is_known_teaches_nothing() -> None:
    strange = {"2601.00000": TOLD[LIKED.id], "2601.00001": TOLD[DISLIKED.id], "9999.99999": TOLD[LIKED.id]}
    assert await selected(6, ATTENTION, told=strange) == await selected(6, ATTENTION, told={})
