"""OAI-PMH of the arXiv stand-in: ListRecords, ListIdentifiers, GetRecord, Identify, formats.

Not a script; arxiv_standin.py uses it. Faithful: formats oai_dc, arXiv and arXivRaw, sets such
as cs:cs:CL, day granularity by the day of the last change, deleted records, resumption tokens
that end with the day (or with `forget`) and carry no counts. Not faithful: no ListSets.
"""

from __future__ import annotations

import datetime as dt
import hashlib

import arxiv_feeds as feeds
from arxiv_papers import Library


class OaiPmh:
    def __init__(self, library: Library, page: int, formats: tuple[str, ...]) -> None:
        self.library = library
        self.page = page
        self.formats = formats
        self.tokens: dict[str, tuple[int, dict[str, str], dt.date]] = {}

    def answer(self, query: dict[str, str], today: dt.date) -> bytes:
        verb, start = query.get("verb", ""), 0
        root, part = feeds.oai(verb or "none", query, f"{today.isoformat()}T00:00:00Z")
        if "resumptionToken" in query:
            start, query, day = self.tokens.get(query["resumptionToken"], (0, {}, None))
            if day != today:
                return feeds.oai_error(root, "badResumptionToken", "unknown or expired token")
        prefix = query.get("metadataPrefix", "")
        if verb == "Identify":
            for tag, text in (
                ("repositoryName", "arXiv"),
                ("baseURL", "http://oaipmh.arxiv.org/oai"),
                ("protocolVersion", "2.0"),
                ("earliestDatestamp", "2005-09-16"),
                ("deletedRecord", "persistent"),
                ("granularity", "YYYY-MM-DD"),
            ):
                feeds.oai_text(part, tag, text)
        elif verb == "ListMetadataFormats":
            for name in self.formats:
                feeds.oai_text(feeds.oai_text(part, "metadataFormat", ""), "metadataPrefix", name)
        elif verb not in ("ListRecords", "ListIdentifiers", "GetRecord"):
            return feeds.oai_error(root, "badVerb", f"verb {verb!r} is not served")
        elif prefix not in self.formats:
            return feeds.oai_error(
                root, "cannotDisseminateFormat" if prefix else "badArgument", f"metadataPrefix {prefix!r}"
            )
        elif verb == "GetRecord":
            found = self.library.find(query.get("identifier", "").removeprefix("oai:arXiv.org:"), today)
            if found is None:
                return feeds.oai_error(root, "idDoesNotExist", query.get("identifier", ""))
            feeds.oai_record(part, *found, prefix)
        else:
            records = self._changed(query, today)
            if not records:
                return feeds.oai_error(root, "noRecordsMatch", "no records match")
            end = start + self.page
            only = verb == "ListIdentifiers"
            for day, name, paper, what in records[start:end]:
                if paper is not None:
                    feeds.oai_record(part, paper, what, prefix, header_only=only)
                else:
                    feeds.oai_deleted(part, name, day, what, header_only=only)
            if end < len(records) or start:
                token = ""
                if end < len(records):
                    token = hashlib.sha256(f"{end}{sorted(query.items())}{today}".encode()).hexdigest()[:24]
                    self.tokens[token] = (end, query, today)
                feeds.oai_text(part, "resumptionToken", token)
        root.append(part)
        return feeds.oai_bytes(root)

    def forget(self) -> None:
        """No token given out so far is known any more."""
        self.tokens.clear()

    def _changed(self, query: dict[str, str], today: dt.date) -> list[tuple]:
        """(day, id, paper, version) of what is dated from..until in the asked set; deleted: (day, id, None, categories)."""
        low, high = query.get("from", "0000"), query.get("until", "9999")
        wanted = query.get("set", "")

        def asked(day: dt.date, categories: list[str]) -> bool:
            sets = [feeds.set_of(category) + ":" for category in categories]
            inside = not wanted or any(one.startswith(f"{wanted}:") for one in sets)
            return day <= today and low <= day.isoformat() <= high and inside

        known = ((paper, paper.at(today)) for paper in self.library.papers.values())
        found = [(v.day, p.id, p, v) for p, v in known if v is not None and asked(v.day, p.categories)]
        gone = [(day, name, None, cats) for name, (day, cats) in self.library.deleted.items() if asked(day, cats)]
        return sorted([*found, *gone], key=lambda one: one[:2])
