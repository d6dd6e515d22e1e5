"""Days played as a channel lives them: `python -m bench.days --days D --pool P --profile F --out FOLDER --json`.

The pool's rows (`{date, id, title, abstract, authors, categories}`) are announced day after day by a
loopback arXiv (`tests/standins`; needs a checkout), and each day's edition is made by the press itself: feed,
store, index, ranking, composing, memory. After each edition its readers say what they think of what was
shown: 👍 for a paper that `--days` (rows `{date, selected}`) has as chosen, by turns 👎, “not this topic”
and nothing for the others. `--from DATE` and `--many N` say which days (default: the first five),
`--most N` how many papers of a day are announced: the chosen ones, and a sample of the rest, always the same
(150 unless said). Rows without categories are listed in `--category`. `--step N` plays every Nth day only, so
that predictions come due. `--model` lets the model of this machine's settings write, `--model MODE` a mode of the
loopback server (`honest`, `lies`, `garbage`, `refuse` …).

Every edition is written in every form, as text, to FOLDER/DATE_FORM.txt. By day are printed: the
funnel, how many of the shown were chosen, and how many would have been by the profile alone and the words
that were learned; threads, predictions, tokens; and for every form its words, quotes, numbers, ids and
dates, found and all, as bench/checker_forms.py tells them. What is not found goes to standard error. With a model: the
tokens of each task of the edition, of selection, headline and list together, of each form, and of each form
when it is shown again (none); what the loopback server counted beside what the editions and forms
say they took; and `lies_posted`, the words of a lying model that stand in any form.
"""

import argparse
import asyncio
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, time
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.checker_forms import check_form
from bench.forms import figures_of, ground_of, with_cost
from bench.modelled import OWN, Counted, Model, writing
from bench.report import Figures, report, rounded
from bench.shelf import NO_MODEL, Row, open_shelf, papers_of_pool, rows
from bot.platforms.console.render import render
from retrieval.paper import Paper
from retrieval.picking.selection import select
from retrieval.profile import read_profile
from schedules.document import Document
from schedules.edition import Edition
from schedules.forms import FORMS, ROUND_UPS
from schedules.jobs import publish
from schedules.making import make
from schedules.opinions import Opinion, OpinionKind
from schedules.press import Press
from schedules.showing import shown
from schedules.subscriptions import Subscription
from tests.standins.standin_process import Standin, standin

HOUR = time(14, tzinfo=UTC)
"""When a day's edition is made."""
SEED = 5
SELECTING = ("judge", "headline", "repair")
"""Tasks of which selection, headline and list are made; what the memory takes is counted apart."""
_INSTITUTE = re.compile(r"\s*\([^()]*\)")
UNWANTED: Sequence[OpinionKind | None] = ("down", "topic", None)
"""What is said of papers that were shown and not chosen, by turns."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day's announcements, and which of them its reader chose."""

    day: date
    rows: Sequence[Row]
    chosen: frozenset[str]
    """Chosen papers that are announced, new that day or not."""


@dataclass(frozen=True, slots=True)
class Play:
    """What is played, for whom, and where it is written."""

    days: Sequence[Day]
    profile: str
    out: Path
    model: Model = field(default_factory=lambda: Model(NO_MODEL))
    items: int = 5


def days_of(chosen: Sequence[Row], pool: Sequence[Row], *, start: date | None, many: int, most: int) -> list[Day]:
    """`many` days from `start` on that have papers, each with all its chosen ones and at most `most` in all."""
    of: dict[str, list[Row]] = {}
    for row in pool:
        of.setdefault(row["date"], []).append(row)
    wanted = {row["date"]: frozenset(row["selected"]) for row in chosen}
    names = sorted(name for name in wanted if name in of and (start is None or date.fromisoformat(name) >= start))
    return [_day(name, of[name], wanted[name], most) for name in names[:many]]


def _day(name: str, candidates: Sequence[Row], wanted: frozenset[str], most: int) -> Day:
    by_id = {row["id"]: row for row in candidates}
    others = sorted(set(by_id) - wanted)
    chosen = wanted & set(by_id)
    taken = random.Random(f"{SEED}/{name}").sample(others, min(len(others), max(0, most - len(chosen))))
    return Day(date.fromisoformat(name), [by_id[one] for one in sorted({*chosen, *taken})], chosen)


async def played(play: Play, *, category: str = "cs.LG") -> dict[str, Figures]:
    """The figures of each day, by its date."""
    listed = [replace(one, rows=[_listed(row, category) for row in one.rows]) for one in play.days]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="paperwire-bench-")))
        arxiv = stack.enter_context(_arxiv(listed, folder))
        clock = [_hour_of(listed[0])]
        async with open_shelf(writer={**play.model.settings, **_addresses(arxiv)}, now=lambda: clock[0]) as (house, _):
            counted = Counted(house.press.library.writer)
            press = replace(house.press, library=replace(house.press.library, writer=counted))
            scene = Scene(press, _subscription(play, listed), play.profile, play.out, counted, play.model)
            figures = {}
            for day in listed:
                clock[0] = _hour_of(day)
                arxiv.control("set", today=day.day.isoformat())
                figures[day.day.isoformat()] = await scene.day(day, clock[0])
    return figures


