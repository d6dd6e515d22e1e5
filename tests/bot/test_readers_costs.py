"""What is spent and by whom, how the installation is, and what stands for a person."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.commands.ask import ASK
from bot.commands.cost import COST, NO_MODEL
from bot.commands.explain import EXPLAIN
from bot.commands.memory import THREADS
from bot.commands.predictions import PREDICTIONS
from bot.commands.status import STATUS
from bot.desk import Health
from bot.ledger import Entry, Ledger, Spent, SqlLedger, Sum
from bot.platforms.platform import Person, Place
from bot.pseudonym import Pseudonyms
from retrieval.answer import Usage
from retrieval.database import open_database
from retrieval.errors import StoreUnavailable
from retrieval.profile import Profile
from schedules.document import text_of
from schedules.subscriptions import Subscription
from tests.databases import (  # noqa: F401 - fixtures are found by name
    database_url,
    migrated_postgres_url,
    migrated_sqlite_url,
    postgres,
    sqlite_url,
)
from tests.fakes.desk import CHANNEL, NOW, THREAD, FakeDesk, desk_with
from tests.fakes.editions import paper
from tests.fakes.readers import FakeLedger, FakeOpinions
from tests.fakes.using import use
from tests.fakes.writer import FakeWriter

BOB = Person("bob", "Bob")
ELSEWHERE = Place("fake", "another server", "papers")
MARCH = datetime(2026, 3, 1, tzinfo=UTC)
SPARSE = paper()


@pytest.fixture(params=["fake", "migrated_sqlite_url", "migrated_postgres_url"])
def kept_in(request: pytest.FixtureRequest) -> str:
    """The address of a database, or nothing for the fake."""
    return "" if request.param == "fake" else str(request.getfixturevalue(request.param))


@pytest.fixture
async def ledger(kept_in: str) -> AsyncIterator[Ledger]:
    if not kept_in:
        yield FakeLedger()
        return
    async with open_database(kept_in) as database:
        yield SqlLedger(database)


def entry(what: str = "answer", usage: Usage | None = None, **other: object) -> Entry:
    known = {"server": "one", "person": "ada", "at": NOW}
    return Entry(what=what, usage=usage or Usage(100, 10, 0.5), **(known | other))  # type: ignore[arg-type]


async def test_sums_go_by_kind_since_a_moment_in_one_server(ledger: Ledger) -> None:
    for one in (
        entry(),
        entry(person="bob"),
        entry("digest", Usage(1000, 1, 0.25), person=""),
        entry(at=MARCH),
        entry(at=MARCH - timedelta(microseconds=1)),
        entry(server="two"),
    ):
        await ledger.add(one)

    assert await ledger.sums(server="one", since=MARCH) == [
        Sum("answer", 3, Usage(300, 30, 1.5)),
        Sum("digest", 1, Usage(1000, 1, 0.25)),
    ]
    assert await ledger.sums(server="one", since=MARCH, person="bob") == [Sum("answer", 1, Usage(100, 10, 0.5))]
    assert await ledger.sums(server="three", since=MARCH) == []


async def test_one_unknown_price_makes_the_sum_unknown(ledger: Ledger) -> None:
    await ledger.add(entry())
    await ledger.add(entry(usage=Usage(1, 1, None)))

    assert await ledger.sums(server="one", since=MARCH) == [Sum("answer", 2, Usage(101, 11, None))]


async def test_what_was_spent_in_all_counts_every_token_and_every_dollar_that_is_known(ledger: Ledger) -> None:
    assert await ledger.spent(server="one", since=MARCH) == Spent()
    for one in (entry(), entry("digest", Usage(50, 5, None), person=""), entry(person="bob"), entry(server="two")):
        await ledger.add(one)
    await ledger.add(entry(at=MARCH - timedelta(microseconds=1)))

    assert await ledger.spent(server="one", since=MARCH) == Spent(275, 1.0)
    assert await ledger.spent(server="one", since=MARCH, person="bob") == Spent(110, 0.5)


def modelled(**other: object) -> FakeDesk:
    return desk_with(SPARSE, list_shown=(SPARSE,), other={"writer": FakeWriter()}, **other)


async def said(*args: object, **options: object) -> str:
    return text_of((await use(*args, **options)).blocks)  # type: ignore[arg-type]  # the arguments of `use`


async def test_answers_and_explanations_are_written_down_with_what_they_took() -> None:
    behind = modelled()
    await use(ASK, behind, question="How fast is SparseUp?")
    await use(EXPLAIN, behind, paper=SPARSE.id)

    assert [(one.what, one.usage.tokens_in, one.server) for one in behind.ledger.entries] == [
        ("answer", 100, CHANNEL.server),
        ("explanation", 100, CHANNEL.server),
    ]
    assert [(one.kind, one.paper) for one in behind.opinions.held] == [("asked", SPARSE.id), ("explained", SPARSE.id)]


async def test_without_a_model_nothing_is_written_down_and_the_cost_is_nothing() -> None:
    behind = desk_with(SPARSE, list_shown=(SPARSE,))
    await use(EXPLAIN, behind, paper=SPARSE.id)

    assert behind.ledger.entries == []
    assert await said(COST, behind) == NO_MODEL


async def test_an_answer_that_cannot_be_written_down_is_shown_all_the_same() -> None:
    class Down(FakeOpinions):
        async def add(self, opinion: object) -> bool:
            raise StoreUnavailable("The database does not answer.")

    behind = modelled()
    behind.opinions = Down()

    assert "SparseUp is 1.33x faster." in await said(EXPLAIN, behind, paper=SPARSE.id)


async def test_the_cost_of_the_month_names_kinds_sum_and_own_share() -> None:
    behind = modelled()
    await use(ASK, behind, question="How fast is SparseUp?")
    await use(ASK, behind, who=BOB, question="How fast is SparseUp?")
    await use(EXPLAIN, behind, who=BOB, paper=SPARSE.id)
    await behind.ledger.add(entry(server=CHANNEL.server, usage=Usage(9, 9, 9.0), at=MARCH - timedelta(days=1)))

    assert (await said(COST, behind)).splitlines() == [
        "Cost since 1 March",
        "2 answers: 220 tokens, less than $0.01",
        "1 explanation: 110 tokens, less than $0.01",
        "Together: 330 tokens, less than $0.01",
        "Of that, yours: 110 tokens, less than $0.01",
        "Answers, explanations and digests of this whole server.",
    ]
    assert await said(COST, behind, where=ELSEWHERE) == "Nothing was spent here since 1 March."


async def test_an_unknown_price_is_not_shown_as_nothing() -> None:
    behind = modelled()
    await behind.ledger.add(entry(server=CHANNEL.server, usage=Usage(10, 2, None)))
    await behind.ledger.add(entry("digest", Usage(1000, 200, None), server=CHANNEL.server, person=""))

    text = await said(COST, behind)
    assert "1 answer: 12 tokens, price unknown" in text
    assert "Of that, yours: nothing" in text
    assert "1 digest: 1,200 tokens, price unknown" in text


async def test_the_status_is_one_glance() -> None:
    behind = desk_with(health=Health(1234, 0, ("discord", "slack"), None))

    assert (await said(STATUS, behind)).splitlines() == [
        "All is well",
        "1,234 papers stored and searchable",
        "No edition is planned here; /setup plans one",
        "Running on Discord and Slack",
    ]


async def test_the_status_names_the_next_hour_in_the_channels_own_zone_and_what_is_wrong() -> None:
    due = datetime(2026, 3, 9, 8, tzinfo=UTC)
    behind = desk_with(health=Health(1, 12, (), due, ("arXiv has not answered since 07:00 UTC.",)))
    here = Subscription(
        id="fake:papers",
        platform="fake",
        channel="papers",
        server=CHANNEL.server,
        profile=Profile(),
        zone="Europe/Berlin",
    )
    await behind.subscriptions.put(here)

    text = await said(STATUS, behind)
    assert text.splitlines()[0] == "1 trouble"
    assert "1 paper stored; 12 passages still to be indexed" in text
    assert "Next edition here: Monday 9 March, 09:00 (Europe/Berlin)" in text
    assert "Running on no platform" in text
    assert "arXiv has not answered since 07:00 UTC." in text


async def test_what_waits_for_memory_says_so_plainly() -> None:
    assert (await said(THREADS, desk_with(), where=THREAD)).startswith("No threads yet: ")
    assert (await said(PREDICTIONS, desk_with())).startswith("No predictions yet: ")


async def test_a_pseudonym_is_the_same_after_a_restart_and_differs_by_person_and_platform(database_url: str) -> None:  # noqa: F811 - the fixture
    async with open_database(database_url) as database:
        names = [await Pseudonyms(database).of(*whose) for whose in (("a", "1"), ("a", "2"), ("b", "1"), ("a1", ""))]
    async with open_database(database_url) as database:
        again = await Pseudonyms(database).of("a", "1")

    assert len(set(names)) == 4
    assert names[0] == again
    assert all(len(name) == 32 and name != "1" for name in names)


async def test_two_processes_that_begin_at_once_agree_on_the_salt(database_url: str) -> None:  # noqa: F811 - the fixture
    async with open_database(database_url) as one, open_database(database_url) as other:
        names = await asyncio.gather(*(Pseudonyms(database).of("slack", "U1") for database in (one, other, one, other)))

    assert len(set(names)) == 1


async def test_another_installation_calls_the_same_person_otherwise(
    migrated_sqlite_url: str,  # noqa: F811 - the fixture
    migrated_postgres_url: str,  # noqa: F811 - the fixture
) -> None:
    async with open_database(migrated_sqlite_url) as one, open_database(migrated_postgres_url) as other:
        assert await Pseudonyms(one).of("slack", "U1") != await Pseudonyms(other).of("slack", "U1")
