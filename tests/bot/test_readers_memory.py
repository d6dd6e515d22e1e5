"""`/threads` and `/predictions`: what runs through the days, and the ledger with its score."""

from dataclasses import replace
from datetime import date

import pytest

from bot.commands.forget import FORGET_CHANNEL
from bot.commands.memory import LINES, THREADS, complete
from bot.commands.predictions import PREDICTIONS, tally
from bot.platforms.platform import Place
from bot.remembering import remembers
from bot.removal import removed
from retrieval.answer import Claim, Quote
from retrieval.errors import BadInput
from retrieval.paper import Paper
from schedules.document import Button, Document, Span, Text, text_of
from schedules.edition import Edition
from schedules.remembered import Measure, Memory, Prediction, Score, Tie
from tests.fakes.desk import CHANNEL, SERVER, FakeDesk, desk_with
from tests.fakes.editions import edition, item, paper
from tests.fakes.press import subscription
from tests.fakes.using import buttons, use

S = "fake:papers"
FIRST, SECOND = date(2026, 3, 5), date(2026, 3, 6)
OLD, NEW, ALONE = (
    paper("2603.00001", "Old stars"),
    paper("2603.00002", "New stars"),
    paper("2603.00003", "Dust"),
)


def tie(name: str, earlier: Paper = OLD, later: Paper = NEW) -> Tie:
    return Tie(
        thread=name,
        paper_id=later.id,
        title=later.title,
        earlier_id=earlier.id,
        earlier_title=earlier.title,
        earlier_day=FIRST,
        relation="continues",
        gloss="Old stars are old.",
    )


def days(*made: Prediction) -> tuple[Edition, Edition]:
    first = edition(
        item(1, "Old stars are old.", paper=OLD), item(2, "Dust is dusty.", paper=ALONE, topic="dust"), key=f"{S}/a"
    )
    memory = Memory(ties=(tie("stellar halo"),), made=made)
    second = edition(item(1, "New stars are new.", paper=NEW), key=f"{S}/b", memory=memory)
    return replace(first, day=FIRST), replace(second, day=SECOND)


async def lived(*made: Prediction) -> FakeDesk:
    behind = desk_with(OLD, NEW, ALONE)
    for one in days(*made):
        behind.editions.append(one)
        await behind.memories.keep(S, one)
    return behind


def said(document: Document) -> str:
    return text_of(document.blocks)


async def test_before_there_are_two_days_it_says_when_threads_come() -> None:
    assert said(await use(THREADS, desk_with())).startswith("No threads yet: as soon as papers of two days share one")


async def test_threads_are_listed_with_their_span_and_newest_paper() -> None:
    document = await use(THREADS, await lived())
    assert "1. stellar halo: 2 papers, 5 Mar 2026 to 6 Mar 2026. On 6 Mar 2026: “New stars” 2603.00002" in said(
        document
    )
    assert "Notes are also kept on: dust." in said(document)
    assert Button("1", "threads", "stellar halo") in buttons(document)
    links = [span.link for block in document.blocks if isinstance(block, Text) for span in block.spans if span.link]
    assert links == ["https://arxiv.org/abs/2603.00002"]


@pytest.mark.parametrize("name", ["stellar halo", "Stellar Halos", "1"])
async def test_a_thread_shows_its_dated_note_and_its_numbers_are_the_last_list(name: str) -> None:
    behind = await lived()
    document = await use(THREADS, behind, name=name)
    lines = said(document).splitlines()
    assert lines[0] == "Note: stellar halo"
    assert [line for line in lines if line.startswith(("5 Mar", "6 Mar"))] == [
        "5 Mar 2026: Old stars are old.",
        "6 Mar 2026: New stars are new.",
    ]
    assert [one.id for one in behind.list_shown] == [OLD.id, NEW.id]


async def test_a_topic_has_a_note_too() -> None:
    assert "5 Mar 2026: Dust is dusty." in said(await use(THREADS, await lived(), name="dust"))


@pytest.mark.parametrize("name", ["comets", "7", "0"])
async def test_a_name_that_is_no_thread_is_refused_with_the_way_to_those_there_are(name: str) -> None:
    with pytest.raises(BadInput, match=r"There is no thread or note “.*” here; /threads shows"):
        await use(THREADS, await lived(), name=name)


async def test_a_long_note_shows_its_newest_lines_and_says_so() -> None:
    many = [paper(f"2603.1{n:04}", f"Dust {n}") for n in range(LINES + 5)]
    behind = desk_with(*many)
    items = [item(n, f"Dust {n} is dusty.", paper=one, topic="dust") for n, one in enumerate(many)]
    behind.editions.append(edition(*items, key=f"{S}/a"))
    await behind.memories.keep(S, behind.editions[0])
    assert f"The newest {LINES} of {LINES + 5} lines." in said(await use(THREADS, behind, name="dust"))
    assert len(behind.list_shown) == LINES


async def test_another_channels_threads_are_not_shown() -> None:
    behind = await lived()
    await behind.subscriptions.put(replace(subscription("t"), id="fake:there", channel="there", server=SERVER))
    there = Place("fake", SERVER, "there")
    assert said(await use(THREADS, behind, where=there)).startswith("No threads yet")
    await behind.subscriptions.put(replace(subscription("u"), id=S, channel=CHANNEL.channel, server="another"))
    assert await remembers(behind.desk(), CHANNEL) == ""


