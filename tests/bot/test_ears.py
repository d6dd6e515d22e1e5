"""What people do, on any platform, and what comes of it."""

import asyncio
from collections.abc import Mapping

import pytest

from bot.conversation import command_in
from bot.ears import REMEMBERED, DeskEars
from bot.platforms.platform import Invocation, Place, Utterance
from bot.worded import worded
from retrieval.rank import Pick
from tests.fakes.desk import ADA, CHANNEL, SERVER, THREAD, FakeDesk, Publisher, desk_with
from tests.fakes.editions import edition, item, paper
from tests.fakes.heard import FakeHeard
from tests.fakes.platform import FakeReply

FIRST = paper("2603.00001", "EAT: Entropy After Think", categories=("cs.CL",))
SECOND = paper("2603.00002", "Sparse Autoencoders Made Cheap")
PASSED = paper("2603.00003", "Yet Another Benchmark")
TODAY = edition(
    item(1, paper=FIRST, because="you read about reasoning"),
    picks=(
        Pick(FIRST.id, FIRST.title, 1, 0.9, kept=True, topic="reasoning", because="you read about reasoning"),
        Pick(SECOND.id, SECOND.title, 2, 0.6, kept=True, topic="sae", because="you read about autoencoders"),
        Pick(PASSED.id, PASSED.title, 3, 0.1, kept=False, topic="", because="its nearest topic scores 0.10"),
    ),
)


def _behind() -> FakeDesk:
    return desk_with(FIRST, SECOND, PASSED, editions=[TODAY], list_shown=(FIRST,))


class Room:
    """Ears over a desk, and one person acting."""

    def __init__(self, behind: FakeDesk | None = None) -> None:
        self.behind = behind or _behind()
        self.ears = DeskEars(self.behind.desk(), FakeHeard())
        self._events = 0

    async def use(
        self, name: str, typed: str = "", *, where: Place = CHANNEL, options: Mapping[str, str] | None = None
    ) -> FakeReply:
        self._events += 1
        reply = FakeReply()
        await self.ears.invoked(Invocation(name, options or {}, ADA, where, reply, str(self._events), typed))
        return reply

    async def say(self, text: str, *, where: Place = CHANNEL, addressed: str = "mention") -> FakeReply:
        self._events += 1
        reply = FakeReply()
        await self.ears.said(Utterance(text, ADA, where, reply, str(self._events), addressed))  # type: ignore[arg-type]
        return reply


async def test_a_command_shows_that_it_works_and_then_what_it_found() -> None:
    reply = await Room().use("paper", "1")

    assert reply.working_calls == [True]
    assert "EAT: Entropy After Think" in reply.text
    assert "SparseUp is 1.33x faster." in reply.text


@pytest.mark.parametrize(("where", "private"), [(CHANNEL, True), (THREAD, False)])
async def test_a_command_answers_privately_in_a_channel_and_openly_in_a_thread(where: Place, private: bool) -> None:
    reply = await Room().use("paper", "1", where=where)

    assert (reply.working_calls, reply.shown[0][1]) == ([private], private)


async def test_typed_options_and_words_come_to_the_same() -> None:
    assert (await Room().use("paper", options={"paper": "1"})).text == (await Room().use("paper", "1")).text


async def test_an_event_that_comes_again_is_handled_once() -> None:
    """Slack delivers up to three times what it thinks was lost."""
    room = Room()
    used = Invocation("paper", {}, ADA, CHANNEL, FakeReply(), "Ev1", "1")
    said = Utterance("help", ADA, CHANNEL, FakeReply(), "Ev2", "mention")

    for _ in range(3):
        await room.ears.invoked(used)
        await room.ears.said(said)

    assert len(used.reply.shown) == 1  # type: ignore[attr-defined]  # a FakeReply
    assert len(said.reply.shown) == 1  # type: ignore[attr-defined]


async def test_the_same_event_id_on_two_platforms_is_two_events() -> None:
    room = Room()
    replies = [FakeReply(), FakeReply()]
    for name, reply in zip(("discord", "slack"), replies, strict=True):
        await room.ears.invoked(Invocation("help", {}, ADA, Place(name, SERVER, "c"), reply, "1"))

    assert [len(reply.shown) for reply in replies] == [1, 1]


