"""`/why` after the day: a paper that was posted stays posted, whatever its newest version is of."""

from dataclasses import replace
from datetime import date

from bot.commands.why import WHY
from retrieval.rank import Pick
from schedules.document import text_of
from tests.fakes.desk import FakeDesk, desk_with
from tests.fakes.editions import edition, item, paper
from tests.fakes.using import use

SHOWN = paper("2603.00001", "EAT: Entropy After Think")
PICK = Pick(
    paper_id=SHOWN.id, title=SHOWN.title, rank=1, score=0.6, kept=True, topic="tokens", because="it saves tokens"
)
NEWEST = edition(item(1, paper=paper("2603.00009")), key="s/2026-03-09", day=date(2026, 3, 9))


def later(pick: Pick = PICK, **now: object) -> FakeDesk:
    """Two days after, with the paper as it is now."""
    held = replace(SHOWN, announced=NEWEST.day, **now)  # type: ignore[arg-type]  # fields by name
    items = (item(1, paper=SHOWN),) if pick.kept else ()
    return desk_with(held, editions=[edition(*items, picks=(pick,)), NEWEST])


async def said(desk: FakeDesk) -> str:
    return text_of((await use(WHY, desk, paper=SHOWN.id)).blocks)


async def test_a_withdrawn_paper_was_posted_all_the_same() -> None:
    text = await said(later(withdrawn=True, version=2))
    assert "it is item 1 of 6 March 2026, because it saves tokens. It has been withdrawn by its authors." in text


async def test_so_was_one_with_a_new_version() -> None:
    assert "item 1 of 6 March 2026, because it saves tokens. There is a new version, v2." in await said(
        later(version=2)
    )


async def test_one_that_was_read_late_and_not_kept_is_found_too() -> None:
    text = await said(later(replace(PICK, kept=False, because="it is far from all you want")))
    assert "it was read on 6 March 2026 and not kept: it is far from all you want." in text


async def test_what_a_later_edition_read_again_and_passed_over_is_still_the_item_it_was() -> None:
    desk = later(version=2)
    passed = replace(PICK, kept=False, because="it is a new version")
    desk.editions[1] = replace(desk.editions[1], picks=(passed,))
    assert "it is item 1 of 6 March 2026" in await said(desk)
