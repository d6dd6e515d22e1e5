"""Names, lines, accents, categories and withdrawals, as arXiv writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import UnknownCategory
from retrieval.paper import Paper
from retrieval.sources.fields import authors_in, category, is_withdrawn, one_line, plain, tidy


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A. B. Smith, C. Jones", ["A. B. Smith", "C. Jones"]),
        ("A. B. Smith and C. Jones", ["A. B. Smith", "C. Jones"]),
        ("A. B. Smith, C. Jones, and D. Ek", ["A. B. Smith", "C. Jones", "D. Ek"]),
        ("C. Doe, Jr., A. Roe, III and B. Poe, Sr.", ["C. Doe Jr.", "A. Roe III", "B. Poe Sr."]),
        ("A. Bee (MIT), C. Dee (ETH (Zurich), CERN), E. Eff", ["A. Bee", "C. Dee", "E. Eff"]),
        ("A. Bee (1), C. Dee (2) ((1) MIT, (2) ETH Zurich)", ["A. Bee", "C. Dee"]),
        ("The ATLAS Collaboration: G. Aad, B. Abbott, et al.", ["The ATLAS Collaboration", "G. Aad", "B. Abbott"]),
        (r"Mart\'{\i}n Abadi, {\'E}. M\"uller", ["Martín Abadi", "É. Müller"]),
        (
            r"Ji\v{r}\'{\i} \v{S}\'ima, J{\o}rgen \O st, Fran\c cois L\"{o}w",
            ["Jiří Šíma", "Jørgen Øst", "François Löw"],
        ),
        (r"{\L}ukasz Erd\H{o}s, Stra\ss e, \AA sa Ek", ["Łukasz Erdős", "Straße", "Åsa Ek"]),
        ("Jean~Dupont, Anderson Sandoval, Rand Al", ["Jean Dupont", "Anderson Sandoval", "Rand Al"]),
        ("O'Neil Quist, Émile Dürer, 李 明", ["O'Neil Quist", "Émile Dürer", "李 明"]),
        ("A. Bee (unclosed, C. Dee", ["A. Bee"]),
        ("A. Bee) C. Dee", ["A. Bee C. Dee"]),
        ("", []),
        (" , ,", []),
    ],
)
def test_one_line_of_authors_is_taken_apart(text: str, names: list[str]):
    assert list(authors_in(text)) == names


@given(st.text())
def test_no_line_of_authors_breaks_us_and_no_name_is_empty(text: str):
    assert all(name and name == one_line(name) for name in authors_in(text))


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"Schr\"odinger's $\ddot{o}$ and $\'e$", r"Schrödinger's $\ddot{o}$ and $\'e$"),
        (r"i.i.d.\ samples, \textbf{bold}, 50\% of \alpha", r"i.i.d.\ samples, \textbf{bold}, 50\% of \alpha"),
        (r"na\"{\i}ve caf\'e {\'a} la Erd\H{o}s", "naïve café á la Erdős"),
        (r"\beta-decay \ldots \omega", r"\beta-decay \ldots \omega"),
        ("two\n  lines\tand\x1b[31m red\x00", "two lines and [31m red"),
        ("e\u0301", "é"),
    ],
)
def test_accents_become_letters_and_all_else_stays(tex: str, text: str):
    assert plain(tex) == text


@given(st.text())
def test_a_line_is_one_line_storable_and_stays_so(text: str):
    line = one_line(text)
    assert one_line(line) == line
    assert line.isprintable() or not set(line) & set(map(chr, [*range(32), *range(127, 160)]))
    line.encode()


@pytest.mark.parametrize(
    ("comment", "abstract", "withdrawn"),
    [
        ("This paper has been withdrawn by the author due to an error in equation 1", "We show.", True),
        ("withdrawn", "We show.", True),
        ("Withdrawn by arXiv administrators", "We show.", True),
        ("12 pages. This version withdrawn by arXiv administration", "We show.", True),
        ("Paper withdrawn", "We show.", True),
        ("", "This paper has been withdrawn due to a crucial error.", True),
        ("", "The manuscript is withdrawn.", True),
        ("", "Withdrawn: superseded by 2506.07751", True),
        ("13 pages, 3 figures", "We show.", False),
        ("", "Two patients were withdrawn by their doctors from the study.", False),
        ("", "We study how often a paper has been withdrawn.", False),
        ("supersedes 1001.0001, whose figures were withdrawn", "We show.", False),
    ],
)
def test_a_withdrawal_is_what_the_version_says_of_itself(comment: str, abstract: str, withdrawn: bool):
    assert is_withdrawn(comment, abstract) is withdrawn


@pytest.mark.parametrize(
    ("given_", "name"),
    [
        ("cs.CL", "cs.CL"),
        (" CS.cl ", "cs.CL"),
        ("astro-ph.GA", "astro-ph.GA"),
        ("cond-mat.Str-El", "cond-mat.str-el"),
        ("hep-th", "hep-th"),
        ("math", "math"),
        ("physics.data-an", "physics.data-an"),
    ],
)
def test_categories_have_one_spelling(given_: str, name: str):
    assert category(given_) == name


@pytest.mark.parametrize(
    "given_", ["", "cs.", ".CL", "cs CL", "cs.CL.AI", "cs:CL", "cs.CL+cs.AI", "@everyone", "cs.CL\n; x", "é"]
)
def test_what_cannot_be_a_category_is_refused_in_a_sentence(given_: str):
    with pytest.raises(UnknownCategory) as caught:
        category(given_)
    assert caught.value.for_people.startswith("arXiv has no category “")


def test_tidying_a_paper_changes_no_field_but_its_texts():
    paper = Paper(id="2506.00001", title="A\nB", abstract=" C ", authors=("D\n E", " "), comment="withdrawn", version=2)
    assert tidy(paper) == Paper(
        id="2506.00001", title="A B", abstract="C", authors=("D E",), comment="withdrawn", version=2, withdrawn=True
    )


def test_of_a_papers_categories_only_arxivs_are_kept_each_once() -> None:
    named = "cs.AI", "cs.MA", "cs.AI", "68T07", "I.2.11; I.2.7", "I.2.11;", "H.m", "hep-th", "cmp-lg", "cs.NEW", "blog"
    assert tidy(Paper(id="2506.18783", title="T", abstract="", categories=named)).categories == (
        *("cs.AI", "cs.MA"),
        *("hep-th", "cmp-lg"),
    )
