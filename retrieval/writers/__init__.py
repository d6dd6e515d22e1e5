"""Those who put papers into words: without a model (`extractive`), or with one (`langchain`)."""

from collections.abc import Callable
from dataclasses import dataclass

from retrieval.writer import Researcher, Rewriter, Writer
from retrieval.writers.prices import PRICES, Prices


@dataclass(frozen=True, slots=True)
class Modelling:
    """Everything that one chat model does for the library."""

    writer: Writer
    rewriter: Rewriter
    researcher: Researcher
    warm: Callable[[], None]
    """Imports langchain and opens the model now (about two seconds). Raises BadSetting if there is no such model."""


def open_model(
    model: str,
    *,
    base_url: str | None = None,
    api_key: str | None = None,
    timeout: float = 60.0,
    prices: Prices = PRICES,
) -> Modelling:
    """What is done by a chat model given as PROVIDER:NAME; langchain is imported at its first word.

    `timeout`: seconds for one request. `prices`: US dollars by model, see `prices.load_prices`.
    """
    from retrieval.writers.agent import LangchainResearcher
    from retrieval.writers.langchain import LangchainChat, ModelSettings
    from retrieval.writers.modelled import Modelled
    from retrieval.writers.rewriter import ModelRewriter

    settings = ModelSettings(model=model, api_key=api_key, base_url=base_url, timeout=timeout, prices=prices)
    chat = LangchainChat(settings)
    return Modelling(Modelled(chat), ModelRewriter(chat), LangchainResearcher(chat), chat.warm)


def open_writer(
    model: str,
    *,
    base_url: str | None = None,
    api_key: str | None = None,
    timeout: float = 60.0,
    prices: Prices = PRICES,
) -> Writer:
    """The writer of `open_model` alone."""
    return open_model(model, base_url=base_url, api_key=api_key, timeout=timeout, prices=prices).writer
