"""`/ask`: a question to the whole library this server may see, or to a part of it."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date

from bot.budget import allowance
from bot.commands.command import Call, Command, Option
from bot.commands.keep import keep_offer
from bot.commands.naming import paper_named, topical
from bot.commands.share import lay_by
from bot.dates import since_in, without_since
from bot.documents import WHOLE_LIBRARY, beginning_of, of_answer, of_paper, offering
from bot.facts import fact
from bot.papers_on import listed_topic, topic_list, wants_list
from bot.record import used
from bot.scope import about, named_by_id, narrowed, only_names
from bot.titles import named_on_shelf
from retrieval.answer import Answer, Claim, Question, Scope
from retrieval.ask import Growing, ask
from retrieval.paper import Passage
from schedules.document import Document


async def asked(call: Call) -> Answer:
    """The checked answer to the call's question within the scope its options name."""
    scope, text = await _scope(call), call.options["question"]
    question = Question(text=without_since(text) if scope.since else text, scope=scope)
    may = await allowance(call.desk, call.who, call.where)
    return await ask(call.desk.library, question, allowance=may, growing=growing(call.grow))


def growing(grow: Callable[[Document], Awaitable[None]] | None) -> Growing | None:
    """What shows the claims of an answer as they come, through `Reply.grow` or `Call.grow`."""
    if grow is None:
        return None

    async def show(claims: Sequence[Claim], passages: Sequence[Passage]) -> None:
        await grow(beginning_of(claims, passages))

    return show


async def _scope(call: Call) -> Scope:
    given = call.options
    owner = call.where.server
    if "paper" in given:
        return about([await paper_named(call, given["paper"])], owner=owner).scope
    if named := await named_by_id(call.desk, given["question"], owner=owner):
        return about(named, owner=owner).scope
    if not listed_topic(given["question"]) and (
        called := await named_on_shelf(call.desk.library, given["question"], owner=owner)
    ):
        return about(called, owner=owner).scope
    since = since_in(given["question"], today=call.desk.now().date())
    if "since" in given:
        since = date.fromisoformat(given["since"])
    scope = narrowed(Scope(owner=owner, label=WHOLE_LIBRARY), since=since)
    return await topical(call, scope, given["topic"]) if "topic" in given else scope


async def run(call: Call) -> Document:
    if given := only_names(call.options["question"]):
        return of_paper(await paper_named(call, given))
    if told := await known(call):
        return told
    answer = await asked(call)
    await used(call, "answer", rests_on(answer), answer.usage)
    document = of_answer(answer)
    if not call.private:
        return offering(document, *await keep_offer(call.desk, call.where))
    if call.where.direct or not answer.claims:
        return document
    return offering(document, await lay_by(call, answer.question, document))


async def known(call: Call) -> Document | None:
    """What is answered without a look into the papers: a list of them, or a fact of the one paper that is named."""
    text, owner = call.options["question"], call.where.server
    if "paper" in call.options:
        return fact(text, await paper_named(call, call.options["paper"]))
    if wants_list(call, text):
        return await topic_list(call, text)
    ids = await named_by_id(call.desk, text, owner=owner) or await named_on_shelf(call.desk.library, text, owner=owner)
    return fact(text, ids[0]) if len(ids) == 1 else None


def rests_on(answer: Answer) -> list[str]:
    """The paper that every quote of the answer is from; none where they are from several."""
    of = {passage.key: passage.paper_id for passage in answer.passages}
    papers = {of.get(quote.passage_key, "") for claim in answer.claims for quote in claim.quotes}
    return [paper for paper in papers if paper] if len(papers) == 1 else []


ASK = Command(
    name="ask",
    summary="Ask the library; every claim comes with the quote behind it.",
    run=run,
    options=(
        Option("question", "What you want to know.", required=True),
        Option("paper", "Ask this paper alone: an id, a link, a number from the list, or title words.", "paper"),
        Option("since", "Only papers announced on or after this day, such as 2026-03-06 or May.", "date"),
        Option("topic", "Only papers on this: an arXiv category, or plain words."),
    ),
    example="What reduces the memory of a KV cache? since:May",
)
