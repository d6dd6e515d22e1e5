"""Steering a channel that is set up: topics, leave-outs, the schedule, a pause, and the way back."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time

import pytest

from bot.changes import Change
from bot.commands.all import COMMANDS
from bot.commands.mute import MUTE, UNMUTE
from bot.commands.pause import PAUSE, RESUME
from bot.commands.schedule import SCHEDULE
from bot.commands.setup import SETUP
from bot.commands.topics import TOPICS_ADD, TOPICS_REMOVE, TOPICS_SHOW
from bot.commands.undo import UNDO
from bot.welcome import welcome
from retrieval.errors import BadInput
from schedules.subscriptions import Subscription, due_day
from tests.fakes.desk import CHANNEL, FakeDesk
from tests.fakes.press import FakeSubscriptions
from tests.fakes.steps import OTHER, READER, Somebody, buttons, code, words

STEERING = (SETUP, TOPICS_ADD, TOPICS_REMOVE, MUTE, UNMUTE, SCHEDULE, PAUSE, RESUME, UNDO)


async def set_up(behind: FakeDesk | None = None) -> Somebody:
    ada = Somebody(behind or FakeDesk())
    await ada.fills(SETUP, topics="KV cache\npruning", leave_out="medical imaging")
    return ada


def test_all_that_changes_settings_is_for_those_who_manage_the_channel() -> None:
    assert all(command.manage for command in STEERING)
    assert set(STEERING) <= set(COMMANDS)


async def test_topics_are_shown_to_everybody() -> None:
    ada = await set_up()
    assert not TOPICS_SHOW.manage
    shown = await ada.as_(READER).says(TOPICS_SHOW)
    assert "1. KV cache; 2. pruning" in words(shown)
    assert "medical imaging" in words(shown)
    assert "Monday 9 March 2026 at 09:00 (UTC)" in words(shown)


async def test_a_channel_that_is_not_set_up_offers_to_do_it() -> None:
    ada = Somebody()
    assert buttons(await ada.says(TOPICS_SHOW))["Set up"].action == "setup"
    for command, said in ((TOPICS_ADD, "x"), (MUTE, "x"), (SCHEDULE, "9"), (PAUSE, ""), (SCHEDULE, "")):
        with pytest.raises(BadInput, match="/setup"):
            await _sentence(ada, command.name, said)


async def _sentence(somebody: Somebody, name: str, said: str) -> None:
    """Run it; where what was written is given back in a reply, its sentence is raised as well."""
    shown = await somebody.says(somebody.named(name), said)
    if "What you wrote is kept" in words(shown):
        raise BadInput(words(shown))


async def test_a_topic_is_added_once() -> None:
    ada = await set_up()
    shown = await ada.says(TOPICS_ADD, "speculative decoding")
    assert ada.held.profile.topics == ("KV cache", "pruning", "speculative decoding")
    assert "You added the topic “speculative decoding”." in words(shown)
    again = await ada.says(TOPICS_ADD, "Speculative Decoding")
    assert "nothing changed" in words(again)
    assert len(ada.held.profile.topics) == 3


async def test_a_topic_without_a_word_is_refused() -> None:
    ada = await set_up()
    with pytest.raises(BadInput, match="no word of a topic"):
        await ada.says(TOPICS_ADD, '"\u200b"')


@pytest.mark.parametrize("named", ["1", "kv cache", "KV"])
async def test_a_topic_is_removed_by_number_or_words(named: str) -> None:
    ada = await set_up()
    shown = await ada.says(TOPICS_REMOVE, named)
    assert ada.held.profile.topics == ("pruning",)
    assert "You removed the topic “KV cache”." in words(shown)


async def test_without_its_last_topic_a_channel_reads_the_newest() -> None:
    ada = await set_up()
    await ada.says(TOPICS_REMOVE, "1")
    shown = await ada.says(TOPICS_REMOVE, "1")
    assert "the newest papers of its categories come first" in words(shown)


async def test_while_somebody_types_the_channels_own_lines_are_offered() -> None:
    ada = await set_up()
    (topic,), (left_out,) = TOPICS_REMOVE.options, UNMUTE.options
    assert topic.complete is not None
    assert left_out.complete is not None
    assert [one.value for one in await topic.complete(ada.desk, CHANNEL, "prun")] == ["pruning"]
    assert [one.value for one in await left_out.complete(ada.desk, CHANNEL, "")] == ["medical imaging"]
    assert await topic.complete(ada.desk, replace(CHANNEL, channel="other"), "") == []


async def test_a_completion_of_a_long_topic_still_names_it() -> None:
    ada = await set_up()
    long = "a " * 60 + "b"
    await ada.says(TOPICS_ADD, long)
    (topic,) = TOPICS_REMOVE.options
    assert topic.complete is not None
    [choice] = await topic.complete(ada.desk, CHANNEL, "a a a")
    assert len(choice.label) <= 100
    assert len(choice.value) <= 100
    await ada.fills(TOPICS_REMOVE, topic=choice.value)
    assert long not in ada.held.profile.topics


async def test_muting_adds_to_what_is_left_out_and_unmuting_takes_it_back() -> None:
    ada = await set_up()
    shown = await ada.says(MUTE, "robotics; benchmarks of games")
    assert list(ada.held.profile.leave_outs) == ["medical imaging", "robotics", "benchmarks of games"]
    assert "added the leave-out “robotics”" in words(shown)
    await ada.says(UNMUTE, "robo")
    assert list(ada.held.profile.leave_outs) == ["medical imaging", "benchmarks of games"]


async def test_muting_nothing_shows_what_is_left_out() -> None:
    ada = await set_up()
    assert "1. medical imaging" in words(await ada.says(MUTE))
    await ada.says(UNMUTE, "1")
    assert "Nothing is left out here." in words(await ada.says(MUTE))


async def test_muting_a_topic_is_told_as_a_contradiction() -> None:
    ada = await set_up()
    assert "both wanted and left out" in words(await ada.says(MUTE, "pruning"))


async def test_the_hour_the_days_and_the_form_are_changed_in_one_line() -> None:
    ada = await set_up()
    shown = await ada.says(SCHEDULE, "9am Berlin days:mon,thu items:3 language:fr")
    held = ada.held
    assert (held.hour, held.zone, held.items) == (time(9), "Europe/Berlin", 3)
    assert held.days == ("mon", "thu")
    assert "set the hour to 09:00 Europe/Berlin, set the days to Monday and Thursday" in words(shown)
    assert "The next edition comes on Monday 9 March 2026 at 09:00 (Europe/Berlin)." in words(shown)
    assert held.since == ada.behind.now


async def test_a_zone_may_stand_by_itself() -> None:
    ada = await set_up()
    await ada.says(SCHEDULE, 'zone:"new york"')
    assert (ada.held.hour, ada.held.zone) == (time(9), "America/New_York")


async def test_an_hour_moved_to_one_that_has_passed_does_not_post_at_once() -> None:
    ada = await set_up(FakeDesk(now=datetime(2026, 3, 6, 8, 30, tzinfo=UTC)))
    await ada.says(SCHEDULE, "08:00")
    assert due_day(ada.held, datetime(2026, 3, 6, 8, 31, tzinfo=UTC)) is None
    assert due_day(ada.held, datetime(2026, 3, 9, 8, tzinfo=UTC)) is not None


async def test_the_schedules_form_opens_with_what_is_set_and_gives_nonsense_back() -> None:
    ada = await set_up()
    form = await ada.opens(SCHEDULE)
    assert form is not None
    assert {field.name: field.value for field in form.fields} == {
        "hour": "09:00",
        "zone": "UTC",
        "days": "Monday to Friday",
        "form": "headline",
        "items": "5",
        "language": "English",
    }
    shown = await ada.fills(SCHEDULE, hour="25:99", zone="Berlin", **form.carried)
    assert "00:00 to 23:59" in words(shown)
    assert "25:99" in code(shown)
    again = await ada.opens(SCHEDULE, buttons(shown)["Correct it"].value)
    assert again is not None
    assert [field.value for field in again.fields[:2]] == ["25:99", "Berlin"]
    assert ada.held.zone == "UTC"


async def test_the_schedule_without_a_word_says_what_it_is() -> None:
    ada = await set_up()
    shown = await ada.says(SCHEDULE)
    assert "at 09:00 (UTC), Monday to Friday" in words(shown)


async def test_a_pause_posts_nothing_and_resuming_counts_from_now() -> None:
    ada = await set_up()
    shown = await ada.says(PAUSE)
    assert ada.held.paused
    assert "You paused the posts." in words(shown)
    assert "nothing is posted until /resume" in words(shown)
    ada.behind.now = datetime(2026, 3, 12, 10, tzinfo=UTC)
    shown = await ada.presses(buttons(shown)["Resume"])
    assert (ada.held.paused, ada.held.since) == (False, ada.behind.now)
    assert due_day(ada.held, ada.behind.now) is None
    assert "Friday 13 March 2026 at 09:00" in words(shown)


async def test_resuming_what_is_not_paused_changes_nothing() -> None:
    ada = await set_up()
    held = ada.held
    assert "nothing changed" in words(await ada.says(RESUME))
    assert ada.held == held


async def test_undo_takes_one_change_after_the_other_back_and_says_which() -> None:
    ada = await set_up()
    await ada.says(TOPICS_ADD, "robotics")
    await ada.as_(OTHER).says(SCHEDULE, "10:00")
    assert "Taken back: Bo set the hour to 10:00 UTC." in words(await ada.says(UNDO))
    assert ada.held.hour == time(9)
    assert "Taken back: you added the topic “robotics”." in words(await ada.says(UNDO))
    assert ada.held.profile.topics == ("KV cache", "pruning")
    asked = await ada.says(UNDO)
    assert "that removes all its settings" in words(asked)
    assert ada.held.profile.topics == ("KV cache", "pruning")
    shown = await ada.presses(buttons(asked)["Yes, remove all settings"])
    assert "you set this channel up" in words(shown)
    assert "has no settings now" in words(shown)
    assert ada.behind.subscriptions.kept == {}
    with pytest.raises(BadInput, match="nothing to take back"):
        await ada.says(UNDO)


async def test_a_button_undoes_its_own_change_and_no_later_one() -> None:
    ada = await set_up()
    undo = buttons(await ada.says(TOPICS_ADD, "robotics"))["Undo"]
    await ada.as_(OTHER).says(MUTE, "games")
    with pytest.raises(BadInput, match="Bo added the leave-out “games” since"):
        await ada.presses(undo)
    await ada.says(UNDO)
    await ada.presses(undo)
    assert ada.held.profile.topics == ("KV cache", "pruning")
    with pytest.raises(BadInput):
        await ada.presses(undo)


async def test_settings_that_the_log_does_not_know_are_not_undone() -> None:
    """The process died between storing a change and writing it down."""
    ada = await set_up()
    await ada.behind.subscriptions.put(replace(ada.held, items=9))
    with pytest.raises(BadInput, match="not by a command I can take back"):
        await ada.says(UNDO)
    assert ada.held.items == 9


async def test_an_undo_that_was_cut_short_is_finished_by_the_next() -> None:
    """The process died between putting the settings back and marking the change."""
    ada = await set_up()
    await ada.says(TOPICS_ADD, "robotics")
    await ada.says(PAUSE)
    await ada.behind.subscriptions.put(replace(ada.held, paused=False))
    assert "robotics" in words(await ada.says(UNDO))
    assert ada.held.profile.topics == ("KV cache", "pruning")


async def test_an_undone_hour_counts_from_now_too() -> None:
    ada = await set_up()
    await ada.says(SCHEDULE, "18:00")
    ada.behind.now = datetime(2026, 3, 9, 10, tzinfo=UTC)
    await ada.says(UNDO)
    assert due_day(ada.held, ada.behind.now) is None


@dataclass
class Racing(FakeSubscriptions):
    """Somebody else is faster for each of `faster`."""

    faster: list[Subscription] = field(default_factory=list)

    async def put(self, subscription: Subscription) -> Subscription | None:
        if self.faster:
            other = self.faster.pop(0)
            self.kept[other.id] = replace(other, revision=self.kept[other.id].revision + 1)
        return await super().put(subscription)


async def test_a_change_of_one_thing_is_made_again_on_what_somebody_else_stored_meanwhile() -> None:
    races = Racing()
    ada = await set_up(FakeDesk(subscriptions=races))
    races.faster = [replace(ada.held, items=9)]
    await ada.says(TOPICS_ADD, "robotics")
    assert (ada.held.items, ada.held.profile.topics[-1]) == (9, "robotics")


async def test_who_loses_twice_is_told_and_nothing_of_theirs_is_stored() -> None:
    races = Racing()
    ada = await set_up(FakeDesk(subscriptions=races))
    races.faster = [replace(ada.held, items=9), replace(ada.held, items=8)]
    with pytest.raises(BadInput, match="at this very moment"):
        await ada.says(TOPICS_ADD, "robotics")
    assert ada.held.profile.topics == ("KV cache", "pruning")
    assert len(ada.behind.changes.held) == 1


async def test_every_change_is_written_down_with_who_and_what() -> None:
    ada = await set_up()
    await ada.as_(OTHER).says(PAUSE)
    first, second = ada.behind.changes.held
    assert (first.who, first.what, first.before) == ("Ada", "set this channel up", None)
    assert (second.who, second.what, second.at) == ("Bo", "paused the posts", ada.behind.now)
    assert (second.before, second.after) == (first.after, ada.held)


async def test_a_name_that_is_a_ping_is_only_a_name() -> None:
    ada = await set_up()
    hostile = replace(OTHER, name="@everyone\n" + "x" * 500)
    await ada.as_(hostile).says(PAUSE)
    newest: Change = ada.behind.changes.held[-1]
    assert len(newest.who) <= 60
    assert "\n" not in newest.who


async def test_another_channel_of_the_same_server_is_not_touched() -> None:
    ada = await set_up()
    held = ada.held
    there = ada.as_(ada.who, replace(CHANNEL, channel="other"))
    with pytest.raises(BadInput, match="not set up"):
        await there.says(PAUSE)
    with pytest.raises(BadInput, match="nothing to take back"):
        await there.says(UNDO)
    assert ada.held == held


async def test_a_channel_that_invites_us_is_told_what_we_do_and_how_to_begin() -> None:
    ada = Somebody()
    hello = await welcome(CHANNEL, ada.desk)
    assert buttons(hello)["Set up"].action == "setup"
    assert "reply under it, mention me, or use /ask" in words(hello)


async def test_a_channel_that_is_set_up_is_told_so_when_it_invites_us_again() -> None:
    ada = await set_up()
    hello = await welcome(CHANNEL, ada.desk)
    assert "set up already. The next edition comes on Monday 9 March 2026 at 09:00 (UTC)." in words(hello)
    elsewhere = await welcome(replace(CHANNEL, server="another"), ada.desk)
    assert "set up already" not in words(elsewhere)
