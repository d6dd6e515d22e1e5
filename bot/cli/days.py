"""`run demo digest`: editions, made and read."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.front import front, show

if TYPE_CHECKING:
    from bot.house import House


def run(ctx: typer.Context) -> None:
    """Join Discord, Slack or the console, and post in time.

    Example: DISCORD_TOKEN=… paperwire run
    """

    async def work(house: "House") -> None:
        import asyncio
        import contextlib
        import signal

        asked_to_stop = asyncio.Event()
        serving = asyncio.ensure_future(house.serve())

        def stop() -> None:
            asked_to_stop.set()
            serving.cancel()

        with contextlib.suppress(NotImplementedError):  # Windows has no such signal; Ctrl-C works there
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop)
        try:
            await serving
        except asyncio.CancelledError:
            if not asked_to_stop.is_set():
                raise

    front(ctx).enter(work, level="info")


def demo(ctx: typer.Context) -> None:
    """Make the edition of a bundled day, then ask it; needs no network.

    Example: paperwire demo
    """

    async def work(house: "House") -> None:
        await house.deliver(await house.bundled_edition())
        await house.console.run(house.ears)

    front(ctx).enter(work)


def digest(
    ctx: typer.Context,
    day: Annotated[str | None, typer.Option(help="The day, such as 2026-03-06 or yesterday; today if none.")] = None,
    categories: Annotated[
        str | None, typer.Option(help="arXiv categories with commas; those of the settings if none.")
    ] = None,
    form: Annotated[str, typer.Option(help="How to show it.")] = "headline",
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Make the edition of a day and print it with its thread.

    Example: paperwire digest --day yesterday --categories cs.CL,cs.LG
    """

    async def work(house: "House") -> None:
        from bot.cli.as_json import plain_data, print_json
        from bot.dates import read_date
        from schedules.forms import form_named, round_up_named

        if round_up_named(form) is None:
            form_named(form)  # an unknown form is refused before anything is read
        wanted = read_date(day, today=house.desk.now().date()) if day else None
        chosen = [name for name in (categories or "").replace(",", " ").split() if name]
        edition = await house.make_edition(day=wanted, categories=chosen)
        if json:
            print_json(plain_data(edition))
        else:
            document, _ = await house.desk.press.shown(edition, form)
            show(document, thread=True)
        if edition.missing and not edition.items:
            raise typer.Exit(3)  # nothing to show because a source did not answer: try later

    front(ctx).enter(work)
