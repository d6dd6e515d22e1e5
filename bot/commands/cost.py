"""`/cost`: what the models cost this server this month, and what is left of its caps."""

from collections.abc import Sequence
from datetime import datetime

from bot.budget import left, month_of
from bot.commands.command import Call, Command
from bot.documents import of_sentence
from bot.ledger import Spending, Sum
from retrieval.answer import Usage
from schedules.document import Block, Bullets, Document, Heading, Small, Text, plain

NAMES: dict[Spending, tuple[str, str]] = {
    "answer": ("answer", "answers"),
    "explanation": ("explanation", "explanations"),
    "digest": ("digest", "digests"),
}
WHOSE = "Answers, explanations and digests of this whole server."
NO_MODEL = "No model is set; nothing was spent."


async def run(call: Call) -> Document:
    since = month_of(call.desk.now())
    sums = await call.desk.ledger.sums(server=call.where.server, since=since)
    caps = await left(call.desk, call.who, call.where)
    if not sums:
        model = call.desk.library.writer.byline("answer").model
        return of_sentence(
            NO_MODEL if model is None else " ".join((f"Nothing was spent here since 1 {since:%B}.", *caps))
        )
    person = await call.desk.pseudonym(call.where.platform, call.who.id)
    own = await call.desk.ledger.sums(server=call.where.server, since=since, person=person)
    return _told(since, sums, own, caps)


def _told(since: datetime, sums: Sequence[Sum], own: Sequence[Sum], caps: Sequence[str]) -> Document:
    title = f"Cost since 1 {since:%B}"
    total = sum((one.usage for one in sums), Usage())
    blocks: tuple[Block, ...] = (
        Heading(title),
        Bullets(tuple(plain(_line(one)) for one in sums)),
        Text(plain(f"Together: {priced(total)}")),
        Text(plain(f"Of that, yours: {priced(sum((one.usage for one in own), Usage()))}")),
        *(Text(plain(sentence)) for sentence in caps),
        Small(plain(WHOSE)),
    )
    return Document(f"{title}: {priced(total)}", blocks)


def _line(one: Sum) -> str:
    single, several = NAMES[one.what]
    return f"{one.count:,} {single if one.count == 1 else several}: {priced(one.usage)}"


def priced(usage: Usage) -> str:
    """`1,200 tokens, $0.04`; a price that nobody told us, or that is small, is not shown as nothing."""
    if not _tokens(usage):
        return "nothing"
    if usage.cost_usd is None:
        return f"{_tokens(usage):,} tokens, price unknown"
    cost = f"${usage.cost_usd:.2f}" if usage.cost_usd >= 0.01 or not usage.cost_usd else "less than $0.01"
    return f"{_tokens(usage):,} tokens, {cost}"


def _tokens(usage: Usage) -> int:
    return usage.tokens_in + usage.tokens_out


COST = Command(
    name="cost",
    summary="Show what the models cost here this month, your share, and what is left of the caps.",
    run=run,
    private=None,
)
