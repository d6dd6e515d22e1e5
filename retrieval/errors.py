"""The tree of what can go wrong. Every error knows one sentence for people.

PaperwireError
├── BadInput            what somebody typed or handed in: say it, change nothing
│   ├── BadPaperId · UnknownPaper · UnknownCategory · BadQuestion · BadFile · BadSetting
├── Unavailable         something outside did not answer: try again later
│   ├── SourceUnavailable · WriterUnavailable · IndexUnavailable · StoreUnavailable
├── SourceChanged       something outside answered in a way we do not know
├── StorageRefused      the data folder cannot be used: full, read-only, in other hands
└── NewerDatabase       the database was written by a later Paperwire
"""

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from retrieval.answer import Usage


class PaperwireError(Exception):
    """Anything Paperwire raises on purpose."""

    retryable: ClassVar[bool] = False
    """Trying again later, unchanged, may work."""

    def __init__(self, for_people: str) -> None:
        super().__init__(for_people)
        self.for_people = for_people
        """One sentence without secrets, paths of ours or a stranger's exception text."""


class BadInput(PaperwireError):
    """What somebody typed, pressed or handed in cannot be used as it is."""


class BadPaperId(BadInput):
    def __init__(self, given: str) -> None:
        super().__init__(f"“{clip(given)}” is not a paper id or link I know; try one like 2506.07751.")


class UnknownPaper(BadInput):
    def __init__(self, given: str, *, asked: str = "", titled: bool = False) -> None:
        """`asked`: who was asked for it and does not know it either. `titled`: it was named by words of its title."""
        if titled:
            super().__init__(f"I have no paper called “{clip(given)}”; give its arXiv id or a link and I fetch it.")
        elif asked:
            super().__init__(f"I asked {asked}, and it has no paper {clip(given)}.")
        else:
            super().__init__(f"I have no paper “{clip(given)}” on the shelf.")


class UnknownCategory(BadInput):
    def __init__(self, given: str) -> None:
        super().__init__(f"arXiv has no category “{clip(given)}”; they look like cs.CL or astro-ph.GA.")


class BadQuestion(BadInput):
    """A question that is empty, too long, or has no word in it."""


class BadFile(BadInput):
    """A file that cannot be read as papers."""


class BadSetting(BadInput):
    """A setting (environment variable or flag) with a value that cannot be used."""


class Unavailable(PaperwireError):
    """Something outside this process did not answer as it should; later may be better."""

    retryable = True


class SourceUnavailable(Unavailable):
    """A paper source is down, slow, rate-limiting us, or answered less than it should."""


class WriterUnavailable(Unavailable):
    """The language model did not answer, refused, or answered what cannot be read."""

    def __init__(self, for_people: str, *, spent: "Usage | None" = None) -> None:
        super().__init__(for_people)
        self.spent = spent
        """What the failed tries cost, as far as it was told; None: nothing."""


class RerankerUnavailable(Unavailable):
    """The reranker did not answer; the order of the search stands."""


class EmbedderUnavailable(Unavailable):
    """The embedding model or service did not answer."""


class IndexUnavailable(Unavailable):
    """The dense index cannot be reached; lexical search still works."""


class StoreUnavailable(Unavailable):
    """The database cannot be reached."""


class SourceChanged(PaperwireError):
    """A paper source answered in a form we do not know; a person must look."""


class StorageRefused(PaperwireError):
    """The data folder cannot be used: full, read-only, or not a folder."""


class NewerDatabase(PaperwireError):
    """The database was written by a later Paperwire than this one."""


def clip(text: str, most: int = 60) -> str:
    """A stranger's text as it may stand inside a sentence of ours: one line, printable, short."""
    line = "".join(c if c.isprintable() else " " for c in " ".join(text.split()))
    return line if len(line) <= most else f"{line[: most - 1]}…"
