"""Days with a model on the loopback server: it fills every prompt of a form, and of its lies none is posted."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import prompts
from bench.days import Play, days_of, played
from bench.modelled import writing

ABSTRACT = (
    "However, caches of language models remain too large for long documents. We propose to evict keys of part {part} "
    "by age in language models. Our results show that eviction by age cuts memory by {share}% on documents of "
    "part {part}. It is limited to decoders of language models. This can be used on servers with little memory."
)
CHOSEN = [{"date": f"2026-03-0{day}", "selected": {f"2603.0{day}001": {}}} for day in (4, 5)]
POOL = [
    {
        "date": f"2026-03-0{day}",
        "id": f"2603.0{day}00{part}",
        "title": f"Evicting keys of language models, part {part}",
        "abstract": ABSTRACT.format(part=part, share=40 + part),
        "authors": ["Ada Holm"],
    }
    for day in (4, 5)
    for part in (1, 2, 3, 4, 5, 6)
]


def test_the_server_knows_each_prompt_of_an_edition_and_its_forms_by_its_words() -> None:
    forms = import_module("openai_forms")  # no package: a stand-in is a script with its files beside it
    known = {name: forms.kind_of(prompts.load(name).system) for name in forms.PROMPTS}
    assert known == {name: name for name in forms.PROMPTS}
    assert {forms.kind_of(prompts.load(name).system) for name in ("answer", "explain", "repair", "agent")} == {""}


async def days_with(mode: str, out: Path) -> tuple[dict[str, Any], int]:
    days = days_of(CHOSEN, POOL, start=None, many=1, most=6)
    with writing(mode) as model:
        [day] = (await played(Play(days, "eviction of keys from caches\n", out, model))).values()
        return dict(day), model.asked()


def all_forms(day: dict[str, Any], *names: str) -> int:
    return sum(int(form[name]) for form in day["forms"].values() for name in names)


@pytest.mark.parametrize("mode", ["honest", "lies"])
async def test_what_a_day_took_is_what_was_asked_and_no_form_is_asked_for_twice(mode: str, tmp_path: Path) -> None:
    """Every form is told by the model, all that is shown is found, and of a lying model nothing is posted.

    A deep dive of which nothing stood is tried again: what a model is asked of one paper is not kept then.
    """
    day, asked = await days_with(mode, tmp_path)

    assert day["lies_posted"] == 0
    assert day["tokens"] + all_forms(day, "tokens_in", "tokens_out", "tokens_again") == asked
    assert all_forms(day, "tokens_again") == (day["forms"]["deepdive"]["tokens_again"] if mode == "lies" else 0)
    for kind in ("quotes", "numbers", "ids_and_dates"):
        assert all_forms(day, kind) == all_forms(day, f"{kind}_found")
    by_model = [(tmp_path / f"2026-03-04_{form}.txt").read_text("utf-8") for form in ("briefing", "show", "week")]
    assert all((f"written by standin:{mode} (AI)" in text) == (mode == "honest") for text in by_model)
