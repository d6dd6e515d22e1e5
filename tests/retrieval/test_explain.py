"""A paper explained from its own passages, its gaps named even where there are none."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from retrieval.answer import EXTRACTIVE, SECTIONS, DraftClaim
from retrieval.errors import UnknownPaper
from retrieval.explain import LEVELS, explain
from retrieval.library import Library
from retrieval.paper import Paper, PaperRef
from retrieval.writers.extractive import Extractive
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.index import FakeIndex
from tests.fakes.store import FakePaperStore
from tests.fakes.writer import FakeWriter

DAY = datetime(2025, 6, 9, tzinfo=UTC)


class NoLookup:
    async def lookup(self, refs: Sequence[PaperRef]) -> list[Paper]:
        return []


PAPER = Paper(
    id="2301.00774",
    title="SparseGPT",
    version=1,
    abstract=(
        "However, serving large language models remains prohibitively expensive for most teams. "
        "In this paper, we present SparseGPT, a one-shot pruning method for large language models. "
        "Experiments show that SparseGPT achieves 1.33x faster inference at 2:4 sparsity."
    ),
)


async def shelf(paper: Paper, writer: object = None) -> Library:
    store = FakePaperStore()
    await store.add([paper], captured=DAY)
    plain = Extractive()
    return Library(store, FakeIndex(), FakeEmbedder(), writer or plain, plain, NoLookup())  # type: ignore[arg-type]


@pytest.mark.parametrize("level", LEVELS)
async def test_an_explanation_has_checked_claims_in_the_order_of_the_sections(level: str) -> None:
    told = await explain(await shelf(PAPER), PAPER, level=level)
    assert [one.name for one in told.sections] == [name for name in SECTIONS if name in {s.name for s in told.sections}]
    assert all(claim.quotes[0].text in PAPER.abstract for one in told.sections for claim in one.claims)
    assert {"about", "problem", "takeaways", "gaps"} <= {one.name for one in told.sections}
    assert told.byline == EXTRACTIVE
    assert told.remark == ""


async def test_where_no_limit_is_stated_the_program_says_that_it_found_none() -> None:
    told = await explain(await shelf(PAPER), PAPER, level="expert")
    gaps = next(one for one in told.sections if one.name == "gaps")
    assert gaps.claims == ()
    assert gaps.note == "None named in the abstract."


async def test_a_withdrawn_paper_says_so_first() -> None:
    gone = replace(PAPER, withdrawn=True, retold=True)
    told = await explain(await shelf(gone), gone, level="newcomer")
    assert told.remark.startswith("This paper has been withdrawn. ")
    assert "retold" in told.remark


async def test_a_model_that_is_down_is_replaced_by_the_papers_own_sentences() -> None:
    told = await explain(await shelf(PAPER, FakeWriter(down="The model is down.")), PAPER, level="expert")
    assert told.remark.startswith("The model is down. ")
    assert told.byline == EXTRACTIVE
    assert any(one.claims for one in told.sections)


async def test_a_lying_model_leaves_no_word_behind() -> None:
    lie = DraftClaim("It is 99x faster than all.", "2301.00774v1#0", "Experiments show that SparseGPT achieves 99x.")
    told = await explain(await shelf(PAPER, FakeWriter(claims=[lie])), PAPER, level="expert")
    assert "99x" not in str(told.sections)
    assert len(told.sections) > 1
    assert told.byline.model is None
    assert "Nothing the model wrote stood the check." in told.remark


async def test_a_paper_of_which_nothing_is_stored_is_unknown() -> None:
    library = await shelf(PAPER)
    with pytest.raises(UnknownPaper):
        await explain(library, replace(PAPER, id="2401.00001"), level="expert")
