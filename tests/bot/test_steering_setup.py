"""`/setup`: from nothing to a channel that is read for, and what is told when it can't be done."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from bot.commands.setup import SETUP
from bot.commands.undo import UNDO
from bot.platforms.platform import Place
from bot.wishes import DEFAULT_CATEGORIES
from retrieval.errors import BadInput, SourceUnavailable, StoreUnavailable
from schedules.edition import Edition
from schedules.subscriptions import WEEKDAYS, Subscription
from tests.fakes.desk import CHANNEL, SERVER, FakeDesk
from tests.fakes.editions import edition, item
from tests.fakes.steering import FakePressroom
from tests.fakes.steps import OTHER, Somebody, buttons, code, words

THURSDAY = date(2026, 3, 5)
WRITTEN = {
    "topics": "KV cache compression\nspeculative decoding",
    "leave_out": "medical imaging",
    "authors": "Ana Sun",
    "categories": "cs.cl, cs.DC",
    "when": "17:30 Berlin",
}


async def test_sensible_defaults_work_without_a_word() -> None:
    ada = Somebody()
    shown = await ada.fills(SETUP, revision="0")
    held = ada.held
    assert (held.id, held.server, held.channel) == ("fake:papers", SERVER, "papers")
    assert (held.profile.topics, held.profile.categories) == ((), DEFAULT_CATEGORIES)
    assert (held.hour, held.zone, held.days) == (time(9), "UTC", WEEKDAYS[:5])
    assert "none, so the newest papers of the categories come first" in words(shown)


async def test_everything_can_be_said_at_once_and_is_said_back_in_words() -> None:
    ada = Somebody()
    shown = await ada.fills(SETUP, **WRITTEN, days="daily", items="7", language="de", answering="yes")
    held = ada.held
    assert held.profile.topics == ("KV cache compression", "speculative decoding")
    assert held.profile.leave_outs == ("medical imaging",)
    assert held.profile.authors == ("Ana Sun",)
    assert held.profile.categories == ("cs.CL", "cs.DC")
    assert (held.hour, held.zone, held.days, held.items) == (time(17, 30), "Europe/Berlin", WEEKDAYS, 7)
    assert (held.language, held.answering) == ("de", True)
    for said in (
        "1. KV cache compression; 2. spec",
        "medical",
        "Ana Sun",
        "cs.DC",
        "17:30 (Europe/Berlin)",
        "7 papers",
    ):
        assert said in words(shown)
    assert "Language: German, but the papers' own sentences stay in English, since no model writes here" in words(shown)


async def test_it_says_when_the_first_edition_comes() -> None:
    shown = await Somebody().fills(SETUP, when="17:30 Berlin")
    assert "The first edition comes on Friday 6 March 2026 at 17:30 (Europe/Berlin)." in words(shown)


async def test_an_hour_that_has_passed_today_is_not_made_up_for() -> None:
    ada = Somebody()
    shown = await ada.fills(SETUP, when="08:00 UTC")
    assert "The first edition comes on Monday 9 March 2026 at 08:00 (UTC)." in words(shown)
    assert ada.held.since == ada.behind.now


async def test_a_day_that_has_its_edition_gets_no_second_one() -> None:
    ada = Somebody(FakeDesk(editions=[edition(item())]))
    shown = await ada.fills(SETUP, when="17:00")
    assert "Monday 9 March 2026 at 17:00" in words(shown)


async def test_a_dry_run_shows_what_yesterday_would_have_brought() -> None:
    ada = Somebody(FakeDesk(press=FakePressroom({THURSDAY: edition(item(1), key="dry")})))
    shown = await ada.fills(SETUP, topics="attention")
    assert "This is what I would have posted yesterday, 5 March 2026:" in words(shown)
    assert "SparseUp is 1.33x faster." in words(shown)
    assert ada.behind.press.proofs[0][0].profile.topics == ("attention",)
    assert ada.behind.press.posted == {}


async def test_after_a_weekend_the_dry_run_is_of_friday() -> None:
    monday = datetime(2026, 3, 9, 9, tzinfo=UTC)
    ready = {date(2026, 3, 6): edition(item(1), key="dry")}
    shown = await Somebody(FakeDesk(now=monday, press=FakePressroom(ready))).fills(SETUP, topics="attention")
    assert "This is what I would have posted on Friday, 6 March 2026:" in words(shown)


async def test_a_shelf_without_yesterdays_papers_shows_what_would_be_posted_now() -> None:
    ada = Somebody(FakeDesk(press=FakePressroom({None: edition(item(1), key="now")})))
    shown = await ada.fills(SETUP, topics="attention")
    assert "This is what I would post now:" in words(shown)
    assert "SparseUp is 1.33x faster." in words(shown)


async def test_where_yesterday_had_nothing_for_the_channel_today_is_tried() -> None:
    ready = {THURSDAY: edition(key="dry", quiet="Nothing for you."), None: edition(item(1), key="now")}
    shown = await Somebody(FakeDesk(press=FakePressroom(ready))).fills(SETUP, topics="attention")
    assert "This is what I would post now:" in words(shown)


async def test_where_nothing_has_come_in_it_says_so_in_one_line() -> None:
    quiet = edition(key="now", quiet="Nothing new: arXiv announces no papers at the weekend.")
    shown = await Somebody(FakeDesk(press=FakePressroom({None: quiet}))).fills(SETUP, topics="attention")
    last = words(shown).splitlines()[-1]
    assert last == "There is nothing to show yet. Nothing new: arXiv announces no papers at the weekend."


async def test_a_source_that_fails_is_named_and_nobody_is_told_to_import_a_file() -> None:
    fails = SourceUnavailable("arXiv cannot be reached.")
    shown = await Somebody(FakeDesk(press=FakePressroom(fails=fails))).fills(SETUP, topics="attention")
    assert "I can't show yet what I would post: arXiv cannot be reached." in words(shown)
    assert "import" not in words(shown)


class Slow(FakePressroom):
    async def proof(self, subscription: Subscription, *, day: date | None = None) -> Edition:
        await asyncio.Event().wait()
        raise AssertionError


class Broken(FakePressroom):
    async def proof(self, subscription: Subscription, *, day: date | None = None) -> Edition:
        raise ZeroDivisionError


@pytest.mark.parametrize(
    ("press", "told"),
    [
        (Slow(), "takes longer than you should wait here; /preview shows what I would post."),
        (Broken(), "can't be shown just now"),
        (FakePressroom(fails=StoreUnavailable("The database is down.")), "The database is down."),
    ],
)
async def test_a_dry_run_that_fails_or_takes_too_long_never_fails_the_setup(
    press: FakePressroom, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.commands.setup.DRY_RUN_SECONDS", 0.01)
    ada = Somebody(FakeDesk(press=press))
    shown = await ada.fills(SETUP, topics="attention")
    assert ada.held.profile.topics == ("attention",)
    assert told in words(shown)


async def test_a_change_of_the_hour_alone_makes_no_dry_run() -> None:
    ada = Somebody()
    await ada.fills(SETUP, topics="attention")
    made = len(ada.behind.press.proofs)
    await ada.fills(SETUP, when="10:00")
    assert len(ada.behind.press.proofs) == made


async def test_what_may_come_next_is_a_button() -> None:
    ada = Somebody()
    offered = buttons(await ada.fills(SETUP, topics="attention"))
    assert [(one.action, one.value) for one in offered.values()] == [
        ("schedule", ""),
        ("preview", ""),
        ("undo", "revision:1"),
    ]
    asked = await ada.presses(offered["Undo"])
    assert ada.behind.subscriptions.kept
    await ada.presses(buttons(asked)["Yes, remove all settings"])
    assert ada.behind.subscriptions.kept == {}


async def test_the_form_opens_with_what_is_set_and_fits_every_platform() -> None:
    ada = Somebody()
    await ada.fills(SETUP, **WRITTEN)
    form = await ada.opens(SETUP)
    assert form is not None
    assert [field.name for field in form.fields][:5] == list(WRITTEN)
    assert [field.value for field in form.fields][:2] == [
        "KV cache compression\nspeculative decoding",
        "medical imaging",
    ]
    assert form.fields[4].value == "17:30 Europe/Berlin"
    assert form.carried == {"revision": "1"}
    assert len(form.title) <= 24
    assert all(len(field.label) <= 45 and len(field.hint) <= 100 for field in form.fields)
    assert all(field.value in field.choices for field in form.fields if field.choices)


async def test_a_form_sent_as_it_opened_changes_nothing() -> None:
    ada = Somebody()
    await ada.fills(SETUP, **WRITTEN, days="mon,thu", items="3")
    held, form = ada.held, await ada.opens(SETUP)
    assert form is not None
    shown = await ada.fills(SETUP, **{field.name: field.value for field in form.fields}, **form.carried)
    assert ada.held == held
    assert "nothing changed" in words(shown)
    assert "Undo" not in buttons(shown)


async def test_a_field_emptied_in_a_form_is_emptied_and_one_not_shown_stays() -> None:
    """Discord shows the first five fields; days and form are not among them."""
    ada = Somebody()
    await ada.fills(SETUP, **WRITTEN, days="mon", items="3")
    await ada.fills(SETUP, topics="", leave_out="", authors="", categories="", when="", revision="1")
    held = ada.held
    assert (held.profile.topics, held.profile.leave_outs, held.profile.authors) == ((), (), ())
    assert held.profile.categories == DEFAULT_CATEGORIES
    assert (held.hour, held.days, held.items) == (time(17, 30), ("mon",), 3)


async def test_without_a_form_what_is_not_named_stays_and_a_dash_empties() -> None:
    ada = Somebody()
    await ada.fills(SETUP, **WRITTEN)
    await ada.says(SETUP, "leave_out:- items:3")
    assert ada.held.profile.leave_outs == ()
    assert ada.held.profile.topics == ("KV cache compression", "speculative decoding")
    assert ada.held.items == 3


async def test_without_a_form_and_a_word_it_shows_the_settings_and_stores_nothing() -> None:
    ada = Somebody()
    shown = await ada.says(SETUP)
    assert "not set up yet" in words(shown)
    assert "/setup topics:" in words(shown)
    assert ada.behind.subscriptions.kept == {}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"when": "25:99"}, "09:00 Europe/Berlin"),
        ({"when": "9 Berlni"}, "Europe/Berlin"),
        ({"days": "someday"}, "mon-fri"),
        ({"items": "30"}, "1 to 10"),
        ({"categories": "cs.QQQQ"}, "cs."),
        ({"authors": "x" * 200}, "200 characters"),
    ],
)
async def test_nonsense_stores_nothing_and_loses_no_word(wrong: dict[str, str], said: str) -> None:
    ada = Somebody()
    shown = await ada.fills(SETUP, **({"topics": "KV cache\npruning"} | wrong), revision="0")
    assert ada.behind.subscriptions.kept == {}
    assert said in words(shown).split("\n")[0]
    assert "KV cache\npruning" in code(shown)
    again = await ada.opens(SETUP, buttons(shown)["Correct it"].value)
    assert again is not None
    values = {field.name: field.value for field in again.fields}
    assert values["topics"] == "KV cache\npruning"
    assert values | wrong == values


async def test_what_was_written_is_found_by_nobody_else() -> None:
    ada = Somebody()
    value = buttons(await ada.fills(SETUP, topics="our secret", when="25:99"))["Correct it"].value
    elsewhere = Place("fake", "another server", "papers")
    for stranger in (ada.as_(OTHER), ada.as_(ada.who, elsewhere)):
        form = await stranger.opens(SETUP, value)
        assert form is not None
        assert form.fields[0].value == ""


async def test_of_two_who_edit_at_once_the_later_is_told_who_did_what_and_loses_no_word() -> None:
    ada = Somebody()
    await ada.fills(SETUP, topics="attention")
    form = await ada.opens(SETUP)
    assert form is not None
    await ada.as_(OTHER).fills(SETUP, when="08:00")
    shown = await ada.fills(SETUP, topics="pruning", **form.carried)
    assert words(shown).startswith("Bo was faster and set the hour to 08:00 UTC; nothing of yours was stored")
    assert ada.held.profile.topics == ("attention",)
    assert "pruning" in code(shown)
    again = await ada.opens(SETUP, buttons(shown)["Correct it"].value)
    assert again is not None
    assert (again.fields[0].value, again.fields[4].value) == ("pruning", "08:00 UTC")
    await ada.fills(SETUP, **{field.name: field.value for field in again.fields}, **again.carried)
    assert (ada.held.profile.topics, ada.held.hour) == (("pruning",), time(8))


async def test_a_form_for_settings_that_were_taken_away_says_so() -> None:
    ada = Somebody()
    await ada.fills(SETUP, topics="attention")
    await ada.as_(OTHER).says(UNDO, "sure:yes")
    shown = await ada.fills(SETUP, topics="pruning", revision="1")
    assert "took the settings of this channel away" in words(shown)
    assert ada.behind.subscriptions.kept == {}


async def test_hostile_text_is_kept_as_text_and_told_as_text() -> None:
    ada = Somebody()
    shown = await ada.fills(SETUP, topics="@everyone <!channel>\n[x](javascript:alert(1))\n\u202egnp.exe\x00\ud800")
    assert ada.held.profile.topics[:2] == ("@everyone <!channel>", "[x](javascript:alert(1))")
    assert all(topic.isprintable() for topic in ada.held.profile.topics)
    assert "@everyone <!channel>" in words(shown)


async def test_twenty_pages_of_topics_are_refused_with_the_limit() -> None:
    shown = await Somebody().fills(SETUP, topics="\n".join(f"topic {n}" for n in range(300)))
    assert "That is 300 topics; I keep at most 40." in words(shown)
    with pytest.raises(BadInput, match="at most 4,000"):
        await Somebody().fills(SETUP, topics="x" * 10_000)


async def test_what_is_both_wanted_and_left_out_is_told_in_one_line() -> None:
    shown = await Somebody().fills(SETUP, topics="pruning; pruning", leave_out="Pruning")
    assert "“Pruning”: both wanted and left out; as long as it is both, it counts as wanted." in words(shown)


async def test_a_channel_that_another_server_steers_is_neither_shown_nor_changed() -> None:
    ada = Somebody()
    await ada.fills(SETUP, topics="our secret")
    held = ada.held
    guest = ada.as_(OTHER, replace(CHANNEL, server="another server"))
    with pytest.raises(BadInput, match="another server") as refused:
        await guest.says(SETUP)
    assert "secret" not in refused.value.for_people
    shown = await guest.fills(SETUP, topics="mine now")
    assert "another server" in words(shown)
    assert ada.held == held


async def test_each_channel_has_its_own_settings() -> None:
    ada = Somebody()
    await ada.fills(SETUP, topics="attention")
    await ada.as_(ada.who, replace(CHANNEL, channel="other")).fills(SETUP, topics="pruning")
    kept = ada.behind.subscriptions.kept
    assert {key: one.profile.topics for key, one in kept.items()} == {
        "fake:papers": ("attention",),
        "fake:other": ("pruning",),
    }


def test_it_is_for_those_who_manage_the_channel() -> None:
    assert SETUP.manage
