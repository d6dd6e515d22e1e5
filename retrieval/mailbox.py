"""Where newsletters come to."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A folder of an IMAP account, with TLS unless the server is this very machine."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    tls: bool = True
