"""What a question is about: the first of the rules that fits."""

from dataclasses import replace
from datetime import date

import pytest

from bot.platforms.platform import Place
from bot.scope import Aim, aim
from retrieval.errors import UnknownPaper
from retrieval.paper import Paper
from retrieval.rank import Pick
from tests.fakes.desk import ADA, CHANNEL, DIRECT, SERVER, THREAD, FakeDesk, FakeThreads, Publisher, desk_with
from tests.fakes.editions import edition, item, paper

FIRST = paper("2603.00001", "EAT: Entropy After Think")
SECOND = paper("2603.00002", "Sparse Autoencoders Made Cheap")
OTHER = paper("2205.14135", "FlashAttention: Fast and Memory-Efficient Exact Attention")
OLD = paper("1706.03762", "Attention Is All You Need")


def _pick(one: Paper, rank: int) -> Pick:
    return Pick(one.id, one.title, rank, 0.9, kept=True, topic="", because="it is new")


TODAY = edition(item(1, paper=FIRST), item(2, paper=SECOND), picks=(_pick(FIRST, 1), _pick(SECOND, 2), _pick(OTHER, 3)))


def _behind(**other: object) -> FakeDesk:
    behind = desk_with(FIRST, SECOND, OTHER, OLD, editions=[TODAY], list_shown=(FIRST, SECOND), **other)
    behind.threads.editions = {"t": TODAY}
    return behind


async def _aim(text: str, where: Place = THREAD, behind: FakeDesk | None = None) -> Aim:
    return await aim((behind or _behind()).desk(), text, where, asker=ADA.id)


async def test_under_an_item_the_question_is_about_its_paper_whatever_else_it_names() -> None:
    where = replace(THREAD, paper=SECOND.id)

    aimed = await _aim("How is it better than 2205.14135?", where)

    assert aimed.paper == SECOND
    assert aimed.scope.paper_ids == {SECOND.id}
    assert aimed.scope.label == "“Sparse Autoencoders Made Cheap” (2603.00002)"
    assert aimed.scope.owner == SERVER


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("What does 2205.14135 say of memory?", OTHER),
        ("Is https://arxiv.org/abs/2205.14135v1 faster?", OTHER),
        ("What does item 2 report?", SECOND),
        ("What is the gain of #2?", SECOND),
        ("What about number 2?", SECOND),
        ("What are the limitations of 2?", SECOND),
        ("Does 1 say why?", FIRST),
        ("How large is the model of the second one?", SECOND),
        ("How much does EAT save?", FIRST),
        ("And the sparse autoencoder paper?", None),
        ("What is new in the sparse autoencoders paper?", SECOND),
        ("Does “Attention is all you need” use recurrence?", OLD),
        ("What is faster in the fast exact attention paper?", OTHER),
        ("How does Sparse Autoencoders Made Cheap do it?", SECOND),
    ],
)
async def test_a_paper_is_named_by_id_number_or_words_of_its_title(text: str, found: Paper | None) -> None:
    assert (await _aim(text)).paper == found


@pytest.mark.parametrize(
    "text",
    [
        "What do models eat?",
        "What happens in layer number 2?",
        "Is there a paper 40 pages long?",
        "What is the first paper to use attention?",
        "What is in the whole paper?",
        'What does "attention" mean?',
        "Is 3.14 enough, and #hashtags?",
    ],
)
async def test_what_only_looks_like_a_name_is_none(text: str) -> None:
    assert (await _aim(text)).paper is None


async def test_two_papers_may_be_named_at_once() -> None:
    aimed = await _aim("Compare 2205.14135 with 1706.03762.")

    assert aimed.scope.paper_ids == {OTHER.id, OLD.id}
    assert aimed.paper is None


async def test_an_id_that_does_not_exist_is_said_rather_than_ignored() -> None:
    with pytest.raises(UnknownPaper):
        await _aim("What does 2601.99999 say?")


async def test_a_named_paper_that_is_not_stored_is_fetched() -> None:
    new = paper("2601.00001", "Brand New")

    aimed = await _aim("What does 2601.00001 say?", behind=_behind(publisher=Publisher((new,))))

    assert aimed.paper is not None
    assert aimed.paper.title == "Brand New"


async def _asked_about(paper_id: str, asker: str = ADA.id) -> FakeThreads:
    threads = FakeThreads()
    await threads.remember(THREAD, asker=asker, question="q", answer="a", paper=paper_id)
    return threads


async def test_a_follow_up_is_about_the_paper_this_asker_last_asked_about_here() -> None:
    behind = _behind(threads=await _asked_about(OTHER.id))

    assert (await _aim("And its limits?", behind=behind)).paper == OTHER


async def test_on_the_console_that_holds_outside_threads_as_well() -> None:
    console = Place("console", SERVER, "console")
    behind = _behind(threads=FakeThreads())
    await behind.threads.remember(console, asker=ADA.id, question="q", answer="a", paper=OTHER.id)

    assert (await _aim("And its limits?", console, behind)).paper == OTHER


async def test_what_another_asked_about_is_not_what_i_meant() -> None:
    behind = _behind(threads=await _asked_about(OTHER.id, asker="bob"))

    assert (await _aim("And its limits?", behind=behind)).paper is None


async def test_a_question_about_papers_in_the_plural_is_about_the_day_again() -> None:
    behind = _behind(threads=await _asked_about(OTHER.id))

    assert (await _aim("Which papers are about agents?", behind=behind)).paper is None


