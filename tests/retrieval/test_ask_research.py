"""Questions of several steps: a model gathers with tools, within bounds, and only checked words are shown."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from standin_process import Standin, standin

from retrieval.answer import Allowance, Question, Scope, Usage
from retrieval.ask import ask
from retrieval.asking.research import many_steps, tools_for
from retrieval.errors import UnknownPaper, WriterUnavailable
from retrieval.library import Library
from retrieval.paper import Paper, Passage
from retrieval.ports import PastItem
from retrieval.writer import Tool
from retrieval.writers import open_model
from retrieval.writers.agent import fenced
from tests.fakes.library import CATS, DAY, PRUNING, FakeResearcher, library_of
from tests.fakes.writer import FakeWriter

STEPS = Question(text="Which of our papers are on sleep, and how has it changed?")
OURS = Paper(id="file:ours", title="Our cats", abstract="Our own cats sleep for 20 hours a day.", owner="s1", version=1)


@pytest.mark.parametrize(
    ("text", "several"),
    [
        ("Which of our papers use 2:4 sparsity?", True),
        ("How has KV-cache eviction changed since May?", True),
        ("What is SparseGPT and how does it compare to Wanda?", True),
        ("How fast is it? And on which GPU?", True),
        ("What did last week's digest say on pruning?", True),
        ("How fast is SparseGPT?", False),
        ("What reduces the memory of a KV cache?", False),
        ("Does it work on GPUs and TPUs?", False),
    ],
)
def test_one_search_is_enough_for_most_questions(text: str, several: bool) -> None:
    assert many_steps(text) is several


async def _asked(researcher: FakeResearcher, question: Question = STEPS, **other: Any) -> tuple[Any, FakeWriter]:
    writer = FakeWriter()
    library = await library_of(PRUNING, CATS, OURS, writer=writer, researcher=researcher, **other)
    return await ask(library, question, allowance=other.pop("allowance", Allowance())), writer


async def test_what_research_chose_is_read_first_and_its_tokens_are_counted() -> None:
    researcher = FakeResearcher([("search_papers", {"words": "pruning"})], ["2301.00774v1#0", "9999.99999v1#0"])
    answer, writer = await _asked(researcher)
    assert answer.passages[0].key == "2301.00774v1#0"
    assert writer.given[0] == answer.passages
    assert answer.usage.tokens_in == 200
    assert researcher.allowances[0].tokens == 30_000
    assert researcher.allowances[0].seconds <= 30


async def test_where_it_names_nothing_what_it_has_seen_counts_and_where_it_fails_one_search_does() -> None:
    used = [("search_papers", {"words": "pruning"})]
    seen, _ = await _asked(FakeResearcher(used))
    assert seen.passages[0].paper_id == PRUNING.id
    down, _ = await _asked(FakeResearcher(used, down="The model broke off."))
    assert down.claims
    assert down.usage.tokens_in == 150


@pytest.mark.parametrize(
    "question",
    [
        Question(text="How long do cats sleep?"),
        Question(text=STEPS.text, scope=Scope(paper_ids=frozenset({CATS.id}), label="it")),
    ],
)
async def test_simple_questions_and_those_about_named_papers_need_no_research(question: Question) -> None:
    researcher = FakeResearcher()
    await _asked(researcher, question)
    assert researcher.allowances == []


class Past:
    """Two editions of server s1."""

    async def shown(self, *, owner: str, since: date | None, until: date | None, limit: int) -> list[PastItem]:
        items = [PastItem(date(2026, 3, day), CATS.id, CATS.title, "Cats sleep.") for day in (6, 5)]
        return [one for one in items if owner == "s1" and (since is None or one.day >= since)][:limit]


async def _use(library: Library, name: str, owner: str = "s1", scope: Scope | None = None, **given: str) -> Any:
    seen: dict[str, Passage] = {}
    tools = {tool.name: tool for tool in tools_for(library, scope or Scope(owner=owner), seen)}
    found = await tools[name].use(given)
    assert isinstance(found, str) or {one.key for one in found} == seen.keys()
    return found


async def test_tools_see_what_the_server_may_see_and_nothing_else() -> None:
    library = await library_of(CATS, OURS, past=Past())
    assert {one.paper_id for one in await _use(library, "search_papers", words="cats sleep")} == {CATS.id, OURS.id}
    assert {one.paper_id for one in await _use(library, "search_papers", "s2", words="cats sleep")} == {CATS.id}
    assert (await _use(library, "open_section", paper="file:ours", section=""))[0].paper_id == OURS.id
    assert "no such paper" in await _use(library, "open_section", "s2", paper="file:ours", section="")
    assert await _use(library, "past_editions", since="2026-03-06", until="") == (
        "2026-03-06: How cats sleep (2506.07751). Cats sleep."
    )
    assert await _use(library, "past_editions", "s2", since="no day", until="") == "No edition of those days is kept."


async def test_a_section_is_opened_by_its_heading_and_others_are_listed() -> None:
    library = await library_of(CATS, full={CATS.id: ["Cats were watched.", "They slept."]})
    (found,) = await _use(library, "open_section", paper="2506.07751v2#0", section="part 2")
    assert found.text == "They slept."
    assert await _use(library, "open_section", paper=CATS.id, section="Results") == (
        "No section is called that; there are: Abstract; Part 1; Part 2"
    )


async def test_a_paper_that_is_not_stored_is_looked_up_and_one_outside_the_scope_is_not_read() -> None:
    library = await library_of(CATS)

    async def find(given: str, owner: str) -> Paper:
        if given != PRUNING.id:
            raise UnknownPaper(given, asked="arXiv")
        await library.store.add([PRUNING], captured=DAY)
        return PRUNING

    library = replace(library, find=find)
    (found,) = await _use(library, "open_section", paper="2301.00774", section="")
    assert found.paper_id == PRUNING.id
    with pytest.raises(UnknownPaper):
        await _use(library, "open_section", paper="2301.99999", section="")
    late = Scope(owner="s1", since=date(2030, 1, 1), label="the papers since 2030")
    assert await _use(library, "open_section", scope=late, paper=CATS.id, section="") == (
        "That paper is not among the papers since 2030."
    )


# ------------------------------------------------------------------ the agent, over a real socket


@pytest.fixture(scope="module")
def process() -> Iterator[Standin]:
    with standin("openai_standin.py") as running:
        yield running


@pytest.fixture
def server(process: Standin) -> Standin:
    process.control("reset")
    process.control("set", mode="script", delay=10, fail=[], script={})
    return process


def _model(server: Standin) -> Any:
    return open_model("openai:standin", base_url=server.ready["base_url"], api_key="sk-standin", timeout=20)


SEARCH = {"tool": "search_papers", "arguments": {"words": "pruning"}}
FOUND = Passage(paper_id="2301.00774", version=1, ordinal=0, title='A "title"', text="Pruning </passage> helps. " * 90)


def _tool(used: list[dict[str, str]], returns: Any = (FOUND,)) -> Tool:
    async def use(given: Any) -> Any:
        used.append(dict(given))
        if isinstance(returns, Exception):
            raise returns
        return returns

    return Tool("search_papers", "Search.", {"words": "what to look for"}, use)


async def test_the_agent_uses_a_tool_reads_what_it_returns_and_names_keys(server: Standin) -> None:
    server.control("set", script={"<passage id=": "2301.00774v1#0\n2301.00774v1#0", "Gather": SEARCH})
    used: list[dict[str, str]] = []
    keys, usage = await _model(server).researcher.research(STEPS, [_tool(used)], allowance=Allowance())
    assert (keys, used) == (("2301.00774v1#0",), [{"words": "pruning"}])
    counted = server.view("usage")
    assert (usage.tokens_in, usage.tokens_out) == (counted["prompt_tokens"], counted["completion_tokens"])
    told = server.view("requests")[1]["body"]["messages"][-1]
    assert told["role"] == "tool"
    assert told["content"].count("</passage>") == 1
    assert len(told["content"]) < 1_500


async def test_an_agent_that_never_stops_is_stopped_after_its_steps(server: Standin) -> None:
    server.control("set", script={"Gather": SEARCH})
    used: list[dict[str, str]] = []
    keys, usage = await _model(server).researcher.research(STEPS, [_tool(used)], allowance=Allowance(steps=3))
    assert (keys, len(server.view("requests"))) == ((), 3)
    assert usage.tokens_in > 0


async def test_an_agent_begins_no_request_once_its_tokens_are_spent(server: Standin) -> None:
    server.control("set", script={"Gather": SEARCH})
    used: list[dict[str, str]] = []
    await _model(server).researcher.research(STEPS, [_tool(used)], allowance=Allowance(tokens=300))
    assert len(server.view("requests")) == 1
    assert used == []


async def test_an_agent_that_takes_too_long_has_seen_what_it_has_seen(server: Standin) -> None:
    server.control("set", mode="slow", delay=5)
    keys, _ = await _model(server).researcher.research(STEPS, [_tool([])], allowance=Allowance(seconds=3))
    assert keys == ()


async def test_what_a_tool_raises_is_told_to_the_model_in_a_sentence_of_ours(server: Standin) -> None:
    server.control("set", script={"I asked arXiv": "none", "Gather": SEARCH})
    tool = _tool([], UnknownPaper("2301.99999", asked="arXiv"))
    keys, _ = await _model(server).researcher.research(STEPS, [tool], allowance=Allowance())
    assert keys == ()
    server.control("reset")
    server.control("set", mode="script", script={"That did not work": "none", "Gather": SEARCH})
    await _model(server).researcher.research(STEPS, [_tool([], ValueError("secret"))], allowance=Allowance())
    assert "secret" not in str(server.view("requests"))


async def test_a_service_that_is_down_is_one_sentence(server: Standin) -> None:
    server.control("set", script={"Gather": {"status": 401}})
    with pytest.raises(WriterUnavailable) as raised:
        await _model(server).researcher.research(STEPS, [_tool([])], allowance=Allowance())
    assert raised.value.for_people == "The model broke off looking for passages."
    assert raised.value.spent == Usage()


async def test_a_question_of_several_steps_is_researched_and_answered_with_quotes_that_stand(server: Standin) -> None:
    """Rewriting, research, answer and check, with one model over a real socket."""
    claim = {"text": "It gives 1.33x faster inference.", "key": "2301.00774v1#0", "original": ""}
    claim["quote"] = "It gives 1.33x faster inference at 2:4 sparsity."
    lie = {**claim, "text": "It gives 9x faster inference."}
    server.control(
        "set",
        script={
            "Return the claims": {"corrects": False, "claims": [claim, lie]},
            "Return the repaired": {"claims": []},
            "<passage id=": "2301.00774v1#0",
            "Gather": SEARCH,
        },
    )
    model = _model(server)
    library = await library_of(PRUNING, CATS, writer=model.writer, rewriter=model.rewriter, researcher=model.researcher)
    answer = await ask(library, Question(text="Which of our papers speed up inference, and how much?"))
    assert [one.text for one in answer.claims] == ["It gives 1.33x faster inference."]
    assert answer.usage.tokens_in == server.view("usage")["prompt_tokens"]
    assert server.view("violations") == []


async def test_a_leaning_question_is_rewritten_by_the_model(server: Standin) -> None:
    server.control("set", script={"stands by itself": {"question": "How fast is SparseGPT?"}})
    question = Question(text="How fast is it?", history=("What is SparseGPT?",))
    rewritten, usage = await _model(server).rewriter.rewrite(question, ["SparseGPT"])
    assert rewritten == "How fast is SparseGPT?"
    assert usage.tokens_in > 0
    assert server.view("violations") == []


def test_passages_are_fenced_for_the_model() -> None:
    text = fenced([FOUND])
    assert text.startswith('<passage id="2301.00774v1#0" paper="A \'title\'" section="Abstract">')
    assert text.count("</passage>") == 1
