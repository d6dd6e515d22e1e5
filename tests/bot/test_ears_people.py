"""Forms, rights, groups, reactions, invitations, open threads: what ears do besides running a command."""

from dataclasses import replace

import pytest

from bot.commands.all import COMMANDS
from bot.commands.command import Call
from bot.commands.finding import MOST_CARRIED, form_for
from bot.ears import NOT_YOURS, DeskEars
from bot.platforms.platform import Invocation, Person, Place, Reaction, Utterance
from retrieval.errors import StoreUnavailable
from tests.fakes.desk import ADA, CHANNEL, SERVER, THREAD, FakeDesk, desk_with
from tests.fakes.editions import edition, item, paper
from tests.fakes.heard import FakeHeard
from tests.fakes.platform import FakeReply
from tests.fakes.press import subscription

FIRST = paper("2603.00001", "EAT: Entropy After Think", categories=("cs.CL",))
TODAY = edition(item(1, paper=FIRST))
OWNER = Person("ada", "Ada", may_manage=True)


@pytest.fixture
def behind() -> FakeDesk:
    return desk_with(FIRST, editions=[TODAY], list_shown=(FIRST,))


@pytest.fixture
def ears(behind: FakeDesk) -> DeskEars:
    return DeskEars(behind.desk(), FakeHeard())


def used(name: str, typed: str = "", *, who: Person = ADA, where: Place = CHANNEL, **options: str) -> Invocation:
    return Invocation(name, options, who, where, FakeReply(), f"{name} {typed} {who.id}", typed)


def told(invocation: Invocation | Utterance) -> FakeReply:
    assert isinstance(invocation.reply, FakeReply)
    return invocation.reply


# forms


async def test_a_command_that_lacks_what_it_needs_opens_a_form_for_it(ears: DeskEars) -> None:
    form = await ears.form(used("paper"))

    assert form is not None
    assert [(one.name, one.required) for one in form.fields] == [("paper", True)]


async def test_a_command_that_has_what_it_needs_opens_none(ears: DeskEars) -> None:
    assert await ears.form(used("paper", "1")) is None
    assert await ears.form(used("help")) is None


async def test_what_a_button_brought_is_carried_and_only_the_rest_is_asked(ears: DeskEars) -> None:
    form = await ears.form(used("wrong", FIRST.id))

    assert form is not None
    assert form.carried == {"paper": FIRST.id}
    assert [one.name for one in form.fields] == ["claim", "author"]
    assert (form.title, form.fields[0].label) == ("What is wrong?", "Which sentence is wrong, and why?")


