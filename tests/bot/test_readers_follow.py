"""Following authors, topics and papers, in words and by buttons."""

import pytest

from bot.commands.follow import FOLLOW_AUTHOR, FOLLOW_PAPER, FOLLOW_TOPIC, FOLLOWING, MOST, UNFOLLOW, tag
from bot.platforms.platform import Person, Place
from retrieval.errors import BadInput
from schedules.document import text_of
from tests.fakes.desk import ADA, CHANNEL, NOW, FakeDesk, Publisher, desk_with
from tests.fakes.editions import paper
from tests.fakes.using import buttons, use

EAT = paper("2603.00001", "EAT: Entropy After Think", version=2)
ELSEWHERE = Place("fake", "another server", "papers")


async def said(*args: object, **options: object) -> str:
    return text_of((await use(*args, **options)).blocks)  # type: ignore[arg-type]  # the arguments of `use`


async def _three() -> FakeDesk:
    behind = desk_with(EAT)
    await use(FOLLOW_AUTHOR, behind, name="Ana Sun")
    await use(FOLLOW_TOPIC, behind, words="KV cache")
    await use(FOLLOW_PAPER, behind, paper=EAT.id)
    return behind


async def test_each_kind_is_followed_and_says_when_a_message_comes() -> None:
    behind = desk_with(EAT)

    assert "when Ana Sun signs a new paper" in await said(FOLLOW_AUTHOR, behind, name="Ana Sun")
    assert "uses all the words of “KV cache” close together" in await said(FOLLOW_TOPIC, behind, words=" KV  cache ")
    assert "“EAT: Entropy After Think” has a new version" in await said(FOLLOW_PAPER, behind, paper=EAT.id)
    assert [(one.kind, one.value, one.person, one.server, one.at) for one in behind.follows.held] == [
        ("author", "Ana Sun", ADA.id, CHANNEL.server, NOW),
        ("topic", "KV cache", ADA.id, CHANNEL.server, NOW),
        ("paper", "2603.00001v2", ADA.id, CHANNEL.server, NOW),
    ]


async def test_following_again_says_that_it_was_already_so() -> None:
    behind = await _three()

    assert await said(FOLLOW_AUTHOR, behind, name="Sun, Ana") == "You follow Ana Sun already."
    assert await said(FOLLOW_TOPIC, behind, words="kv CACHE") == "You follow “kv CACHE” already."
    assert (await said(FOLLOW_PAPER, behind, paper=EAT.id)).endswith("already.")
    assert len(behind.follows.held) == 3


async def test_a_paper_that_is_not_stored_is_fetched_so_that_its_version_is_known() -> None:
    behind = desk_with(publisher=Publisher((EAT,)))
    await use(FOLLOW_PAPER, behind, paper=EAT.id)

    assert behind.follows.held[0].value == "2603.00001v2"


@pytest.mark.parametrize("name", ["?", "7", "x" * 101, "- -"])
async def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match="is not a name"):
        await use(FOLLOW_AUTHOR, desk_with(), name=name)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("the", "has no word"),
        ("KV cache,", "has no word"),
        ("cs.CL", "far too many"),
        ("x " * 150, "at most 200"),
    ],
)
async def test_a_topic_that_tells_no_papers_apart_is_refused(words: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        await use(FOLLOW_TOPIC, desk_with(), words=words)


async def test_more_than_fifty_are_too_many_and_each_server_counts_its_own() -> None:
    behind = desk_with()
    for number in range(MOST):
        await use(FOLLOW_TOPIC, behind, words=f"topic{number}")

    with pytest.raises(BadInput, match="that is the most"):
        await use(FOLLOW_TOPIC, behind, words="galaxies")
    assert "direct message" in await said(FOLLOW_TOPIC, behind, where=ELSEWHERE, words="galaxies")


async def test_what_is_followed_is_numbered_with_a_button_each() -> None:
    document = await use(FOLLOWING, await _three())

    assert text_of(document.blocks).splitlines()[:4] == [
        "What you follow",
        "1. author Ana Sun",
        "2. topic “KV cache”",
        "3. paper “EAT: Entropy After Think” (2603.00001v2)",
    ]
    assert [button.label for button in buttons(document)] == ["Unfollow 1", "Unfollow 2", "Unfollow 3"]
    assert all(len(f"{button.action}{button.value}") <= 90 for button in buttons(document))


async def test_a_button_drops_what_it_stood_for_whatever_was_dropped_before() -> None:
    behind = await _three()
    first, second, _ = buttons(await use(FOLLOWING, behind))

    assert await said(UNFOLLOW, behind, which=first.value) == "You no longer follow author Ana Sun."
    assert await said(UNFOLLOW, behind, which=second.value) == "You no longer follow topic “KV cache”."
    assert await said(UNFOLLOW, behind, which=second.value) == "You no longer follow that."


@pytest.mark.parametrize("which", ["2", "#2", "kv cache", "KV", "topic “KV cache”"])
async def test_a_follow_is_named_by_its_number_or_by_words(which: str) -> None:
    behind = await _three()

    assert await said(UNFOLLOW, behind, which=which) == "You no longer follow topic “KV cache”."


async def test_words_that_are_exactly_one_follow_mean_that_one() -> None:
    behind = await _three()
    await use(FOLLOW_TOPIC, behind, words="KV cache eviction")

    assert await said(UNFOLLOW, behind, which="kv cache") == "You no longer follow topic “KV cache”."


@pytest.mark.parametrize(("which", "why"), [("9", "no number 9"), ("galaxies", "fits none"), ("a", "fits several")])
async def test_what_cannot_be_told_is_refused(which: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        await use(UNFOLLOW, await _three(), which=which)


async def test_one_follow_is_one_thing() -> None:
    behind = desk_with()
    await use(FOLLOW_AUTHOR, behind, name="Ana Sun")
    with pytest.raises(BadInput, match="You follow 1 thing here; there is no number 2"):
        await use(UNFOLLOW, behind, which="2")


async def test_what_somebody_follows_shows_in_no_other_server_and_to_nobody_else() -> None:
    behind = await _three()

    assert "nothing here yet" in await said(FOLLOWING, behind, where=ELSEWHERE)
    assert "nothing here yet" in await said(FOLLOWING, behind, who=Person("bob", "Bob"))
    stolen = tag(behind.follows.held[0])
    assert await said(UNFOLLOW, behind, where=ELSEWHERE, which=stolen) == "You no longer follow that."
    assert len(behind.follows.held) == 3
