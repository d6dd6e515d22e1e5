"""A model that gathers passages with tools, as `writer.Researcher`: langchain's agent, with a bound on everything.

It posts nothing and returns no words: the keys it names are looked up among what its tools returned.
"""

import asyncio
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import structlog

import prompts
from retrieval.answer import Allowance, Question, Usage
from retrieval.errors import PaperwireError, WriterUnavailable
from retrieval.paper import Passage
from retrieval.writer import Tool
from retrieval.writers.langchain import LangchainChat

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage, BaseMessage
    from langchain_core.tools import BaseTool

log = structlog.get_logger(__name__)

SHOWN = 1_200
"""Characters of a passage that a tool shows the model; the answer is written from all of it."""
MOST_KEYS = 12
_CHARACTERS_A_TOKEN = 4
"""What a token is taken for where the server does not count."""
_KEY = re.compile(r"[\w.:/-]+v\d+#\d+")
SPENT = "There are no tokens left for this: write the keys of the passages that answer, and nothing else."


class LangchainResearcher:
    """The `Researcher` with a chat model of langchain behind it."""

    def __init__(self, chat: LangchainChat) -> None:
        self._chat = chat

    async def research(
        self, question: Question, tools: Sequence[Tool], *, allowance: Allowance
    ) -> tuple[tuple[str, ...], Usage]:
        asked = prompts.load("agent").render(
            question=question.text, turns=question.history, steps=max(2, allowance.steps)
        )
        said: list[BaseMessage] = []
        try:
            async with asyncio.timeout(allowance.seconds):
                await asyncio.to_thread(_imports)  # over a second, which the event loop must not wait for
                await self._run(asked, tools, allowance, said)
        except TimeoutError:
            log.warning("research too slow", messages=len(said))
            return (), self._usage(asked, said)
        except Exception as error:  # every provider of langchain has its own errors
            spent = self._usage(asked, said)
            raise WriterUnavailable("The model broke off looking for passages.", spent=spent) from error
        return _keys(said), self._usage(asked, said)

    async def _run(
        self, asked: prompts.Messages, tools: Sequence[Tool], allowance: Allowance, said: list["BaseMessage"]
    ) -> None:
        """Let the agent work; `said` holds its messages so far, whatever happens."""
        from langchain.agents import create_agent
        from langchain.agents.middleware import ModelCallLimitMiddleware
        from langsmith import tracing_context

        def spent() -> bool:
            used = self._usage(asked, said)
            return used.tokens_in + used.tokens_out >= allowance.tokens

        agent: Any = create_agent(
            self._chat.opened(),
            [_as_langchain(tool, spent) for tool in tools],
            system_prompt=asked.system,
            middleware=[ModelCallLimitMiddleware(run_limit=allowance.steps, exit_behavior="end")],
        )
        with tracing_context(enabled=False):  # prompts hold people's questions: they go to the model only
            async for state in agent.astream({"messages": [("user", asked.user)]}, stream_mode="values"):
                said[:] = state["messages"]
                if spent():
                    break

    def _usage(self, asked: prompts.Messages, said: Sequence["BaseMessage"]) -> Usage:
        """The tokens of all requests; counted by length where the server does not tell."""
        from langchain_core.messages import AIMessage

        usage, read = Usage(), len(asked.system)
        for message in said:
            if isinstance(message, AIMessage) and message.response_metadata:
                counted = message.usage_metadata or {"input_tokens": 0, "output_tokens": 0}
                taken = counted["input_tokens"] or -(-read // _CHARACTERS_A_TOKEN)
                given = counted["output_tokens"] or -(-len(_text(message)) // _CHARACTERS_A_TOKEN)
                usage += self._chat.priced(taken, given)
            read += len(_text(message))
        return usage


def _imports() -> None:
    import langchain.agents
    import langchain.agents.middleware
    import langchain.chat_models  # noqa: F401 - what `opened` will need


def _text(message: "BaseMessage") -> str:
    return str(message.text)


def _keys(said: Sequence["BaseMessage"]) -> tuple[str, ...]:
    """The keys in the last message, if it is the model's own last word."""
    last: AIMessage | BaseMessage | None = said[-1] if said else None
    if last is None or getattr(last, "tool_calls", None):
        return ()
    return tuple(dict.fromkeys(_KEY.findall(_text(last))))[:MOST_KEYS]


def _as_langchain(tool: Tool, spent: Callable[[], bool]) -> "BaseTool":
    """The tool as langchain takes it. What it raises is told to the model in one sentence of ours."""
    from langchain_core.tools import StructuredTool

    async def use(**given: Any) -> str:
        if spent():
            return SPENT
        try:
            found = await tool.use({name: str(given.get(name) or "") for name in tool.inputs})
        except PaperwireError as error:
            return error.for_people
        except Exception as error:
            log.exception("tool broke", tool=tool.name, error=type(error).__name__)
            return "That did not work; try something else."
        return str(prompts.defaced(found)) if isinstance(found, str) else fenced(found)

    schema = {
        "type": "object",
        "properties": {name: {"type": "string", "description": meaning} for name, meaning in tool.inputs.items()},
        "required": list(tool.inputs),
        "additionalProperties": False,
    }
    return StructuredTool.from_function(
        coroutine=use, name=tool.name, description=tool.purpose, args_schema=schema, infer_schema=False
    )


def fenced(passages: Sequence[Passage]) -> str:
    """Passages as the model reads them: named as data, with nothing in them that could close a fence."""
    return "\n\n".join(
        f'<passage id="{prompts.attribute(one.key)}" paper="{prompts.attribute(one.title)}" '
        f'section="{prompts.attribute(one.section)}">\n{prompts.defaced(one.text[:SHOWN])}\n</passage>'
        for one in passages
    )
