"""The list: every paper that was kept with both marks, the rule that picked, and who was followed."""

import re
from dataclasses import replace

from retrieval.profile import Profile
from retrieval.rank import Pick
from schedules.edition import Edition, Funnel, Marks
from schedules.forms.briefing import briefing
from schedules.forms.footer import unread
from schedules.forms.listing import listing
from schedules.told import NOTHING_TOLD
from schedules.words import words_of
from tests.fakes.editions import edition, item
from tests.fakes.forms import day, everything

PROFILE = Profile(topics=("sparse attention",), authors=("Bo Zhu",))


def judged(given: Edition) -> Edition:
    items = tuple(replace(item, marks=Marks(7, 3, "It is near.", "own-model")) for item in given.items)
    return replace(given, items=items)


def test_the_list_holds_every_kept_paper_with_its_marks() -> None:
    document = listing(day(50))
    assert len(document.thread) == 50
    assert everything(document).count("relevance") >= 50


def test_an_author_somebody_follows_is_named() -> None:
    assert "Author you follow: Bo Zhu." in everything(listing(day(2, profile=PROFILE)))
    assert "Author you follow" not in everything(listing(day(2, profile=replace(PROFILE, authors=()))))


def test_the_prompt_is_printed_where_a_model_gave_the_marks_and_only_there() -> None:
    by_model = everything(listing(judged(day(2, profile=PROFILE))))
    assert "What own-model marks by (judge " in by_model
    assert "What own-model marks by" not in everything(listing(day(2, profile=PROFILE)))


def test_a_quiet_day_says_why() -> None:
    assert "a weekend" in everything(listing(day(0)))


def test_one_paper_is_one_paper_and_what_was_not_read_is_accounted_for() -> None:
    def counts(announced: int, read: int) -> str:
        return everything(listing(day(1, funnel=Funnel(announced, read, 1, 1))))

    assert "1 paper announced, 1 read, 1 kept." in counts(1, 1)
    assert "not read" not in counts(1, 1)
    assert listing(day(1)).summary.endswith(": 1 paper kept")
    assert "90 papers announced, 1 new version not read, 89 read, 1 kept." in counts(90, 89)
    assert "2 new versions not read" in everything(briefing(day(1, funnel=Funnel(32, 30, 1, 1)), NOTHING_TOLD))
    assert unread(Funnel(32, 30, 1, 1), words_of("de")) == ("2 neue Versionen nicht gelesen",)


def test_near_misses_stand_in_the_order_of_the_scores_their_reasons_tell() -> None:
    picks = tuple(
        Pick(f"2506.{n:05}", f"Missed {n}", n, 0.3 - n / 100, False, "x", f"it scores {fit}", fit)
        for n, fit in enumerate((0.35, 0.2, 0.38), start=1)
    )
    text = everything(listing(edition(item(1), picks=picks)))
    assert re.findall(r"it scores (0\.\d+)", text) == ["0.38", "0.35", "0.2"]
