"""What a channel wants to read, and what it does not."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A reader's interests. Order carries no meaning; empty everywhere means: the newest first.

    `topics` are wanted, in plain words, each a line; `leave_outs` are not (never part of a query);
    `authors` are names whose papers always count; `categories` limit what is read (empty: all).
    """

    topics: tuple[str, ...] = ()
    leave_outs: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
