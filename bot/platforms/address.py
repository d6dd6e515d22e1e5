"""Links of documents as chat platforms may carry them. Pure."""

import re

_HOST = re.compile(r"https?://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?(?=[/?#]|$)", re.IGNORECASE)
_MARKUP = re.compile(r"[<>()\[\]{}|\\^`\"'*]")


def address(link: str, *, most: int = 2000) -> str:
    """`link` as an http(s) address that no markup can end early; empty if it cannot be shown as one.

    Refused: other schemes, a name before an @ (it reads like another host), anything but printable
    ASCII, more than `most` characters. Signs that mean something in markup are percent-encoded.
    """
    if not _HOST.match(link) or not re.fullmatch(r"[!-~]+", link):
        return ""
    safe = _MARKUP.sub(lambda found: f"%{ord(found[0]):02X}", link)
    return safe if len(safe) <= most else ""
