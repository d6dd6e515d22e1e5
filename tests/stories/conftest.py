"""A whole Paperwire on loopback: real store, real index, real embedder, arXiv's stand-in."""

from collections.abc import Iterator

import pytest
from standin_process import HERE, Standin, standin


@pytest.fixture
def arxiv() -> Iterator[Standin]:
    """arXiv on Monday 9 June 2025."""
    with standin("arxiv_standin.py", "--papers", str(HERE / "papers.jsonl"), "--today", "2025-06-09") as running:
        yield running
