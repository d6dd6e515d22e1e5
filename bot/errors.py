"""Any exception → what a person reads, what an operator reads, and the exit code of the process."""

import asyncio
import errno
import secrets
from collections.abc import Awaitable
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import structlog

from retrieval.errors import BadInput, PaperwireError, StorageRefused

if TYPE_CHECKING:
    from bot.platforms.platform import Reply

log = structlog.get_logger(__name__)


class Exit(IntEnum):
    """What a finished process says of itself; scripts rely on the numbers."""

    OK = 0
    FAILED = 1
    """Something cannot be done, or broke on our side."""
    BAD_INPUT = 2
    """A flag, argument, file or setting cannot be used as it is."""
    TRY_LATER = 3
    """Something outside did not answer."""
    INTERRUPTED = 130
    """Ctrl-C."""


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence for a person, and the exit code that goes with it."""

    sentence: str
    code: Exit


STOPPED = Told("Stopped. Nothing that was finished is lost; the same command goes on from here.", Exit.INTERRUPTED)

_DISK = {
    errno.ENOSPC: "The disk is full.",
    errno.EDQUOT: "The disk quota is used up.",
    errno.EROFS: "The data folder is read-only.",
    errno.EACCES: "A file or folder may not be read or written by this user.",
}


def told(error: BaseException) -> Told:
    """What to say of `error`. A stranger's is logged with its traceback under the id in the sentence."""
    known = _known(error)
    if isinstance(known, KeyboardInterrupt | asyncio.CancelledError):
        return STOPPED
    if isinstance(known, PaperwireError):
        log.info("declined", error=type(known).__name__, cause=type(known.__cause__).__name__)
        return Told(known.for_people, _code(known))
    trace = secrets.token_hex(2)
    log.error("something broke", id=trace, exc_info=error)
    return Told(f"Something broke on my side ({trace}).", Exit.FAILED)


def _code(error: PaperwireError) -> Exit:
    if isinstance(error, BadInput):
        return Exit.BAD_INPUT
    return Exit.TRY_LATER if error.retryable else Exit.FAILED


def _known(error: BaseException) -> BaseException:
    """The first error inside groups that we know how to name, and disk trouble by its own name."""
    if isinstance(error, BaseExceptionGroup):
        inner = [_known(one) for one in error.exceptions]
        known = (one for one in inner if isinstance(one, PaperwireError | KeyboardInterrupt))
        return next(known, inner[0])
    if isinstance(error, OSError) and error.errno in _DISK:
        return StorageRefused(_DISK[error.errno])
    return error


async def attended(reply: "Reply", work: Awaitable[None]) -> None:
    """Do `work` for the person behind `reply`; whatever goes wrong becomes one sentence to them alone."""
    try:
        await work
    except Exception as error:  # noqa: BLE001 - the last place before a person: nothing may pass
        sentence = told(error).sentence
        try:
            await reply.refuse(sentence)
        except Exception as unsaid:  # noqa: BLE001 - the platform is gone: the log is all that is left
            log.warning("refusal not delivered", error=type(unsaid).__name__)
