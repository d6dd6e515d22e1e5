"""Those who put papers into words: without a model (`extractive`), or with one (`langchain`)."""

from retrieval.ports import Writer
from retrieval.writers.prices import PRICES, Prices


def open_writer(
    model: str,
    *,
    base_url: str | None = None,
    api_key: str | None = None,
    timeout: float = 60.0,
    prices: Prices = PRICES,
) -> Writer:
    """The writer behind a chat model given as PROVIDER:NAME; langchain is imported at its first word.

    `timeout`: seconds for one request. `prices`: US dollars by model, see `prices.load_prices`.
    """
    from retrieval.writers.langchain import LangchainChat, ModelSettings
    from retrieval.writers.modelled import Modelled

    settings = ModelSettings(model=model, api_key=api_key, base_url=base_url, timeout=timeout, prices=prices)
    return Modelled(LangchainChat(settings))
