"""Papers in files: every format by its content, every broken row reported, and no file too big."""

import gzip
import json
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import BadFile
from retrieval.paper import Paper, parse_ref
from retrieval.sources.bibtex import pieces
from retrieval.sources.files import LONGEST_ROW, BadRow, papers_in
from retrieval.sources.rows import as_row

CRAWLED = {
    "id": "2506.00001",
    "crawl_date": "2025-11-20",
    "title": "On rows",
    "abstract": "Rows hold papers.",
    "authors": ["Ada Abelard", "Émile Dürer"],
    "categories": ["cs.CL", "cs.AI"],
    "comment": "11 pages",
}
POOLED = {
    "date": "2025-07-29",
    "id": "2507.00001",
    "title": "On pools",
    "abstract": "Pools hold rows.",
    "authors": ["Ada Abelard"],
    "categories": None,
}
SNAPSHOT = {
    "id": "0704.00010"[:9],
    "submitter": "Ada Abelard",
    "authors": 'A. Abelard, E. D\\"urer Jr. and C.-P. Yuan (Made-up University)',
    "title": "On snapshots\n  and their line breaks",
    "comments": "37 pages; published version",
    "journal-ref": "J. Made-up Res. 76 (2007) 1",
    "doi": "10.5555/snapshot",
    "report-no": "MU-07-12",
    "categories": "hep-ph cs.CG",
    "license": None,
    "abstract": '  A fully Schr\\"odinger-like calculation in $\\alpha$.\nIt has two lines.\n',
    "versions": [
        {"version": "v1", "created": "Mon, 2 Apr 2007 19:18:42 GMT"},
        {"version": "v2", "created": "Tue, 24 Jul 2007 20:10:27 GMT"},
    ],
    "update_date": "2008-11-26",
    "authors_parsed": [["Abelard", "A.", ""], ['D\\"urer', "E.", "Jr."], ["Yuan", "C. -P.", "", "Made-up University"]],
}


@pytest.fixture
def file(tmp_path: Path):
    def write(content: str | bytes, name: str = "papers.x") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def lines(*rows: object) -> str:
    return "".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows)


def test_a_crawled_row_has_no_dates_since_a_crawl_is_neither_submission_nor_announcement(file):
    assert list(papers_in(file(lines(CRAWLED)))) == [
        Paper(
            id="2506.00001",
            title="On rows",
            abstract="Rows hold papers.",
            authors=("Ada Abelard", "Émile Dürer"),
            categories=("cs.CL", "cs.AI"),
            comment="11 pages",
            source="file",
        )
    ]


def test_a_pool_row_has_the_day_it_was_listed(file):
    [paper] = papers_in(file(lines(POOLED)))
    assert (paper.announced, paper.submitted, paper.categories) == (date(2025, 7, 29), None, ())


def test_a_row_of_arxivs_snapshot_has_its_whole_history(file):
    [paper] = papers_in(file(lines(SNAPSHOT)))
    assert paper == Paper(
        id="0704.0001",
        title="On snapshots and their line breaks",
        abstract="A fully Schrödinger-like calculation in $\\alpha$. It has two lines.",
        authors=("A. Abelard", "E. Dürer Jr.", "C.-P. Yuan"),
        categories=("hep-ph", "cs.CG"),
        version=2,
        submitted=datetime(2007, 4, 2, 19, 18, 42, tzinfo=UTC),
        updated=datetime(2007, 7, 24, 20, 10, 27, tzinfo=UTC),
        comment="37 pages; published version",
        doi="10.5555/snapshot",
        journal_ref="J. Made-up Res. 76 (2007) 1",
        source="file",
    )
    [again] = papers_in(file(lines({**SNAPSHOT, "authors_parsed": []})))
    assert again == paper


FULL = Paper(
    id="2506.00001",
    title="T",
    abstract="A.",
    authors=("Ada Abelard", "C. Doe, Jr."),
    categories=("cs.CL",),
    version=3,
    submitted=datetime(2025, 6, 1, 12, tzinfo=UTC),
    updated=datetime(2025, 6, 2, 12, tzinfo=UTC),
    announced=date(2025, 6, 3),
    announcement="replace",
    comment="c",
    doi="10.5555/x",
    journal_ref="J",
    source="arXiv",
    retold=True,
    withdrawn=True,
)


