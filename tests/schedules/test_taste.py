"""What people did with earlier papers teaches the next edition of their channel, and of no other."""

from dataclasses import replace

from retrieval.paper import Paper
from retrieval.picking.feedback import Verdict
from schedules.making import make
from schedules.opinions import Opinion, OpinionKind
from schedules.taste import taste_of, weighed
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
        press = FakePress(source=FakeSource(papers=new))
        await press.library.store.add([*caches, *robots], captured=at(1))
        said = [*(opinion(one.id) for one in liked), *(opinion(one.id, "down") for one in not_wanted)]
        made = await make(replace(press.press(), opinions=FakeOpinions(said)), HERE, at(9).date(), at(9))
        assert made.picks[0].paper_id == first


async def test_one_like_among_papers_without_a_word_in_common_breaks_nothing() -> None:
    press = FakePress(source=FakeSource(papers=[_paper(11, "Robots", ROBOTS)]))
    await press.library.store.add([_paper(1, "Caches", CACHES), _paper(2, "", "")], captured=at(1))
    taught = FakeOpinions([opinion("2603.00001"), opinion("2603.00002", "down")])
    made = await make(replace(press.press(), opinions=taught), HERE, at(9).date(), at(9))
    assert [pick.paper_id for pick in made.picks] == ["2603.00011"]


def _paper(number: int, title: str, abstract: str) -> Paper:
    return news(number, abstract, title=title)


def test_a_verdict_is_certain_only_up_to_one() -> None:
    many = [replace(opinion("2603.00001"), person=f"p{n}") for n in range(5)]
    assert weighed(many, []) == {"2603.00001": Verdict(wanted=True, weight=1.0)}
