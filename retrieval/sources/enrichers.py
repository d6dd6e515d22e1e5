"""The services that are asked about papers. A new one is one file, one line in ENRICHERS, and its test."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from retrieval.enrich import Rested
from retrieval.http import Http
from retrieval.polite import polite_gate
from retrieval.ports import Enricher, PoliteGate
from retrieval.sources.openalex import OpenAlex
from retrieval.sources.options import SourceOptions
from retrieval.sources.semantic_scholar import SemanticScholar

PATIENCE = 30.0
"""Seconds that a question may wait for those before it."""


def _open_s2(http: Http, gate: PoliteGate, options: SourceOptions) -> Enricher:
    return SemanticScholar(http, gate, options.s2_api_url, options.s2_api_key)


def _open_openalex(http: Http, gate: PoliteGate, options: SourceOptions) -> Enricher:
    return OpenAlex(http, gate, options.openalex_api_url, options.openalex_api_key)


@dataclass(frozen=True, slots=True)
class EnricherKind:
    """How an enricher is called in the setting ENRICHMENT and opened; `gap`: seconds it wants between two questions."""

    name: str
    open: Callable[[Http, PoliteGate, SourceOptions], Enricher]
    gap: float


ENRICHERS = (
    EnricherKind("semantic-scholar", _open_s2, 1.1),
    EnricherKind("openalex", _open_openalex, 0.1),
)


def open_enrichers(http: Http, turns: Path, options: SourceOptions) -> tuple[Enricher, ...]:
    """Those that the options name, each behind a gate of its own in the folder `turns`."""

    def gate(kind: EnricherKind) -> PoliteGate:
        return polite_gate(turns, kind.gap, name=kind.name, patience=PATIENCE)

    return tuple(Rested(kind.open(http, gate(kind), options)) for kind in ENRICHERS if kind.name in options.services)
