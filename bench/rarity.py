"""Makes the table of word rarity that comes with the program: `python -m bench.rarity --papers P --out FILE`.

Counts in how many papers (rows `{title, abstract}`) each stem stands, in steps of a fourth of a
doubling (`retrieval/text/rarity.py`). What is bundled was made from 10,000 abstracts of arXiv, whose
metadata is in the public domain (CC0); it holds counts and stems, no text.
"""

import argparse
from collections import Counter
from pathlib import Path

from bench.report import report
from bench.shelf import rows
from retrieval.text.rarity import as_table
from retrieval.text.words import stems


def main() -> None:
    """Read the arguments, count, write."""
    parser = argparse.ArgumentParser(prog="python -m bench.rarity", description="In how many papers words stand.")
    parser.add_argument("--papers", type=Path, required=True, help="JSONL, perhaps gzipped: {title, abstract}")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    given = parser.parse_args()
    papers, held = 0, Counter[str]()
    for row in rows(given.papers):
        papers += 1
        held.update(set(stems(f"{row['title']} {row['abstract']}")))
    table = as_table(papers, held)
    given.out.write_text(table, encoding="utf-8")
    report(
        {"papers": papers, "stems": len(table.split()) - len(table.splitlines()), "bytes": len(table)},
        as_json=given.json,
    )


if __name__ == "__main__":
    main()
