"""Servers of one's own that take a request otherwise, and answers that are heard while they are written."""

import asyncio
import json
from collections.abc import Iterator
from itertools import pairwise
from time import monotonic

import pytest
from standin_process import Standin, standin

from retrieval.answer import DraftClaim, Question
from retrieval.errors import WriterUnavailable
from retrieval.paper import Passage
from retrieval.writer import Writer
from retrieval.writers import open_writer
from retrieval.writers.prices import Price

SENTENCES = (
    "We present SparseGPT, a pruning method for large language models of the GPT family.",
    "It gives 1.33x faster inference at 2:4 sparsity on all models that we tested.",
    "Memory falls by 48% while accuracy stays within 0.7 points of the dense model.",
)
PASSAGE = Passage(paper_id="2301.00774", version=1, ordinal=0, title="SparseGPT", text=" ".join(SENTENCES))
QUESTION = Question(text="How much faster is inference at 2:4 sparsity?")
CLAIMS = [{"text": one, "key": PASSAGE.key, "quote": one} for one in SENTENCES]
DRAFTS = [DraftClaim(one, PASSAGE.key, one) for one in SENTENCES]
SCRIPT = {".": json.dumps({"claims": CLAIMS, "corrects": False})}


@pytest.fixture(scope="module")
def process() -> Iterator[Standin]:
    with standin("openai_standin.py") as running:
        yield running


@pytest.fixture
def server(process: Standin) -> Standin:
    """The stand-in as if freshly started, with three claims to tell."""
    process.control("reset")
    process.control("set", mode="script", delay=10, fail=[], script=SCRIPT, manners=[], token_delay=0)
    return process


@pytest.fixture
def writer(server: Standin) -> Writer:
    prices = {"standin": Price(1.0, 10.0)}
    return open_writer(
        "openai:standin", base_url=server.ready["base_url"], api_key="sk-standin", timeout=20, prices=prices
    )


def asked(server: Standin) -> list[tuple[str, bool]]:
    """The form each request asked for, and whether as a stream."""
    bodies = [one["body"] for one in server.view("requests")]
    return [((one.get("response_format") or {"type": "text"})["type"], bool(one.get("stream"))) for one in bodies]


@pytest.mark.parametrize(
    "manners",
    [
        ["thinks"],
        ["fences"],
        ["commas"],
        ["no_schema"],
        ["no_schema", "no_json"],
        ["deaf"],
        ["deaf", "thinks", "fences", "commas", "uncounted"],
        ["no_schema", "no_json", "no_stream", "thinks"],
    ],
    ids="+".join,
)
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
async def test_whatever_the_manners_of_a_server_the_claims_are_read(
    server: Standin, writer: Writer, manners: list[str], streamed: bool
) -> None:
    server.control("set", mode="schema", manners=manners)
    told: list[DraftClaim] = []

    async def said(claim: DraftClaim) -> None:
        told.append(claim)

    draft, usage = await writer.answer(QUESTION, [PASSAGE], said=said if streamed else None)
    assert draft.claims == (DRAFTS[1],)
    assert told == list(draft.claims) * streamed
    assert usage.tokens_in > 0

    server.control("reset")
    again, _ = await writer.answer(QUESTION, [PASSAGE])
    assert again == draft
    assert len(server.view("requests")) == 1  # the way that worked is remembered


@pytest.mark.parametrize(
    ("given", "read"), [(True, True), (False, False), ("true", True), (None, False), ("perhaps", False), (1, False)]
)
async def test_an_answer_that_corrects_its_question_says_so(
    server: Standin, writer: Writer, given: object, read: bool
) -> None:
    server.control("set", script={".": json.dumps({"claims": CLAIMS, "corrects": given})})
    draft, _ = await writer.answer(QUESTION, [PASSAGE])
    assert (len(draft.claims), draft.corrects) == (3, read)


async def test_a_server_that_counts_no_tokens_is_counted_by_length(server: Standin, writer: Writer) -> None:
    _, counted = await writer.answer(QUESTION, [PASSAGE])
    server.control("set", manners=["uncounted"])
    for said in (None, nothing):
        _, usage = await writer.answer(QUESTION, [PASSAGE], said=said)
        assert usage.tokens_in == pytest.approx(counted.tokens_in, rel=0.02)
        assert usage.tokens_out == pytest.approx(counted.tokens_out, rel=0.02)
        assert usage.cost_usd is not None
        assert usage.cost_usd > 0


