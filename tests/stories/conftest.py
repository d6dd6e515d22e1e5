"""A whole Paperwire on loopback: real store, real index, real embedder, arXiv's stand-in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from standin_process import HERE, Standin, standin

from retrieval.polite import polite_gate

GAP = 0.1
"""Seconds between two requests that this arXiv calls polite."""


@pytest.fixture
def arxiv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Standin]:
    """arXiv on Monday 9 June 2025."""
    papers, today = ("--papers", str(HERE / "papers.jsonl")), ("--today", "2025-06-09")
    monkeypatch.setattr("bot.shelf.polite_gate", lambda _folder: polite_gate(tmp_path / "turns", GAP))
    with standin("arxiv_standin.py", *papers, *today, "--gap", str(GAP)) as running:
        yield running