async def test_names_are_offered_while_somebody_types() -> None:
    desk = (await lived()).desk()
    assert [one.value for one in await complete(desk, CHANNEL, "HALO")] == ["stellar halo"]
    assert [one.value for one in await complete(desk, CHANNEL, "")] == ["stellar halo", "dust"]


def prediction(name: str, state: str = "open", **other: object) -> Prediction:
    words = {
        "claim": f"Claim {name}.",
        "made": FIRST,
        "horizon": 14,
        "criterion": f"Criterion {name}.",
        "state": state,
        "measure": Measure("stellar halo", 2),
    } | other
    return Prediction(id=name, **words)  # type: ignore[arg-type]  # fields by name


QUOTED = Claim("Old stars are old.", (Quote("2603.00001v1#0", "Old stars are old."),), verbatim=True)
LEDGER = (
    prediction("a"),
    prediction("b", "hit", settled=SECOND, evidence=((SECOND, NEW.id, NEW.title),)),
    prediction("c", "missed", settled=SECOND, by="gpt-9", proof=(QUOTED,), evidence=((FIRST, OLD.id, "Old."),)),
    prediction("d", "unclear", settled=SECOND),
)


async def test_before_there_is_one_it_says_what_will_stand_there() -> None:
    assert said(await use(PREDICTIONS, desk_with())).startswith("No predictions yet: each one will stand here")
    assert said(await use(PREDICTIONS, await lived())).startswith("No predictions yet")


async def test_the_ledger_shows_score_claims_terms_and_evidence() -> None:
    text = said(await use(PREDICTIONS, await lived(*LEDGER)))
    assert "1 hit (50 % of those decided), 1 missed, 1 unclear, 1 open." in text
    assert "Claim a.\nMade on 5 Mar 2026 by program, until 19 Mar 2026. Criterion a." in text
    assert "Hit: Claim b.\n" in text
    assert "Settled on 6 Mar 2026.\nEvidence (1): 2603.00002 (6 Mar 2026)" in text
    assert "Missed: Claim c.\nMade on 5 Mar 2026 by gpt-9 (AI)" in text
    assert "Old stars are old." in text
    assert text.index("Open") < text.index("Claim a.") < text.index("Settled\n") < text.index("Claim b.")


async def test_papers_of_the_evidence_are_linked() -> None:
    document = await use(PREDICTIONS, await lived(*LEDGER))
    spans = [span for block in document.blocks for span in getattr(block, "spans", ())]
    assert Span(NEW.id, link=f"https://arxiv.org/abs/{NEW.id}") in spans


@pytest.mark.parametrize(("state", "shown"), [("open", "a"), ("hit", "b"), ("missed", "c"), ("unclear", "d")])
async def test_one_state_can_be_asked_for(state: str, shown: str) -> None:
    text = said(await use(PREDICTIONS, await lived(*LEDGER), state=state))
    assert [name for name in "abcd" if f"Claim {name}." in text] == [shown]


async def test_a_state_with_none_says_so_beside_the_score() -> None:
    text = said(await use(PREDICTIONS, await lived(LEDGER[0]), state="missed"))
    assert text == "There is no missed prediction here. 0 hit, 0 missed, 0 unclear, 1 open."


async def test_what_is_not_shown_is_counted() -> None:
    many = [prediction(f"p{n}") for n in range(13)]
    assert "3 more are not shown" in said(await use(PREDICTIONS, await lived(*many)))


async def test_what_comes_due_next_and_what_was_settled_last_stand_first() -> None:
    ledger = [
        prediction("x", horizon=30),
        prediction("y", horizon=7),
        prediction("v", "hit", settled=FIRST),
        prediction("w", "missed", settled=SECOND),
    ]
    text = said(await use(PREDICTIONS, await lived(*ledger)))
    assert sorted("xyvw", key=lambda name: text.index(f"Claim {name}.")) == ["y", "x", "w", "v"]


def test_without_a_criterion_there_is_no_prediction() -> None:
    with pytest.raises(BadInput, match="what would prove it false"):
        prediction("e", criterion=" ")


def test_without_a_verdict_there_is_no_share() -> None:
    assert tally(Score(unclear=2)) == "0 hit, 0 missed, 2 unclear, 0 open."


async def test_forgetting_a_channel_forgets_its_memory() -> None:
    behind = await lived(*LEDGER)
    text = said(await use(FORGET_CHANNEL, behind))
    assert text.startswith("Forgotten: what earlier editions remembered: threads, notes and predictions.")
    assert said(await use(THREADS, behind)).startswith("No threads yet")
    assert said(await use(FORGET_CHANNEL, behind)).startswith("There was nothing to forget.")


@pytest.mark.parametrize(("place", "left"), [(replace(CHANNEL, channel=""), 0), (CHANNEL, 3)])
async def test_leaving_a_server_forgets_its_memory_and_leaving_a_channel_keeps_it(place: Place, left: int) -> None:
    behind = await lived()
    await behind.subscriptions.put(replace(subscription("u"), id=S, channel=CHANNEL.channel, server=SERVER))
    await removed(behind.desk(), place)
    assert len(await behind.memories.kept(S, before=date(2026, 4, 1))) == left
