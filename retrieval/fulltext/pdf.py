"""A PDF → parts with pages, in the order in which it is read."""

import re

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from retrieval.fulltext.figures import figures_of
from retrieval.fulltext.flow import flowed
from retrieval.fulltext.glyphs import runs
from retrieval.fulltext.layout import PageOfRuns, read_in_order
from retrieval.fulltext.outcome import Outcome
from retrieval.fulltext.text import FullText

MOST_PAGES = 200
"""Of a longer document the first so many are read."""
FEWEST_WORDS = 15
"""On an average page; with fewer, the pages are pictures."""
_LOCKED = (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)


def read_pdf(body: bytes) -> tuple[Outcome, FullText | None]:
    """What a PDF says, or the outcome that says why nothing could be taken from it."""
    if not body.strip():
        return Outcome.EMPTY, None
    try:
        document = pdfium.PdfDocument(body)
    except pdfium.PdfiumError as error:
        return Outcome.ENCRYPTED if error.err_code in _LOCKED else Outcome.DAMAGED, None
    try:
        count = len(document)
        pages = [page for number in range(min(count, MOST_PAGES)) if (page := _page(document, number))]
    finally:
        document.close()
    return _outcome(pages, count)


def _outcome(pages: list[PageOfRuns], count: int) -> tuple[Outcome, FullText | None]:
    if not pages:
        return Outcome.DAMAGED, None
    if not _is_legible(pages):
        return Outcome.SCANNED, None
    flow = flowed(read_in_order(pages))
    text = FullText(flow.parts, flow.references, count, min(count, MOST_PAGES), figures_of(flow.parts))
    return Outcome.READ if count <= MOST_PAGES else Outcome.IN_PART, text


def _page(document: "pdfium.PdfDocument", number: int) -> PageOfRuns | None:
    """A page; None if it is broken: the others are still worth reading."""
    try:
        page = document[number]
    except pdfium.PdfiumError:
        return None
    try:
        return runs(page)
    except pdfium.PdfiumError:
        return None
    finally:
        page.close()


def _is_legible(pages: list[PageOfRuns]) -> bool:
    """Whether there are words on the pages: pictures have none, and fonts without a key give signs."""
    text = " ".join(run.text for page in pages for run in page.runs)
    words = re.findall(r"[^\W\d_]{2,}", text)
    letters = sum(map(len, words))
    return len(words) >= FEWEST_WORDS * len(pages) and letters > 0.4 * len(re.sub(r"\s", "", text))