@pytest.mark.parametrize("where", [THREAD, CHANNEL])
async def test_otherwise_the_papers_of_the_day_come_first_and_then_the_library(where: Place) -> None:
    aimed = await _aim("Is anything here about caches?", where)

    assert aimed.scope.paper_ids is None
    assert aimed.scope.first == {FIRST.id, SECOND.id, OTHER.id}
    assert aimed.scope.label == "the papers of 6 March 2026 and the rest of the library"


async def test_in_the_thread_of_an_older_edition_that_day_comes_first() -> None:
    behind = _behind()
    older = edition(item(1, paper=OLD), key="s/2026-03-05", day=date(2026, 3, 5), picks=(_pick(OLD, 1),))
    behind.threads.editions = {"t": older}

    assert (await _aim("Is anything here about caches?", behind=behind)).scope.first == {OLD.id}


async def test_a_direct_message_asks_the_whole_library() -> None:
    aimed = await _aim("Is anything about caches?", DIRECT)

    assert (aimed.scope.label, aimed.scope.first) == ("the whole library", frozenset())
    assert aimed.scope.owner == DIRECT.server


async def test_a_question_that_says_since_when_is_about_what_came_since() -> None:
    aimed = await _aim("What have we seen on caches since March?", DIRECT)

    assert aimed.scope.since == date(2026, 3, 1)
    assert aimed.scope.label == "the whole library, since 1 March 2026"


async def test_a_paper_that_is_gone_from_the_shelf_does_not_hold_the_thread() -> None:
    aimed = await _aim("And its limits?", replace(THREAD, paper="2603.99999"))

    assert aimed.scope.first


async def test_a_paper_of_the_day_is_named_though_no_list_shows_it() -> None:
    assert (await _aim("How does FlashAttention save memory?")).paper == OTHER


async def test_where_nobody_named_the_paper_a_wider_look_is_allowed() -> None:
    behind = _behind()
    await behind.threads.remember(THREAD, asker=ADA.id, question="?", answer="", paper=SECOND.id)
    aimed = await _aim("How large is the gain?", THREAD, behind)
    assert aimed.paper == SECOND
    assert aimed.wider is not None
    assert aimed.wider.first == {FIRST.id, SECOND.id, OTHER.id}
    assert (await _aim("What does EAT say?", THREAD, behind)).wider is None


MOUTH = paper("1902.04094", "BERT has a Mouth, and It Must Speak: BERT as a Markov Random Field Language Model")
FINNISH = paper("1912.07076", "Multilingual is not enough: BERT for Finnish", abstract="FinBERT wins. " * 6)
BAE = paper("2004.01970", "BAE: BERT-based Adversarial Examples for Text Classification", abstract="BAE attacks.")
NEWS = paper("1906.01749", "Multi-News: a Large-Scale Multi-Document Summarization Dataset")
SPARSE = paper("1912.11637", "Explicit Sparse Transformer: Concentrated Attention Through Explicit Selection")
PRETRAINED = paper("1810.04805", "BERT: Pre-training of Deep Bidirectional Transformers")


async def _after_the_mouth(text: str) -> Aim:
    behind = desk_with(MOUTH, FINNISH, BAE, NEWS, SPARSE, PRETRAINED)
    await behind.threads.remember(THREAD, asker=ADA.id, question="q", answer="a", paper=MOUTH.id)
    return await _aim(text, behind=behind)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("What is the size of Multi-news dataset?", [NEWS]),
        ("How many layers does the Explicit Sparse Transformer have?", [SPARSE]),
        ("How do BAE and Multi-News differ in their use of BERT?", [BAE, NEWS]),
        ("Since BAE uses GPT-3, how large is its model?", [BAE]),
        ("How do FinBERT and BAE use BERT differently?", [BAE, FINNISH]),
        ("How is BERT has a Mouth trained?", [MOUTH]),
        ("Does it speak as Multi-News does?", [MOUTH]),
        ("How is BERT made to speak?", [MOUTH]),
    ],
)
async def test_a_stored_paper_that_is_named_wins_over_the_last_one(text: str, found: list[Paper]) -> None:
    assert (await _after_the_mouth(text)).scope.paper_ids == {one.id for one in found}


async def test_a_question_by_itself_with_a_name_the_last_paper_lacks_goes_to_the_library() -> None:
    aimed = await _after_the_mouth("By how much does FinBERT outperform multilingual models?")

    assert aimed.scope.paper_ids is None
    assert aimed.wider is None


async def test_what_we_have_seen_is_about_the_library_whatever_was_talked_about_last() -> None:
    aimed = await _after_the_mouth("What have we seen on BERT since March?")

    assert (aimed.scope.paper_ids, aimed.scope.since) == (None, date(2026, 3, 1))


async def test_a_wider_look_keeps_the_day_that_the_question_names() -> None:
    aimed = await _after_the_mouth("And what does it say of caches since March?")

    assert aimed.paper == MOUTH
    assert aimed.wider is not None
    assert aimed.wider.since == date(2026, 3, 1)


@pytest.mark.parametrize(
    "text",
    ['What does "Dancing Bears in Winter" say about honey?', "According to “Dancing Bears in Winter”, do bears sleep?"],
)
async def test_a_quoted_title_that_we_lack_is_said_to_be_lacking(text: str) -> None:
    with pytest.raises(UnknownPaper, match="Dancing Bears"):
        await _aim(text)


async def test_a_quoted_phrase_that_says_nothing_is_no_title() -> None:
    assert (await _aim('What does "no free lunch" mean?')).paper is None
