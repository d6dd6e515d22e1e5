"""What can go wrong between an edition and its channel."""

from retrieval.errors import PaperwireError


class Unreachable(PaperwireError):
    """The platform did not answer, or nobody knows whether it took the message. Look, then try again."""

    retryable = True


class Refused(PaperwireError):
    """The platform said no (deleted channel, missing permission): a person must act; the sentence names the cure."""
