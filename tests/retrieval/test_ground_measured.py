"""How often the check errs, on abstracts nobody wrote for it: what it lets through, and what it refuses wrongly.

These are the figures that `ground.py` and ARCHITECTURE name. Each trick alters true sentences of real
abstracts; the paraphrases were written by hand, as a careful summariser would.
"""

import gzip
import json
import os
import random
import re
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pytest

from retrieval.answer import Claim, DraftClaim
from retrieval.ground import check
from retrieval.paper import Passage
from retrieval.text.clauses import clause
from retrieval.text.sentences import sentences
from retrieval.text.words import stems

Pairs = Iterator[tuple[str, str]]
_NUMBER = re.compile(r"(?<![\w.,^{-])\d+(?:\.\d+)?(?![\w,]|\.\d|-)")

PARAPHRASES = {
    "2507.08704": "KGA fuses knowledge about as well as others on five benchmarks.",
    "2601.16906": "The authors learn a reward model that directly maximizes TAC.",
    "2505.15825": "CNN and LOMO features are combined with High-Dimensional Feature Fusion (HDFF).",
    "2604.10547": "The benchmark records every submission and code revision and produces automated run reports.",
    "2506.00634": "Some rental listings claim to be near desirable neighborhoods that are actually distant.",
    "2601.04273": "The authors pick Hybrid MKNF because it unites rules and ontologies.",
    "2607.17575": "ARBITER beats earlier guardrails on three safety benchmarks, above all out of domain.",
    "2505.07500": "PEAP-LLM lets the agent talk to the path planner while it moves.",
    "2509.24329": "They build the first multi-view dataset of silkie chickens on real farms.",
    "2504.13172": "SemCORE handles both text-to-image and image-to-text retrieval in one generative framework.",
    "2505.21786": "VeriTrail does better than the baselines on both datasets.",
    "2602.05839": "Near this dimension a minimal infrared action governs the critical behavior of the RFIM.",
    "2602.01605": "Specific heads cause TSFMs to parrot motifs and to favor seasonality.",
    "2505.14729": "Country211 is used to probe vision language models with open-ended and multiple-choice questions.",
    "2510.19871": "Generation is recast from passive denoising into active refining.",
    "2505.23885": "A 32B model trained with OWL reaches 52.73% accuracy, comparable to GPT-4o on hard tasks.",
    "2602.03482": "Circuit cutting splits a quantum circuit into pieces small enough for smaller hardware.",
    "2505.08266": "GVN gains from vision on seven link prediction datasets, large graphs included.",
    "2604.26857": "They test on BDD100K with INT8 quantization after training.",
    "2506.13457": "Recent trackers are compared on several benchmarks to see how well they generalize.",
    "2510.08003": "The model is tuned to emit this structured output before it encodes what to retrieve.",
    "2505.10737": "The study tests how well BirdDetector counts Salvin's albatrosses breeding on the Bounty Islands.",
    "2607.10331": "Transparency also depends on the people in the system, not just on technical features.",
    "2607.20481": "CARGO outperforms other training-free baselines and in some settings even learned routers.",
    "2601.17767": "It reaches 82.30 percent accuracy on one Kaggle dataset and 97.10 percent on the other.",
    "2505.00977": "High-probability candidate words are chosen more often and unlikely ones less often.",
    "2510.05610": "Fewer training tokens per iteration cut the cost of computation.",
    "2504.20518": "The code is on GitHub.",
    "2604.21400": "YOGO turns stochastic growth into a deterministic process that keeps to a budget.",
    "2506.17694": "A single shared backbone serves both audio and visual input for speaker verification.",
    "2511.14649": "RepAir is tested on ATM'22 and AeroPath, which holds scans with severe airway disease.",
    "2602.02045": "Performance can degrade if the assumed likelihood does not match the true process.",
    "2507.00447": "The authors will open-source the code.",
    "2604.13540": "UniRect-CoT plugs into existing UMMs and improves generation quality on complex tasks.",
    "2506.10461": "Sharing edge nodes raises worries about security and slower performance from contention.",
    "2607.03014": "Paraphrasing code changes its syntax and structure but keeps what it does.",
    "2604.23781": "Agents get worse after the environment changes for the first time.",
    "2508.15476": "LGMSNet surpasses the state of the art on six public datasets.",
    "2506.05070": "A quantitative reward such as BLEU is added to stabilize training.",
    "2607.15418": "Multimodal models still fall well short of experts, most of all at deeper reasoning.",
    "2607.03236": "TACG typically keeps or improves accuracy with fewer denoising steps.",
    "2508.20757": "Human and LLM judges both confirmed its strong performance.",
    "2601.07316": "BEAT-Net matches CNN accuracy on three benchmarks and is more robust.",
    "2506.02853": "Modeling long-range dependencies poses two main challenges.",
    "2604.17257": "REZE outperforms standard pre-finetuning in most settings and stays stable where others collapse.",
    "2505.11475": "Reward models trained on it score 82.4% on RM-Bench and 73.7% on JudgeBench.",
    "2604.26251": "The model weights are optimized with an asymmetric loss.",
    "2505.08552": "Code and checkpoints will be released once the paper is accepted.",
    "2509.15990": "On 239 patients the model achieves an AUC over 90%.",
    "2603.12388": "The encoder has 944,423 parameters and takes 4.76 MB in ONNX.",
    "2604.08526": "No dataset gives precise garment and body sizes, above all for clothes that do not fit.",
    "2602.04290": "The Guided Verifier framework addresses these limitations.",
    "2512.02100": "The critical measurement rate is exponentially small in the disorder strength.",
    "2602.18094": "No valid benchmark yet tests VLMs comprehensively on OOD data.",
}


