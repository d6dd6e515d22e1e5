"""What a shelf promises, kept by the one in memory, the one in SQLite and the one in PostgreSQL."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.answer import Scope
from retrieval.paper import PUBLIC, Paper, Passage
from retrieval.ports import Added, PaperStore

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
AT = datetime(2026, 3, 2, 5, tzinfo=UTC)
LATER = AT + timedelta(days=1)

ATTENTION = Paper(
    id="2603.00001",
    version=1,
    title="Sparse Attention for Long Documents",
    abstract="We prune the key-value cache and decode 1.33x faster with AdamW.",
    authors=("Ada Lovelace", "Emmy Nœther"),
    categories=("cs.CL", "cs.LG"),
    submitted=datetime(2026, 2, 27, 17, tzinfo=UTC),
    updated=datetime(2026, 2, 27, 17, tzinfo=UTC),
    announced=MONDAY,
    announcement="new",
    comment="8 pages",
    doi="10.1000/1",
    journal_ref="J. 1",
    source="arxiv",
)
GALAXIES = Paper(
    id="2603.00002",
    version=1,
    title="Dwarf Galaxies",
    abstract="Dwarf galaxies in the local group hold little gas.",
    categories=("astro-ph.GA",),
    announced=TUESDAY,
)

EVERYTHING = Scope()

numbers = count()
several = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


async def found(store: PaperStore, text: str, scope: Scope = EVERYTHING, limit: int = 10) -> list[str]:
    ranked = await store.lexical(text, scope=scope, limit=limit)
    passages = await store.load(hit.row for hit in ranked)
    return [passages[hit.row].paper_id for hit in ranked]


# papers and their versions


async def test_a_paper_comes_back_as_it_was_told(store: PaperStore) -> None:
    assert await store.add([ATTENTION], captured=AT) == Added(new=1)
    assert await store.get(ATTENTION.id, owner=PUBLIC) == ATTENTION


async def test_storing_the_same_again_changes_nothing(store: PaperStore) -> None:
    await store.add([ATTENTION], captured=AT)
    rows = await store.rows_of(Scope(), limit=10)
    assert await store.add([ATTENTION, ATTENTION], captured=LATER) == Added(repeats=2)
    assert await store.get(ATTENTION.id, owner=PUBLIC) == ATTENTION
    assert await store.rows_of(Scope(), limit=10) == rows
    assert await store.captured(start=LATER, end=LATER + timedelta(days=1), owner=PUBLIC) == []


async def test_a_higher_version_becomes_the_current_one_and_the_older_stays_to_be_looked_up(store: PaperStore) -> None:
    second = replace(ATTENTION, version=2, abstract="We now evict tokens.", announced=TUESDAY, announcement="replace")
    await store.add([ATTENTION], captured=AT)
    assert await store.add([second], captured=LATER) == Added(versions=1)
    assert await store.get(ATTENTION.id, owner=PUBLIC) == second
    assert await store.get(ATTENTION.id, owner=PUBLIC, version=1) == ATTENTION
    assert await found(store, "evict") == [ATTENTION.id]
    assert await found(store, "prune") == [], "the words of the older version are searched no more"


async def test_an_older_version_that_arrives_later_is_kept_but_does_not_become_current(store: PaperStore) -> None:
    second = replace(ATTENTION, version=2, abstract="We now evict tokens.")
    await store.add([second], captured=AT)
    assert await store.add([ATTENTION], captured=LATER) == Added(versions=1)
    assert (await store.many([ATTENTION.id], owner=PUBLIC))[ATTENTION.id].version == 2
    assert await found(store, "prune") == []
    assert (await store.counts("g"))["versions"] == 2


async def test_the_feed_and_the_api_of_the_same_day_fill_each_other(store: PaperStore) -> None:
    feed = replace(ATTENTION, submitted=None, updated=None, doi="", journal_ref="", comment="")
    api = replace(ATTENTION, announced=None, announcement=None)
    await store.add([feed, api], captured=AT)
    assert await store.get(ATTENTION.id, owner=PUBLIC) == ATTENTION


async def test_a_cross_listing_adds_its_category_behind_the_primary_one(store: PaperStore) -> None:
    crossed = replace(ATTENTION, categories=("cs.CL", "stat.ML"), announcement="cross", announced=TUESDAY)
    await store.add([ATTENTION], captured=AT)
    assert await store.add([crossed], captured=LATER) == Added(), "neither new nor a mere repeat"
    paper = await store.get(ATTENTION.id, owner=PUBLIC)
    assert paper == replace(ATTENTION, categories=("cs.CL", "cs.LG", "stat.ML"))
    assert await found(store, "attention", Scope(categories=frozenset({"stat.ML"}))) == [ATTENTION.id]


async def test_a_source_without_version_numbers_speaks_of_the_current_version(store: PaperStore) -> None:
    unnumbered = replace(ATTENTION, version=None, title="Another title", abstract="Another abstract.", doi="")
    await store.add([replace(ATTENTION, version=3)], captured=AT)
    await store.add([unnumbered], captured=LATER)
    assert await store.get(ATTENTION.id, owner=PUBLIC) == replace(ATTENTION, version=3)


async def test_of_a_paper_never_seen_before_it_tells_the_first_version(store: PaperStore) -> None:
    await store.add([replace(ATTENTION, version=None)], captured=AT)
    assert await store.get(ATTENTION.id, owner=PUBLIC) == ATTENTION


async def test_a_withdrawn_version_marks_the_paper_in_all_its_versions(store: PaperStore) -> None:
    gone = replace(ATTENTION, version=2, abstract="This paper has been withdrawn.", withdrawn=True)
    await store.add([ATTENTION, gone], captured=AT)
    for version in (None, 1, 2):
        paper = await store.get(ATTENTION.id, owner=PUBLIC, version=version)
        assert paper is not None
        assert paper.withdrawn


async def test_a_missing_abstract_may_still_come_and_is_then_searched_and_indexed(store: PaperStore) -> None:
    await store.add([replace(ATTENTION, abstract="")], captured=AT)
    await store.mark_indexed(await store.rows_of(Scope(), limit=10), "g")
    assert await found(store, "Sparse") == [ATTENTION.id]
    await store.add([ATTENTION], captured=LATER)
    assert await found(store, "prune") == [ATTENTION.id]
    assert [passage.text for passage in await store.unindexed("g")] == [ATTENTION.abstract]


async def test_one_bad_paper_among_many_leaves_none_of_them(store: PaperStore) -> None:
    def half_a_file() -> list[Paper]:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        await store.add((each for make in (lambda: [ATTENTION], half_a_file) for each in make()), captured=AT)
    assert await store.get(ATTENTION.id, owner=PUBLIC) is None
    assert await found(store, "attention") == []
    assert (await store.counts("g"))["papers"] == 0


async def test_who_is_unknown_is_not_there(store: PaperStore) -> None:
    await store.add([ATTENTION], captured=AT)
    assert await store.get("2603.99999", owner=PUBLIC) is None
    assert await store.get(ATTENTION.id, owner=PUBLIC, version=7) is None
    assert await store.many([], owner=PUBLIC) == {}
    assert set(await store.many([ATTENTION.id, "2603.99999"], owner=PUBLIC)) == {ATTENTION.id}


@several
@given(
    order=st.permutations([1, 2, 3, 4, 1, 2]),
    withdrawn=st.sets(st.integers(1, 4)),
    telling=st.lists(st.sampled_from(["dates", "doi", "categories", "listing"]), max_size=6),
)
async def test_any_order_and_any_repetition_leave_the_same_shelf(
    store: PaperStore, order: list[int], withdrawn: set[int], telling: list[str]
) -> None:
    number = next(numbers)
    told = [_told(version, version in withdrawn, telling[n : n + 1]) for n, version in enumerate(order)]
    shelves = []
    for name, sequence in (("a", told), ("b", sorted(told, key=lambda paper: paper.version or 0)), ("c", told[::-1])):
        owner = f"{name}{number}"
        for paper in sequence:
            await store.add([replace(paper, owner=owner)], captured=AT)
        papers = [await store.get("x:1", owner=owner, version=version) for version in (None, 1, 2, 3, 4)]
        texts = [passage.text for passage in await store.passages(["x:1"], owner=owner)]
        hits = [await found(store, f"version{n}", Scope(owner=owner)) for n in range(1, 5)]
        shelves.append((texts, hits, [paper and _unordered(paper) for paper in papers]))
    assert shelves[0] == shelves[1] == shelves[2]


def _told(version: int, withdrawn: bool, telling: list[str]) -> Paper:
    facts = {
        "dates": {"submitted": AT, "updated": AT + timedelta(version)},
        "doi": {"doi": "10.1000/1", "journal_ref": "J. 1"},
        "categories": {"categories": ("cs.CL", "cs.LG")},
        "listing": {"announced": MONDAY + timedelta(version), "announcement": "new"},
    }
    paper = Paper(id="x:1", version=version, title="Title", abstract=f"version{version}", withdrawn=withdrawn)
    for name in telling:
        paper = replace(paper, **facts[name])
    return replace(paper, withdrawn=withdrawn)


def _unordered(paper: Paper) -> Paper:
    return replace(paper, owner="", categories=tuple(sorted(paper.categories)))


# who may see what


async def test_the_papers_of_a_server_answer_nobody_else(store: PaperStore) -> None:
    draft = replace(GALAXIES, id="file:draft", title="Draft on dwarf galaxies", owner="guild-1")
    await store.add([draft, ATTENTION], captured=AT)
    (row,) = await store.rows_of(Scope(owner="guild-1", paper_ids=frozenset({"file:draft"})), limit=10)
    for stranger in (PUBLIC, "guild-2", "guild-", "guild-1 ", "%"):
        scope = Scope(owner=stranger)
        assert await store.get("file:draft", owner=stranger) is None
        assert await store.get("file:draft", owner=stranger, version=1) is None
        assert set(await store.many(["file:draft", ATTENTION.id], owner=stranger)) == {ATTENTION.id}
        assert await store.captured(start=AT, end=LATER, owner=stranger) == [ATTENTION]
        assert await store.titled("dwarf", owner=stranger) == []
        assert await store.passages(["file:draft"], owner=stranger) == []
        assert await found(store, "dwarf galaxies gas", scope) == []
        assert await store.within([row], scope=scope) == set()
        assert row not in await store.rows_of(scope, limit=10)


async def test_a_server_sees_its_own_papers_beside_the_public_ones(store: PaperStore) -> None:
    draft = replace(GALAXIES, id="file:draft", owner="guild-1")
    await store.add([draft, ATTENTION], captured=AT)
    assert await store.get("file:draft", owner="guild-1") == draft
    assert set(await store.many(["file:draft", ATTENTION.id], owner="guild-1")) == {"file:draft", ATTENTION.id}
    assert await found(store, "dwarf", Scope(owner="guild-1")) == ["file:draft"]
    assert await found(store, "attention", Scope(owner="guild-1")) == [ATTENTION.id]
    assert [passage.owner for passage in await store.passages(["file:draft"], owner="guild-1")] == ["guild-1"]


async def test_of_a_public_paper_and_its_own_copy_a_server_sees_one(store: PaperStore) -> None:
    own = replace(ATTENTION, owner="guild-1", comment="our notes")
    await store.add([ATTENTION, own], captured=AT)
    assert await store.get(ATTENTION.id, owner="guild-1") == own
    assert await store.get(ATTENTION.id, owner=PUBLIC) == ATTENTION
    assert len(await store.passages([ATTENTION.id], owner="guild-1")) == 1
    assert len(await found(store, "attention", Scope(owner="guild-1"))) == 1
    assert await store.captured(start=AT, end=LATER, owner="guild-1") == [own]


async def test_but_of_a_newer_public_version_it_hears(store: PaperStore) -> None:
    own = replace(ATTENTION, owner="guild-1")
    await store.add([own, replace(ATTENTION, version=2)], captured=AT)
    assert (await store.many([ATTENTION.id], owner="guild-1"))[ATTENTION.id].version == 2
    assert len(await store.rows_of(Scope(owner="guild-1"), limit=10)) == 1


@several
@given(owners=st.lists(st.text(max_size=4).filter(lambda name: "\0" not in name), min_size=1, max_size=4, unique=True))
async def test_no_owner_sees_anothers_paper_whatever_they_are_called(store: PaperStore, owners: list[str]) -> None:
    word = f"secret{next(numbers)}"
    papers = [Paper(id=f"{word}:{n}", title=word, abstract=word, owner=owner) for n, owner in enumerate(owners)]
    await store.add(papers, captured=AT)
    for owner in owners:
        mine = {paper.id for paper in papers if paper.owner in (owner, PUBLIC)}
        assert set(await found(store, word, Scope(owner=owner))) == mine
        assert set(await store.many((paper.id for paper in papers), owner=owner)) == mine


# found by time and title


async def test_a_doi_finds_its_paper_whatever_its_capitals_and_no_other_owners(store: PaperStore) -> None:
    mine = replace(GALAXIES, owner="ours", doi="10.5555/QA.2")
    await store.add([ATTENTION, mine], captured=AT)

    for doi in ("10.5555/qa.2", "10.5555/QA.2"):
        told = await store.by_doi(doi, owner="ours")
        assert told is not None
        assert told.id == GALAXIES.id
        assert await store.by_doi(doi, owner="another") is None
    assert await store.by_doi("", owner="ours") is None
    assert await store.by_doi("10.1000/2", owner=PUBLIC) is None


async def test_captured_is_a_half_open_window_on_the_current_version(store: PaperStore) -> None:
    await store.add([ATTENTION, GALAXIES], captured=AT)
    await store.add([replace(ATTENTION, version=2)], captured=LATER)
    assert await store.captured(start=AT, end=LATER, owner=PUBLIC) == [GALAXIES]
    assert await store.captured(start=LATER, end=LATER, owner=PUBLIC) == []
    again = await store.captured(start=LATER, end=LATER + timedelta(seconds=1), owner=PUBLIC)
    assert [paper.version for paper in again] == [2]


async def test_what_was_captured_comes_by_announcement_and_id_and_the_unannounced_last(store: PaperStore) -> None:
    def paper(paper_id: str, announced: date | None) -> Paper:
        return Paper(id=paper_id, title="t", abstract="a", announced=announced)

    told = [paper("x:4", None), paper("x:1", TUESDAY), paper("x:3", MONDAY), paper("x:2", TUESDAY)]
    await store.add(told, captured=AT)
    listed = await store.captured(start=AT, end=LATER, owner=PUBLIC)
    assert [each.id for each in listed] == ["x:3", "x:1", "x:2", "x:4"]
    assert [each.id for each in await store.captured(start=AT, end=LATER, owner=PUBLIC, limit=2)] == ["x:3", "x:1"]


async def test_a_title_is_found_by_all_its_words_and_the_barest_title_is_first(store: PaperStore) -> None:
    longer = replace(ATTENTION, id="x:1", title="On Sparse Attention, Long Documents and Much Else")
    abstract_only = replace(GALAXIES, id="x:2", abstract="Sparse attention for long documents.")
    await store.add([longer, ATTENTION, abstract_only], captured=AT)
    assert [paper.id for paper in await store.titled("long sparse ATTENTION", owner=PUBLIC)] == [ATTENTION.id, "x:1"]
    assert [paper.id for paper in await store.titled("sparse attention", owner=PUBLIC, limit=1)] == [ATTENTION.id]
    assert await store.titled("sparse galaxies", owner=PUBLIC) == []
    assert await store.titled("?!", owner=PUBLIC) == []


async def test_common_words_count_in_a_title(store: PaperStore) -> None:
    need = Paper(id="x:1", title="Attention Is All You Need", abstract="a")
    focus = Paper(id="x:2", title="Attention, and You", abstract="a")
    band = Paper(id="x:3", title="The Who", abstract="a")
    await store.add([need, focus, band, ATTENTION], captured=AT)
    assert [paper.id for paper in await store.titled("attention is all you need", owner=PUBLIC)] == ["x:1"]
    assert [paper.id for paper in await store.titled("attention you", owner=PUBLIC)] == ["x:2", "x:1"]
    assert [paper.id for paper in await store.titled("the who?", owner=PUBLIC)] == ["x:3"]
    assert await store.titled("the band", owner=PUBLIC) == []
    assert await store.titled(" ".join(f"attention{n}" for n in range(5000)), owner=PUBLIC) == []


# passages and words


async def test_the_abstract_is_the_first_passage(store: PaperStore) -> None:
    await store.add([ATTENTION, GALAXIES], captured=AT)
    passages = await store.passages([ATTENTION.id], owner=PUBLIC)
    expected = Passage(
        paper_id=ATTENTION.id, version=1, ordinal=0, title=ATTENTION.title, text=ATTENTION.abstract, row=passages[0].row
    )
    assert passages == [expected]
    assert await store.load([expected.row, 987654321]) == {expected.row: expected}


async def test_a_retold_abstract_says_so_in_its_passage(store: PaperStore) -> None:
    await store.add([replace(ATTENTION, retold=True)], captured=AT)
    assert [passage.retold for passage in await store.passages([ATTENTION.id], owner=PUBLIC)] == [True]


@pytest.mark.parametrize(
    "asked", ["AdamW", "adamw?", "1.33x", '"1.33x"', "cache*", "key-value", "NOT prune", "noether"]
)
async def test_signs_in_a_question_are_no_operators(store: PaperStore, asked: str) -> None:
    await store.add([replace(ATTENTION, abstract=f"{ATTENTION.abstract} Noether."), GALAXIES], captured=AT)
    assert await found(store, asked) == [ATTENTION.id]


@pytest.mark.parametrize("asked", ["", " ", '"', "***", "()", "?", "\0", "', --", "zyzzyva"])
async def test_a_question_without_a_known_word_finds_nothing(store: PaperStore, asked: str) -> None:
    await store.add([ATTENTION], captured=AT)
    assert await found(store, asked) == []


@several
@given(
    asked=st.one_of(
        st.text(max_size=200), st.text(st.sampled_from("\"'()*:^+-~<>&|!\\ aTtention\ud800\0"), max_size=40)
    )
)
async def test_any_text_may_be_asked(store: PaperStore, asked: str) -> None:
    await store.add([ATTENTION], captured=AT)
    assert set(await found(store, asked)) <= {ATTENTION.id}
    assert {paper.id for paper in await store.titled(asked, owner=PUBLIC)} <= {ATTENTION.id}
    assert await store.get(f"{asked}!", owner=asked) is None
    assert await store.rows_of(Scope(owner="me", paper_ids=frozenset({f"{asked}!"})), limit=1) == []


async def test_a_question_of_a_hundred_kilobytes_is_answered(store: PaperStore) -> None:
    await store.add([ATTENTION, GALAXIES], captured=AT)
    asked = " ".join(f"word{n}" for n in range(12_000))
    assert len(asked) > 100_000
    assert await found(store, f"galaxies {asked}") == [GALAXIES.id]


@several
@given(title=st.text(max_size=60), abstract=st.text(max_size=200), author=st.text(max_size=20))
async def test_any_text_may_be_told_and_none_is_lost_but_nul(
    store: PaperStore, title: str, abstract: str, author: str
) -> None:
    paper = Paper(id=f"any:{next(numbers)}", version=1, title=title, abstract=abstract, authors=(author,))
    await store.add([paper], captured=AT)
    kept = replace(paper, title=title.replace("\0", ""), abstract=abstract.replace("\0", ""))
    assert await store.get(paper.id, owner=PUBLIC) == replace(kept, authors=(author.replace("\0", ""),))
    assert await store.add([paper], captured=AT) == Added(repeats=1)


async def test_the_best_match_is_first_and_the_limit_holds(store: PaperStore) -> None:
    both = Paper(id="x:1", title="Dwarf galaxies and attention", abstract="Attention to dwarf galaxies.")
    await store.add([GALAXIES, both, ATTENTION, *(replace(ATTENTION, id=f"y:{n}") for n in range(5))], captured=AT)
    assert (await found(store, "attention dwarf galaxies"))[0] == "x:1"
    assert len(await found(store, "attention", limit=3)) == 3
    assert await found(store, "attention", limit=0) == []
    scores = [hit.score for hit in await store.lexical("attention dwarf", scope=Scope(), limit=10)]
    assert scores == sorted(scores, reverse=True)


async def test_a_scoped_question_still_gets_its_full_number(store: PaperStore) -> None:
    day = [replace(ATTENTION, id=f"x:{n}", abstract="Attention.", announced=MONDAY) for n in range(30)]
    late = replace(ATTENTION, id="x:late", title="t", abstract="Some attention at the very end.", announced=TUESDAY)
    await store.add([*day, late], captured=AT)
    assert await found(store, "attention", Scope(since=TUESDAY), limit=5) == ["x:late"]
    assert await found(store, "attention", Scope(paper_ids=frozenset({"x:late"})), limit=5) == ["x:late"]
    assert len(await found(store, "attention", Scope(until=MONDAY), limit=30)) == 30


async def test_scopes_narrow_by_day_category_and_paper(store: PaperStore) -> None:
    unannounced = Paper(id="x:1", title="No day", abstract="Captured only.", categories=("cs.CL",))
    await store.add([ATTENTION, GALAXIES, unannounced], captured=AT)  # AT is on Monday
    rows = {hit.paper_id: hit.row for hit in await store.passages([ATTENTION.id, GALAXIES.id, "x:1"], owner=PUBLIC)}
    for scope, expected in (
        (Scope(), {ATTENTION.id, GALAXIES.id, "x:1"}),
        (Scope(since=MONDAY, until=MONDAY), {ATTENTION.id, "x:1"}),
        (Scope(since=TUESDAY), {GALAXIES.id}),
        (Scope(categories=frozenset({"cs.CL"})), {ATTENTION.id, "x:1"}),
        (Scope(categories=frozenset({"cs.LG", "astro-ph.GA"})), {ATTENTION.id, GALAXIES.id}),
        (Scope(paper_ids=frozenset({"x:1", GALAXIES.id}), until=MONDAY), {"x:1"}),
        (Scope(paper_ids=frozenset()), set()),
    ):
        wanted = {rows[paper_id] for paper_id in expected}
        assert await store.within([*rows.values(), 987654321], scope=scope) == wanted
        assert await store.rows_of(scope, limit=10) == sorted(wanted)
    assert await store.rows_of(Scope(), limit=2) == sorted(rows.values())[:2]


async def test_a_scope_may_name_more_papers_than_a_database_takes_parameters(store: PaperStore) -> None:
    await store.add([ATTENTION], captured=AT)
    many = frozenset(f"x:{n}" for n in range(70_000)) | {ATTENTION.id}
    assert await found(store, "attention", Scope(paper_ids=many)) == [ATTENTION.id]
    assert set(await store.many(many, owner=PUBLIC)) == {ATTENTION.id}


# the dense index catches up


async def test_whatever_is_not_indexed_is_told_in_order_and_no_more_once_it_is(store: PaperStore) -> None:
    await store.add([replace(ATTENTION, id=f"x:{n}") for n in range(5)], captured=AT)
    first = await store.unindexed("model-1", limit=3)
    rest = await store.unindexed("model-1", after=first[-1].row)
    assert [passage.paper_id for passage in first + rest] == [f"x:{n}" for n in range(5)]
    await store.mark_indexed([passage.row for passage in first], "model-1")
    assert await store.unindexed("model-1") == rest
    assert await store.counts("model-1") == {"papers": 5, "versions": 5, "passages": 5, "unindexed": 2}


async def test_another_generation_of_the_index_finds_everything_unindexed(store: PaperStore) -> None:
    await store.add([ATTENTION, GALAXIES], captured=AT)
    rows = await store.rows_of(Scope(), limit=10)
    await store.mark_indexed(rows, "model-1")
    assert [passage.row for passage in await store.unindexed("model-2")] == rows
    await store.mark_indexed([], "model-2")
    assert (await store.counts("model-2"))["unindexed"] == 2


async def test_passages_of_a_new_version_are_new_to_the_index_and_the_old_leave_every_scope(store: PaperStore) -> None:
    await store.add([ATTENTION], captured=AT)
    (old,) = await store.rows_of(Scope(), limit=10)
    await store.mark_indexed([old], "g")
    await store.add([replace(ATTENTION, version=2, abstract="We now evict tokens.")], captured=LATER)
    (new,) = await store.unindexed("g")
    assert (new.key, new.row != old) == (f"{ATTENTION.id}v2#0", True)
    assert await store.within([old, new.row], scope=Scope()) == {new.row}
    assert (await store.load([old]))[old].text == ATTENTION.abstract, "who has quoted it can still show it"
    assert (await store.counts("g"))["passages"] == 1
