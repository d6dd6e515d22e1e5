"""The promise of `writer.Writer`, on the fake, the extractive writer and a model behind a real socket."""

from collections.abc import Iterator

import pytest
from standin_process import Standin, standin

from retrieval.answer import DEEP_SECTIONS, SECTIONS, DraftClaim, Question
from retrieval.check import drafts_of
from retrieval.errors import WriterUnavailable
from retrieval.paper import Paper, Passage
from retrieval.profile import Profile
from retrieval.writer import Failed, Writer
from retrieval.writers import open_writer
from retrieval.writers.extractive import Extractive
from tests.fakes.writer import FakeWriter

TEXT = (
    "However, serving large language models remains expensive for most teams. "
    "In this paper, we present SparseGPT, a pruning method for large language models. "
    "Experiments show that SparseGPT gives 1.33x faster inference at 2:4 sparsity."
)
PAPER = Paper(id="2301.00774", title="SparseGPT", abstract=TEXT, version=1)
EMPTY = Paper(id="2401.00001", title="Nothing stored", abstract="")
PASSAGE = Passage(paper_id=PAPER.id, version=1, ordinal=0, title=PAPER.title, text=TEXT)
QUESTION = Question(text="How much faster is inference with SparseGPT?", history=("What is SparseGPT?",))


@pytest.fixture(scope="module")
def server() -> Iterator[Standin]:
    with standin("openai_standin.py") as running:
        yield running


@pytest.fixture(params=["fake", "extractive", "langchain"])
def writer(request: pytest.FixtureRequest) -> Writer:
    if request.param == "fake":
        return FakeWriter()
    if request.param == "extractive":
        return Extractive()
    ready = request.getfixturevalue("server").ready
    return open_writer("openai:standin", base_url=ready["base_url"], api_key=ready["api_key"])


def stands(draft: DraftClaim) -> bool:
    return draft.passage_key == PASSAGE.key and draft.quote in TEXT and bool(draft.text)


async def test_a_headline_has_one_item_for_each_paper_it_can_speak_of(writer: Writer) -> None:
    draft, usage = await writer.headline([(EMPTY, []), (PAPER, [PASSAGE])])
    (item,) = draft.items
    assert item.paper_id == PAPER.id
    assert stands(item.finding)
    assert {section.name for section in item.sections} <= set(SECTIONS)
    assert usage.tokens_in >= 0


async def test_marks_are_given_by_the_ids_that_were_asked_for(writer: Writer) -> None:
    judgements, usage = await writer.judge(Profile(topics=("pruning",), leave_outs=("sheep",)), [PAPER])
    assert set(judgements) <= {PAPER.id}
    assert all(1 <= mark <= 10 for one in judgements.values() for mark in (one.relevance, one.novelty))
    assert usage.tokens_in >= 0


async def test_no_papers_make_no_items(writer: Writer) -> None:
    assert (await writer.headline([]))[0].items == ()


async def test_an_answer_quotes_the_passages_it_was_given(writer: Writer) -> None:
    draft, _ = await writer.answer(QUESTION, [PASSAGE])
    assert draft.claims
    assert all(map(stands, draft.claims))


@pytest.mark.parametrize("level", ["newcomer", "practitioner", "expert"])
async def test_an_explanation_comes_in_known_sections(writer: Writer, level: str) -> None:
    sections, _ = await writer.explain(PAPER, [PASSAGE], level=level)
    assert sections
    assert {section.name for section in sections} <= set(DEEP_SECTIONS)
    assert all(map(stands, drafts_of(sections)))


@pytest.mark.parametrize("count", [0, 1, 3])
async def test_a_repair_answers_each_failed_claim_in_its_place(writer: Writer, count: int) -> None:
    failed = [Failed(DraftClaim(f"It is {n}x faster.", PASSAGE.key, TEXT), "no such number") for n in range(count)]
    mended, _ = await writer.repair(failed, [PASSAGE])
    assert len(mended) == count


async def test_a_byline_says_whether_a_model_wrote(writer: Writer) -> None:
    for task in ("headline", "answer", "explain"):
        byline = writer.byline(task)
        assert bool(byline.model) == bool(byline.prompt)


@pytest.mark.parametrize("kind", ["fake", "langchain"])
async def test_a_writer_that_is_down_says_so_in_one_sentence(kind: str) -> None:
    down: Writer = FakeWriter(down="The model is down.")
    if kind == "langchain":
        down = open_writer("openai:standin", base_url="http://127.0.0.1:9/v1")
    for call in (
        down.answer(QUESTION, [PASSAGE]),
        down.explain(PAPER, [PASSAGE], level="expert"),
        down.headline([(PAPER, [PASSAGE])]),
    ):
        with pytest.raises(WriterUnavailable) as raised:
            await call
        assert raised.value.for_people.endswith(".")
        assert raised.value.retryable
