"""Five days of one channel: every edition in every form, feedback in between, and what is remembered of it.

The store, the index, the embedder, the press and its memory are real; arXiv is the loopback one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from standin_process import HERE, Standin, standin

from bot.app import open_house
from bot.settings import Settings
from retrieval.polite import polite_gate
from retrieval.profile import Profile
from schedules.document import text_of
from schedules.edition import Edition
from schedules.forms import FORMS, ROUND_UPS
from schedules.jobs import publish
from schedules.making import make
from schedules.opinions import Opinion
from schedules.press import Press
from schedules.remembered import Measure, Prediction
from schedules.showing import shown
from schedules.subscriptions import Subscription

DAYS = tuple(datetime(2025, 6, day, 14, tzinfo=UTC) for day in (3, 4, 5, 6, 9))
GAP = 0.05
CHANNEL = {"platform": "console", "server": "console", "channel": "console"}
TOPICS = (
    "memory use of key-value caches",
    "summaries of meeting minutes",
    "explanations that people can check",
    "counting sheep",
)
PROFILE = Profile(topics=TOPICS, categories=("cs.LG", "cs.CL", "cs.AI", "stat.ML"))
OURS = Subscription(id="ours", profile=PROFILE, items=3, **CHANNEL)
BET = Prediction(
    id="bet",
    claim="At least 2 more papers on key-value caches will be kept here by 9 June 2025.",
    made=DAYS[0].date(),
    horizon=6,
    criterion="False if fewer than 2 papers kept here after 3 June and by 9 June speak of “key-value caches”.",
    measure=Measure("key-value caches", 2),
    by="a host of the show",
)


@dataclass
class Played:
    """The editions in order, and each in every form as text."""

    editions: list[Edition] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture
def arxiv() -> Iterator[Standin]:
    papers, today = str(HERE / "papers.jsonl"), DAYS[0].date().isoformat()
    with standin("arxiv_standin.py", "--papers", papers, "--today", today, "--gap", str(GAP)) as running:
        yield running


@pytest.fixture
async def played(arxiv: Standin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Played:
    """The five days, one after the other."""
    monkeypatch.chdir(tmp_path)  # no .env of the developer's
    monkeypatch.setattr("bot.shelf.polite_gate", lambda _folder: polite_gate(tmp_path / "turns", GAP))
    settings = Settings(
        paperwire_home=tmp_path / "home",
        arxiv_api_url=arxiv.ready["query"].removesuffix("?{}"),
        arxiv_rss_url=arxiv.ready["rss"],
        arxiv_oai_url=arxiv.ready["oai"],
        arxiv_site_url=arxiv.ready["site"],
    )
    done, clock = Played(), [DAYS[0]]
    async with open_house(settings, echo=lambda _: None, now=lambda: clock[0]) as house:
        for clock[0] in DAYS:
            arxiv.control("set", today=clock[0].date().isoformat())
            await _live_through(house.press, clock[0], done)
    return done


async def _live_through(press: Press, now: datetime, done: Played) -> None:
    edition = await make(press, OURS, now.date(), now)
    if now == DAYS[0]:  # a host bets, as the show's hosts do
        edition = replace(edition, memory=replace(edition.memory, made=(BET,)))
    done.editions.append(await publish(press, OURS, edition))
    done.forms.append(await _in_every_form(press, done.editions[-1]))
    await _like(press, done.editions[-1], now)


async def _in_every_form(press: Press, edition: Edition) -> dict[str, str]:
    texts = {}
    for name in (*(form.name for form in FORMS), *(form.name for form in ROUND_UPS)):
        document, usage = await shown(press, edition, name)
        assert usage.tokens_in == usage.tokens_out == 0
        texts[name] = text_of([*document.blocks, *(block for entry in document.thread for block in entry.blocks)])
    return texts


async def _like(press: Press, edition: Edition, now: datetime) -> None:
    """Somebody likes whatever is shown on key-value caches."""
    assert press.opinions is not None
    for item in edition.items:
        if "key-value caches" in item.paper.title:
            await press.opinions.add(Opinion(**CHANNEL, person="reader", paper=item.paper.id, kind="up", at=now))


def ids_of(edition: Edition) -> set[str]:
    return {pick.paper_id for pick in edition.picks}


def days_told(edition: Edition) -> list[date]:
    """Every day that an edition's memory names of the past."""
    memory = edition.memory
    ties = [one.earlier_day for one in memory.ties]
    rising = [day for one in memory.rising for day, _ in one.papers if day != edition.day]
    return [*ties, *rising, *(one.day for one in memory.changed), *(one.made for one in memory.due)]


async def test_five_days_are_five_editions_that_learn_and_remember(played: Played) -> None:
    """Windows adjoin, counts add up, nothing later is named, memory is of earlier days, a bet settles, 👍 counts."""
    _each_day_is_its_own(played.editions)
    _nothing_later_is_named(played)
    _earlier_days_are_remembered(played.editions)
    _the_bet_is_settled(played)
    first, *later = played.editions
    assert not any("which was liked here" in item.because for item in first.items)
    assert any("which was liked here" in item.because for edition in later for item in edition.items)


def _each_day_is_its_own(editions: Sequence[Edition]) -> None:
    for earlier, later in pairwise(editions):
        assert later.window.start == earlier.window.end
        assert ids_of(earlier).isdisjoint(ids_of(later))
    for edition in editions:
        funnel = edition.funnel
        assert funnel.announced >= funnel.read >= funnel.kept >= funnel.shown
        assert (funnel.read, funnel.shown) == (len(edition.picks), len(edition.items))
        assert funnel.kept == sum(pick.kept for pick in edition.picks)
        assert edition.items


def _nothing_later_is_named(played: Played) -> None:
    for number, forms in enumerate(played.forms):
        later = [one for edition in played.editions[number + 1 :] for one in ids_of(edition)]
        for name, text in forms.items():
            assert not [one for one in later if one in text], name
    for name in played.forms[0]:
        assert len({forms[name] for forms in played.forms}) == len(DAYS), name


def _earlier_days_are_remembered(editions: Sequence[Edition]) -> None:
    assert days_told(editions[0]) == []
    assert any(edition.memory.ties for edition in editions)
    [changed] = editions[-1].memory.changed
    assert (changed.paper_id, changed.what) == ("2506.00053", "There is a new version, v2.")
    for edition in editions:
        assert all(day < edition.day for day in days_told(edition))
        assert all(tie.earlier_id not in ids_of(edition) for tie in edition.memory.ties)


def _the_bet_is_settled(played: Played) -> None:
    [(edition, settled)] = [(one, due) for one in played.editions for due in one.memory.due if due.id == BET.id]
    assert settled.state == "hit"
    assert settled.settled == edition.day <= BET.made + timedelta(days=BET.horizon)
    assert len(settled.evidence) >= 2
    assert all(BET.made < day <= edition.day for day, _, _ in settled.evidence)
    assert BET.claim in played.forms[played.editions.index(edition)]["briefing"]
