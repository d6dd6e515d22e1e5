"""How a paper is explained: `python -m bench.explain --json [--papers P] [--take N] [--print]`.

`--papers`: JSONL rows `{id, title, text}` (full texts, a paragraph a line); default: the bundled day,
of which the abstracts alone are known. Each of N papers (8) is explained at every level on a new
folder with the embedded defaults and without a model, and once more:

- `fresh_ms_p50`, `fresh_ms_p95`: the first telling; `cached_ms_p50`, `cached_ms_p95`: the second;
- `sections`: the mean number of sections that hold a claim; `claims`: the mean number of claims;
- `takeaways`: their mean number, the one on limits counted; `findings`: papers whose headline is a finding;
- `answered`: the mean number of the sceptic's questions that a sentence was found for;
- `readings`: the mean number of works recommended;
- `quotes`, `quotes_found`: every quotation of the rendered text, and how many the independent checker
  (`bench.checker`) finds in the paper's text;
- `leaning`: sentences that begin with a word that leans on the sentence before (This, It, Such …);
- `repeated`: sentences that one explanation says twice;
- `overlap`: how much of what two levels say is the same (shared claims by all claims, mean over the pairs).

`--print` writes the explanations to standard error.
"""

import argparse
import asyncio
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from statistics import mean
from time import perf_counter

from bench.checker import Tally, quote, total
from bench.matching import stretches
from bench.measures import percentile
from bench.report import Figures, report, rounded
from bench.shelf import Row, open_shelf, rows
from bot.documents import of_explanation
from bot.house import House
from retrieval.bundled import bundled_papers
from retrieval.collect import index_pending
from retrieval.explain import LEVELS, explain
from retrieval.explaining.deepdive import Explanation
from retrieval.fulltext.outcome import Outcome, Reading
from retrieval.fulltext.passages import passages, pieces
from retrieval.fulltext.plain_text import read_text
from retrieval.fulltext.text import FullText
from retrieval.paper import Paper
from schedules.document import text_of
from schedules.forms.deepdive import whole

AT = datetime(2026, 1, 1, tzinfo=UTC)
_LEANS = re.compile(r"“?(?:This|It|These|They|Such|Their|Its|Those|Here)\b(?! (?:paper|work|study|survey|article))")


@dataclass(frozen=True, slots=True)
class _Timed:
    told: Explanation
    fresh_ms: float
    cached_ms: float


def paper_of(row: Row) -> tuple[Paper, FullText]:
    """A row of full text as a paper, and its parts."""
    text = read_text(row["text"], title=row["title"])
    first = text.parts[0].blocks if text.parts and text.parts[0].name == "Abstract" else ()
    abstract = " ".join(block.text for block in first)
    return Paper(id=f"file:{row['id']}", version=1, title=row["title"], abstract=abstract, source="file"), text


async def shelve(house: House, given: Iterable[Row]) -> list[Paper]:
    """The papers of a file on the shelf, read in full; or those of the bundled day."""
    store = house.library.store
    papers = []
    for row in given:
        paper, text = paper_of(row)
        await store.add([paper], captured=AT)
        await store.put_reading(paper, Reading(outcome=Outcome.READ, tried=AT), passages(paper, pieces(text)))
        papers.append(paper)
    return papers


async def measure(house: House, papers: Sequence[Paper], *, shown: bool) -> Figures:
    await index_pending(house.library.store, house.library.embedder, house.library.index)
    by_paper = [[await _timed(house, paper, level) for level in LEVELS] for paper in papers]
    everything = [one for some in by_paper for one in some]
    if shown:
        for one in everything:
            print(_read(one.told), file=sys.stderr)
    tallies = [await _checked(house, one.told) for one in everything]
    return {
        "papers": len(papers),
        **_speed(everything),
        **_content([one.told for one in everything]),
        **_found(tallies),
    } | {"overlap": rounded(mean(_overlap(some) for some in by_paper), 3)}


async def _timed(house: House, paper: Paper, level: str) -> _Timed:
    began = perf_counter()
    told = await explain(house.library, paper, level=level)
    fresh = perf_counter()
    again = await explain(house.library, paper, level=level)
    assert again.told == told.told
    return _Timed(told, 1000 * (fresh - began), 1000 * (perf_counter() - fresh))


def _speed(timed: Sequence[_Timed]) -> Figures:
    fresh, cached = [one.fresh_ms for one in timed], [one.cached_ms for one in timed]
    named = {"fresh": fresh, "cached": cached}
    return {f"{name}_ms_p{p}": rounded(percentile(ms, p), 1) for name, ms in named.items() for p in (50, 95)}


def _content(told: Sequence[Explanation]) -> Figures:
    claims = [_said(one) for one in told]
    return {
        "sections": rounded(mean(sum(bool(section.claims) for section in one.sections) for one in told), 2),
        "claims": rounded(mean(map(len, claims)), 2),
        "takeaways": rounded(mean(len(one.claims("takeaways")) + 1 for one in told), 2),
        "findings": sum(bool(one.claims("finding")) for one in told),
        "answered": rounded(mean(sum(check.claim is not None for check in one.told.checks) for one in told), 2),
        "readings": rounded(mean(len(one.told.readings) for one in told), 2),
        "leaning": sum(bool(_LEANS.match(claim)) for some in claims for claim in some),
        "repeated": sum(len(some) - len(set(some)) for some in claims),
    }


def _found(tallies: Iterable[Tally]) -> Figures:
    found = total(tallies)
    for wrong in found.wrong:
        print(wrong, file=sys.stderr)
    return {"quotes": found.quotes, "quotes_found": found.quotes_found}


def _said(told: Explanation) -> list[str]:
    return [claim.text for section in told.sections for claim in section.claims]


def _overlap(levels: Sequence[_Timed]) -> float:
    pairs = [(set(_said(one.told)), set(_said(other.told))) for one, other in combinations(levels, 2)]
    return mean(len(one & other) / max(1, len(one | other)) for one, other in pairs)


def _read(told: Explanation) -> str:
    return text_of(whole(of_explanation(told)).blocks) + "\n" + "=" * 80


async def _checked(house: House, told: Explanation) -> Tally:
    """Every quotation in the rendered text against all that is stored of the paper."""
    texts = [passage.text for passage in await house.library.store.of_version(told.paper)]
    reading = await house.library.store.reading(told.paper)
    texts += [reference.text for reference in reading.references] if reading else []
    source = "\n".join((told.paper.title, *texts))
    return total(quote(one, source) for line in _read(told).splitlines() for one in stretches(line)[0])


async def run(given: Sequence[Row], take: int, *, shown: bool) -> Figures:
    async with open_shelf() as (house, _):
        if given:
            papers = await shelve(house, given)
        else:
            papers = bundled_papers()
            await house.library.store.add(papers, captured=AT)
        return await measure(house, papers[:take], shown=shown)


def main() -> None:
    parser = argparse.ArgumentParser(description="How fast and how well a paper is explained.")
    parser.add_argument("--papers", type=Path, help="JSONL rows {id, title, text}")
    parser.add_argument("--take", type=int, default=8, help="how many of them are explained")
    parser.add_argument("--print", action="store_true", dest="shown")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    papers = list(rows(given.papers)) if given.papers else []
    report(asyncio.run(run(papers, given.take, shown=given.shown)), as_json=given.json)


if __name__ == "__main__":
    main()
