"""What a shelf promises of all that is told beside a paper's text."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from retrieval.enrichment import Author, Enrichment
from retrieval.paper import PUBLIC, Paper
from retrieval.ports import PaperStore

AT = datetime(2026, 3, 2, 5, tzinfo=UTC)
PAPER = Paper(id="2603.00001", title="Sparse", abstract="We prune.", source="arXiv")
POST = Paper(id="feed:lab.example-1", title="Post", abstract="We post.", link="https://lab.example/1", source="lab")
TOLD = Enrichment(
    paper_id=PAPER.id,
    source="Semantic Scholar",
    asked=AT,
    venue="ICML",
    year=2026,
    citations=3,
    authors=(Author("Emmy Nœther", "7"), Author("Ada")),
    code=("https://github.com/x/y",),
    references=("1706.03762", "doi:10.1000/1"),
)


async def test_everybody_who_told_of_a_paper_is_remembered_in_order(store: PaperStore) -> None:
    await store.add([PAPER], captured=AT)
    await store.add([replace(PAPER, source="Hugging Face"), replace(PAPER, source="lab")], captured=AT)
    await store.add([replace(PAPER, source="Hugging Face")], captured=AT)
    assert await store.told_by([PAPER.id, "2603.99999"], owner=PUBLIC) == {
        PAPER.id: ("arXiv", "Hugging Face", "lab"),
    }


async def test_where_a_post_can_be_read_is_kept(store: PaperStore) -> None:
    await store.add([POST], captured=AT)
    await store.add([replace(POST, link="")], captured=AT)
    assert await store.get(POST.id, owner=PUBLIC) == replace(POST, version=1)


async def test_what_services_say_comes_back_as_it_was_told_the_latest_of_each(store: PaperStore) -> None:
    later = replace(TOLD, asked=AT + timedelta(days=9), citations=4)
    other = Enrichment(paper_id=PAPER.id, source="Hugging Face", asked=AT, upvotes=0)
    await store.put_enrichments([TOLD, other, replace(TOLD, paper_id="2603.00002", found=False)])
    await store.put_enrichments([later])
    await store.put_enrichments([])
    assert await store.enrichments([PAPER.id, "2603.00003"]) == {PAPER.id: (other, later)}


async def test_it_may_be_told_before_the_paper_is_there_and_twice_at_once(store: PaperStore) -> None:
    await store.put_enrichments([TOLD, replace(TOLD, citations=5)])
    assert [one.citations for one in (await store.enrichments([PAPER.id]))[PAPER.id]] == [5]
