"""An edition in a model's words: every fact checked, every lie dropped, and a form that is whole without any."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

import prompts
from retrieval.answer import Allowance, DraftLine, DraftPart, Usage
from retrieval.library import Library
from retrieval.paper import PUBLIC
from schedules.document import text_of
from schedules.edition import Edition
from schedules.forms import FORMS, ROUND_UPS, Form, form_named
from schedules.forms.hosts import HOSTS
from schedules.roundup import rolled_up
from schedules.tell import ASSEMBLED, MOST_READ, abstracts, in_form, in_round_up, owner_of
from schedules.told import Told
from tests.fakes.editions import edition, item, paper
from tests.fakes.forms import everything
from tests.fakes.press import fake_library
from tests.fakes.writer import FakeWriter

NOW = datetime(2026, 3, 6, 9, tzinfo=UTC)
FASTER = "SparseUp is 1.33x faster than dense attention."
SAFE = "It loses no accuracy on long documents."
SHOW = form_named("show")


@dataclass
class FakeTellings:
    held: dict[tuple[str, str], Told] = field(default_factory=dict)

    async def get(self, edition: str, form: str) -> Told | None:
        return self.held.get((edition, form))

    async def written(self, edition: str) -> dict[str, Told]:
        return {form: told for (key, form), told in self.held.items() if key == edition}

    async def put(self, edition: str, form: str, told: Told) -> Told:
        return self.held.setdefault((edition, form), told)


def known(number: int, owner: str = PUBLIC) -> object:
    return paper(f"2603.{number:05}", f"Sparse Attention, Part {number}", abstract=f"{FASTER} {SAFE}", owner=owner)


def today(count: int = 2, owner: str = PUBLIC) -> Edition:
    return edition(*(item(n, FASTER, paper=known(n, owner)) for n in range(1, count + 1)))


async def shelf(writer: FakeWriter, of: Edition) -> Library:
    library = fake_library(writer)
    await library.store.add([one.paper for one in of.items], captured=NOW)
    return library


def key(number: int) -> str:
    return f"2603.{number:05}v1#0"


def fact(text: str = FASTER, number: int = 1, quote: str = FASTER, speaker: str = "Nora") -> DraftLine:
    return DraftLine(text, key(number), quote, speaker)


def deep(*lines: DraftLine, about: str = "2603.00001") -> DraftPart:
    return DraftPart("deep", lines, about)


async def told_of(*parts: DraftPart, form: Form = SHOW, of: Edition | None = None) -> Told:
    """What stands of these parts."""
    day, tellings = of or today(), FakeTellings()
    library = await shelf(FakeWriter(told=parts), day)
    await in_form(library, tellings, day, form)
    return next(iter(tellings.held.values()), Told())


async def test_what_stands_is_shown_and_kept_and_costs_nothing_again() -> None:
    day, tellings = today(), FakeTellings()
    library = await shelf(FakeWriter(told=(deep(fact("It is 1.33x faster.")),)), day)
    document, usage = await in_form(library, tellings, day, SHOW)
    assert "Nora: It is 1.33x faster." in everything(document)
    assert usage.tokens_in == 100
    again, free = await in_form(library, tellings, day, SHOW)
    assert again == document
    assert free == Usage()


@pytest.mark.parametrize(
    "lie",
    [
        fact("It is 9.7x faster."),
        fact("It is faster.", quote="SparseUp is the fastest of all that were tried."),
        replace(fact(), passage_key="no-such-key-999"),
        fact("OpenAI made it 1.33x faster."),
        fact("It loses accuracy on long documents.", quote=SAFE),
        DraftLine("It outperforms everything.", speaker="Nora"),
        DraftLine("It costs 40 dollars.", speaker="Viktor"),
    ],
)
async def test_a_lie_is_dropped_and_what_stands_beside_it_stays(lie: DraftLine) -> None:
    told = await told_of(deep(fact(), lie))
    assert [line.text for part in told.parts for line in part.lines] == [FASTER]


async def test_a_part_about_one_paper_holds_no_fact_of_another() -> None:
    told = await told_of(deep(fact(), fact(SAFE, 2, SAFE)))
    assert [line.paper_id for part in told.parts for line in part.lines] == ["2603.00001"]


async def test_a_paper_that_does_not_exist_gets_no_part_and_a_version_is_no_other_paper() -> None:
    told = await told_of(deep(fact(), about="2603.99999"), DraftPart("deep", (fact(SAFE, 2, SAFE),), "2603.00002v1"))
    assert [part.paper_id for part in told.parts] == ["2603.00002"]


async def test_the_same_fact_is_told_once() -> None:
    told = await told_of(deep(fact(), fact()))
    assert len(told.parts[0].lines) == 1


async def test_a_part_without_lines_is_no_part() -> None:
    assert len((await told_of(deep(fact()), DraftPart("quick", ()), deep())).parts) == 1


async def test_talk_alone_is_no_part() -> None:
    told = await told_of(deep(DraftLine("Who would believe that?", speaker="Viktor")))
    assert told.parts == ()


async def test_hosts_may_name_one_another_in_the_show_alone() -> None:
    line = DraftLine("Hold on, Nora.", speaker="Viktor")
    assert len((await told_of(deep(fact(), line))).parts[0].lines) == 2
    assert len((await told_of(deep(fact(), line), form=form_named("briefing"))).parts[0].lines) == 1


async def test_a_question_falls_with_the_answer_that_did_not_stand() -> None:
    asked, doubt = (
        DraftLine("And what came of it?", speaker="Viktor"),
        DraftLine("Who pays for that?", speaker="Viktor"),
    )
    told = await told_of(deep(fact(), doubt, asked, fact("It is 9.7x faster."), doubt))
    assert [line.text for line in told.parts[0].lines] == [FASTER, doubt.text, doubt.text]


async def test_a_model_whose_every_word_is_a_lie_leaves_the_assembled_form_says_so_and_is_not_asked_again() -> None:
    day, tellings = today(), FakeTellings()
    library = await shelf(FakeWriter(told=(deep(fact("It is 9.7x faster.")),)), day)
    document, usage = await in_form(library, tellings, day, SHOW)
    assert "Nothing the model wrote stood the check." in text_of(document.blocks)
    assert ASSEMBLED in text_of(document.blocks)
    assert usage.tokens_in > 0
    again, cost = await in_form(library, tellings, day, SHOW)
    assert (again, cost) == (document, Usage())


async def test_a_model_that_is_down_or_over_its_cap_leaves_the_assembled_form_and_it_says_so() -> None:
    day = today()
    library = await shelf(FakeWriter(down="The model is down."), day)
    document, _ = await in_form(library, FakeTellings(), day, SHOW)
    assert "The model is down." in text_of(document.blocks)
    capped = Allowance(refused="This server's cap is reached.")
    document, usage = await in_form(library, FakeTellings(), day, SHOW, allowance=capped)
    assert f"This server's cap is reached. {ASSEMBLED}" in text_of(document.blocks)
    assert usage == Usage()


class Slow(FakeWriter):
    async def tell(self, *_: object) -> object:  # type: ignore[override]  # never gets that far
        await asyncio.sleep(60)
        raise AssertionError


async def test_a_model_that_takes_too_long_is_not_waited_for() -> None:
    day = today()
    library = await shelf(Slow(), day)
    document, _ = await in_form(library, FakeTellings(), day, SHOW, allowance=Allowance(seconds=0.01))
    assert "The model took longer than" in text_of(document.blocks)


async def test_without_a_model_none_is_asked_and_nothing_is_remarked() -> None:
    day = today()
    library = await shelf(FakeWriter(model=None, down="never asked"), day)
    document, usage = await in_form(library, FakeTellings(), day, SHOW)
    assert usage == Usage()
    assert ASSEMBLED not in text_of(document.blocks)


async def test_private_papers_are_read_for_the_server_that_brought_them() -> None:
    day = edition(item(1, FASTER, paper=known(1)), item(2, FASTER, paper=known(2, "guild")))
    assert owner_of(day.items) == "guild"
    assert owner_of(today().items) == PUBLIC
    library = await shelf(FakeWriter(), day)
    assert [one.paper_id for one in await abstracts(library, day.items)] == ["2603.00001", "2603.00002"]


async def test_only_the_first_papers_are_read_and_fewer_where_tokens_are_short() -> None:
    day = today(30)
    library = await shelf(FakeWriter(), day)
    assert len(await abstracts(library, day.items)) == MOST_READ
    assert len(await abstracts(library, day.items, tokens=200)) == 3


async def test_a_round_up_is_told_and_kept_under_its_newest_day() -> None:
    day, tellings = today(), FakeTellings()
    library = await shelf(FakeWriter(told=(DraftPart("picture", (fact("It is 1.33x faster."),)),)), day)
    week = ROUND_UPS[0]
    document, _ = await in_round_up(library, tellings, rolled_up([day], days=7), week)
    assert f"It is 1.33x faster. “{FASTER}” (2603.00001)" in everything(document)
    assert list(tellings.held) == [(day.key, "week")]


async def test_a_quiet_day_asks_nobody() -> None:
    day = edition(quiet="Nothing new.")
    library = await shelf(FakeWriter(down="never asked"), day)
    for form in FORMS:
        _, usage = await in_form(library, FakeTellings(), day, form)
        assert usage == Usage()


def test_every_form_that_has_a_prompt_has_its_file_and_the_hosts_are_named_in_it() -> None:
    asked = {form.prompt for form in FORMS} | {form.prompt for form in ROUND_UPS}
    assert asked - {""} <= set(prompts.names())
    assert all(host in prompts.load("show").system for host in HOSTS)