def _hour_of(day: Day) -> datetime:
    return datetime.combine(day.day, HOUR)


def _listed(row: Row, category: str) -> Row:
    """The row as a listing has it: in a category, and its authors without their institutes."""
    authors = row.get("authors") or []
    named = ", ".join(authors) if isinstance(authors, list) else authors
    bare = [name.strip() for name in _INSTITUTE.sub("", named).split(",") if name.strip()]
    return {**row, "authors": bare, "categories": row.get("categories") or [category]}


def _arxiv(days: Sequence[Day], folder: Path) -> AbstractContextManager[Standin]:
    papers = folder / "papers.jsonl"
    lines = [json.dumps({**row, "date": one.day.isoformat()}) for one in days for row in one.rows]
    papers.write_text("\n".join(lines), encoding="utf-8")
    return standin("arxiv_standin.py", "--papers", str(papers), "--today", days[0].day.isoformat())


def _addresses(arxiv: Standin) -> Row:
    return {
        "arxiv_api_url": arxiv.ready["query"].removesuffix("?{}"),
        "arxiv_rss_url": arxiv.ready["rss"],
        "arxiv_oai_url": arxiv.ready["oai"],
        "arxiv_site_url": arxiv.ready["site"],
    }


def _subscription(play: Play, days: Sequence[Day]) -> Subscription:
    """A channel that reads just enough categories to be told of every paper of these days."""
    papers = [paper for one in days for paper in papers_of_pool(one.rows)]
    profile = replace(read_profile(play.profile), categories=_covering([set(one.categories) for one in papers]))
    here = "console"
    return Subscription(id="bench", platform=here, channel=here, server=here, profile=profile, items=play.items)


def _covering(listed: Sequence[set[str]]) -> tuple[str, ...]:
    """Categories of which every paper has one: the most frequent among the papers left, again and again."""
    taken: list[str] = []
    left = list(listed)
    while left:
        counts = Counter(name for names in left for name in names)
        taken.append(min(counts, key=lambda name: (-counts[name], name)))
        left = [names for names in left if taken[-1] not in names]
    return tuple(taken)


@dataclass(slots=True)
class Scene:
    """The channel as the days go by: what was announced to it, made for it, and said in it."""

    press: Press
    subscription: Subscription
    profile: str
    """The reader's own words."""
    out: Path
    counted: Counted
    model: Model
    papers: list[Paper] = field(default_factory=list)
    editions: list[Edition] = field(default_factory=list)
    turns: Iterator[OpinionKind | None] = field(default_factory=lambda: cycle(UNWANTED))

    async def day(self, day: Day, now: datetime) -> Figures:
        """One day: its edition made, published, written out in every form, and judged by its readers."""
        edition = await make(self.press, self.subscription, day.day, now)
        edition = await publish(self.press, self.subscription, edition)
        self.papers += papers_of_pool(day.rows)
        self.editions.append(edition)
        by_task = self.counted.taken()
        texts: list[str] = []
        forms = await self._forms(edition, texts)
        self.counted.taken()  # what the forms took stands beside each of them
        told = await self._told(edition, day, now)
        alone = await self._by_profile(edition)
        took = {"tokens_by_task": by_task, "tokens_selection_headline_list": sum(by_task.get(n, 0) for n in SELECTING)}
        lies = self.model.posted_lies(texts)
        for lie in lies:
            print(f"{edition.day} posted: {lie}", file=sys.stderr)
        spent = {**took, "lies_posted": len(lies)} if by_task else {}
        return {**_told_of(edition, day), **told, **_precision(edition, alone, day), **spent, "forms": forms}

    async def _forms(self, edition: Edition, texts: list[str]) -> Figures:
        """The figures of each form; what people read of it goes to `texts`."""
        reach = {form.name: 1 for form in FORMS} | {form.name: form.days for form in ROUND_UPS}
        figures = {}
        for name, days in reach.items():
            document, usage = await shown(self.press, edition, name)
            _, again = await shown(self.press, edition, name)
            texts += self._write(edition.day, name, document)
            told = [one for one in self.editions if (edition.day - one.day).days < days]
            ground = ground_of(told, self.papers, self.profile)
            tally = check_form(render(document), with_cost(ground, edition, usage))
            figures[name] = {
                **figures_of(document, usage, tally, f"{edition.day} {name}"),
                "tokens_again": again.tokens_in + again.tokens_out,
            }
        return figures

    def _write(self, day: date, name: str, document: Document) -> list[str]:
        """Its texts, which are written to a file."""
        rendered = render(document)
        texts = [message.text for message in (*rendered.post, *rendered.thread)]
        self.out.mkdir(parents=True, exist_ok=True)
        (self.out / f"{day}_{name}.txt").write_text("\n\n--\n\n".join(texts) + "\n", encoding="utf-8")
        return texts

    async def _told(self, edition: Edition, day: Day, now: datetime) -> Figures:
        """What the readers say of what they were shown, kept as the buttons keep it."""
        said: dict[str, int] = {"up": 0, "down": 0, "topic": 0}
        for item in edition.items:
            kind: OpinionKind | None = "up" if item.paper.id in day.chosen else next(self.turns)
            if kind is not None and self.press.opinions is not None:
                await self.press.opinions.add(self._opinion(item.paper.id, kind, now))
                said[kind] += 1
        return {"said": said}

    def _opinion(self, paper: str, kind: OpinionKind, now: datetime) -> Opinion:
        here = self.subscription
        return Opinion(
            platform=here.platform,
            server=here.server,
            channel=here.channel,
            person="reader",
            paper=paper,
            kind=kind,
            at=now,
        )

    async def _by_profile(self, edition: Edition) -> Sequence[str]:
        """What would have been shown had nobody ever said anything."""
        read = [pick.paper_id for pick in edition.picks]
        papers = await self.press.library.store.many(read, owner=self.subscription.server)
        picks = await select(
            self.press.library, list(papers.values()), self.subscription.profile, owner=self.subscription.server
        )
        return [pick.paper_id for pick in picks if pick.kept][: self.subscription.items]


