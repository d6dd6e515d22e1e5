"""Papers read in full: from HTML or PDF, once, whoever asks, whatever happens on the way."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from standin_process import Standin

from retrieval.answer import Question, Scope
from retrieval.ask import ask
from retrieval.errors import IndexUnavailable
from retrieval.explain import _readable, explain
from retrieval.fulltext.outcome import Outcome, Reading
from retrieval.fulltext.reading import read_in_full, read_pending
from retrieval.paper import Passage
from tests.fakes.index import FakeIndex
from tests.retrieval.fulltext.conftest import AT, SECTIONS, Desk, asked, paper


async def test_a_paper_is_read_from_its_html_into_passages_with_sections(desk: Desk, site: Standin) -> None:
    await desk.stored(paper(1))
    reading = await read_in_full(desk.library, paper(1))
    assert reading is not None
    assert (reading.outcome, reading.format, reading.tries, reading.for_people) == (Outcome.READ, "html", 1, "")
    abstract, *full = await desk.store.passages(["2506.00001"], owner="")
    assert (abstract.ordinal, abstract.section) == (0, "Abstract")
    assert {one.section for one in full} == {f"{n} {name}" for n, name in enumerate(SECTIONS, 1)}
    assert [one.ordinal for one in full] == list(range(1, len(full) + 1))
    assert {one.key for one in full} == {f"2506.00001v1#{n}" for n in range(1, len(full) + 1)}
    assert asked(site) == ["/html/2506.00001v1"]


async def test_without_html_it_is_read_from_the_pdf_with_pages(desk: Desk, site: Standin) -> None:
    site.control("set", no_html=["2506.00002"])
    await desk.stored(paper(2))
    reading = await read_in_full(desk.library, paper(2))
    assert reading is not None
    assert (reading.outcome, reading.format) == (Outcome.READ, "pdf")
    assert reading.pages == reading.pages_read
    full = (await desk.store.passages(["2506.00002"], owner=""))[1:]
    assert {one.section for one in full} == {f"{n} {name}" for n, name in enumerate(SECTIONS, 1)}
    assert full[0].page == 1
    assert any(one.page == 2 for one in full)
    assert asked(site) == ["/html/2506.00002v1", "/pdf/2506.00002v1"]


async def test_an_answer_about_a_named_paper_comes_from_its_full_text(desk: Desk) -> None:
    await desk.stored(paper(3))
    scope = Scope(paper_ids=frozenset({"2506.00003"}), label="the paper on cats")
    answer = await ask(desk.library, Question(text="How much does the collar weigh?", scope=scope))
    assert "23 grams" in answer.claims[0].text
    quoted = {one.key: one for one in answer.passages}[answer.claims[0].quotes[0].passage_key]
    assert quoted.section == "2 Collars and measurements"
    assert answer.remark == ""
    assert not await desk.store.unindexed(await desk.library.index.generation()), (
        "its passages are in the dense index too"
    )


async def test_an_explanation_reads_the_paper_first(desk: Desk) -> None:
    await desk.stored(paper(4))
    told = await explain(desk.library, await desk.got(paper(4)), level="expert")
    gaps = next(one for one in told.sections if one.name == "gaps")
    assert any("indoor cats" in claim.text for claim in gaps.claims)
    assert told.remark == ""


async def test_what_is_read_once_is_not_fetched_again(desk: Desk, site: Standin) -> None:
    await desk.stored(paper(5))
    first = await desk.reader.read(paper(5))
    rows = await desk.store.rows_of(Scope(), limit=100)
    desk.later(timedelta(days=100))
    assert await desk.reader.read(paper(5)) == first
    assert await desk.store.rows_of(Scope(), limit=100) == rows
    assert len(asked(site)) == 1


async def test_those_who_ask_at_once_wait_for_the_same_reading(desk: Desk, site: Standin) -> None:
    await desk.stored(paper(6))
    readings = await asyncio.gather(*(desk.reader.read(paper(6)) for _ in range(5)))
    assert {one.outcome for one in readings} == {Outcome.READ}
    assert len(asked(site)) == 1


async def test_one_who_stops_waiting_does_not_stop_the_reading(desk: Desk, site: Standin) -> None:
    site.control("fault", kind="slow", seconds=0.5, path="/html/")
    await desk.stored(paper(7))
    reading = await read_in_full(desk.library, paper(7), seconds=0.05)
    assert reading is not None
    assert reading.outcome is Outcome.READING
    assert "still reading" in reading.for_people
    assert (await desk.reader.read(paper(7))).outcome is Outcome.READ
    assert len(asked(site)) == 1


async def test_an_answer_says_when_the_full_text_was_not_there_in_time(desk: Desk, site: Standin) -> None:
    site.control("fault", kind="status", status=500, count=9, path="/html/")
    await desk.stored(paper(8))
    scope = Scope(paper_ids=frozenset({"2506.00008"}), label="the paper on cats")
    answer = await ask(desk.library, Question(text="How long do cats sleep?", scope=scope))
    assert answer.claims
    assert answer.remark.startswith("arXiv did not give me the full text just now")
    assert answer.remark.endswith("This rests on the abstract alone.")


async def test_what_could_not_be_reached_is_tried_again_when_asked_later(desk: Desk, site: Standin) -> None:
    site.control("fault", kind="status", status=500, count=2, path="/html/")
    await desk.stored(paper(8))
    assert (await desk.reader.read(paper(8))).outcome is Outcome.UNREACHABLE
    assert (await desk.reader.read(paper(8))).outcome is Outcome.UNREACHABLE, "not at once"
    desk.later(timedelta(minutes=3))
    again = await desk.reader.read(paper(8))
    assert (again.outcome, again.tries) == (Outcome.READ, 2)


async def test_versions_are_kept_apart(desk: Desk) -> None:
    first, second = paper(9), paper(9, version=2)
    await desk.stored(first, second)
    await desk.reader.read(first)
    current = await desk.store.passages([first.id], owner="")
    assert [(one.version, one.ordinal) for one in current] == [(2, 0)], "what is searched is the current version"
    assert {one.version for one in await desk.store.of_version(first)} == {1}
    assert len(await desk.store.of_version(first)) > 3
    await desk.reader.read(second)
    assert {one.version for one in await desk.store.passages([first.id], owner="")} == {2}
    told = await explain(desk.library, first, level="newcomer")
    keys = {quote.passage_key for one in told.sections for claim in one.claims for quote in claim.quotes}
    assert all(key.startswith("2506.00009v1#") for key in keys)


@pytest.mark.parametrize(
    ("told", "outcome", "sentence"),
    [
        ({"withdrawn": True}, Outcome.WITHDRAWN, "This paper was withdrawn, so there is no full text to read."),
        (
            {"id": "file:mine"},
            Outcome.ELSEWHERE,
            "I can read full texts from arXiv alone, and this paper is not there.",
        ),
        ({"id": "../../etc/passwd"}, Outcome.ELSEWHERE, None),
        ({"id": "2506.77777"}, Outcome.MISSING, "arXiv has neither HTML nor a PDF of this paper."),
    ],
)
async def test_what_cannot_be_read_has_an_outcome_and_a_sentence(
    desk: Desk, told: dict[str, object], outcome: Outcome, sentence: str | None
) -> None:
    one = paper(10, **told)
    await desk.stored(one)
    reading = await read_in_full(desk.library, one)
    assert reading is not None
    assert reading.outcome is outcome
    assert sentence is None or reading.for_people == sentence
    assert len(await desk.store.passages([one.id], owner="")) == 1


async def test_a_withdrawn_paper_is_not_asked_for(desk: Desk, site: Standin) -> None:
    await desk.stored(paper(11, withdrawn=True))
    await desk.reader.read(paper(11, withdrawn=True))
    assert asked(site) == []


async def test_killed_after_the_fetch_it_goes_on_with_the_file(desk: Desk, site: Standin) -> None:
    await desk.stored(paper(12))
    await desk.reader._files.html("2506.00012", 1)
    assert (await desk.reader.read(paper(12))).outcome is Outcome.READ
    assert len(asked(site)) == 1


async def test_stopped_in_the_middle_it_is_begun_again_and_leaves_no_half(desk: Desk, site: Standin) -> None:
    site.control("fault", kind="slow", seconds=5, path="/html/")
    await desk.stored(paper(13))
    task = asyncio.create_task(desk.reader.read(paper(13)))
    await asyncio.sleep(0.1)
    await desk.reader.close()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await desk.store.reading(paper(13)) is None
    assert len(await desk.store.passages(["2506.00013"], owner="")) == 1
    assert (await desk.reader.read(paper(13))).outcome is Outcome.READ


async def test_a_dead_index_keeps_nobody_from_the_words(desk: Desk) -> None:
    assert isinstance(desk.library.index, FakeIndex)
    desk.library.index.error = IndexUnavailable("The index is down.")
    await desk.stored(paper(14))
    scope = Scope(paper_ids=frozenset({"2506.00014"}))
    answer = await ask(desk.library, Question(text="How much does the collar weigh?", scope=scope))
    assert "23 grams" in answer.claims[0].text


async def test_kept_papers_are_read_in_the_background_the_latest_first(desk: Desk, site: Standin) -> None:
    old, new = paper(15, announced=AT.date() - timedelta(days=3)), paper(16)
    await desk.stored(old, new)
    assert await desk.store.want([old, new], now=AT) == 2
    assert await desk.store.want([old, new], now=AT) == 0
    assert await read_pending(desk.library, now=AT) == 2
    assert asked(site) == ["/html/2506.00016v1", "/html/2506.00015v1"]
    assert await read_pending(desk.library, now=AT) == 0


async def test_the_background_stops_at_a_site_that_is_down_and_goes_on_later(desk: Desk, site: Standin) -> None:
    site.control("fault", kind="status", status=503, count=2, path="/html/")
    await desk.stored(paper(17), paper(18))
    await desk.store.want([paper(17), paper(18)], now=AT)
    assert await read_pending(desk.library, now=AT) == 0
    assert len(asked(site)) == 2, "one paper, asked twice"
    desk.later(timedelta(minutes=1))
    assert await read_pending(desk.library, now=desk.time[0]) == 1
    desk.later(timedelta(hours=1))
    assert await read_pending(desk.library, now=desk.time[0]) == 1


async def test_without_a_reader_the_library_answers_from_what_it_has(desk: Desk, site: Standin) -> None:
    await desk.stored(paper(19))
    library = replace(desk.library, reader=None)
    scope = Scope(paper_ids=frozenset({"2506.00019"}))
    answer = await ask(library, Question(text="How long do cats sleep?", scope=scope))
    assert answer.remark == ""
    assert asked(site) == []


async def test_a_folder_that_cannot_be_written_keeps_nobody_from_the_abstract(desk: Desk) -> None:
    desk.folder.write_text("in the way")
    await desk.stored(paper(20))
    answer = await ask(
        desk.library, Question(text="How long do cats sleep?", scope=Scope(paper_ids=frozenset({paper(20).id})))
    )
    assert answer.claims
    assert answer.remark.endswith("This rests on the abstract alone.")


async def test_of_a_very_long_paper_the_appendices_are_not_explained(desk: Desk) -> None:
    one = paper(21)
    await desk.stored(one)
    sections = ["1 Introduction"] * 60 + ["7 Conclusion"] * 20 + ["A Proofs"] * 60 + ["Appendix B More"] * 60
    full = [
        Passage(paper_id=one.id, version=1, ordinal=n, title=one.title, text=f"{n} {'cats ' * 100}.", section=name)
        for n, name in enumerate(sections, 1)
    ]
    await desk.store.put_reading(one, Reading(outcome=Outcome.READ, tried=AT), full)
    read = _readable(await desk.store.of_version(one))
    assert read[0].ordinal == 0
    assert {passage.section for passage in read} == {"Abstract", "1 Introduction", "7 Conclusion"}
