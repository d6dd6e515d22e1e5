"""Abstract page, HTML full text and PDF of the arXiv stand-in.

Not a script; arxiv_standin.py uses it. The HTML copies the class names of the real LaTeXML
pages (ltx_document, ltx_section, ltx_title, ltx_para, ltx_p, ltx_figure), without formulas or
references; as there, a base address says where pictures lie. A paper has the figures its row gives. A paper without given full text gets one made up from its abstract. The PDF is
real but plain: one column of Helvetica, no fonts embedded, characters outside Latin-1 lost.
"""

from __future__ import annotations

import re
import struct
import textwrap
import zlib
from html import escape

from arxiv_papers import Announcement, Paper

LINES_PER_PAGE = 54


def sections(paper: Paper) -> list[tuple[str, list[str]]]:
    """Headings with their paragraphs; a short line without a full stop counts as a heading."""
    if not paper.full_text:
        sentences = re.split(r"(?<=[.!?])\s+", paper.abstract)
        middle = max(1, len(sentences) // 2)
        return [
            ("Introduction", [" ".join(sentences[:middle])]),
            ("Results", [" ".join(sentences[middle:]) or sentences[-1]]),
            ("Conclusion", [sentences[-1]]),
        ]
    found: list[tuple[str, list[str]]] = []
    for line in (line.strip() for line in paper.full_text.split("\n")):
        if not line or line in (paper.title, paper.abstract):
            continue
        if len(line) < 90 and not line.endswith((".", "?", "!", ":", ";", ",")):
            found.append((line, []))
        else:
            if not found:
                found.append(("Introduction", []))
            found[-1][1].append(line)
    return found


def abs_page(paper: Paper, version: Announcement, has_html: bool) -> str:
    title, ref = escape(version.title), f"{paper.id}v{version.version}"
    metas = [
        ("citation_title", version.title),
        *(("citation_author", name) for name in paper.authors),
        ("citation_date", paper.published.strftime("%Y/%m/%d")),
        ("citation_arxiv_id", paper.id),
        ("citation_abstract", version.abstract),
    ]
    head = "\n".join(f'<meta name="{name}" content="{escape(text, quote=True)}"/>' for name, text in metas)
    html = f'<a href="/html/{ref}" id="latexml-download-link">HTML (experimental)</a>' if has_html else ""
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>[{paper.id}] {title}</title>\n{head}\n</head><body>'
        f'<h1 class="title mathjax"><span class="descriptor">Title:</span>{title}</h1>'
        f'<div class="authors"><span class="descriptor">Authors:</span>{escape(", ".join(paper.authors))}</div>'
        '<blockquote class="abstract mathjax"><span class="descriptor">Abstract:</span>'
        f"{escape(version.abstract)}</blockquote>"
        f'<span class="primary-subject">({paper.primary})</span> <a href="/pdf/{ref}">View PDF</a> {html}</body></html>'
    )


def html_page(paper: Paper, version: int) -> str:
    parts = []
    figures = "".join(_figure(number, caption) for number, caption in enumerate(paper.figures, 1))
    for number, (heading, paragraphs) in enumerate(sections(paper), 1):
        body = "".join(
            f'<div class="ltx_para" id="S{number}.p{n}"><p class="ltx_p">{escape(text)}</p></div>'
            for n, text in enumerate(paragraphs, 1)
        )
        parts.append(
            f'<section class="ltx_section" id="S{number}"><h2 class="ltx_title ltx_title_section">'
            f'<span class="ltx_tag ltx_tag_section">{number} </span>{escape(heading)}</h2>{body}'
            f"{figures if number == 1 else ''}</section>"
        )
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{escape(paper.title)}</title>'
        f'<base href="/html/{paper.id}v{version}/"></head><body>'
        '<nav class="ltx_page_navbar"></nav><div class="ltx_page_main"><div class="ltx_page_content">'
        f'<article class="ltx_document"><h1 class="ltx_title ltx_title_document">{escape(paper.title)}</h1>'
        f'<div class="ltx_authors">{escape(", ".join(paper.authors))}</div><div class="ltx_abstract">'
        f'<h6 class="ltx_title ltx_title_abstract">Abstract</h6><p class="ltx_p">{escape(paper.abstract)}</p></div>'
        f"{''.join(parts)}</article></div></div></body></html>"
    )


def _figure(number: int, caption: str) -> str:
    return (
        f'<figure class="ltx_figure" id="S1.F{number}"><img src="x{number}.png" id="S1.F{number}.g1" '
        'class="ltx_graphics ltx_centering ltx_img_landscape" width="598" height="299" alt="Refer to caption"/>'
        f'<figcaption class="ltx_caption ltx_centering"><span class="ltx_tag ltx_tag_figure">Figure {number}: </span>'
        f"{escape(caption)}</figcaption></figure>"
    )


def png(width: int = 480, height: int = 240) -> bytes:
    """A real picture: three grey boxes in a row on white, as in many an overview."""
    boxes = [(60 + 140 * n, 140 + 140 * n) for n in range(3)]
    inside = bytes(200 if any(a <= x < b for a, b in boxes) else 255 for x in range(width))
    edge = b"\xff" * width
    rows = b"".join(b"\0" + (inside if height // 4 <= y < 3 * height // 4 else edge) for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def pdf(paper: Paper) -> bytes:
    lines = [
        *textwrap.wrap(paper.title, 70),
        ", ".join(paper.authors)[:90],
        "",
        "Abstract",
        *textwrap.wrap(paper.abstract, 95),
    ]
    for number, (heading, paragraphs) in enumerate(sections(paper), 1):
        lines += ["", f"{number} {heading}"]
        for text in paragraphs:
            lines += [*textwrap.wrap(text, 95), ""]
        for figure, caption in enumerate(paper.figures if number == 1 else (), 1):
            lines += [*textwrap.wrap(f"Figure {figure}: {caption}", 95), ""]
    pages = [lines[i : i + LINES_PER_PAGE] for i in range(0, len(lines), LINES_PER_PAGE)]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, page in enumerate(pages):
        shown = b" T* ".join(b"(" + _pdf_text(line) + b") Tj" for line in page)
        stream = zlib.compress(b"BT /F1 10 Tf 13 TL 50 780 Td " + shown + b" ET")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(f"<< /Length {len(stream)} /Filter /FlateDecode >>\nstream\n".encode() + stream + b"\nendstream")
    out, offsets = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    return bytes(out) + f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()


def _pdf_text(line: str) -> bytes:
    return re.sub(rb"([\\()])", rb"\\\1", line.encode("cp1252", "replace"))
