"""XML of the arXiv stand-in: query feed, announcement feeds (RSS and Atom), OAI-PMH records.

Not a script; arxiv_standin.py uses it. Element names, namespaces and order follow the real
answers of 2026; note that the announcement feeds write arxiv:DOI and one dc:creator, the query
feed arxiv:doi and one author element each.
"""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from email.utils import format_datetime

from arxiv_papers import NEW_YORK, Announcement, Paper

ATOM, ARXIV = "http://www.w3.org/2005/Atom", "http://arxiv.org/schemas/atom"
OPENSEARCH, DC = "http://a9.com/-/spec/opensearch/1.1/", "http://purl.org/dc/elements/1.1/"
OAI, OAI_DC = "http://www.openarchives.org/OAI/2.0/", "http://www.openarchives.org/OAI/2.0/oai_dc/"
OAI_ARXIV, OAI_RAW = "http://arxiv.org/OAI/arXiv/", "http://arxiv.org/OAI/arXivRaw/"
RIGHTS = "http://arxiv.org/licenses/nonexclusive-distrib/1.0/"
Listed = tuple[str, Paper, Announcement]

for _prefix, _uri in (("arxiv", ARXIV), ("opensearch", OPENSEARCH), ("dc", DC), ("oai_dc", OAI_DC), ("atom", ATOM)):
    ET.register_namespace(_prefix, _uri)


def _add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, tag, attributes)
    element.text = text
    return element


def _xml(root: ET.Element, default: str = "") -> bytes:
    """Serialise; elements of the default namespace are written without a prefix."""
    for element in root.iter():
        if default and element.tag.startswith(f"{{{default}}}"):
            element.tag = element.tag.split("}")[1]
    if default:
        root.set("xmlns", default)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _z(moment: dt.datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _a(tag: str) -> str:
    return f"{{{ATOM}}}{tag}"


def query_feed(
    papers: list[tuple[Paper, Announcement]],
    *,
    title: str,
    total: int,
    start: int,
    size: int,
    today: dt.date,
    site: str,
) -> bytes:
    root = _query_root(title, total, start, size, today)
    for paper, version in papers:
        entry = _add(root, _a("entry"))
        ref = f"{paper.id}v{version.version}"
        _add(entry, _a("id"), f"http://arxiv.org/abs/{ref}")
        _add(entry, _a("title"), version.title)
        _add(entry, _a("updated"), _z(version.submitted))
        _add(entry, _a("link"), href=f"{site}/abs/{ref}", rel="alternate", type="text/html")
        _add(entry, _a("link"), href=f"{site}/pdf/{ref}", rel="related", type="application/pdf", title="pdf")
        _add(entry, _a("summary"), version.abstract)
        for category in paper.categories:
            _add(entry, _a("category"), term=category, scheme=ARXIV)
        _add(entry, _a("published"), _z(paper.published))
        for tag, text in (("comment", version.comment), ("journal_ref", paper.journal_ref), ("doi", paper.doi)):
            if text:
                _add(entry, f"{{{ARXIV}}}{tag}", text)
        _add(entry, f"{{{ARXIV}}}primary_category", term=paper.primary)
        for name in paper.authors:
            _add(_add(entry, _a("author")), _a("name"), name)
    return _xml(root, ATOM)


def _query_root(title: str, total: int, start: int, size: int, today: dt.date) -> ET.Element:
    root = ET.Element(_a("feed"))
    _add(root, _a("id"), "https://arxiv.org/api/standin")
    _add(root, _a("title"), title)
    _add(root, _a("updated"), f"{today.isoformat()}T00:00:00Z")
    for tag, number in (("itemsPerPage", size), ("totalResults", total), ("startIndex", start)):
        _add(root, f"{{{OPENSEARCH}}}{tag}", str(number))
    return root


def query_error(message: str, today: dt.date) -> bytes:
    """The one-entry feed that comes with HTTP 400."""
    root = _query_root("arXiv Search Results", 1, 0, 1, today)
    entry = _add(root, _a("entry"))
    _add(entry, _a("id"), f"https://arxiv.org/api/errors#{message.replace(' ', '_')}")
    _add(entry, _a("title"), "Error")
    _add(entry, _a("updated"), f"{today.isoformat()}T00:00:00Z")
    _add(entry, _a("summary"), message)
    _add(_add(entry, _a("author")), _a("name"), "arXiv api core")
    return _xml(root, ATOM)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), NEW_YORK)


