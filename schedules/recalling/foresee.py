"""Predictions that a model makes of a day's papers. One without a criterion that can fail is dropped."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import structlog

from retrieval.answer import Claim, DraftClaim, DraftLine, DraftPart, Usage
from retrieval.errors import WriterUnavailable
from retrieval.ground import check, strange_names
from retrieval.library import Library
from retrieval.paper import Passage
from retrieval.text.agreement import missing
from retrieval.text.subject import about_one_thing
from schedules.edition import Edition
from schedules.recalling.forecast import counted, prediction_id
from schedules.recalling.naming import speaks_of
from schedules.recalling.relate import has_model
from schedules.recalling.terms import stemmed
from schedules.remembered import Measure, Prediction

log = structlog.get_logger(__name__)

READ = 12
"""Papers of the day that a prediction may rest on."""
SHORTEST, LONGEST = 7, 365
"""Days of a horizon."""
FEWEST_WORDS = 5
"""Of a claim and of a criterion: with fewer nobody can decide anything."""
MOST_COUNTED = 50


async def foreseen(
    library: Library, edition: Edition, *, subscription: str, standing: Sequence[Prediction] = ()
) -> tuple[tuple[Prediction, ...], Usage]:
    """At most one prediction of a model on the papers of this edition; none without a model.

    None that says what an open one of `standing` says, or counts what it counts.
    """
    if not edition.items or not has_model(library, "foresee"):
        return (), Usage()
    ids = [item.paper.id for item in (*edition.items, *edition.also)][:READ]
    passages = await library.store.passages(ids, owner=edition.items[0].paper.owner, abstracts_only=True)
    try:
        parts, usage = await library.writer.tell("foresee", {"day": edition.day.isoformat()}, passages)
    except WriterUnavailable as down:
        log.warning("nothing foreseen", edition=edition.key, why=down.for_people)
        return (), down.spent or Usage()
    by = library.writer.byline("foresee").model or "program"
    made = [one for part in parts if (one := bet_of(part, passages, edition.day, (subscription, by)))]
    known = {what for one in standing if one.state == "open" for what in _says(one)}
    return tuple([one for one in made if known.isdisjoint(_says(one))][:1]), usage


def _says(one: Prediction) -> set[str]:
    """What a prediction says and what it counts, whatever the forms of the words."""
    return {stemmed(one.claim), *([stemmed(one.measure.phrase)] if one.measure else [])}


def bet_of(part: DraftPart, passages: Sequence[Passage], made: date, whose: tuple[str, str]) -> Prediction | None:
    """The prediction that a part of a model's words makes, or None where it is not fit for the ledger.

    `part`: lines told apart by their speaker: `claim` (with the quote it builds on), `horizon` (days),
    `criterion`, and perhaps `phrase` and `count`. `whose`: the subscription and who made it. The quote
    stands in a passage, no number or name is used that is not in it, the horizon or the count, and quote,
    claim and criterion are about one thing as far as their words tell.
    """
    said = {line.speaker.strip().casefold(): line for line in part.lines}
    horizon = _number(said.get("horizon"))
    claim, criterion = _sentence(said.get("claim")), _sentence(said.get("criterion"))
    grounds = _grounds(said.get("claim"), {one.key: one for one in passages})
    if not (claim and criterion and grounds and horizon and SHORTEST <= horizon <= LONGEST):
        return None
    measure = _measure(said, passages)
    counts = (horizon, measure.at_least if measure else None)
    known = _known(grounds, passages, counts, made)
    if any(missing(_uncounted(text, counts), known) or strange_names(text, known) for text in (claim, criterion)):
        return None
    if not (about_one_thing(claim, known) and about_one_thing(criterion, claim)):
        return None
    return Prediction(
        id=prediction_id(whose[0], made, claim),
        claim=claim,
        made=made,
        horizon=horizon,
        criterion=counted(measure, made, horizon) if measure else criterion,
        by=whose[1],
        measure=measure,
        grounds=(grounds,),
    )


def _uncounted(text: str, counts: Sequence[int | None]) -> str:
    """Its words without the horizon and the count, which a prediction has from nobody: `fewer than 3 papers`."""
    ours = "|".join(str(one) for one in counts if one)
    bound = r"(?:(?:fewer|less|more) than|at (?:least|most)|up to|within|in|after|for|over|the next|the following)"
    return re.sub(
        rf"(?:{bound}\s+)*\b(?:{ours})\b(?=\s+(?:\w+\s+)?(?:days?|papers?)\b)", "some", text, flags=re.IGNORECASE
    )


def _grounds(line: DraftLine | None, passages: Mapping[str, Passage]) -> Claim | None:
    """The quote behind a prediction as a claim of its own: what the paper says, in its words."""
    if line is None or not line.quote:
        return None
    claim = check(DraftClaim(line.quote, line.passage_key, line.quote), passages)
    return claim if isinstance(claim, Claim) else None


def _known(grounds: Claim, passages: Sequence[Passage], counts: Sequence[int | None], made: date) -> str:
    """All words that a prediction may take numbers and names from."""
    due = made + timedelta(days=counts[0] or 0)
    keys = {quote.passage_key for quote in grounds.quotes}
    about = [f"{one.title}\n{one.text}" for one in passages if one.key in keys]
    days = [f"{one.day} {one:%B %Y}" for one in (made, due)]
    numbers = [f"{one} days, {one} papers" for one in counts if one]
    return "\n".join((*about, *days, *numbers))


def _measure(said: Mapping[str, DraftLine], passages: Sequence[Passage]) -> Measure | None:
    """What code can count: a phrase of today's passages, and how often; more than today's alone fulfil."""
    phrase, count = " ".join(said["phrase"].text.split()) if "phrase" in said else "", _number(said.get("count"))
    if not phrase or not count or count > MOST_COUNTED:
        return None
    today = sum(speaks_of(one.text, phrase) for one in passages)
    return Measure(phrase, count) if 0 < today < count else None


def _number(line: DraftLine | None) -> int | None:
    found = re.fullmatch(r"\D{0,12}([0-9]{1,3})(?:\s*days?)?\D{0,2}", line.text.strip()) if line else None
    return int(found[1]) if found else None


def _sentence(line: DraftLine | None) -> str:
    """Its words; empty where they are too few to decide anything by."""
    text = " ".join(line.text.split()) if line else ""
    return text if len(text.split()) >= FEWEST_WORDS else ""
