"""What readers press and keep: likes, lists, reactions, their own page. Theirs alone, in one server."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.commands.all import COMMANDS
from bot.commands.feedback import DOWN, TOPIC, UP
from bot.commands.list import LIST, SHOWN
from bot.commands.save import SAVE, UNSAVE
from bot.home import home
from bot.platforms.platform import Person, Place, Reaction
from bot.reactions import reacted
from bot.standing import fresh
from retrieval.errors import BadInput
from retrieval.rank import Pick
from schedules.document import text_of
from schedules.follows import Follow
from schedules.opinions import Opinion
from tests.fakes.desk import ADA, CHANNEL, DIRECT, NOW, THREAD, FakeDesk, desk_with, pseudonym
from tests.fakes.editions import edition, item, paper
from tests.fakes.using import buttons, use

EAT = paper("2603.00001", "EAT: Entropy After Think")
SAE = paper("2603.00002", "Sparse Autoencoders Made Cheap")
ELSEWHERE = Place("fake", "another server", "papers")
BOB = Person("bob", "Bob")


def behind(**other: object) -> FakeDesk:
    return desk_with(EAT, SAE, list_shown=(EAT, SAE), **other)


async def said(*args: object, **options: object) -> str:
    return text_of((await use(*args, **options)).blocks)  # type: ignore[arg-type]  # the arguments of `use`


async def mine(desk: FakeDesk) -> list[Opinion]:
    """What Ada did in this server, as it stands."""
    return await desk.opinions.of_person(await pseudonym("fake", ADA.id), server=CHANNEL.server)


async def stands(desk: FakeDesk) -> list[str]:
    return [one.kind for one in await mine(desk)]


async def test_a_like_is_confirmed_in_one_sentence_with_the_papers_title() -> None:
    assert await said(UP, behind(), paper=EAT.id) == "Noted: 👍 for “EAT: Entropy After Think”."


async def test_pressing_twice_says_that_it_was_already_so() -> None:
    desk = behind()
    await use(DOWN, desk, paper=EAT.id)

    assert await said(DOWN, desk, paper=EAT.id) == "“EAT: Entropy After Think” has your 👎 already."
    assert len(desk.opinions.held) == 1


async def test_of_a_like_and_not_this_topic_the_one_said_last_counts_whichever_it_is() -> None:
    desk = behind()
    await use(UP, desk, paper=EAT.id)

    assert (await said(TOPIC, desk, paper=EAT.id)).startswith(
        "Noted: not this topic, “EAT: Entropy After Think”, in place of your 👍"
    )
    assert await said(UP, desk, paper=EAT.id) == "Your “not this topic” for “EAT: Entropy After Think” is now a 👍."
    assert (await said(TOPIC, desk, paper=EAT.id)).startswith("Noted: not this topic")
    assert await stands(desk) == ["topic"]


async def test_a_like_in_another_channel_of_the_server_counts_there_too() -> None:
    desk, other = behind(), replace(CHANNEL, channel="another channel")
    await use(UP, desk, paper=EAT.id)

    assert await said(UP, desk, where=other, paper=EAT.id) == "Noted: 👍 for “EAT: Entropy After Think”."
    assert await said(DOWN, desk, where=other, paper=EAT.id) == "Your 👍 for “EAT: Entropy After Think” is now a 👎."
    assert sorted([(one.channel, one.kind) for one in await mine(desk)]) == [
        (other.channel, "down"),
        (CHANNEL.channel, "up"),
    ]


async def test_a_paper_saved_in_two_channels_is_on_the_list_once_and_comes_off_at_once() -> None:
    desk, other = behind(), replace(CHANNEL, channel="another channel")
    await use(SAVE, desk, paper=EAT.id)

    assert "already" in await said(SAVE, desk, where=other, paper=EAT.id)
    await use(UNSAVE, desk, where=other, paper=EAT.id)
    assert desk.opinions.held == []


async def test_a_dislike_taken_off_again_leaves_the_like_that_still_stands() -> None:
    desk = behind()
    for emoji, added in (("👍", True), ("👎", True), ("👎", False)):
        await reacted(desk.desk(), reaction(emoji, added=added))

    assert await stands(desk) == ["up"]


async def test_a_like_after_a_dislike_flips_it_and_says_so() -> None:
    desk = behind()
    await use(DOWN, desk, paper=EAT.id)

    assert await said(UP, desk, paper=EAT.id) == "Your 👎 for “EAT: Entropy After Think” is now a 👍."
    assert await stands(desk) == ["up"]


async def test_what_is_kept_names_nobody() -> None:
    desk = behind()
    await use(UP, desk, paper=EAT.id)

    [kept] = desk.opinions.held
    assert kept.person != ADA.id
    assert (kept.server, kept.channel, kept.at) == (CHANNEL.server, CHANNEL.channel, NOW)


async def test_in_a_direct_conversation_no_channel_is_named() -> None:
    desk = behind()
    await use(UP, desk, where=DIRECT, paper=EAT.id)

    assert desk.opinions.held[0].channel == "@"


@pytest.mark.parametrize(
    ("topic", "told"),
    [
        (
            "reasoning: how models think",
            "it was picked for “reasoning”, and the next picks learn from it.",
        ),
        ("", "it was picked because you read about thinking."),
    ],
)
async def test_not_this_topic_says_what_the_paper_was_picked_for(topic: str, told: str) -> None:
    pick = Pick(EAT.id, EAT.title, 1, 0.9, kept=True, topic=topic, because="you read about thinking")
    today = edition(item(1, paper=EAT, because="you read about thinking"), picks=(pick,))
    desk = behind(editions=[today])

    first = await said(TOPIC, desk, paper=EAT.id)
    assert first == f"Noted: not this topic, “EAT: Entropy After Think”; {told}"
    assert (await said(TOPIC, desk, paper=EAT.id)).startswith("You said so of “EAT")
    assert [one.kind for one in desk.opinions.held] == ["topic"]


async def test_only_after_several_papers_of_a_topic_is_it_said_how_the_topic_ends() -> None:
    shown = [paper(f"2603.0010{n}", f"Thinking {n}") for n in range(3)]
    topic = "reasoning: how models think"
    picks = tuple(Pick(one.id, one.title, n, 0.9, kept=True, topic=topic, because="-") for n, one in enumerate(shown))
    items = [replace(item(n, paper=one), topic=topic) for n, one in enumerate(shown, 1)]
    desk = desk_with(*shown, editions=[edition(*items, picks=picks)])

    first, second, third = [await said(TOPIC, desk, paper=one.id) for one in shown]
    assert first.endswith("and the next picks learn from it.")
    assert second.endswith("and the next picks learn from it.")
    assert third.endswith("can end that topic with /topics remove reasoning: how models think.")


async def test_a_topic_that_is_gone_from_the_settings_needs_no_removing() -> None:
    pick = Pick(EAT.id, EAT.title, 1, 0.9, kept=True, topic="logits", because="it is")
    desk = behind(editions=[edition(item(1, paper=EAT), picks=(pick,))])
    await desk.subscriptions.put(fresh(CHANNEL))

    assert (await said(TOPIC, desk, paper=EAT.id)).endswith("“logits”, which this channel does not read for any more.")


async def test_not_this_topic_of_a_paper_that_was_never_posted_is_only_noted() -> None:
    assert await said(TOPIC, behind(), paper=SAE.id) == "Noted: not this topic, “Sparse Autoencoders Made Cheap”."


async def test_in_the_thread_of_an_older_post_the_topic_is_that_posts() -> None:
    old = edition(
        item(1, paper=EAT), picks=(Pick(EAT.id, EAT.title, 1, 0.9, kept=True, topic="logits", because="it is"),)
    )
    desk = behind(editions=[edition(item(1, paper=SAE), key="s/2026-03-07")])
    desk.threads.editions = {"t": old}

    assert "picked for “logits”" in await said(TOPIC, desk, where=THREAD, paper=EAT.id)


async def test_buttons_of_feedback_answer_the_presser_alone_and_are_not_typed() -> None:
    pressed = [command for command in COMMANDS if command.name in ("up", "down", "topic", "wrong")]

    assert [(command.private, command.listed) for command in pressed] == [(None, False)] * 4


async def test_a_saved_paper_is_on_the_list_with_its_note_newest_first() -> None:
    desk = behind()
    await use(SAVE, desk, paper=EAT.id)
    desk.now = datetime(2026, 3, 7, tzinfo=UTC)
    await use(SAVE, desk, paper=SAE.id, note="for the\nreading group")

    document = await use(LIST, desk)
    text = text_of(document.blocks)
    assert text.index("1. Sparse Autoencoders") < text.index("for the reading group") < text.index("2. EAT")
    assert [(button.label, button.value) for button in buttons(document)] == [("1", SAE.id), ("2", EAT.id)]
    assert desk.list_shown == (SAE, EAT)


async def test_saving_again_says_so_and_another_note_takes_the_place_of_the_first() -> None:
    desk = behind()
    assert (await said(SAVE, desk, paper=EAT.id)).startswith("Saved “EAT")
    assert (await said(SAVE, desk, paper=EAT.id)).endswith("is on your list already.")
    desk.now = datetime(2026, 3, 9, tzinfo=UTC)
    assert "your note on it is now “read by Monday”" in await said(SAVE, desk, paper=EAT.id, note="read by Monday")

    [kept] = desk.opinions.held
    assert (kept.note, kept.at) == ("read by Monday", NOW)


async def test_a_note_that_is_too_long_is_refused_and_nothing_is_saved() -> None:
    desk = behind()

    with pytest.raises(BadInput, match="at most 500"):
        await use(SAVE, desk, paper=EAT.id, note="x" * 501)
    assert desk.opinions.held == []


@pytest.mark.parametrize("given", ["2", "#2", "2603.00001", "https://arxiv.org/abs/2603.00001", "entropy after"])
async def test_a_paper_is_taken_off_by_its_number_on_the_list_its_id_or_its_title(given: str) -> None:
    desk = behind()
    await use(SAVE, desk, paper=EAT.id)
    desk.now = datetime(2026, 3, 7, tzinfo=UTC)
    await use(SAVE, desk, paper=SAE.id)

    assert await said(UNSAVE, desk, paper=given) == "“EAT: Entropy After Think” is off your list."
    assert [one.paper for one in desk.opinions.held] == [SAE.id]


async def test_taking_off_what_is_not_there_says_so() -> None:
    desk = behind()

    assert (await said(UNSAVE, desk, paper=EAT.id)).endswith("was not on your list.")
    with pytest.raises(BadInput, match="there is no number 3"):
        await use(UNSAVE, desk, paper="3")


async def test_a_long_list_says_how_much_of_it_is_shown() -> None:
    many = [paper(f"2603.{n:05}", f"Paper {n}") for n in range(1, SHOWN + 3)]
    desk = desk_with(*many)
    for one in many:
        await use(SAVE, desk, paper=one.id)

    text = text_of((await use(LIST, desk)).blocks)
    assert f"The newest {SHOWN} of {SHOWN + 2}" in text


async def test_an_empty_list_says_how_to_fill_it() -> None:
    assert "press Save under a paper" in await said(LIST, behind())


async def test_what_somebody_saved_here_shows_in_no_other_server_and_to_nobody_else() -> None:
    desk = behind()
    await use(SAVE, desk, paper=EAT.id, note="secret")

    assert "EAT" not in await said(LIST, desk, where=ELSEWHERE)
    assert "EAT" not in await said(LIST, desk, who=BOB)
    assert (await said(SAVE, desk, where=ELSEWHERE, paper=EAT.id)).startswith("Saved")
    assert "secret" not in await said(LIST, desk, where=ELSEWHERE)


async def test_a_private_paper_saved_in_one_server_is_nowhere_else() -> None:
    ours = paper("file:ours-1a2b3c4d", "Our unpublished draft", owner=CHANNEL.server)
    desk = desk_with(EAT, ours)
    await use(SAVE, desk, paper=ours.id)

    assert "Our unpublished draft" in await said(LIST, desk)
    with pytest.raises(BadInput):
        await use(SAVE, desk, where=ELSEWHERE, paper="unpublished draft")


def reaction(emoji: str, *, added: bool = True, where: Place | None = None) -> Reaction:
    return Reaction(emoji, added, ADA, where or replace(THREAD, paper=EAT.id), "1")


@pytest.mark.parametrize(
    ("emoji", "kind"),
    [
        ("👍", "up"),
        ("👍🏽", "up"),
        ("❤️", "up"),
        ("🔥", "up"),
        ("👎", "down"),
        ("👎🏿", "down"),
        ("🔖", "saved"),
        ("⭐", "saved"),
    ],
)
async def test_an_emoji_says_what_its_button_says_and_taking_it_off_takes_it_back(emoji: str, kind: str) -> None:
    desk = behind()

    await reacted(desk.desk(), reaction(emoji))
    assert [(one.kind, one.paper) for one in desk.opinions.held] == [(kind, EAT.id)]
    await reacted(desk.desk(), reaction(emoji, added=False))
    assert desk.opinions.held == []


@pytest.mark.parametrize("emoji", ["🎉", "", "a", "👀", "\ufe0f"])
async def test_any_other_emoji_means_nothing(emoji: str) -> None:
    desk = behind()
    await reacted(desk.desk(), reaction(emoji))

    assert desk.opinions.held == []


async def test_an_emoji_on_a_message_about_no_paper_means_nothing() -> None:
    desk = behind()
    await reacted(desk.desk(), reaction("👍", where=THREAD))

    assert desk.opinions.held == []


async def test_the_own_page_shows_list_follows_and_opinions_in_words() -> None:
    desk = behind()
    await use(SAVE, desk, paper=EAT.id, note="for Monday")
    await use(UP, desk, paper=SAE.id)
    await desk.follows.add(
        Follow(platform="fake", server=CHANNEL.server, person=ADA.id, kind="topic", value="KV cache", at=NOW)
    )

    text = text_of((await home(ADA, CHANNEL, desk.desk())).blocks)
    assert "1. EAT: Entropy After Think Sun and Zhu, 2603.00001 for Monday" in text
    assert "topic “KV cache”" in text
    assert "Here you liked 1 paper." in text
    assert "mention me" in text


async def test_the_own_page_of_somebody_new_says_how_to_begin_and_shows_nobody_elses() -> None:
    desk = behind()
    await use(SAVE, desk, paper=EAT.id)

    for who, where in ((BOB, CHANNEL), (ADA, ELSEWHERE)):
        text = text_of((await home(who, where, desk.desk())).blocks)
        assert "EAT" not in text
        assert "None yet: press Save" in text
