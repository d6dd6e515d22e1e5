"""A channel's edition in its language: checked in English, shown translated, and within every limit."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import prompts
from retrieval.answer import Claim, DraftClaim, DraftLine, DraftPart, Quote, Section
from retrieval.check import check_all
from retrieval.collect import index_pending
from retrieval.paper import Passage
from retrieval.text.languages import ENGLISH
from schedules.compose import Order, compose
from schedules.document import Actions, Document, text_of
from schedules.edition import Edition
from schedules.forms import ROUND_UPS, form_named
from schedules.forms.headline import budget, headline
from schedules.forms.short import short_of
from schedules.jobs import tick
from schedules.making import order
from schedules.memory import in_english
from schedules.remembered import Changed, Memory, Prediction, Rising, Score, Thread
from schedules.roundup import rolled_up
from schedules.showing import shown
from schedules.talk import sayable
from schedules.tell import in_form
from schedules.told import NOTHING_TOLD, Told
from schedules.window import whole_day
from schedules.words import catalogues
from tests.fakes.editions import edition, item, paper
from tests.fakes.forms import everything
from tests.fakes.press import FakePress, at, fake_library, news, subscription
from tests.fakes.source import FakeSource
from tests.fakes.writer import FakeWriter

DAY = date(2026, 3, 6)
KEY = "2603.00001v1#0"
QUOTE = "Sparse attention is 1.33x faster than dense attention."
GERMAN = "Mit dünn besetzter Attention ist das Modell 1.33x schneller als mit dichter."
STRAYED = "Mit dünn besetzter Attention ist das Modell 9x schneller als mit dichter."
ORIGINAL = "With sparse attention, it is 1.33x faster than dense attention."
SAID = DraftClaim(GERMAN, KEY, QUOTE, ORIGINAL)
TRANSLATED = Claim(GERMAN, (Quote(KEY, QUOTE),), original=ORIGINAL)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=400)
FRAME = re.compile(
    r"\b(?:Papers of|Read|Skim|Track|For you|announced|kept|covers|selected|verbatim|written|skip|What (?:it|is|to|we)"
    r"|The problem|Key takeaways|Gaps in|Why it|Nothing|None named|more in the|with an edition|Of the papers|The best"
    r"|liked here|Threads that|since|Predictions|Horizon|Made on|The ledger|Rising|changed|of these|checked in|and)\b"
)
"""Words of the English frame."""

every_language = pytest.mark.parametrize("language", catalogues())


async def composed(writer: FakeWriter, language: str = "de") -> Edition:
    library = fake_library(writer)
    await library.store.add([news(1)], captured=at(6))
    await index_pending(library.store, library.embedder, library.index)
    profile = subscription().profile
    window = whole_day(DAY, ZoneInfo("UTC"))
    wanted = Order(key="s/x", day=DAY, window=window, profile=profile, owner="x", language=language)
    return await compose(library, wanted, [news(1)])


def test_an_order_is_in_the_channels_language_where_that_can_be_checked() -> None:
    window = whole_day(DAY, ZoneInfo("UTC"))
    languages = [order(subscription(language=one), DAY, window).language for one in ("de", "it", "ar", "en")]
    assert languages == ["de", "it", ENGLISH, ENGLISH]


async def test_a_model_is_asked_for_the_channels_language_and_the_thread_shows_what_was_checked() -> None:
    writer = FakeWriter(findings=SAID)
    edition = await composed(writer)
    assert (writer.languages, edition.language) == (["de"], "de")
    assert edition.items[0].finding == TRANSLATED
    document = headline(edition)
    assert f"1. Lesen: {GERMAN} " in text_of(document.blocks)
    assert f"Lesen: {GERMAN} “{QUOTE}” (auf Englisch geprüft: {ORIGINAL})" in everything(document)


async def test_the_hour_brings_a_german_post_to_a_german_channel_and_a_later_change_alters_no_edition() -> None:
    press = FakePress(source=FakeSource(papers=(news(1),)))
    await press.subscriptions.put(subscription(language="de"))
    await tick(press.press(), at(6, 9))
    [post, entry] = [text for *_, text in press.postbox.posted]
    assert "Paper vom 6. März 2026" in post
    assert "Lesen: “Sparse attention is 1.33x faster" in entry
    await press.subscriptions.put(replace(press.subscriptions.kept["s"], language="en"))
    kept = press.editions.kept["s/2026-03-06"][1]
    assert "Paper vom" in text_of((await shown(press.press(), kept, "headline"))[0].blocks)


async def test_an_english_channel_asks_for_no_language() -> None:
    writer = FakeWriter()
    assert (await composed(writer, ENGLISH)).language == ENGLISH
    assert writer.languages == [""]


async def test_a_translation_that_strays_is_shown_as_the_english_it_strays_from() -> None:
    edition = await composed(FakeWriter(findings=replace(SAID, text=STRAYED)))
    assert edition.items[0].finding.text == ORIGINAL
    assert edition.items[0].finding.original == ""
    assert "9x" not in everything(headline(edition))


async def test_a_statement_that_is_false_in_english_is_shown_in_no_language() -> None:
    lie = replace(SAID, text=STRAYED, original="Sparse attention is 9x faster than dense attention.")
    passage = Passage(paper_id="2603.00001", version=1, ordinal=0, title="Sparse attention", text=QUOTE)
    checked = await check_all(FakeWriter(), [lie, replace(SAID, text=STRAYED)], {KEY: passage})
    assert [claim and claim.text for claim in checked.claims] == [None, ORIGINAL]
    assert checked.dropped == 1


@dataclass
class FakeTellings:
    held: dict[tuple[str, str], Told] = field(default_factory=dict)

    async def get(self, edition: str, form: str) -> Told | None:
        return self.held.get((edition, form))

    async def written(self, edition: str) -> Mapping[str, Told]:
        return {form: told for (key, form), told in self.held.items() if key == edition}

    async def put(self, edition: str, form: str, told: Told) -> Told:
        return self.held.setdefault((edition, form), told)


async def test_a_form_is_told_in_the_editions_language_without_doubling_its_quotes() -> None:
    known = paper("2603.00001", "Sparse attention", abstract=QUOTE)
    of = edition(item(1, QUOTE, paper=known), language="de")
    writer = FakeWriter(told=(DraftPart("deep", (DraftLine(GERMAN, KEY, QUOTE, original=ORIGINAL),), known.id),))
    library = fake_library(writer)
    await library.store.add([known], captured=at(6))
    document, _ = await in_form(library, FakeTellings(), of, form_named("briefing"))
    assert writer.languages == ["de"]
    assert f"{GERMAN} “{QUOTE}”" in everything(document)
    assert "checked in English" not in everything(document)


@pytest.mark.parametrize("name", ["headline", "line", "briefing", "show", "roundup"])
def test_prompts_speak_of_another_language_only_where_one_is_wanted(name: str) -> None:
    system = prompts.load(name).system
    assert "`original`" in system
    assert re.search(r"\{% if language %\}.*“\{\{ language \}\}” \(ISO 639-1\).*\{% endif %\}", system, re.DOTALL)


@pytest.mark.parametrize(
    ("text", "original", "said"),
    [
        ("Ich frage mich, warum.", "I wonder why.", "Ich frage mich, warum."),
        ("Ich frage mich, warum es 9x ist.", "I wonder why.", "I wonder why."),
        ("Ich frage mich, warum es doppelt so gut ist.", "I wonder why.", "I wonder why."),
        ("Ich frage nicht, warum.", "I wonder why.", "I wonder why."),
        ("Ich frage mich, warum das so ist.", "It is 9x faster.", ""),
        ("I wonder why.", "", "I wonder why."),
    ],
)
def test_of_talk_in_another_language_its_english_decides(text: str, original: str, said: str) -> None:
    assert sayable(DraftLine(text, original=original), known=()) == said


def test_memory_and_cuts_take_a_translation_for_what_it_is() -> None:
    assert in_english(TRANSLATED) == ORIGINAL
    long = replace(TRANSLATED, text=GERMAN.removesuffix(".") + ", und zwar ohne Verlust" * 12 + ".")
    assert short_of(replace(item(1), finding=long, sections=())) == item(1).paper.title


@every_language
@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=10), st.lists(WORDS.filter(len), max_size=2))
def test_a_post_keeps_its_budget_in_every_language(
    language: str, texts: list[tuple[str, str, str]], missing: list[str]
) -> None:
    items = [
        item(n, finding, paper=paper(f"2506.{n:05}", title), because=f"it is about {because[:70]}")
        for n, (finding, title, because) in enumerate(texts, start=1)
    ]
    told = tuple(sentence[:150] for sentence in missing)
    document = headline(edition(*items, missing=told, language=language))
    assert len(text_of(document.blocks)) <= budget(len(items))
    assert [entry.about for entry in document.thread] == [one.paper.id for one in items]


@every_language
def test_five_items_of_a_usual_length_all_stand_in_the_post(language: str) -> None:
    found = (
        "We find that pruning 2:4 in the middle layers alone keeps 98.7% of the accuracy while it halves the memory."
    )
    because = (
        "it speaks of “layer pruning”, part of your topic Compression of networks, and like “Pruning Without Tears”"
    )
    items = [item(n, found, because=f"{because}, which was liked here") for n in range(1, 6)]
    text = text_of(headline(edition(*items, language=language)).blocks)
    assert re.findall(r"^(\d)\. ", text, re.MULTILINE) == list("12345")
    assert text.count("98.7%") == 5


def no_english(document: Document) -> None:
    """Nothing of the English frame, in words or on buttons; quotes aside, which are the papers'."""
    blocks = (*document.blocks, *(block for entry in document.thread for block in entry.blocks))
    labels = [button.label for block in blocks if isinstance(block, Actions) for button in block.buttons]
    said = re.sub(r"“[^”]*”", "", "\n".join((document.summary, everything(document), *labels)))
    assert not (found := FRAME.findall(said)), (found, said)