@pytest.mark.parametrize("paper", [FULL, Paper(id="doi:10.5555/x", title="T", abstract="A.", source="file")])
def test_what_we_export_we_read_back(file, paper: Paper):
    assert list(papers_in(file(lines(as_row(paper))))) == [paper]


def test_an_export_says_nothing_of_who_owns_a_paper(file):
    assert list(papers_in(file(lines(as_row(replace(FULL, owner="server 7")))))) == [FULL]


def shapes() -> dict[str, bytes]:
    text = lines(CRAWLED, POOLED)
    return {
        "lines": text.encode(),
        "gzipped": gzip.compress(text.encode()),
        "gzipped twice over": gzip.compress(lines(CRAWLED).encode()) + gzip.compress(lines(POOLED).encode()),
        "byte order mark": b"\xef\xbb\xbf" + text.encode(),
        "windows": text.replace("\n", "\r\n").encode(),
        "blank lines": ("\n" + text.replace("\n", "\n\n  \n")).encode(),
        "no last newline": text.rstrip().encode(),
        "a list": json.dumps([CRAWLED, POOLED]).encode(),
        "a printed list": json.dumps([CRAWLED, POOLED], indent=2).encode(),
        "printed objects": (json.dumps(CRAWLED, indent=2) + "\n" + json.dumps(POOLED, indent=2)).encode(),
    }


@pytest.mark.parametrize("shape", shapes())
@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.gz", "a.bib", "a"])
def test_a_file_is_known_by_its_content_not_by_its_name(file, shape: str, name: str):
    assert [paper.id for paper in papers_in(file(shapes()[shape], name))] == ["2506.00001", "2507.00001"]


def test_broken_lines_are_reported_with_their_number_and_the_rest_kept(file):
    text = lines(
        CRAWLED,
        '{"id": "2506.00002", "title": "brok',
        "",
        "not json at all",
        '["a", "list"]',
        {**CRAWLED, "id": "not an id"},
        {key: value for key, value in CRAWLED.items() if key != "abstract"},
        {**CRAWLED, "title": " "},
        {**CRAWLED, "id": 2506.1},
        {**CRAWLED, "abstract": "half a character: \ud800"},
        '{"id": ' + "[" * 100_000,
        {**SNAPSHOT, "versions": [{"version": "v1", "created": "yesterday"}]},
        {**POOLED, "date": "someday"},
    )
    got = list(papers_in(file(text.encode() + b'{"id": "\xff\xfe"}\n' + lines(POOLED).encode())))
    assert [row.id for row in got if isinstance(row, Paper)] == ["2506.00001", "2507.00001"]
    assert [(row.line, row.why) for row in got if isinstance(row, BadRow)] == [
        (2, "it is not JSON"),
        (4, "it is not JSON"),
        (5, "it is not a JSON object"),
        (6, "“not an id” is not a paper id or link I know; try one like 2506.07751."),
        (7, "abstract is missing"),
        (8, "title is empty"),
        (9, "id is not text"),
        (10, "abstract has half a character in it"),
        (11, "it is not JSON"),
        (12, "versions: a date cannot be read"),
        (13, "date cannot be read"),
        (14, "it is not UTF-8 text"),
    ]


def test_a_line_without_end_is_reported_and_passed_over(file):
    text = lines(CRAWLED) + '{"id": "' + "x" * (2 * LONGEST_ROW) + "\n" + lines(POOLED)
    got = list(papers_in(file(text)))
    assert got[1] == BadRow(2, "the line is too long")
    assert [row.id for row in (got[0], got[2])] == ["2506.00001", "2507.00001"]


def test_a_list_that_breaks_off_keeps_what_came_before(file):
    text = json.dumps([CRAWLED, {"id": 1}, POOLED], indent=1)
    got = list(papers_in(file(text[: text.index("Pools")])))
    assert isinstance(got[0], Paper)
    assert got[1] == BadRow(17, "id is not text")
    assert got[2] == BadRow(20, "from here on it is not JSON")
    assert len(got) == 3


