"""A paper explained from its own passages: kept, at three levels, its gaps named even where there are none."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Never

import pytest

from retrieval.answer import DEEP_SECTIONS, EXTRACTIVE, Allowance, DraftClaim, DraftSection, Section
from retrieval.errors import StoreUnavailable, UnknownPaper
from retrieval.explain import LEVELS, explain
from retrieval.explaining.deepdive import Explanation, Told, from_text, to_text
from retrieval.fulltext.outcome import Outcome, Reading
from retrieval.library import Library
from retrieval.paper import Paper, PaperRef, Passage
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
PARTS = {
    "1 Introduction": "Pruning is the removal of weights that a network can do without. Many pruned networks have "
    "to be trained again, which is expensive. We propose to solve one regression for each layer instead.",
    "2 Method": "We split each layer into blocks of 128 columns. The solver updates the weights that remain in a row, "
    "so that the output of the layer stays close. We store the inverse Hessian once for all rows.",
    "3 Experiments": "We evaluate on the WikiText2 and C4 datasets with OPT models of up to 175B parameters. "
    "SparseGPT outperforms magnitude pruning by 4.2 points of perplexity at 50% sparsity. "
    "Accuracy drops by 1.1% when the calibration data has fewer than 64 samples.",
    "4 Conclusion": "We found that large models are easier to prune than small ones. Our method does not handle "
    "activations yet. These results are nice. Sparse models could enable cheaper deployment on a single GPU.",
}
FULL = [
    Passage(
        paper_id=PAPER.id, version=1, ordinal=n, title=PAPER.title, text=text, section=section, page=n
    )
    for n, (section, text) in enumerate(PARTS.items(), 1)
]  # fmt: skip
WHOLE = " ".join((PAPER.abstract, *PARTS.values()))


async def shelf(paper: Paper, writer: object = None, *, full: bool = False) -> Library:
    store = FakePaperStore()
    await store.add([paper], captured=DAY)
    if full:
        await store.put_reading(paper, Reading(outcome=Outcome.READ, tried=DAY), FULL)
    plain = Extractive()
    return Library(store, FakeIndex(), FakeEmbedder(), writer or plain, plain, NoLookup())  # type: ignore[arg-type]


def said(told: Explanation) -> list[str]:
    return [claim.text for section in told.sections for claim in section.claims]


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("level", LEVELS)
async def test_an_explanation_has_checked_claims_in_the_order_of_the_sections(level: str, full: bool) -> None:
    told = await explain(await shelf(PAPER, full=full), PAPER, level=level)
    assert [one.name for one in told.sections] == [
        name for name in DEEP_SECTIONS if name in {s.name for s in told.sections}
    ]
    assert all(claim.quotes[0].text in WHOLE for one in told.sections for claim in one.claims)
    assert {"finding", "hook", "gaps"} <= {one.name for one in told.sections}
    assert len(said(told)) == len(set(said(told)))
    assert told.byline == EXTRACTIVE
    assert told.remark == ""
    assert told.told.full is full


async def test_each_quote_has_its_section_and_page() -> None:
    told = await explain(await shelf(PAPER, full=True), PAPER, level="expert")
    [limit] = told.claims("gaps")[-1:]
    place = told.told.places[limit.quotes[0].passage_key]
    assert limit.text == "Our method does not handle activations yet."
    assert (place.section, place.page) == ("4 Conclusion", 4)


async def test_the_levels_differ_in_what_they_say() -> None:
    library = await shelf(PAPER, full=True)
    newcomer, expert = [await explain(library, PAPER, level=level) for level in ("newcomer", "expert")]
    assert any(text.startswith("Pruning is the removal") for text in said(newcomer))
    assert not any("WikiText2" in text for text in said(newcomer))
    assert any("WikiText2" in text for text in said(expert))
    assert len(expert.claims("how")) > len(newcomer.claims("how"))


async def test_a_sentence_that_leans_on_another_is_not_shown() -> None:
    library = await shelf(PAPER, full=True)
    for level in LEVELS:
        assert "These results are nice." not in said(await explain(library, PAPER, level=level))


async def test_where_no_limit_is_stated_the_program_says_that_it_found_none() -> None:
    told = await explain(await shelf(PAPER), PAPER, level="expert")
    gaps = next(one for one in told.sections if one.name == "gaps")
    assert gaps.claims == ()
    assert gaps.note == "None named in the abstract."


async def test_a_withdrawn_paper_says_so_first() -> None:
    gone = replace(PAPER, withdrawn=True, retold=True, comment="Theorem 1 is false.")
    told = await explain(await shelf(gone), gone, level="newcomer")
    assert told.remark.startswith("This paper has been withdrawn. Their comment: “Theorem 1 is false.” ")
    assert "retold" in told.remark


async def test_what_was_told_is_told_again_and_costs_nothing() -> None:
    writer = FakeWriter()
    library = await shelf(PAPER, writer)
    first = await explain(library, PAPER, level="expert")
    again = await explain(library, PAPER, level="expert")
    assert again.told == first.told
    assert first.usage.tokens_in == 100
    assert again.usage.tokens_in == 0
    assert writer.explained == [(PAPER.id, "expert", "")]


@pytest.mark.parametrize("change", [{"level": "newcomer"}, {"level": "expert", "language": "de"}])
async def test_another_level_or_language_is_told_anew(change: dict[str, str]) -> None:
    writer = FakeWriter()
    library = await shelf(PAPER, writer)
    await explain(library, PAPER, level="expert")
    await explain(library, PAPER, **change)  # type: ignore[arg-type]  # level and language by name
    assert writer.explained[1] == (PAPER.id, change["level"], change.get("language", ""))


async def test_another_writer_another_version_or_more_text_is_told_anew() -> None:
    writer = FakeWriter()
    library = await shelf(PAPER, writer)
    later = replace(PAPER, version=2)
    await explain(library, PAPER, level="expert")
    await explain(replace(library, writer=replace(writer, model="another")), PAPER, level="expert")
    await library.store.put_reading(PAPER, Reading(outcome=Outcome.READ, tried=DAY), FULL)
    await explain(library, PAPER, level="expert")
    await library.store.add([later], captured=DAY)
    await explain(library, later, level="expert")
    assert len(writer.explained) == 4


async def test_what_is_kept_is_shown_also_when_the_model_may_not_be_asked() -> None:
    writer = FakeWriter()
    library = await shelf(PAPER, writer)
    first = await explain(library, PAPER, level="expert")
    capped = await explain(library, PAPER, level="expert", allowance=Allowance(refused="The cap is reached."))
    assert capped.told == first.told
    assert capped.remark == ""


async def test_a_model_that_may_not_be_asked_is_not_and_the_remark_says_why() -> None:
    writer = FakeWriter()
    library = await shelf(PAPER, writer)
    for _ in range(2):
        told = await explain(library, PAPER, level="expert", allowance=Allowance(refused="The cap is reached."))
        assert told.remark.startswith("The cap is reached. ")
        assert told.byline == EXTRACTIVE
    assert writer.explained == []


async def test_a_model_that_is_down_is_replaced_by_the_papers_own_sentences_until_it_is_back() -> None:
    writer = FakeWriter(down="The model is down.")
    library = await shelf(PAPER, writer)
    told = await explain(library, PAPER, level="expert")
    assert told.remark.startswith("The model is down. ")
    assert told.byline == EXTRACTIVE
    assert any(one.claims for one in told.sections)
    writer.down = ""
    assert (await explain(library, PAPER, level="expert")).byline.model == "fake"


class Slow(FakeWriter):
    async def explain(self, *_: object, **__: object) -> Never:
        await asyncio.Event().wait()
        raise AssertionError


async def test_a_model_that_takes_too_long_is_not_waited_for() -> None:
    told = await explain(await shelf(PAPER, Slow()), PAPER, level="expert", allowance=Allowance(seconds=0.01))
    assert told.remark.startswith("The model took longer than 0.01 seconds.")
    assert told.byline == EXTRACTIVE


async def test_a_lying_model_leaves_no_word_behind() -> None:
    lie = DraftClaim("It is 99x faster than all.", "2301.00774v1#0", "Experiments show that SparseGPT achieves 99x.")
    told = await explain(await shelf(PAPER, FakeWriter(claims=[lie])), PAPER, level="expert")
    assert "99x" not in str(told.sections)
    assert len(told.sections) > 1
    assert told.byline.model is None
    assert "Nothing the model wrote stood the check." in told.remark


async def test_a_section_that_the_model_left_empty_holds_the_papers_own_sentences() -> None:
    offer = PAPER.abstract.split(". ")[1] + "."
    own = DraftClaim("SparseGPT prunes large language models in one shot.", f"{PAPER.id}v1#0", offer)
    lie = DraftClaim("It doubles accuracy on 12 benchmarks.", f"{PAPER.id}v1#0", offer)
    writer = FakeWriter(sections=(DraftSection("new", (own,)), DraftSection("takeaways", (lie,))))
    told = await explain(await shelf(PAPER, writer), PAPER, level="practitioner")
    assert [claim.text for claim in told.claims("new")] == [own.text]
    assert told.claims("finding")[0].verbatim
    assert offer not in said(told), "it stands as the quote of the model's claim already"
    assert told.byline.model == "fake"
    assert told.remark == ""


async def test_a_paper_of_which_nothing_is_stored_is_unknown() -> None:
    library = await shelf(PAPER)
    with pytest.raises(UnknownPaper):
        await explain(library, replace(PAPER, id="2401.00001"), level="expert")


class Forgetful(FakePaperStore):
    async def put_explanation(self, paper: Paper, key: str, told: str) -> None:
        raise StoreUnavailable("The disk is full.")


async def test_what_cannot_be_kept_is_shown_all_the_same() -> None:
    store = Forgetful()
    await store.add([PAPER], captured=DAY)
    library = replace(await shelf(PAPER), store=store)
    assert said(await explain(library, PAPER, level="expert"))


async def test_an_explanation_survives_being_kept_as_text_and_what_is_none_is_told_anew() -> None:
    told = (await explain(await shelf(PAPER, full=True), PAPER, level="expert")).told
    assert from_text(to_text(told)) == told
    assert from_text("{}") is None
    assert from_text(to_text(Told((Section("gaps", (), "none"),)))) == Told((Section("gaps", (), "none"),))
