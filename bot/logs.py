"""The log: structlog events on standard error, our own and those of the libraries, with no secret in them."""

import logging
import re
import sys
from collections.abc import Iterable, Mapping
from typing import Literal, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

HIDDEN = "[hidden]"

_SECRET_NAME = re.compile(
    r"(?:^|_)(?:token|secret|password|passwd|authorization|cookie|webhook|credentials?)(?:$|_)"
    r"|(?:api|access|private|signing|secret)_?key$",
    re.IGNORECASE,
)
"""Names that hold secrets. A bare `key` is a delivery's name and `tokens_in` a count: both are shown."""
_SECRET_TEXT = re.compile(
    r"(?P<url>://[^/\s:@]*:)[^@\s/]+(?=@)"
    r"|(?P<head>\b(?:[Bb]earer|[Bb]asic|Bot) )[\w.~+/=-]{12,}"
    r"|\bsk-[\w-]{12,}|\bxox[a-z]-[\w-]{8,}|\bxapp-[\w-]{8,}|\b[\w-]{23,28}\.[\w-]{6}\.[\w-]{27,}"
)
"""URL passwords, authorization headers, and tokens by their looks (OpenAI, Slack, Discord)."""

_CHATTY = ("httpx", "httpcore", "chromadb", "alembic", "discord", "slack_bolt", "slack_sdk", "apscheduler", "openai")


def open_log(
    *,
    level: Literal["debug", "info", "warning", "error"] = "warning",
    form: Literal["console", "json"] | None = None,
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
) -> None:
    """Send every event from `level` up to `stream` (default: standard error), one line each.

    `form` None: readable on a terminal, JSON otherwise. `secrets` never appear, in whatever text.
    Libraries speak from warning up unless `level` is debug.
    """
    out = stream or sys.stderr
    hide = _hiding(tuple(secret for secret in secrets if len(secret) >= 4))
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        hide,
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    _route(out, _renderer(form, out), shared, level)


def _route(out: TextIO, renderer: Processor, shared: list[Processor], level: str) -> None:
    """One handler for what structlog passes on and for what libraries log themselves."""
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.NOTSET if level == "debug" else logging.WARNING)


def _renderer(form: str | None, out: TextIO) -> Processor:
    if form == "json" or (form is None and not out.isatty()):
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(colors=out.isatty())


def _hiding(secrets: tuple[str, ...]) -> Processor:
    known = re.compile("|".join(map(re.escape, sorted(secrets, key=len, reverse=True)))) if secrets else None

    def text(value: str) -> str:
        value = known.sub(HIDDEN, value) if known else value
        return _SECRET_TEXT.sub(lambda found: f"{found['url'] or found['head'] or ''}{HIDDEN}", value)

    def clean(name: str, value: object) -> object:
        if _SECRET_NAME.search(name) and value:
            return HIDDEN
        if isinstance(value, str):
            return text(value)
        if isinstance(value, Mapping):
            return {key: clean(str(key), held) for key, held in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [clean("", held) for held in value]
        return value if value is None or isinstance(value, bool | int | float) else text(str(value))

    def hide(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        return {name: value if name.startswith("_") else clean(name, value) for name, value in event.items()}

    return hide
