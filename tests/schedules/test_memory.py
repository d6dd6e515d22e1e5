"""What an edition remembers: frozen at its window's end, whatever order days are composed in."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import TypeAdapter

from retrieval.answer import Usage
from retrieval.enrichment import Enrichment
from retrieval.errors import StoreUnavailable
from retrieval.library import Library
from retrieval.paper import Paper
from retrieval.rank import Pick
from schedules.edition import Edition
from schedules.memory import Kept
from schedules.recall import CHANGED_DAYS, recalled
from schedules.remembered import Changed, Measure, Memory, Prediction, Score
from tests.fakes.editions import edition, item, paper
from tests.fakes.memories import FakeMemories
from tests.fakes.press import fake_library

S = "fake:#s"
DAYS = [date(2026, 3, day) for day in (2, 3, 4, 5, 6)]
HALO = "A dark matter halo hosts every galaxy. We weigh the dark matter halo."

WORDS = ("comet", "laser", "protein", "poem", "river", "engine", "vote", "loan", "verb", "enzyme", "kernel", "tide")
CROWD = [paper(f"2601.0000{n:x}", f"A {word}", abstract=f"Each {word} {word}s.") for n, word in enumerate(WORDS)]
"""What else was read each day: by it the worth of a thread's name is told."""


def halo(number: int, day: date, **other: object) -> Paper:
    words = {"abstract": HALO, "announced": day, "authors": (f"Author {number}",)} | other
    title = words.pop("title", f"Weighing a dark matter halo, part {number}")
    return paper(f"2603.{number:05}", str(title), **words)


def of(day: date, *papers: Paper) -> Edition:
    items = [item(n, f"Halo {one.id} is heavy.", paper=one, topic="halos") for n, one in enumerate(papers, start=1)]
    picks = tuple(Pick(one.id, one.title, n, 0.0, False, "", "far") for n, one in enumerate(CROWD, start=1))
    return edition(*items, key=f"{S}/{day}", day=day, picks=picks)


@dataclass
class Channel:
    """A channel whose papers are on the shelf and in the index, and its memory."""

    library: Library = field(default_factory=fake_library)
    memories: FakeMemories = field(default_factory=FakeMemories)

    async def made(self, day: date, *papers: Paper) -> Edition:
        await self.library.store.add([*papers, *CROWD], captured=datetime(day.year, day.month, day.day, tzinfo=UTC))
        passages = await self.library.store.passages([one.id for one in (*papers, *CROWD)], owner="")
        vectors = await self.library.embedder.documents([one.text for one in passages])
        await self.library.index.put([one.row for one in passages], vectors)
        return await recalled(self.memories, self.library, of(day, *papers), subscription=S, owner="")

    async def lived(self, *days: date) -> list[Edition]:
        """A day with two papers each, kept one after the other in this order."""
        made = []
        for day in days:
            made.append(await self.made(day, halo(day.day * 10, day), halo(day.day * 10 + 1, day)))
            await self.memories.keep(S, made[-1])
        return made


def spoken_of(one: Edition) -> set[date]:
    """Every day that an edition's memory names, its own aside."""
    memory = one.memory
    return {
        *(tie.earlier_day for tie in memory.ties),
        *(day for thread in memory.threads for day, _, _ in thread.papers),
        *(day for settled in memory.due for day, _, _ in settled.evidence),
        *(settled.made for settled in memory.due),
        *(day for author in memory.rising for day, _ in author.papers),
        *(changed.day for changed in memory.changed),
    } - {one.day}


async def test_the_first_day_remembers_nothing() -> None:
    (first,) = await Channel().lived(DAYS[0])
    assert first.memory == Memory()
    assert first.items[0].before == ()


async def test_the_second_day_says_what_was_seen_before_and_in_which_thread() -> None:
    _, second = await Channel().lived(*DAYS[:2])
    tie = second.memory.ties[0]
    assert (tie.thread, tie.earlier_day, tie.relation) == ("dark matter halo", DAYS[0], "continues")
    assert second.items[0].before[0].startswith("2 Mar, “Weighing a dark matter halo, part 2")
    assert [thread.name for thread in second.memory.threads] == ["dark matter halo"]


