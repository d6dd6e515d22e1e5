"""A paper asked about at the console is read in full, answered from, and still known after a restart."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from standin_process import Standin, standin

from bot.app import open_house
from bot.settings import Settings
from retrieval.answer import Question, Scope
from retrieval.ask import ask
from retrieval.explain import explain
from retrieval.fulltext.reading import read_pending
from retrieval.lookup import find_paper
from retrieval.paper import PUBLIC
from retrieval.polite import polite_gate
from retrieval.profile import Profile
from schedules.document import Figure, text_of
from schedules.making import make
from schedules.showing import shown
from schedules.subscriptions import Subscription

NOW = datetime(2025, 6, 11, 14, tzinfo=UTC)
ABSTRACT = "We study how long cats sleep and present a collar that measures it."
SAID = "The collar weighs 23 grams and its battery lasts nine days."
FULL = f"Introduction\nCats sleep a lot, as everybody knows who lives with one.\nThe collar\n{SAID}\n"


@pytest.fixture
def arxiv(tmp_path: Path) -> Iterator[Standin]:
    row = {"abstract": ABSTRACT, "categories": ["q-bio.NC"], "date": "2025-06-10", "full_text": FULL}
    rows = [{**row, "id": f"2506.0000{n}", "title": f"How cats sleep, part {n}"} for n in (1, 2)]
    (tmp_path / "papers.jsonl").write_text("\n".join(map(json.dumps, rows)))
    arguments = ("--papers", str(tmp_path / "papers.jsonl"), "--today", "2025-06-11", "--gap", "0.05")
    with standin("arxiv_standin.py", *arguments) as running:
        yield running


async def test_a_paper_is_read_in_full_once_and_answers_from_its_pages(
    arxiv: Standin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("bot.shelf.polite_gate", lambda _folder: polite_gate(tmp_path / "turns", 0.05))
    arxiv.control("set", no_html=["2506.00001"])
    settings = Settings(
        paperwire_home=tmp_path / "home",
        arxiv_api_url=arxiv.ready["query"].removesuffix("?{}"),
        arxiv_site_url=arxiv.ready["site"],
    )
    question = Question(
        text="How much does the collar weigh?", scope=Scope(paper_ids=frozenset({"2506.00001"}), label="the paper")
    )
    async with open_house(settings, echo=lambda _: None, now=lambda: NOW) as house:
        paper = await find_paper(house.library, "2506.00001", owner=PUBLIC, now=NOW)
        answer = await ask(house.library, question)
        assert SAID in answer.claims[0].text
        (source,) = [one for one in answer.passages if one.key == answer.claims[0].quotes[0].passage_key]
        assert (source.section, source.page) == ("2 The collar", 1)
        other = await find_paper(house.library, "2506.00002", owner=PUBLIC, now=NOW)
        await house.library.store.want([paper, other], now=NOW)
        assert await read_pending(house.library, now=NOW) == 1
    asked = [one["path"] for one in arxiv.view("requests") if one["kind"] in ("html", "pdf")]
    assert asked == ["/html/2506.00001v1", "/pdf/2506.00001v1", "/html/2506.00002v1"]

    async with open_house(settings, echo=lambda _: None, now=lambda: NOW) as house:
        assert SAID in (await ask(house.library, question)).claims[0].text
        assert (await explain(house.library, other, level="expert")).remark == ""
    assert len([one for one in arxiv.view("requests") if one["kind"] in ("html", "pdf")]) == 3


LIMIT = "A limitation of our study is that only eleven cats of one breed wore the collar."
RESULT = "We find that cats sleep 14.2 hours a day, which is 9% more than earlier collars showed."
CAPTION = "Overview of the collar: sensor, battery and transmitter."


@pytest.fixture
def announced(tmp_path: Path) -> Iterator[Standin]:
    row = {"id": "2506.00001", "title": "How cats sleep", "abstract": f"{ABSTRACT} {RESULT}", "figures": [CAPTION]}
    text = f"Introduction\nCats sleep a lot, as everybody knows who lives with one.\nLimitations\n{LIMIT}\n"
    row |= {"categories": ["q-bio.NC"], "date": "2025-06-11", "full_text": text}
    (tmp_path / "papers.jsonl").write_text(json.dumps(row))
    arguments = ("--papers", str(tmp_path / "papers.jsonl"), "--today", "2025-06-11", "--gap", "0.05")
    with standin("arxiv_standin.py", *arguments) as running:
        yield running


async def test_what_is_posted_is_read_in_full_first_and_its_limits_and_figure_are_in_it(
    announced: Standin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bot.shelf.polite_gate", lambda _folder: polite_gate(tmp_path / "turns", 0.05))
    settings = Settings(
        paperwire_home=tmp_path / "home",
        arxiv_api_url=announced.ready["query"].removesuffix("?{}"),
        arxiv_rss_url=announced.ready["rss"],
        arxiv_oai_url=announced.ready["oai"],
        arxiv_site_url=announced.ready["site"],
    )
    wanted = Profile(topics=("sleep of cats",), categories=("q-bio.NC",))
    ours = Subscription(id="ours", platform="console", channel="console", server="console", profile=wanted)
    async with open_house(settings, echo=lambda _: None, now=lambda: NOW) as house:
        press = house.press  # type: ignore[attr-defined]  # what is open holds it
        edition = await make(press, ours, NOW.date(), NOW, reading_seconds=20)
        post, _ = await shown(press, edition, "headline")
        briefing, _ = await shown(press, edition, "briefing")
    [entry] = post.thread
    assert f"Gaps in the study: “{LIMIT}” (2 Limitations)" in text_of(entry.blocks)
    assert RESULT in text_of(post.blocks)
    [figure] = [block for part in briefing.thread for block in part.blocks if isinstance(block, Figure)]
    assert CAPTION in figure.caption
    assert figure.url.startswith(announced.ready["site"])