def _told_of(edition: Edition, day: Day) -> Figures:
    memory = edition.memory
    return {
        "announced": edition.funnel.announced,
        "read": edition.funnel.read,
        "kept": edition.funnel.kept,
        "shown": len(edition.items),
        "chosen_announced": len(day.chosen),
        "chosen_read": len(day.chosen & {pick.paper_id for pick in edition.picks}),
        "ties": len(memory.ties),
        "threads": len(memory.threads),
        "predictions_made": len(memory.made),
        "predictions_settled": len(memory.due),
        "ledger": asdict(memory.score),
        "rising": len(memory.rising),
        "changed": len(memory.changed),
        "because_of_feedback": sum("liked here" in item.because for item in edition.items),
        "tokens": edition.usage.tokens_in + edition.usage.tokens_out,
    }


def _precision(edition: Edition, alone: Sequence[str], day: Day) -> Figures:
    def share(names: Sequence[str]) -> float:
        return rounded(sum(name in day.chosen for name in names) / len(names)) if names else 0.0

    return {
        "precision": share([item.paper.id for item in edition.items]),
        "precision_profile_alone": share(alone),
    }


def _mean(days: Mapping[str, Figures], name: str) -> float:
    values = [float(str(one[name])) for one in days.values()]
    return rounded(sum(values) / len(values)) if values else 0.0


def _spent(days: Mapping[str, Figures], model: Model) -> Figures:
    """All tokens as editions and forms tell them, and as the loopback server counted them; lies that were posted."""
    figures: list[Any] = list(days.values())
    forms = [form for one in figures for form in one["forms"].values()]
    taken = ("tokens_in", "tokens_out", "tokens_again")
    told = sum(one["tokens"] for one in figures) + sum(one[name] for one in forms for name in taken)
    return {
        "tokens_told": told,
        "tokens_counted_by_server": model.asked(),
        "tokens_again": sum(one["tokens_again"] for one in forms),
        "lies_posted": sum(one.get("lies_posted", 0) for one in figures),
    }


def _parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.days", description="Days played as a channel lives them.")
    parser.add_argument("--days", type=Path, required=True, help="JSONL, perhaps gzipped: {date, selected}")
    parser.add_argument("--pool", type=Path, required=True, help="JSONL: {date, id, title, abstract, …}")
    parser.add_argument("--profile", type=Path, required=True, help="plain text")
    parser.add_argument("--from", dest="start", type=date.fromisoformat, help="YYYY-MM-DD; default: the first day")
    parser.add_argument("--many", type=int, default=5, help="days")
    parser.add_argument("--most", type=int, default=150, help="papers of a day: the chosen, and a sample of the rest")
    parser.add_argument("--items", type=int, default=5, help="papers in the post")
    parser.add_argument("--category", default="cs.LG", help="of rows that have none")
    parser.add_argument("--step", type=int, default=1, help="play every Nth day")
    parser.add_argument("--model", nargs="?", const=OWN, default="", help="this machine's, or a mode of the loopback")
    parser.add_argument("--out", type=Path, required=True, help="where the forms are written, as text")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    return parser.parse_args()


def main() -> None:
    """Read the arguments, play, print."""
    given = _parsed()
    chosen, pool = list(rows(given.days)), list(rows(given.pool))
    days = days_of(chosen, pool, start=given.start, many=given.many * given.step, most=given.most)[:: given.step]
    if not days:
        sys.exit("There is no such day.")
    profile = given.profile.read_text(encoding="utf-8")
    with writing(given.model) as model:
        play = Play(days, profile, given.out, model, given.items)
        figures = asyncio.run(played(play, category=given.category))
        spent = _spent(figures, model) if given.model else {}
    summary = {**{name: _mean(figures, name) for name in ("precision", "precision_profile_alone")}, **spent}
    sampled = f"each day the chosen papers and a sample of the rest, {given.most} at most"
    report({"papers_of_a_day": sampled, **summary, "days": figures}, as_json=given.json)


if __name__ == "__main__":
    main()
