"""The paper somebody means, however they name it."""

from dataclasses import replace

import pytest

from retrieval.errors import BadInput, BadPaperId, SourceUnavailable, UnknownPaper
from retrieval.lookup import LOOKED_UP, find_paper
from retrieval.paper import Paper
from tests.fakes.desk import NOW, SERVER, Publisher, desk_with
from tests.fakes.editions import paper

FLASH = paper("2205.14135", "FlashAttention: Fast and Memory-Efficient Exact Attention", version=2)
FLASH2 = paper("2307.08691", "FlashAttention-2: Faster Attention with Better Parallelism")
ALL = paper("1706.03762", "Attention Is All You Need")
REALLY = paper("2104.04692", "Not All Attention Is All You Need")
OURS = paper("file:notes", "Our Private Notes on Attention", owner=SERVER)
SHELF = (FLASH, FLASH2, ALL, REALLY, OURS)


async def _find(given: str, *, shown: tuple[Paper, ...] = (), publisher: Publisher | None = None) -> Paper:
    behind = desk_with(*SHELF, publisher=publisher or Publisher())
    return await find_paper(behind.desk().library, given, owner=SERVER, now=NOW, shown=shown)


@pytest.mark.parametrize("given", ["2", "#2", " 2. "])
async def test_a_number_means_the_paper_at_that_place_of_the_last_list(given: str) -> None:
    assert await _find(given, shown=(ALL, FLASH)) == FLASH


@pytest.mark.parametrize(
    ("shown", "complaint"),
    [((), "Nothing has been listed here yet"), ((ALL, FLASH), "The last list here ends at 2; there is no 7.")],
)
async def test_a_number_that_is_in_no_list_is_said_to_be_none(shown: tuple[Paper, ...], complaint: str) -> None:
    with pytest.raises(BadInput) as caught:
        await _find("7", shown=shown)

    assert caught.value.for_people.startswith(complaint)


@pytest.mark.parametrize(
    "given",
    [
        "2205.14135",
        "arXiv:2205.14135v2",
        "https://arxiv.org/pdf/2205.14135",
        "<https://www.alphaxiv.org/abs/2205.14135>",
        "10.48550/arXiv.2205.14135",
    ],
)
async def test_an_id_or_link_means_that_paper(given: str) -> None:
    assert await _find(given) == FLASH


@pytest.mark.parametrize("given", ["10.5555/qa.2", "https://doi.org/10.5555/QA.2", "doi:10.5555/qa.2"])
async def test_a_doi_means_the_stored_paper_that_has_it_and_nobody_else_is_asked(given: str) -> None:
    journal = paper("2601.00002", "In a Journal", doi="10.5555/QA.2")
    behind = desk_with(journal)

    assert await find_paper(behind.desk().library, given, owner=SERVER, now=NOW) == journal
    assert behind.publisher.asked == []


async def test_a_servers_own_paper_is_found_by_its_people_only() -> None:
    assert await _find("file:notes") == OURS
    with pytest.raises(UnknownPaper):
        await find_paper(desk_with(*SHELF).desk().library, "file:notes", owner="another", now=NOW)
    with pytest.raises(UnknownPaper):
        await find_paper(desk_with(*SHELF).desk().library, "private notes", owner="another", now=NOW)


async def test_a_paper_that_is_not_stored_is_fetched_and_kept() -> None:
    new = paper("2601.00001", "Brand New")
    behind = desk_with(publisher=Publisher((new,)))

    kept = replace(new, source=LOOKED_UP)
    assert await find_paper(behind.desk().library, "2601.00001", owner=SERVER, now=NOW) == kept
    assert await find_paper(behind.desk().library, "brand new", owner=SERVER, now=NOW) == kept
    assert len(behind.publisher.asked) == 1


async def test_a_version_that_is_not_stored_is_fetched_too() -> None:
    publisher = Publisher((paper("2205.14135", FLASH.title, version=1),))

    assert (await _find("2205.14135v1", publisher=publisher)).version == 1
    assert [ref.version for ref in publisher.asked] == [1]


async def test_an_id_that_nobody_published_is_unknown() -> None:
    with pytest.raises(UnknownPaper, match=r"2601\.99999v3"):
        await _find("2601.99999v3")


async def test_when_the_publisher_is_down_it_says_so_instead_of_unknown() -> None:
    with pytest.raises(SourceUnavailable):
        await _find("2601.00001", publisher=Publisher(down=True))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("attention is all you need", ALL),
        ("flashattention", FLASH),
        ("FlashAttention-2", FLASH2),
        ("Attention is all", ALL),
        ("not all attention", REALLY),
        ("better parallelism", FLASH2),
    ],
)
async def test_words_of_a_title_mean_the_paper_they_fit_best(words: str, found: Paper) -> None:
    assert await _find(words) == found


async def test_words_that_fit_several_alike_ask_which_and_name_them() -> None:
    with pytest.raises(BadInput) as caught:
        await _find("need attention")

    assert "2104.04692" in caught.value.for_people
    assert "1706.03762" in caught.value.for_people


async def test_words_in_no_title_are_unknown() -> None:
    with pytest.raises(UnknownPaper, match="quantum soup"):
        await _find("quantum soup")


@pytest.mark.parametrize("given", ["2513.00001", "12345", "2506.123", "https://example.org/paper", "arxiv:nothing"])
async def test_what_is_meant_as_an_id_and_is_none_is_shown_what_one_looks_like(given: str) -> None:
    with pytest.raises(BadPaperId, match=r"try one like 2506\.07751"):
        await _find(given)


@pytest.mark.parametrize("given", ["", "  ", "x" * 100_000])
async def test_nothing_and_far_too_much_are_one_sentence(given: str) -> None:
    with pytest.raises(BadInput) as caught:
        await _find(given)

    assert len(caught.value.for_people) < 200
