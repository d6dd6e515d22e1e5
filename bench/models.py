"""Models that are honest and models that lie, behind a real socket: what of their claims reaches people, and how late.

Every mode of the OpenAI stand-in explains papers, answers a question on each and writes a day's
edition. `drafts`: claims it wrote; `survived`: the share that stood the check, at once or mended;
`unsupported_posted`: claims shown that an independent judge calls lies (`models_judged.py`);
`ask_overhead_ms`: what an answer took beyond the model's own time.

    python -m bench.models --json [--papers papers.jsonl.gz] [--limit 12] [--mode honest]
"""

import argparse
import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

from bench.answers_shelf import paper_id, sources_of
from bench.checker import Source
from bench.measures import percentile
from bench.models_judged import Fate, Watched, lies
from bench.report import Figures, report, rounded
from bench.shelf import Row, open_shelf, rows
from retrieval.answer import Claim, Question, Scope
from retrieval.ask import ask
from retrieval.bundled import CAPTURED, DAY, bundled_papers, bundled_profile
from retrieval.explain import explain
from retrieval.fulltext.outcome import Outcome, Reading
from retrieval.fulltext.passages import passages, pieces
from retrieval.fulltext.plain_text import read_text
from retrieval.library import Library
from retrieval.paper import Paper
from retrieval.writers import open_writer
from schedules.compose import Order, compose
from schedules.window import whole_day
from tests.standins.standin_process import Standin, standin

MODES = ("honest", "translated", "lies", "irrelevant", "nearby", "swapped", "moved")
BUNDLED = 12
"""So many papers of the bundled day are explained and asked about."""


@dataclass(slots=True)
class Run:
    """One mode's work. `late`: milliseconds that each answer took beyond the model's own time."""

    library: Library
    server: Standin
    sources: Mapping[str, Source]
    fate: Fate = field(default_factory=Fate)
    shown: int = 0
    wrong: list[str] = field(default_factory=list)
    late: list[float] = field(default_factory=list)

    async def judge(self, claims: Iterable[Claim], papers: Sequence[Paper]) -> None:
        told = list(claims)
        held = await self.library.store.passages([paper.id for paper in papers], owner="")
        self.shown += len(told)
        self.wrong += lies(told, held, self.sources)


async def measure(papers: Sequence[Row] = (), *, modes: Sequence[str] = MODES, bundled: int = BUNDLED) -> Figures:
    """Figures for each mode, over papers of the bundled day and over full texts, rows `{id, title, text}`."""
    with standin("openai_standin.py") as server:
        async with open_shelf() as (house, _):
            plain = replace(house.library, reader=None, rewriter=None, researcher=None)
            await plain.store.add(bundled_papers(), captured=CAPTURED)
            for row in papers:
                await _shelve(plain, row)
            sources = _sources(papers)
            runs = {mode: _run(plain, server, sources, mode) for mode in modes}
            return {mode: await _measured(run, papers, bundled) for mode, run in runs.items()}


def _sources(papers: Sequence[Row]) -> Mapping[str, Source]:
    bundled = (Source(paper.id, paper.title, paper.abstract) for paper in bundled_papers())
    return sources_of(papers) | {f"{one.id}v1": one for one in bundled}


def _run(library: Library, server: Standin, sources: Mapping[str, Source], mode: str) -> Run:
    """The shelf with the stand-in's writer of that mode."""
    base, key = server.ready["base_url"], server.ready["api_key"]
    fate = Fate()
    writer = Watched(open_writer(f"openai:standin:{mode}", base_url=base, api_key=key), fate)
    return Run(replace(library, writer=writer), server, sources, fate)


async def _shelve(library: Library, row: Row) -> None:
    paper = Paper(id=paper_id(row["id"]), title=row["title"], abstract="", version=1, source="file")
    now = datetime.now(UTC)
    await library.store.add([paper], captured=now)
    full = passages(paper, pieces(read_text(row["text"], title=row["title"])))
    await library.store.put_reading(paper, Reading(outcome=Outcome.READ, tried=now), full)


async def _measured(run: Run, papers: Sequence[Row], bundled: int) -> Figures:
    ids = [paper.id for paper in bundled_papers()[:bundled]] + [paper_id(row["id"]) for row in papers]
    known = await run.library.store.many(ids, owner="")
    for name in ids:
        await _explained(run, known[name])
        await _asked(run, known[name])
    await _composed(run)
    fate = run.fate
    return {
        "drafts": fate.drafts,
        "stood": fate.stood,
        "repaired": fate.repaired,
        "dropped": fate.drafts - fate.stood - fate.repaired,
        "survived": rounded(fate.survived),
        "claims_posted": run.shown,
        "unsupported_posted": len(run.wrong),
        "ask_overhead_ms_p50": rounded(percentile(run.late[1:], 50), 1),
        "ask_overhead_ms_p95": rounded(percentile(run.late[1:], 95), 1),
        **({"wrong": run.wrong[:20]} if run.wrong else {}),
    }


async def _explained(run: Run, paper: Paper) -> None:
    told = await explain(run.library, paper, level="practitioner")
    if told.byline.model:
        await run.judge([claim for section in told.sections for claim in section.claims], [paper])


async def _asked(run: Run, paper: Paper) -> None:
    run.server.control("reset")
    question = Question(text=f"What does “{paper.title}” find?", scope=Scope(paper_ids=frozenset({paper.id})))
    begun = perf_counter()
    answer = await ask(run.library, question)
    took = perf_counter() - begun
    of_model = sum(one.get("took_s", 0.0) for one in run.server.view("requests"))
    run.late.append(1000 * (took - of_model))
    if answer.byline.model:
        await run.judge(answer.claims, [paper])


async def _composed(run: Run) -> None:
    papers = bundled_papers()
    window = whole_day(DAY, ZoneInfo("UTC"))
    order = Order(key="bench", day=DAY, window=window, profile=bundled_profile(), owner="", items=8)
    edition = await compose(run.library, order, papers)
    if edition.byline.model:
        claims = [claim for item in edition.items for section in item.sections for claim in section.claims]
        claims += [item.finding for item in edition.items if item.finding.quotes]
        await run.judge(claims, papers)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("--papers", type=Path, help="full texts: rows {id, title, text}")
    parser.add_argument("--limit", type=int, default=12, help="so many of them")
    parser.add_argument("--mode", action="append", choices=MODES, help="only this; may be repeated")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    papers = list(islice(rows(given.papers), given.limit)) if given.papers else []
    report(asyncio.run(measure(papers, modes=given.mode or MODES)), as_json=given.json)


if __name__ == "__main__":
    main()
