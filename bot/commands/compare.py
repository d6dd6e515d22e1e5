"""`/compare`: two papers side by side, each in its own checked words."""

import asyncio
import re
from collections.abc import Iterator
from functools import partial
from itertools import chain, islice

from bot.budget import allowance
from bot.commands.command import Call, Command, Option
from bot.commands.naming import paper_named
from bot.documents import offering
from bot.platforms.platform import Field, Form
from bot.record import used
from retrieval.answer import Claim
from retrieval.errors import BadInput, BadPaperId, clip
from retrieval.explain import explain
from retrieval.explaining.commonalities import Common, in_common
from retrieval.explaining.deepdive import Explanation
from retrieval.paper import Paper, parse_ref, refs_in
from schedules.document import (
    Block,
    Bullets,
    Button,
    Divider,
    Document,
    Heading,
    Inline,
    Quoted,
    Small,
    Span,
    Text,
    plain,
)
from schedules.forms.cited import link_of, short_authors
from schedules.forms.deepdive import TITLES, dates
from schedules.forms.footer import written_by

SECTIONS = ("problem", "new", "takeaways", "gaps")
MOST_CLAIMS = 2
"""Claims of one paper in one section: sixteen at most in all, to be read side by side."""
NOTHING = "I found nothing on this in what I read."


async def run(call: Call) -> Document:
    one, other = await _named(call)
    if one.id == other.id:
        raise BadInput("That is the same paper twice; name two.")
    may = await allowance(call.desk, call.who, call.where)
    explained = partial(explain, call.desk.library, level="practitioner", allowance=may)
    told = await asyncio.gather(explained(one), explained(other))
    for each in told:
        await used(call, "explanation", [each.paper.id], each.usage)
    return beside(told[0], told[1], await in_common(call.desk.library, one, other))


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
    if len(parts) == 1 and len(apart := first.split()) == 2 and all(map(_is_ref, apart)):
        parts = apart
    if len(parts) != 2 or not all(parts):
        raise BadInput("Name two papers to compare, such as /compare a:2506.07751 b:2506.07752 or /compare 1 and 2.")
    return parts[0], parts[1]


def _is_ref(given: str) -> bool:
    if re.fullmatch(r"#?\d{1,2}", given):
        return True
    try:
        parse_ref(given)
    except BadPaperId:
        return False
    return True


def beside(one: Explanation, other: Explanation, common: Common) -> Document:
    """What the two have in common, then section by section what each says, with the quotes behind it."""
    pair = (one, other)
    names = short_names(one.paper, other.paper)
    blocks: list[Block] = [Heading("Two papers side by side"), *(_titled(each.paper) for each in pair)]
    blocks += [Divider(), Text((Span("In common", bold=True),)), Bullets(tuple(_facts(common)))]
    for name in SECTIONS:
        blocks += [Divider(), Text((Span(TITLES[name], bold=True),))]
        blocks += chain.from_iterable(_told(each, name, who) for each, who in zip(pair, names, strict=True))
    remarks = [f"{who}: {each.remark}" for each, who in zip(pair, names, strict=True) if each.remark]
    if one.remark and one.remark == other.remark:
        remarks = [f"Both: {one.remark}"]
    fine = dict.fromkeys([*remarks, *(written_by(each.byline) for each in pair)])
    summary = f"{names[0]} and {names[1]} side by side"
    buttons = (Button(f"Explain {each.paper.id}", "explain", each.paper.id) for each in pair)
    return offering(Document(summary, (*blocks, Small(plain(" · ".join(fine))))), *buttons)


def _titled(paper: Paper) -> Text:
    about = f" {short_authors(paper)} · "
    return Text((Span(paper.title, bold=True, link=link_of(paper)), Span(about), Span(dates(paper))))


def _facts(common: Common) -> Iterator[Inline]:
    """A line for each kind of thing that two papers can share, also where they share none."""
    yield plain(f"Authors: {', '.join(common.authors) or 'none'}")
    yield plain(f"Categories: {', '.join(common.categories) or 'none'}")
    yield plain(f"Terms: {', '.join(common.terms) or 'none that tell'}")
    for who, whom in common.cites:
        yield plain(f"{who} cites {whom}")
    if not common.bibliographies:
        yield plain("References: unknown, I do not have both bibliographies")
    else:
        some = "; ".join(f"“{title}”" for title in common.references[:MOST_REFERENCES])
        rest = len(common.references) - MOST_REFERENCES
        yield plain(f"References: {some or 'none'}{f' and {rest} more' if rest > 0 else ''}")


MOST_REFERENCES = 3


def short_names(one: Paper, other: Paper) -> tuple[str, str]:
    """What each is called beside the other: the name before its title's colon, a short title, else its id."""
    first, second = (
        paper.id if "$" in paper.title else _short(paper.title) for paper in (one, other)
    )  # no cut formula
    return (first, second) if first and second and first.casefold() != second.casefold() else (one.id, other.id)


def _short(title: str) -> str:
    name, colon, _ = title.partition(":")
    return name.strip() if colon and len(name) <= LONGEST_NAME else clip(title, LONGEST_NAME)


LONGEST_NAME = 45
"""Characters."""


def _told(one: Explanation, name: str, called: str) -> list[Block]:
    claims = [*(one.claims("finding") if name == "takeaways" else ()), *one.claims(name)][:MOST_CLAIMS]
    who = Span(f"{called}: ", bold=True)
    if not claims:
        note = next((section.note for section in one.sections if section.name == name), "")
        return [Text((who, Span(note or NOTHING)))]
    return [Text((who,)), *chain.from_iterable(_claim(claim, one) for claim in claims)]


def _claim(claim: Claim, one: Explanation) -> list[Block]:
    """The title, which stands on top, is left out of each source."""
    quotes: list[Block] = [Quoted(quote.text, _source(quote.passage_key, one)) for quote in claim.quotes]
    return quotes if claim.verbatim and quotes else [Text(plain(claim.text)), *quotes]


def _source(key: str, one: Explanation) -> Inline:
    place = one.told.places.get(key)
    parts = list(filter(None, [place.section, f"p. {place.page}" if place.page else ""])) if place else []
    if not link_of(one.paper):  # an id of ours says nothing beside the name above
        return (Span(", ".join(parts)),)
    version = f"{one.paper.id}v{one.paper.version or 1}"
    return Span(version, link=f"https://arxiv.org/abs/{version}"), Span("".join(f", {part}" for part in parts))


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
