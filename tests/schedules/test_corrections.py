"""What is taken back after it was posted: recorded once, told in the post, shown wherever the edition is shown."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

import pytest

from retrieval.answer import Byline, Claim, Quote, Section
from retrieval.database import Database, open_database
from retrieval.rank import Pick
from schedules.amend import Proofroom, amend, amend_all, unsay
from schedules.corrections import MOST_OBJECTIONS, Correction, corrected, corrected_told, note
from schedules.delivery import drain
from schedules.document import Document, text_of
from schedules.edition import Edition
from schedules.editions import SqlEditions
from schedules.errata import SqlCorrections
from schedules.errors import Refused, Unreachable
from schedules.forms import form_named
from schedules.memory import SqlMemories
from schedules.outbox import SqlOutbox
from schedules.parcels import Message, Receipt
from schedules.remembered import Memory, Tie
from schedules.tell import SqlTellings
from schedules.told import NOTHING_TOLD, Line, Part, Told
from tests.databases import (  # noqa: F401 - fixtures are found by name
    migrated_postgres_url,
    migrated_sqlite_url,
    postgres,
    sqlite_url,
)
from tests.fakes.editions import edition, item, paper, tie
from tests.fakes.postbox import FakePostbox

NOON = datetime(2026, 3, 6, 12, tzinfo=UTC)
WRONG = "SparseUp is 1.33x faster."
RIGHT = Claim("SparseUp is 1.2x faster.", (Quote("2506.07751v1#0", "SparseUp is 1.2x faster."),), verbatim=True)
OTHER = Claim("It needs the logits.", (Quote("2506.07751v1#0", "It needs the logits."),), verbatim=True)
FALSE = Claim(WRONG, (Quote("2506.07751v1#0", WRONG),), verbatim=True)
LIMIT = Claim("It was tried once.", (Quote("2506.07751v1#0", "It was tried once."),), verbatim=True)
SECTIONS = (Section("new", (FALSE, OTHER)), Section("takeaways", (FALSE,)), Section("gaps", (FALSE, LIMIT)))
TODAY = edition(item(1, WRONG, sections=SECTIONS), item(2, "Two."))
ID = TODAY.items[0].paper.id
FIX = Correction(
    edition=TODAY.key, paper=ID, kind="corrected", day=date(2026, 3, 6), said=WRONG, instead=RIGHT
)  # fmt: skip
TOLD = "It runs a third faster, they say."
TELLING = Told(
    (Part("deep", tuple(Line(one.text, one, "Nora", ID) for one in (Claim(TOLD, FALSE.quotes), OTHER)), ID, "Sparse"),),
    byline=Byline("a model", "show 1"),
)
MISTOLD = replace(FIX, said=TOLD)
SAID = f"Corrected 6 March 2026: this line said “{WRONG}”; the paper says “{RIGHT.text}”."
OBJECTION = replace(FIX, kind="objection", said="", instead=None, words="We never said so.", by="ada", server="one")


@dataclass
class Wall(FakePostbox):
    """A platform that does not let posts be edited, or does not answer then."""

    wall: Exception | None = None
    edits: int = 0

    async def edit(self, receipt: Receipt, message: Message) -> None:
        if self.wall is not None:
            raise self.wall
        self.edits += 1
        await super().edit(receipt, message)


@dataclass
class Room:
    """A press room on a real database, with one edition posted in it."""

    database: Database
    box: Wall = field(default_factory=Wall)
    draws: list[str] = field(default_factory=list)
    telling: tuple[str, ...] = ()
    """Forms of which a model told TELLING."""

    async def draw(self, edition: Edition, known: Sequence[Correction], form: str) -> Document:
        self.draws.append(form)
        told = TELLING if form in self.telling else NOTHING_TOLD
        return form_named(form).render(corrected(edition, known), corrected_told(told, known))

    @property
    def proofroom(self) -> Proofroom:
        return Proofroom(SqlCorrections(self.database), {"fake": self.box}, self.draw)

    async def send(self, form: str = "headline", *, until: str = "posted") -> None:
        kept = await SqlEditions(self.database).save(TODAY, subscription="s")
        told = TELLING if form in self.telling else NOTHING_TOLD
        rendered = self.box.render(form_named(form).render(kept, told))
        await SqlOutbox(self.database).put(TODAY.key, platform="fake", channel="#s", rendered=rendered)
        if until == "posted":
            await self.drain()

    async def drain(self) -> None:
        await drain(SqlOutbox(self.database), {"fake": self.box}, now=NOON)

    async def take_back(self, one: Correction = FIX) -> bool:
        await self.proofroom.corrections.add(one, at=NOON)
        return await amend(self.proofroom, TODAY.key)

    def texts(self) -> list[str]:
        return [text for _, _, _, text in self.box.posted]


@pytest.fixture
async def room(migrated_sqlite_url: str) -> AsyncIterator[Room]:  # noqa: F811 - a fixture by that name
    async with open_database(migrated_sqlite_url) as database:
        yield Room(database)


@pytest.fixture(params=["migrated_sqlite_url", "migrated_postgres_url"])
def where(request: pytest.FixtureRequest) -> str:
    """The address of a database."""
    return str(request.getfixturevalue(request.param))


@pytest.fixture
async def either(where: str) -> AsyncIterator[Room]:
    async with open_database(where) as database:
        yield Room(database)


def test_what_does_not_stand_gives_way_to_the_papers_words_and_the_note_says_what_stood_there() -> None:
    first = corrected(TODAY, [FIX]).items[0]

    assert first.finding == RIGHT
    assert [one.claims for one in first.sections] == [(OTHER,), (LIMIT,)]
    assert [one.text for one in first.notes] == [SAID]
    assert corrected(TODAY, [FIX]).items[1] == TODAY.items[1]


def test_what_nothing_near_can_replace_gives_way_to_the_title() -> None:
    first = corrected(TODAY, [replace(FIX, kind="withdrawn", instead=None)]).items[0]

    assert (first.finding.text, first.finding.verbatim) == (first.paper.title, True)
    assert first.notes[0].text.startswith("Withdrawn 6 March 2026, for it does not stand in the paper")


def test_what_took_its_place_can_fall_too() -> None:
    later = Correction(edition=TODAY.key, paper=ID, kind="taken back", day=date(2026, 3, 7), said=RIGHT.text)
    first = corrected(TODAY, [FIX, later]).items[0]

    assert first.finding.text == first.paper.title
    assert [one.text[:22] for one in first.notes] == ["Corrected 6 March 2026", "Withdrawn 7 March 2026"]


def test_an_authors_objection_stands_beside_the_item_as_a_strangers_words_and_changes_nothing() -> None:
    first = corrected(TODAY, [replace(OBJECTION, words="No!\n@everyone " + "a" * 999)]).items[0]

    assert (first.finding, first.sections) == (TODAY.items[0].finding, TODAY.items[0].sections)
    assert first.notes[0].text.startswith(
        "A person who says they are an author of this paper objects (6 March 2026): “No! @everyone aaa"
    )
    assert len(first.notes[0].text) < 420


def test_only_so_many_objections_are_shown() -> None:
    many = [replace(OBJECTION, words=f"No {number}.", by=str(number)) for number in range(MOST_OBJECTIONS + 2)]

    assert len(corrected(TODAY, many).items[0].notes) == MOST_OBJECTIONS


@pytest.mark.parametrize("form", ["headline", "list", "briefing", "show"])
def test_every_form_shows_the_note(form: str) -> None:
    document = form_named(form).render(corrected(TODAY, [FIX]), NOTHING_TOLD)

    assert SAID in "\n".join(text_of(entry.blocks) for entry in document.thread)


@pytest.mark.parametrize("form", ["briefing", "show"])
def test_a_note_on_a_paper_without_an_entry_of_its_own_stands_in_the_post(form: str) -> None:
    many = edition(*(item(number, f"Finding {number}.") for number in range(1, 8)))
    last = many.items[-1]
    fix = replace(FIX, paper=last.paper.id, said=last.finding.text)
    document = form_named(form).render(corrected(many, [fix]), NOTHING_TOLD)

    assert f"{last.paper.id}: Corrected 6 March 2026; it said “{last.finding.text}”." in text_of(document.blocks)


def test_a_line_that_a_model_told_gives_way_to_the_papers_words_and_a_part_without_facts_goes() -> None:
    [part] = corrected_told(TELLING, [MISTOLD]).parts
    assert [(line.text, line.claim) for line in part.lines] == [(RIGHT.text, RIGHT), (OTHER.text, OTHER)]

    gone = replace(MISTOLD, kind="withdrawn", instead=None)
    assert [line.text for line in corrected_told(TELLING, [gone]).parts[0].lines] == [OTHER.text]
    assert corrected_told(TELLING, [gone, replace(gone, said=OTHER.text)]).parts == ()
    assert corrected_told(TELLING, [replace(MISTOLD, paper="2603.99999"), OBJECTION]) == TELLING


def test_a_tie_whose_claim_fell_says_no_more_than_code_can_tell() -> None:
    tie = Tie(
        thread="sparse attention",
        paper_id=ID,
        title="Sparse",
        earlier_id="2602.00001",
        earlier_title="Dense",
        earlier_day=date(2026, 3, 2),
        relation="contradicts",
        gloss="dense is faster",
        claims=(FALSE,),
    )
    day = replace(TODAY, memory=Memory(ties=(tie,)))

    assert corrected(day, [FIX]).memory.ties == (replace(tie, relation="continues", claims=()),)
    assert corrected(day, [replace(FIX, said=OTHER.text)]).memory.ties == (tie,)


async def test_a_sentence_is_corrected_once_and_a_person_objects_once(either: Room) -> None:
    corrections = SqlCorrections(either.database)
    again = replace(FIX, kind="withdrawn", instead=None)

    added = [await corrections.add(one, at=NOON) for one in (FIX, again, OBJECTION, replace(OBJECTION, words="More."))]
    assert added == [True, False, True, False]
    assert await corrections.of(TODAY.key) in ([FIX, OBJECTION], [OBJECTION, FIX])
    assert await corrections.untold() == [TODAY.key]


async def test_the_posted_messages_are_edited_and_the_rest_is_left_alone(either: Room) -> None:
    await either.send()
    before = either.texts()

    assert await either.take_back()
    after = either.texts()
    assert RIGHT.text in after[0]
    assert "Corrected 6 March 2026" in after[0]
    assert SAID in after[1]
    assert after[2:] == before[2:]
    assert either.box.edits == 2
    assert await either.proofroom.corrections.untold() == []


async def test_said_again_nothing_is_edited_again(room: Room) -> None:
    await room.send()

    assert [await room.take_back(), await room.take_back(), await amend_all(room.proofroom)] == [True, True, 0]
    assert room.box.edits == 2


async def test_a_second_correction_finds_the_messages_the_first_one_left(room: Room) -> None:
    await room.send()
    await room.take_back()
    await room.take_back(OBJECTION)

    assert SAID in room.texts()[1]
    assert "We never said so." in room.texts()[1]
    assert len(room.texts()) == 3


@pytest.mark.parametrize("form", ["list", "briefing"])
async def test_a_post_in_another_form_is_known_by_its_words(room: Room, form: str) -> None:
    await room.send(form)
    count = len(room.texts())

    assert await room.take_back()
    assert any(SAID in text for text in room.texts())
    assert len(room.texts()) == count


async def test_a_line_that_a_model_told_is_corrected_in_the_post_of_its_form_and_noted_there(room: Room) -> None:
    room.telling = ("show",)
    await room.send("show")
    before = room.texts()
    assert any(TOLD in text for text in before)

    assert await room.take_back(MISTOLD)
    assert len(room.texts()) == len(before)
    shown = "\n".join(room.texts())
    assert f"Corrected 6 March 2026: this line said “{TOLD}”; the paper says “{RIGHT.text}”." in shown
    assert shown.count(TOLD) == 1


async def test_a_line_of_another_form_than_the_posts_is_noted_beside_its_item(room: Room) -> None:
    room.telling = ("show",)
    await room.send("headline")

    assert await room.take_back(MISTOLD)
    assert f"this line said “{TOLD}”" in "\n".join(room.texts())


async def test_tellings_are_shown_with_the_corrections_of_their_edition(either: Room) -> None:
    tellings = SqlTellings(either.database)
    await SqlEditions(either.database).save(TODAY, subscription="s")
    await tellings.put(TODAY.key, "show", TELLING)
    await SqlCorrections(either.database).add(MISTOLD, at=NOON)

    assert await tellings.get(TODAY.key, "show") == corrected_told(TELLING, [MISTOLD])
    assert await tellings.written(TODAY.key) == {"show": TELLING}
    assert await tellings.written("s/another") == {}


async def test_nobody_floods_a_post_with_objections(room: Room) -> None:
    await room.send()
    count = len(room.texts())
    for number in range(MOST_OBJECTIONS + 2):
        assert await room.take_back(replace(OBJECTION, words=f"No {number}.", by=str(number)))
    await room.drain()

    assert len(room.texts()) == count
    assert sum(f"No {number}." in room.texts()[1] for number in range(9)) == MOST_OBJECTIONS
    assert await room.proofroom.corrections.untold() == []


async def test_a_post_drawn_by_an_older_program_gets_the_note_in_its_thread_once(room: Room) -> None:
    kept = await SqlEditions(room.database).save(TODAY, subscription="s")
    old = room.box.render(form_named("headline").render(replace(kept, skip="said otherwise then"), NOTHING_TOLD))
    await SqlOutbox(room.database).put(TODAY.key, platform="fake", channel="#s", rendered=old)
    await room.drain()
    before = room.texts()

    assert await room.take_back()
    await room.take_back()
    await room.drain()
    await room.drain()
    assert room.texts()[: len(before)] == before
    assert [SAID in text for text in room.texts()[len(before) :]] == [True]
    assert room.box.posted[-1][2] == f"t:{TODAY.key}/0"


async def test_where_a_message_cannot_be_edited_any_more_the_thread_has_the_note(room: Room) -> None:
    await room.send()
    room.box.wall = Refused("That message is gone.")

    assert await room.take_back()
    await room.drain()
    assert SAID in room.texts()[-1]


async def test_a_platform_that_does_not_answer_is_asked_again_later(room: Room) -> None:
    await room.send()
    room.box.wall = Unreachable("No answer.")
    with pytest.raises(Unreachable):
        await room.take_back()
    assert await amend_all(room.proofroom) == 0

    room.box.wall = None
    assert await amend_all(room.proofroom) == 1
    assert SAID in room.texts()[1]


async def test_a_post_that_is_still_on_its_way_is_edited_once_it_is_there(room: Room) -> None:
    await room.send(until="frozen")
    assert not await room.take_back()

    await room.drain()
    assert await amend_all(room.proofroom) == 1
    assert SAID in room.texts()[1]


async def test_an_objection_is_forgotten_in_the_post_too_and_only_by_who_made_it_there(either: Room) -> None:
    await either.send()
    await either.take_back()
    before = either.texts()
    await either.take_back(OBJECTION)

    assert await unsay(either.proofroom, by="ada", server="two") == 0
    assert "We never said so." in either.texts()[1]
    assert await unsay(either.proofroom, by="ada", server="one") == 1
    assert either.texts() == before
    assert await either.proofroom.corrections.of(TODAY.key) == [FIX]
    assert await either.take_back(OBJECTION)
    assert "We never said so." in either.texts()[1]


async def test_an_objection_is_forgotten_also_where_its_post_cannot_be_edited(room: Room) -> None:
    await room.send()
    await room.take_back(OBJECTION)
    room.box.wall = Unreachable("No answer.")

    assert await unsay(room.proofroom, by="ada", server="one") == 1
    assert await room.proofroom.corrections.of(TODAY.key) == []


async def test_the_edition_shows_the_note_whenever_it_is_read_again(either: Room) -> None:
    editions = SqlEditions(either.database)
    await editions.save(TODAY, subscription="s")
    await SqlCorrections(either.database).add(FIX, at=NOON)

    mended = corrected(TODAY, [FIX])
    assert await editions.get(TODAY.key) == mended
    assert await editions.latest(subscription="s") == mended
    assert await editions.before(date(2026, 3, 7), subscription="s") == [mended]
    assert await SqlCorrections(either.database).composed(TODAY.key) == TODAY


@pytest.mark.parametrize(
    ("fix", "finding"), [(FIX, RIGHT.text), (replace(FIX, kind="taken back", instead=None), TODAY.items[0].paper.title)]
)
async def test_later_editions_do_not_remember_what_fell(either: Room, fix: Correction, finding: str) -> None:
    memories = SqlMemories(either.database)
    told = replace(TODAY, items=tuple(replace(one, topic="attention") for one in TODAY.items))
    await SqlEditions(either.database).save(told, subscription="s")
    await memories.keep("s", told)
    before, lines = await memories.kept("s", before=date(2026, 3, 7)), await _lines(memories)
    await SqlCorrections(either.database).add(fix, at=NOON)

    after = await memories.kept("s", before=date(2026, 3, 7))
    assert WRONG in [one.finding for one in before]
    assert [one.finding for one in after if one.paper_id == ID] == [finding]
    assert [one for one in after if one.paper_id != ID] == [one for one in before if one.paper_id != ID]
    assert WRONG in lines
    assert WRONG not in await _lines(memories)


async def _lines(memories: SqlMemories) -> list[str]:
    return [line.line for name, _ in await memories.concepts("s") for line in await memories.note("s", name)]


async def test_what_is_undone_stands_in_the_post_and_in_memory_again_and_the_record_is_kept(either: Room) -> None:
    taken_back, memories = replace(FIX, kind="taken back", instead=None), SqlMemories(either.database)
    await either.send()
    await memories.keep("s", TODAY)
    before, remembered = either.texts(), await memories.kept("s", before=date(2026, 3, 9))
    await either.take_back(taken_back)
    assert either.texts() != before

    monday = date(2026, 3, 9)
    done = [await either.proofroom.corrections.undo(taken_back, day=monday) for _ in range(2)]
    assert (done, await amend(either.proofroom, TODAY.key)) == ([True, False], True)
    assert either.texts() == before
    assert await memories.kept("s", before=monday) == remembered
    assert await either.proofroom.corrections.of(TODAY.key) == [replace(taken_back, undone=monday)]
    assert await SqlEditions(either.database).get(TODAY.key) == TODAY

    assert await either.take_back(replace(taken_back, day=monday))
    assert "Withdrawn 9 March 2026" in either.texts()[0]


async def test_what_is_undone_before_it_was_told_changes_no_message(room: Room) -> None:
    await room.send(until="frozen")
    await room.take_back()
    await room.proofroom.corrections.undo(FIX, day=FIX.day)
    await room.drain()

    assert await amend_all(room.proofroom) == 0
    assert room.box.edits == 0
    assert SAID not in "".join(room.texts())


async def test_where_a_post_cannot_be_edited_its_thread_says_what_was_undone(room: Room) -> None:
    await room.send()
    await room.take_back()
    room.box.wall = Refused("That message is gone.")
    await room.proofroom.corrections.undo(FIX, day=date(2026, 3, 9))

    assert await amend(room.proofroom, TODAY.key)
    await room.drain()
    assert f"Restored 9 March 2026 by those who run this channel: “{WRONG}” stands again." in room.texts()[-1]


async def test_a_thread_keeps_its_papers_when_a_sentence_of_one_falls(either: Room) -> None:
    memories, earlier = SqlMemories(either.database), item(9, "It was dense.", paper=paper("2602.00001", "Dense"))
    first = edition(earlier, key="s/2026-03-02", day=date(2026, 3, 2))
    tied = replace(TODAY, memory=Memory(ties=(tie(paper_id=ID, earlier_id="2602.00001"),)))
    for one in (first, tied):
        await SqlEditions(either.database).save(one, subscription="s")
        await memories.keep("s", one)
    before = await memories.threads("s")
    assert [len(one.papers) for one in before] == [2]

    await SqlCorrections(either.database).add(replace(FIX, kind="taken back", instead=None), at=NOON)
    assert await memories.threads("s") == before
    assert WRONG not in [line.line for line in await memories.note("s", before[0].name)]


async def test_the_editions_that_read_a_paper_are_found_whatever_its_day_newest_first(either: Room) -> None:
    editions, odd = SqlEditions(either.database), paper("feed:a_b%-1")
    late = Pick(paper_id=ID, title="Sparse", rank=3, score=0.3, kept=False, topic="", because="it is late")
    monday = edition(item(1, paper=odd), key="s/2026-03-09", day=date(2026, 3, 9), picks=(late,))
    naming = edition(
        item(1, paper=paper("2603.00007")),
        key="s/2026-03-10",
        day=date(2026, 3, 10),
        memory=Memory(ties=(tie(earlier_id=ID),)),
    )
    for one in (TODAY, naming, monday):
        await editions.save(one, subscription="s")
    await editions.save(replace(TODAY, key="t/2026-03-06"), subscription="t")

    assert [one.key for one in await editions.holding(ID, subscription="s")] == [monday.key, TODAY.key]
    assert [one.key for one in await editions.holding(odd.id, subscription="s")] == [monday.key]
    assert await editions.holding("feed:aXb%-1", subscription="s") == []


def test_another_result_takes_the_place_of_a_finding_that_fell_before_the_title_does() -> None:
    day = edition(item(1, WRONG, sections=(Section("takeaways", (FALSE, OTHER)),)))

    assert corrected(day, [replace(FIX, kind="taken back", instead=None)]).items[0].finding == OTHER


def test_notes_are_shortened_before_an_item_leaves_the_post() -> None:
    long = tuple(item(n, f"{n} {'is so much faster than all others were, ' * 6}at last.") for n in range(1, 6))
    fixes = [replace(FIX, paper=one.paper.id, said=one.finding.text, kind="taken back", instead=None) for one in long]
    document = form_named("headline").render(corrected(edition(*long), fixes[:2]), NOTHING_TOLD)

    text = text_of(document.blocks)
    assert [f"{number}. Read" in text for number in range(1, 6)] == [True] * 5
    assert "in the thread" not in text.replace("see the thread", "")
    assert "Withdrawn 6 March 2026" in text


def test_a_title_that_stands_for_a_finding_is_not_said_twice_in_its_entry() -> None:
    mended = corrected(TODAY, [replace(FIX, kind="taken back", instead=None)])
    entry = text_of(form_named("headline").render(mended, NOTHING_TOLD).thread[0].blocks)

    assert entry.count(mended.items[0].paper.title) == 1


def test_a_note_of_the_post_is_short() -> None:
    assert all(len(note(one).brief) < 190 for one in (replace(FIX, said="word " * 200), OBJECTION))


def test_without_corrections_an_edition_is_as_it_was_composed() -> None:
    assert corrected(TODAY, []) is TODAY