async def test_remembered_events_do_not_grow_without_end() -> None:
    room = Room()
    for _ in range(REMEMBERED + 50):
        await room.use("nothing")

    assert len(room.ears._seen) == REMEMBERED


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("papr", "", "I have no command “papr”; did you mean /paper?"),
        ("dance", "", "I have no command “dance”; /help lists what there is."),
        ("paper", "", "/paper needs a paper. For example: /paper 2506.07751"),
        ("paper", "9", "The last list here ends at 1; there is no 9."),
        ("paper", "2601.99999", "I asked arXiv, and it has no paper 2601.99999."),
        ("paper", "2513.00001", "“2513.00001” is not a paper id or link I know; try one like 2506.07751."),
        ("explain", "1 level:guru", "“level” is one of newcomer, practitioner, expert, not “guru”."),
        ("digest", "2020-01-01", "There is no edition of 1 January 2020 in this channel."),
        ("ask", "x" * 100_000, "That is 100,000 characters; I take at most 4,000 at once."),
        ("help", "dance", "I have no command “dance”; there is ask, explain,"),
    ],
)
async def test_what_cannot_be_done_is_said_to_the_asker_in_one_sentence(name: str, typed: str, sentence: str) -> None:
    reply = await Room().use(name, typed)

    (refusal,) = reply.refusals
    assert refusal.startswith(sentence)
    assert reply.shown == []


async def test_what_breaks_inside_is_an_id_to_the_asker() -> None:
    room = Room()
    room.behind.shelf.entries = None  # type: ignore[assignment]  # the shelf is broken

    (refusal,) = (await room.use("paper", "2603.00001")).refusals

    assert refusal.startswith("Something broke on my side (")


async def test_a_source_that_is_down_is_named() -> None:
    (refusal,) = (await Room(desk_with(publisher=Publisher(down=True))).use("paper", "2601.00001")).refusals

    assert refusal == "arXiv does not answer; try again later."


async def test_help_lists_every_command_and_tells_more_about_one() -> None:
    room = Room()

    overview = (await room.use("help")).text
    one = (await room.use("help", "explain")).text

    commands = room.behind.desk().commands
    assert [command.name for command in commands if f"/{command.name}  " not in overview] == [
        command.name for command in commands if not command.listed
    ]
    assert "newcomer, practitioner, expert" in one
    assert "For example: /explain 2506.07751 level:newcomer" in one


@pytest.mark.parametrize("text", ["help", "help explain"])
async def test_help_by_mention_is_for_the_asker_alone(text: str) -> None:
    reply = await Room().say(text)
    assert reply.working_calls == [True]
    assert [private for _, private in reply.shown] == [True]


async def test_digest_shows_the_edition_and_its_items_are_now_the_list() -> None:
    room = Room()
    room.behind.list_shown = (PASSED,)

    reply = await room.use("digest")

    assert "Papers of 6 Mar" in reply.text
    assert room.behind.list_shown == (FIRST,)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (FIRST.id, "it is item 1 of 6 March 2026, because you read about reasoning."),
        (SECOND.id, "it was kept on 6 March 2026 because you read about autoencoders, but the post holds only 1."),
        (PASSED.id, "it was read on 6 March 2026 and not kept: its nearest topic scores 0.10."),
    ],
)
async def test_why_says_what_the_edition_recorded(given: str, said: str) -> None:
    assert said in (await Room().use("why", given)).text


async def test_why_of_a_paper_that_was_not_read_says_that() -> None:
    room = Room(desk_with(paper("1706.03762", "Attention Is All You Need"), editions=[TODAY]))

    assert "it was not among the 3 papers read for 6 March 2026" in (await room.use("why", "1706.03762")).text


async def test_why_before_any_edition_says_that() -> None:
    assert "no edition was made here yet" in (await Room(desk_with(FIRST)).use("why", FIRST.id)).text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("why was EAT not picked?", "EAT: Entropy After Think"),
        ("Why did you pick item 1?", "EAT: Entropy After Think"),
        ("why was Kangaroo Filters not picked?", ""),
    ],
)
async def test_why_a_paper_was_picked_may_be_asked_in_words_of_a_paper_there_is(text: str, said: str) -> None:
    reply = await Room().say(text)

    assert ("(2603.00001): it " in reply.text) == bool(said)
    assert said in reply.text


async def test_the_digest_in_a_form_may_be_asked_for_in_words() -> None:
    found = await command_in(_behind().desk(), worded("digest as a briefing"), owner=SERVER)

    assert found is not None
    assert (found[0].name, found[1]) == ("digest", "form:briefing")


@pytest.mark.parametrize("text", ["paper 1", "/paper 1", "Paper 2603.00001", "PAPER entropy after think"])
async def test_a_mention_that_begins_with_a_command_is_that_command_in_the_open(text: str) -> None:
    reply = await Room().say(text)

    assert "EAT: Entropy After Think" in reply.text
    assert reply.working_calls == [False]


@pytest.mark.parametrize(
    "text",
    [
        "why is the baseline so weak?",
        "explain how attention works",
        "similar results for vision?",
        "paper or code?",
        "help me understand the loss",
        "digest of what matters",
        "explaining is hard",
    ],
)
async def test_a_question_that_begins_like_a_command_is_a_question(text: str) -> None:
    assert await command_in(_behind().desk(), text, owner=SERVER) is None


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("/why is the baseline so weak?", "why", "is the baseline so weak?"),
        ("explain 2506.07751 level:expert", "explain", "2506.07751 level:expert"),
        ("search KV cache", "search", "KV cache"),
        ("ask\nwhat is new?", "ask", "what is new?"),
        ("help", "help", ""),
        ("help explain", "help", "explain"),
        ("digest yesterday", "digest", "yesterday"),
    ],
)
async def test_a_command_in_a_mention_takes_the_words_after_it(text: str, name: str, rest: str) -> None:
    found = await command_in(_behind().desk(), text, owner=SERVER)

    assert found is not None
    assert (found[0].name, found[1]) == (name, rest)