@pytest.mark.parametrize("order", [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 4, 0, 3, 1]])
async def test_no_day_remembers_itself_or_a_later_one_in_whatever_order_days_are_made(order: list[int]) -> None:
    channel = Channel()
    for one in await channel.lived(*(DAYS[n] for n in order)):
        assert all(day < one.day for day in spoken_of(one)), one.day
        assert one.memory.score == Score(open=len(one.memory.made)) or one.day > min(DAYS)


async def test_a_day_that_is_made_again_after_later_ones_remembers_what_it_did() -> None:
    channel = Channel()
    third = (await channel.lived(*DAYS))[2]
    again = await channel.made(DAYS[2], *(one.paper for one in third.items))
    assert again.memory == third.memory


async def test_a_later_version_of_an_earlier_paper_is_not_looked_into() -> None:
    """Its words of a later day neither tie it nor count for a prediction."""
    channel = Channel()
    old = halo(1, DAYS[0], abstract="Comets shed dust.", title="Comets")
    await channel.memories.keep(S, await channel.made(DAYS[0], old))
    later = replace(old, version=2, abstract=HALO, updated=datetime(2026, 3, 9, tzinfo=UTC))
    await channel.library.store.add([later], captured=datetime(2026, 3, 9, tzinfo=UTC))
    second = await channel.made(DAYS[1], halo(2, DAYS[1]))
    assert second.memory.ties == ()
    assert second.memory.changed == ()


async def test_a_prediction_is_made_found_true_and_scored_by_later_editions() -> None:
    channel = Channel()
    long_ago = DAYS[1] - timedelta(days=12)
    await channel.memories.keep(S, await channel.made(long_ago, paper("2602.00001", "A shoe", abstract="It fits.")))
    editions = await channel.lived(*DAYS[:3])
    (made,) = editions[1].memory.made
    assert made.measure == Measure("dark matter halo", 2)
    assert editions[1].memory.score == Score(open=1)
    third = editions[2]
    assert [(one.id, one.state, one.settled, len(one.evidence)) for one in third.memory.due] == [
        (made.id, "hit", DAYS[2], 2)
    ]
    assert third.memory.score.hit == 1
    assert (await channel.memories.score(S)).hit == 1


async def test_a_prediction_that_nothing_can_be_counted_by_ends_unclear_without_a_model() -> None:
    channel = Channel()
    bet = Prediction(
        id="b", claim="Halos turn out round.", made=DAYS[0], horizon=2, criterion="False if not.", by="Ada"
    )
    await channel.memories.foresee(S, [bet])
    editions = await channel.lived(*DAYS)
    assert [[one.state for one in day.memory.due if one.id == "b"] for day in editions] == [[], [], [], ["unclear"], []]


@pytest.mark.parametrize(
    ("news", "what", "noted"),
    [
        ({"version": 2}, "There is a new version, v2.", 2),
        ({"version": 2, "withdrawn": True}, "It has been withdrawn by its authors.", -1),
    ],
)
async def test_a_new_version_and_a_withdrawal_of_an_earlier_paper_are_told_once(
    news: dict[str, object], what: str, noted: int
) -> None:
    channel = Channel()
    await channel.lived(DAYS[0])
    old = halo(20, DAYS[0])
    then = datetime(2026, 3, 3, 5, tzinfo=UTC)
    newer = replace(old, updated=then, **news)  # type: ignore[arg-type]  # fields by name
    await channel.library.store.add([newer], captured=then)
    second, third = await channel.lived(*DAYS[1:3])
    assert second.memory.changed == (Changed(old.id, old.title, DAYS[0], what, noted),)
    assert third.memory.changed == ()


