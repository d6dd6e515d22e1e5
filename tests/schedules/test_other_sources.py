"""What others tell beside arXiv: it goes out with the day, and one that is down is named and stops nobody."""

from dataclasses import replace
from datetime import UTC, date, datetime

from retrieval.errors import SourceUnavailable
from retrieval.paper import PUBLIC, Paper
from retrieval.profile import Profile
from schedules.document import text_of
from schedules.edition import Edition
from schedules.forms.cited import link_of
from schedules.forms.headline import headline
from schedules.making import make
from schedules.press import Press
from schedules.subscriptions import Subscription
from tests.fakes.press import FakePress, news, subscription
from tests.fakes.source import FakeSource

NOW = datetime(2026, 3, 6, 14, tzinfo=UTC)
DOWN = "Hugging Face cannot be reached."
POST = Paper(
    id="feed:lab.example-1",
    title="Sparse attention in our products",
    abstract="Sparse attention is 2x faster for us.",
    link="https://lab.example/1",
    source="lab.example",
)
ARXIV = FakeSource(papers=(news(1, categories=("cs.CL",)), news(2, categories=("math.AG",))), name="arXiv")


def press_of(*sources: FakeSource) -> Press:
    return replace(FakePress().press(), sources=lambda _categories: sources)


def reader() -> Subscription:
    return replace(subscription(), profile=Profile(topics=("sparse attention",), categories=("cs.CL",)))


async def made(*sources: FakeSource) -> Edition:
    return await make(press_of(*sources), reader(), date(2026, 3, 6), NOW)


async def test_one_dead_source_stops_no_other_and_the_edition_says_which_was_missing() -> None:
    dead = FakeSource(error=SourceUnavailable(DOWN), name="Hugging Face")
    edition = await made(dead, ARXIV)
    assert [item.paper.id for item in edition.items] == [news(1).id]
    assert edition.missing == (DOWN,)
    assert DOWN in text_of(headline(edition).blocks)


async def test_what_it_told_before_it_died_is_kept() -> None:
    half = FakeSource(papers=(POST,), error=SourceUnavailable(DOWN), name="lab.example")
    edition = await made(ARXIV, half)
    assert {item.paper.id for item in edition.items} == {news(1).id, POST.id}


async def test_a_post_has_no_category_so_the_topics_decide_on_it() -> None:
    edition = await made(ARXIV, FakeSource(papers=(POST,), name="lab.example"))
    assert {item.paper.id for item in edition.items} == {news(1).id, POST.id}
    assert edition.funnel.announced == 2, "the other paper of arXiv's is in no category of this channel"
    (shown,) = [item.paper for item in edition.items if item.paper.id == POST.id]
    assert link_of(shown) == POST.link


async def test_a_paper_that_two_tell_of_is_shown_once_and_both_are_known() -> None:
    press = press_of(ARXIV, FakeSource(papers=(replace(news(1), source="Hugging Face", announcement=None),), name="HF"))
    edition = await make(press, reader(), date(2026, 3, 6), NOW)
    assert [item.paper.id for item in edition.items] == [news(1).id]
    told_by = await press.library.store.told_by([news(1).id], owner=PUBLIC)
    assert set(told_by[news(1).id]) == {"arXiv", "Hugging Face"}
