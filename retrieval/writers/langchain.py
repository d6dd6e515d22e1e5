"""Any chat model that langchain can open, as `modelled.ChatModel`. The only place that knows langchain.

Models differ in how they can be held to a shape, so three ways are tried, and the first that works
is kept: the shape as a JSON schema the server enforces, JSON mode with the schema in the prompt,
and plain text with the schema in the prompt.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import structlog
from pydantic import ValidationError

from prompts import Messages
from retrieval.answer import Usage
from retrieval.errors import BadSetting, WriterUnavailable
from retrieval.writers.modelled import Shape
from retrieval.writers.prices import PRICES, Prices, cost

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage

log = structlog.get_logger(__name__)

WAYS: Final = ("schema", "json", "text")
TRIES = 2
"""Answers that may be unreadable before we give up."""
_RETRIES = 2
"""What the client itself repeats: refused for being too many, server errors, broken connections."""
_NO_KEY = "none"
"""Servers of one's own want no key, but the client will not start without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSettings:
    """Which model, and where. `timeout` is seconds for one request; `prices` by the model's name."""

    model: str
    """PROVIDER:NAME, such as `openai:gpt-5-mini`."""
    api_key: str | None = field(default=None, repr=False)
    base_url: str | None = None
    timeout: float = 60.0
    prices: Prices = field(default_factory=lambda: PRICES)

    @property
    def name(self) -> str:
        """The model's name without its provider."""
        return self.model.partition(":")[2] or self.model


class LangchainChat:
    """A chat model of langchain, opened at the first call or by `warm`."""

    def __init__(self, settings: ModelSettings) -> None:
        self.name = settings.name
        self._settings = settings
        self._opened: BaseChatModel | None = None
        self._way = 0

    def warm(self) -> None:
        """Import langchain and open the model now (about two seconds), not at the first question.

        Raises BadSetting if langchain knows no such model.
        """
        if self._opened is None:
            self._opened = _open(self._settings)

    async def fill(self, messages: Messages, shape: type[Shape]) -> tuple[Shape, Usage]:
        """An instance of `shape` and what it took. Raises WriterUnavailable with one clear sentence."""
        self.warm()
        spent = Usage()
        way = self._way
        unread = 0
        while True:
            try:
                message = await self._ask(messages, shape, WAYS[way])
            except _Refused as refused:
                if way + 1 == len(WAYS):
                    raise WriterUnavailable(refused.sentence, spent=spent) from refused.cause
                way += 1
                log.info("model takes no schema", trying=WAYS[way], status=refused.status)
                continue
            spent += self._usage(message)
            if message.additional_kwargs.get("refusal"):
                raise WriterUnavailable(f"The model {self.name} declined to write this.", spent=spent)
            filled = _read(message, shape)
            if filled is not None:
                self._way = way
                return filled, spent
            unread += 1
            log.warning("answer unreadable", shape=shape.__name__, attempt=unread)
            if unread == TRIES:
                raise WriterUnavailable(f"The model {self.name} answered in a form I cannot read.", spent=spent)

    async def _ask(self, messages: Messages, shape: type[Shape], way: str) -> "AIMessage":
        """One request. Raises _Refused where another way may work, else WriterUnavailable."""
        from langsmith import tracing_context

        assert self._opened is not None  # noqa: S101 - `fill` has warmed it
        wait = self._settings.timeout
        try:
            with tracing_context(enabled=False):  # prompts hold people's questions: they go to the model only
                async with asyncio.timeout(2 * wait + 5):  # the client's own retries end here, whatever they wait for
                    return await _send(self._opened, messages, shape, way)
        except Exception as error:  # every provider of langchain has its own errors
            raise _translated(error, self._settings) from error

    def _usage(self, message: "AIMessage") -> Usage:
        counted = message.usage_metadata
        if not counted:
            return Usage()
        tokens_in, tokens_out = counted["input_tokens"], counted["output_tokens"]
        return Usage(tokens_in, tokens_out, cost(self._settings.prices, self.name, tokens_in, tokens_out))


class _Refused(Exception):
    """The server does not take a request of this form; a plainer one may do."""

    def __init__(self, sentence: str, status: int, cause: Exception) -> None:
        super().__init__(sentence)
        self.sentence, self.status, self.cause = sentence, status, cause


