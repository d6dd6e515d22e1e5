"""A question that names several papers: each is searched, each is heard, and who is silent is named."""

from dataclasses import replace

from retrieval.answer import DraftClaim, Question, Scope
from retrieval.ask import ask
from retrieval.asking.sides import put_to
from retrieval.paper import Paper, Passage
from tests.fakes.library import CATS, PRUNING, library_of
from tests.fakes.writer import FakeWriter

DOGS = Paper(
    id="2506.00002",
    title="DogNap: how dogs sleep",
    abstract="We find that dogs sleep for 12 hours a day. In our records they often dream of bones.",
    version=1,
)
NAPS = replace(CATS, abstract="We show that cats sleep for 16 hours a day, more than was known before.")
BOTH = Scope(paper_ids=frozenset({CATS.id, DOGS.id}), label="both")


async def test_without_a_model_each_paper_answers_with_a_sentence_of_its_own() -> None:
    library = await library_of(CATS, DOGS, PRUNING)
    answer = await ask(
        library, Question(text="How many hours a day do they sleep in DogNap and in 2506.07751?", scope=BOTH)
    )
    assert [claim.text for claim in answer.claims] == [
        "We find that dogs sleep for 12 hours a day.",
        "Cats sleep for 16 hours a day.",
    ]
    assert answer.remark == ""


async def test_a_bare_comparison_shows_what_each_says_it_found() -> None:
    library = await library_of(NAPS, DOGS)
    answer = await ask(library, Question(text="How does DogNap differ from 2506.07751?", scope=BOTH))
    assert {quote.passage_key for claim in answer.claims for quote in claim.quotes} == {
        "2506.07751v2#0",
        "2506.00002v1#0",
    }
    assert all(claim.verbatim for claim in answer.claims)


async def test_who_says_nothing_on_it_is_named() -> None:
    library = await library_of(CATS, DOGS)
    answer = await ask(library, Question(text="What do both say on dreams of bones?", scope=BOTH))
    assert [claim.text for claim in answer.claims] == ["In our records they often dream of bones."]
    assert answer.remark == "I found nothing on it in “How cats sleep” (2506.07751)."


async def test_a_model_is_given_as_much_of_each_paper_and_whom_it_left_out_is_named() -> None:
    full = {DOGS.id: [f"Dogs sleep in kennel {n}, and they sleep well." for n in range(20)]}
    writer = FakeWriter(claims=[DraftClaim("Dogs sleep 12 hours.", "2506.00002v1#0", "dogs sleep for 12 hours a day.")])
    library = await library_of(CATS, DOGS, writer=writer, full=full)
    answer = await ask(library, Question(text="Who sleeps longer, cats or dogs?", scope=BOTH))
    assert {passage.paper_id for passage in writer.given[0][:2]} == {CATS.id, DOGS.id}
    assert sum(passage.paper_id == DOGS.id for passage in writer.given[0]) == 4
    assert answer.remark == "I found nothing on it in “How cats sleep” (2506.07751)."


def _of(paper: Paper) -> list[Passage]:
    return [Passage(paper_id=paper.id, version=1, ordinal=0, title=paper.title, text=paper.abstract)]


def test_a_question_is_put_to_each_paper_without_the_names_of_the_others() -> None:
    text = "How does the sleep in DogNap differ from that of SparseGPT?"
    assert put_to(text, _of(DOGS), _of(PRUNING)) == "How does the sleep in DogNap from that of ?"
    assert "DogNap" not in put_to(text, _of(PRUNING), _of(DOGS))
    assert put_to("How does DogNap differ from SparseGPT?", _of(PRUNING), _of(DOGS)) == ""
