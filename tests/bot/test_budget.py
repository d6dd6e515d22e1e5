"""Caps: beyond them the bot goes on without the model, says so, and no digest is lost."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.budget import ServerPurse, allowance
from bot.caps import UNCAPPED, Caps
from bot.commands.ask import ASK
from bot.commands.compare import COMPARE
from bot.commands.cost import COST
from bot.commands.explain import EXPLAIN
from bot.conversation import converse
from bot.ledger import Entry
from bot.platforms.platform import Person, Place, Utterance
from bot.settings import read_settings
from retrieval.answer import FREELY, Allowance, Usage
from retrieval.errors import BadSetting, StoreUnavailable
from schedules.document import text_of
from schedules.jobs import tick
from schedules.making import make
from schedules.subscriptions import Subscription
from tests.fakes.desk import ADA, CHANNEL, NOW, FakeDesk, desk_with
from tests.fakes.editions import paper
from tests.fakes.platform import FakeReply
from tests.fakes.press import FakePress, at, fake_library, news, subscription
from tests.fakes.readers import FakeLedger
from tests.fakes.source import FakeSource
from tests.fakes.using import use
from tests.fakes.writer import FakeWriter

BOB = Person("bob", "Bob")
ELSEWHERE = Place("fake", "another server", "papers")
SPARSE, OTHER = paper(), paper("2603.00002")
FULL = "This server has used its $20 of model time for March."
MINE = "You have used your $2.50 of model time for March."


def capped(**caps: float) -> FakeDesk:
    behind = desk_with(SPARSE, OTHER, list_shown=(SPARSE, OTHER), other={"writer": FakeWriter()})
    behind.caps = Caps(**caps)  # type: ignore[arg-type]  # caps by name
    return behind


async def spend(behind: FakeDesk, usd: float | None, *, tokens: int = 100, at: datetime = NOW) -> None:
    """Ada's, in the channel's server."""
    person = await behind.desk().pseudonym("fake", ADA.id)
    usage = Usage(tokens, 0, usd)
    await behind.ledger.add(Entry(server=CHANNEL.server, person=person, what="answer", usage=usage, at=at))


async def test_a_server_may_spend_until_its_cap_is_used_up_and_again_in_the_next_month() -> None:
    behind = capped(server_usd=20)
    await spend(behind, 19.99)
    assert await allowance(behind.desk(), ADA, CHANNEL) == FREELY
    await spend(behind, 0.01)
    assert (await allowance(behind.desk(), BOB, CHANNEL)).refused == FULL
    assert await allowance(behind.desk(), ADA, ELSEWHERE) == FREELY

    behind.now = datetime(2026, 4, 1, tzinfo=UTC)
    assert await allowance(behind.desk(), ADA, CHANNEL) == FREELY


async def test_one_person_can_use_up_their_own_share_and_nobody_elses() -> None:
    behind = capped(server_usd=20, person_usd=2.5)
    await spend(behind, 2.5)
    assert (await allowance(behind.desk(), ADA, CHANNEL)).refused == MINE
    assert await allowance(behind.desk(), BOB, CHANNEL) == FREELY


async def test_where_no_price_is_known_tokens_are_capped() -> None:
    behind = capped(server_usd=20, server_tokens=2_000_000)
    await spend(behind, None, tokens=1_999_999)
    assert await allowance(behind.desk(), ADA, CHANNEL) == FREELY
    await spend(behind, None, tokens=1)
    refused = (await allowance(behind.desk(), ADA, CHANNEL)).refused
    assert refused == "This server has used its 2,000,000 tokens of model time for March."


async def test_a_cap_of_nothing_allows_nothing() -> None:
    assert (await allowance(capped(person_tokens=0).desk(), ADA, CHANNEL)).refused.startswith("You have used your 0")


async def asked(behind: FakeDesk) -> str:
    return text_of((await use(ASK, behind, question="How fast is SparseUp?")).blocks)


async def explained(behind: FakeDesk) -> str:
    return text_of((await use(EXPLAIN, behind, paper=SPARSE.id)).blocks)


async def compared(behind: FakeDesk) -> str:
    return text_of((await use(COMPARE, behind, a=SPARSE.id, b=OTHER.id)).blocks)


async def said(behind: FakeDesk) -> str:
    reply = FakeReply()
    await converse(behind.desk(), Utterance("How fast is SparseUp?", ADA, CHANNEL, reply, "1", "mention"))
    return reply.text


@pytest.mark.parametrize("way", [asked, explained, compared, said])
async def test_beyond_a_cap_people_get_the_papers_own_sentences_and_are_told_why(
    way: Callable[[FakeDesk], Awaitable[str]],
) -> None:
    behind = capped(server_usd=20)
    await spend(behind, 20.0)
    before = len(behind.ledger.entries)

    text = await way(behind)
    assert "SparseUp is 1.33x faster." in text
    assert FULL in text
    assert len(behind.ledger.entries) == before  # nothing more was spent


async def test_cost_shows_what_is_left_of_the_caps() -> None:
    behind = capped(server_usd=20, person_usd=2.5, server_tokens=1000)
    await spend(behind, 3.25)
    assert text_of((await use(COST, behind)).blocks).splitlines()[-4:-1] == [
        "Left for this server in March: $16.75 of $20.",
        "Left for this server in March: 900 of 1,000 tokens.",
        "Left for you in March: $0 of $2.50.",
    ]


# ---------------------------------------------------------------- digests

HERE = subscription(zone="UTC")


@dataclass
class Broken:
    """A purse whose book cannot be opened."""

    asked: list[str] = field(default_factory=list)

    async def allowance(self, subscription: Subscription) -> Allowance:
        raise StoreUnavailable("The database does not answer.")

    async def paid(self, subscription: Subscription, usage: Usage) -> None:
        raise StoreUnavailable("The database does not answer.")


def pressed(caps: Caps, ledger: FakeLedger) -> FakePress:
    purse = ServerPurse(ledger, caps, lambda: at(6))
    return FakePress(source=FakeSource(papers=(news(1), news(2))), library=fake_library(FakeWriter()), purse=purse)


async def test_what_a_digest_took_is_written_down_for_its_server() -> None:
    ledger = FakeLedger()
    fake = pressed(UNCAPPED, ledger)
    await fake.subscriptions.put(HERE)
    await tick(fake.press(), at(6, 9) + timedelta(minutes=1))

    (entry,) = ledger.entries
    assert (entry.server, entry.person, entry.what) == (HERE.server, "", "digest")
    assert entry.usage.tokens_in > 0


async def test_a_server_over_its_cap_still_gets_its_digest_in_the_papers_own_words() -> None:
    ledger = FakeLedger()
    await ledger.add(Entry(server=HERE.server, person="", what="digest", usage=Usage(1, 1, 20.0), at=at(6)))
    fake = pressed(Caps(server_usd=20), ledger)
    edition = await make(fake.press(), HERE, at(6).date(), at(6))

    assert len(edition.items) == 2
    assert edition.byline.model is None
    assert edition.usage == Usage()
    assert f"{FULL} The sentences were picked by program instead." in edition.remarks
    assert edition.missing == ()


async def test_a_book_that_cannot_be_opened_costs_no_digest() -> None:
    fake = FakePress(source=FakeSource(papers=(news(1),)), library=fake_library(FakeWriter()), purse=Broken())
    await fake.subscriptions.put(HERE)
    await tick(fake.press(), at(6, 9) + timedelta(minutes=1))
    assert await fake.editions.latest(subscription=HERE.id) is not None


# ---------------------------------------------------------------- settings


def test_caps_prices_and_the_time_limit_are_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    given = {"CAP_SERVER_USD": "20", "CAP_PERSON_TOKENS": "500000", "MODEL_TIMEOUT": "7.5", "MODEL_PRICES": "p.json"}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings = read_settings()
    assert settings.caps == Caps(server_usd=20, person_tokens=500_000)
    assert settings.model_timeout == 7.5
    assert settings.model_prices == tmp_path / "p.json"


@pytest.mark.parametrize(
    ("name", "value"),
    [("CAP_SERVER_USD", "-1"), ("CAP_PERSON_USD", "inf"), ("CAP_SERVER_TOKENS", "1.5"), ("MODEL_TIMEOUT", "0")],
)
def test_a_cap_that_means_nothing_is_refused_by_its_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSetting, match=name):
        read_settings()
