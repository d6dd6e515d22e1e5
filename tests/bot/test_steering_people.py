"""`/profile` and `/forget`: what was noted of people, in words, and its removal."""

from dataclasses import replace

from bot.commands.forget import FORGET_CHANNEL, FORGET_ME
from bot.commands.profile import PROFILE
from bot.commands.setup import SETUP
from schedules.follows import Follow
from schedules.opinions import Opinion, OpinionKind
from tests.fakes.desk import CHANNEL, DIRECT, NOW, SERVER, desk_with, pseudonym
from tests.fakes.editions import paper
from tests.fakes.steps import READER, Somebody, buttons, words


async def note(somebody: Somebody, kind: OpinionKind, paper: str = "2506.07751", **other: str) -> None:
    person = await pseudonym("fake", somebody.who.id)
    where = {"platform": "fake", "server": SERVER, "channel": CHANNEL.channel} | other
    await somebody.desk.opinions.add(Opinion(**where, person=person, paper=paper, kind=kind, at=NOW))


async def lived_in() -> Somebody:
    ada = Somebody()
    await ada.fills(SETUP, topics="attention", authors="Ana Sun")
    for one in ("2506.00001", "2506.00002"):
        await note(ada, "up", one)
    await note(ada, "saved")
    await note(ada, "up", "2506.00003", server="another", channel="there")
    follow = Follow(platform="fake", server=SERVER, person="ada", kind="author", value="Bo Zhu", at=NOW)
    await ada.desk.follows.add(follow)
    await ada.desk.threads.remember(CHANNEL, asker="ada", question="?", answer="!", paper="")
    return ada


async def test_a_profile_says_what_the_channel_reads_for_and_what_one_did() -> None:
    said = words(await (await lived_in()).says(PROFILE))
    for line in ("1. attention", "Ana Sun", "Papers you liked 2 · saved 1", "author Bo Zhu"):
        assert line in said


async def test_a_profile_says_plainly_what_changes_the_picks() -> None:
    said = words(await (await lived_in()).says(PROFILE))
    assert "picked by the topics, leave-outs, authors and categories above" in said
    assert "like, save, ask about or turn down teaches the picks too" in said


async def test_a_profile_shows_nothing_of_another_person_or_server() -> None:
    ada = await lived_in()
    said = words(await ada.as_(READER).says(PROFILE))
    assert "You liked, saved and asked nothing here yet." in said
    assert "Bo Zhu" not in said
    abroad = words(await ada.as_(ada.who, replace(CHANNEL, server="another", channel="there")).says(PROFILE))
    assert "Papers you liked 1" in abroad
    assert "attention" not in abroad


async def test_in_a_direct_conversation_a_profile_is_about_the_person_alone() -> None:
    ada = await lived_in()
    said = words(await ada.as_(ada.who, DIRECT).says(PROFILE))
    assert "What this channel reads for" not in said
    assert "You, in this server" in said


def test_what_is_personal_is_always_shown_to_that_person_alone() -> None:
    assert PROFILE.private is None
    assert FORGET_ME.private is None
    assert not PROFILE.manage
    assert not FORGET_ME.manage


async def test_forget_me_removes_what_one_did_in_this_server_and_counts_it() -> None:
    ada = await lived_in()
    await note(ada.as_(READER), "up")
    asked = await ada.says(FORGET_ME)
    assert "3 marks (likes, saves …), 1 follow, what you asked me in threads" in words(asked)
    assert len(ada.behind.follows.held) == 1  # nothing is gone before the button is pressed
    said = words(await ada.presses(buttons(asked)["Yes, forget it"]))
    assert "Forgotten: 3 marks (likes, saves …), 1 follow, 1 question." in said
    assert [one.server for one in ada.behind.opinions.held] == ["another", SERVER]
    assert ada.behind.follows.held == []
    assert ada.behind.threads.said == []
    assert "There was nothing to forget." in words(await ada.fills(FORGET_ME, sure="yes"))


async def test_forget_channel_is_for_managers_and_leaves_saved_lists_alone() -> None:
    ada = await lived_in()
    await note(ada.as_(READER), "down")
    await note(ada, "up", "2506.00009", channel="other")
    assert FORGET_CHANNEL.manage
    said = words(await ada.says(FORGET_CHANNEL))
    assert "Forgotten: 3 marks that people made in this channel." in said
    left = [(one.kind, one.channel) for one in ada.behind.opinions.held]
    assert left == [("saved", CHANNEL.channel), ("up", "there"), ("up", "other")]
    assert "There was nothing to forget." in words(await ada.says(FORGET_CHANNEL))


CACHES = [paper(f"2506.1000{n}", f"Cache eviction, part {n}", abstract="We evict cache lines early.") for n in range(4)]
ROBOTS = paper("2506.20000", "Robots walk", abstract="A robot walks.")


async def taught_here() -> Somebody:
    ada = Somebody(desk_with(*CACHES, ROBOTS))
    await ada.fills(SETUP, topics="attention")
    for one in CACHES:
        await note(ada, "up", one.id)
    await note(ada.as_(READER), "down", ROBOTS.id)
    return ada


async def test_a_profile_says_in_words_what_the_channel_taught_and_what_one_taught_oneself() -> None:
    ada = await taught_here()
    here, _, mine = words(await ada.says(PROFILE)).partition("What you taught")
    for lines in (here, mine):
        assert "Wanted: 4 papers, such as “Cache eviction, part" in lines
        assert "Words that the wanted share: cache, early, evict" in lines
        assert "It decides 4% of the order, the topics the rest; half from 20 likes on." in lines
    assert "Not wanted: “Robots walk”." in here
    assert "Robots walk" not in mine


async def test_of_three_likes_no_words_are_told_and_that_they_change_nothing_yet() -> None:
    ada = Somebody(desk_with(*CACHES))
    await ada.fills(SETUP, topics="attention")
    for one in CACHES[:3]:
        await note(ada, "up", one.id)
    said = words(await ada.says(PROFILE))
    assert "too little to change the order yet" in said
    assert "Words that the wanted share" not in said


async def test_a_profile_where_nothing_was_taught_has_no_such_part() -> None:
    ada = Somebody()
    await ada.fills(SETUP, topics="attention")
    assert "taught, for" not in words(await ada.says(PROFILE))
