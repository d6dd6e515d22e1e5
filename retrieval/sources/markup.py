"""XML answers, read so that half of one is never taken for the whole."""

import re
from typing import Any

from lxml import etree

from retrieval.errors import SourceUnavailable
from retrieval.http import Response

BROKEN_OFF = "arXiv broke off its answer."
EMPTY_PAGE = "arXiv answered with an empty page where there should be papers."
WEB_PAGE = "arXiv answered with a web page instead of papers; it may be limiting us."


def xml_root(response: Response, tag: str) -> Any:  # lxml publishes no types
    """The root element, which must be `tag` (`{namespace}name`).

    Raises SourceUnavailable if the document is not whole or is another one, such as a web page
    with status 200. A document that is whole but has a character XML forbids is mended.
    """
    name = re.escape(etree.QName(tag).localname.encode())
    whole = re.search(rb"</(?:\w+:)?%b>\s*\Z" % name, response.body[-200:]) is not None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=whole)
    try:
        root = etree.fromstring(response.body, parser)
    except etree.XMLSyntaxError as error:
        raise SourceUnavailable(WEB_PAGE if _is_page(response) else BROKEN_OFF) from error
    if root is None or root.tag != tag:
        raise SourceUnavailable(WEB_PAGE)
    return root


def _is_page(response: Response) -> bool:
    return "html" in response.headers.get("content-type", "") or not response.body.lstrip().startswith(b"<")
