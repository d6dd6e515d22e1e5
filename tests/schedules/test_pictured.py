"""A paper's figure in the forms: whole caption, where it belongs, and only where it was read."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pydantic import TypeAdapter

from retrieval.explaining.illustration import Illustration
from retrieval.fulltext import text
from retrieval.fulltext.outcome import Outcome, Reading
from schedules.composing.illustrated import illustrated
from schedules.document import Document, Figure, text_of
from schedules.edition import Edition
from schedules.forms.briefing import MOST_CAPTION, MOST_WORDS, briefing
from schedules.forms.deepdive import TITLES, deepdive, whole
from schedules.forms.pictured import MOST_ALT, pictured
from schedules.told import NOTHING_TOLD
from tests.fakes.editions import edition, item
from tests.fakes.forms import day, length
from tests.fakes.library import library_of
from tests.fakes.store import FakePaperStore
from tests.schedules.test_deepdive import DIVE, PAPER, lines

IMAGE = "https://arxiv.org/html/2603.00001v2/x1.png"
PLACE = "https://arxiv.org/html/2603.00001v2#S1.F1"
CAPTION = r"Overview of how cats sleep in $O(n^2)$ hours. \textbf{Left}: a cat."
OVERVIEW = text.Figure("1", CAPTION, IMAGE, PLACE)
SHOWN = f"Figure 1 of the paper: {CAPTION}"


def figures(document: Document) -> list[Figure]:
    entries = [block for entry in document.thread for block in entry.blocks]
    return [block for block in (*document.blocks, *entries) if isinstance(block, Figure)]


def test_a_figure_is_named_with_its_caption_word_for_word_and_a_link_to_its_place() -> None:
    block = pictured(OVERVIEW, PAPER)
    assert (block.url, block.caption, block.source[0].link) == (IMAGE, CAPTION, PLACE)
    assert text_of([block]) == SHOWN
    assert block.alt == f"Figure 1 of “How cats sleep”: {CAPTION}"
    assert len(pictured(replace(OVERVIEW, caption="word " * 900), PAPER).alt) == MOST_ALT


def test_a_figure_that_stands_on_no_page_of_its_own_is_linked_to_the_paper() -> None:
    (source,) = pictured(text.Figure("1", CAPTION), PAPER).source
    assert source.link == "https://arxiv.org/abs/2603.00001"


@pytest.mark.parametrize(
    ("shows", "under"), [("method", "How it works"), ("results", "The evidence"), ("", "The idea")]
)
def test_a_deep_dive_shows_it_once_in_the_chapter_it_belongs_to(shows: str, under: str) -> None:
    told = replace(DIVE, illustration=Illustration(OVERVIEW, shows))  # type: ignore[arg-type]  # of a parameter
    document = deepdive(told)
    assert [one.url for one in figures(document)] == [IMAGE]
    assert not [block for block in document.blocks if isinstance(block, Figure)], "it stands in the thread"
    assert lines(told).count(SHOWN) == 1
    chapter = next(entry for entry in document.thread if any(isinstance(block, Figure) for block in entry.blocks))
    assert chapter.about == PAPER.id
    said = text_of(chapter.blocks).splitlines()
    assert [line for line in said[: said.index(SHOWN)] if line in TITLES.values()][-1] == under
    assert len(figures(whole(document))) == 1


def test_without_a_figure_a_deep_dive_is_as_before() -> None:
    assert figures(deepdive(DIVE)) == []


def test_a_briefing_shows_the_figures_of_its_deep_dives_alone_within_its_words() -> None:
    shown = Illustration(OVERVIEW, "method")
    made = day(12, "word " * 60)
    made = replace(made, items=tuple(replace(one, illustration=shown) for one in made.items))
    document = briefing(made, NOTHING_TOLD)
    assert 1 <= len(figures(document)) <= 4
    assert not any(isinstance(block, Figure) for block in document.blocks)
    assert length(document) <= MOST_WORDS


def test_a_briefing_has_no_room_for_a_caption_that_is_an_essay_nor_for_what_is_withdrawn() -> None:
    long = Illustration(replace(OVERVIEW, caption="word " * (MOST_CAPTION + 1)), "method")
    made = day(2)
    essay = replace(made, items=tuple(replace(one, illustration=long) for one in made.items))
    assert figures(briefing(essay, NOTHING_TOLD)) == []
    gone = [replace(one, paper=replace(one.paper, withdrawn=True)) for one in made.items]
    withdrawn = replace(made, items=tuple(replace(one, illustration=Illustration(OVERVIEW)) for one in gone))
    assert figures(briefing(withdrawn, NOTHING_TOLD)) == []


def test_an_edition_is_kept_with_its_figures() -> None:
    kept: TypeAdapter[Edition] = TypeAdapter(Edition)
    made = edition(replace(item(1), illustration=Illustration(OVERVIEW, "method")))
    assert kept.validate_python(kept.dump_python(made, mode="json")) == made


async def test_the_items_of_an_edition_have_the_figures_of_what_was_read_already() -> None:
    at = datetime(2026, 3, 2, 5, tzinfo=UTC)
    read, unread = item(1), item(2)
    store = FakePaperStore()
    await store.add([read.paper, unread.paper], captured=at)
    await store.put_reading(read.paper, Reading(outcome=Outcome.READ, tried=at, figures=(OVERVIEW,)))
    first, second = await illustrated(replace(await library_of(), store=store), [read, unread])
    assert first.illustration == Illustration(OVERVIEW, "method")
    assert second == unread
