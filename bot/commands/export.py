"""`/export`: the saved list for other programs."""

from bot.bibliography import FORMATS
from bot.commands.command import Call, Command, Option
from bot.commands.save import saved
from bot.documents import of_sentence
from retrieval.errors import BadInput
from schedules.document import Code, Document, Small, Text, plain

PER_PAGE = 20
"""Papers in one export: a few messages on every platform."""


async def run(call: Call) -> Document:
    mine = await saved(call.desk, call.who, call.where)
    if not mine:
        return of_sentence("Your list is empty, so there is nothing to export: press Save under a paper first.")
    pages = -(-len(mine) // PER_PAGE)
    page = int(call.options.get("page", 1))
    if page > pages:
        raise BadInput(f"Your list fills {pages} page{'' if pages == 1 else 's'}; there is no page {page}.")
    name = call.options.get("format", "bibtex")
    shown = mine[(page - 1) * PER_PAGE : page * PER_PAGE]
    told = _told(len(shown), len(mine), page, pages)
    text = FORMATS[name]([(paper, kept.note) for kept, paper in shown])
    more = f"/export {name} page:{page + 1} gives the next." if page < pages else ""
    fine = (Small(plain(more)),) if more else ()
    return Document(told, (Text(plain(told)), Code(text, name), *fine))


def _told(shown: int, of: int, page: int, pages: int) -> str:
    if pages == 1:
        return f"Your {of} saved paper{'' if of == 1 else 's'}"
    return f"{shown} of your {of} saved papers, page {page} of {pages}"


EXPORT = Command(
    name="export",
    summary="Give your saved papers as BibTeX, Markdown or JSON.",
    run=run,
    options=(
        Option("format", "bibtex unless you say otherwise.", "choice", choices=tuple(FORMATS)),
        Option("page", f"Which {PER_PAGE} of them, the newest first; 1 unless you say otherwise.", "number"),
    ),
    private=None,
    example="markdown",
)
