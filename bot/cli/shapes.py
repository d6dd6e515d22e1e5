"""What `--json` prints of papers and answers: shapes that scripts may rely on."""

from collections.abc import Mapping
from typing import Any

from bot.cli.as_json import plain_data
from bot.documents import version_link
from retrieval.answer import Answer, Claim
from retrieval.paper import Paper, Passage
from retrieval.search import Found
from schedules.forms.cited import link_of


def paper_data(paper: Paper) -> dict[str, Any]:
    """A paper with its link; who owns it is nobody's business."""
    data: dict[str, Any] = plain_data(paper)
    del data["owner"]
    return {**data, "link": link_of(paper)}


def found_data(found: Found) -> dict[str, Any]:
    """A paper that was found, the passage that found it, and how well it fits (higher is better)."""
    return {**paper_data(found.paper), "score": round(found.score, 4), "passage": _passage(found.passage)}


def answer_data(answer: Answer) -> dict[str, Any]:
    """An answer with each quote's whereabouts spelled out."""
    where = {passage.key: passage for passage in answer.passages}
    return {
        "question": answer.question,
        "scope": answer.scope,
        "claims": [_claim(claim, where) for claim in answer.claims],
        "refusal": answer.refusal or None,
        "nearest": _claim(answer.nearest, where) if answer.nearest else None,
        "model": answer.byline.model,
        "tokens_in": answer.usage.tokens_in,
        "tokens_out": answer.usage.tokens_out,
        "cost_usd": answer.usage.cost_usd,
        "remark": " ".join(filter(None, [answer.warning, answer.remark])) or None,
    }


def _claim(claim: Claim, where: Mapping[str, Passage]) -> dict[str, Any]:
    quotes = [{"quote": quote.text, **_place(quote.passage_key, where)} for quote in claim.quotes]
    return {"text": claim.text, "verbatim": claim.verbatim, "quotes": quotes}


def _place(key: str, where: Mapping[str, Passage]) -> dict[str, Any]:
    passage = where.get(key)
    return {"passage": key} if passage is None else {"passage": key, **_whereabouts(passage)}


def _whereabouts(passage: Passage) -> dict[str, Any]:
    return {
        "paper": passage.paper_id,
        "version": passage.version,
        "title": passage.title,
        "section": passage.section,
        "page": passage.page,
        "retold": passage.retold,
        "link": version_link(passage),
    }


def _passage(passage: Passage) -> dict[str, Any]:
    return {"key": passage.key, "section": passage.section, "page": passage.page, "text": passage.text}
