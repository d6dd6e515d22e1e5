"""What the library returns, as people see it."""

from dataclasses import replace
from datetime import UTC, date, datetime

from bot.commands.search import telling
from bot.documents import (
    of_answer,
    of_explanation,
    of_listing,
    of_paper,
    of_sentence,
    offering,
    source,
    version_link,
)
from retrieval.answer import Answer, Byline, Claim, Quote, Section, Usage
from retrieval.asking.refusal import IN_ENGLISH
from retrieval.explaining.deepdive import Explanation, Told
from retrieval.paper import Passage
from schedules.document import Actions, Button, Document, Quoted, text_of
from tests.fakes.editions import paper

PASSAGE = Passage(
    paper_id="2506.07751", version=2, ordinal=4, title="Sparse", text="It is fast.", section="Method", page=3
)
QUOTE = Quote(PASSAGE.key, "It is fast.")


def _answer(**other: object) -> Document:
    told = Answer(question="Is it fast?", scope="the library", passages=(PASSAGE,))
    return of_answer(replace(told, **other))  # type: ignore[arg-type]  # fields by name


def test_a_claim_is_followed_by_the_quote_behind_it_and_where_that_stands() -> None:
    document = _answer(claims=(Claim("The method is quick.", (QUOTE,)),))

    assert text_of(document.blocks).splitlines()[:3] == [
        "The method is quick.",
        "It is fast.",
        "Sparse, 2506.07751v2, Method, p. 3",
    ]


def test_a_verbatim_claim_is_its_quote_and_is_not_said_twice() -> None:
    document = _answer(claims=(Claim("It is fast.", (QUOTE,), verbatim=True),))

    assert text_of(document.blocks).count("It is fast.") == 1


def test_a_refusal_names_the_nearest_thing_the_papers_say() -> None:
    nearest = Claim("It is fast.", (QUOTE,), verbatim=True)

    text = text_of(_answer(refusal="I found no answer to that in the library.", nearest=nearest).blocks)

    assert text.splitlines()[:3] == [
        "I found no answer to that in the library.",
        "The nearest they do say:",
        "It is fast.",
    ]


def test_who_wrote_it_what_it_cost_and_what_went_wrong_is_in_the_small_print() -> None:
    claim = Claim("The method is quick.", (QUOTE,))

    told = text_of(
        _answer(claims=(claim,), byline=Byline("gpt-5-mini", "answer 1"), usage=Usage(1000, 50, 0.0123)).blocks
    )
    unknown = text_of(_answer(claims=(claim,), byline=Byline("llama"), usage=Usage(1000, 50, None)).blocks)
    down = text_of(_answer(claims=(claim,), remark="The model was down.").blocks)

    assert "Looked in the library · written by gpt-5-mini (AI), quotes checked · $0.012" in told
    assert "1,050 tokens, price unknown" in unknown
    assert "The model was down." in down


def test_that_a_paper_was_withdrawn_stands_above_its_quotes() -> None:
    claim = Claim("It is fast.", (QUOTE,), verbatim=True)

    told = text_of(_answer(claims=(claim,), warning="“Sparse” has been withdrawn by its authors.").blocks)

    assert told.startswith("“Sparse” has been withdrawn by its authors.")
    assert told.count("withdrawn") == 1


def test_a_retold_passage_says_so_and_one_from_elsewhere_has_no_arxiv_link() -> None:
    theirs = replace(PASSAGE, paper_id="file:notes", retold=True, page=None)

    assert "".join(span.text for span in source(theirs)) == "Sparse, file:notesv2, Method, retold in our words"
    assert version_link(theirs) == ""