def _description(kind: str, paper: Paper, version: Announcement) -> str:
    return f"arXiv:{paper.id}v{version.version} Announce Type: {kind} \nAbstract: {version.abstract}"


def _extras(item: ET.Element, kind: str, paper: Paper) -> None:
    _add(item, f"{{{ARXIV}}}announce_type", kind)
    _add(item, f"{{{DC}}}rights", RIGHTS)
    for tag, text in (("DOI", paper.doi), ("journal_reference", paper.journal_ref)):
        if text:
            _add(item, f"{{{ARXIV}}}{tag}", text)
    _add(item, f"{{{DC}}}creator", ", ".join(paper.authors))


def rss(listed: list[Listed], *, query: str, day: dt.date, site: str) -> bytes:
    names = ", ".join(query.split("+"))
    root = ET.Element("rss", {"version": "2.0"})
    channel = _add(root, "channel")
    _add(channel, "title", f"{names} updates on arXiv.org")
    _add(channel, "link", f"http://rss.arxiv.org/rss/{query}")
    _add(channel, "description", f"{names} updates on the arXiv.org e-print archive.")
    _add(channel, _a("link"), href=f"http://rss.arxiv.org/rss/{query}", rel="self", type="application/rss+xml")
    _add(channel, "docs", "http://www.rssboard.org/rss-specification")
    _add(channel, "language", "en-us")
    _add(channel, "lastBuildDate", format_datetime(_midnight(day)))
    _add(channel, "managingEditor", "rss-help@arxiv.org")
    _add(channel, "pubDate", format_datetime(_midnight(day)))
    skip = _add(channel, "skipDays")
    for name in ("Sunday", "Saturday"):
        _add(skip, "day", name)
    for kind, paper, version in listed:
        item = _add(channel, "item")
        _add(item, "title", version.title)
        _add(item, "link", f"{site}/abs/{paper.id}")
        _add(item, "description", _description(kind, paper, version))
        _add(item, "guid", f"oai:arXiv.org:{paper.id}v{version.version}", isPermaLink="false")
        for category in paper.categories:
            _add(item, "category", category)
        _add(item, "pubDate", format_datetime(_midnight(day)))
        _extras(item, kind, paper)
    return _xml(root)


def atom(listed: list[Listed], *, query: str, day: dt.date, site: str) -> bytes:
    root = ET.Element(_a("feed"))
    _add(root, _a("id"), f"http://rss.arxiv.org/atom/{query}")
    _add(root, _a("title"), f"{', '.join(query.split('+'))} updates on arXiv.org")
    _add(root, _a("updated"), _midnight(day).isoformat())
    _add(root, _a("link"), href=f"http://rss.arxiv.org/atom/{query}", rel="self", type="application/atom+xml")
    for kind, paper, version in listed:
        entry = _add(root, _a("entry"))
        _add(entry, _a("id"), f"oai:arXiv.org:{paper.id}v{version.version}")
        _add(entry, _a("title"), version.title)
        _add(entry, _a("updated"), _midnight(day).isoformat())
        _add(entry, _a("link"), href=f"{site}/abs/{paper.id}", rel="alternate", type="text/html")
        _add(entry, _a("summary"), _description(kind, paper, version))
        for category in paper.categories:
            _add(entry, _a("category"), term=category)
        _add(entry, _a("published"), _midnight(day).isoformat())
        _extras(entry, kind, paper)
    return _xml(root, ATOM)


def feed_error(query: str, unknown: str, day: dt.date) -> bytes:
    """The feed that comes with HTTP 400: it quotes the archive or the subject class that does not exist."""
    archive, _, subject = unknown.partition(".")
    what = f"Bad subject class '{subject}'. Valid subject classes for the archive" if subject else "Bad archive"
    root = ET.Element("rss", {"version": "2.0"})
    channel = _add(root, "channel")
    _add(channel, "title", f"Feed error for query: {query}")
    _add(channel, "description", f"{what} '{archive}' are listed in the taxonomy.")
    _add(channel, "pubDate", format_datetime(_midnight(day)))
    return _xml(root)


def oai(verb: str, query: dict[str, str], now: str) -> tuple[ET.Element, ET.Element]:
    """Root of an OAI-PMH answer and the element named after its verb (still unattached)."""
    root = ET.Element(f"{{{OAI}}}OAI-PMH")
    _add(root, f"{{{OAI}}}responseDate", now)
    _add(root, f"{{{OAI}}}request", "http://oaipmh.arxiv.org/oai", **query)
    return root, ET.Element(f"{{{OAI}}}{verb}")