@every_language
def test_nothing_of_a_post_its_thread_or_a_quiet_day_is_left_in_english(language: str) -> None:
    one = item(1, "SparseUp: 1.33x.", before=("2 Mar, “Attention With Holes” (2506.00001): Gloss.",))
    claim = Claim("SparseUp: 1.33x.", (), verbatim=True)
    names = ("about", "problem", "new", "takeaways", "matters", "next")
    whole = replace(one, sections=tuple(Section(name, (claim,)) for name in names), because="it is new")
    no_english(headline(edition(whole, language=language, retold=False)))
    quiet = "Nothing new: arXiv announces no papers at the weekend."
    no_english(headline(edition(quiet=quiet, line="", skip="", language=language)))


@every_language
def test_nothing_of_a_round_up_is_left_in_english(language: str) -> None:
    thread = Thread("SparseUp", ((date(2026, 3, 2), "2506.00001", "T"), (DAY, "2506.07751", "T")))
    bet = Prediction(
        id="1",
        claim="At least 3 more papers on SparseUp will be kept here by 20 March 2026; the last 14 days brought 4.",
        made=DAY,
        horizon=14,
        criterion="False if fewer than 3 papers kept here after 6 March and by 20 March speak of “SparseUp”.",
    )
    memory = Memory(
        threads=(thread,),
        made=(bet,),
        due=(replace(bet, id="2", state="hit", evidence=((DAY, "2506.07751", ""),)),),
        rising=(Rising("A. Sun", ((DAY, "2506.07751"), (DAY, "2506.07752"))),),
        changed=(Changed("2506.00001", "T", DAY, "There is a new version, v2.", 2),),
        score=Score(hit=1),
    )
    found = edition(replace(item(1, "SparseUp: 1.33x."), sections=()), memory=memory, language=language)
    before = edition(key="s/2026-03-03", day=date(2026, 3, 3), quiet="-", language=language)
    for period in ROUND_UPS:
        document = period.render(rolled_up([before, found], days=period.days), NOTHING_TOLD)
        assert len(document.thread) == 4
        no_english(document)
