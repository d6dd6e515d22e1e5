"""The list: every paper that was kept with both marks, the rule that picked, and who was followed."""

from dataclasses import replace

from retrieval.profile import Profile
from schedules.edition import Edition, Marks
from schedules.forms.listing import listing
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