async def nothing(_: DraftClaim) -> None:
    pass


async def test_each_claim_is_told_while_the_next_is_being_written(server: Standin, writer: Writer) -> None:
    server.control("set", token_delay=0.01)
    told: list[tuple[DraftClaim, float]] = []

    async def said(claim: DraftClaim) -> None:
        told.append((claim, monotonic()))

    draft, usage = await writer.answer(QUESTION, [PASSAGE], said=said)
    ended = monotonic()
    assert draft.claims == tuple(DRAFTS)
    assert [claim for claim, _ in told] == DRAFTS
    times = [at for _, at in told]
    # a claim is 25 words of a hundredth of a second; a tenth is enough to tell apart what came at once
    assert all(later - earlier > 0.1 for earlier, later in pairwise(times[:3]))
    assert ended >= times[-1]
    assert asked(server) == [("json_schema", True)]
    counted = server.view("usage")
    assert (usage.tokens_in, usage.tokens_out) == (counted["prompt_tokens"], counted["completion_tokens"])
    assert usage.cost_usd == pytest.approx((usage.tokens_in + 10 * usage.tokens_out) / 1e6)


async def test_a_server_that_cannot_stream_is_asked_again_without_and_remembered(
    server: Standin, writer: Writer
) -> None:
    server.control("set", manners=["no_stream"])
    told: list[DraftClaim] = []

    async def said(claim: DraftClaim) -> None:
        told.append(claim)

    for _ in range(2):
        draft, _ = await writer.answer(QUESTION, [PASSAGE], said=said)
    assert asked(server) == [("json_schema", True), ("json_schema", False), ("json_schema", False)]
    assert told == list(draft.claims) * 2


async def test_what_was_told_before_a_stream_broke_off_stands_and_is_paid_for(server: Standin, writer: Writer) -> None:
    server.control("set", manners=["cuts"])
    told: list[DraftClaim] = []

    async def said(claim: DraftClaim) -> None:
        told.append(claim)

    draft, usage = await writer.answer(QUESTION, [PASSAGE], said=said)
    assert list(draft.claims) == told == DRAFTS[:1]
    assert usage.tokens_in > 0
    assert usage.tokens_out > 0
    assert len(asked(server)) == 1


async def test_a_stream_that_breaks_before_a_claim_was_told_is_asked_for_in_one_piece(
    server: Standin, writer: Writer
) -> None:
    one = {"claims": CLAIMS[:1], "corrects": False}
    server.control("set", manners=["cuts"], script={".": json.dumps(one)})
    told: list[DraftClaim] = []

    async def said(claim: DraftClaim) -> None:
        told.append(claim)

    draft, _ = await writer.answer(QUESTION, [PASSAGE], said=said)
    assert list(draft.claims) == told == DRAFTS[:1]
    assert asked(server) == [("json_schema", True), ("json_schema", False)]


async def test_an_answer_that_nobody_waits_for_any_more_is_no_longer_read(server: Standin, writer: Writer) -> None:
    server.control("set", token_delay=0.02)
    first = asyncio.Event()

    async def said(_: DraftClaim) -> None:
        first.set()

    task = asyncio.create_task(writer.answer(QUESTION, [PASSAGE], said=said))
    await first.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    before = -1
    while before != (now := server.view("requests")[0]["streamed"]):  # the server notices that nobody reads
        before = now
        await asyncio.sleep(0.1)
    assert now < 80


async def test_what_a_listener_raises_is_not_taken_for_a_failure_of_the_model(writer: Writer) -> None:
    async def said(_: DraftClaim) -> None:
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        await writer.answer(QUESTION, [PASSAGE], said=said)


async def test_a_silent_stream_is_given_up(server: Standin) -> None:
    server.control("set", mode="slow", delay=30)
    model = open_writer("openai:standin", base_url=server.ready["base_url"], api_key="sk-standin", timeout=0.2)
    with pytest.raises(WriterUnavailable, match=r"did not answer within 0\.2 seconds"):
        await model.answer(QUESTION, [PASSAGE], said=nothing)
