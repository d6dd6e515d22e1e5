"""The lexical index of PostgreSQL. Its own ts_rank knows nothing of how rare a word is, so BM25 is ours."""

from collections.abc import Mapping

from sqlalchemy import (
    ColumnElement,
    Float,
    Integer,
    Select,
    TableValuedAlias,
    Text,
    and_,
    cast,
    column,
    func,
    literal,
    or_,
    select,
    table,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY, TSVECTOR
from sqlalchemy.ext.asyncio import AsyncConnection

from retrieval.answer import Scope
from retrieval.ports import Ranked
from retrieval.searching.bm25 import K1, TITLE_WEIGHT, B, idf, rarest, telling
from retrieval.shelf.scope import inside
from retrieval.shelf.tables import papers, passages, versions
from retrieval.text.words import STOPWORDS

_CANDIDATES = 100
"""At least so many passages are ranked exactly; more of them gave no better ten on the training claims."""

_SAMPLE = 1000
"""The newest passages stand for all when it comes to how long a passage is."""

_words = table("words", column("row", Integer), column("size", Integer), column("lexemes", TSVECTOR))


async def best(connection: AsyncConnection, wanted: list[str], scope: Scope, limit: int) -> list[Ranked]:
    """Candidates are the passages with the most and rarest words; BM25 puts them in order.

    They are looked for by the telling words alone, by all of them only where that finds too few.
    """
    weights, first = await _weights(connection, wanted)
    if not weights:
        return []
    asked, most = _asked(weights), max(_CANDIDATES, 2 * limit)
    found: list[Ranked] = []
    for some in (first, weights) if len(first) < len(weights) else (weights,):
        candidates = _candidates(_asked({name: weights[name] for name in some}, "telling"), scope, most)
        ranked = _ranked(asked, candidates).order_by(column("score").desc(), column("row")).limit(limit)
        found = [Ranked(row, score) for row, score in await connection.execute(ranked)]
        if len(found) == limit:
            break
    return found


def _asked(weights: Mapping[str, float], name: str = "asked") -> TableValuedAlias:
    names, values = literal(list(weights), ARRAY(Text)), literal(list(weights.values()), ARRAY(Float))
    return func.unnest(names, values).table_valued(column("lexeme", Text), column("idf", Float)).render_derived(name)


def titled(wanted: list[str]) -> ColumnElement[bool]:
    """The vectors lack the commonest words, so these are looked for in the title itself."""
    query = cast(
        select(func.string_agg(func.concat(_quoted(_lexemes(wanted).c.lexeme), ":A"), " & ")).scalar_subquery(), TSQUERY
    )
    has = passages.c.row.in_(select(_words.c.row).where(_has(query)))
    common = [versions.c.title.bool_op("~*")(rf"\m{word}\M") for word in wanted if word in STOPWORDS]
    return and_(or_(query.is_(None), has), *common) if common else has


async def _weights(connection: AsyncConnection, wanted: list[str]) -> tuple[dict[str, float], list[str]]:
    """The rarest lexemes of the question and what each tells; and those of them that candidates are looked for by."""
    lexeme = _lexemes(wanted).c.lexeme
    count = select(func.count()).where(_has(cast(_quoted(lexeme), TSQUERY))).scalar_subquery()
    frequency: dict[str, int] = dict((await connection.execute(select(lexeme, count))).all())
    passages = await connection.scalar(select(func.max(_words.c.row))) or 0  # no row number is given twice
    chosen = {name: frequency[name] for name in rarest(frequency)}
    first, _ = telling(chosen)
    return {name: idf(count, passages) for name, count in chosen.items()}, first


def _candidates(asked: TableValuedAlias, scope: Scope, most: int) -> Select[int]:
    """Sorted before the scope is checked, so that it is checked until enough are inside, not for every hit."""
    told = func.sum(asked.c.idf).label("told")
    hits = (
        select(_words.c.row, told)
        .select_from(asked)
        .join(_words, _has(cast(_quoted(asked.c.lexeme), TSQUERY)))
        .group_by(_words.c.row)
        .order_by(told.desc(), _words.c.row)
        .subquery("hits")
    )
    return (
        select(hits.c.row)
        .join(passages, passages.c.row == hits.c.row)
        .join(papers, papers.c.pk == passages.c.paper)
        .where(*inside(scope, "postgresql"))
        .order_by(hits.c.told.desc(), hits.c.row)
        .limit(most)
    )


def _ranked(asked: TableValuedAlias, candidates: Select[int]) -> Select[int, float]:
    """BM25 of each candidate, from the positions that its vector keeps."""
    newest = select(_words.c.size).order_by(_words.c.row.desc()).limit(_SAMPLE).subquery()
    average = select(func.avg(newest.c.size)).scalar_subquery()
    found = func.unnest(_words.c.lexemes).table_valued("lexeme", "positions", "weights", name="found").lateral()
    in_title = func.cardinality(func.array_positions(found.c.weights, "A"))
    count = func.cardinality(found.c.positions) + (TITLE_WEIGHT - 1) * in_title
    score = func.sum(asked.c.idf * count * (K1 + 1) / (count + K1 * (1 - B + B * _words.c.size / average)))
    return (
        select(_words.c.row, cast(score, Float).label("score"))
        .select_from(_words)
        .join(found, true())
        .join(asked, asked.c.lexeme == found.c.lexeme)
        .where(_words.c.row.in_(candidates))
        .group_by(_words.c.row)
    )


def _lexemes(wanted: list[str]) -> TableValuedAlias:
    return func.unnest(func.lexemes(" ".join(wanted))).table_valued("lexeme", "positions", "weights", name="asked")


def _has(query: ColumnElement[str]) -> ColumnElement[bool]:
    return _words.c.lexemes.bool_op("@@")(query)


def _quoted(lexeme: ColumnElement[str]) -> ColumnElement[str]:
    """As tsquery wants it; `lexemes` leaves no quote and no backslash in a word."""
    return func.concat("'", lexeme, "'")
