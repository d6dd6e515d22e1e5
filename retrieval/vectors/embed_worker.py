"""The child process that embeds passages, so that the bot's own process stays free to answer.

It reads frames of texts from standard input and answers each, in order, with a frame of vectors;
it ends when its input does, and so never outlives its parent, even one that was killed.
"""

import json
import os
import struct
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import BinaryIO

import numpy as np

from retrieval.errors import EmbedderUnavailable
from retrieval.ports import Vectors
from retrieval.vectors.minilm import MiniLM

LENGTH = struct.Struct(">I")
"""Every frame starts with its length. A request is JSON, a list of texts;"""
VECTORS, SORRY = b"v", b"e"
"""a reply is VECTORS and float32 numbers, row by row, or SORRY and a sentence for people."""
NICENESS = 5
"""A question that comes in meanwhile goes first."""
MOST_THREADS = 4


def main() -> None:
    os.nice(NICENESS)
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints is no frame
    model, waiting = MiniLM(), SimpleQueue[list[Future[Vectors]]]()
    threading.Thread(target=_reply, args=(waiting, replies), daemon=True).start()
    pool = ThreadPoolExecutor(min(MOST_THREADS, os.cpu_count() or 1))
    for texts in _frames(requests):
        waiting.put(_submit(pool, model, texts))
    os._exit(0)  # nobody is left to read what is still being made


def _frames(requests: BinaryIO) -> Iterator[list[str]]:
    while len(head := requests.read(LENGTH.size)) == LENGTH.size:
        (length,) = LENGTH.unpack(head)
        if len(body := requests.read(length)) < length:
            return
        yield json.loads(body)


def _submit(pool: ThreadPoolExecutor, model: MiniLM, texts: Sequence[str]) -> list[Future[Vectors]]:
    """The longest first, so that the cores finish together; the futures in the order of the texts."""
    order = sorted(range(len(texts)), key=lambda n: -len(texts[n]))
    made = {n: pool.submit(model.embed, [texts[n]]) for n in order}
    return [made[n] for n in range(len(texts))]


def _reply(waiting: SimpleQueue[list[Future[Vectors]]], replies: BinaryIO) -> None:
    try:
        while True:
            reply = _payload(waiting.get())
            replies.write(LENGTH.pack(len(reply)) + reply)
            replies.flush()
    except OSError:
        os._exit(0)  # the parent has gone


def _payload(made: list[Future[Vectors]]) -> bytes:
    try:
        return VECTORS + np.concatenate([one.result() for one in made]).tobytes()
    except EmbedderUnavailable as error:
        return SORRY + error.for_people.encode()
    except Exception as error:  # noqa: BLE001 - the parent must learn of anything, or it would wait for ever
        return SORRY + f"The embedding model failed on a passage ({type(error).__name__}).".encode()


if __name__ == "__main__":
    main()
