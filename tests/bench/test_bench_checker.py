"""The checker against its own lies: what is true passes whole, and every lie is caught."""

from dataclasses import replace

import pytest

from bench.checker import Lists, Source, Tally, check_answer, check_edition
from bot.documents import of_answer
from bot.platforms.console.render import render
from retrieval.answer import Answer, Byline, Claim, Quote
from retrieval.paper import Passage
from schedules.parcels import Message, Rendered

CACHE = Source(
    "2603.00001",
    "Evicting keys by use",
    "We study caches. Eviction by use cuts memory by 41% on 3 models. It may fail on long texts.",
    ("Ada Sun", "Bo Zhu"),
)
PRUNE = Source("2603.00002", "Pruning heads", "Half of 96 heads can go. Nothing is lost.", ("Cy Li",))
SOURCES = {source.id: source for source in (CACHE, PRUNE)}
LISTS = Lists(announced=12, read=10, kept=3, shown=2, topics={"caches": 2, "pruning": 1})
PROFILE = "caches\npruning of “GPT-4” heads"

POST = """Papers of 6 Mar 2026
2 of the 3 papers kept are about caches; 1 about pruning.
1. Read: Eviction by use cuts memory by 41% on 3 models. Sun and Zhu, 2603.00001. For you because it is about caches.
2. Skim: Half of 96 heads can go… Li, 2603.00002. For you because it is about pruning of “GPT-4” heads.
12 announced, 10 read, 3 kept · covers 5 Mar 14:00 to 6 Mar 14:00 UTC · selected by program, sentences verbatim · \
below the bar: 3, safe to skip: 4 (2 you leave out)"""
ENTRY = """1. Evicting keys by use
Ada Sun, Bo Zhu · cs.LG, cs.CL · announced 2026-03-06 · submitted 2026-03-04
Read: “Eviction by use cuts memory by 41% on 3 models.”
What it is about: “We study caches.”
Key takeaways
• “Eviction by use cuts memory by 41% on 3 models.”
• “It may fail on long texts.”
Gaps in the study: none found in 1 and 2
What we saw before: nothing in earlier editions here on 1"""


def edition(post: str = POST, entry: str = ENTRY, lists: Lists = LISTS) -> Tally:
    rendered = Rendered(post=(Message({}, post),), thread=(Message({}, entry, about=CACHE.id),))
    return check_edition(rendered, SOURCES, lists, profile=PROFILE)


def caught(tally: Tally) -> bool:
    whole = (tally.quotes_found, tally.numbers_found, tally.counts_right)
    assert bool(tally.wrong) == (whole != (tally.quotes, tally.numbers, tally.counts))
    return bool(tally.wrong)


def test_a_true_edition_passes_whole() -> None:
    tally = edition()

    assert not caught(tally)
    assert (tally.quotes, tally.numbers, tally.counts) == (7, 8, 9)


@pytest.mark.parametrize(
    ("kept", "line", "lie"),
    [(2, "Both papers kept are", "All 3 papers kept are"), (3, "All 3 papers kept are", "Both papers kept are")],
)
def test_a_line_about_all_papers_kept_is_counted(kept: int, line: str, lie: str) -> None:
    lists = Lists(announced=12, read=10, kept=kept, shown=2, topics={"caches": kept})
    post = POST.replace("2 of the 3 papers kept are about caches; 1 about pruning.", f"{line} about caches.")
    post = post.replace("3 kept", f"{kept} kept").replace("the bar: 3", f"the bar: {6 - kept}")

    assert not caught(edition(post=post, lists=lists))
    assert caught(edition(post=post.replace(line, lie), lists=lists))


def test_a_reason_in_short_and_a_line_of_the_nearest_topic_are_read_as_well() -> None:
    post = POST.replace("For you because it is about caches.", "For you: caches.")
    near = post.replace("kept are about caches; 1 about pruning", "kept are nearest to caches; 1 to pruning")

    assert not caught(edition(post=near))
    assert caught(edition(post=post.replace("For you: caches.", "For you: 5 caches.")))
    assert caught(edition(post=near.replace("1 to pruning", "2 to pruning")))


@pytest.mark.parametrize(
    ("true", "lie"),
    [
        ("memory by 41%", "memory by 47%"),
        ("on 3 models", "on 4 models"),
        ("on 3 models", "on 96 models"),
        ("Half of 96 heads can go…", "Half of 41 heads can go…"),
        ("Half of 96 heads can go…", "Nearly all heads can go…"),
        ("2603.00001. For", "2603.00002. For"),
        ("2603.00002. For", "2603.00009. For"),
        ("1. Read: ", "1. Believe: "),
        ("For you because it is about caches.", "Everyone is talking about it."),
        ("it is about caches.", "it is about caches, 5 of them."),
        ("“GPT-4”", "“GPT-5”"),
        ("12 announced", "13 announced"),
        ("10 read", "11 read"),
        ("3 kept ·", "4 kept ·"),
        ("safe to skip: 4", "safe to skip: 5"),
        ("2 of the 3 papers", "3 of the 3 papers"),
        ("1 about pruning.", "2 about pruning."),
        ("2 of the 3 papers kept are about caches; 1 about pruning.", "Caches are the talk of the day."),
        ("6 Mar 2026\n", "6 Mar 2026\nOne more thing: memory is free.\n"),
    ],
)
def test_a_lie_in_the_post_is_caught(true: str, lie: str) -> None:
    assert true in POST
    assert caught(edition(post=POST.replace(true, lie, 1)))


