"""Relevance and novelty of kept papers: by the program, or by a model that judged a shortlist."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.collect import index_pending
from retrieval.paper import Paper
from retrieval.profile import Profile
from retrieval.rank import BAR
from retrieval.writer import Judgement
from schedules.compose import Order, compose
from schedules.edition import Edition, Marks
from schedules.making import make
from schedules.marks import BY_PROGRAM, novelty, relevance, rubric, said_before, to_one_another
from schedules.window import whole_day
from tests.fakes.editions import edition, item
from tests.fakes.press import FakePress, at, fake_library, news, subscription
from tests.fakes.source import FakeSource
from tests.fakes.writer import FakeWriter

DAY = date(2026, 3, 6)
THREE = {"2603.00001": Judgement(8, 9, 1), "2603.00002": Judgement(9, 8, 1), "2603.00003": Judgement(10, 7, 1)}


async def composed(writer: FakeWriter | None, papers: list[Paper], **other: object) -> Edition:
    library = fake_library(writer)
    await library.store.add(papers, captured=at(6))
    await index_pending(library.store, library.embedder, library.index)
    profile = Profile(topics=("sparse attention: kernels",))
    order = Order(key="s/x", day=DAY, window=whole_day(DAY, ZoneInfo("UTC")), profile=profile, owner="x")
    return await compose(library, replace(order, **other), papers)  # type: ignore[arg-type]


@given(st.lists(st.floats(0, 1), max_size=8))
def test_the_programs_relevance_stays_in_range_and_in_order(scores: list[float]) -> None:
    marks = relevance(scores)
    assert all(1 <= mark <= 10 for mark in marks)
    assert sorted(marks) == [mark for _, mark in sorted(zip(scores, marks, strict=True))]


def test_the_bar_has_the_least_relevance_and_the_best_the_most() -> None:
    assert relevance([BAR, 0.9]) == [1, 10]


def test_the_least_like_anything_earlier_is_the_newest_and_what_is_not_known_is_not_told() -> None:
    assert novelty([0.9, 0.1, None]) == [1, 10, None]
    assert novelty([0.9]) == [5]


async def test_without_a_model_every_mark_is_the_programs() -> None:
    made = await composed(None, [news(1), news(2)])
    assert {one.marks.by for one in made.items if one.marks} == {"program"}
    assert rubric(made.items) == BY_PROGRAM


async def test_a_models_marks_stand_on_the_items_with_the_topic_it_named_and_its_name() -> None:
    made = await composed(FakeWriter(marks=THREE), [news(n) for n in (1, 2, 3)])
    marks = {one.paper.id: one.marks for one in made.items}
    assert marks["2603.00003"] == Marks(10, 1, "fits “sparse attention”", "fake", (10, 7))
    assert marks["2603.00001"] == Marks(1, 10, "fits “sparse attention”", "fake", (8, 9))
    assert "fake marked 3 of these 3 papers" in rubric(made.items)[2]
    assert not set(BY_PROGRAM) & set(rubric(made.items))


async def test_a_paper_the_model_left_out_keeps_the_programs_marks_and_people_are_told() -> None:
    two = {name: THREE[name] for name in ("2603.00001", "2603.00002")}
    writer = FakeWriter(marks=two)
    made = await composed(writer, [news(n) for n in (1, 2, 3)])
    assert {one.paper.id for one in made.items if one.marks and one.marks.by == "program"} == {"2603.00003"}
    assert "The model did not judge 1 of the 3 best papers; their marks are the program's." in made.missing
    assert set(BY_PROGRAM) < set(rubric(made.items))
    assert [len(asked) for asked in writer.judged] == [3, 1]


async def test_where_nothing_says_what_is_wanted_no_model_is_asked_for_marks() -> None:
    writer = FakeWriter(marks=THREE)
    await composed(writer, [news(1)], profile=Profile())
    assert writer.judged == []


def test_only_what_this_model_said_counts_as_said_before() -> None:
    mine, other = Marks(5, 5, by="fake", told=(8, 3)), Marks(5, 5, by="elder", told=(1, 1))
    past = edition(replace(item(1), marks=mine), replace(item(2), marks=other), item(3))
    assert said_before([past], by="fake") == [(8, 3)]


async def test_todays_marks_are_held_against_those_of_earlier_editions() -> None:
    generous = replace(item(1), marks=Marks(10, 10, by="fake", told=(10, 10)))
    writer = FakeWriter(marks={"2603.00011": Judgement(8, 8, 1)})
    press = FakePress(source=FakeSource(papers=(news(11),)), library=fake_library(writer))
    await press.editions.save(replace(edition(generous), day=DAY), subscription="s")
    made = await make(press.press(), subscription("s"), at(9).date(), at(9))
    assert made.items[0].marks == Marks(1, 1, "fits “sparse attention”", "fake", (8, 8))


async def test_now_and_then_the_last_place_goes_to_a_near_miss_that_says_so() -> None:
    papers = [news(n) for n in range(1, 5)]
    papers += [news(n, "On kernels: wool.", title=f"Kernel wool {n}") for n in range(5, 8)]
    papers += [news(n, "On attention: wool.", title=f"On attention {n}") for n in range(9, 15)]
    drawn = [(await composed(None, papers, key=f"s/{n}")).items for n in range(14, 26)]
    last = [items[-1] for items in drawn if items[-1].because.startswith("it is unlike your usual")]
    assert 0 < len(last) < 12
    assert all("unlike" not in one.because for items in drawn for one in items[:4])


def test_on_a_first_day_novelty_is_told_among_the_papers_of_the_day() -> None:
    vectors = {name: np.array(one, np.float32) for name, one in {"a": (1, 0), "b": (0.8, 0.6), "c": (0, 1)}.items()}
    near = to_one_another(vectors)
    assert near == pytest.approx({"a": 0.8, "b": 0.8, "c": 0.6})
    assert novelty(list(near.values()))[-1] == 10
    assert to_one_another({"a": np.array((1, 0), np.float32)}) == {"a": 0.0}


async def test_novelty_is_held_against_the_day_until_there_is_enough_to_be_unlike() -> None:
    library = fake_library(None)
    days = [[news(n) for n in range(1, 4)], [news(n) for n in range(4, 30)], [news(n) for n in range(30, 34)]]
    against = []
    for papers in days:
        await library.store.add(papers, captured=at(6))
        await index_pending(library.store, library.embedder, library.index)
        profile = Profile(topics=("sparse attention: kernels",))
        order = Order(key="s/x", day=DAY, window=whole_day(DAY, ZoneInfo("UTC")), profile=profile, owner="x")
        items = (await compose(library, order, papers)).items
        against.append({one.marks.of_the_day for one in items if one.marks})
    assert against == [{True}, {True}, {False}]


def test_papers_that_are_equally_new_share_a_mark_in_the_middle() -> None:
    assert novelty([0.0, 0.0, 0.0, 0.0]) == [5, 5, 5, 5]
    assert novelty([0.9, 0.0, 0.0, 0.0]) == [1, 7, 7, 7]
