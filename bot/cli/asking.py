"""`ask explain paper search similar why`: the console's commands for one use, and for scripts."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.front import call, front, show

if TYPE_CHECKING:
    from bot.house import House

PaperName = Annotated[str, typer.Argument(help="An id, a link, or words of the title.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Since = Annotated[str | None, typer.Option(help="Only papers announced on or after this day.")]
Topic = Annotated[str | None, typer.Option(help="Only papers on this: an arXiv category, or plain words.")]
Limit = Annotated[int | None, typer.Option(help="How many to show, from 1 to 50.")]


def ask(
    ctx: typer.Context,
    question: Annotated[list[str], typer.Argument(help="What you want to know.", show_default=False)],
    paper: Annotated[str | None, typer.Option(help="Ask this paper alone.")] = None,
    since: Since = None,
    topic: Topic = None,
    json: Json = False,
) -> None:
    """Ask the library; every claim comes with the quote behind it.

    Example: paperwire ask "What reduces the memory of a KV cache?" --since 2026-03-01
    """

    async def work(house: "House") -> None:
        from bot.cli.as_json import print_json
        from bot.cli.shapes import answer_data
        from bot.commands.ask import asked, known
        from bot.documents import of_answer

        used = call(house, "ask", question=" ".join(question), paper=paper, since=since, topic=topic)
        if json:
            print_json(answer_data(await asked(used)))
        else:
            show(await known(used) or of_answer(await asked(used)))

    front(ctx).enter(work)


def explain(
    ctx: typer.Context,
    paper: PaperName,
    level: Annotated[str, typer.Option(help="newcomer, practitioner or expert.")] = "practitioner",
) -> None:
    """Explain a paper; one that is not stored is fetched first.

    Example: paperwire explain 2506.07751 --level newcomer
    """

    async def work(house: "House") -> None:
        from bot.commands.explain import run

        show(await run(call(house, "explain", paper=paper, level=level)))

    front(ctx).enter(work)


def paper(ctx: typer.Context, paper: PaperName, json: Json = False) -> None:
    """Show a paper: title, authors, dates, abstract.

    Example: paperwire paper 2506.07751
    """

    async def work(house: "House") -> None:
        from bot.beside import beside
        from bot.cli.as_json import print_json
        from bot.cli.shapes import paper_data
        from bot.commands.naming import paper_named
        from bot.documents import of_paper

        used = call(house, "paper", paper=paper)
        found = await paper_named(used, used.options["paper"])
        if json:
            print_json(paper_data(found))
        else:
            show(of_paper(found, await beside(used.desk, found, owner=used.where.server)))

    front(ctx).enter(work)


def search(
    ctx: typer.Context,
    query: Annotated[list[str], typer.Argument(help="What the papers should be about.", show_default=False)],
    since: Since = None,
    topic: Topic = None,
    limit: Limit = None,
    json: Json = False,
) -> None:
    """Find papers by meaning and by words.

    Example: paperwire search "KV cache eviction" --limit 10 --json
    """

    async def work(house: "House") -> None:
        from bot.cli.as_json import print_json
        from bot.cli.shapes import found_data
        from bot.commands.search import listing, searched

        used = call(house, "search", query=" ".join(query), since=since, topic=topic, limit=limit)
        found = await searched(used)
        if json:
            print_json({"query": used.options["query"], "papers": [found_data(one) for one in found]})
        else:
            show(listing(used, found))

    front(ctx).enter(work)


def similar(ctx: typer.Context, paper: PaperName, limit: Limit = None, json: Json = False) -> None:
    """Find papers like a given one.

    Example: paperwire similar 2506.07751
    """

    async def work(house: "House") -> None:
        from bot.cli.as_json import print_json
        from bot.cli.shapes import found_data, paper_data
        from bot.commands.similar import listing, resembling

        given, found = await resembling(call(house, "similar", paper=paper, limit=limit))
        if json:
            print_json({"paper": paper_data(given), "papers": [found_data(one) for one in found]})
        else:
            show(listing(given, found))

    front(ctx).enter(work)


def why(ctx: typer.Context, paper: PaperName) -> None:
    """Say why a paper was or was not picked.

    Example: paperwire why 2506.07751
    """

    async def work(house: "House") -> None:
        from bot.commands.why import run

        show(await run(call(house, "why", paper=paper)))

    front(ctx).enter(work)
