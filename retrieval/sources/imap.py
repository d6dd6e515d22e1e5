"""Newsletters in a mailbox, by IMAP: the papers on arXiv that new messages name. Nothing else of a message is kept.

The mailbox is opened with EXAMINE and read with BODY.PEEK, so nothing in it changes (RFC 9051, 6.3.3
and 6.4.5; RFC 3501 has the same). The client is Python's own (docs.python.org/3/library/imaplib.html).
"""

import asyncio
import email
import imaplib
import re
import ssl
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.message import Message

import structlog

from retrieval.enrichment import Enrichment
from retrieval.errors import SourceChanged, SourceUnavailable
from retrieval.mailbox import Mailbox
from retrieval.paper import Paper
from retrieval.sources.mentions import Mentions, papers_named
from retrieval.sources.pages import LONGEST, read_page

log = structlog.get_logger(__name__)

SOURCE = "newsletters"
SILENCE = 20.0
"""Seconds without a byte after which the server is taken for gone."""
TOTAL = 180.0
"""Seconds for all messages of a day."""
MOST_MESSAGES = 200
MOST_BYTES = 1_000_000
"""Of each message; what lies beyond is not asked for."""
DAY = timedelta(days=1)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Newsletters:
    """The `PaperSource` of a mailbox."""

    name = SOURCE

    def __init__(self, mailbox: Mailbox, mentions: Mentions, *, silence: float = SILENCE) -> None:
        self._mailbox, self._mentions, self._silence = mailbox, mentions, silence
        self.remark = ""
        self.told: Sequence[Enrichment] = ()

    async def fetch(self, *, since: datetime) -> AsyncIterator[Paper]:
        """Yield the papers that messages name which came in on the day of `since` or later.

        Raises SourceUnavailable, or SourceChanged when the mailbox does not let us in.
        """
        ids = await self._named(since)
        for paper in await self._mentions.papers(ids, source=SOURCE, since=since):
            yield paper

    async def _named(self, since: datetime) -> tuple[str, ...]:
        try:
            async with asyncio.timeout(TOTAL):
                return await self._tried(since)
        except TimeoutError as error:
            raise SourceUnavailable("The mailbox of newsletters did not answer in time.") from error

    async def _tried(self, since: datetime) -> tuple[str, ...]:
        """A server that broke off is asked once more."""
        try:
            return await asyncio.to_thread(read_mailbox, self._mailbox, since, self._silence)
        except SourceUnavailable as error:
            log.warning("mailbox not read", why=error.for_people)
        return await asyncio.to_thread(read_mailbox, self._mailbox, since, self._silence)


def read_mailbox(mailbox: Mailbox, since: datetime, silence: float = SILENCE) -> tuple[str, ...]:
    """The ids of the papers that messages since then name. Blocks; each wait for the server has an end.

    Raises SourceUnavailable or SourceChanged.
    """
    try:
        with _entered(mailbox, silence) as server:
            return tuple(dict.fromkeys(_read(server, since)))
    except ssl.SSLError as error:
        raise SourceChanged(
            "The mailbox of newsletters cannot be reached safely: its certificate is not good."
        ) from error
    except OSError as error:
        raise SourceUnavailable("The mailbox of newsletters cannot be reached.") from error
    except (imaplib.IMAP4.error, ValueError, LookupError) as error:
        raise SourceUnavailable("The mailbox of newsletters broke off or answered strangely.") from error


@contextmanager
def _entered(mailbox: Mailbox, silence: float) -> Iterator[imaplib.IMAP4]:
    """The server with the folder open; we leave politely, if it still listens."""
    server = _connected(mailbox, silence)
    try:
        _enter(server, mailbox)
        yield server
    finally:
        with suppress(imaplib.IMAP4.error, OSError, ValueError):
            server.logout()
        with suppress(OSError):
            server.shutdown()  # a farewell that failed leaves the socket open


def _connected(mailbox: Mailbox, silence: float) -> imaplib.IMAP4:
    if mailbox.tls:
        safe = ssl.create_default_context()
        return imaplib.IMAP4_SSL(mailbox.host, mailbox.port, ssl_context=safe, timeout=silence)
    return imaplib.IMAP4(mailbox.host, mailbox.port, timeout=silence)


def _read(server: imaplib.IMAP4, since: datetime) -> Iterator[str]:
    first = since.astimezone(UTC) - DAY  # the server's days are those of its own zone
    found = _data(server.uid("SEARCH", "SINCE", f"{first.day}-{_MONTHS[first.month - 1]}-{first.year}"))
    for uid in b" ".join(found).split()[-MOST_MESSAGES:]:
        if uid.isdigit():
            for raw in _data(server.uid("FETCH", uid.decode(), f"(BODY.PEEK[]<0.{MOST_BYTES}>)")):
                yield from papers_in(raw)


def _enter(server: imaplib.IMAP4, mailbox: Mailbox) -> None:
    try:
        server.login(mailbox.user, mailbox.password)
    except imaplib.IMAP4.abort:
        raise
    except UnicodeEncodeError as error:
        raise SourceChanged("IMAP_PASSWORD has a letter that the login of IMAP cannot carry.") from error
    except imaplib.IMAP4.error as error:
        raise SourceChanged(
            "The mailbox of newsletters does not let us in: check IMAP_URL and IMAP_PASSWORD."
        ) from error
    folder = re.sub(r'(["\\])', r"\\\1", mailbox.folder)
    if server.select(f'"{folder}"', readonly=True)[0] != "OK":
        raise SourceChanged("The mailbox of newsletters has no such folder: check the end of IMAP_URL.")


def _data(answer: tuple[str, list[bytes | tuple[bytes, bytes] | None]]) -> list[bytes]:
    """What a command brought: texts, or the literals behind them."""
    status, parts = answer
    if status != "OK":
        raise ValueError("the server said no")
    literals = [part[1] for part in parts if isinstance(part, tuple)]
    return literals or [part for part in parts if isinstance(part, bytes) and part != b")"]


def papers_in(raw: bytes) -> tuple[str, ...]:
    """The ids of the papers that one message names, in its text or its links. Any bytes are allowed."""
    message = email.message_from_bytes(raw)  # the older policy: the newer one trips over broken headers
    ids: list[str] = []
    for part in message.walk():
        if part.get_content_type() in ("text/plain", "text/html"):
            ids += _in_part(_text(part), is_html=part.get_content_type() == "text/html")
    return tuple(dict.fromkeys(ids))


def _in_part(text: str, *, is_html: bool) -> tuple[str, ...]:
    if not is_html:
        return papers_named(text[:LONGEST])
    page = read_page(text)
    return papers_named(page.text, page.links)


def _text(part: Message) -> str:
    """The words of a part, whatever it says of its encoding."""
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    try:
        return raw.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")