async def test_words_that_cannot_be_carried_stand_in_a_field(ears: DeskEars) -> None:
    title = "entropy after thinking about it for a while" * (MOST_CARRIED // 20)
    form = await ears.form(used("wrong", title))

    assert form is not None
    assert form.carried == {}
    assert {one.name: one.value for one in form.fields} == {"claim": "", "paper": title, "author": "no"}


async def test_every_form_for_what_is_missing_has_a_title_and_labels_for_people(behind: FakeDesk) -> None:
    call = Call({}, ADA, CHANNEL, behind.desk())
    forms = [await form_for(one, call) for one in COMMANDS if one.form is None]

    shown = [one for one in forms if one is not None]
    assert {one.title for one in shown} >= {"Ask", "Explain", "Follow author", "Withdraw"}
    assert all(len(one.title) <= 24 and "/" not in one.title for one in shown)
    assert all(2 < len(field.label) <= 45 for one in shown for field in one.fields)
    asked = next(one for one in shown if one.command == "ask")
    assert [(one.label, one.hint) for one in asked.fields] == [("What you want to know", "What you want to know.")]


@pytest.mark.parametrize("name", ["dance", "setup"])
async def test_no_form_opens_for_what_is_going_to_be_refused(ears: DeskEars, name: str) -> None:
    assert await ears.form(used(name)) is None


async def test_the_owner_gets_the_form_of_the_settings(ears: DeskEars) -> None:
    form = await ears.form(used("setup", who=OWNER))

    assert form is not None
    assert "topics" in [one.name for one in form.fields]


# rights, groups, who sees it


async def test_only_those_who_run_the_channel_may_change_it(ears: DeskEars, behind: FakeDesk) -> None:
    asked = used("pause")
    await ears.invoked(asked)

    assert told(asked).refusals == [NOT_YOURS]
    assert behind.changes.held == []


@pytest.mark.parametrize(("platform", "who"), [("discord", "people with Manage Server"), ("slack", "workspace admins")])
async def test_who_may_is_told_in_the_words_of_the_platform(ears: DeskEars, platform: str, who: str) -> None:
    asked = used("pause")
    await ears.invoked(replace(asked, where=replace(asked.where, platform=platform)))

    [refusal] = told(asked).refusals
    assert refusal.startswith("Only ")
    assert who in refusal


async def test_the_second_word_of_a_group_may_come_with_the_words(ears: DeskEars, behind: FakeDesk) -> None:
    await ears.invoked(used("follow", "author Ada Lovelace"))
    await ears.invoked(used("follow author", "Grace Hopper"))

    follows = await behind.follows.of_person("fake", SERVER, ADA.id)
    assert [one.value for one in follows] == ["Ada Lovelace", "Grace Hopper"]


async def test_a_group_without_its_second_word_says_which_there_are(ears: DeskEars) -> None:
    asked = used("follow", "Ada Lovelace")
    await ears.invoked(asked)

    assert "author, topic, paper" in told(asked).refusals[0]


@pytest.mark.parametrize(("name", "private"), [("explain", False), ("up", True)])
async def test_in_a_thread_answers_are_open_and_confirmations_are_not(ears: DeskEars, name: str, private: bool) -> None:
    asked = used(name, FIRST.id, where=THREAD)
    await ears.invoked(asked)

    assert [shown[1] for shown in told(asked).shown] == [private]


# threads


def words(text: str = "How much faster is SparseUp?", *, where: Place = THREAD) -> Utterance:
    return Utterance(text, ADA, where, FakeReply(), f"{text} {where.thread}", "thread")


async def test_unaddressed_words_are_left_alone_until_somebody_opens_the_thread(
    ears: DeskEars, behind: FakeDesk
) -> None:
    before, after = words("What is faster?"), words()
    await ears.said(before)
    await behind.threads.open(THREAD)
    await ears.said(after)

    assert (len(told(before).shown), len(told(after).shown)) == (0, 1)


async def test_in_an_open_thread_what_the_papers_do_not_say_and_what_nobody_asked_stays_unsaid(
    ears: DeskEars, behind: FakeDesk
) -> None:
    await behind.threads.open(THREAD)
    said = [words(text) for text in ("carol, lunch?", "Who won the world cup?", "thanks!")]
    for one in said:
        await ears.said(one)

    assert [(len(told(one).shown), told(one).refusals) for one in said] == [(0, [])] * 3


@pytest.mark.parametrize(("text", "answer"), [("thanks!", "You're welcome."), ("what can you do?", "What I can do")])
async def test_a_pleasantry_is_answered_as_one(ears: DeskEars, text: str, answer: str) -> None:
    said = Utterance(text, ADA, CHANNEL, FakeReply(), text, "mention")
    await ears.said(said)

    assert answer in told(said).text


@pytest.mark.parametrize(("text", "refused"), [("pause", True), ('setup topics:"cats"', True), ("pause it?", False)])
async def test_an_order_by_mention_is_an_order_and_a_question_a_question(
    ears: DeskEars, text: str, refused: bool
) -> None:
    said = Utterance(text, ADA, CHANNEL, FakeReply(), text, "mention")
    await ears.said(said)

    assert bool(told(said).refusals) is refused


async def test_the_owner_can_have_every_thread_on_a_post_answered_and_no_other(
    ears: DeskEars, behind: FakeDesk
) -> None:
    await behind.subscriptions.put(replace(subscription(), platform="fake", channel=CHANNEL.channel, answering=True))
    behind.threads.editions = {THREAD.thread: TODAY}
    ours, theirs = words(), words(where=replace(THREAD, thread="of others"))
    await ears.said(ours)
    await ears.said(theirs)

    assert (len(told(ours).shown), len(told(theirs).shown)) == (1, 0)


async def test_of_two_processes_that_hear_a_message_one_answers(behind: FakeDesk) -> None:
    heard = FakeHeard()
    first, second = DeskEars(behind.desk(), heard), DeskEars(behind.desk(), heard)
    here, there = (Utterance("help", ADA, CHANNEL, FakeReply(), "Ev1", "mention") for _ in range(2))
    await first.said(here)
    await second.said(there)

    assert (len(told(here).shown), len(told(there).shown)) == (1, 0)


# reactions, invitations, the own page


async def test_a_reaction_is_an_opinion_and_taking_it_back_removes_it(ears: DeskEars, behind: FakeDesk) -> None:
    where = replace(CHANNEL, paper=FIRST.id)
    await ears.reacted(Reaction("👍", True, ADA, where, "1"))
    liked = [one.kind for one in behind.opinions.held]
    await ears.reacted(Reaction("👍", False, ADA, where, "2"))

    assert (liked, behind.opinions.held) == (["up"], [])


async def test_an_invitation_is_answered_once(ears: DeskEars) -> None:
    replies = FakeReply(), FakeReply()
    for reply in replies:
        await ears.invited(CHANNEL, reply)

    assert [len(reply.shown) for reply in replies] == [1, 0]
    assert "/setup" in replies[0].text


async def test_a_page_that_cannot_be_made_says_so(behind: FakeDesk) -> None:
    class Gone:
        async def of_person(self, *_: object, **__: object) -> list[object]:
            raise StoreUnavailable("The database does not answer; try again later.")

    ears = DeskEars(replace(behind.desk(), opinions=Gone(), follows=Gone()), FakeHeard())  # type: ignore[arg-type]

    assert (await ears.home(ADA, CHANNEL)).summary == "The database does not answer; try again later."


@pytest.mark.parametrize(
    ("where", "resting", "told_of"),
    [
        (Place("fake", SERVER, "papers"), {"papers"}, "Fake channel papers; its posts are paused"),
        (Place("fake", SERVER, ""), {"papers", "else"}, "Fake server server; the posts of its channels are paused"),
        (Place("fake", SERVER, "unknown"), set(), ""),
        (Place("other", SERVER, ""), set(), ""),
    ],
)
async def test_taken_out_of_a_channel_or_server_its_posts_rest_and_the_operator_is_told_once(
    ears: DeskEars, behind: FakeDesk, where: Place, resting: set[str], told_of: str
) -> None:
    for name, server in (("papers", SERVER), ("else", SERVER), ("abroad", "another")):
        await behind.subscriptions.put(replace(subscription(name), channel=name, server=server))

    await ears.removed(where)
    await ears.removed(where)

    assert {one.channel for one in behind.subscriptions.kept.values() if one.paused} == resting
    assert [told_of in one and "/resume there brings them back" in one for one in behind.alerts] == [True] * bool(
        told_of
    )
