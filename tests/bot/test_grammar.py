"""The text grammar: what people type after a command's name."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.command import Call, Command, Option
from bot.commands.grammar import LONGEST, check, parse, split, write
from bot.dates import long_date, read_date, since_in
from retrieval.errors import BadInput
from schedules.document import Document

TODAY = date(2026, 3, 6)


async def _nothing(call: Call) -> Document:
    return Document("", ())


ASK = Command(
    "ask",
    "Ask.",
    _nothing,
    (
        Option("question", "What.", required=True),
        Option("paper", "Which.", "paper"),
        Option("since", "When.", "date"),
        Option("level", "For whom.", "choice", choices=("newcomer", "practitioner", "expert")),
        Option("limit", "How many.", "number"),
    ),
    example="What is new? since:May",
)
EXPLAIN = Command("explain", "Explain.", _nothing, (Option("paper", "Which.", "paper", required=True),), example="3")
PING = Command("ping", "Ping.", _nothing)


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("What is new?", {"question": "What is new?"}),
        ("  What   is\n new? ", {"question": "What is new?"}),
        ("What is new? since:2026-03-01", {"question": "What is new?", "since": "2026-03-01"}),
        ("since:yesterday What is new?", {"question": "What is new?", "since": "2026-03-05"}),
        ('question:"What is new?" paper:3', {"question": "What is new?", "paper": "3"}),
        ('x paper:"Attention is all you need"', {"question": "x", "paper": "Attention is all you need"}),
        ("x paper:“Attention is all you need”", {"question": "x", "paper": "Attention is all you need"}),
        ("x LEVEL:Expert Limit:07", {"question": "x", "level": "expert", "limit": "7"}),
        ("x level:new", {"question": "x", "level": "newcomer"}),
        ('x paper:""', {"question": "x"}),
        ('"What is new?"', {"question": "What is new?"}),
        ('Who says "attention is all"?', {"question": 'Who says "attention is all"?'}),
        ('"since:May" is a phrase', {"question": '"since:May" is a phrase'}),
        ("RAG: retrieval or not?", {"question": "RAG: retrieval or not?"}),
        ("Which paper: A or B?", {"question": "Which paper: A or B?"}),
        ("what of https://arxiv.org/abs/2506.07751v1?", {"question": "what of https://arxiv.org/abs/2506.07751v1?"}),
        ('c++ RAG? " \\alpha', {"question": 'c++ RAG? " \\alpha'}),
        (r'x paper:"a \"b\" c\\d"', {"question": "x", "paper": r'a "b" c\d'}),
    ],
)
def test_what_is_typed_becomes_options(text: str, options: dict[str, str]) -> None:
    assert parse(ASK, text, today=TODAY) == options


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "/ask needs a question. For example: /ask What is new? since:May"),
        ("since:May", "/ask needs a question"),
        ("x since:sometime", "“sometime” is not a date I know"),
        ("x since:2026-02-30", "“2026-02-30” is not a date I know"),
        ("x level:guru", "“level” is one of newcomer, practitioner, expert, not “guru”"),
        ("x limit:0", "“limit” is a number from 1 to 50, not “0”"),
        ("x limit:٣", "“limit” is a number"),
        ("x limit:-1", "“limit” is a number"),
        ("x paper:1 paper:2", "“paper” is given twice"),
        ('x paper:"never closed', "The quotation mark after “paper:” is never closed"),
        ("x lvel:expert", "There is no option “lvel”; did you mean “level”?"),
        ("paper: 3 x", "Leave no space after “paper:”"),
        ("question:x and more", "I don't know where “and more” belongs; “question” is already given"),
        ("x" * 100_000, "That is 100,000 characters; I take at most 4,000 at once."),
    ],
)
def test_what_is_wrong_is_named_in_one_sentence(text: str, complaint: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse(ASK, text, today=TODAY)

    assert caught.value.for_people.startswith(complaint)
    assert len(caught.value.for_people) < 200
    assert "\n" not in caught.value.for_people


def test_a_command_for_a_paper_says_where_a_space_is_too_many() -> None:
    with pytest.raises(BadInput, match="Leave no space after “paper:”"):
        parse(EXPLAIN, "paper: 3", today=TODAY)


def test_a_command_without_options_takes_nothing() -> None:
    assert parse(PING, "  ", today=TODAY) == {}
    with pytest.raises(BadInput, match="/ping takes nothing after its name"):
        parse(PING, "pong", today=TODAY)


def test_typed_options_of_a_platform_are_checked_alike() -> None:
    assert check(ASK, {"question": " x ", "since": "May", "paper": ""}, today=TODAY) == {
        "question": "x",
        "since": "2025-05-01",
    }
    with pytest.raises(BadInput, match="/ask has no option “colour”"):
        check(ASK, {"question": "x", "colour": "red"}, today=TODAY)
    with pytest.raises(BadInput, match="100,001 characters"):
        check(ASK, {"question": "x" * 100_001}, today=TODAY)


@given(st.text(max_size=400))
def test_nothing_but_bad_input_ever_comes_out_of_any_text(text: str) -> None:
    with contextlib.suppress(BadInput):
        assert parse(ASK, text, today=TODAY)["question"]


@given(
    st.lists(st.sampled_from(['"', "“", "”", "\\", ":", "paper:", "since:", " ", "x", "\n", '\\"', "May"]), max_size=60)
)
def test_nor_out_of_any_heap_of_quotes_and_names(pieces: list[str]) -> None:
    with contextlib.suppress(BadInput):
        assert parse(ASK, "".join(pieces), today=TODAY)["question"]


VALUES = st.text(min_size=1, max_size=200).map(str.strip).filter(bool)


@given(st.dictionaries(st.sampled_from(["question", "paper", "since", "level", "limit"]), VALUES, min_size=1))
def test_what_is_written_is_read_back_as_it_was(options: dict[str, str]) -> None:
    text = write(ASK, options)

    if len(text) <= LONGEST:
        assert split(ASK, text.removeprefix("/ask")) == options


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-06", date(2026, 3, 6)),
        ("2026-3-6", date(2026, 3, 6)),
        ("2026-03", date(2026, 3, 1)),
        ("2025", date(2025, 1, 1)),
        ("March 2025", date(2025, 3, 1)),
        ("march", date(2026, 3, 1)),
        ("May", date(2025, 5, 1)),
        ("sept 2024", date(2024, 9, 1)),
        ("6 March 2026", date(2026, 3, 6)),
        ("the 7th of March".removeprefix("the "), date(2025, 3, 7)),
        ("March 6", date(2026, 3, 6)),
        ("Dec 31st, 2024", date(2024, 12, 31)),
        ("tomorrow", date(2026, 3, 7)),
        ("Today", date(2026, 3, 6)),
        ("yesterday", date(2026, 3, 5)),
        ("last  week", date(2026, 2, 27)),
    ],
)
def test_days_as_people_name_them(text: str, day: date) -> None:
    assert read_date(text, today=TODAY) == day


@pytest.mark.parametrize(
    "text", ["", "soon", "mayhem", "2026-13-01", "30 February", "06.03.2026", "0000", "٢٠٢٦-٠٣-٠٦", "99999-01-01"]
)
def test_anything_else_is_no_date(text: str) -> None:
    with pytest.raises(BadInput, match="is not a date I know"):
        read_date(text, today=TODAY)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    since_in(f"since {text}", today=TODAY)
    with contextlib.suppress(BadInput):
        assert read_date(text, today=TODAY).year >= 1000


@pytest.mark.parametrize(
    ("question", "since"),
    [
        ("What have we seen on KV-cache eviction since May?", date(2025, 5, 1)),
        ("Anything on pruning since 2026-02-01?", date(2026, 2, 1)),
        ("anything since last week on agents", date(2026, 2, 27)),
        ("What changed since March 2024?", date(2024, 3, 1)),
        ("What changed since 15 January on agents?", date(2026, 1, 15)),
        ("What changed since March 4?", date(2026, 3, 4)),
        ("Is it slower since the cache may be cold?", None),
        ("What is new since mayflies?", None),
        ("Why since 2026-99?", None),
    ],
)
def test_a_question_may_say_since_when(question: str, since: date | None) -> None:
    assert since_in(question, today=TODAY) == since


def test_a_day_is_written_out_for_people() -> None:
    assert long_date(date(2026, 3, 6)) == "6 March 2026"
