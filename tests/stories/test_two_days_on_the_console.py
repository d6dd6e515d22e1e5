"""Two days at the console, end to end: sources, store, index, edition, outbox, thread, question, restart, next day."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from standin_process import Standin

from bot.app import open_house
from bot.house import House
from bot.platforms.platform import Place, Utterance
from bot.settings import Settings
from schedules.edition import Edition
from tests.fakes.platform import ASKER, FakeReply

MONDAY = datetime(2025, 6, 9, 14, tzinfo=UTC)
TUESDAY = datetime(2025, 6, 10, 14, tzinfo=UTC)
CATEGORIES = ("cs.LG", "cs.CL", "cs.AI")

Open = Callable[[datetime], Any]


@pytest.fixture
def opening(arxiv: Standin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens the same data folder at a given moment, as a restart does."""
    monkeypatch.chdir(tmp_path)  # no .env of the developer's
    settings = Settings(
        paperwire_home=tmp_path / "home",
        arxiv_api_url=arxiv.ready["query"].removesuffix("?{}"),
        arxiv_rss_url=arxiv.ready["rss"],
        arxiv_oai_url=arxiv.ready["oai"],
        arxiv_site_url=arxiv.ready["site"],
    )

    @asynccontextmanager
    async def at(moment: datetime) -> AsyncIterator[House]:
        async with open_house(settings, echo=lambda _: None, now=lambda: moment) as house:
            yield house

    return at


def shown_ids(edition: Edition) -> list[str]:
    return [item.paper.id for item in edition.items]


async def ask_under(house: House, edition: Edition, number: int, question: str) -> FakeReply:
    """Somebody types a question in the thread of an item."""
    where = Place("console", "console", "console", thread=f"item {number}", paper=shown_ids(edition)[number - 1])
    reply = FakeReply()
    await house.ears.said(Utterance(question, ASKER, where, reply, question, "reply"))
    return reply


async def test_two_days_at_the_console(opening: Open, arxiv: Standin, capsys: pytest.CaptureFixture[str]) -> None:
    """Each day once, nothing twice, nothing of tomorrow, and a question answered from the paper itself."""
    async with opening(MONDAY) as house:
        monday = await house.make_edition(categories=CATEGORIES)
        await house.deliver(monday)
        printed = capsys.readouterr().out
        assert monday.funnel.announced >= monday.funnel.read >= monday.funnel.kept >= len(monday.items) > 0
        assert all(identifier in printed for identifier in shown_ids(monday))
        assert f"{monday.funnel.announced} announced, {monday.funnel.read} read" in printed

        paper = monday.items[0].paper
        reply = await ask_under(house, monday, 1, f"What is said of {paper.title}?")
        [(_, private)] = reply.shown
        assert not private
        assert not reply.refusals
    capsys.readouterr()  # the log of that

    async with opening(MONDAY) as house:  # the process was killed and started again
        assert await house.make_edition(categories=CATEGORIES) == monday
        await house.deliver(monday)
        printed_again = capsys.readouterr().out
        assert not any(identifier in printed_again for identifier in shown_ids(monday))

    arxiv.control("set", today="2025-06-10")
    async with opening(TUESDAY) as house:
        tuesday = await house.make_edition(categories=CATEGORIES)
        assert tuesday.window.start == monday.window.end
        assert tuesday.items
        assert {pick.paper_id for pick in tuesday.picks}.isdisjoint(pick.paper_id for pick in monday.picks)

    assert arxiv.view("politeness")["polite"]


async def test_a_paper_that_is_not_stored_is_fetched_when_somebody_asks_for_it(opening: Open) -> None:
    async with opening(MONDAY) as house:
        reply = FakeReply()
        where = Place("console", "console", "console")
        await house.ears.said(Utterance("/paper 2506.00034", ASKER, where, reply, "1", "mention"))
        assert "key-value caches" in reply.text


async def test_arxiv_being_down_is_said_and_no_day_is_lost(opening: Open, arxiv: Standin) -> None:
    arxiv.control("fault", kind="status", status=404, count=99)
    async with opening(MONDAY) as house:
        empty = await house.make_edition(categories=CATEGORIES)
        assert empty.missing
        assert "perhaps wrongly so" in empty.quiet
    arxiv.control("reset")
    async with opening(MONDAY) as house:
        assert (await house.make_edition(categories=CATEGORIES)).items


async def test_the_bundled_day_needs_no_network_and_answers_with_checked_quotes(
    opening: Open, arxiv: Standin, capsys: pytest.CaptureFixture[str]
) -> None:
    async with opening(MONDAY) as house:
        edition = await house.bundled_edition()
        await house.deliver(edition)
        assert len(edition.items) == 5
        assert "of abstracts retold in our words" in capsys.readouterr().out
        number = shown_ids(edition).index("2509.26522") + 1
        reply = await ask_under(house, edition, number, "How much does EAT cut token usage?")
        assert "13 to 21%" in reply.text
        refused = await ask_under(house, edition, number, "How many liters of milk does a dairy cow give?")
        assert "I found no" in refused.text
    assert arxiv.view("requests") == []
