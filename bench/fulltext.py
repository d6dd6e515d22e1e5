"""How fast and how well a PDF is read: `python -m bench.fulltext --json [--papers P] [--pages N]`.

A PDF of N pages (30) is set in two columns, with hyphenation, running heads and footnotes, from the
texts of `--papers` (JSONL rows `{id, title, text}`; default: made-up prose), its lines drawn in any
order. Then, on a new folder and with the embedded defaults:

- `read_seconds`: the median of five readings through `retrieval.fulltext.parsing.Parser`, each with
  the start of its process; `read_cpu_seconds`: what the reading itself takes of a processor;
- `sentences_found`: of the sentences that were set, how many stand in the passages word for word;
- `passages`, `words_per_passage_p50`;
- `index_seconds`: storing the passages and bringing them into the dense index, against
  `embedding_seconds`: the same embedder on the same texts alone; `ratio` is one by the other.
"""

import argparse
import asyncio
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from bench.latency import generated
from bench.report import Figures, report, rounded
from bench.shelf import Row, open_shelf, rows
from bench.typeset import Typeset
from bot.house import House
from retrieval.collect import index_pending
from retrieval.fulltext.outcome import Reading
from retrieval.fulltext.parsing import Parsed, Parser
from retrieval.fulltext.passages import passages
from retrieval.fulltext.pdf import read_pdf
from retrieval.paper import Paper
from retrieval.text.sentences import sentences

READINGS = 5
AT = datetime(2026, 1, 1, tzinfo=UTC)


def typeset(papers: Iterable[Row], pages: int) -> tuple[bytes, list[str]]:
    """A file of so many pages, and the sentences that stand in it."""
    sheet, said = Typeset(), list[str]()
    sheet.across("Of Papers That Were Set to Be Read")
    for number, row in enumerate(cycle(list(papers)), start=1):
        sheet.heading(f"{number % 90 + 1} {_latin(row['title'])[:60]}")
        for paragraph in _paragraphs(row["text"]):
            if len(sheet.pages) > pages:
                del sheet.pages[pages:]
                return sheet.pdf(shuffled=7), said
            if len(sheet.pages) < pages:
                said += [one.text for one in sentences(paragraph)]
            sheet.paragraph(paragraph)
        sheet.note(f"{number} A note at the bottom of a column, which belongs to nobody's paragraph.")
    raise ValueError("no papers to set")


def _paragraphs(text: str) -> Iterator[str]:
    for line in _latin(text).splitlines():
        if len(line.split()) > 12:
            yield " ".join(line.split())


def _latin(text: str) -> str:
    """What the fonts that every reader of PDFs has can show."""
    return text.encode("cp1252", "ignore").decode("cp1252")


async def measure(house: House, folder: Path, papers: Sequence[Row], pages: int) -> Figures:
    body, said = typeset(papers, pages)
    file = folder / "paper.pdf"
    await asyncio.to_thread(file.write_bytes, body)
    took, parsed = [], None
    for _ in range(READINGS):
        began = perf_counter()
        parsed = await Parser().parse("pdf", file)
        took.append(perf_counter() - began)
    assert parsed is not None
    began = process_time()
    read_pdf(body)
    cpu = process_time() - began
    whole = " ".join(" ".join(one.text.split()) for one in parsed.pieces)
    lengths = [len(one.text.split()) for one in parsed.pieces]
    return {
        "pages": pages,
        "words": sum(lengths),
        "read_seconds": rounded(median(took), 3),
        "read_cpu_seconds": rounded(cpu, 3),
        "sentences": len(said),
        "sentences_found": sum(one in whole for one in said),
        "passages": len(parsed.pieces),
        "words_per_passage_p50": median(lengths),
        **await _indexed(house, parsed),
    }


async def _indexed(house: House, parsed: Parsed) -> Figures:
    store, embedder, index = house.library.store, house.library.embedder, house.library.index
    paper = Paper(
        id="2601.00001", version=1, title="Of Papers", abstract="They were set to be read.", announced=AT.date()
    )
    await store.add([paper], captured=AT)
    await index_pending(store, embedder, index)  # the processes that this needs are running now
    full = passages(paper, parsed.pieces)
    began = perf_counter()
    await store.put_reading(paper, Reading(outcome=parsed.outcome, tried=AT, format="pdf"), full)
    await index_pending(store, embedder, index)
    indexing = perf_counter() - began
    began = perf_counter()
    await embedder.documents([f"{one.title}. {one.text}" for one in full])
    embedding = perf_counter() - began
    return {
        "index_seconds": rounded(indexing, 3),
        "embedding_seconds": rounded(embedding, 3),
        "ratio": rounded(indexing / embedding, 3),
    }


async def run(papers: Sequence[Row], pages: int) -> Figures:
    async with open_shelf() as (house, folder):
        return await measure(house, folder, papers, pages)


def main() -> None:
    parser = argparse.ArgumentParser(description="How fast and how well a PDF is read.")
    parser.add_argument("--papers", type=Path, help="JSONL rows {id, title, text}")
    parser.add_argument("--pages", type=int, default=30)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    papers = list(rows(given.papers)) if given.papers else [_row(paper) for paper in generated(60)]
    report(asyncio.run(run(papers, given.pages)), as_json=given.json)


def _row(paper: Paper) -> Row:
    return {"id": paper.id, "title": paper.title, "text": paper.abstract}


if __name__ == "__main__":
    main()
