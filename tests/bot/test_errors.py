"""What a person reads when something goes wrong, and what the process says of itself."""

import asyncio
import errno

import pytest
import structlog

from bot.errors import Exit, attended, told
from retrieval.errors import (
    BadPaperId,
    BadSetting,
    NewerDatabase,
    PaperwireError,
    SourceUnavailable,
    StorageRefused,
    UnknownPaper,
)
from schedules.errors import Refused, Unreachable
from tests.fakes.platform import FakeReply


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (BadPaperId("x"), Exit.BAD_INPUT),
        (UnknownPaper("x"), Exit.BAD_INPUT),
        (BadSetting("LOG_LEVEL must be one of …."), Exit.BAD_INPUT),
        (SourceUnavailable("arXiv does not answer."), Exit.TRY_LATER),
        (Unreachable("Slack does not answer."), Exit.TRY_LATER),
        (StorageRefused("The disk is full."), Exit.FAILED),
        (NewerDatabase("The database is newer."), Exit.FAILED),
        (Refused("The channel is gone."), Exit.FAILED),
    ],
)
def test_our_own_errors_say_their_sentence_and_mean_their_exit_code(error: PaperwireError, code: Exit) -> None:
    said = told(error)

    assert (said.sentence, said.code) == (error.for_people, code)


def test_a_strangers_error_shows_only_an_id_that_the_log_has_with_the_traceback() -> None:
    with structlog.testing.capture_logs() as events:
        said = told(ValueError("connection to /secret/path refused"))

    (event,) = events
    assert said.sentence == f"Something broke on my side ({event['id']})."
    assert said.code == Exit.FAILED
    assert isinstance(event["exc_info"], ValueError)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), asyncio.CancelledError()])
def test_ctrl_c_is_no_failure_of_ours(error: BaseException) -> None:
    assert told(error).code == Exit.INTERRUPTED
    assert told(error).sentence.startswith("Stopped.")


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "disk is full"), (errno.EROFS, "read-only"), (errno.EACCES, "may not be read or written")],
)
def test_trouble_with_the_disk_is_named_wherever_it_comes_up(number: int, words: str) -> None:
    assert words in told(OSError(number, "x")).sentence


def test_an_error_of_ours_is_found_among_others_that_fell_with_it() -> None:
    group = BaseExceptionGroup("two", [ValueError("x"), ExceptionGroup("one", [SourceUnavailable("arXiv is down.")])])

    assert told(group).sentence == "arXiv is down."


async def _raise(error: Exception) -> None:
    raise error


async def test_whoever_asked_is_told_in_one_sentence_and_nothing_goes_further() -> None:
    reply = FakeReply()

    await attended(reply, _raise(UnknownPaper("2506.07751")))

    assert reply.refusals == ["I have no paper “2506.07751” on the shelf."]


async def test_when_the_platform_is_gone_too_the_log_is_told() -> None:
    with structlog.testing.capture_logs() as events:
        await attended(FakeReply(gone=True), _raise(UnknownPaper("x")))

    assert events[-1]["event"] == "refusal not delivered"


async def test_a_cancelled_task_stays_cancelled() -> None:
    task = asyncio.ensure_future(attended(FakeReply(), asyncio.sleep(60)))
    await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
