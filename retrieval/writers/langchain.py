"""Any chat model that langchain can open, as `modelled.ChatModel`. The only place that knows langchain.

Models differ in how they can be held to a shape, so three ways are tried, and the first that works
is kept: the shape as a JSON schema the server enforces, JSON mode with the schema in the prompt,
and plain text with the schema in the prompt.
"""

import asyncio
import json
import re
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import structlog

from prompts import Messages
from retrieval.answer import Usage
from retrieval.errors import BadSetting, WriterUnavailable
from retrieval.writers.modelled import Seen
from retrieval.writers.prices import PRICES, Prices, cost
from retrieval.writers.reading import read
from retrieval.writers.refusals import Refused, translated
from retrieval.writers.shapes import Shape

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage
    from langchain_core.runnables import Runnable

log = structlog.get_logger(__name__)

WAYS: Final = ("schema", "json", "text")
TRIES = 2
"""Answers that may be unreadable before we give up."""
_RETRIES = 1
"""What the client itself repeats: refused for being too many, server errors, broken connections."""
_CLIENT_ERROR, _SERVER_ERROR = 400, 500
"""What HTTP statuses from here on say: the request is wrong, the server failed."""
_NO_KEY = "none"
"""Servers of one's own want no key, but the client will not start without one."""
_CHARACTERS_A_TOKEN = 4
"""What a token is taken for where the server does not count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSettings:
    """Which model, and where. `timeout` is seconds for one request; `prices` by the model's name.

    `api_key` and `base_url` are those of an OpenAI-compatible service; a model of another provider
    takes its key from its own variable.
    """

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


@dataclass(slots=True)
class _Try:
    """How the next request is made, and what those before it took."""

    way: int
    seen: Seen | None
    spent: Usage = field(default_factory=Usage)


class LangchainChat:
    """A chat model of langchain, opened at the first call or by `warm`."""

    def __init__(self, settings: ModelSettings) -> None:
        self.name = settings.name
        self._settings = settings
        self._opened: BaseChatModel | None = None
        self._way = 0
        self._way_works = False
        self._streams = True

    def warm(self) -> None:
        """Import langchain and open the model now (about two seconds), not at the first question.

        Raises BadSetting if langchain knows no such model.
        """
        if self._opened is None:
            self._opened = _open(self._settings)

    def opened(self) -> "BaseChatModel":
        """The model itself, for what is asked in other forms than shapes. Raises BadSetting as `warm` does."""
        self.warm()
        assert self._opened is not None  # noqa: S101 - `warm` has just opened it
        return self._opened

    async def fill(self, messages: Messages, shape: type[Shape], *, seen: Seen | None = None) -> tuple[Shape, Usage]:
        """An instance of `shape` and what it took. Raises WriterUnavailable with one clear sentence.

        Where a stream fails before anything of it was passed on, the answer is asked for in one piece.
        """
        self.warm()
        now = _Try(self._way, seen if self._streams else None)
        for unread in range(1, TRIES + 1):
            message = await self._answered(messages, shape, now)
            now.spent += self._usage(messages, message)
            if message.additional_kwargs.get("refusal"):
                raise WriterUnavailable(f"The model {self.name} declined to write this.", spent=now.spent)
            filled = read(_text(message), shape)
            if filled is not None:
                self._way, self._way_works = now.way, True
                return filled, now.spent
            log.warning("answer unreadable", shape=shape.__name__, attempt=unread, way=WAYS[now.way])
            now.seen = None
            if not self._way_works:  # a server may take a schema and ignore it: then it must be told in words
                now.way = min(now.way + 1, len(WAYS) - 1)
        raise WriterUnavailable(f"The model {self.name} answered in a form I cannot read.", spent=now.spent)

    async def _answered(self, messages: Messages, shape: type[Shape], now: _Try) -> "AIMessage":
        """The model's message, asked for more plainly as long as the server refuses the request."""
        while True:
            try:
                return await self._ask(messages, shape, now)
            except Refused as refused:
                last = self._way_works or now.way + 1 == len(WAYS)
                if now.seen and (last or refused.status < _SERVER_ERROR):
                    now.seen, self._streams = None, not _CLIENT_ERROR <= refused.status < _SERVER_ERROR
                elif last:
                    raise WriterUnavailable(refused.sentence, spent=now.spent) from refused.cause
                else:
                    now.way += 1
                log.info("model asked more plainly", way=WAYS[now.way], status=refused.status)

    async def _ask(self, messages: Messages, shape: type[Shape], now: _Try) -> "AIMessage":
        """One request. Raises Refused where another way may work, else WriterUnavailable."""
        from langsmith import tracing_context

        assert self._opened is not None  # noqa: S101 - `fill` has warmed it
        hearing = _Hearing(now.seen) if now.seen else None
        try:
            chain, words = _asked(self._opened, messages, shape, WAYS[now.way])
            with tracing_context(enabled=False):  # prompts hold people's questions: they go to the model only
                # the client's own retry ends here, whatever it waits for
                async with asyncio.timeout((1 + _RETRIES) * self._settings.timeout + 5):
                    return await (_streamed(chain, words, hearing) if hearing else _whole(chain, words))
        except Exception as error:  # every provider of langchain has its own errors
            if hearing and error is hearing.failure:
                raise
            if hearing and hearing.text:
                spent = now.spent + self._counted(messages, hearing.text)
                raise WriterUnavailable(f"The model {self.name} broke off.", spent=spent) from error
            if hearing and hearing.begun and not isinstance(error, TimeoutError):
                raise Refused(f"The model {self.name} broke off.", 0, error) from error
            raise translated(error, self._settings.name, self._settings.timeout, now.spent) from error

    def _usage(self, messages: Messages, message: "AIMessage") -> Usage:
        counted = message.usage_metadata
        if not counted or not counted["input_tokens"]:
            return self._counted(messages, _text(message))
        return self.priced(counted["input_tokens"], counted["output_tokens"])

    def _counted(self, messages: Messages, told: str) -> Usage:
        """What asking and telling this takes by its length: servers of one's own often count no tokens."""
        asked = len(messages.system) + len(messages.user)
        return self.priced(-(-asked // _CHARACTERS_A_TOKEN), -(-len(told) // _CHARACTERS_A_TOKEN))

    def priced(self, tokens_in: int, tokens_out: int) -> Usage:
        """So many tokens with their price, where it is known."""
        return Usage(tokens_in, tokens_out, cost(self._settings.prices, self.name, tokens_in, tokens_out))


class _Hearing:
    """Passes a growing answer on. `begun`: some of it came; `text`: what was passed on last.

    `failure`: what the listener raised.
    """

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self.begun = False
        self.text = ""
        self.failure: Exception | None = None

    async def hear(self, text: str) -> None:
        self.text = text
        try:
            await self._seen(text)
        except Exception as error:
            self.failure = error
            raise


def _open(settings: ModelSettings) -> "BaseChatModel":
    from langchain.chat_models import init_chat_model

    try:
        model: BaseChatModel = init_chat_model(settings.model, **_given(settings))
    except ImportError as error:
        raise BadSetting(_unpacked(settings, error)) from error
    except Exception as error:
        raise BadSetting(f"MODEL is {settings.model}, which cannot be opened; check it and its key.") from error
    return model


def _given(settings: ModelSettings) -> dict[str, Any]:
    """What the model is opened with."""
    given: dict[str, Any] = {"timeout": settings.timeout, "max_retries": _RETRIES}
    if settings.model.startswith("openai:"):
        # No connection outlives its call: the client is shared inside langchain and cannot be closed by us, and
        # a handshake is nothing beside the seconds that a model takes.
        given |= {"default_headers": {"Connection": "close"}, "stream_usage": True}
        # langchain's own limit waits with asyncio.wait_for, which in Python 3.11 can swallow a cancellation; the
        # client's limit and ours hold without it
        given["stream_chunk_timeout"] = 0
        if settings.base_url:
            given["base_url"] = settings.base_url
        if settings.api_key or settings.base_url:
            given["api_key"] = settings.api_key or _NO_KEY
    return given


def _unpacked(settings: ModelSettings, error: ImportError) -> str:
    wanted = re.search(r"langchain-[a-z-]+", str(error))
    package = f"the package {wanted[0]}" if wanted else "a package of langchain"
    return f"MODEL is {settings.model}, which needs {package}; install it beside Paperwire, or choose another model."


def _asked(
    model: "BaseChatModel", messages: Messages, shape: type[Shape], way: str
) -> tuple["Runnable[Any, Any]", list[tuple[str, str]]]:
    """What to ask, and in which words, in one of `WAYS`."""
    if way == "schema":
        # the schema as plain JSON, not as a class: the openai client would parse the answer into a class itself,
        # and what it cannot parse it raises, tokens uncounted
        return _held(model, shape.model_json_schema()), _put(messages)
    form = {"response_format": {"type": "json_object"}} if way == "json" else {}
    return model.bind(**form), _put(messages, shape.model_json_schema())


def _held(model: "BaseChatModel", schema: dict[str, Any]) -> "Runnable[Any, Any]":
    """The model held to a schema in its provider's way, without langchain's parser behind it: that one lets no
    stream through, and drops the message of what it cannot parse.
    """
    from langchain_core.runnables import RunnableSequence

    strict: dict[str, Any] = {"method": "json_schema", "strict": True} if _is_openai(model) else {}
    chain = model.with_structured_output(schema, **strict)
    if not isinstance(chain, RunnableSequence):
        raise TypeError("this provider holds a model to a schema in a way of its own")
    return chain.first


async def _whole(chain: "Runnable[Any, Any]", words: list[tuple[str, str]]) -> "AIMessage":
    """The model's message in one piece."""
    return _message(await chain.ainvoke(words))


async def _streamed(chain: "Runnable[Any, Any]", words: list[tuple[str, str]], hearing: _Hearing) -> "AIMessage":
    """The model's message, passed on while it grows, each time another object in it may be whole."""
    so_far: Any = None
    async with aclosing(chain.astream(words)) as pieces:  # type: ignore[type-var]  # it is an async generator
        async for chunk in pieces:
            hearing.begun = True
            so_far = chunk if so_far is None else so_far + chunk
            if "}" in _text(chunk):
                await hearing.hear(_text(so_far))
    return _message(so_far)


def _message(told: Any) -> "AIMessage":
    from langchain_core.messages import AIMessage

    if not isinstance(told, AIMessage):
        raise TypeError(f"a chat model answered with {type(told).__name__}")
    return told


def _text(message: "AIMessage") -> str:
    """What a message says: its text, or the arguments of its call where the shape was made a tool."""
    if pieces := getattr(message, "tool_call_chunks", None):
        return "".join(piece["args"] or "" for piece in pieces)
    return json.dumps(message.tool_calls[0]["args"]) if message.tool_calls else str(message.text)


def _is_openai(model: "BaseChatModel") -> bool:
    return any(kind.__name__ == "BaseChatOpenAI" for kind in type(model).__mro__)


def _put(messages: Messages, schema: Mapping[str, Any] | None = None) -> list[tuple[str, str]]:
    """The messages as langchain takes them; with a schema in words where the server enforces none."""
    system = messages.system
    if schema:
        system += f"\n\nAnswer with one JSON object and nothing else. It fits this JSON schema:\n{json.dumps(schema)}"
    return [("system", system), ("user", messages.user)]
