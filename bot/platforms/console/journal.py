"""The console channel's history: what was posted there, under which key, one JSON line each."""

import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schedules.errors import Refused
from schedules.parcels import Message, Receipt


@dataclass(frozen=True, slots=True)
class Posted:
    """A message in the channel, or in the thread under the post `parent`."""

    key: str
    receipt: Receipt
    message: Message
    parent: str = ""


class Journal:
    """The history file. It is the channel: what it holds was posted, shown or not.

    Raises Refused when the data folder cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def posted(self) -> list[Posted]:
        """All messages, oldest first, each in its latest wording."""
        current: dict[str, Posted] = {}
        for posted in self._rows():
            current[posted.receipt.message] = posted
        return list(current.values())

    def find(self, channel: str, key: str) -> Posted | None:
        """The message posted under `key`."""
        return next((one for one in self.posted() if one.key == key and one.receipt.channel == channel), None)

    def add(self, channel: str, message: Message, *, key: str, thread: str) -> Receipt:
        """Write a message down, on the disk itself before this returns."""
        number = secrets.token_hex(6)
        receipt = Receipt(channel, number, number)
        self._append(Posted(key, receipt, message, parent=thread))
        return receipt

    def change(self, receipt: Receipt, message: Message) -> None:
        """Write down other words for a message. Raises Refused if it is not here."""
        was = next((one for one in self.posted() if one.receipt.message == receipt.message), None)
        if was is None:
            raise Refused("That message is no longer in the console's history.")
        self._append(Posted(was.key, was.receipt, message, was.parent))

    def _append(self, posted: Posted) -> None:
        line = json.dumps(_row(posted)).encode() + b"\n"
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("ab") as file:
                # A crash in mid-line leaves no line end behind; the next record must not join it.
                file.write(b"\n" + line if file.tell() else line)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise Refused("The console's history cannot be written: see that the data folder has room.") from error

    def _rows(self) -> Iterator[Posted]:
        try:
            lines = self._path.read_text(encoding="utf-8", errors="replace").split("\n")
        except FileNotFoundError:
            return
        except OSError as error:
            raise Refused("The console's history in the data folder cannot be read.") from error
        for line in lines:
            if (posted := _read(line)) is not None:
                yield posted


def _row(posted: Posted) -> dict[str, Any]:
    receipt, message = posted.receipt, posted.message
    return {
        "key": posted.key,
        "channel": receipt.channel,
        "message": receipt.message,
        "parent": posted.parent,
        "about": message.about,
        "text": message.text,
        "payload": message.payload,
    }


def _read(line: str) -> Posted | None:
    """A row of the file; None for an empty one and for one that a crash cut short."""
    try:
        row = json.loads(line)
        receipt = Receipt(row["channel"], row["message"], row["message"])
        return Posted(row["key"], receipt, Message(row["payload"], row["text"], row["about"]), row["parent"])
    except (ValueError, KeyError, TypeError):
        return None
