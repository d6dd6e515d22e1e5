"""What the forms of a day hold: `python -m bench.forms --pool P --profile F [--day DATE] [--days N] [--model [MODE]]`.

Takes the pool's rows of N days (default 3; `{date, id, title, abstract, authors, categories}`), the
last one DATE (default: the pool's last), through the product's own flow on a new folder, each day
remembering the earlier ones, and shows the last day in every form and the round-ups of all. For each
form it prints: words, tokens in and out, cost, and what bench/checker_forms.py says of its
quotations, numbers, and ids and dates. Without `--model` no model writes; with it, MODEL,
OPENAI_API_KEY and OPENAI_BASE_URL say who does, and `--model honest` (or another mode) lets the loopback
server of `bench/modelled.py` write. What is not found goes to standard error.
"""

import argparse
import asyncio
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from bench.checker import Source, Tally
from bench.checker_forms import Ground, check_form
from bench.modelled import OWN, writing
from bench.report import report
from bench.shelf import NO_MODEL, Row, open_shelf, papers_of_pool, rows
from bot.house import House
from bot.platforms.console.render import render
from retrieval.answer import Usage
from retrieval.paper import Paper
from retrieval.picking.topics import counted, leading
from retrieval.profile import read_profile
from retrieval.rank import BAR
from schedules.compose import FAR_BELOW, Order, compose
from schedules.document import Document, text_of
from schedules.edition import Edition, Window
from schedules.forms import FORMS, ROUND_UPS
from schedules.recall import recalled
from schedules.showing import shown

SUBSCRIPTION = "bench"


async def measure(
    days: Mapping[date, Sequence[Paper]], profile: str, *, writer: Row = NO_MODEL
) -> dict[str, dict[str, object]]:
    """The figures of each form, by its name."""
    async with open_shelf(writer=writer) as (house, _):
        editions = [await _make(house, day, papers, profile) for day, papers in days.items()]
        ground = ground_of(editions, [paper for papers in days.values() for paper in papers], profile)
        figures = {}
        for name in (*(form.name for form in FORMS), *(form.name for form in ROUND_UPS)):
            document, usage = await shown(house.press, editions[-1], name)
            tally = check_form(render(document), with_cost(ground, editions[-1], usage))
            figures[name] = figures_of(document, usage, tally, name)
        return figures


async def _make(house: House, day: date, papers: Sequence[Paper], profile: str) -> Edition:
    """One day as the press makes it, kept and remembered."""
    start = datetime.combine(day, time(), UTC)
    announced = [replace(paper, announced=day) for paper in papers]
    await house.library.store.add(announced, captured=start)
    await house.index(lambda _done, _of: None)
    window = Window(start, start + timedelta(days=1))
    order = Order(key=f"{SUBSCRIPTION}/{day}", day=day, window=window, profile=read_profile(profile), owner="")
    edition = await compose(house.library, order, announced)
    memories = house.press.memories
    if memories is not None:
        edition = await recalled(memories, house.library, edition, subscription=SUBSCRIPTION, owner="")
        await memories.keep(SUBSCRIPTION, edition)
    return await house.press.editions.save(edition, subscription=SUBSCRIPTION)


def figures_of(document: Document, usage: Usage, tally: Tally, name: str) -> dict[str, object]:
    for wrong in tally.wrong:
        print(f"{name}: {wrong}", file=sys.stderr)
    words = text_of([*document.blocks, *(block for entry in document.thread for block in entry.blocks)])
    return {
        "words": len(words.split()),
        "tokens_in": usage.tokens_in,
        "tokens_out": usage.tokens_out,
        "cost_usd": usage.cost_usd,
        "quotes": tally.quotes,
        "quotes_found": tally.quotes_found,
        "numbers": tally.numbers,
        "numbers_found": tally.numbers_found,
        "ids_and_dates": tally.counts,
        "ids_and_dates_found": tally.counts_right,
    }


def ground_of(editions: Sequence[Edition], papers: Sequence[Paper], profile: str) -> Ground:
    """What may be spoken of, from the pool, and what may be counted, from the editions' own lists."""
    sources = {paper.id: Source(paper.id, paper.title, paper.abstract, paper.authors) for paper in papers}
    items = [item for one in editions for item in (*one.items, *one.also)]
    models = {str(one.byline.model) for one in editions} | {item.marks.by for item in items if item.marks}
    own = "\n".join(
        (profile, *models, *(text for one in editions for text in (*one.missing, *one.remarks, one.quiet, one.skip)))
    )
    return Ground(sources, own, frozenset(map(str, _counts(editions))) | _scores(editions), frozenset(_days(editions)))


