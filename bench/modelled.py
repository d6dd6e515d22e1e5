"""A model behind a day's edition and its forms: what each task took, and which lies of a lying one were posted.

The model is the one of this machine's settings, or one mode of the loopback OpenAI-compatible server
(`tests/standins`; needs a checkout): `honest` writes on the passages it was given, `lies` writes nothing
else than lies, the other modes are told in its file. `posted_lies` shares no code with the product's check: it looks
for the very words of the server's answers in what people would read.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import SecretStr

from bench.matching import bones
from bench.shelf import NO_MODEL, Row, written_by
from retrieval.answer import (
    Byline,
    DraftAnswer,
    DraftClaim,
    DraftHeadline,
    DraftPart,
    DraftSection,
    Question,
    Usage,
)
from retrieval.paper import Paper, Passage
from retrieval.profile import Profile
from retrieval.writer import Failed, Judgement, Said, Writer
from tests.standins.standin_process import Standin, standin

Told = TypeVar("Told")

OWN = "settings"
"""The model of this machine's settings."""
FEWEST_WORDS = 4
"""Of a line, so that its words are a lie and no answer to a prompt's question such as `14`."""


@dataclass(frozen=True, slots=True)
class Model:
    """Who writes: settings of a shelf, and the loopback server behind them, if there is one."""

    settings: Row
    server: Standin | None = None
    lying: bool = False

    def posted_lies(self, texts: Iterable[str]) -> list[str]:
        """Words of a lying server's answers that stand in these texts."""
        if self.server is None or not self.lying:
            return []
        shown = bones("\n".join(texts))
        return [one for one in _lines(self.server.view("requests")) if bones(one) in shown]

    def asked(self) -> int:
        """Tokens that the loopback server counted so far, going in and coming out; 0 where there is none."""
        return int(self.server.view("usage")["total_tokens"]) if self.server else 0


@contextmanager
def writing(mode: str) -> Iterator[Model]:
    """Whoever `mode` names: empty for no model, OWN, or a mode of the loopback server."""
    if mode in ("", OWN):
        yield Model(written_by() if mode else NO_MODEL)
        return
    with standin("openai_standin.py") as server:
        settings = {"openai_base_url": server.ready["base_url"], "openai_api_key": SecretStr(server.ready["api_key"])}
        yield Model({"model": f"openai:standin:{mode}", **settings}, server, lying=mode == "lies")


def _lines(requests: Sequence[Mapping[str, Any]]) -> list[str]:
    """Every statement of the answers, once."""
    found: dict[str, None] = {}
    for one in requests:
        found.update(dict.fromkeys(_texts(_read(str(one.get("answer", ""))))))
    return list(found)


def _read(answer: str) -> Any:
    try:
        return json.loads(answer)
    except json.JSONDecodeError:
        return None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        text = value.get("text")
        if isinstance(text, str) and len(text.split()) >= FEWEST_WORDS:
            yield text
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(one)


@dataclass(slots=True)
class Counted:
    """A `Writer` that passes everything on and counts in `tokens` what each task took, repairs under `repair`."""

    writer: Writer
    tokens: Counter[str] = field(default_factory=Counter)

    def byline(self, task: str) -> Byline:
        return self.writer.byline(task)

    async def headline(
        self, papers: Sequence[tuple[Paper, Sequence[Passage]]], *, language: str = ""
    ) -> tuple[DraftHeadline, Usage]:
        return self._count("headline", await self.writer.headline(papers, language=language))

    async def answer(
        self, question: Question, passages: Sequence[Passage], *, said: Said | None = None
    ) -> tuple[DraftAnswer, Usage]:
        return self._count("answer", await self.writer.answer(question, passages, said=said))

    async def explain(
        self, paper: Paper, passages: Sequence[Passage], *, level: str, language: str = ""
    ) -> tuple[tuple[DraftSection, ...], Usage]:
        told = await self.writer.explain(paper, passages, level=level, language=language)
        return self._count("explain", told)

    async def tell(
        self, form: str, given: Mapping[str, object], passages: Sequence[Passage]
    ) -> tuple[tuple[DraftPart, ...], Usage]:
        return self._count(form, await self.writer.tell(form, given, passages))

    async def judge(self, profile: Profile, papers: Sequence[Paper]) -> tuple[Mapping[str, Judgement], Usage]:
        return self._count("judge", await self.writer.judge(profile, papers))

    async def repair(
        self, failed: Sequence[Failed], passages: Sequence[Passage]
    ) -> tuple[tuple[DraftClaim | None, ...], Usage]:
        return self._count("repair", await self.writer.repair(failed, passages))

    def taken(self) -> dict[str, int]:
        """What was counted since this was last asked, by task."""
        taken, self.tokens = dict(self.tokens), Counter()
        return taken

    def _count(self, task: str, told: tuple[Told, Usage]) -> tuple[Told, Usage]:
        self.tokens[task] += told[1].tokens_in + told[1].tokens_out
        return told