@pytest.mark.parametrize(
    ("true", "lie"),
    [
        ("memory by 41%", "memory by 14%"),
        ("“It may fail on long texts.”", "“It fails on long texts.”"),
        ("“It may fail on long texts.”", "“Half of 96 heads can go.”"),
        ("“We study caches.”", "We study the best caches."),
        ("“We study caches.”", "“We study caches.” It won 5 prizes."),
        ("1. Evicting keys by use", "1. Evicting 9 keys"),
        ("Ada Sun, Bo Zhu ·", "Ada Sun, Bo Zhu, Cy Li ·"),
        ("nothing in earlier editions here on 1", "The same was said before."),
    ],
)
def test_a_lie_in_the_thread_is_caught(true: str, lie: str) -> None:
    assert true in ENTRY
    assert caught(edition(entry=ENTRY.replace(true, lie, 1)))


def test_an_entry_on_a_paper_nobody_has_is_caught() -> None:
    rendered = Rendered(post=(), thread=(Message({}, ENTRY, about="2603.77777"),))

    assert caught(check_edition(rendered, SOURCES, replace(LISTS, shown=0), profile=PROFILE))


def test_an_item_that_is_missing_is_caught_unless_the_post_says_where_it_is() -> None:
    first, second = "2. Skim:", POST.split("\n")[3]
    assert second.startswith(first)

    assert caught(edition(post=POST.replace(f"{second}\n", "")))
    assert not caught(edition(post=POST.replace(second, "1 more in the thread.")))


def test_a_remark_on_how_the_edition_came_about_quotes_nobody() -> None:
    remark = "arXiv did not answer."
    post = POST.replace("6 Mar 2026\n", f"6 Mar 2026\n{remark}\n")

    assert caught(edition(post))
    assert not caught(edition(post, lists=replace(LISTS, remarks=(remark,))))


def test_a_models_paraphrase_is_held_to_its_numbers_and_its_quotations() -> None:
    by_model = POST.replace("selected by program, sentences verbatim", "written by m (AI), quotes checked")
    said = "Eviction by use cuts memory by 41% on 3 models."
    told = ENTRY.replace("“We study caches.”", "It is on caches, in 3 models “on 3 models”")

    assert not caught(edition(by_model.replace(said, "Memory falls by 41%."), told))
    assert caught(edition(by_model.replace(said, "Memory falls by 42%."), told))
    assert caught(edition(by_model.replace(said, "Memory falls by 41 bytes."), told))
    assert caught(edition(by_model, told.replace("“on 3 models”", "“on three models”")))


ANSWER = """Eviction saves 41%.
“Eviction by use cuts memory by 41% on 3 models.”
Evicting keys by use, 2603.00001v1, Abstract, p. 3
“Half of 96 heads can go.”
Pruning heads, 2603.00002v1, Abstract, retold in our words
Looked in the whole library · written by m (AI), quotes checked · $0.010"""


def answer(text: str) -> Tally:
    return check_answer([Message({}, text)], {f"{source.id}v1": source for source in SOURCES.values()})


def test_a_true_answer_passes_whole() -> None:
    tally = answer(ANSWER)

    assert not caught(tally)
    assert (tally.quotes, tally.numbers) == (2, 4)


@pytest.mark.parametrize(
    ("true", "lie"),
    [
        ("saves 41%", "saves 43%"),
        ("saves 41%", "saves 41 times"),
        ("“Half of 96 heads can go.”", "“Half of 41 heads can go.”"),
        ("“Half of 96 heads can go.”", "“We study caches.”"),
        ("Pruning heads, 2603.00002v1", "Evicting keys by use, 2603.00002v1"),
        ("2603.00002v1", "2603.00002v2"),
        ("\nPruning heads, 2603.00002v1, Abstract, retold in our words", ""),
        ("Looked in the whole library", "“Trust us.”\nLooked in the whole library"),
    ],
)
def test_a_lie_in_an_answer_is_caught(true: str, lie: str) -> None:
    assert true in ANSWER
    assert caught(answer(ANSWER.replace(true, lie, 1)))


def test_a_refusal_with_the_nearest_they_say_passes_if_that_is_true() -> None:
    told = (
        "I found no answer to that in the 12 papers of 6 Mar.\nThe nearest they do say:\n“Nothing is lost.”\n"
        "Pruning heads, 2603.00002v1, Abstract\n"
        "Looked in the 12 papers of 6 Mar · selected by program, sentences verbatim"
    )

    assert not caught(answer(told))
    assert caught(answer(told.replace("Nothing is lost", "Nothing is gained")))


def test_a_verbatim_answer_says_nothing_in_words_of_its_own() -> None:
    verbatim = ANSWER.replace("written by m (AI), quotes checked · $0.010", "selected by program, sentences verbatim")

    assert caught(answer(verbatim))
    assert not caught(answer(verbatim.replace("Eviction saves 41%.\n", "")))


def test_answers_are_read_in_the_shape_the_console_gives_them() -> None:
    said = "Half of 96 heads can go."
    passage = Passage(paper_id=PRUNE.id, version=1, ordinal=0, title=PRUNE.title, text=PRUNE.text, page=2)
    claims = (Claim("96 heads are halved.", (Quote(passage.key, said),)),)
    told = Answer(question="?", scope="the day", claims=claims, passages=(passage,), byline=Byline("m", "answer 1"))
    true = render(of_answer(told)).post
    false = render(of_answer(replace(told, claims=(Claim("97 heads are halved.", claims[0].quotes),)))).post
    sources = {f"{PRUNE.id}v1": PRUNE}

    assert check_answer(true, sources) == Tally(quotes=1, quotes_found=1, numbers=2, numbers_found=2)
    assert caught(check_answer(false, sources))
