"""What names a paper, and what does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import BadPaperId
from retrieval.paper import PaperRef, parse_ref, refs_in

months = st.integers(1, 12).map("{:02}".format)
recent = st.builds(lambda y, m, n: f"{y:02}{m}.{n:05}", st.integers(15, 99), months, st.integers(0, 99_999))
early = st.builds(lambda y, m, n: f"{y:02}{m}.{n:04}", st.integers(8, 14), months, st.integers(0, 9_999))
oldest = st.builds(
    lambda archive, y, m, n: f"{archive}/{y:02}{m}{n:03}",
    st.sampled_from(["math", "hep-th", "cond-mat", "cs", "q-bio", "solv-int"]),
    *(st.integers(91, 99) | st.integers(0, 7), months, st.integers(0, 999)),
)
ids = recent | early | oldest
versions = st.none() | st.integers(1, 999)
refs = st.builds(PaperRef, ids, versions)


def written(ref: PaperRef) -> str:
    return f"{ref.id}v{ref.version}" if ref.version else ref.id


WAYS = [
    "{}",
    " {} ",
    "arXiv:{}",
    "arxiv:{}",
    "ARXIV:{} [cs.CL] 9 Jun 2025",
    "arXiv.{}",
    "https://arxiv.org/abs/{}",
    "http://arxiv.org/abs/{}",
    "https://www.arxiv.org/abs/{}?context=cs",
    "https://arxiv.org/pdf/{}",
    "https://arxiv.org/pdf/{}.pdf",
    "https://export.arxiv.org/abs/{}#top",
    "https://arxiv.org/html/{}/",
    "arxiv.org/abs/{}",
    "<https://arxiv.org/abs/{}>",
    "<https://arxiv.org/abs/{}|a title>",
    "https://www.alphaxiv.org/abs/{}",
    "https://alphaxiv.org/overview/{}",
    "https://huggingface.co/papers/{}",
    "10.48550/arXiv.{}",
    "doi:10.48550/arxiv.{}",
    "https://doi.org/10.48550/arXiv.{}",
    "http://127.0.0.1:4800/abs/{}",
]


@pytest.mark.parametrize("way", WAYS)
@given(ref=refs)
def test_every_way_to_write_an_id_names_the_same_paper(way: str, ref: PaperRef):
    assert parse_ref(way.format(written(ref))) == ref


@given(refs)
def test_a_canonical_id_is_its_own_reading(ref: PaperRef):
    assert parse_ref(ref.id).id == ref.id


@pytest.mark.parametrize(
    ("given_", "id_"),
    [
        ("math.GT/0601001", "math/0601001"),
        ("MATH/0601001", "math/0601001"),
        ("https://arxiv.org/abs/math%2F0601001", "math/0601001"),
        ("10.1145/3292500.3330701", "doi:10.1145/3292500.3330701"),
        ("https://doi.org/10.1145/ABC", "doi:10.1145/abc"),
        ("doi:10.1000/adv2", "doi:10.1000/adv2"),
        ("file:dev2-0a1b2c3d", "file:dev2-0a1b2c3d"),
        ("feed:some.blog-1", "feed:some.blog-1"),
    ],
)
def test_ids_have_one_canonical_form(given_: str, id_: str):
    assert parse_ref(given_) == PaperRef(id_)
    assert parse_ref(id_) == PaperRef(id_)


@pytest.mark.parametrize(
    "given_",
    [
        *("", " ", "@everyone", "Attention is all you need", "2506", "2506.", "2506.077", "2506.0775", "2506.077510"),
        *("2513.07751", "2500.07751", "0703.1234", "0000.0000", "2506.07751v0", "2506.07751v1000", "2506.07751x"),
        *("foo/0601001", "math/060100", "math/0613001", "hep-th/", "https://arxiv.org/abs/", "https://arxiv.org/list/cs.CL"),
        *("https://example.org/abs/2506.07751", "https://example.org/2506.07751", "２５０６.０７７５１", "٢٥٠٦.٠٧٧٥١"),
        *("doi:", "10.1145/", "file:", "file:a b", "x" * 100_000, "2506.07751 2506.07752"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_in_one_short_sentence(given_: str):
    with pytest.raises(BadPaperId) as caught:
        parse_ref(given_)
    assert len(caught.value.for_people) < 200


@given(st.text())
def test_no_text_breaks_the_reading(text: str):
    try:
        ref = parse_ref(text)
    except BadPaperId:
        return
    assert parse_ref(ref.id).id == ref.id
    assert ref.id.isascii()


SEPARATORS = [" ", ", ", "\n", ") (", ". ", "; ", "> <", "** **", "] ["]


@given(st.lists(refs, unique=True, max_size=5), st.sampled_from(SEPARATORS), st.sampled_from(WAYS[:18]))
def test_a_message_yields_every_paper_it_names_once_and_in_order(named: list[PaperRef], between: str, way: str):
    words = [way.strip().removesuffix(" 9 Jun 2025").format(written(ref)) for ref in named]
    text = "(" + between.join(words) + ") " + " ".join(words)
    assert list(refs_in(text)) == named


@pytest.mark.parametrize(
    "text",
    ["pi is 3141.5926", "in 2012.1234 units", "v2506.07751", "192.168.2506.07751", "see and/0601001", "1/2506.07751"],
)
def test_numbers_that_only_look_like_ids_are_left_alone(text: str):
    assert list(refs_in(text)) == []


@given(st.text(max_size=300))
def test_no_message_breaks_the_search_for_papers(text: str):
    assert all(parse_ref(ref.id).id == ref.id for ref in refs_in(text))


def test_a_huge_message_is_searched_in_one_go():
    assert (
        len(list(refs_in("a.b/" * 50_000 + "a." * 50_000 + " 2506.07751 " + "9" * 100_000 + "https://" * 9_000))) == 1
    )
