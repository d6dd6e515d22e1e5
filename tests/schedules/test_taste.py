"""What people did with earlier papers teaches the next edition of their channel, and of no other."""

from dataclasses import replace

from retrieval.paper import Paper
from retrieval.picking.feedback import Verdict
from schedules.making import make
from schedules.opinions import Opinion, OpinionKind
from schedules.taste import UNSHOWN, own_picks, passed_over, taste_of, weighed
from tests.fakes.editions import edition, item, paper
from tests.fakes.press import FakePress, at, news, subscription
from tests.fakes.readers import FakeOpinions
from tests.fakes.source import FakeSource

HERE = subscription("s")
CACHES = "We compress key-value caches of language models so that long prompts fit the memory of one device."
ROBOTS = "We teach legged robots to climb stairs with a policy learned in simulation and corrected by touch."


def opinion(paper_id: str, kind: OpinionKind = "up", *, channel: str = HERE.channel) -> Opinion:
    return Opinion(
        platform=HERE.platform, server=HERE.server, channel=channel, person="p", paper=paper_id, kind=kind, at=at(5)
    )


def test_what_was_liked_and_what_was_passed_over_become_verdicts() -> None:
    shown = edition(item(1, paper=paper("2603.00001", "A")), item(2, paper=paper("2603.00002", "B")))
    told = weighed([opinion("2603.00001"), opinion("2603.00003", "down")], [shown])
    assert {name: (one.wanted, one.told) for name, one in told.items()} == {
        "2603.00001": (True, True),
        "2603.00002": (False, False),
        "2603.00003": (False, True),
    }


async def test_silence_alone_teaches_nothing() -> None:
    press = FakePress()
    shown = edition(item(1, paper=paper("2603.00001", "A")))
    await press.editions.save(shown, subscription=HERE.id)
    assert await taste_of(HERE, FakeOpinions(), press.editions, day=at(9).date()) == {}


async def test_another_channels_likes_are_not_this_channels() -> None:
    elsewhere = FakeOpinions([opinion("2603.00001", channel="#other")])
    assert await taste_of(HERE, elsewhere, FakePress().editions, day=at(9).date()) == {}


async def test_the_next_edition_is_picked_by_what_was_liked() -> None:
    """Five were liked and five not: what is like the liked ones comes first, whichever they are."""
    caches = [_paper(number, f"Caches, part {number}", CACHES) for number in range(1, 6)]
    robots = [_paper(number, f"Robots, part {number}", ROBOTS) for number in range(6, 11)]
    new = [_paper(11, "More on robots", ROBOTS), _paper(12, "More on caches", CACHES)]
    for liked, not_wanted, first in ((caches, robots, "2603.00012"), (robots, caches, "2603.00011")):
        press = FakePress(source=FakeSource(papers=tuple(new)))
        await press.library.store.add([*caches, *robots], captured=at(1))
        said = [*(opinion(one.id) for one in liked), *(opinion(one.id, "down") for one in not_wanted)]
        made = await make(replace(press.press(), opinions=FakeOpinions(said)), HERE, at(9).date(), at(9))
        assert made.picks[0].paper_id == first


async def test_one_like_among_papers_without_a_word_in_common_breaks_nothing() -> None:
    press = FakePress(source=FakeSource(papers=(_paper(11, "Robots", ROBOTS),)))
    await press.library.store.add([_paper(1, "Caches", CACHES), _paper(2, "", "")], captured=at(1))
    taught = FakeOpinions([opinion("2603.00001"), opinion("2603.00002", "down")])
    made = await make(replace(press.press(), opinions=taught), HERE, at(9).date(), at(9))
    assert [pick.paper_id for pick in made.picks] == ["2603.00011"]


def _paper(number: int, title: str, abstract: str) -> Paper:
    return news(number, abstract, title=title)


def test_of_what_was_read_and_not_shown_papers_of_every_rank_count_as_passed_over() -> None:
    ranked = [f"p{n}" for n in range(1000)]
    passed = list(passed_over([(ranked[:5], ranked), (ranked[:5], ranked)]))
    assert passed[:5] == ranked[:5]
    assert UNSHOWN // 2 <= len(passed) - 10 <= UNSHOWN
    assert {"p5", "p995"} <= set(passed)
    assert list(passed_over([(["a"], ["b", "a", "c"])])) == ["a", "b", "c"]
    assert list(passed_over([([], [])])) == []


async def test_ones_own_taste_is_of_what_one_did_anywhere_in_the_server_and_outweighs_the_channels() -> None:
    here, in_private = opinion("2603.00001"), replace(opinion("2603.00001", "down"), person="me", channel="@")
    held, editions = FakeOpinions([here, in_private]), FakePress().editions
    assert (await taste_of(HERE, held, editions, day=at(9).date()))["2603.00001"].wanted
    assert not (await taste_of(HERE, held, editions, day=at(9).date(), person="me"))["2603.00001"].wanted


async def test_a_like_in_ones_dm_counts_for_ones_own_taste_and_for_no_channel() -> None:
    in_dm = replace(opinion("2603.00001"), server="my dm", person="me", channel="@")
    held, editions = FakeOpinions([in_dm]), FakePress().editions
    assert await taste_of(HERE, held, editions, day=at(9).date()) == {}
    assert (await taste_of(HERE, held, editions, day=at(9).date(), person="me", direct="my dm"))["2603.00001"].wanted


async def test_ones_own_list_is_of_the_editions_papers_and_empty_for_who_did_nothing() -> None:
    caches = [_paper(number, f"Caches, part {number}", CACHES) for number in range(1, 4)]
    robots = [_paper(number, f"Robots, part {number}", ROBOTS) for number in range(4, 7)]
    new = [_paper(11, "More on caches", CACHES), _paper(12, "More on robots", ROBOTS)]
    press = FakePress(source=FakeSource(papers=tuple(new)))
    await press.library.store.add([*caches, *robots], captured=at(1))
    said = [*(opinion(one.id) for one in robots), *(opinion(one.id, "down") for one in caches)]
    mine = [replace(one, person="me", channel="@") for one in said]
    working = replace(press.press(), opinions=FakeOpinions(mine))
    made = await make(working, HERE, at(9).date(), at(9))
    own = await own_picks(working, HERE, made, person="me")
    assert {pick.paper_id for pick in own} == {one.id for one in new}
    assert await own_picks(working, HERE, made, person="somebody else") == []


def test_a_verdict_is_certain_only_up_to_one() -> None:
    many = [replace(opinion("2603.00001"), person=f"p{n}") for n in range(5)]
    assert weighed(many, []) == {"2603.00001": Verdict(wanted=True, weight=1.0)}
