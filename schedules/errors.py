"""What can go wrong between an edition and its channel."""

from retrieval.errors import PaperwireError


class Unreachable(PaperwireError):
    """The platform did not answer, or nobody knows whether it took the message. Look, then try again."""

    retryable = True


class Refused(PaperwireError):
    """The platform said no (deleted channel, missing permission): a person must act; the sentence names the cure."""


class Gone(Refused):
    """The channel is deleted, archived or out of our sight: no later try can succeed until a person acts there."""


def reason(error: Exception) -> str:
    """Why something did not work, in one sentence for the operator; the same each time, so that it is told once."""
    if isinstance(error, PaperwireError):
        return error.for_people
    if isinstance(error, TimeoutError):
        return "It took too long and was stopped."
    return f"Something broke on my side ({type(error).__name__}); the log has it."
