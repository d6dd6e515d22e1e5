"""The headline: short enough for 60 seconds, nothing lost, every count the edition's own."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.answer import Byline, Claim, Quote, Section, Usage
from schedules.document import Actions, Document, Small, Span, Text, text_of
from schedules.edition import Item
from schedules.forms import FORMS, form_named
from schedules.forms.cited import id_of, short_authors
from schedules.forms.footer import footer
from schedules.forms.headline import budget, headline
from schedules.forms.reasons import TAG, briefly
from schedules.told import NOTHING_TOLD
from schedules.words import ENGLISH
from tests.fakes.editions import edition, item, paper

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=600)


def post(document: Document) -> str:
    return text_of(document.blocks)


def test_every_item_stands_in_the_post_and_has_its_own_thread_entry() -> None:
    document = headline(edition(*(item(n) for n in range(1, 6))))
    assert re.findall(
        r"^(\d)\. Read: SparseUp is 1.33x faster. Sun and Zhu, 2506", post(document), re.MULTILINE
    ) == list("12345")
    assert [entry.about for entry in document.thread] == [f"2506.0775{n}" for n in range(1, 6)]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=10), st.lists(WORDS.filter(len), max_size=2))
def test_a_post_never_exceeds_its_budget_and_the_thread_keeps_every_item(
    texts: list[tuple[str, str, str]], missing: list[str]
) -> None:
    items = [
        item(n, finding, paper=paper(f"2506.{n:05}", title), because=because[:80])
        for n, (finding, title, because) in enumerate(texts, start=1)
    ]
    document = headline(edition(*items, missing=tuple(sentence[:150] for sentence in missing)))
    assert len(post(document)) <= budget(len(items))
    assert [entry.about for entry in document.thread] == [one.paper.id for one in items]


def test_what_does_not_fit_is_counted_and_stands_in_the_thread() -> None:
    long = "It is not " + "very " * 45 + "fast"
    reason = "somebody asked for attention " + "of many kinds " * 20
    items = (item(n, long, paper=paper(f"2506.{n:05}", f"Why {long}"), because=reason) for n in range(1, 10))
    document = headline(edition(*items))
    shown = len(re.findall(r"^\d\. Read", post(document), re.MULTILINE))
    assert f"{9 - shown} more in the thread." in post(document)
    assert 0 < shown < 9
    assert len(document.thread) == 9


def unbearable(*others: Section) -> list[Item]:
    """Five items with findings that no cut makes bearable."""
    long = "SparseUp is not " + "very " * 60 + "fast."
    return [item(n, long, paper=paper(f"2506.{n:05}"), sections=others) for n in range(1, 6)]


def test_a_finding_too_long_to_cut_gives_way_to_another_result_where_room_is_short() -> None:
    fits = Claim("SparseUp halves the memory.", (), verbatim=True)
    items = unbearable(Section("takeaways", (fits,)))
    text = post(headline(edition(*items)))
    assert text.count("Read: SparseUp halves the memory.") + text.count("Read: SparseUp is not very") == 5
    assert "Sparse Attention That Keeps Up" not in text
    assert "1. Read: SparseUp is not very" in post(headline(edition(items[0])))


REASONS = [
    ("you follow Ana Sun", "Ana Sun"),
    ("it is about Sparse attention; also told of by Hugging Face", "Sparse attention"),
    ("it speaks of “KV cache”, part of your topic Efficiency", "KV cache"),
    ("it speaks of “KV cache”, and like “Caches: A Survey”, which was liked here; both speak of “memory”", "KV cache"),
    ("it is nearest to your topic Efficiency", "near Efficiency"),
    ("it is nearest to your topic Efficiency, of which it mentions “KV cache”", "near Efficiency"),
    ("it is nearest to your topic Efficiency, and like “Caches”, which was saved here", "like “Caches”"),
    ("it is like “Caches”, which was liked here; both speak of “memory”", "like “Caches”"),
    ("it is about Efficiency, and reads like what was liked here", "Efficiency"),
    ("the model judged it relevant (9 of 10), of your topic Efficiency", "Efficiency"),
]


@pytest.mark.parametrize(("because", "named"), REASONS)
def test_a_reason_shrinks_to_its_strongest_clause_and_then_to_its_name(because: str, named: str) -> None:
    reason = briefly(because, ENGLISH)
    assert reason.tag == f"For you: {named}."
    assert named.removeprefix("like ").removeprefix("near ") in reason.clause
    assert reason.clause.startswith("For you because ")
    assert ", and " not in reason.clause
    assert len(reason.tag) <= len(reason.clause) <= len(reason.whole)


def test_a_tag_is_short_and_a_reason_that_names_nothing_stays_a_clause() -> None:
    assert len(briefly(f"it is about {'Efficiency ' * 9}".strip(), ENGLISH).tag) <= len("For you: .") + TAG + 2
    assert briefly("it is unlike your usual: its nearest topic is “x”, and so on", ENGLISH).tag == (
        "For you because it is unlike your usual."
    )


def test_the_last_items_reasons_become_tags_before_a_finding_is_cut() -> None:
    long = "We prune layers of many networks in one shot and cut their memory by 41%, which makes them light "
    text = "so that each of them fits on a card of a gamer, which most people have."
    items = [
        item(n, f"{long}{text}", paper=paper(f"2506.{n:05}"), because=f"it is about {'Compression ' * 3}".strip())
        for n in range(1, 6)
    ]
    told = post(headline(edition(*items)))
    assert told.count(text) == 5
    assert "For you: Compression Compression Compression." in told.splitlines()[6]
    assert "For you because it is about Compression" in told.splitlines()[2]


def test_that_the_finding_is_in_the_thread_is_said_of_results_alone() -> None:
    aim = "In this long sentence we present a network of some kind " + "of many kinds " * 30
    result = "SparseUp is not " + "very " * 60 + "fast."
    assert "(its finding is in the thread)" not in post(headline(edition(*five(aim))))
    assert "(its finding is in the thread)" in post(headline(edition(*five(f"We find that {result}"))))


def five(finding: str) -> list[Item]:
    return [item(n, finding, paper=paper(f"2506.{n:05}"), sections=()) for n in range(1, 6)]


def test_reasons_give_way_before_an_item_does() -> None:
    """Where five do not fit, a liked paper is named by its first words; room that is left goes to the first reasons."""
    liked = "Adaptive Pruning Guided by Activation Statistics of Very Large Networks"
    because = f"it speaks of “pruning”, part of your topic Compression, and like “{liked}”, which was liked here"
    long = "We prune layers " + "of many kinds of networks " * 3 + "by 41%."
    items = [item(n, long, paper=paper(f"2506.{n:05}"), because=because) for n in range(1, 6)]
    text = post(headline(edition(*items)))
    assert re.findall(r"^(\d)\. Read", text, re.MULTILINE) == list("12345")
    assert text.count("it speaks of “pruning”, and like “Adaptive Pruning Guided by …”, which was liked here") == 4
    assert text.count(f"it speaks of “pruning”, part of your topic Compression, and like “{liked}”") == 1
    assert liked in post(headline(edition(items[0])))


def test_an_item_is_dropped_last_of_all_after_reasons_titles_and_findings() -> None:
    """Five findings that no cut makes bearable, with titles and reasons at their longest."""
    long = Claim("It is not " + "very " * 60 + "fast.", (), verbatim=True)
    title = "MUSEQuBES: " + "Physical conditions, origins, and abundances of the medium of an isolated galaxy " * 2
    because = f"it is about {'Circumgalactic Medium ' * 3}and like “{title}”, which was liked here"
    items = [
        item(
            n, long.text, paper=paper(f"2506.{n:05}", title), because=because, sections=(Section("takeaways", (long,)),)
        )
        for n in range(1, 6)
    ]
    text = post(headline(edition(*items)))
    assert re.findall(r"^(\d)\. Read", text, re.MULTILINE) == list("12345")
    assert text.count("For you") == 5
    assert "Read: MUSEQuBES: Physical conditions, origins," in text


def test_a_short_finding_leaves_its_room_to_a_long_one() -> None:
    long = "MoEpic saves about half of the cost " + "of experts " * 14 + "of today."
    items = [item(1, long), *(item(n, f"Method {n} is {n}.5x faster than its baseline is.") for n in range(2, 6))]
    assert long in post(headline(edition(*items)))


def test_no_step_of_the_method_stands_in_for_a_result() -> None:
    step = Claim("Each expert is divided into two segments.", (), verbatim=True)
    text = post(headline(edition(*unbearable(Section("new", (step,)), Section("about", (step,))))))
    assert "Read: Sparse Attention That Keeps Up" in text
    assert step.text not in text


def test_the_footer_counts_what_the_edition_counts() -> None:
    line = footer(edition(item(1)))
    assert line == (
        "679 announced, 388 read, 30 kept · covers 5 Mar 14:00 to 6 Mar 14:00 UTC"
        " · selected by program, sentences verbatim · below the bar: 58, safe to skip: 300"
    )


def test_a_model_is_named_with_what_it_cost() -> None:
    line = footer(edition(byline=Byline("gpt-5-mini", "headline 1"), usage=Usage(1000, 200, 0.04)))
    assert "$0.04" in line
    assert "written by gpt-5-mini (AI), quotes checked" in line


def test_an_unknown_price_is_not_shown_as_free() -> None:
    assert "1,200 tokens, price unknown" in footer(edition(byline=Byline("own"), usage=Usage(1000, 200, None)))


def test_retold_abstracts_are_labelled() -> None:
    assert "of abstracts retold in our words" in footer(edition(item(1), retold=True))


def test_a_quiet_day_says_why() -> None:
    document = headline(edition(quiet="Nothing new: arXiv announces no papers at the weekend.", line=""))
    assert "arXiv announces no papers at the weekend." in post(document)
    assert document.thread == ()


def test_a_source_that_was_missing_is_named() -> None:
    assert "arXiv did not answer." in post(headline(edition(item(1), missing=("arXiv did not answer.",))))


def test_what_several_items_lack_is_said_once_at_the_end_of_the_thread() -> None:
    limit = Section("gaps", (Claim("It may fail on long texts.", (), verbatim=True),))
    none = Section("gaps", (), "None named in the abstract.")
    items = (item(1), item(2, sections=(limit,)), item(3, sections=(none,), before=("2 Mar: Attention.",)))
    *first, last = (text_of(entry.blocks) for entry in headline(edition(*items)).thread)
    assert "none found in" not in "".join(first)
    assert "It may fail on long texts." in first[1]
    assert last.endswith(
        "What we saw before: 2 Mar: Attention.\n"
        "Gaps in the study: none found in 1 and 3\n"
        "What we saw before: nothing in earlier editions here on 1 and 2"
    )


def test_a_models_claim_carries_its_quote_in_the_thread() -> None:
    claim = Claim("It is a third faster.", (Quote("2506.07751v1#0", "SparseUp is 1.33x faster"),))
    entry = headline(edition(item(1, sections=(Section("takeaways", (claim,)),)))).thread[0]
    assert "Key takeaways: It is a third faster. “SparseUp is 1.33x faster”" in text_of(entry.blocks)


def test_an_entry_has_buttons_that_hold_ids_only_five_in_a_row_at_most() -> None:
    rows = [block for block in headline(edition(item(1))).thread[0].blocks if isinstance(block, Actions)]
    assert [[button.action for button in row.buttons] for row in rows] == [
        ["explain", "similar", "save", "up", "down"],
        ["topic", "wrong"],
    ]
    assert [[button.label for button in row.buttons] for row in rows] == [
        ["Explain", "Similar", "Save", "👍", "👎"],
        ["Not this topic", "Wrong?"],
    ]
    assert {button.value for row in rows for button in row.buttons} == {"2506.07751"}


def test_authors_are_short_and_nobody_is_invented() -> None:
    names = [(), ("Ana Sun",), ("Ana Sun", "Bo Zhu"), ("Ana Sun", "Bo Zhu", "Cy Li")]
    assert [short_authors(paper(authors=some)) for some in names] == ["unsigned", "Sun", "Sun and Zhu", "Sun et al."]


def test_what_a_feed_told_is_named_by_its_site_with_a_link_and_not_by_an_id_of_ours() -> None:
    blog = paper("feed:lab.example-a15b", link="https://lab.example/p1", source="lab.example/blog", authors=("Lab",))
    day = edition(item(1, paper=blog))
    for form in FORMS[:4]:
        shown = form_named(form.name).render(day, NOTHING_TOLD)
        told = text_of((*shown.blocks, *(block for entry in shown.thread for block in entry.blocks)))
        assert (form.name, "feed:" in told, "lab.example/blog" in told) == (form.name, False, True)
    assert id_of(blog) == Span("lab.example/blog", link="https://lab.example/p1")
    assert id_of(replace(blog, source="")).text == "lab.example"
    assert id_of(paper()).text == paper().id


def test_a_collaboration_is_named_whole() -> None:
    names = [("XRISM Collaboration:", "Marc Audard", "Hisamitsu Awaki"), ("The LIGO Scientific Collaboration",)]
    assert [short_authors(paper(authors=some)) for some in names] == [
        "XRISM Collaboration et al.",
        "The LIGO Scientific Collaboration",
    ]


def test_the_last_block_of_a_post_is_the_fine_print() -> None:
    blocks = headline(edition(item(1))).blocks
    assert isinstance(blocks[-1], Small)
    assert isinstance(blocks[1], Text)


def test_every_form_can_be_named() -> None:
    assert all(form_named(form.name) is form for form in FORMS)