def oai_bytes(root: ET.Element) -> bytes:
    return _xml(root, OAI)


def oai_error(root: ET.Element, code: str, message: str) -> bytes:
    _add(root, f"{{{OAI}}}error", message, code=code)
    return _xml(root, OAI)


def oai_text(parent: ET.Element, tag: str, text: str) -> ET.Element:
    return _add(parent, f"{{{OAI}}}{tag}", text)


def _header(parent: ET.Element, paper_id: str, day: dt.date, categories: list[str]) -> ET.Element:
    header = _add(parent, f"{{{OAI}}}header")
    oai_text(header, "identifier", f"oai:arXiv.org:{paper_id}")
    oai_text(header, "datestamp", day.isoformat())
    for category in categories:
        oai_text(header, "setSpec", set_of(category))
    return header


def set_of(category: str) -> str:
    """cs.CL -> cs:cs:CL, astro-ph.GA -> physics:astro-ph:GA, hep-th -> physics:hep-th"""
    archive, _, name = category.partition(".")
    group = archive if archive in ("cs", "econ", "eess", "math", "q-bio", "q-fin", "stat") else "physics"
    return ":".join(part for part in (group, archive, name) if part)


def oai_deleted(parent: ET.Element, paper_id: str, day: dt.date, categories: list[str], *, header_only: bool) -> None:
    record = parent if header_only else _add(parent, f"{{{OAI}}}record")
    _header(record, paper_id, day, categories).set("status", "deleted")


def oai_record(
    parent: ET.Element, paper: Paper, version: Announcement, prefix: str, *, header_only: bool = False
) -> None:
    record = parent if header_only else _add(parent, f"{{{OAI}}}record")
    _header(record, paper.id, version.day, paper.categories)
    if header_only:
        return
    metadata = _add(record, f"{{{OAI}}}metadata")
    if prefix == "oai_dc":
        body = _add(metadata, f"{{{OAI_DC}}}dc")
        rows = [
            ("title", version.title),
            *(("creator", name) for name in paper.authors),
            *(("subject", name) for name in paper.categories),
            ("description", version.abstract),
            ("date", paper.published.date().isoformat()),
            ("identifier", f"http://arxiv.org/abs/{paper.id}"),
        ]
        for tag, text in rows:
            _add(body, f"{{{DC}}}{tag}", text)
        return
    if prefix == "arXivRaw":
        _raw_body(metadata, paper, version)
        return
    body = _add(metadata, f"{{{OAI_ARXIV}}}arXiv")
    _add(body, f"{{{OAI_ARXIV}}}id", paper.id)
    _add(body, f"{{{OAI_ARXIV}}}created", paper.published.date().isoformat())
    if version.version > 1:
        _add(body, f"{{{OAI_ARXIV}}}updated", version.submitted.date().isoformat())
    authors = _add(body, f"{{{OAI_ARXIV}}}authors")
    for name in paper.authors:
        first, _, last = name.rpartition(" ")
        author = _add(authors, f"{{{OAI_ARXIV}}}author")
        _add(author, f"{{{OAI_ARXIV}}}keyname", last)
        _add(author, f"{{{OAI_ARXIV}}}forenames", first)
    _common(body, OAI_ARXIV, paper, version, ())


def _raw_body(metadata: ET.Element, paper: Paper, version: Announcement) -> None:
    """One line of authors, and every version with its time."""
    body = _add(metadata, f"{{{OAI_RAW}}}arXivRaw")
    _add(body, f"{{{OAI_RAW}}}id", paper.id)
    _add(body, f"{{{OAI_RAW}}}submitter", paper.authors[0])
    for one in paper.announced[: version.version]:
        entry = _add(body, f"{{{OAI_RAW}}}version", version=f"v{one.version}")
        _add(entry, f"{{{OAI_RAW}}}date", one.submitted.strftime("%a, %d %b %Y %H:%M:%S GMT"))
        _add(entry, f"{{{OAI_RAW}}}size", "21kb")
    _common(body, OAI_RAW, paper, version, [("authors", ", ".join(paper.authors))])


def _common(body: ET.Element, space: str, paper: Paper, version: Announcement, more: Iterable[tuple[str, str]]) -> None:
    for tag, text in (
        ("title", version.title),
        *more,
        ("categories", " ".join(paper.categories)),
        ("comments", version.comment),
        ("journal-ref", paper.journal_ref),
        ("doi", paper.doi),
        ("license", RIGHTS),
        ("abstract", version.abstract),
    ):
        if text:
            _add(body, f"{{{space}}}{tag}", text)
