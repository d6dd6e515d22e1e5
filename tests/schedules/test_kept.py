"""The papers that a published edition kept are noted as to be read in full."""

from schedules.jobs import tick
from tests.fakes.press import FakePress, at, news, subscription
from tests.fakes.source import FakeSource


async def test_the_papers_of_an_edition_are_wanted_in_full_and_the_others_are_not() -> None:
    far = news(3, abstract="Glaciers melt in summer.", title="Glaciers")
    press = FakePress(source=FakeSource(papers=[news(1), news(2), far]))
    await press.subscriptions.put(subscription())
    await tick(press.press(), at(6, 9))
    kept = {pick.paper_id for pick in press.editions.kept["s/2026-03-06"][1].picks if pick.kept}
    assert kept
    assert {paper.id for paper in await press.library.store.to_read(now=at(6, 9), limit=9)} == kept


async def test_an_edition_that_went_out_twice_wants_its_papers_once() -> None:
    press = FakePress(source=FakeSource(papers=[news(1)]))
    await press.subscriptions.put(subscription())
    for _ in range(2):
        await tick(press.press(), at(6, 9))
    assert len(await press.library.store.to_read(now=at(6, 9), limit=9)) == 1
