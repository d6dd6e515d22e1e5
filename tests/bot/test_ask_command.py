"""`/ask`: papers named by id in the question, answers that grow, a card for a bare id."""

import pytest

from bot.commands.ask import ASK
from bot.dates import without_since
from bot.past import ServerEditions
from retrieval.profile import Profile
from schedules.document import Document, text_of
from schedules.subscriptions import Subscription
from tests.fakes.desk import FakeDesk, Publisher, desk_with
from tests.fakes.editions import FakeEditions, edition, item, paper
from tests.fakes.using import buttons, call, use
from tests.fakes.writer import FakeWriter

EAT = paper("2603.00001", "EAT: Entropy After Think", abstract="On MATH500, EAT cuts token usage by 13 to 21%.")
SAE = paper("2603.00002", "Sparse Autoencoders Made Cheap", abstract="Sparse autoencoders train on 8 GPUs in a day.")


def behind(**other: object) -> FakeDesk:
    return desk_with(EAT, SAE, **other)


async def test_a_question_that_names_a_paper_by_id_is_put_to_that_paper() -> None:
    document = await use(ASK, behind(), question="On how many GPUs does 2603.00002 train?")

    assert "Looked in “Sparse Autoencoders Made Cheap” (2603.00002)" in text_of(document.blocks)


async def test_a_paper_that_is_not_stored_is_fetched_when_its_id_is_all_that_is_asked() -> None:
    new = paper("2604.00009", "Something Else Entirely")
    document = await use(ASK, behind(publisher=Publisher((new,))), question="2604.00009")

    assert "Something Else Entirely" in text_of(document.blocks)
    assert [button.label for button in buttons(document)] == ["Explain", "Similar", "Save"]


async def test_what_we_have_seen_on_a_topic_since_a_day_is_a_list() -> None:
    text = text_of((await use(ASK, behind(), question="What have we seen on sparse autoencoders since March?")).blocks)

    assert "Papers on “sparse autoencoders” in the whole library, since 1 March 2026" in text
    assert "Sparse Autoencoders Made Cheap" in text
    assert "Entropy" not in text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Do caches shrink since May 2025?", "Do caches shrink?"),
        ("Since May, do caches shrink?", "do caches shrink?"),
        ("Is it faster since it is sparse?", "Is it faster since it is sparse?"),
        ("since May", "since May"),
    ],
)
def test_the_day_is_taken_out_of_what_is_looked_for(text: str, left: str) -> None:
    assert without_since(text) == left


async def test_the_option_says_since_when_as_well() -> None:
    document = await use(ASK, behind(), question="Which papers are about sparse autoencoders?", since="2026-03-01")

    assert "since 1 March 2026" in text_of(document.blocks)


async def test_a_question_that_names_a_stored_paper_is_put_to_it() -> None:
    document = await use(ASK, behind(), question="On which benchmark does EAT cut token usage?")

    assert "Looked in “EAT: Entropy After Think” (2603.00001)" in text_of(document.blocks)


async def test_who_wrote_a_paper_is_answered_from_its_card() -> None:
    document = await use(ASK, behind(), question="Who wrote 2603.00002?")

    assert text_of(document.blocks).startswith("“Sparse Autoencoders Made Cheap” (2603.00002) is by ")


async def test_a_private_answer_grows_as_an_open_one_does() -> None:
    grown: list[Document] = []

    async def grow(document: Document) -> None:
        grown.append(document)

    desk = behind(other={"writer": FakeWriter()})
    used = call(desk, question="How much does EAT cut token usage?")
    final = await ASK.run(type(used)(used.options, used.who, used.where, used.desk, True, grow))

    assert grown
    assert all(one.blocks == final.blocks[: len(one.blocks)] for one in grown)


async def test_past_editions_are_those_of_one_server() -> None:
    """What another server's channel was shown is nobody else's business."""
    desk, editions = behind(), FakeEditions()
    for server, title in (("ours", EAT), ("theirs", SAE)):
        standing = Subscription(id=server, platform="fake", channel=server, server=server, profile=Profile())
        await desk.subscriptions.put(standing)
        await editions.save(edition(item(1, paper=title), key=f"{server}/2026-03-06"), subscription=server)
    past = ServerEditions(editions, desk.subscriptions)

    (ours,) = await past.shown(owner="ours", since=None, until=None, limit=10)
    assert (ours.paper_id, ours.title, ours.finding) == (EAT.id, EAT.title, "SparseUp is 1.33x faster.")
    assert await past.shown(owner="", since=None, until=None, limit=10) == []
    assert await past.shown(owner="ours", since=ours.day.replace(day=7), until=None, limit=10) == []
    assert await past.shown(owner="ours", since=ours.day, until=ours.day, limit=10) == [ours]
    assert await past.shown(owner="ours", since=None, until=ours.day.replace(day=5), limit=10) == []
