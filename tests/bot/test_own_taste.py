"""Lists by one person's own taste, what teaches it, and `/learn`."""

from dataclasses import replace

import pytest

from bot.commands.all import COMMANDS
from bot.commands.command import Call
from bot.commands.digest import DIGEST
from bot.commands.learn import FOR_ALL, FOR_ONE, LEARN, MOST, NOTHING, UNLEARN
from bot.commands.paper import PAPER
from bot.commands.preview import PREVIEW
from bot.commands.setup import SETUP
from bot.commands.similar import SIMILAR
from bot.commands.why import WHY
from bot.own_taste import NONE_KEPT, NOTHING_YET
from retrieval.errors import BadInput
from retrieval.paper import Paper
from retrieval.rank import Pick
from schedules.document import Quoted
from schedules.edition import Edition
from schedules.opinions import OpinionKind
from tests.fakes.desk import CHANNEL, DIRECT, FakeDesk, Publisher, desk_with, pseudonym
from tests.fakes.editions import edition, item, paper
from tests.fakes.steering import FakePressroom
from tests.fakes.steps import READER, Somebody, buttons, words

CACHES, ROBOTS = paper("2506.00001", "Caches"), paper("2506.00002", "Robots")
READ = tuple(
    Pick(one.id, one.title, place, 0.5, kept=True, topic="caches", because="it is about caches")
    for place, one in enumerate((CACHES, ROBOTS), start=1)
)
TODAY = replace(edition(item(1, paper=CACHES), key="fake:papers/2026-03-06"), picks=READ)
MY_PICKS = [
    Pick(ROBOTS.id, "Robots", 1, 0.6, kept=True, topic="robots", because="it reads like what was liked here"),
    Pick(CACHES.id, "Caches", 2, 0.2, kept=False, topic="caches", because="it scores less"),
]


async def channel(*, mine: bool = True, today: Edition = TODAY) -> Somebody:
    press = FakePressroom({None: today}, own_picks={await pseudonym("fake", "ada"): MY_PICKS} if mine else {})
    behind = desk_with(CACHES, ROBOTS, press=press)
    behind.editions = [today]
    ada = Somebody(behind)
    await ada.fills(SETUP, topics="caches")
    return ada


async def kinds(somebody: Somebody) -> list[tuple[str, OpinionKind, str]]:
    held = await somebody.desk.opinions.of_person(
        await pseudonym("fake", somebody.who.id), server=somebody.where.server
    )
    return [(one.paper, one.kind, one.channel) for one in held]


@pytest.mark.parametrize("command", [DIGEST, PREVIEW])
async def test_a_day_by_ones_own_taste_is_a_list_with_reasons_and_no_button_to_post_it(command: object) -> None:
    ada = await channel()
    shown = await (ada.says(DIGEST, "taste:mine") if command is DIGEST else ada.says(PREVIEW, "taste:mine"))
    assert "1. Robots" in words(shown)
    assert "For you because it reads like what was liked here." in words(shown)
    assert not any(isinstance(block, Quoted) for block in shown.blocks), "our own words are no quotation"
    assert "Caches" not in words(shown)
    assert "Nothing of it is posted." in words(shown)
    assert "Post" not in buttons(shown)
    assert ada.behind.list_shown == (ROBOTS,)


async def test_a_preview_by_ones_own_taste_before_the_hour_cannot_be_posted_either() -> None:
    ada = await channel()
    ada.behind.editions = []
    assert "Post" not in buttons(await ada.says(PREVIEW, "taste:mine"))
    assert "Post" not in buttons(await ada.says(DIGEST, "now taste:mine"))


async def test_who_has_done_nothing_is_told_how_a_taste_is_taught() -> None:
    assert words(await (await channel(mine=False)).says(DIGEST, "taste:mine")) == NOTHING_YET


async def test_ones_own_taste_is_not_shown_where_everybody_sees_it() -> None:
    ada = await channel()
    overheard = Call({"taste": "mine"}, ada.who, ada.where, ada.desk, private=False)
    with pytest.raises(BadInput, match="everybody would see it"):
        await DIGEST.run(overheard)


async def test_a_day_with_nothing_over_the_bar_by_ones_own_taste_says_that() -> None:
    ada = await channel()
    ada.behind.press.own_picks = {await pseudonym("fake", "ada"): MY_PICKS[1:]}
    assert words(await ada.says(DIGEST, "taste:mine")).startswith(NONE_KEPT)


async def test_why_tells_a_papers_own_score_not_one_that_a_taste_dealt_it() -> None:
    dealt = replace(TODAY, picks=tuple(replace(pick, score=0.7, fit=0.41) for pick in READ))
    ada = await channel(mine=False, today=dealt)
    assert "score 0.41 of 1" in words(await ada.fills(WHY, paper=CACHES.id))