def test_a_gzip_file_that_breaks_off_keeps_what_came_before(file):
    rows = lines(*({**CRAWLED, "id": f"2506.{n:05}", "abstract": str(hash((n, "x")))} for n in range(9000)))
    whole = gzip.compress(rows.encode())
    got = list(papers_in(file(whole[: len(whole) // 2])))
    assert len(got) > 1000
    assert all(isinstance(row, Paper) for row in got[:-1])
    assert got[-1] == BadRow(len(got), "the compressed file breaks off here")


NO_PAPERS = "“papers.x” holds no papers I can read: JSON lines, BibTeX and arXiv's metadata snapshot work."


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "“papers.x” is empty."),
        (" \n\n", "“papers.x” is empty."),
        (gzip.compress(b""), "“papers.x” is empty."),
        (bytes(range(256)), NO_PAPERS),
        ("<html><body>no</body></html>", NO_PAPERS),
        ("Dear reader, mail me @home (soon).", NO_PAPERS),
        (b"PK\x03\x04 and so on", "“papers.x” is a zip archive; unpack it and hand in the file inside."),
        (b"\x1f\x8b not gzip", "“papers.x” is damaged and cannot be unpacked."),
        (gzip.compress(b"x" * 99)[:12], "“papers.x” is damaged and cannot be unpacked."),
    ],
    ids=["nothing", "blanks", "gzipped nothing", "binary", "html", "prose", "zip", "no gzip", "cut gzip"],
)  # fmt: skip
def test_a_file_that_holds_no_papers_is_refused_in_one_sentence(file, content: str | bytes, sentence: str):
    with pytest.raises(BadFile) as caught:
        list(papers_in(file(content)))
    assert caught.value.for_people == sentence


def test_a_missing_file_and_a_folder_are_refused_by_name_without_their_place(tmp_path: Path):
    with pytest.raises(BadFile) as caught:
        list(papers_in(tmp_path / "nowhere.bib"))
    assert caught.value.for_people == "There is no file “nowhere.bib”."
    with pytest.raises(BadFile) as caught:
        list(papers_in(tmp_path))
    assert caught.value.for_people == f"“{tmp_path.name}” is a folder, not a file."


BIB = r"""
Some words that BibTeX takes for a comment.
@string{jmr = "J. Made-up Res."}
@article{abelard2020,
  title = {{A} "quoted" {T}itle with $x_1 < 2$, 50% of it},
  author = {Abelard, Ada and D{\"u}rer, {\'E}mile and von Neumann, J. and {The Collab and Friends} and others},
  year = 2020, month = jan, journal = jmr # " Letters",
  abstract = {We gain 50% more,
     as \emph{shown} in R\&D.}
}
@misc{pre, title={On {LLMs}}, author={A. B. Bee}, eprint={2506.07751v2}, archivePrefix={arXiv}, primaryClass={cs.CL}}
@article{attention, title={Old}, author={A}, journal={arXiv preprint arXiv:1706.03762}, year={2017}}
@inproceedings{kdd, title="In quotes", doi={10.1145/ABC.123}, author={C}}
@article{broken, title={never closed, author={D}
@article{after, title={After}, author={E}}
@misc{nokey title={x}}
@misc{undefined, title=nosuchstring}
@comment{ignored}
@book(paren, title={Paren}, author={F}) @misc{same, title={Same line}}
@misc{untitled, author={G}}
@article{last, title={unclosed
"""


def test_a_bibliography_is_read_entry_by_entry(file):
    got = list(papers_in(file(BIB)))
    papers = [row for row in got if isinstance(row, Paper)]
    assert [paper.title for paper in papers] == [
        'A "quoted" Title with $x_1 < 2$, 50% of it',
        "On LLMs",
        "Old",
        "In quotes",
        "After",
        "Paren",
        "Same line",
    ]
    assert [(row.line, row.why) for row in got if isinstance(row, BadRow)] == [
        (14, "the entry is never closed"),
        (16, "the entry cannot be read"),
        (17, "the entry cannot be read"),
        (20, "the entry has no title"),
        (21, "the entry is never closed"),
    ]


def test_latex_becomes_text_and_formulas_stay(file):
    paper = next(papers_in(file(BIB)))
    assert paper.abstract == "We gain 50% more, as shown in R&D."
    assert paper.authors == ("Ada Abelard", "Émile Dürer", "J. von Neumann", "The Collab and Friends")
    assert paper.journal_ref == "J. Made-up Res. Letters 2020"
    assert paper.submitted is paper.announced is None


def test_an_entry_is_the_paper_its_arxiv_id_or_doi_names(file):
    by_title = {row.title: row for row in papers_in(file(BIB)) if isinstance(row, Paper)}
    assert (by_title["On LLMs"].id, by_title["On LLMs"].version) == ("2506.07751", 2)
    assert by_title["On LLMs"].categories == ("cs.CL",)
    assert by_title["Old"].id == "1706.03762"
    assert by_title["In quotes"].id == "doi:10.1145/abc.123"


def test_other_entries_get_an_id_of_their_own_that_two_files_do_not_share_by_chance(file):
    def id_of(title: str) -> str:
        [paper] = papers_in(file("@misc{smith2020, title={" + title + "}}"))
        return paper.id

    assert id_of("One paper") == id_of("One paper") != id_of("Another paper")
    assert parse_ref(id_of("One paper")).id == id_of("One paper")


def test_an_old_bibliography_in_latin_1_is_read(file):
    [paper] = papers_in(file("@misc{a, title={Köln}, author={Müller, Jörg}}".encode("latin-1")))
    assert (paper.title, paper.authors) == ("Köln", ("Jörg Müller",))


def test_a_bibliography_of_nothing_but_an_open_bracket_ends(file):
    got = list(papers_in(file("@article{a, title={\n" + "x {\n" * 200_000)))
    assert got == [BadRow(1, "the entry is too long, or never closed")]


@given(st.text(alphabet=st.sampled_from('@abc{}()"=,#\\%$&\n ~é'), max_size=200))
def test_no_bibliography_breaks_us(tmp_path_factory: pytest.TempPathFactory, text: str):
    path = tmp_path_factory.mktemp("bib") / "a.bib"
    path.write_text("@misc{a, title={b}}\n" + text)
    for row in papers_in(path):
        assert isinstance(row, Paper | BadRow)


def peak_of(read: Callable[[], Iterator[object]], kept: int) -> int:
    """Bytes at most in use while something is read, its pieces let go at once."""
    tracemalloc.start()
    try:
        assert sum(1 for _ in read()) == kept
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def rows_of(kind: str, count: int) -> bytes:
    rows = ({**SNAPSHOT, "id": f"{2001 + n // 99_999}.{n % 99_999:05}"} for n in range(count))
    if kind == "list":
        return json.dumps(list(rows)).encode()
    text = "".join(f"{json.dumps(row)}\n" for row in rows)
    return gzip.compress(text.encode()) if kind == "gzipped lines" else text.encode()


@pytest.mark.parametrize("kind", ["lines", "gzipped lines", "list"])
def test_ten_times_the_rows_need_no_more_memory(file, kind: str):
    """The second file has 3 MB more; what the peaks differ by is garbage not yet collected."""
    files = {count: file(rows_of(kind, count), str(count)) for count in (250, 2_500)}
    small, large = (peak_of(lambda path=path: papers_in(path), count) for count, path in files.items())
    assert large < small + 1_000_000


def test_a_bibliography_of_twenty_megabytes_is_cut_up_without_being_held():
    def lines() -> Iterator[tuple[int, str]]:
        for n in range(1000):
            yield 2 * n, f"@misc{{k{n}, title={{Paper {n}}},\n"
            yield 2 * n + 1, f"abstract={{{'so many words ' * 1_500}}}}}\n"

    assert peak_of(lambda: pieces(lines()), 1000) < 500_000


@pytest.mark.parametrize("name", ["arxiv_10k.jsonl.gz", "selection/foundation_models/pool.jsonl.gz"])
def test_real_files_are_read_whole(recorded: Path, name: str):
    rows = list(papers_in(recorded.parent / name))
    assert len(rows) > 9000
    assert all(isinstance(row, Paper) for row in rows)
