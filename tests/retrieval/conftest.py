"""arXiv on loopback, and what asks it."""

import os
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from standin_process import HERE, Standin, standin

from retrieval.http import Http, Patience
from retrieval.polite import polite_gate
from retrieval.ports import PoliteGate
from retrieval.sources.options import SourceOptions

GAP = 0.05
MONDAY = "2025-06-09"
MONDAY_MORNING = datetime(2025, 6, 9, 14, tzinfo=UTC)  # 10 in the morning in New York
HASTE = Patience(connect=3, read=3, total=10, attempts=3, pause=0.01, longest_pause=2)


@pytest.fixture(scope="session")
def arxiv_process() -> Iterator[Standin]:
    with standin(
        "arxiv_standin.py",
        *("--papers", str(HERE / "papers.jsonl"), "--today", MONDAY, "--oai-page", "5", "--gap", str(GAP)),
    ) as running:
        yield running


@pytest.fixture
def arxiv(arxiv_process: Standin) -> Standin:
    """The stand-in on Monday 9 June 2025, as if freshly started."""
    arxiv_process.control("reset")
    arxiv_process.control("set", today=MONDAY, holidays=[], oai_tokens="forget")
    return arxiv_process


@pytest.fixture
def options(arxiv: Standin) -> SourceOptions:
    return SourceOptions(
        categories=("cs.CL", "cs.LG"),
        arxiv_api_url=arxiv.ready["query"],
        arxiv_rss_url=arxiv.ready["rss"],
        arxiv_oai_url=arxiv.ready["oai"],
        arxiv_site_url=arxiv.ready["site"],
        now=lambda: MONDAY_MORNING,
    )


@pytest.fixture
def gate(tmp_path: Path) -> PoliteGate:
    return polite_gate(tmp_path / "turns", GAP)


@pytest.fixture
async def http() -> AsyncIterator[Http]:
    async with Http(HASTE) as opened:
        yield opened


@pytest.fixture(scope="session")
def recorded() -> Path:
    """Answers of the real query API, recorded by others; they lie beside the project, in CI always."""
    folder = Path(__file__).parents[2].parent / "shared" / "data" / "arxiv_atom"
    if not folder.is_dir():
        if os.environ.get("CI"):
            pytest.fail("the recorded answers are missing beside the project")
        pytest.skip("the recorded answers do not lie beside the project")
    return folder
