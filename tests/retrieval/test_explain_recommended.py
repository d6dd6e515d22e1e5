"""What to read beside a paper: only works that exist, each with the sentence that speaks of it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Never

import pytest

from retrieval.answer import Scope
from retrieval.errors import StoreUnavailable
from retrieval.explaining.citations import both_cite, cited, same_title, title_in
from retrieval.explaining.recommended import recommended
from retrieval.fulltext.outcome import Outcome, Reading
from retrieval.fulltext.text import Reference
from retrieval.library import Library
from retrieval.paper import Paper, Passage
from retrieval.writers.extractive import Extractive
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.index import FakeIndex
from tests.fakes.store import FakePaperStore

AT = datetime(2026, 3, 2, tzinfo=UTC)
PAPER = Paper(id="2603.00001", version=1, title="Pruning in one shot", abstract="We prune networks in one shot.")
NUMBERED = (
    Reference("[1]", "A. Vaswani, N. Shazeer, and J. Uszkoreit. Attention is all you need. In NeurIPS, 2017."),
    Reference("[2]", "Frantar, E. and Alistarh, D. Optimal brain compression for pruning. arXiv:2208.11580, 2022."),
    Reference("[3]", "12–14, 2019."),
)
NAMED = (
    Reference("", "Jacob Devlin, Ming-Wei Chang, and Kenton Lee. 2019. Deep bidirectional transformers. In NAACL."),
    Reference("", "Hassibi, B. and Stork, D. (1993). Second order derivatives for pruning. NeurIPS."),
)


def passage(text: str, section: str = "2 Related work", ordinal: int = 3) -> Passage:
    return Passage(paper_id=PAPER.id, version=1, ordinal=ordinal, title=PAPER.title, text=text, section=section, page=2)


CITING = passage(
    "Our solver builds on the layer-wise method of Frantar and Alistarh [2]. "
    "All models use the attention of earlier work [1, 3]."
)


@pytest.mark.parametrize(
    ("entry", "title"),
    [
        (NUMBERED[0].text, "Attention is all you need"),
        (NUMBERED[1].text, "Optimal brain compression for pruning"),
        (NUMBERED[2].text, ""),
        (NAMED[0].text, "Deep bidirectional transformers"),
        (NAMED[1].text, "Second order derivatives for pruning"),
        ("T. Brown et al., “Language models are few-shot,” in Proc. NeurIPS, 2020.", "Language models are few-shot"),
        ("K. He and J. Sun, Deep residual learning for images, CVPR 2016.", "Deep residual learning for images"),
        ("J. Smith. Is attention all you need? JMLR 2020.", "Is attention all you need?"),
        ("Kingma, D. P. and Ba, J. Adam: A method for optimization. In ICLR, 2015.", "Adam: A method for optimization"),
    ],
)  # fmt: skip
def test_the_title_in_an_entry_is_found_as_it_is_printed(entry: str, title: str) -> None:
    assert title_in(entry) == title


def test_a_mention_by_number_leads_to_its_entry() -> None:
    told = {one.title: one for one in cited(NUMBERED, [CITING])}
    assert told["Optimal brain compression for pruning"].mentions[0].text.startswith("Our solver builds on")
    assert told["Optimal brain compression for pruning"].link == "https://arxiv.org/abs/2208.11580"
    assert told["Attention is all you need"].mentions[0].beside == 1


def test_a_mention_by_name_and_year_leads_to_its_entry() -> None:
    text = passage(
        "Devlin et al. (2019) train deep models. Second derivatives tell what to prune (Hassibi and Stork, 1993)."
    )
    assert [len(one.mentions) for one in cited(NAMED, [text])] == [1, 1]
    assert cited(NAMED, [passage("Nobody is cited here, not even in 2019.")]) == []


def test_a_range_of_numbers_cites_all_between() -> None:
    assert len(cited(NUMBERED, [passage("Many have tried this before us [1–3].")])) == 3


def test_titles_are_the_same_however_they_are_typeset() -> None:
    assert same_title("Attention Is All You Need", "attention is all you need.")
    assert not same_title("", "")


def test_works_that_both_cite_are_named_once() -> None:
    assert both_cite(NUMBERED, NUMBERED[:1] + NAMED) == ["Attention is all you need"]


async def library(*papers: Paper) -> Library:
    store = FakePaperStore()
    await store.add([PAPER, *papers], captured=AT)
    plain = Extractive()
    return Library(store, FakeIndex(), FakeEmbedder(), plain, plain, None)  # type: ignore[arg-type]  # nothing is looked up


def reading(*references: Reference) -> Reading:
    return Reading(outcome=Outcome.READ, tried=AT, references=references)


async def test_a_cited_work_is_recommended_by_its_printed_title_with_the_sentence_that_cites_it() -> None:
    [first, *_] = await recommended(await library(), PAPER, [CITING], reading(*NUMBERED))
    assert first.title == "Optimal brain compression for pruning"
    assert first.quote is not None
    assert first.quote.text == "Our solver builds on the layer-wise method of Frantar and Alistarh [2]."
    assert (first.link, first.paper_id) == ("https://arxiv.org/abs/2208.11580", "")


async def test_a_cited_work_on_the_shelf_comes_first_under_its_own_title() -> None:
    stored = Paper(id="1706.03762", title="Attention Is All You Need", abstract="Dispenses with recurrence.")
    [first, *_] = await recommended(await library(stored), PAPER, [CITING], reading(*NUMBERED))
    assert (first.title, first.paper_id) == ("Attention Is All You Need", "1706.03762")


async def test_without_a_bibliography_papers_that_share_something_are_recommended() -> None:
    near = Paper(id="2603.00002", title="Networks pruned in one shot", abstract="We prune networks layer by layer.")
    far = Paper(id="2603.00003", title="Cats", abstract="Cats sleep.")
    told = await recommended(await library(near, far), PAPER, [], None)
    assert [(one.paper_id, one.quote) for one in told] == [("2603.00002", None)]
    assert told[0].reason.startswith("Both speak of")


async def test_another_servers_papers_and_withdrawn_ones_are_never_recommended() -> None:
    near = Paper(id="2603.00002", title="Networks pruned in one shot", abstract="We prune networks layer by layer.")
    shelf = await library(replace(near, owner="another"), replace(near, id="2603.00004", withdrawn=True))
    assert await recommended(shelf, PAPER, [], None) == ()


class Down(FakePaperStore):
    async def lexical(self, text: str, *, scope: Scope, limit: int) -> Never:
        raise StoreUnavailable("The store is away.")


async def test_a_shelf_that_cannot_be_searched_costs_the_recommendations_alone() -> None:
    assert await recommended(replace(await library(), store=Down()), PAPER, [], None) == ()
