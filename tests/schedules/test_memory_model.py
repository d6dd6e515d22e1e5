"""What a model may add to a memory: relations, predictions and verdicts, each on checked quotes or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from retrieval.answer import Byline, DraftLine, DraftPart, Usage
from retrieval.errors import WriterUnavailable
from retrieval.library import Library
from retrieval.paper import Paper, Passage
from schedules.edition import Edition
from schedules.recall import recalled
from schedules.recalling.foresee import bet_of, foreseen
from schedules.recalling.relate import GRACE, MOST_JUDGED, MOST_RELATED, judged, related
from schedules.remembered import Measure, Prediction, Score, Tie
from tests.fakes.editions import edition, item, paper
from tests.fakes.memories import FakeMemories
from tests.fakes.press import fake_library
from tests.fakes.writer import FakeWriter

DAY, BEFORE = date(2026, 3, 20), date(2026, 3, 2)
OLD = paper("2603.00001", "Cored halos", abstract="We find that dwarf halos have cores of 1 kpc.", announced=BEFORE)
NEW = paper("2603.00002", "Cusped halos", abstract="We find that dwarf halos have no cores at all.", announced=DAY)
TIE = Tie(
    thread="dwarf halos",
    paper_id=NEW.id,
    title=NEW.title,
    earlier_id=OLD.id,
    earlier_title=OLD.title,
    earlier_day=BEFORE,
    relation="continues",
    gloss="dwarf halos have cores of 1 kpc",
)
NEW_LINE = DraftLine(NEW.abstract, f"{NEW.id}v1#0", NEW.abstract)
OLD_LINE = DraftLine(OLD.abstract, f"{OLD.id}v1#0", OLD.abstract)


@dataclass
class Teller(FakeWriter):
    """Tells the parts of `by_form`, or is down; `heard` keeps what it was given."""

    by_form: Mapping[str, tuple[DraftPart, ...]] = field(default_factory=dict)
    heard: list[tuple[str, Mapping[str, object], tuple[Passage, ...]]] = field(default_factory=list)

    async def tell(
        self, form: str, given: Mapping[str, object], passages: Sequence[Passage]
    ) -> tuple[tuple[DraftPart, ...], Usage]:
        if self.down:
            raise WriterUnavailable(self.down, spent=Usage(7, 0, 0.0))
        self.heard.append((form, given, tuple(passages)))
        return self.by_form.get(form, ()), self.takes


async def shelf(writer: FakeWriter, *papers: Paper) -> Library:
    library = fake_library(writer)
    await library.store.add(papers or (OLD, NEW), captured=datetime(2026, 3, 20, tzinfo=UTC))
    return library


def part(name: str, *lines: DraftLine, number: str = "0") -> DraftPart:
    return DraftPart(name, lines, number)


async def read(*parts: DraftPart) -> Tie:
    (tie,), usage = await related(await shelf(Teller(by_form={"relate": parts})), [TIE], owner="")
    assert usage == Usage(100, 10, 0.001)
    return tie


@pytest.mark.parametrize("relation", ["confirms", "contradicts", "fills a gap"])
async def test_a_relation_stands_on_a_quote_of_each_paper(relation: str) -> None:
    tie = await read(part(relation, NEW_LINE, OLD_LINE))
    assert tie.relation == relation
    assert [claim.quotes[0].text for claim in tie.claims] == [NEW.abstract, OLD.abstract]


@pytest.mark.parametrize(
    "told",
    [
        part("contradicts", NEW_LINE),
        part("contradicts", NEW_LINE, NEW_LINE),
        part("contradicts", NEW_LINE, replace(OLD_LINE, quote="Dwarf halos have cores of 9 kpc.")),
        part("contradicts", NEW_LINE, replace(OLD_LINE, text="Dwarf halos have cores of 9 kpc.")),
        part("contradicts", NEW_LINE, replace(OLD_LINE, passage_key="2603.00009v1#0")),
        part("contradicts", NEW_LINE, DraftLine("They disagree.")),
        part("contradicts"),
        part("refutes", NEW_LINE, OLD_LINE),
        part("contradicts", NEW_LINE, OLD_LINE, number="1"),
        part("contradicts", NEW_LINE, OLD_LINE, number="x"),
        part("contradicts", NEW_LINE, OLD_LINE, number=""),
    ],
)
async def test_a_relation_that_is_not_proved_is_not_told(told: DraftPart) -> None:
    assert await read(told) == TIE


async def test_two_real_sentences_that_have_nothing_in_common_prove_no_relation() -> None:
    other = "The code of this survey is released to everybody who asks us."
    beside = replace(OLD, abstract=f"{OLD.abstract} {other}")
    told = part("confirms", NEW_LINE, DraftLine(other, f"{OLD.id}v1#0", other))
    (tie,), _ = await related(await shelf(Teller(by_form={"relate": (told,)}), beside, NEW), [TIE], owner="")
    assert tie == TIE


async def test_all_ties_of_a_day_are_one_request_and_so_many_at_most() -> None:
    writer = Teller()
    many = [TIE] * (MOST_RELATED + 3)
    found, _ = await related(await shelf(writer), many, owner="")
    assert found == tuple(many)
    ((form, given, passages),) = writer.heard
    assert (form, len(given["statements"]), len(passages)) == ("relate", MOST_RELATED, 2)  # type: ignore[arg-type]


async def test_a_model_that_is_down_or_none_at_all_leaves_the_ties_as_they_are() -> None:
    assert await related(await shelf(Teller(down="No answer.")), [TIE], owner="") == ((TIE,), Usage(7, 0, 0.0))
    assert await related(await shelf(Teller(model=None)), [TIE], owner="") == ((TIE,), Usage())


BET = Prediction(
    id="b",
    claim="Dwarf halos will be found without cores.",
    made=BEFORE,
    horizon=18,
    criterion="False if no paper reports one.",
    by="fake",
)


async def verdict(writer: Teller, *, day: date = date(2026, 3, 21), bet: Prediction = BET) -> Prediction:
    (settled,), _ = await judged(await shelf(writer), [bet], day=day, owner="")
    return settled


@pytest.mark.parametrize(("relation", "state"), [("confirms", "hit"), ("contradicts", "missed")])
async def test_a_verdict_names_its_paper_and_quotes_it(relation: str, state: str) -> None:
    one = await verdict(Teller(by_form={"relate": (part(relation, NEW_LINE),)}))
    assert (one.state, one.settled) == (state, date(2026, 3, 21))
    assert one.evidence == ((DAY, NEW.id, NEW.abstract),)
    assert one.proof[0].quotes[0].text == NEW.abstract


@pytest.mark.parametrize(
    "parts",
    [
        (),
        (part("fills a gap", NEW_LINE),),
        (part("confirms"),),
        (part("confirms", replace(NEW_LINE, quote="Halos are a lie, all of them.")),),
        (part("confirms", OLD_LINE),),
    ],
)
async def test_without_a_proved_verdict_it_ends_unclear(parts: tuple[DraftPart, ...]) -> None:
    one = await verdict(Teller(by_form={"relate": parts}))
    assert (one.state, one.evidence, one.proof) == ("unclear", (), ())


async def test_a_real_sentence_on_something_else_is_no_verdict() -> None:
    other = "The code of this survey is released to everybody who asks us."
    beside = replace(NEW, abstract=f"{NEW.abstract} {other}")
    told = part("confirms", DraftLine(other, f"{NEW.id}v1#0", other))
    (one,), _ = await judged(
        await shelf(Teller(by_form={"relate": (told,)}), OLD, beside), [BET], day=date(2026, 3, 21), owner=""
    )
    assert (one.state, one.evidence) == ("unclear", ())


async def test_only_papers_between_its_day_and_its_last_are_read() -> None:
    writer = Teller()
    await verdict(writer)
    assert [one.paper_id for one in writer.heard[0][2]] == [NEW.id]


async def test_where_nothing_was_captured_no_model_is_asked() -> None:
    writer = Teller()
    assert (await verdict(writer, bet=replace(BET, horizon=3))).state == "unclear"
    assert writer.heard == []


async def test_a_model_that_does_not_answer_is_waited_for_but_not_for_ever() -> None:
    writer = Teller(down="No answer.")
    assert (await verdict(writer)).state == "open"
    assert (await verdict(writer, day=BET.due + GRACE)).state == "open"
    late = replace(BET, made=date(2026, 3, 10))
    assert (await verdict(writer, day=late.due + GRACE * 2, bet=late)).state == "unclear"


async def test_so_many_are_judged_in_a_day_and_the_others_wait() -> None:
    due = [replace(BET, id=f"b{n}") for n in range(MOST_JUDGED + 2)]
    settled, _ = await judged(await shelf(Teller()), due, day=date(2026, 3, 21), owner="")
    assert [one.id for one in settled] == ["b0", "b1", "b2"]


def line(speaker: str, text: str, quote: str = "") -> DraftLine:
    return DraftLine(text, f"{OLD.id}v1#0" if quote else "", quote, speaker)


CLAIM = line("claim", "Cores of dwarf halos will be found beyond the Local Group.", OLD.abstract)
CLAIM_OF_HALOS = line("claim", "New papers will find that dwarf halos have cores.", OLD.abstract)
HORIZON, CRITERION = line("horizon", "60"), line("criterion", "No new paper reports a core in a dwarf halo.")
PASSAGES = [Passage(paper_id=one.id, version=1, ordinal=0, title=one.title, text=one.abstract) for one in (OLD, NEW)]


def bet(*lines: DraftLine) -> Prediction | None:
    return bet_of(DraftPart("prediction", lines), PASSAGES, DAY, ("s", "fake"))


def test_a_prediction_has_a_claim_a_horizon_a_criterion_and_what_it_builds_on() -> None:
    one = bet(CLAIM_OF_HALOS, HORIZON, CRITERION)
    assert one is not None
    assert (one.claim, one.horizon, one.criterion) == (CLAIM_OF_HALOS.text, 60, CRITERION.text)
    assert (one.made, one.by, one.state, one.measure) == (DAY, "fake", "open", None)
    assert one.grounds[0].quotes[0].text == OLD.abstract


def test_what_can_be_counted_is_judged_by_a_criterion_of_our_own() -> None:
    one = bet(CLAIM_OF_HALOS, HORIZON, CRITERION, line("phrase", "dwarf halo"), line("count", "3"))
    assert one is not None
    assert one.measure == Measure("dwarf halo", 3)
    assert "fewer than 3 papers kept here after 20 March and by 19 May speak of “dwarf halo”" in one.criterion


def test_the_horizon_and_the_count_may_be_written_as_people_write_them() -> None:
    said = line("criterion", "False if fewer than 3 new papers on dwarf halos appear within the next 60 days.")
    one = bet(CLAIM_OF_HALOS, HORIZON, said, line("phrase", "dwarf halo"), line("count", "3"))
    assert one is not None
    plain = line("criterion", "False if no paper on cores of dwarf halos appears within 60 days.")
    assert bet(CLAIM_OF_HALOS, HORIZON, plain) is not None


def test_what_todays_papers_fulfil_already_is_no_forecast() -> None:
    said = line("criterion", "False if fewer than 2 papers on dwarf halos appear within 60 days.")
    assert bet(CLAIM_OF_HALOS, HORIZON, said, line("phrase", "dwarf halo"), line("count", "2")) is None


def test_a_phrase_that_stands_in_no_passage_is_not_counted_by() -> None:
    one = bet(CLAIM_OF_HALOS, HORIZON, CRITERION, line("phrase", "giant squid"), line("count", "3"))
    assert one is not None
    assert (one.measure, one.criterion) == (None, CRITERION.text)


@pytest.mark.parametrize(
    "lines",
    [
        (CLAIM_OF_HALOS, HORIZON),
        (CLAIM_OF_HALOS, CRITERION),
        (HORIZON, CRITERION),
        (CLAIM, HORIZON, CRITERION),
        (CLAIM_OF_HALOS, HORIZON, line("criterion", "Time will tell.")),
        (CLAIM_OF_HALOS, HORIZON, line("criterion", "")),
        (CLAIM_OF_HALOS, line("horizon", "soon"), CRITERION),
        (CLAIM_OF_HALOS, line("horizon", "3"), CRITERION),
        (CLAIM_OF_HALOS, line("horizon", "900"), CRITERION),
        (CLAIM_OF_HALOS, HORIZON, line("criterion", "No paper reports a core of 40 kpc in a halo.")),
        (CLAIM_OF_HALOS, HORIZON, line("criterion", "No new paper tells of talking horses anywhere.")),
        (replace(CLAIM_OF_HALOS, text="New papers will tell of talking horses."), HORIZON, CRITERION),
        (replace(CLAIM_OF_HALOS, quote=""), HORIZON, CRITERION),
        (replace(CLAIM_OF_HALOS, quote="Dwarf halos have cores of 9 kpc."), HORIZON, CRITERION),
        (),
    ],
)
def test_a_prediction_without_a_criterion_or_a_ground_is_dropped(lines: tuple[DraftLine, ...]) -> None:
    assert bet(*lines) is None


def day() -> Edition:
    return edition(item(1, paper=OLD), item(2, paper=NEW), day=DAY)


async def test_one_prediction_a_day_is_asked_for_in_one_request() -> None:
    told = DraftPart("prediction", (CLAIM_OF_HALOS, HORIZON, CRITERION))
    writer = Teller(by_form={"foresee": (told, told)})
    made, usage = await foreseen(await shelf(writer), day(), subscription="s")
    assert [one.by for one in made] == ["fake"]
    assert usage == writer.takes
    assert len(writer.heard) == 1


async def test_what_an_open_prediction_says_already_is_not_said_again() -> None:
    told = DraftPart("prediction", (CLAIM_OF_HALOS, HORIZON, CRITERION))
    library = await shelf(Teller(by_form={"foresee": (told,)}))
    (first,), _ = await foreseen(library, day(), subscription="s")
    again, _ = await foreseen(library, day(), subscription="s", standing=[first])
    assert again == ()
    later, _ = await foreseen(library, day(), subscription="s", standing=[replace(first, state="missed")])
    assert later == (first,)


async def test_without_a_model_or_papers_nothing_is_foreseen() -> None:
    assert await foreseen(await shelf(Teller(model=None)), day(), subscription="s") == ((), Usage())
    assert await foreseen(await shelf(Teller()), edition(day=DAY), subscription="s") == ((), Usage())
    assert await foreseen(await shelf(Teller(down="No.")), day(), subscription="s") == ((), Usage(7, 0, 0.0))


def test_the_byline_of_a_prediction_is_the_models() -> None:
    assert Teller().byline("foresee") == Byline("fake", "foresee 1")


async def test_predictions_played_until_they_are_due_end_hit_missed_or_unclear_and_the_score_adds_up() -> None:
    """The day is an argument: before the last day nothing is decided, after it each is, once, with its evidence."""
    told = {
        "hit": "Dwarf halos will be found without cores.",
        "missed": "Cores of dwarf halos will stay.",
        "unclear": "Halos will sing in the night.",
    }
    asked = [replace(BET, id=name, claim=claim) for name, claim in told.items()]
    counted = replace(BET, id="counted", claim="More on giant squid.", measure=Measure("giant squid", 2))

    class Judge(Teller):
        async def tell(
            self, form: str, given: Mapping[str, object], passages: Sequence[Passage]
        ) -> tuple[tuple[DraftPart, ...], Usage]:
            text = str(given.get("statements"))
            words = {"hit": "confirms", "missed": "contradicts"}
            parts = tuple(part(word, NEW_LINE) for name, word in words.items() if told[name] in text)
            return parts if form == "relate" else (), self.takes

    memories, library = FakeMemories(), await shelf(Judge())
    await memories.foresee("s", [*asked, counted])

    async def played(day: date) -> Edition:
        made = edition(item(1, paper=NEW), day=day, key=f"s/{day}")
        made = await recalled(memories, library, made, subscription="s", owner="")
        await memories.keep("s", made)
        return made

    before = await played(BET.due)
    assert (before.memory.due, before.memory.score) == ((), Score(open=4))
    after = await played(BET.due + timedelta(days=1))
    assert {one.id: one.state for one in after.memory.due} == {
        "hit": "hit",
        "missed": "missed",
        "unclear": "unclear",
        "counted": "missed",
    }
    assert [one.evidence[0][1] for one in after.memory.due if one.proof] == [NEW.id, NEW.id]
    assert after.memory.score == await memories.score("s") == Score(hit=1, missed=2, unclear=1)
    assert after.usage.tokens_in == 3 * 100 + 100  # three verdicts, and what is foreseen
    later = await played(BET.due + timedelta(days=2))
    assert (later.memory.due, later.memory.score) == ((), after.memory.score)
