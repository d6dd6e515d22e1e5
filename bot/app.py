"""The only place where concrete things are made and joined. Opens, joins, closes; decides nothing."""

import asyncio
import contextlib
import functools
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.budget import ServerPurse
from bot.changes import SqlChanges
from bot.commands.all import COMMANDS
from bot.dates import long_date
from bot.desk import Desk, Health
from bot.ears import DeskEars
from bot.health import Vitals, probe_press, serve_health
from bot.heard import SqlHeard
from bot.house import House, Progress
from bot.ledger import SqlLedger
from bot.notes import SqlNotes
from bot.operator import Operator
from bot.past import ServerEditions
from bot.platforms import PLATFORMS, Kind
from bot.platforms.console import open_console
from bot.platforms.platform import Ears, Place, Platform
from bot.pressroom import PressOnCall
from bot.pseudonym import Pseudonyms
from bot.serving import serve_all
from bot.settings import Settings
from bot.shelf import open_library
from bot.sight import Sight
from bot.standing import next_hour
from bot.threads import SqlThreads
from retrieval.bundled import CAPTURED, DAY, QUESTIONS, bundled_papers, bundled_profile
from retrieval.collect import index_pending
from retrieval.database import Database, open_database
from retrieval.errors import BadSetting, Unavailable
from retrieval.fulltext.reading import keep_reading
from retrieval.library import Library
from retrieval.search import search
from schedules.clock import Pulse, run_clock
from schedules.compose import compose
from schedules.delivery import drain
from schedules.edition import Edition
from schedules.editions import SqlEditions
from schedules.errata import SqlCorrections
from schedules.follows import SqlFollows
from schedules.jobs import compose_due, dispatch, publish
from schedules.late import SqlLates
from schedules.making import local_day, make, order, past_day
from schedules.memory import SqlMemories
from schedules.opinions import SqlOpinions
from schedules.outbox import SqlOutbox
from schedules.press import Press
from schedules.purse import pay
from schedules.subscriptions import SqlSubscriptions, Subscription, edition_key
from schedules.tell import SqlTellings
from schedules.window import whole_day

CONSOLE, DEMO = "console", "demo"
"""The subscriptions of the console: its own, and the one that reads the bundled day."""
CLOSE_SECONDS = 10
NOTES_KEPT = timedelta(days=14)
"""How long an answer can be shared and a preview posted."""


def _now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def open_house(
    settings: Settings, *, echo: Callable[[str], None], now: Callable[[], datetime] = _now
) -> AsyncIterator[House]:
    """Everything that the settings ask for, opened and joined; closed on the way out, newest first."""
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(settings.database_address))
        library, sources = await open_library(stack, settings, database, now)
        library = replace(library, past=ServerEditions(SqlEditions(database), SqlSubscriptions(database)))
        console = open_console(settings.home, samples=QUESTIONS)
        boxes: dict[str, Platform] = {console.name: console}
        operator = Operator(settings.webhook)
        press = Press(
            library=library,
            sources=sources,
            editions=SqlEditions(database),
            subscriptions=SqlSubscriptions(database),
            outbox=SqlOutbox(database),
            postboxes=boxes,
            alert=operator.alert,
            lates=SqlLates(database),
            follows=SqlFollows(database),
            opinions=SqlOpinions(database),
            purse=ServerPurse(SqlLedger(database), settings.caps, now),
            tellings=SqlTellings(database),
            memories=SqlMemories(database),
            corrections=SqlCorrections(database),
        )
        house = _House(settings, database, press, boxes, operator, console, echo, now)
        stack.push_async_callback(house.close)
        yield house


def _standing(subscription_id: str, categories: Sequence[str]) -> Subscription:
    """The console's standing order until somebody sets it up: the demo's reader, at nine."""
    profile = replace(bundled_profile(), categories=tuple(categories))
    return Subscription(id=subscription_id, platform=CONSOLE, channel=CONSOLE, server=CONSOLE, profile=profile)


