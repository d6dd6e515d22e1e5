"""The language of a channel: named as people name it, and what choosing it means is said in one sentence."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.preview import PREVIEW
from bot.commands.schedule import SCHEDULE
from bot.commands.setup import SETUP
from bot.languages import LANGUAGES, NAMES, meaning, offered, read_language
from retrieval.errors import BadInput
from retrieval.text.languages import WRITTEN
from schedules.words import catalogues
from tests.fakes.desk import FakeDesk
from tests.fakes.editions import edition, item
from tests.fakes.steering import FakePressroom
from tests.fakes.steps import Somebody, words
from tests.fakes.writer import FakeWriter

NO_MODEL = "the papers' own sentences stay in English, since no model writes here"


def test_every_language_that_can_be_written_can_be_chosen_and_no_other() -> None:
    assert set(LANGUAGES) == set(WRITTEN)
    assert len(NAMES) <= 25  # as many as a platform lists
    assert set(catalogues()) < set(LANGUAGES)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("de", "de"),
        ("German", "de"),
        ("deutsch", "de"),
        ("de-AT", "de"),
        ("pt_BR", "pt"),
        (" 日本語 ", "ja"),
        ("EN", "en"),
    ],
)
def test_a_language_is_known_by_its_code_and_its_names(said: str, code: str) -> None:
    assert read_language(said) == code


@given(st.text(max_size=40))
def test_what_is_no_language_is_answered_with_one_sentence_that_names_examples(text: str) -> None:
    with pytest.raises(BadInput, match=r"is no language I can write posts in; (did you mean|choose one of English, )"):
        read_language(f"x{text}q")


async def test_an_unknown_language_stores_nothing_and_keeps_what_was_written() -> None:
    ada = Somebody()
    shown = await ada.says(SETUP, "pruning language:Klingon")
    assert "“Klingon” is no language I can write posts in; choose one of English, German, Spanish" in words(shown)
    assert await ada.behind.desk().subscriptions.all() == []
    assert "did you mean German?" in words(await ada.says(SETUP, "pruning language:Germn"))


async def test_without_a_model_it_is_said_that_sentences_stay_english() -> None:
    ada = Somebody()
    assert NO_MODEL in words(await ada.says(SETUP, "pruning language:German"))
    assert ada.held.language == "de"
    assert NO_MODEL in words(await ada.says(SCHEDULE))
    assert "Italian once a model writes here; until then" in words(await ada.says(SCHEDULE, "language:Italian"))
    assert "You set the language to English." in words(await ada.says(SCHEDULE, "language:en"))


async def test_with_a_model_it_is_said_what_will_be_in_that_language() -> None:
    ada = Somebody(FakeDesk(other={"writer": FakeWriter()}))
    assert "Language: French; quotes stay as they stand in the papers" in words(
        await ada.says(SETUP, "pruning language:fr")
    )
    shown = words(await ada.says(SCHEDULE, "language:Japanese"))
    assert "Japanese in what the model writes; the words around it are English" in shown


def test_a_language_of_old_that_cannot_be_checked_is_told_as_what_it_is() -> None:
    assert meaning("ar", by_model=True) == "ar, which I cannot write or check, so the posts are English"


def test_names_are_offered_while_somebody_types() -> None:
    assert [choice.value for choice in offered("fr")] == ["fr"]
    assert [choice.label for choice in offered("")] == list(NAMES)


async def test_the_dry_run_and_a_preview_are_in_the_channels_language() -> None:
    german = replace(edition(item(1)), language="de")
    ada = Somebody(FakeDesk(press=FakePressroom(ready={None: german})))
    shown = await ada.says(SETUP, "attention language:de")
    assert "Für euch, denn es geht um attention." in words(shown)
    assert ada.behind.press.proofs[-1][0].language == "de"
    assert "Paper vom 6. März 2026" in words(await ada.says(PREVIEW))