def with_cost(ground: Ground, edition: Edition, usage: Usage) -> Ground:
    """The ground of a form that a model took so much to tell."""
    return replace(ground, counts=frozenset({*ground.counts, *_costs([usage, edition.usage + usage])}))


def _counts(editions: Sequence[Edition]) -> Iterator[int]:
    yield from range(1, 51)  # places, marks, numbers of days, of quick hits and of listed papers
    yield 0
    for values in zip(*((e.funnel.announced, e.funnel.read, e.funnel.kept) for e in editions), strict=True):
        yield from (*values, sum(values))
    held = {item.paper.id for edition in editions for item in (*edition.items, *edition.also)}
    topics: dict[str, tuple[str, bool]] = {}
    for edition in editions:
        wanted = edition.profile.topics if edition.profile else ()
        kept = [pick for pick in edition.picks if pick.kept]
        yield from (len(kept), len(edition.picks) - len(kept), len(edition.items) + len(edition.also))
        yield edition.funnel.announced - edition.funnel.read
        topics |= {pick.paper_id: (pick.topic, pick.about) for pick in kept}
        yield from (many for _, many in counted((pick.topic for pick in kept), wanted))
        left = [pick for pick in edition.picks if "leave out" in pick.because]
        far = [p for p in edition.picks if not p.kept and (p in left or p.score < BAR - FAR_BELOW)]
        yield from (len(left), len(far), len(edition.picks) - len(kept) - len(far))
    yield from (len(held), *(many for _, many in leading(list(topics.values()), wanted)[0]))


def _scores(editions: Sequence[Edition]) -> frozenset[str]:
    """Scores as reasons name them, new versions, and what a model took (of no model: nothing)."""
    scores = {f"{value:.2f}" for edition in editions for pick in edition.picks for value in (pick.score, pick.fit)}
    usage = sum((edition.usage for edition in editions), Usage())
    versions = {f"v{one.noted}" for edition in editions for one in edition.memory.changed}
    costs = _costs([*(edition.usage for edition in editions), usage])
    return frozenset({*scores, f"{BAR:.2f}", *versions, *costs})


def _costs(usages: Sequence[Usage]) -> set[str]:
    """Tokens and dollars as forms write them."""
    tokens = {f"{n:,}" for one in usages for n in (one.tokens_in, one.tokens_out, one.tokens_in + one.tokens_out)}
    return tokens | {f"{one.cost_usd or 0:.2f}" for one in usages}


def _days(editions: Sequence[Edition]) -> Iterator[date]:
    last = editions[-1].day
    yield from (last - timedelta(days=n) for n in range(-1, 31))
    for edition in editions:
        memory = edition.memory
        yield from (edition.window.start.date(), edition.window.end.date())
        for prediction in (*memory.made, *memory.due):
            yield from (prediction.made, prediction.due)


def days_of(pool: Sequence[Row], last: date | None, count: int) -> dict[date, list[Paper]]:
    """The papers of the `count` days of the pool that end with `last`, oldest first. SystemExit when there are none."""
    until = last.isoformat() if last else max((row["date"] for row in pool), default="")
    wanted = sorted({row["date"] for row in pool if row["date"] <= until})[-count:]
    if not wanted or (last and wanted[-1] != until):
        sys.exit(f"The pool has no rows of {until}." if until else "The pool is empty.")
    return {date.fromisoformat(day): list(papers_of_pool(row for row in pool if row["date"] == day)) for day in wanted}


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.forms", description="What the forms of a day hold.")
    parser.add_argument("--pool", type=Path, required=True, help="JSONL, perhaps gzipped: {date, id, title, …}")
    parser.add_argument("--profile", type=Path, required=True, help="plain text")
    parser.add_argument("--day", type=date.fromisoformat, help="YYYY-MM-DD; default: the pool's last")
    parser.add_argument("--days", type=int, default=3, help="days played, that one included")
    parser.add_argument("--model", nargs="?", const=OWN, default="", help="this machine's, or a mode of the loopback")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    given = parser.parse_args()
    days = days_of(list(rows(given.pool)), given.day, given.days)
    profile = given.profile.read_text(encoding="utf-8")
    with writing(given.model) as model:
        report(asyncio.run(measure(days, profile, writer=model.settings)), as_json=given.json)


if __name__ == "__main__":
    main()
