"""The only door to what people read: nothing passes that its passage does not say."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answer import Claim, DraftClaim, Quote
from retrieval.ground import check, check_list
from retrieval.paper import Passage
from retrieval.text.clauses import clause
from retrieval.text.sentences import sentences
from retrieval.writer import Failed

ABSTRACT = (
    "Large language models are costly to serve. We present SparseGPT, a one-shot pruning method for GPT-175B. "
    "It prunes half of the weights in 4.5 hours and gives 1.33x faster inference at 2:4 sparsity. "
    "It does not help on small models. Accuracy may drop on long inputs. "
    "Memory falls from 350 GB to 120 GB, whereas BLOOM needs up to 90 GB. "
    "Compared with magnitude pruning, error rates increase by only 0.7 points on WikiText2, which is negligible."
)
PASSAGE = Passage(paper_id="2301.00774", version=1, ordinal=0, title="SparseGPT: Pruning in One Shot", text=ABSTRACT)
OTHER = Passage(paper_id="2506.07751", version=1, ordinal=0, title="Cats", text="Cats sleep for 16 hours. They dream.")
PASSAGES = {one.key: one for one in (PASSAGE, OTHER)}
FAST = "It prunes half of the weights in 4.5 hours and gives 1.33x faster inference at 2:4 sparsity."


def checked(text: str, quote: str, passage: Passage = PASSAGE) -> Claim | Failed:
    return check(DraftClaim(text, passage.key, quote), PASSAGES)


def why(text: str, quote: str) -> str:
    found = checked(text, quote)
    return found.why if isinstance(found, Failed) else ""


def test_an_honest_paraphrase_stands_with_the_passages_own_words_behind_it() -> None:
    claim = checked(
        "SparseGPT gives 1.33× faster inference at 2:4 sparsity.", "gives 1.33×  faster inference at 2:4 Sparsity"
    )
    assert isinstance(claim, Claim)
    assert claim.quotes[0].text == "gives 1.33x faster inference at 2:4 sparsity."
    assert claim.quotes[0].passage_key == PASSAGE.key
    assert not claim.verbatim


def test_a_verbatim_sentence_says_so() -> None:
    assert checked(FAST, FAST) == Claim(FAST, (Quote(PASSAGE.key, FAST),), verbatim=True)


@pytest.mark.parametrize(
    ("text", "quote", "reason"),
    [
        ("It is fast.", "It is the fastest method ever made.", "does not stand in passage"),
        ("It is 1.34x faster.", FAST, "1.34x"),
        ("It gives 1.33% faster inference.", FAST, "1.33%"),
        ("It prunes the weights in 4.5 minutes.", FAST, "4.5 minutes"),
        ("Inference at 4:2 sparsity is faster.", FAST, "4:2"),
        ("SparseGPT beats Wanda in inference.", FAST, "Wanda"),
        ("It prunes GPT-3 weights for faster inference.", FAST, "GPT-3"),
        ("Cats sleep for hours.", FAST, "something else"),
        ("It helps on small models.", "It does not help on small models.", "denies"),
        ("It does not prune the weights for faster inference.", FAST, "denies"),
        ("Accuracy drops on long inputs.", "Accuracy may drop on long inputs.", "carefully"),
        (
            "Error rates decrease by only 0.7 points.",
            "error rates increase by only 0.7 points on WikiText2",
            "direction",
        ),
        ("Memory falls from 120 GB to 350 GB.", "Memory falls from 350 GB to 120 GB", "120 GB to 350 GB"),
        ("BLOOM needs 90 GB of memory.", "BLOOM needs up to 90 GB.", "90 GB"),
        ("It is fast.", "It is", "too short"),
        ("", FAST, "says nothing"),
        ("Ask weights@evil.example about faster inference.", FAST, "weights@evil.example"),
        ("See https://evil.example for faster inference.", FAST, "https://evil.example"),
        ("Weights " + "and weights " * 60, FAST, "too long"),
    ],
)
def test_what_the_quote_does_not_say_is_refused_with_a_reason(text: str, quote: str, reason: str) -> None:
    assert reason in why(text, quote)


def test_a_key_that_was_not_given_is_refused() -> None:
    found = check(DraftClaim(FAST, "no-such-key-999", FAST), PASSAGES)
    assert isinstance(found, Failed)
    assert "no-such-key-999" in found.why


def test_a_quote_of_another_passage_is_refused() -> None:
    assert isinstance(checked(FAST, FAST, OTHER), Failed)


def test_a_quote_cannot_jump_across_passages() -> None:
    assert isinstance(
        checked("It prunes, and cats sleep.", "SparseGPT, a one-shot pruning method … Cats sleep for 16 hours."), Failed
    )


def test_a_number_moved_from_one_claim_to_another_is_refused() -> None:
    assert "4.5" in why("Memory falls to 4.5 GB.", "Memory falls from 350 GB to 120 GB")


def test_the_whole_abstract_is_no_quote() -> None:
    long = PASSAGE.text + " " + " ".join(f"It also prunes layer {n} of the model very well indeed." for n in range(30))
    passage = Passage(paper_id="1", version=1, ordinal=0, title="T", text=long)
    found = check(DraftClaim("It prunes layer 3.", passage.key, long), {passage.key: passage})
    assert isinstance(found, Failed)
    assert "too long" in found.why


def test_a_quote_that_leaves_out_a_negation_before_it_is_widened_to_its_sentence() -> None:
    text = "We do not find that pruning improves accuracy on any task."
    passage = Passage(paper_id="1", version=1, ordinal=0, title="T", text=f"Models are big. {text}")
    found = check(
        DraftClaim("Pruning improves accuracy.", passage.key, "pruning improves accuracy on any task"),
        {passage.key: passage},
    )
    assert isinstance(found, Failed)


def test_with_an_ellipsis_the_quote_shown_holds_all_that_stands_between() -> None:
    claim = checked(
        "SparseGPT prunes half of the weights in 4.5 hours.", "SparseGPT, a one-shot … weights in 4.5 hours"
    )
    assert isinstance(claim, Claim)
    assert claim.quotes[0].text in ABSTRACT
    assert "GPT-175B" in claim.quotes[0].text


def test_a_clause_without_its_limit_is_refused_even_word_for_word() -> None:
    cut = "error rates increase by only 0.7 points on WikiText2"
    assert "left out" in why(cut, cut)
    assert isinstance(checked(f"{clause(FAST, 60)}", FAST), Claim)


def test_a_title_may_name_what_the_quote_calls_it() -> None:
    assert isinstance(checked("SparseGPT does not help on small models.", "It does not help on small models."), Claim)


def test_an_acronym_of_the_quotes_own_words_is_no_stranger() -> None:
    text = "Serving large language models is costly for every company."
    passage = Passage(paper_id="1", version=1, ordinal=0, title="T", text=text)
    assert isinstance(
        check(DraftClaim("Serving LLMs is costly for companies.", passage.key, text), {passage.key: passage}), Claim
    )


def test_a_key_in_brackets_is_still_that_key() -> None:
    assert isinstance(check(DraftClaim(FAST, f"[{PASSAGE.key}]", FAST), PASSAGES), Claim)


def test_a_list_is_checked_in_order() -> None:
    drafts = [DraftClaim(FAST, PASSAGE.key, FAST), DraftClaim("No.", PASSAGE.key, "No such words stand here.")]
    assert [type(one) for one in check_list(drafts, PASSAGES)] == [Claim, Failed]


def test_the_words_shown_are_one_line_and_the_quote_is_as_stored() -> None:
    passage = Passage(paper_id="1", version=1, ordinal=0, title="T", text="It prunes half\nof the weights quickly.")
    draft = DraftClaim("It prunes half\nof the weights quickly.", passage.key, "It prunes half of the weights quickly.")
    claim = check(draft, {passage.key: passage})
    assert isinstance(claim, Claim)
    assert claim.text == "It prunes half of the weights quickly."
    assert claim.quotes[0].text == passage.text


SOME = ["pruning", "weights", "of the model", "gives", "1.33x", "faster", "95.2%", "accuracy", "may", "not only"]
MORE = ["GPT-4", "in 2024", "if", "data", "which is", "up to 3", "We show that", "however,"]
WORDS = st.sampled_from([*SOME, *MORE])
SENTENCES = st.lists(WORDS, min_size=4, max_size=20).map(lambda words: f"We {' '.join(words)}.")
TEXTS = st.lists(SENTENCES, min_size=1, max_size=6).map(" ".join)


@given(TEXTS, st.data())
def test_every_verbatim_sentence_and_every_clause_of_it_stands(text: str, data: st.DataObject) -> None:
    passage = Passage(paper_id="1", version=1, ordinal=0, title="A title", text=text)
    one = data.draw(st.sampled_from(sentences(text)))
    for said in (one.text, clause(one.text, 40)):
        claim = check(DraftClaim(said, passage.key, one.text), {passage.key: passage})
        assert isinstance(claim, Claim), claim
        assert claim.verbatim
        assert claim.quotes[0].text in text


@given(TEXTS, st.data())
def test_a_changed_digit_never_passes(text: str, data: st.DataObject) -> None:
    passage = Passage(paper_id="1", version=1, ordinal=0, title="A title", text=text)
    one = data.draw(st.sampled_from(sentences(text)))
    places = [found.start() for found in re.finditer(r"\d", one.text)]
    if not places:
        return
    at = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != one.text[at]]))
    changed = one.text[:at] + digit + one.text[at + 1 :]
    if changed in text:
        return
    assert isinstance(check(DraftClaim(changed, passage.key, one.text), {passage.key: passage}), Failed)
    assert isinstance(check(DraftClaim(one.text, passage.key, changed), {passage.key: passage}), Failed)


@given(st.lists(st.text(alphabet="klmnopqrst", min_size=2, max_size=9), min_size=4, max_size=15).map(" ".join))
def test_a_quote_that_is_not_in_the_text_never_passes(quote: str) -> None:
    assert quote in ABSTRACT or isinstance(checked(quote, quote), Failed)


@given(st.text(max_size=120), st.text(max_size=120))
def test_whatever_a_writer_returns_is_answered(text: str, quote: str) -> None:
    found = checked(text, quote)
    assert isinstance(found, Failed) or found.quotes[0].text in ABSTRACT


NEIGHBOURS = (
    "Medical guidelines contain many condition-action statements. "
    "A system for support must find such condition-action statements in guidelines before it can answer. "
    "The classifier was trained on 761 of them."
)


def test_a_quote_is_refused_where_another_sentence_of_the_passage_says_what_the_claim_says() -> None:
    here = Passage(paper_id="1", version=1, ordinal=0, title="Guidelines", text=NEIGHBOURS)
    one, other, _ = (f"{part}." for part in NEIGHBOURS.rstrip(".").split(". "))
    said = "Many condition-action statements are contained in medical guidelines, it says."
    assert isinstance(check(DraftClaim(said, here.key, one), {here.key: here}), Claim)
    for wrong in (DraftClaim(one, here.key, other), DraftClaim(said, here.key, other)):
        failed = check(wrong, {here.key: here})
        assert isinstance(failed, Failed)
        assert failed.why == "another sentence of that passage says this; quote that one"


def test_what_a_claim_puts_in_quotation_marks_stands_in_its_quote_word_for_word() -> None:
    text = "The system asked “why can't you use my address?” and then it ended the whole dialogue politely."
    here = Passage(paper_id="1", version=1, ordinal=0, title="Dialogue", text=text)
    for asked, stands in (("why can't you use my address?", True), ("why can't you employ my address?", False)):
        said = f"It asked “{asked}” and then ended the dialogue politely."
        assert isinstance(check(DraftClaim(said, here.key, text), {here.key: here}), Claim) is stands
