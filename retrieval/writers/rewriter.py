"""A model that makes a question stand by itself, with `prompts/rewrite.md`. Knows no vendor."""

from collections.abc import Sequence

from pydantic import BaseModel, Field

import prompts
from retrieval.answer import Question, Usage
from retrieval.writers.modelled import ChatModel


class RewrittenShape(BaseModel):
    """A question that stands by itself."""

    question: str = Field(description="the question in English, as it stands by itself")


class ModelRewriter:
    """The `Rewriter` with a model behind it."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model

    async def rewrite(self, question: Question, titles: Sequence[str]) -> tuple[str, Usage]:
        asked = prompts.load("rewrite").render(question=question.text, turns=question.history, titles=titles)
        told, usage = await self._model.fill(asked, RewrittenShape)
        return " ".join(told.question.split()), usage