def test_a_card_has_everything_that_is_known_and_nothing_that_is_not() -> None:
    known = paper(
        categories=("cs.CL", "cs.LG"),
        announced=date(2026, 3, 6),
        submitted=datetime(2026, 3, 4, tzinfo=UTC),
        comment="12 pages",
        doi="10.1/x",
        withdrawn=True,
    )

    text = text_of(of_paper(known).blocks)

    assert "2506.07751v1 · cs.CL, cs.LG · announced 2026-03-06 · submitted 2026-03-04" in text
    assert "12 pages · doi:10.1/x" in text
    assert "Withdrawn by its authors." in text
    assert "None" not in text_of(of_paper(paper(version=None, authors=())).blocks)


def test_a_list_is_numbered_and_every_number_is_a_button() -> None:
    rows = [(paper(f"2506.{n:05}", f"Paper {n}"), "It says so.") for n in range(1, 8)]

    document = of_listing("Papers on caches", rows, nothing="Nothing.")

    buttons = [button for block in document.blocks if isinstance(block, Actions) for button in block.buttons]
    assert [(button.label, button.action, button.value) for button in buttons][6] == ("7", "paper", "2506.00007")
    assert [len(block.buttons) for block in document.blocks if isinstance(block, Actions)] == [5, 2]
    assert "7. Paper 7 Sun and Zhu, 2506.00007" in text_of(document.blocks)


def test_a_list_with_another_action_names_it_on_its_buttons() -> None:
    document = of_listing("Papers in that message", [(paper(), "")], nothing="Nothing.", action="explain")

    assert _buttons(document) == [("Explain 1", "explain", "2506.07751")]


def test_a_card_and_an_explanation_can_be_saved() -> None:
    told = Explanation(paper(), "expert", Told(()))

    assert [label for label, _, _ in _buttons(of_paper(paper()))] == ["Explain", "Similar", "Save"]
    assert [label for label, _, _ in _buttons(of_explanation(told))] == ["Paper", "Similar", "Save"]


def test_buttons_are_offered_under_a_document_and_without_any_it_stays_as_it_is() -> None:
    document = of_sentence("Noted.")

    assert offering(document) == document
    assert _buttons(offering(document, Button("Share", "share", "n1"))) == [("Share", "share", "n1")]


def _buttons(document: Document) -> list[tuple[str, str, str]]:
    rows = [block.buttons for block in document.blocks if isinstance(block, Actions)]
    return [(button.label, button.action, button.value) for row in rows for button in row]


def test_an_empty_list_is_a_sentence() -> None:
    document = of_listing("Papers on caches", [], nothing="I found nothing on “caches”.")

    assert text_of(document.blocks) == "I found nothing on “caches”."


def test_an_explanation_says_what_it_cost_where_a_model_took_part() -> None:
    written = Told((Section("takeaways", (Claim("Try it.", (QUOTE,)),)),), byline=Byline("a model", "explain 2"))

    assert "$0.012" in text_of(of_explanation(Explanation(paper(), "expert", written, Usage(9, 9, 0.012))).blocks)
    free = text_of(of_explanation(Explanation(paper(), "expert", Told(()))).blocks)
    assert "$" not in free
    assert "no AI" in free


def test_a_list_shows_of_each_paper_the_sentence_that_tells_most_about_what_was_sought() -> None:
    text = "Models grow. Evicting the cache saves memory. Caches are full."

    assert telling(text, "evict caches to save memory") == "Evicting the cache saves memory."
    assert telling("", "x") == ""


def test_quotes_stand_in_blocks_of_their_own_so_that_every_platform_marks_them() -> None:
    document = _answer(claims=(Claim("The method is quick.", (QUOTE, QUOTE)),))

    assert len([block for block in document.blocks if isinstance(block, Quoted)]) == 2


def test_where_no_paper_was_looked_into_none_is_said_to_have_been() -> None:
    text = text_of(_answer(refusal=f"Bitte mit Sprachmodell. ({IN_ENGLISH})").blocks)

    assert text == f"Bitte mit Sprachmodell. ({IN_ENGLISH})"
    assert "Looked in the library" in text_of(_answer(refusal="I found no answer to that in the library.").blocks)
