"""Checked, repaired once, or dropped; never shown unchecked."""

from retrieval.answer import DraftClaim, DraftSection, Usage
from retrieval.check import check_all, drafts_of, in_sections
from retrieval.paper import Passage
from tests.fakes.writer import FakeWriter

TEXT = "We present SparseGPT, a pruning method. It gives 1.33x faster inference."
PASSAGE = Passage(paper_id="2301.00774", version=1, ordinal=0, title="SparseGPT", text=TEXT)
PASSAGES = {PASSAGE.key: PASSAGE}
FAST = "It gives 1.33x faster inference."
TRUE = DraftClaim(FAST, PASSAGE.key, FAST)
LIE = DraftClaim("It gives 9.99x faster inference.", PASSAGE.key, FAST)
OTHER = DraftClaim("We present SparseGPT, a pruning method.", PASSAGE.key, "We present SparseGPT, a pruning method.")


async def test_what_stands_costs_no_repair() -> None:
    writer = FakeWriter()
    checked = await check_all(writer, [TRUE, OTHER], PASSAGES)
    assert [claim.text for claim in checked.standing] == [TRUE.text, OTHER.text]
    assert (checked.repaired, checked.dropped, checked.usage) == (0, 0, Usage())
    assert writer.failed == []


async def test_what_fails_is_repaired_once_and_stays_in_its_place() -> None:
    writer = FakeWriter(mended=[OTHER])
    checked = await check_all(writer, [LIE, TRUE], PASSAGES)
    assert [claim.text if claim else None for claim in checked.claims] == [OTHER.text, TRUE.text]
    assert (checked.repaired, checked.dropped) == (1, 0)
    assert checked.usage == writer.takes
    assert [failed.claim for failed in writer.failed] == [LIE]
    assert "9.99x" in writer.failed[0].why


async def test_what_fails_again_is_dropped_without_another_try() -> None:
    writer = FakeWriter(mended=[LIE, None])
    checked = await check_all(writer, [LIE, TRUE, LIE], PASSAGES)
    assert [claim is None for claim in checked.claims] == [True, False, True]
    assert (checked.repaired, checked.dropped) == (0, 2)
    assert len(writer.failed) == 2


async def test_a_writer_that_cannot_repair_costs_only_the_failed_claims() -> None:
    checked = await check_all(FakeWriter(down="The model is down."), [LIE, TRUE], PASSAGES)
    assert [claim.text for claim in checked.standing] == [TRUE.text]
    assert checked.dropped == 1


async def test_a_repair_of_too_few_or_too_many_claims_shifts_nothing() -> None:
    for mended in ([OTHER], [OTHER, OTHER, OTHER, OTHER]):
        writer = FakeWriter(mended=mended)
        checked = await check_all(writer, [LIE, TRUE, LIE], PASSAGES)
        assert len(checked.claims) == 3
        assert checked.claims[1] is not None
        assert checked.claims[1].text == TRUE.text


async def test_sections_keep_their_own_claims_and_say_nothing_twice() -> None:
    sections = (
        DraftSection("about", (OTHER,)),
        DraftSection("new", (LIE,)),
        DraftSection("takeaways", (TRUE, OTHER)),
        DraftSection("about", (TRUE,)),
    )
    checked = await check_all(FakeWriter(), drafts_of(sections), PASSAGES)
    filled = in_sections(sections, checked)
    assert [(one.name, [claim.text for claim in one.claims]) for one in filled] == [
        ("about", [OTHER.text]),
        ("takeaways", [FAST]),
    ]


async def test_nothing_to_check_is_nothing() -> None:
    checked = await check_all(FakeWriter(), [], PASSAGES)
    assert checked.claims == checked.standing == ()
