"""The papers of a post are read in full first: what limits them, and what comes next, stands at their end."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import date
from zoneinfo import ZoneInfo

from retrieval.collect import index_pending
from retrieval.fulltext.outcome import Outcome, Reading
from retrieval.library import Library
from retrieval.paper import Paper, Passage
from retrieval.profile import Profile
from schedules.compose import Order, compose
from schedules.composing.closely import MOST_ENDS, abstract_and_ends
from schedules.edition import Edition
from schedules.forms.headline import headline
from schedules.window import whole_day
from tests.fakes.press import at, fake_library, news

DAY = date(2026, 3, 6)
LIMIT = "A limitation of our study is that only decoder models of up to 7 billion parameters were tested."
NEXT = "In future work, we plan to extend sparse attention to encoder models."


@dataclass
class FakeReader:
    """Reads what it holds of each paper after `seconds`."""

    library: Library
    seconds: float = 0
    asked: list[str] = field(default_factory=list)

    async def read(self, paper: Paper) -> Reading:
        self.asked.append(paper.id)
        await asyncio.sleep(self.seconds)
        reading = Reading(outcome=Outcome.READ, tried=at(6))
        await self.library.store.put_reading(paper, reading, passages(paper))
        return reading

    async def indexed(self) -> None:
        return


def passages(paper: Paper) -> list[Passage]:
    parts = (("1 Introduction", "Attention is slow."), ("5 Limitations", LIMIT), ("6 Conclusion", NEXT))
    first = Passage(paper_id=paper.id, version=paper.version or 1, ordinal=0, title=paper.title, text=paper.abstract)
    return [replace(first, ordinal=n, section=name, text=text) for n, (name, text) in enumerate(parts, start=1)]


async def composed(papers: list[Paper], *, seconds: float, slow: float = 0) -> tuple[Edition, FakeReader]:
    library = fake_library()
    reader = FakeReader(library, slow)
    library = replace(library, reader=reader)
    await library.store.add(papers, captured=at(6))
    await index_pending(library.store, library.embedder, library.index)
    order = Order(
        key="s/x",
        day=DAY,
        window=whole_day(DAY, ZoneInfo("UTC")),
        profile=Profile(topics=("sparse attention",)),
        owner="x",
        items=2,
        reading_seconds=seconds,
    )
    return await compose(library, order, papers), reader


async def test_what_the_abstract_leaves_out_of_limits_and_plans_comes_from_the_papers_end() -> None:
    edition, reader = await composed([news(1), news(2), news(3)], seconds=5)
    said = {section.name: [claim.text for claim in section.claims] for section in edition.items[0].sections}
    assert said["gaps"] == [LIMIT]
    assert said["next"] == [NEXT]
    assert "1.33x" in edition.items[0].finding.text, "the finding is still the abstract's"
    assert len(reader.asked) == 2, "only what is shown is read before the post"
    shown = str(headline(edition))
    assert LIMIT in shown
    assert "5 Limitations" in shown, "where it stands is told, for it is not in the abstract"


async def test_a_paper_that_is_not_read_in_time_is_told_from_its_abstract() -> None:
    edition, _ = await composed([news(1)], seconds=0.01, slow=60)
    assert [item.number for item in edition.items] == [1]
    assert LIMIT not in str(edition)


async def test_where_nobody_may_wait_nothing_is_read() -> None:
    _, reader = await composed([news(1)], seconds=0)
    assert reader.asked == []


def test_of_a_long_paper_only_the_telling_parts_are_taken() -> None:
    paper = news(1)
    first, intro, limits, plans = (
        Passage(paper_id=paper.id, version=1, ordinal=0, title=paper.title, text=paper.abstract),
        *passages(paper),
    )
    many = [replace(plans, ordinal=4 + n, text=f"{NEXT} {n}") for n in range(9)]
    taken = abstract_and_ends([first, intro, limits, plans, *many])
    assert taken[:3] == [first, limits, plans]
    assert len(taken) == 1 + MOST_ENDS