async def test_a_mention_without_words_is_helped_and_silence_in_a_thread_is_left_alone() -> None:
    assert "/ask" in (await Room().say("  ")).text
    reply = await Room().say("  ", where=THREAD, addressed="thread")
    assert (reply.shown, reply.refusals) == ([], [])


async def test_completing_a_paper_offers_the_list_first_and_then_titles() -> None:
    room = Room()

    choices = await room.ears.completing("explain", "paper", "", CHANNEL)
    more = await room.ears.completing("explain", "paper", "sparse", CHANNEL)

    assert [choice.value for choice in choices] == [FIRST.id]
    assert [choice.value for choice in more] == [SECOND.id]


async def test_completing_offers_choices_and_days() -> None:
    ears = Room().ears

    assert [choice.value for choice in await ears.completing("explain", "level", "n", CHANNEL)] == ["newcomer"]
    assert "yesterday" in [choice.value for choice in await ears.completing("ask", "since", "", CHANNEL)]


@pytest.mark.parametrize(("command", "option"), [("dance", "x"), ("explain", "x"), ("ask", "question")])
async def test_where_there_is_nothing_to_complete_there_is_nothing(command: str, option: str) -> None:
    assert list(await Room().ears.completing(command, option, "x", CHANNEL)) == []


async def test_completions_that_take_too_long_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room()

    async def stuck(*_: object, **__: object) -> list[object]:
        await asyncio.Event().wait()
        return []

    monkeypatch.setattr("bot.ears.COMPLETION_SECONDS", 0.01)
    monkeypatch.setattr(room.behind.shelf, "titled", stuck)

    assert list(await room.ears.completing("explain", "paper", "sparse", CHANNEL)) == []


async def test_a_reply_that_fails_does_not_reach_the_platform_as_an_error() -> None:
    await Room().ears.invoked(Invocation("help", {}, ADA, CHANNEL, FakeReply(gone=True), "1"))


LEARNING = paper("2603.00010", "Learning Rates", abstract="Learning rates matter. Warm up the learning rate slowly.")
DECAY = paper(
    "2603.00011", "Weight Decay", abstract="Weight decay matters as much as learning rates do.", categories=("cs.LG",)
)
OURS = paper("file:notes", "Our Learning Rates", abstract="Our own learning rates are secret.", owner=SERVER)


def _shelf() -> Room:
    return Room(desk_with(LEARNING, DECAY, OURS))


async def test_search_lists_papers_and_they_are_the_list_from_then_on() -> None:
    room = _shelf()

    reply = await room.use("search", '"learning rates" limit:2')

    assert "Papers on “learning rates”" in reply.text
    assert [one.id for one in room.behind.list_shown] == [
        line.split()[-1].strip(",") for line in reply.text.splitlines() if line[:2] in ("1.", "2.")
    ]


async def test_another_servers_papers_are_never_found() -> None:
    room = _shelf()

    mine = await room.use("search", '"secret learning rates"')
    theirs = await room.use("search", '"secret learning rates"', where=Place("fake", "another", "papers"))

    assert "Our Learning Rates" in mine.text
    assert "Our Learning Rates" not in theirs.text


async def test_a_topic_narrows_to_a_category_or_to_the_papers_nearest_to_words() -> None:
    room = _shelf()

    by_category = await room.use("ask", "What matters? topic:cs.LG")
    by_words = await room.use("ask", 'What matters? topic:"weight decay"')
    by_nothing = await room.use("ask", 'What matters? topic:"football"')

    assert "Looked in the whole library, in cs.LG" in by_category.text
    assert "papers nearest to “weight decay” in the whole library" in by_words.text
    assert by_nothing.refusals == ["Nothing in the whole library has to do with “football”."]


async def test_ask_about_one_paper_asks_that_paper_alone() -> None:
    reply = await _shelf().use("ask", 'How much does weight decay matter? paper:"weight decay"')

    assert "Looked in “Weight Decay” (2603.00011)" in reply.text
    assert "Weight decay matters as much as learning rates do." in reply.text


async def test_explain_explains_from_the_papers_own_passages() -> None:
    reply = await _shelf().use("explain", "2603.00010 level:expert")

    assert "Learning Rates" in reply.text
    assert "For an expert" in reply.text


async def test_similar_without_the_index_says_what_is_wrong_in_a_sentence() -> None:
    reply = await _shelf().use("similar", "2603.00010")

    assert len(reply.shown) + len(reply.refusals) == 1
    assert "Something broke" not in " ".join(reply.refusals)
