"""`/list`: the papers a person has saved in this server."""

from bot.commands.command import Call, Command
from bot.commands.save import saved
from bot.documents import of_listing
from schedules.document import Document, plain

SHOWN = 25


async def run(call: Call) -> Document:
    mine = await saved(call.desk, call.who, call.where)
    shown = mine[:SHOWN]
    await call.desk.listed(call.where, [paper for _, paper in shown], call.whose)
    more = f"The newest {SHOWN} of {len(mine)}; " if len(mine) > SHOWN else ""
    fine = f"{more}/export gives them as BibTeX, Markdown or JSON, /unsave NUMBER takes one off."
    nothing = "Your list is empty: press Save under a paper, or use /save."
    rows = [(paper, plain(kept.note) if kept.note else ()) for kept, paper in shown]
    return of_listing("Your saved papers", rows, nothing=nothing, fine=fine if mine else "")


LIST = Command(name="list", summary="Show the papers you saved here.", run=run, private=None)
