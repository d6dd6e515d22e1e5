"""Learns what a sentence is for, and measures it: `python -m bench.roles --papers FILE … [--learn FILE] [--json]`.

`bench/roles.jsonl` holds what sentences of abstracts are for, each decided by reading, and digests in place of
the sentences: these stand in the files of papers and in the bundled day. Papers are split by a digest of their
id: one half teaches, the other only measures. `--learn` writes the table that
`retrieval/bundled/sentence_roles.txt` is; scikit-learn is needed for that alone.
"""

import argparse
import hashlib
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench.report import Figures, report, rounded
from bench.roles_by_cues import by_cues
from bench.roles_labels import LABELS, Abstract, abstracts_of, labelled, labels_in
from retrieval.writers.sentence_roles import ROLES, Table, as_text, chances, features, from_text

STRENGTH, FEWEST = 0.2, 3
"""The inverse strength of the penalty on weights, and how many sentences a feature needs: best of five folds."""
FOLLOWS = 0.5
"""How much of what one role says of the next is believed: best of five folds."""
RARE = {"limit": 3.0, "outlook": 1.6, "resource": 2.0}
"""What sentences of rare roles count for while learning."""
FLOORS = (0.0, 0.5, 0.7)
"""Probabilities below which a role is not told."""


def main() -> None:
    """Read the arguments, perhaps learn, measure."""
    parser = argparse.ArgumentParser(prog="python -m bench.roles", description="What sentences of abstracts are for.")
    parser.add_argument(
        "--papers",
        type=Path,
        nargs="+",
        required=True,
        help="JSONL, perhaps gzipped: {id, abstract}; the bundled day too",
    )
    parser.add_argument("--labels", type=Path, default=LABELS, help="JSONL: {id, sentence, role}, sentence a digest")
    parser.add_argument("--learn", type=Path, help="where to write the table of weights")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    given = parser.parse_args()
    read = labelled(abstracts_of(given.papers), labels_in(given.labels))
    teaching, held_out = halves(read.abstracts)
    if given.learn:
        given.learn.write_text(as_text(learned(teaching)), encoding="utf-8")
    table = from_text(given.learn.read_text(encoding="utf-8")) if given.learn else None
    found = {"found": _read(read.abstracts), "missing": read.missing}
    report(found | measured(teaching, held_out, table), as_json=given.json)


def halves(abstracts: Sequence[Abstract]) -> tuple[list[Abstract], list[Abstract]]:
    """The abstracts to learn from, and those held out."""
    teaching = [abstract for abstract in abstracts if not _odd(abstract[0]["id"])]
    return teaching, [abstract for abstract in abstracts if _odd(abstract[0]["id"])]


def _odd(paper: str) -> bool:
    return bool(int(hashlib.sha256(paper.encode()).hexdigest(), 16) % 2)


def measured(teaching: Sequence[Abstract], held_out: Sequence[Abstract], table: Table | None) -> dict[str, object]:
    """Accuracy, and precision and recall of every role, beside those of the phrases alone."""
    texts = [[row["sentence"] for row in abstract] for abstract in held_out]
    told = [[max(one.items(), key=lambda pair: pair[1]) for one in chances(text, table)] for text in texts]
    cues = [[(role, 1.0) for role in by_cues(text)] for text in texts]
    return {
        "papers_teaching": len(teaching),
        "sentences_teaching": _read(teaching),
        "papers": len(held_out),
        "sentences": _read(held_out),
        "accuracy": _accuracy(held_out, told),
        "accuracy_by_cues": _accuracy(held_out, cues),
        "by_cues": _by_role(held_out, cues, 0.0),
    } | {f"at_{floor}": _by_role(held_out, told, floor) for floor in FLOORS}


Told = Sequence[Sequence[tuple[str, float]]]
"""For each sentence of each abstract a role and its probability."""


def _read(abstracts: Sequence[Abstract]) -> int:
    return sum(bool(row["role"]) for abstract in abstracts for row in abstract)


def _pairs(abstracts: Sequence[Abstract], told: Told) -> Iterator[tuple[str, str, float]]:
    """The true role, the one told and its probability, of every sentence that was read."""
    for abstract, guesses in zip(abstracts, told, strict=True):
        for row, (role, likely) in zip(abstract, guesses, strict=True):
            if row["role"]:
                yield row["role"], role, likely


def _accuracy(abstracts: Sequence[Abstract], told: Told) -> float:
    pairs = list(_pairs(abstracts, told))
    return rounded(sum(true == role for true, role, _ in pairs) / len(pairs), 3)


def _by_role(abstracts: Sequence[Abstract], told: Told, floor: float) -> Figures:
    pairs = [(true, role if likely >= floor else "") for true, role, likely in _pairs(abstracts, told)]
    return {role: _of_role(pairs, role) for role in ROLES}


def _of_role(pairs: Sequence[tuple[str, str]], role: str) -> Figures:
    told, true = sum(b == role for _, b in pairs), sum(a == role for a, _ in pairs)
    right = sum(a == b == role for a, b in pairs)
    return {"precision": rounded(right / max(1, told), 3), "recall": rounded(right / max(1, true), 3), "told": told}


def learned(abstracts: Sequence[Abstract]) -> Table:
    """Multinomial logistic regression over the features of single sentences, and which role follows which."""
    described = [
        (found, row["role"])
        for abstract in abstracts
        for found, row in zip(features([row["sentence"] for row in abstract]), abstract, strict=True)
        if row["role"] in ROLES
    ]
    held = Counter(feature for found, _ in described for feature in found)
    names = sorted(name for name, count in held.items() if count >= FEWEST)
    return Table(_weights(described, names), _follows(abstracts))


def _weights(described: Sequence[tuple[Sequence[str], str]], names: Sequence[str]) -> dict[str, list[float]]:
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    kept = set(names)
    vectors = DictVectorizer()
    rows: Any = vectors.fit_transform([{name: 1.0 for name in found if name in kept} for found, _ in described])
    weights = {role: RARE.get(role, 1.0) for role in ROLES}
    model = LogisticRegression(C=STRENGTH, max_iter=400, fit_intercept=False, class_weight=weights)
    model.fit(rows, [role for _, role in described])
    by_role = dict(zip(model.classes_, model.coef_, strict=True))
    nothing = [0.0] * len(vectors.feature_names_)
    columns = [by_role.get(role, nothing) for role in ROLES]
    return {name: [float(column[n]) for column in columns] for n, name in enumerate(vectors.feature_names_)}


def _follows(abstracts: Sequence[Abstract]) -> list[list[float]]:
    """For each pair of roles the logarithm of how much likelier the second is after the first, added one to each."""
    seen = Counter(
        (one["role"], other["role"])
        for abstract in abstracts
        for one, other in pairwise(abstract)
        if one["role"] in ROLES and other["role"] in ROLES
    )
    counts = [[seen[a, b] + 1 for b in ROLES] for a in ROLES]
    whole, after = sum(map(sum, counts)), [sum(column) for column in zip(*counts, strict=True)]
    return [
        [FOLLOWS * math.log(count / sum(row) / (after[n] / whole)) for n, count in enumerate(row)] for row in counts
    ]


if __name__ == "__main__":
    main()