def _open(settings: ModelSettings) -> "BaseChatModel":
    from langchain.chat_models import init_chat_model

    given: dict[str, Any] = {"timeout": settings.timeout, "max_retries": _RETRIES}
    if settings.model.startswith("openai:"):
        # No connection outlives its call: the client is shared inside langchain and cannot be closed by us, and
        # a handshake is nothing beside the seconds that a model takes.
        given["default_headers"] = {"Connection": "close"}
    if settings.base_url:
        given["base_url"] = settings.base_url
    if settings.api_key or settings.base_url:
        given["api_key"] = settings.api_key or _NO_KEY
    try:
        model: BaseChatModel = init_chat_model(settings.model, **given)
    except ImportError as error:
        raise BadSetting(f"MODEL is {settings.model}, but its package for langchain is not installed.") from error
    except Exception as error:
        raise BadSetting(f"MODEL is {settings.model}, which cannot be opened; check it and its key.") from error
    return model


async def _send(model: "BaseChatModel", messages: Messages, shape: type[Shape], way: str) -> "AIMessage":
    """The model's message, asked for in one of `WAYS`."""
    from langchain_core.messages import AIMessage

    if way == "schema":
        strict = {"method": "json_schema", "strict": True} if _is_openai(model) else {}
        # the schema as plain JSON, not as a class: the openai client would parse the answer into a class itself,
        # and what it cannot parse it raises, tokens uncounted
        schema = shape.model_json_schema()
        filled = await model.with_structured_output(schema, include_raw=True, **strict).ainvoke(_put(messages))
        told = filled["raw"] if isinstance(filled, dict) else filled
        if isinstance(told, AIMessage) and told.tool_calls:
            told = told.model_copy(update={"content": json.dumps(told.tool_calls[0]["args"])})
    else:
        words = _put(messages, shape.model_json_schema())
        form = {"response_format": {"type": "json_object"}} if way == "json" else {}
        told = await model.bind(**form).ainvoke(words)
    if not isinstance(told, AIMessage):
        raise TypeError(f"a chat model answered with {type(told).__name__}")
    return told


def _is_openai(model: "BaseChatModel") -> bool:
    return any(kind.__name__ == "BaseChatOpenAI" for kind in type(model).__mro__)


def _put(messages: Messages, schema: Mapping[str, Any] | None = None) -> list[tuple[str, str]]:
    """The messages as langchain takes them; with a schema in words where the server enforces none."""
    system = messages.system
    if schema:
        system += f"\n\nAnswer with one JSON object and nothing else. It fits this JSON schema:\n{json.dumps(schema)}"
    return [("system", system), ("user", messages.user)]


def _read(message: "AIMessage", shape: type[Shape]) -> Shape | None:
    """The first JSON object in a message that fits the shape; None if there is none."""
    text = str(message.text)
    at = text.find("{")
    while at >= 0:
        try:
            found, _ = json.JSONDecoder().raw_decode(text, at)
            return shape.model_validate(found)
        except (ValueError, ValidationError, RecursionError):
            at = text.find("{", at + 1)
    return None


def _translated(error: Exception, settings: ModelSettings) -> Exception:
    """A provider's error as ours, told by its HTTP status and its name, which all providers share."""
    status = getattr(error, "status_code", None)
    kind = type(error).__name__
    name = settings.name
    if isinstance(error, TimeoutError) or "Timeout" in kind:
        return WriterUnavailable(f"The model {name} did not answer within {settings.timeout:g} seconds.")
    if "Connection" in kind:
        return WriterUnavailable(f"The model {name} cannot be reached; check OPENAI_BASE_URL and the network.")
    sentence = _SENTENCES.get(status or 0, "The model {name} did not answer as it should.").format(name=name)
    if status in (401, 403, 404, 429):
        return WriterUnavailable(sentence)
    return _Refused(sentence, status or 0, error)


_SENTENCES = {
    401: "The model's service refused our key; check OPENAI_API_KEY.",
    403: "The model's service does not let our key use {name}; check OPENAI_API_KEY and MODEL.",
    404: "The model's service knows no model {name}; check MODEL.",
    429: "The model's service says we are over its limit of requests or spending; try again later.",
    400: "The model's service refused the request for {name}.",
    500: "The model's service failed.",
    502: "The model's service is down.",
    503: "The model's service is overloaded or down.",
}
