"""From ranked papers to an edition in which every claim was checked."""

from datetime import date
from zoneinfo import ZoneInfo

from retrieval.answer import DraftClaim
from retrieval.collect import index_pending
from retrieval.library import Library
from retrieval.paper import Paper
from retrieval.profile import Profile
from retrieval.rank import BAR, Pick
from schedules.compose import Order, _skip, compose
from schedules.edition import Edition
from schedules.window import whole_day
from tests.fakes.press import at, fake_library, news
from tests.fakes.writer import FakeWriter

DAY = date(2026, 3, 6)
ATTENTION = Profile(topics=("sparse attention",))


async def composed(library: Library, papers: list[Paper], profile: Profile = ATTENTION, **other: int) -> Edition:
    await library.store.add(papers, captured=at(6))
    await index_pending(library.store, library.embedder, library.index)
    order = Order(key="s/x", day=DAY, window=whole_day(DAY, ZoneInfo("UTC")), profile=profile, owner="x", **other)
    return await compose(library, order, papers)


async def test_the_funnel_counts_what_the_lists_hold() -> None:
    papers = [news(n) for n in range(8)] + [news(9, announcement="replace"), news(10, title="Sheep", abstract="Wool.")]
    edition = await composed(fake_library(), papers, items=5)
    funnel = edition.funnel
    assert (funnel.announced, funnel.read, funnel.shown) == (10, 9, 5)
    assert (funnel.read, funnel.kept) == (len(edition.picks), sum(pick.kept for pick in edition.picks))
    assert [item.number for item in edition.items] == [1, 2, 3, 4, 5]


async def test_a_new_version_of_a_known_paper_is_no_news() -> None:
    edition = await composed(fake_library(), [news(1), news(2, announcement="replace-cross")])
    assert [pick.paper_id for pick in edition.picks] == ["2603.00001"]


async def test_a_profile_with_categories_reads_only_those() -> None:
    papers = [news(1, categories=("cs.CL", "cs.LG")), news(2, categories=("hep-th",))]
    edition = await composed(fake_library(), papers, Profile(topics=("sparse attention",), categories=("cs.LG",)))
    assert (edition.funnel.announced, edition.funnel.read) == (2, 1)


async def test_a_day_on_one_topic_is_not_told_as_a_share_of_itself() -> None:
    two = await composed(fake_library(), [news(1), news(2)])
    three = await composed(fake_library(), [news(1), news(2), news(3)])
    assert two.line == "Both papers kept are about sparse attention."
    assert three.line == "All 3 papers kept are about sparse attention."


async def test_without_a_model_every_finding_is_a_sentence_of_the_paper() -> None:
    edition = await composed(fake_library(), [news(1)])
    [item] = edition.items
    assert item.finding.verbatim
    assert item.finding.quotes[0].text in item.paper.abstract
    assert edition.byline.model is None


async def test_a_paper_about_which_the_model_lies_is_told_in_its_own_words() -> None:
    lies = FakeWriter(claims=[DraftClaim("It is 9x faster.", "2603.00001v1#0", "It is 9x faster, we find.")])
    edition = await composed(fake_library(lies), [news(1)])
    [item] = edition.items
    assert "9x" not in str(item)
    assert "1.33x" in item.finding.text


async def test_a_model_of_whose_words_none_stood_is_not_named_as_the_writer() -> None:
    lies = FakeWriter(findings=DraftClaim("It is 9x faster.", "no-such-key", "It is 9x faster, we find."))
    edition = await composed(fake_library(lies), [news(1)])
    assert edition.byline.model is None
    assert "What the model wrote of the items did not stand the check" in edition.missing[0]
    assert edition.usage.tokens_in > 0


async def test_what_is_said_of_a_paper_rests_on_that_paper() -> None:
    moved = FakeWriter(claims=[DraftClaim("Wool is warm.", "2603.00002v1#0", "Wool is warm and does not itch at all.")])
    papers = [news(1), news(2, abstract="Wool is warm and does not itch at all. Sparse attention.")]
    edition = await composed(fake_library(moved), papers)
    first = next(item for item in edition.items if item.paper.id == "2603.00001")
    assert "Wool" not in str(first.sections)


async def test_a_model_that_is_down_costs_the_edition_nothing_but_its_words() -> None:
    edition = await composed(fake_library(FakeWriter(down="The model did not answer.")), [news(1), news(2)])
    assert len(edition.items) == 2
    assert edition.byline.model is None
    assert edition.missing == ("The model did not answer. The sentences were picked by program instead.",)


async def test_usage_of_the_model_is_counted() -> None:
    edition = await composed(fake_library(FakeWriter()), [news(1)])
    assert edition.usage.tokens_in >= 100


async def test_a_paper_without_an_abstract_is_told_by_its_title() -> None:
    edition = await composed(fake_library(), [news(1, abstract="")])
    assert edition.items[0].finding.text == "Sparse attention, part 1"


async def test_a_day_without_papers_says_so_and_shows_nothing() -> None:
    edition = await composed(fake_library(), [])
    assert (edition.items, edition.funnel.announced) == ((), 0)
    assert edition.quiet


def test_what_only_just_missed_the_bar_is_not_called_safe_to_skip() -> None:
    """A reader would have kept some of it; only what is far below, or is to be left out, is safe."""
    scores = {"a": 0.9, "b": BAR - 0.01, "c": BAR - 0.1, "d": BAR - 0.1, "e": 0.1}
    left = {"d": "sheep"}
    picks = [
        Pick(one, one, n, score, score >= BAR, "", "", left_out=left.get(one, ""))
        for n, (one, score) in enumerate(scores.items())
    ]
    skip = _skip(picks, Profile(topics=("x",), leave_outs=("sheep",)))
    assert skip == "below the bar: 2, safe to skip: 2 (1 you leave out)"
    assert _skip(picks[:2], Profile()) == "below the bar: 1"
    assert _skip(picks[:1], Profile()) == ""


async def test_papers_below_the_bar_are_counted_in_what_is_safe_to_skip() -> None:
    edition = await composed(fake_library(), [news(1), news(2, title="Sheep", abstract="Wool and hay.")])
    assert edition.skip == "safe to skip: 1"


async def test_an_index_that_is_down_leaves_a_ranking_by_words() -> None:
    library = fake_library()
    await library.store.add([news(1), news(2, title="Sheep", abstract="Wool.")], captured=at(6))
    order = Order(key="s/x", day=DAY, window=whole_day(DAY, ZoneInfo("UTC")), profile=ATTENTION, owner="x")
    edition = await compose(library, order, [news(1), news(2, title="Sheep", abstract="Wool.")])
    assert edition.picks[0].paper_id == "2603.00001"