@pytest.fixture(scope="module")
def abstracts() -> dict[str, Passage]:
    """Ten thousand abstracts that lie beside the project, in CI always."""
    file = Path(__file__).parents[2].parent / "shared" / "data" / "arxiv_10k.jsonl.gz"
    if not file.is_file():
        if os.environ.get("CI"):
            pytest.fail("the arXiv abstracts are missing beside the project")
        pytest.skip("the arXiv abstracts do not lie beside the project")
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = map(json.loads, lines)
        return {
            row["id"]: Passage(paper_id=row["id"], version=1, ordinal=0, title=row["title"], text=row["abstract"])
            for row in rows
        }


def stands(passage: Passage, text: str, quote: str) -> bool:
    return isinstance(check(DraftClaim(text, passage.key, quote), {passage.key: passage}), Claim)


def statements(passage: Passage) -> list[str]:
    return [one.text for one in sentences(passage.text) if len(one.text) > 40]


def sample(abstracts: dict[str, Passage], count: int) -> list[Passage]:
    return random.Random(3).sample(list(abstracts.values()), count)


def changed_digit(said: list[str], chance: random.Random) -> Pairs:
    for one in said:
        if places := list(re.finditer(r"\d", one)):
            place = chance.choice(places)
            digit = chance.choice([d for d in "123456789" if d != place[0]])
            yield one[: place.start()] + digit + one[place.end() :], one


def moved_number(said: list[str], chance: random.Random) -> Pairs:
    numbers = [number for one in said for number in _NUMBER.findall(one)]
    for one in said:
        away = [number for number in numbers if number not in re.findall(r"\d+(?:\.\d+)?", one)]
        if away and _NUMBER.search(one):
            yield _NUMBER.sub(chance.choice(away), one, count=1), one


def swapped_numbers(said: list[str], _: random.Random) -> Pairs:
    for one in said:
        found = list(_NUMBER.finditer(one))
        if len(found) > 1 and found[0][0] != found[1][0]:
            a, b = found[:2]
            yield one[: a.start()] + b[0] + one[a.end() : b.start()] + a[0] + one[b.end() :], one


def irrelevant_quote(said: list[str], chance: random.Random) -> Pairs:
    if len(said) > 1:
        text, quote = chance.sample(said, 2)
        yield text, quote


def replaced(*pairs: tuple[str, str]) -> Callable[[list[str], random.Random], Pairs]:
    def trick(said: list[str], _: random.Random) -> Pairs:
        for one in said:
            for before, after in pairs:
                altered = re.sub(before, after, one, count=1)
                if altered != one:
                    yield altered, one
                    break

    return trick


TRICKS = {
    "changed digit": (changed_digit, 0.005),
    "moved number": (moved_number, 0.005),
    "swapped numbers": (swapped_numbers, 0.01),
    "irrelevant quote": (irrelevant_quote, 0.02),
    "lost negation": (replaced((r" not ", " ")), 0.06),
    "lost hedge": (replaced((r" (?:may|might|could) ", " will ")), 0.01),
    "lost bound": (replaced((r"up to (?=\$?\d)", "")), 0.01),
    "wrong direction": (
        replaced(
            (" improves ", " degrades "),
            (" higher ", " lower "),
            (" reduces ", " increases "),
            (" outperforms ", " underperforms "),
        ),
        0.01,
    ),
    "strange name": (replaced((r"(?<=\s)[A-Z][a-z]*[A-Z]\w+", "ZetaNet")), 0.005),
    "wrong unit": (replaced((r"(?<=\d)\\?%", "x")), 0.005),
}


@pytest.mark.parametrize("name", TRICKS)
def test_a_trick_slips_through_at_most_this_often(name: str, abstracts: dict[str, Passage]) -> None:
    trick, most = TRICKS[name]
    chance = random.Random(5)
    pairs = ((passage, pair) for passage in sample(abstracts, 900) for pair in trick(statements(passage), chance))
    tried = [stands(passage, *pair) for passage, pair in islice(pairs, 200)]
    assert len(tried) > 40
    assert sum(tried) <= most * len(tried), f"{sum(tried)} of {len(tried)}"


def test_verbatim_sentences_and_clauses_are_never_refused(abstracts: dict[str, Passage]) -> None:
    for passage in sample(abstracts, 60):
        for one in statements(passage):
            assert stands(passage, one, one)
            assert stands(passage, clause(one), one)


def test_honest_paraphrases_are_seldom_refused(abstracts: dict[str, Passage]) -> None:
    refused = []
    for paper_id, text in PARAPHRASES.items():
        passage, wanted = abstracts[paper_id], set(stems(text))
        quote = max(statements(passage), key=lambda one: len(wanted & set(stems(one))))
        if not stands(passage, text, quote):
            refused.append(text)
    assert len(refused) <= 5, refused