@dataclass
class _House:
    """`house.House` on the real things."""

    settings: Settings
    database: Database
    press: Press
    boxes: dict[str, Platform]
    """The platforms that are joined, by name: the console alone, until `serve` joins others."""
    operator: Operator
    console: Platform
    echo: Callable[[str], None]
    now: Callable[[], datetime]

    def __post_init__(self) -> None:
        press, database = self.press, self.database
        pseudonym = Pseudonyms(database).of
        threads = SqlThreads(database, press.outbox, press.editions, self.now)
        sight = Sight(self._edition, threads.edition_of)
        self._joined: dict[str, bool] = {}
        self.desk = Desk(
            library=press.library,
            threads=threads,
            edition=self._edition,
            holding=self._holding,
            shown=sight.shown,
            listed=sight.listed,
            commands=COMMANDS,
            now=self.now,
            subscriptions=press.subscriptions,
            press=PressOnCall(press, self.now),
            changes=SqlChanges(database),
            notes=SqlNotes(database, pseudonym),
            opinions=SqlOpinions(database),
            follows=SqlFollows(database),
            ledger=SqlLedger(database),
            memories=SqlMemories(database),
            pseudonym=pseudonym,
            health=self._health,
            alert=press.alert,
            caps=self.settings.caps,
        )
        self.ears: Ears = DeskEars(self.desk, SqlHeard(database, self.now))
        self._in_demo = False
        self._warming: asyncio.Task[None] | None = None

    async def close(self) -> None:
        """Let what was begun in the background end before what it works with is closed."""
        if self._warming is not None:
            await asyncio.wait({self._warming}, timeout=CLOSE_SECONDS)
            self._warming.cancel()

    @property
    def library(self) -> Library:
        return self.press.library

    async def _edition(self, where: Place, day: date | None) -> Edition | None:
        """The edition of the channel's subscription; on the console, the demo's while there is no other."""
        latest = self.press.editions.latest
        if where.platform == CONSOLE:
            own = DEMO if self._in_demo else (await self._own()).id
            return await latest(subscription=own, day=day) or await latest(subscription=DEMO, day=day)
        standing = await self.press.subscriptions.of_channel(where.platform, where.channel)
        return await latest(subscription=standing.id, day=day) if standing else None

    async def _holding(self, where: Place, paper: str) -> Sequence[Edition]:
        """The editions of the channel that read this paper; on the console, also the demo's."""
        holding = self.press.editions.holding
        if where.platform == CONSOLE:
            own = DEMO if self._in_demo else (await self._own()).id
            return await holding(paper, subscription=own) or await holding(paper, subscription=DEMO)
        standing = await self.press.subscriptions.of_channel(where.platform, where.channel)
        return await holding(paper, subscription=standing.id) if standing else []

    async def _health(self, where: Place) -> Health:
        library = self.library
        counts = await library.store.counts(await library.index.generation())
        standing = await self.press.subscriptions.of_channel(where.platform, where.channel)
        due = await next_hour(standing, where, self.desk) if standing else None
        joined = tuple(sorted({where.platform, *(name for name, up in self._joined.items() if up)}))
        away = [f"{name.capitalize()} is not joined; the log says why." for name, up in self._joined.items() if not up]
        troubles = (*away, *(await self._wanting(standing) if standing else ()))
        return Health(counts["papers"], counts["unindexed"], joined, due, troubles)

    async def _wanting(self, standing: Subscription) -> tuple[str, ...]:
        """A sentence on each thing that is wrong with this channel's editions: late, held up, made without a source."""
        key = edition_key(standing, local_day(standing, self.now()))
        late = (await self.press.lates.of([key])).get(key)
        held_up = await self.press.outbox.held_up(key)
        newest = await self.press.editions.latest(subscription=standing.id)
        when = f"The edition of {long_date(newest.day)}" if newest else ""
        return (
            *(f"Today's edition is late: {why}" for why in (late.told if late else ())[-1:]),
            *([f"Today's edition is made but not delivered: {held_up.why}"] if held_up else []),
            *(f"{when} was made with something missing: {sentence}" for sentence in (newest.missing if newest else ())),
        )

    async def make_edition(self, *, day: date | None = None, categories: Sequence[str] = ()) -> Edition:
        now = self.now()
        subscription = await self._own(categories)
        today = local_day(subscription, now)
        if kept := await self.press.editions.latest(subscription=subscription.id, day=day or today):
            self.echo(f"This is the edition made at {kept.window.end:%H:%M} UTC; a day has one.")
            return kept
        if day is not None and day != today:
            stored = replace(subscription.profile, categories=tuple(categories))  # whatever is on the shelf
            return await past_day(self.press, replace(subscription, profile=stored), day)
        self.echo(f"Reading what is new in {', '.join(subscription.profile.categories)} ...")
        edition = await make(self.press, subscription, today, now)
        await pay(self.press.purse, subscription, edition.usage)
        if edition.missing and not edition.items:
            return edition  # not kept: the next call may find what this one missed
        return await self.press.editions.save(edition, subscription=subscription.id)

    async def _own(self, categories: Sequence[str] = ()) -> Subscription:
        """The console's standing order: what was set up there, else the demo's reader; `categories` come first."""
        kept = await self.press.subscriptions.of_channel(CONSOLE, CONSOLE)
        own = kept or _standing(CONSOLE, self.settings.arxiv_categories)
        return replace(own, profile=replace(own.profile, categories=tuple(categories))) if categories else own

    async def bundled_edition(self) -> Edition:
        self._in_demo = True
        self._read_nothing_more()
        subscription = _standing(DEMO, ())
        wanted = order(subscription, DAY, whole_day(DAY, ZoneInfo("UTC")))
        if kept := await self.press.editions.get(wanted.key):
            return kept
        papers = bundled_papers()
        await self.library.store.add(papers, captured=CAPTURED)
        self.echo(f"Reading the {len(papers)} papers of {DAY:%d %b %Y} that come with Paperwire ...")
        await index_pending(self.library.store, self.library.embedder, self.library.index)
        edition = await compose(self.library, wanted, papers)
        return await self.press.editions.save(edition, subscription=DEMO)

    def _read_nothing_more(self) -> None:
        """The demo goes without a network, so its papers are known by what came with them."""
        library = replace(self.library, reader=None, enrichers=())
        self.press = replace(self.press, library=library)
        self.desk = replace(self.desk, library=library, press=PressOnCall(self.press, self.now))
        self.ears = DeskEars(self.desk, SqlHeard(self.database, self.now))

    async def deliver(self, edition: Edition) -> None:
        if self._warming is None:
            self._warming = asyncio.create_task(_warm(self.library))
        await publish(self.press, _standing(DEMO, ()) if self._in_demo else await self._own(), edition)
        await drain(self.press.outbox, {CONSOLE: self.console}, now=self.now())

    async def index(self, progress: Progress) -> int:
        return await index_pending(self.library.store, self.library.embedder, self.library.index, progress=progress)

    async def serve(self) -> None:
        platforms = [self.console if kind.name == CONSOLE else kind.make(self.settings) for kind in self._wanted()]
        if not platforms:
            raise BadSetting("Slack needs SLACK_BOT_TOKEN and SLACK_APP_TOKEN; unset them to use the console.")
        if self.console in platforms and await self.press.subscriptions.of_channel(CONSOLE, CONSOLE) is None:
            await self.press.subscriptions.put(await self._own())
        self.boxes.clear()
        self.boxes.update({platform.name: platform for platform in platforms})
        self.operator.tell[:] = [platform.tell_owner for platform in platforms]
        await self.desk.notes.clear(before=self.now() - NOTES_KEPT)
        await _warm(self.library)
        settings, pulse = self.settings, Pulse(self.now())
        probe = functools.partial(self._vitals, pulse)
        async with serve_health(settings.health_port, probe, host=settings.health_host):
            clock = self._clock(pulse)
            await serve_all(platforms, self.ears, clock, alert=self.operator.alert, joined=self._joined)

    async def _vitals(self, pulse: Pulse) -> Vitals:
        return await probe_press(self.press, pulse, self._joined, self.now())

    async def _clock(self, pulse: Pulse) -> None:
        """Due editions as they come due, each platform's messages as they wait, kept papers read in full."""
        press, now = self.press, self.now
        deliver = {name: functools.partial(_dispatch, press, now, name) for name in self.boxes}
        ticking = run_clock(lambda _at: compose_due(press, now()), deliver, pulse=pulse)
        await asyncio.gather(ticking, keep_reading(self.library, now=now))

    def _wanted(self) -> list[Kind]:
        return [kind for kind in PLATFORMS if kind.wanted(self.settings)]


async def _warm(library: Library) -> None:
    """Load what the first question would wait for: the embedding model, the index, the chat model's library."""
    if library.warm is not None:
        await asyncio.to_thread(library.warm)
    with contextlib.suppress(Unavailable):
        await search(library, "warm", limit=1)


async def _dispatch(press: Press, now: Callable[[], datetime], platform: str, _at: datetime) -> int:
    done = await dispatch(press, now(), platform=platform)
    return done.posted + done.found
