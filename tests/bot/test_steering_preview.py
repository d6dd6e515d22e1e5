"""`/preview`, `/digest date:now` and the button Post: a proof for one, then today's edition for all."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.commands.command import Call
from bot.commands.digest import DIGEST, edition_asked_for
from bot.commands.grammar import parse
from bot.commands.post import POST
from bot.commands.preview import PREVIEW
from bot.commands.setup import SETUP
from retrieval.answer import Usage
from retrieval.errors import BadInput, SourceUnavailable
from schedules.edition import Edition, Window
from schedules.forms.listing import listing
from schedules.parcels import HeldUp
from tests.fakes.desk import CHANNEL, NOW, FakeDesk
from tests.fakes.editions import edition, item
from tests.fakes.steering import FakePressroom
from tests.fakes.steps import OTHER, READER, Somebody, buttons, words

TODAY = replace(edition(item(1), key="fake:papers/2026-03-06"), window=Window(NOW - timedelta(days=1), NOW))


def by_ada(ada: Somebody, typed: str) -> Call:
    return Call(parse(DIGEST, typed, today=NOW.date()), ada.who, ada.where, ada.desk)


async def set_up(ready: Edition | None = TODAY) -> Somebody:
    ada = Somebody(FakeDesk(press=FakePressroom({None: ready} if ready else {})))
    await ada.fills(SETUP, topics="attention")
    return ada


@pytest.mark.parametrize("command", [PREVIEW, DIGEST])
async def test_a_preview_shows_what_would_be_posted_and_a_button(command: object) -> None:
    ada = await set_up()
    shown = await (ada.says(PREVIEW) if command is PREVIEW else ada.says(DIGEST, "date:NOW"))
    assert "SparseUp is 1.33x faster." in words(shown)
    assert "This is a preview." in words(shown)
    assert buttons(shown)["Post"].action == "post"
    assert ada.behind.press.posted == {}
    assert ada.behind.list_shown == (TODAY.items[0].paper,)


async def test_post_publishes_exactly_what_was_previewed_once() -> None:
    ada = await set_up()
    button = buttons(await ada.says(PREVIEW))["Post"]
    ada.behind.press.ready[None] = replace(TODAY, line="Something newer.")
    assert "Posted: this is today's edition now" in words(await ada.presses(button))
    ada.behind.editions = [TODAY]
    assert "It is posted already, once." in words(await ada.presses(button))
    assert ada.behind.press.posted == {TODAY.key: TODAY}


async def test_post_does_not_say_posted_where_the_channel_refuses_it() -> None:
    ada = await set_up()
    button = buttons(await ada.says(PREVIEW))["Post"]
    ada.behind.press.stuck[TODAY.key] = HeldUp("I lack Send Messages in #papers.", trying=True)
    said = words(await ada.presses(button))
    assert "is not delivered: I lack Send Messages in #papers. I keep trying." in said
    assert "Posted" not in said


async def test_another_manager_may_press_it() -> None:
    ada = await set_up()
    button = buttons(await ada.says(PREVIEW))["Post"]
    assert "Posted" in words(await ada.as_(OTHER).presses(button))


async def test_who_may_not_manage_sees_a_preview_and_posts_nothing() -> None:
    ada = await set_up()
    cleo = ada.as_(READER)
    shown = await cleo.says(DIGEST, "now")
    assert "SparseUp" in words(shown)
    with pytest.raises(BadInput, match="Only those who run this channel"):
        await cleo.presses(buttons(shown)["Post"])
    assert ada.behind.press.posted == {}
    assert POST.manage
    assert PREVIEW.manage
    assert not POST.listed


async def test_a_preview_is_posted_in_no_other_channel_and_from_no_other_server() -> None:
    ada = await set_up()
    button = buttons(await ada.says(PREVIEW))["Post"]
    other = ada.as_(ada.who, replace(CHANNEL, channel="other"))
    await other.fills(SETUP, topics="robots")
    with pytest.raises(BadInput, match="another channel"):
        await other.presses(button)
    abroad = ada.as_(ada.who, replace(CHANNEL, server="another", channel="third"))
    await abroad.fills(SETUP, topics="robots")
    with pytest.raises(BadInput, match="not of this server"):
        await abroad.presses(button)
    assert ada.behind.press.posted == {}


async def test_a_preview_of_yesterday_is_not_posted_today() -> None:
    ada = await set_up()
    button = buttons(await ada.says(PREVIEW))["Post"]
    ada.behind.now = datetime(2026, 3, 7, 0, 1, tzinfo=UTC)
    with pytest.raises(BadInput, match="of Friday, and today is Saturday"):
        await ada.presses(button)


async def test_a_preview_overtaken_by_the_hour_says_what_is_out_since_when() -> None:
    ada = await set_up()
    button = buttons(await ada.says(PREVIEW))["Post"]
    at_the_hour = replace(TODAY, window=Window(NOW, NOW + timedelta(minutes=5)))
    ada.behind.press.posted[TODAY.key] = at_the_hour
    ada.behind.editions = [at_the_hour]
    with pytest.raises(BadInput, match=r"made at 09:05 \(UTC\)\. What you previewed was not posted"):
        await ada.presses(button)


async def test_once_todays_edition_is_out_a_preview_says_when_and_shows_it() -> None:
    ada = await set_up()
    ada.behind.editions = [TODAY]
    shown = await ada.says(PREVIEW)
    assert "Today's edition is out already: it was made at 09:00 (UTC)." in words(shown)
    assert "The next edition comes on Monday 9 March 2026" in words(shown)
    assert "SparseUp" in words(shown)
    assert "Post" not in buttons(shown)


@pytest.mark.parametrize(("trying", "then"), [(True, " I keep trying."), (False, "")])
async def test_an_edition_that_is_made_but_not_delivered_is_not_called_out(trying: bool, then: str) -> None:
    ada = await set_up()
    ada.behind.editions = [TODAY]
    ada.behind.press.stuck[TODAY.key] = HeldUp("I lack Send Messages in #papers.", trying)
    shown = words(await ada.says(PREVIEW))
    why = "I lack Send Messages in #papers."
    assert f"Today's edition was made at 09:00 (UTC) but is not delivered: {why}{then}" in shown
    assert "is out already" not in shown


async def test_a_channel_that_is_not_set_up_sees_the_default_and_is_offered_setup() -> None:
    ada = Somebody(FakeDesk(press=FakePressroom({None: TODAY})))
    shown = await ada.says(DIGEST, "now")
    assert "default settings" in words(shown)
    assert list(buttons(shown)) == ["Set up"]
    assert ada.behind.press.proofs[0][0].profile.topics == ()


async def test_an_empty_preview_says_why_and_cannot_be_posted() -> None:
    ada = await set_up(replace(edition(key=TODAY.key), quiet="Nothing new came in."))
    shown = await ada.says(PREVIEW)
    assert "Nothing new came in." in words(shown)
    assert "Post" not in buttons(shown)


async def test_in_a_thread_it_is_not_shown_for_everybody_would_see_it() -> None:
    ada = await set_up()
    with pytest.raises(BadInput, match="everybody would see it; use the slash command /digest date:now"):
        await ada.as_(ada.who, replace(CHANNEL, thread="t")).says(DIGEST, "now")


async def test_a_preview_that_cannot_be_made_says_why() -> None:
    ada = await set_up()
    ada.behind.press.fails = SourceUnavailable("arXiv does not answer; try again later.")
    with pytest.raises(SourceUnavailable):
        await ada.says(PREVIEW)


async def test_what_a_model_cost_for_a_preview_and_a_dry_run_is_written_down() -> None:
    priced = replace(TODAY, usage=Usage(tokens_in=1_000, tokens_out=200, cost_usd=0.01))
    ada = Somebody(FakeDesk(press=FakePressroom({None: priced, NOW.date() - timedelta(days=1): priced})))
    await ada.fills(SETUP, topics="attention")
    await ada.says(PREVIEW)
    assert [(one.what, one.usage) for one in ada.behind.ledger.entries] == [("digest", priced.usage)] * 2


async def test_other_days_are_read_as_before() -> None:
    ada = await set_up()
    ada.behind.editions = [TODAY]
    assert "SparseUp" in words(await ada.says(DIGEST, "today"))
    with pytest.raises(BadInput, match="no edition of 5 March 2026"):
        await ada.says(DIGEST, "yesterday")
    with pytest.raises(BadInput, match="not a date I know"):
        await ada.says(DIGEST, "date:nowish")


async def test_of_a_day_to_come_it_says_that_there_is_no_edition_yet() -> None:
    ada = await set_up()
    ada.behind.editions = [TODAY]
    with pytest.raises(BadInput, match=r"^There is no edition of 23 November 2031 yet\.$"):
        await ada.says(DIGEST, "2031-11-23")


async def test_the_buttons_of_a_list_lead_over_days_without_an_edition_to_the_nearest() -> None:
    ada = await set_up()
    monday = replace(TODAY, key="of monday", day=TODAY.day - timedelta(days=4))
    ada.behind.editions = [monday, TODAY]
    before = buttons(listing(TODAY))["Previous day"]
    assert (await edition_asked_for(by_ada(ada, before.value))).key == monday.key

    earlier, after = (buttons(listing(monday))[label] for label in ("Previous day", "Next day"))
    assert (await edition_asked_for(by_ada(ada, after.value))).key == TODAY.key
    with pytest.raises(BadInput, match=f"in the 31 days to {monday.day.day - 1} "):
        await ada.says(DIGEST, earlier.value)


async def test_the_next_day_of_the_newest_edition_is_told_to_be_still_to_come() -> None:
    ada = await set_up()
    ada.behind.editions = [TODAY]
    after = buttons(listing(TODAY))["Next day"]
    with pytest.raises(BadInput, match=f"^There is no edition after {TODAY.day.day} .* yet"):
        await ada.says(DIGEST, after.value)


@pytest.mark.parametrize("form", ["deepdive", "deep dive", '"Deep Dive"', "deep-dive"])
async def test_a_deep_dive_may_be_written_in_two_words(form: str) -> None:
    assert parse(DIGEST, f"yesterday form:{form}", today=NOW.date())["form"] == "deepdive"
    with pytest.raises(BadInput, match="briefing, show, deep dive, week, month"):
        parse(DIGEST, "form:haiku", today=NOW.date())


async def test_a_made_up_preview_is_none() -> None:
    ada = await set_up()
    with pytest.raises(BadInput, match="no longer kept"):
        await ada.says(POST, "'; DROP TABLE notes; --")


async def test_where_no_edition_was_made_yet_the_preview_is_named() -> None:
    with pytest.raises(BadInput, match="/preview shows what I would post now"):
        await Somebody().says(DIGEST)
