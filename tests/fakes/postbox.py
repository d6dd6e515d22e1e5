"""A chat platform in memory, with faults on demand."""

from dataclasses import dataclass, field

from schedules.document import Document, text_of
from schedules.errors import Gone, Refused, Unreachable
from schedules.parcels import UNKNOWN, Message, Receipt, Rendered, Unknown


@dataclass
class FakePostbox:
    """`posted` is the truth: (channel, key, thread, text) in order of arrival.

    `faults` are taken one a post: "lost" (not posted, Unreachable), "swallowed" (posted, but the
    answer is lost: Unreachable), "refused", "gone". `blind`: nobody can look; `shut`: looking is refused.
    """

    name: str = "fake"
    faults: list[str] = field(default_factory=list)
    blind: bool = False
    shut: bool = False
    posted: list[tuple[str, str, str, str]] = field(default_factory=list)
    looked: int = 0

    def render(self, document: Document) -> Rendered:
        post = Message({"text": text_of(document.blocks)}, text_of(document.blocks))
        entries = (Message({"text": text_of(e.blocks)}, text_of(e.blocks), e.about) for e in document.thread)
        return Rendered((post,), tuple(entries))

    async def post(self, channel: str, message: Message, *, key: str, thread: str = "") -> Receipt:
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "refused":
            raise Refused("I may not write there.")
        if fault == "gone":
            raise Gone("That channel is gone.")
        if fault == "lost":
            raise Unreachable("No answer.")
        self.posted.append((channel, key, thread, message.text))
        if fault == "swallowed":
            raise Unreachable("The answer was lost.")
        return self._receipt(channel, key)

    async def find(self, channel: str, *, key: str, thread: str = "") -> Receipt | Unknown | None:
        self.looked += 1
        if self.shut:
            raise Refused("I may not read there.")
        if self.blind:
            return UNKNOWN
        there = any(one[:2] == (channel, key) for one in self.posted)
        return self._receipt(channel, key) if there else None

    async def edit(self, receipt: Receipt, message: Message) -> None:
        self.posted = [
            (channel, key, thread, message.text if f"m:{key}" == receipt.message else text)
            for channel, key, thread, text in self.posted
        ]

    def _receipt(self, channel: str, key: str) -> Receipt:
        return Receipt(channel, f"m:{key}", f"t:{key}")

    def posted_keys(self) -> list[str]:
        return [key for _, key, _, _ in self.posted]
