"""Round-ups: days covered and missing, sums that add up, much shorter than the days themselves."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings

from retrieval.answer import Byline, Usage
from retrieval.errors import BadInput
from retrieval.rank import Pick
from schedules.edition import Edition, Funnel, Note
from schedules.forms import ROUND_UPS, round_up_named
from schedules.forms.headline import headline
from schedules.forms.rounds import round_up
from schedules.opinions import Opinion
from schedules.remembered import Changed, Memory, Prediction, Rising, Score, Thread
from schedules.roundup import rolled_up
from schedules.showing import shown
from schedules.told import NOTHING_TOLD, Part
from tests.fakes.forms import SIZES, WORDS, day, everything, fact, length, papers, told
from tests.fakes.press import FakePress, subscription
from tests.fakes.readers import FakeOpinions

FRIDAY = date(2026, 3, 6)


def on(when: date, count: int = 5, start: int = 0, **other: object) -> Edition:
    """An edition of that day whose papers are numbered from `start`."""
    items = tuple(
        replace(one, paper=replace(one.paper, id=f"2506.{start + n:05}")) for n, one in enumerate(papers(count), 1)
    )
    made = day(
        0, key=f"s/{when}", day=when, funnel=Funnel(100, 80, count, count), quiet="" if count else "Nothing new."
    )
    return replace(made, items=items[:5], also=items[5:], **other)  # type: ignore[arg-type]  # fields by name


WEEK = [on(FRIDAY - timedelta(days=n), start=10 * n) for n in (0, 1, 3)]


def test_days_with_and_without_an_edition_are_named_and_funnels_are_summed() -> None:
    found = rolled_up([*WEEK, on(FRIDAY - timedelta(days=9), start=90)], days=7)
    assert found.covered == (date(2026, 3, 3), date(2026, 3, 5), FRIDAY)
    assert found.missing == (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 4))
    assert found.funnel == Funnel(300, 240, 15, 15)
    text = everything(round_up("Seven days", best=6, words=500)(found, NOTHING_TOLD))
    assert "3 days with an edition since 28 Feb: 300 announced, 240 read, 15 kept." in text
    assert "No edition on Sat 28 Feb to Mon 2 Mar, Wed 4 Mar." in text


def test_days_before_the_first_edition_are_not_missed() -> None:
    assert rolled_up(WEEK, days=7).missing == (date(2026, 3, 4),)
    assert rolled_up(WEEK[:1], days=30).missing == ()


def test_days_outside_the_period_are_left_out_and_a_quiet_day_is_called_one() -> None:
    found = rolled_up([*WEEK, on(date(2026, 2, 1)), on(date(2026, 3, 4), 0)], days=7)
    assert date(2026, 2, 1) not in found.covered
    assert found.quiet == (date(2026, 3, 4),)


def test_one_edition_given_twice_counts_once() -> None:
    assert rolled_up([*WEEK, WEEK[0]], days=7).funnel == rolled_up(WEEK, days=7).funnel


def test_liked_papers_come_first_then_relevance_then_score() -> None:
    pick = Pick("2506.00002", "t", 1, 0.9, True, "", "")
    found = rolled_up([replace(WEEK[0], picks=(pick,)), *WEEK[1:]], days=7, liked={"2506.00011"})
    best = [one.item.paper.id for one in found.best]
    assert best[0] == "2506.00011"
    assert found.best[0].liked
    relevances = [one.item.marks.relevance for one in found.best[1:] if one.item.marks]
    assert relevances == sorted(relevances, reverse=True)
    text = everything(round_up("Seven days", best=6, words=500)(found, NOTHING_TOLD))
    assert text.count("liked here") == 1


@pytest.mark.parametrize(
    ("held", "line"),
    [
        ((True, True, False), "Of the papers kept, 2 are about caches."),
        ((True, False, False), "Of the papers kept, 2 are nearest to caches; 1 to graphs."),
    ],
)
def test_topics_are_counted_as_the_days_line_counts_them(held: tuple[bool, ...], line: str) -> None:
    picks = tuple(
        Pick(f"2506.{n:05}", "t", n, 0.9, True, topic, "", about=about)
        for n, (topic, about) in enumerate(zip(("caches", "caches", "graphs"), held, strict=True), start=1)
    )
    found = rolled_up([replace(WEEK[0], picks=picks)], days=7)
    assert line in everything(round_up("Seven days", best=6, words=500)(found, NOTHING_TOLD))


def test_a_paper_that_two_days_kept_is_one() -> None:
    found = rolled_up([on(FRIDAY), on(FRIDAY - timedelta(days=1))], days=7)
    assert found.held == 5
    assert len(found.best) == 5


def test_threads_predictions_authors_and_changes_are_gathered_once() -> None:
    early, late = FRIDAY - timedelta(days=20), FRIDAY - timedelta(days=1)
    thread = Thread("sparse attention", ((early, "2506.1", "Old"), (late, "2506.2", "New")))
    hit = Prediction(id="p", claim="More will come.", made=early, horizon=9, criterion="False if none.", state="hit")
    memory = Memory(
        threads=(thread,),
        due=(hit,),
        rising=(Rising("Ana Sun", ((early, "2506.1"), (late, "2506.2"))),),
        changed=(Changed("2506.1", "Old", early, "There is a new version, v2."),),
        score=Score(hit=1),
    )
    found = rolled_up([replace(one, memory=memory) for one in WEEK], days=7)
    assert [(one.thread.name, one.new, len(one.thread.papers)) for one in found.grown] == [("sparse attention", 1, 2)]
    assert len(found.settled) == len(found.rising) == len(found.changed) == 1
    assert found.score == Score(hit=1)
    text = everything(round_up("Seven days", best=6, words=500)(found, NOTHING_TOLD))
    assert "sparse attention: 1 new, 2 since 14 Feb; the last is “New” (2506.2, 5 Mar)." in text
    assert "Hit: More will come." in text
    assert "The ledger so far: 1 hit, 0 missed, 0 unclear, 0 open." in text
    assert "Ana Sun: 2 kept papers (2506.1, 2506.2)." in text
    assert "“Old” (2506.1), in the edition of 14 Feb: There is a new version, v2." in text


def test_two_authors_of_one_name_stay_two() -> None:
    monday, friday = FRIDAY - timedelta(days=4), FRIDAY
    told = [
        (Rising("Y. Wang", ((monday, "2506.1"), (friday, "2506.2")), "both with Bo Zhu"),),
        (Rising("Y. Wang", ((monday, "2506.8"), (friday, "2506.9")), "both with Cy Lee"),),
        (Rising("Y. Wang", ((friday, "2506.2"), (friday, "2506.3")), "both with Bo Zhu"),),
    ]
    week = [replace(one, memory=Memory(rising=some)) for one, some in zip(WEEK, told, strict=False)]
    found = rolled_up(week, days=7)
    assert sorted(len(one.papers) for one in found.rising) == [2, 3]


@pytest.mark.parametrize("form", ROUND_UPS, ids=lambda form: form.name)
@pytest.mark.parametrize("count", SIZES)
def test_a_round_up_is_much_shorter_than_its_days(form: object, count: int) -> None:
    period = next(one for one in ROUND_UPS if one is form)
    days = [on(FRIDAY - timedelta(days=n), count, start=100 * n) for n in range(period.days)]
    document = period.render(rolled_up(days, days=period.days), NOTHING_TOLD)
    assert length(document) <= 800
    if count >= 5:
        assert length(document) < sum(length(headline(one)) for one in days) / 3


@settings(max_examples=20, deadline=None)
@given(WORDS, WORDS)
def test_whatever_the_papers_say_the_ceiling_holds(text: str, title: str) -> None:
    rolled = rolled_up([day(12, text, title=title)], days=7)
    lines = tuple(fact(f"{n} {text}") for n in range(50))
    for words in (NOTHING_TOLD, told(Part("picture", lines))):
        assert length(round_up("Seven days", best=6, words=500)(rolled, words)) <= 500


def test_models_and_their_cost_are_named() -> None:
    days = [replace(WEEK[0], byline=Byline("gpt"), usage=Usage(1000, 200, 0.04)), WEEK[1]]
    text = everything(round_up("Seven days", best=6, words=500)(rolled_up(days, days=7), NOTHING_TOLD))
    assert "written by gpt (AI), quotes checked" in text
    assert "$0.04" in text


def test_a_round_up_has_a_name() -> None:
    assert [round_up_named(form.name) for form in ROUND_UPS] == list(ROUND_UPS)
    assert round_up_named("headline") is None


async def test_the_press_shows_the_days_that_end_with_an_edition_and_knows_what_was_liked() -> None:
    behind, order = FakePress(), subscription("s")
    behind.subscriptions.kept["s"] = order
    for one in WEEK:
        await behind.editions.save(one, subscription="s")
    await behind.editions.save(on(FRIDAY - timedelta(days=2), key="other/1"), subscription="other")
    liked = FakeOpinions()
    await liked.add(
        Opinion(
            person="ada",
            server="x",
            platform="fake",
            channel="#s",
            paper="2506.00031",
            kind="up",
            at=WEEK[0].window.end,
        )
    )
    press = replace(behind.press(), opinions=liked)
    week, _ = await shown(press, WEEK[0], "week")
    assert "3 days with an edition since 28 Feb" in everything(week)
    assert "liked here" in everything(week)
    earlier, _ = await shown(press, WEEK[2], "week")
    assert "1 day with an edition since 25 Feb" in everything(earlier)
    assert "2506.00001," not in everything(earlier)


async def test_an_unknown_form_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(BadInput, match="headline, list, briefing, show, deep dive, week, month"):
        await shown(FakePress().press(), WEEK[0], "haiku")


def test_what_the_round_up_itself_took_is_told_apart_and_a_correction_stands_beside_its_paper() -> None:
    words = replace(told(Part("picture", (fact("It is short."),))), usage=Usage(1000, 100, 0.5))
    first, *others = day(3).items
    noted = replace(first, notes=(Note("Corrected 6 March 2026: all of it.", "Corrected 6 March 2026."),))
    made = rolled_up([replace(day(3), items=(noted, *others))], days=7)
    text = everything(round_up_named("week").render(made, words))  # type: ignore[union-attr]  # there is one
    assert "this round-up: Tokens: 1,000 in, 100 out, 1,100 in all. Cost: $0.50." in text
    assert "Corrected 6 March 2026." in text


def test_of_an_authors_papers_three_are_named_and_the_rest_counted() -> None:
    papers_of = tuple((FRIDAY, f"2506.{n:05}") for n in range(47))
    rose = (Rising("Ana Sun", papers_of), Rising("Lab", papers_of))
    made = rolled_up([replace(WEEK[0], memory=Memory(rising=rose))], days=7)
    text = everything(round_up_named("week").render(made, NOTHING_TOLD))  # type: ignore[union-attr]  # there is one
    assert "Ana Sun: 47 kept papers (2506.00044, 2506.00045, 2506.00046 and 44 more)." in text
    assert "Lab: " not in text