async def test_news_of_a_paper_of_long_ago_is_no_news() -> None:
    channel = Channel()
    await channel.lived(DAYS[0])
    late = DAYS[0] + timedelta(days=CHANGED_DAYS)
    newer = replace(halo(20, DAYS[0]), version=2, updated=datetime(2026, 5, 1, tzinfo=UTC))
    await channel.library.store.add([newer], captured=datetime(2026, 5, 1, tzinfo=UTC))
    assert (await channel.lived(late))[0].memory.changed == ()


async def test_an_author_of_several_days_is_rising() -> None:
    channel = Channel()
    for day in DAYS[:2]:
        made = await channel.made(day, halo(day.day, day, authors=("Ana Sun", "Bo Zhu")))
        await channel.memories.keep(S, made)
    assert [(one.author, one.told, one.others) for one in made.memory.rising] == [
        ("Ana Sun", "both with Bo Zhu", ("Bo Zhu",)),
    ]


async def test_a_name_alone_makes_no_author_rise() -> None:
    channel = Channel()
    for day, words in zip(DAYS, (HALO, "Comets shed dust."), strict=False):
        made = await channel.made(day, halo(day.day, day, authors=("Y. Wang",), abstract=words))
        await channel.memories.keep(S, made)
    assert made.memory.rising == ()


async def test_what_a_service_says_of_citations_ties_papers_from_the_day_it_said_so() -> None:
    """A citation asks for no likeness, a name in common it does."""
    channel = Channel()
    old = halo(1, DAYS[0], abstract=f"{HALO} Comets shed dust, rivers flow, votes are cast, and poems rhyme.")
    new = halo(2, DAYS[1])
    await channel.memories.keep(S, await channel.made(DAYS[0], old))
    told = Enrichment(
        paper_id=new.id, source="OpenAlex", asked=datetime(2026, 3, 3, tzinfo=UTC), references=(old.id, "doi:10.1/x")
    )
    await channel.library.store.put_enrichments([told])
    second = await channel.made(DAYS[1], new)
    assert [(tie.thread, tie.earlier_id) for tie in second.memory.ties] == [("dark matter halo", old.id)]


async def test_a_quiet_day_still_settles_what_came_due() -> None:
    channel = Channel()
    bet = Prediction(id="b", claim="c", made=DAYS[0], horizon=1, criterion="c", measure=Measure("dark matter halo", 50))
    await channel.memories.foresee(S, [bet])
    quiet = await channel.made(DAYS[2])
    assert [one.state for one in quiet.memory.due] == ["missed"]


class Broken(FakeMemories):
    async def kept(self, subscription: str, *, before: date, limit: int = 2_000) -> list[Kept]:
        raise StoreUnavailable("The database is busy.")


async def test_a_memory_that_cannot_be_read_costs_no_day_and_is_named() -> None:
    channel = Channel(memories=Broken())
    made = await channel.made(DAYS[0], halo(1, DAYS[0]))
    assert made.memory == Memory()
    assert made.missing == ("What earlier editions said could not be looked up.",)
    assert len(made.items) == 1


async def test_without_a_model_remembering_costs_nothing() -> None:
    editions = await Channel().lived(*DAYS[:3])
    assert {one.usage for one in editions} == {Usage()}


def test_an_edition_kept_before_there_was_a_memory_still_loads() -> None:
    adapter: TypeAdapter[Edition] = TypeAdapter(Edition)
    stored = adapter.dump_python(of(DAYS[0], halo(1, DAYS[0])), mode="json")
    for name in ("also", "profile", "sources", "memory", "retold"):
        stored.pop(name, None)
    for one in stored["items"]:
        for name in ("before", "marks", "topic", "agreeing", "notes"):
            one.pop(name, None)
    old = adapter.validate_python(stored)
    assert (old.memory, old.also, old.items[0].before) == (Memory(), (), ())


def test_a_prediction_kept_before_quotes_were_kept_with_it_still_loads() -> None:
    adapter: TypeAdapter[Prediction] = TypeAdapter(Prediction)
    old = {"id": "b", "claim": "c", "made": "2026-03-02", "horizon": 14, "criterion": "d"}
    assert adapter.validate_python(old) == Prediction(id="b", claim="c", made=DAYS[0], horizon=14, criterion="d")