async def test_why_says_where_a_paper_stands_by_the_askers_own_taste_too() -> None:
    ada = await channel()
    assert "By your own taste it has place 2 of 2, and would not be kept (“caches”)." in words(
        await ada.fills(WHY, paper=CACHES.id)
    )
    assert "place 1 of 2, and you would see it, because it reads like" in words(await ada.fills(WHY, paper=ROBOTS.id))
    assert "own taste" not in words(await (await channel(mine=False)).fills(WHY, paper=CACHES.id))


async def test_a_place_that_is_the_same_for_all_is_not_told_twice() -> None:
    ada = await channel()
    ada.behind.press.own_picks = {await pseudonym("fake", "ada"): list(READ)}
    assert "own taste" not in words(await ada.fills(WHY, paper=CACHES.id))


async def test_papers_named_by_links_are_noted_as_liked_and_taken_back_together() -> None:
    ada = Somebody(desk_with(CACHES, publisher=Publisher((ROBOTS,))))
    told = await ada.says(LEARN, f"https://arxiv.org/abs/{CACHES.id} and {ROBOTS.id}v2, {CACHES.id}")
    assert words(told).startswith(f"Noted as liked: “Caches”, “Robots”.\n{FOR_ALL}")
    assert sorted(await kinds(ada)) == [
        (CACHES.id, "imported", CHANNEL.channel),
        (ROBOTS.id, "imported", CHANNEL.channel),
    ]
    assert "Taken back: 2 papers" in words(await ada.presses(buttons(told)["Take back"]))
    assert await kinds(ada) == []
    assert words(await ada.says(UNLEARN)) == NOTHING


async def test_taking_back_undoes_the_last_list_and_leaves_the_one_before() -> None:
    ada = Somebody(desk_with(CACHES, ROBOTS))
    await ada.says(LEARN, CACHES.id)
    ada.behind.now = ada.behind.now.replace(minute=30)
    await ada.says(LEARN, ROBOTS.id)
    assert "1 paper you" in words(await ada.says(UNLEARN))
    assert await kinds(ada) == [(CACHES.id, "imported", CHANNEL.channel)]


async def test_naming_a_paper_again_changes_nothing_and_says_so() -> None:
    ada = Somebody(desk_with(CACHES))
    await ada.says(LEARN, CACHES.id)
    assert "You had named it before" in words(await ada.says(LEARN, CACHES.id))


@pytest.mark.parametrize("who_and_where", [(READER, CHANNEL), (None, DIRECT)])
async def test_who_does_not_run_the_channel_teaches_ones_own_taste_alone(who_and_where: tuple[object, object]) -> None:
    who, where = who_and_where
    ada = Somebody(desk_with(CACHES))
    one = ada.as_(who or ada.who, where)  # type: ignore[arg-type]  # a person and a place
    assert FOR_ONE in words(await one.says(LEARN, CACHES.id))
    assert [where for _, _, where in await kinds(one)] == ["@"]


async def test_what_names_no_paper_or_too_many_is_told_so() -> None:
    ada = Somebody(FakeDesk())
    with pytest.raises(BadInput, match="no arXiv id"):
        await ada.says(LEARN, "everything by Bo Zhu")
    many = [Paper(id=f"2506.{n:05}", title=f"Paper {n}", abstract="") for n in range(MOST + 5)]
    told = words(await Somebody(desk_with(*many)).says(LEARN, " ".join(one.id for one in many)))
    assert f"Only the first {MOST} were taken." in told
    assert f"and {MOST - 3} more" in told


async def test_a_paper_that_is_not_found_is_named_and_an_unknown_one_alone_teaches_nothing() -> None:
    ada = Somebody(desk_with(CACHES))
    assert "Not found: 2506.99999." in words(await ada.says(LEARN, f"{CACHES.id} 2506.99999"))
    assert words(await ada.says(LEARN, "2506.99999")).startswith("I could find none of the papers you named.")


@pytest.mark.parametrize("batch", ["x", "9" * 40, "-1"])
async def test_a_made_up_batch_is_refused(batch: str) -> None:
    ada = Somebody(desk_with(CACHES))
    with pytest.raises(BadInput, match="nothing of that kind"):
        await ada.fills(UNLEARN, batch=batch)


async def test_a_card_or_its_like_that_somebody_opens_is_a_weak_sign_that_is_kept() -> None:
    ada = Somebody(desk_with(CACHES))
    await ada.fills(PAPER, paper=CACHES.id)
    assert [kind for _, kind, _ in await kinds(ada)] == ["opened"]


def test_both_are_commands_like_any_other() -> None:
    assert {LEARN, UNLEARN, SIMILAR} <= set(COMMANDS)
