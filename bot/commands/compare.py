"""`/compare`: two papers side by side, each in its own checked words."""

import asyncio
import re
from collections.abc import Mapping
from itertools import chain, islice

from bot.commands.command import Call, Command, Option
from bot.commands.naming import paper_named
from bot.documents import offering, source
from bot.platforms.platform import Field, Form
from bot.record import used
from retrieval.answer import Claim
from retrieval.errors import BadInput
from retrieval.explain import Explanation, explain
from retrieval.paper import Paper, Passage, refs_in
from schedules.document import Block, Button, Divider, Document, Heading, Quoted, Small, Span, Text, plain
from schedules.forms.headline import NO_GAPS, SECTION_TITLES, link_of, short_authors, written_by

SECTIONS = ("problem", "new", "takeaways", "gaps")
MOST_CLAIMS = 2
"""Claims of one paper in one section: sixteen at most in all, to be read side by side."""
NOTHING = "I found nothing on this in what I read."


async def run(call: Call) -> Document:
    one, other = await _named(call)
    if one.id == other.id:
        raise BadInput("That is the same paper twice; name two.")
    async with asyncio.TaskGroup() as both:
        tasks = [both.create_task(explain(call.desk.library, each, level="practitioner")) for each in (one, other)]
    told = [task.result() for task in tasks]
    for each in told:
        await used(call, "explanation", [each.paper.id], each.usage)
    passages = await call.desk.library.store.passages([one.id, other.id], owner=call.where.server)
    return beside(told[0], told[1], {passage.key: passage for passage in passages})


async def _named(call: Call) -> tuple[Paper, Paper]:
    first, second = _pair(call.options["a"], call.options.get("b", ""))
    return await paper_named(call, first), await paper_named(call, second)


def named_in(given: str) -> list[str]:
    """What may name each of the papers in “1 and 2”, “2506.07751 with 3”, “3 4”."""
    parts = re.split(r"\s+(?:and|with|to|vs\.?)\s+|\s*[,;|]\s*", given.strip())
    return parts if len(parts) > 1 else given.split()


def _pair(first: str, second: str) -> tuple[str, str]:
    """What names each paper; both may stand in `first`, where the words of a command come together."""
    if second:
        return first, second
    refs = [ref.id if ref.version is None else f"{ref.id}v{ref.version}" for ref in islice(refs_in(first), 3)]
    parts = refs if len(refs) == 2 else re.split(r"\s+(?:and|with|to|vs\.?)\s+|\s*[,;|]\s*", first.strip())
    if len(parts) == 1 and re.fullmatch(r"#?\d{1,2}\s+#?\d{1,2}", first.strip()):
        parts = first.split()
    if len(parts) != 2 or not all(parts):
        raise BadInput("Name two papers to compare, such as /compare a:2506.07751 b:2506.07752 or /compare 1 and 2.")
    return parts[0], parts[1]


def beside(one: Explanation, other: Explanation, passages: Mapping[str, Passage]) -> Document:
    """Section by section, what each paper says, with the quotes behind it."""
    pair = (one, other)
    blocks: list[Block] = [Heading("Two papers side by side"), *(Text(_titled(each.paper)) for each in pair)]
    for name in SECTIONS:
        blocks += [Divider(), Text((Span(SECTION_TITLES[name], bold=True),))]
        blocks += chain.from_iterable(_told(each, name, passages) for each in pair)
    fine = dict.fromkeys([each.remark for each in pair if each.remark] + [written_by(each.byline) for each in pair])
    summary = f"{one.paper.id} and {other.paper.id} side by side"
    buttons = (Button(f"Explain {each.paper.id}", "explain", each.paper.id) for each in pair)
    return offering(Document(summary, (*blocks, Small(plain(" · ".join(fine))))), *buttons)


def _titled(paper: Paper) -> tuple[Span, ...]:
    return Span(paper.title, bold=True), Span(f" {short_authors(paper)}, "), Span(paper.id, link=link_of(paper))


def _told(one: Explanation, name: str, passages: Mapping[str, Passage]) -> list[Block]:
    section = next((section for section in one.sections if section.name == name), None)
    who = Span(f"{one.paper.id}: ", bold=True)
    if section is None or not section.claims:
        nothing = NO_GAPS if name == "gaps" else NOTHING
        return [Text((who, Span(section.note if section and section.note else nothing)))]
    return [Text((who,)), *chain.from_iterable(_claim(claim, passages) for claim in section.claims[:MOST_CLAIMS])]


def _claim(claim: Claim, passages: Mapping[str, Passage]) -> list[Block]:
    """The title, which stands on top, is left out of each source."""
    quotes: list[Block] = [
        Quoted(quote.text, source(passages[quote.passage_key])[1:] if quote.passage_key in passages else ())
        for quote in claim.quotes
    ]
    return quotes if claim.verbatim and quotes else [Text(plain(claim.text)), *quotes]


async def form(_: Call) -> Form:
    hint = "An id, a link, a number from the list, or title words"
    fields = (Field("a", "One paper", hint, required=True), Field("b", "The other paper", hint, required=True))
    return Form("compare", "Compare two papers", fields)


COMPARE = Command(
    name="compare",
    summary="Put two papers side by side: problem, what is new, takeaways, gaps.",
    run=run,
    options=(
        Option("a", "One paper: an id, a link, a number from the list, or title words.", "paper", required=True),
        Option("b", "The other paper.", "paper"),
    ),
    example="a:2506.07751 b:2506.07752",
    form=form,
)
