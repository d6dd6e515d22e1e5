"""What a model's tokens cost. List prices, which the operator can replace."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from retrieval.errors import BadSetting

Dollars = Annotated[float, Field(ge=0, allow_inf_nan=False)]


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens, in and out. Discounts for cached input are not counted."""

    tokens_in: Dollars
    tokens_out: Dollars


Prices = Mapping[str, Price]

PRICES: Prices = {
    "gpt-5": Price(1.25, 10.0),
    "gpt-5-mini": Price(0.25, 2.0),
    "gpt-5-nano": Price(0.05, 0.4),
    "gpt-4.1": Price(2.0, 8.0),
    "gpt-4.1-mini": Price(0.4, 1.6),
    "gpt-4.1-nano": Price(0.1, 0.4),
    "gpt-4o": Price(2.5, 10.0),
    "gpt-4o-mini": Price(0.15, 0.6),
}
"""List prices as published in 2025."""


def cost(prices: Prices, model: str, tokens_in: int, tokens_out: int) -> float | None:
    """What so many tokens of a model cost in US dollars; None if nobody told us its price.

    A dated name (`gpt-5-mini-2025-08-07`) has the price of the name without the date.
    """
    price = prices.get(model) or prices.get(model[:-11] if model[-11:-6].startswith("-20") else model)
    if price is None:
        return None
    return (tokens_in * price.tokens_in + tokens_out * price.tokens_out) / 1_000_000


def load_prices(path: Path) -> Prices:
    """The table above with what a JSON file says instead: `{"MODEL": {"tokens_in": 0.25, "tokens_out": 2}}`.

    Raises BadSetting if the file is not that.
    """
    try:
        given = TypeAdapter(dict[str, Price]).validate_python(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, ValidationError) as odd:
        raise BadSetting(f"MODEL_PRICES names {path.name}, which is not a table of prices by model in JSON.") from odd
    return {**PRICES, **given}
