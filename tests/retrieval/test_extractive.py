"""The writer without a model: chosen sentences, word for word, each once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answer import DEEP_SECTIONS, EXTRACTIVE, Claim, DraftClaim, DraftSection, Question
from retrieval.check import check_all, drafts_of
from retrieval.errors import EmbedderUnavailable
from retrieval.paper import Paper, Passage
from retrieval.text.sentences import sentences
from retrieval.writer import Failed
from retrieval.writers.answering import nearest
from retrieval.writers.extractive import Extractive
from tests.fakes.embedder import FakeEmbedder

SENTENCES = {
    "problem": "However, serving large language models remains prohibitively expensive for most teams.",
    "about": "In this paper, we present SparseGPT, a one-shot pruning method for large language models.",
    "new": "Unlike earlier work, we solve one sparse regression per layer instead of retraining the network.",
    "finding": "Experiments show that SparseGPT achieves 1.33x faster inference at 2:4 sparsity.",
    "takeaways": "We also find that accuracy improves by 2.1% on WikiText2 in our experiments.",
    "gaps": "A limitation of our method is that it was only evaluated on English text.",
    "next": "Code is available at https://github.com/example/sparsegpt.",
}
PAPER = Paper(id="2301.00774", title="SparseGPT", abstract=" ".join(SENTENCES.values()))


def passage(text: str, ordinal: int = 0, section: str = "Abstract") -> Passage:
    return Passage(paper_id=PAPER.id, version=1, ordinal=ordinal, title=PAPER.title, text=text, section=section)


ABSTRACT = passage(PAPER.abstract)


async def test_the_finding_is_the_measured_result_and_each_sentence_finds_its_section() -> None:
    draft, usage = await Extractive().headline([(PAPER, [ABSTRACT])])
    (item,) = draft.items
    assert item.finding.text == SENTENCES["finding"]
    said = {section.name: [claim.text for claim in section.claims] for section in item.sections}
    for name in ("problem", "about", "new", "takeaways", "gaps"):
        assert said[name] == [SENTENCES[name]]
    assert "next" not in said, "where the code is, is nothing to try next"
    assert draft.line is None
    assert usage.tokens_in == usage.tokens_out == usage.cost_usd == 0


async def test_nobody_wrote_it() -> None:
    assert Extractive().byline("headline") == EXTRACTIVE


async def test_a_section_without_a_sentence_is_left_out() -> None:
    draft, _ = await Extractive().headline([(PAPER, [passage("We present a parser. It reads 12 formats in 3 ms.")])])
    assert "gaps" not in {section.name for section in draft.items[0].sections}


async def test_a_sentence_whose_role_is_in_doubt_is_shown_nowhere() -> None:
    text = (
        "Robot teams search buildings floor by floor. Every robot repeats the way of the others. "
        "MCoX hands each robot a part of the map. MCoX searches 50% more of it with 6 robots."
    )
    sections, _ = await Extractive().explain(PAPER, [passage(text)], level="newcomer")
    assert sections[0].name == "finding"
    assert sections[0].claims[0].text == "MCoX searches 50% more of it with 6 robots."
    assert "problem" not in {section.name for section in sections}, "what is known is no problem"


async def test_no_section_says_the_finding_again() -> None:
    again = "SparseGPT achieves 1.33x faster inference at 2:4 sparsity in our experiments, which show it on all models."
    draft, _ = await Extractive().headline([(PAPER, [passage(f"{PAPER.abstract} {again}")])])
    (item,) = draft.items
    said = [claim.text for section in item.sections for claim in section.claims]
    assert not {SENTENCES["finding"], again} & set(said)


async def test_background_and_where_the_code_is_are_no_finding_even_where_they_have_numbers() -> None:
    text = (
        "Deep networks have 175 billion parameters and have become popular in recent years. "
        "We propose a new way to prune such networks. The source code is available at https://example.org/v1.5. "
    )
    draft, _ = await Extractive().headline([(PAPER, [passage(text)])])
    assert draft.items[0].finding.text == "We propose a new way to prune such networks."


async def test_limits_are_also_looked_for_in_the_sections_that_state_them() -> None:
    limits = passage("Our study is limited to English. We only tested small models.", 7, "Limitations")
    other = passage("A limitation of earlier work is its cost.", 3, "Related work")
    sections, _ = await Extractive().explain(PAPER, [passage(SENTENCES["about"]), other, limits], level="expert")
    gaps = next(section for section in sections if section.name == "gaps")
    assert {claim.passage_key for claim in gaps.claims} == {limits.key}


async def test_a_paper_without_a_sentence_is_left_out_and_the_others_stay() -> None:
    empty = Paper(id="1", title="Nothing", abstract="")
    draft, _ = await Extractive().headline([(empty, []), (PAPER, [ABSTRACT]), (empty, [passage("")])])
    assert [item.paper_id for item in draft.items] == [PAPER.id]


async def test_a_long_finding_is_cut_at_a_clause_and_its_quote_is_whole() -> None:
    long = (
        "Experiments show that SparseGPT achieves 1.33x faster inference at 2:4 sparsity on all tested models of the "
        "family, making it easier to serve such models to people in all parts of the world at once."
    )
    draft, _ = await Extractive().headline([(PAPER, [passage(f"{SENTENCES['about']} {long}")])])
    assert draft.items[0].finding.text.endswith("family…")
    assert draft.items[0].finding.quote == long


@pytest.mark.parametrize("level", ["newcomer", "practitioner", "expert"])
async def test_an_explanation_uses_each_sentence_once_in_the_order_of_the_sections(level: str) -> None:
    sections, _ = await Extractive().explain(PAPER, [ABSTRACT], level=level)
    texts = [claim.text for claim in drafts_of(sections)]
    assert len(texts) == len(set(texts))
    assert [one.name for one in sections] == [name for name in DEEP_SECTIONS if name in {one.name for one in sections}]


async def test_it_repairs_nothing() -> None:
    mended, _ = await Extractive().repair([Failed(DraftClaim("a", "b", "c"), "why")] * 2, [ABSTRACT])
    assert mended == (None, None)


WORDS = [
    "We show",
    "however",
    "our method",
    "achieves",
    "3.5%",
    "accuracy",
    "may",
    "which is",
    ",",
    "on BERT",
    "limitation",
]
TEXTS = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=4, max_size=30).map(lambda words: f"We {' '.join(words)}."), max_size=8
)


@given(TEXTS.map(" ".join))
async def test_whatever_it_chooses_stands_in_the_text_and_passes_the_check(text: str) -> None:
    one = passage(text)
    draft, _ = await Extractive().headline([(PAPER, [one])])
    sections, _ = await Extractive().explain(PAPER, [one], level="expert")
    drafts = (
        [item.finding for item in draft.items]
        + drafts_of([s for item in draft.items for s in item.sections])
        + drafts_of(sections)
    )
    checked = await check_all(Extractive(), drafts, {one.key: one})
    assert all(isinstance(claim, Claim) and claim.verbatim for claim in checked.claims)
    assert all(draft.quote in {sentence.text for sentence in sentences(text)} for draft in drafts)


QUESTIONS = [
    ("How much faster is SparseGPT?", SENTENCES["finding"]),
    ("What is the speed at 2:4 sparsity?", SENTENCES["finding"]),
    ("Does it reach 1.33x?", SENTENCES["finding"]),
    ("Where is the code available?", SENTENCES["next"]),
    ("What are the limitations of the method?", SENTENCES["gaps"]),
    ("How much does accuracy improve on WikiText2?", SENTENCES["takeaways"]),
]


@pytest.mark.parametrize(("question", "sentence"), QUESTIONS)
async def test_a_question_is_answered_with_the_sentence_that_answers_it(question: str, sentence: str) -> None:
    answer, _ = await Extractive().answer(Question(text=question), [ABSTRACT])
    assert answer.claims[0].text == sentence
    assert answer.claims[0].passage_key == ABSTRACT.key


@pytest.mark.parametrize("question", ["What is the capital of Peru?", "Who won the world cup in 1998?", "??", "c++"])
async def test_what_the_passages_do_not_say_is_not_answered(question: str) -> None:
    answer, _ = await Extractive().answer(Question(text=question), [ABSTRACT])
    assert answer.claims == ()


async def test_with_an_embedder_a_likely_sentence_is_told_from_an_unlikely_one() -> None:
    writer = Extractive(FakeEmbedder())
    answer, _ = await writer.answer(Question(text="Is SparseGPT faster in inference?"), [ABSTRACT])
    assert answer.claims[0].text == SENTENCES["finding"]
    assert (await writer.answer(Question(text="Who won the cup in 1998?"), [ABSTRACT]))[0].claims == ()


async def test_an_embedder_that_is_down_leaves_the_words() -> None:
    writer = Extractive(FakeEmbedder(error=EmbedderUnavailable("The embedder is down.")))
    answer, _ = await writer.answer(Question(text="How much faster is SparseGPT?"), [ABSTRACT])
    assert answer.claims[0].text == SENTENCES["finding"]


@pytest.mark.parametrize(("question", "near"), [("Is SparseGPT a cat?", True), ("Who won the cup?", False)])
def test_the_nearest_sentence_must_have_something_in_common_with_the_question(question: str, near: bool) -> None:
    assert bool(nearest(question, [ABSTRACT])) == near


async def test_no_passages_no_answer() -> None:
    assert (await Extractive().answer(Question(text="How fast?"), []))[0].claims == ()


async def test_an_unknown_level_is_explained_to_a_practitioner() -> None:
    given_level, _ = await Extractive().explain(PAPER, [ABSTRACT], level="wizard")
    assert given_level == (await Extractive().explain(PAPER, [ABSTRACT], level="practitioner"))[0]
    assert all(isinstance(section, DraftSection) for section in given_level)


async def test_a_question_that_names_something_is_not_answered_from_a_paper_that_does_not() -> None:
    text = "Norm-Q reaches a compression rate of 99% for the weights. Accuracy is 2% higher than before."
    draft, _ = await Extractive().answer(Question(text="Does AgentDebug achieve 99% higher accuracy?"), [passage(text)])
    assert draft.claims == ()


async def test_what_is_to_be_counted_must_be_named() -> None:
    text = "DeepSeek-V3 was trained on 2048 GPUs for two months."
    asked = Question(text="How much electricity did training DeepSeek-V3 consume?")
    draft, _ = await Extractive().answer(asked, [passage(text)])
    assert draft.claims == ()


async def test_a_bare_why_is_not_answered_with_what_was_just_said() -> None:
    question = "How much faster is SparseGPT in inference?"
    first, _ = await Extractive().answer(Question(text=question), [ABSTRACT])
    assert first.claims
    turn = f"{question}\n{' '.join(claim.text for claim in first.claims)}"
    again, _ = await Extractive().answer(Question(text="Why?", history=(turn,)), [ABSTRACT])
    assert not {claim.text for claim in first.claims} & {claim.text for claim in again.claims}


async def chosen(text: str) -> tuple[str, dict[str, list[str]]]:
    draft, _ = await Extractive().headline([(PAPER, [passage(text)])])
    (item,) = draft.items
    return item.finding.quote, {section.name: [claim.quote for claim in section.claims] for section in item.sections}


PRUNING = (
    "In neural network compression, most current methods reduce unnecessary parameters by measuring importance. "
    "To help them, we propose folding as a novel way to reduce weights in a neural network. "
    "We introduce the theory underlying this compression and evaluate our approach experimentally. "
)
SIDE = (
    "Applying folding on models that are already pruned shows very little interference between the two, "
    "demonstrating the option of a successful combination of techniques."
)
MAIN = "Our novel method achieves a lossless compression down to 1/4 of the model size in most of the tested models."


async def test_the_better_result_is_the_finding_though_another_can_be_cut_shorter() -> None:
    finding, sections = await chosen(f"{PRUNING}{MAIN} {SIDE}")
    assert finding == MAIN
    assert SIDE in sections["takeaways"]


async def test_that_there_were_experiments_is_nothing_new_in_the_approach() -> None:
    _, sections = await chosen(f"{PRUNING}{MAIN} {SIDE}")
    assert not any("evaluate our approach experimentally" in said for said in sections.get("new", []))


async def test_what_leads_up_to_the_offer_is_not_the_finding() -> None:
    trouble = "However, we show that speculation is ineffective: it increases verification time by 2-3x."
    gain = "Cascade limits slowdown to 5% and improves throughput by 7-14% over static plans."
    finding, _ = await chosen(
        f"Speculative decoding drafts tokens. {trouble} We present Cascade, a framework that speculates when it pays. "
        f"We implement Cascade in a server. {gain}"
    )
    assert finding == gain


@pytest.mark.parametrize(
    "nothing",
    [
        "We conclude the paper with a discussion of applications to 30 other problems.",
        "Three versions having 2.1x10^5, 2.1x10^6, and 2.1x10^7 particles are available for download.",
        "We validate the efficacy of our approach through experiments on 12 data sets.",
        "We study weight-only post-training quantization of 7B models.",
        "We suggest that the chemistry of the 2 disks warrants further special attention.",
    ],
)
async def test_what_was_looked_at_or_may_be_had_is_no_finding(nothing: str) -> None:
    finding, sections = await chosen(f"{SENTENCES['about']} {SENTENCES['finding']} {nothing}")
    assert finding == SENTENCES["finding"]
    assert nothing not in sections.get("takeaways", [])


async def test_a_study_that_tells_what_it_found_in_the_same_sentence_has_a_finding() -> None:
    told = "We study pruning of 7B models and find that half of the weights can be removed without loss."
    finding, _ = await chosen(f"{SENTENCES['problem']} {told}")
    assert finding == told


async def test_a_finding_that_points_back_after_it_has_begun_comes_after_one_that_does_not() -> None:
    back = "We find that the correlation between these two parameters was shallower in the past."
    alone = "We find that galaxies of low mass doubled their mass in similar times as those of high mass."
    finding, _ = await chosen(f"We present the histories of 10 000 galaxies. {back} {alone}")
    assert finding == alone


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("In future work, we plan to apply our method to other languages.", True),
        ("In the future, we will explore sparse functions that select fewer highlights.", True),
        ("We also plan to annotate our corpus with the usual tools.", True),
        ("The review concludes by outlining open questions and future directions.", False),
        ("They also point to possible improvements that we plan to introduce in the next version.", False),
        ("The two opposing scripts need to be connected via certain subtle mechanisms.", False),
    ],
)
async def test_what_comes_next_names_something_to_try(sentence: str, *, told: bool) -> None:
    draft, _ = await Extractive().headline([(PAPER, [ABSTRACT, passage(sentence, 9, "Conclusion")])])
    said = [one.text for section in draft.items[0].sections if section.name == "next" for one in section.claims]
    assert said == ([sentence] if told else [])


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Our model fails on sentences of more than 40 words.", True),
        ("The results indicate that the multilingual models fail to deliver on their promises.", False),
        ("The other group of attention methods does not work here, so we do not compare with them.", False),
    ],
)
async def test_a_gap_is_of_this_work_not_of_the_work_of_others(sentence: str, *, told: bool) -> None:
    abstract = passage(f"{SENTENCES['about']} {SENTENCES['finding']}")
    draft, _ = await Extractive().headline([(PAPER, [abstract, passage(sentence, 9, "Discussion")])])
    said = [one.text for section in draft.items[0].sections if section.name == "gaps" for one in section.claims]
    assert said == ([sentence] if told else [])
