"""A real announcement day that comes with the program, its abstracts retold in our own words."""

import json
from datetime import UTC, date, datetime
from importlib import resources
from typing import Any

from retrieval.paper import Paper
from retrieval.profile import Profile

DAY = date(2025, 10, 1)
CAPTURED = datetime(2025, 10, 1, 4, tzinfo=UTC)
"""Midnight in New York, when arXiv's listing of the day came out."""
QUESTIONS = ("How much does EAT cut token usage?", "Does it work without the logits?")
"""What the demo asks where nobody can type: a question and its follow-up."""


def bundled_papers() -> list[Paper]:
    """The papers of DAY."""
    lines = (resources.files(__name__) / "day.jsonl").read_text(encoding="utf-8").splitlines()
    return [_paper(json.loads(line)) for line in lines if line.strip()]


def _paper(row: dict[str, Any]) -> Paper:
    return Paper(
        id=row["id"],
        version=row["version"],
        title=row["title"],
        abstract=row["abstract"],
        authors=tuple(row["authors"]),
        categories=tuple(row["categories"]),
        announced=date.fromisoformat(row["announced"]),
        announcement="new",
        source="bundled",
        retold=row["retold"],
    )


def bundled_profile() -> Profile:
    """What the demo's reader wants: the default of a console that nobody has set up."""
    given = json.loads((resources.files(__name__) / "profile.json").read_text(encoding="utf-8"))
    return Profile(**{name: tuple(lines) for name, lines in given.items()})
