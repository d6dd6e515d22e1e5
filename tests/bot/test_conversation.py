"""A question in a thread → an answer in that thread, with the quotes that prove it."""

from dataclasses import replace

import pytest

from bot.conversation import converse, listed_topic, subject
from bot.platforms.platform import Place, Utterance
from retrieval.answer import Answer, Claim, Quote
from retrieval.paper import Passage
from retrieval.rank import Pick
from schedules.document import Quoted
from tests.fakes.desk import ADA, CHANNEL, DIRECT, THREAD, FakeDesk, desk_with
from tests.fakes.editions import edition, item, paper
from tests.fakes.platform import FakeReply
from tests.fakes.writer import FakeWriter

EAT = paper(
    "2603.00001",
    "Entropy After Think for early exiting",
    abstract="On MATH500, EAT cuts token usage by 13 to 21% with no harm to accuracy. It needs the logits.",
)
SAE = paper("2603.00002", "Sparse Autoencoders Made Cheap", abstract="Sparse autoencoders train on 8 GPUs in a day.")
TODAY = edition(
    item(1, paper=EAT),
    picks=(Pick(EAT.id, EAT.title, 1, 0.9, kept=True, topic="", because="it is new"),),
)


def _behind(**other: object) -> FakeDesk:
    behind = desk_with(EAT, SAE, editions=[TODAY], list_shown=(EAT,), **other)
    behind.threads.editions = {"t": TODAY}
    return behind


async def _ask(text: str, where: Place = THREAD, behind: FakeDesk | None = None) -> FakeReply:
    reply = FakeReply()
    await converse((behind or _behind()).desk(), Utterance(text, ADA, where, reply, "1", "mention"))
    return reply


async def test_an_answer_shows_each_quote_with_its_paper_version_and_section_and_the_scope() -> None:
    reply = await _ask("How much does EAT cut token usage?")

    (document, private) = reply.shown[0]
    quote = next(block for block in document.blocks if isinstance(block, Quoted))
    assert quote.text == "On MATH500, EAT cuts token usage by 13 to 21% with no harm to accuracy."
    assert (
        "".join(span.text for span in quote.source) == "Entropy After Think for early exiting, 2603.00001v1, Abstract"
    )
    assert "https://arxiv.org/abs/2603.00001v1" in [span.link for span in quote.source]
    assert "Looked in the papers of 6 March 2026 and the rest of the library" in reply.text
    assert "selected by program, sentences verbatim" in reply.text
    assert (reply.working_calls, private) == ([False], False)


async def test_a_follow_up_is_about_the_paper_that_the_first_question_was_about() -> None:
    behind = _behind()
    await _ask("How much does EAT cut token usage?", behind=behind)

    reply = await _ask("Does it need the logits?", behind=behind)

    assert "Looked in “Entropy After Think for early exiting” (2603.00001)" in reply.text


async def test_where_the_last_paper_is_silent_the_others_are_asked() -> None:
    behind = _behind()
    await _ask("How much does EAT cut token usage?", behind=behind)

    reply = await _ask("On how many GPUs do sparse autoencoders train?", behind=behind)

    assert "Sparse autoencoders train on 8 GPUs in a day." in reply.text
    assert "Looked in the papers of 6 March 2026 and the rest of the library" in reply.text


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Which papers are about sparse autoencoders?", "sparse autoencoders"),
        ("Which other papers today use reinforcement learning?", "reinforcement learning"),
        ("What have we seen on KV-cache eviction since May?", "KV-cache eviction"),
        ("What is this paper about?", ""),
        ("Which paper's method is faster?", ""),
    ],
)
def test_a_question_for_papers_is_told_from_a_question_to_them(text: str, topic: str) -> None:
    assert listed_topic(text) == topic


async def test_without_a_model_a_question_for_papers_is_answered_with_a_list() -> None:
    reply = await _ask("Which papers are about sparse autoencoders?")

    assert "Papers on “sparse autoencoders”" in reply.text
    assert "Sparse Autoencoders Made Cheap" in reply.text


async def test_what_was_said_is_remembered_and_given_to_the_next_question() -> None:
    writer = FakeWriter()
    behind = _behind(other={"writer": writer})

    await _ask("How much does EAT cut token usage?", behind=behind)
    await _ask("And on which benchmark?", behind=behind)

    assert writer.asked[0].history == ()
    assert writer.asked[1].history == (
        "How much does EAT cut token usage?\nOn MATH500, EAT cuts token usage by 13 to 21% with no harm to accuracy.",
    )


async def test_outside_threads_and_direct_messages_nothing_is_remembered() -> None:
    """What one person asked in a channel is no context for the next."""
    behind = _behind()

    await _ask("How much does EAT cut token usage?", CHANNEL, behind)
    assert behind.threads.said == []
    await _ask("How much does EAT cut token usage?", DIRECT, behind)
    assert len(behind.threads.said) == 1


async def test_what_the_papers_do_not_say_is_refused_with_the_scope() -> None:
    reply = await _ask("Who won the football cup?", replace(THREAD, paper=SAE.id))

    assert "“Sparse Autoencoders Made Cheap” (2603.00002)" in reply.text
    assert not [block for document, _ in reply.shown for block in document.blocks if isinstance(block, Quoted)]


@pytest.mark.parametrize("text", ["c++", "RAG?", 'what of "caches"', "'; DROP TABLE papers; --", "NEAR(a b) AND *"])
async def test_signs_that_mean_something_to_a_search_engine_are_only_words(text: str) -> None:
    reply = await _ask(text)

    assert len(reply.shown) + len(reply.refusals) == 1
    assert "Something broke" not in " ".join(reply.refusals)


@pytest.mark.parametrize("text", ["x" * 100_000, "why " * 25_000, "?", "\x00"])
async def test_a_question_that_is_none_or_far_too_long_is_one_sentence_to_the_asker(text: str) -> None:
    reply = await _ask(text)

    (refusal,) = reply.refusals
    assert len(refusal) < 200
    assert reply.shown == []


def _answer(question: str, *claims: Claim, **other: object) -> Answer:
    passages = tuple(
        Passage(paper_id=one.id, version=1, ordinal=0, title=one.title, text=one.abstract) for one in (EAT, SAE)
    )
    return Answer(question=question, scope="the day", claims=claims, passages=passages, **other)  # type: ignore[arg-type]


OF_EAT = Claim("EAT cuts it.", (Quote("2603.00001v1#0", "EAT cuts token usage"),))
OF_SAE = Claim("They are cheap.", (Quote("2603.00002v1#0", "8 GPUs in a day"),))


@pytest.mark.parametrize(
    ("question", "claims", "paper_id"),
    [
        ("What does EAT cut?", (OF_EAT,), EAT.id),
        ("What does EAT cut?", (OF_EAT, OF_SAE), ""),
        ("What is cut?", (OF_EAT,), ""),
        ("What does GPT-4 cut?", (OF_EAT,), ""),
        ("What does EAT cut?", (), ""),
    ],
)
def test_a_question_is_about_a_paper_when_its_answer_and_a_name_in_it_are(
    question: str, claims: tuple[Claim, ...], paper_id: str
) -> None:
    assert subject(_answer(question, *claims)) == paper_id


async def test_a_model_is_named_with_its_cost() -> None:
    reply = await _ask("How much does EAT cut token usage?", behind=_behind(other={"writer": FakeWriter()}))

    assert "written by fake (AI), quotes checked · $0.001" in reply.text
