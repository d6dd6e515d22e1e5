"""What grows out of answers and posts: sharing, going on, comparing, papers in a message, checking again."""

from dataclasses import replace

import pytest

from bot.commands.ask import ASK
from bot.commands.compare import COMPARE
from bot.commands.explain import EXPLAIN
from bot.commands.here import HERE, MOST
from bot.commands.keep import KEEP, QUIET, keep_offer
from bot.commands.share import SHARE
from bot.commands.similar import SIMILAR
from bot.commands.wrong import LIMITS, WRONG, claims_of
from bot.platforms.platform import Person, Place
from retrieval.answer import Claim, Quote, Section, Usage
from retrieval.errors import BadInput
from retrieval.fulltext.outcome import Outcome, Reading
from retrieval.fulltext.text import Reference
from retrieval.paper import Paper
from retrieval.profile import Profile
from schedules.document import Document, Quoted, text_of
from schedules.subscriptions import Subscription
from tests.fakes.desk import ADA, CHANNEL, DIRECT, NOW, THREAD, FakeDesk, Publisher, desk_with
from tests.fakes.editions import edition, item, paper
from tests.fakes.using import buttons, call, use
from tests.fakes.writer import FakeWriter

EAT = paper(
    "2603.00001",
    "EAT: Entropy After Think",
    abstract="On MATH500, EAT cuts token usage by 13 to 21% with no harm to accuracy. However, it needs the logits.",
)
SAE = paper("2603.00002", "Sparse Autoencoders Made Cheap", abstract="Sparse autoencoders train on 8 GPUs in a day.")
BOB = Person("bob", "Bob")
ELSEWHERE = Place("fake", "another server", "papers")
OTHER_THREAD = replace(THREAD, thread="somebody else's")


def claim(text: str, key: str = "2603.00001v1#0") -> Claim:
    return Claim(text, (Quote(key, text),), verbatim=True)


CUTS = claim("On MATH500, EAT cuts token usage by 13 to 21% with no harm to accuracy.")
NEEDS = claim("However, it needs the logits.")
TODAY = edition(item(1, paper=EAT, sections=(Section("takeaways", (CUTS,)), Section("gaps", (NEEDS,)))))


def behind(**other: object) -> FakeDesk:
    desk = desk_with(EAT, SAE, list_shown=(EAT, SAE), **({"editions": [TODAY]} | other))
    desk.threads.editions = {"t": TODAY}
    return desk


async def said(*args: object, **options: object) -> str:
    return text_of((await use(*args, **options)).blocks)  # type: ignore[arg-type]  # the arguments of `use`


async def ask(desk: FakeDesk, where: Place = CHANNEL, question: str = "How much does EAT cut token usage?") -> Document:
    return await use(ASK, desk, where=where, question=question)


def labels(document: Document) -> list[str]:
    return [button.label for button in buttons(document)]


async def test_a_private_answer_can_be_shared_with_its_question_and_by_whom() -> None:
    desk = behind()
    [share] = buttons(await ask(desk))

    document = await use(SHARE, desk, answer=share.value)
    lines = text_of(document.blocks).splitlines()
    assert lines[:2] == ["Ada asked: How much does EAT cut token usage?", CUTS.text]
    assert lines[-1] == "Shared by Ada"
    assert labels(document) == []
    assert SHARE.private is False


async def test_what_was_shared_is_not_posted_twice() -> None:
    desk = behind()
    [share] = buttons(await ask(desk))
    await use(SHARE, desk, answer=share.value)

    with pytest.raises(BadInput, match="You shared that already"):
        await use(SHARE, desk, answer=share.value)


@pytest.mark.parametrize(("who", "where"), [(BOB, CHANNEL), (ADA, ELSEWHERE)])
async def test_nobody_shares_what_another_was_told_or_what_was_said_elsewhere(who: Person, where: Place) -> None:
    desk = behind()
    [share] = buttons(await ask(desk))

    with pytest.raises(BadInput, match="no longer keep"):
        await use(SHARE, desk, who=who, where=where, answer=share.value)


@pytest.mark.parametrize("where", [THREAD, DIRECT])
async def test_what_is_open_or_between_two_has_nothing_to_share(where: Place) -> None:
    desk = behind()

    assert "Share" not in labels(await ask(desk, where))
    assert desk.notes.held == {}


async def test_a_refusal_is_not_worth_sharing() -> None:
    assert labels(await ask(behind(), question="Who won the chess championship?")) == []


async def test_an_answer_in_the_thread_of_a_post_offers_to_go_on_there_until_somebody_took_it() -> None:
    desk = behind()

    assert labels(await ask(desk, THREAD)) == ["Keep answering here"]
    text = await said(KEEP, desk, where=THREAD)
    assert text.startswith("From now on")
    assert "/quiet" in text
    assert labels(await ask(desk, THREAD)) == []
    assert (await said(KEEP, desk, where=THREAD)).startswith("I answer everything asked in this thread already")


@pytest.mark.parametrize("where", [CHANNEL, DIRECT, OTHER_THREAD])
async def test_elsewhere_nothing_is_offered(where: Place) -> None:
    assert await keep_offer(behind().desk(), where) == ()


@pytest.mark.parametrize("where", [CHANNEL, OTHER_THREAD])
async def test_it_never_goes_on_in_other_peoples_threads(where: Place) -> None:
    desk = behind()

    with pytest.raises(BadInput, match="only in threads under my own posts"):
        await use(KEEP, desk, where=where)
    assert desk.threads.opened == set()


async def test_quiet_ends_it_and_says_how_it_is_where_there_is_nothing_to_end() -> None:
    desk = behind()
    await use(KEEP, desk, where=THREAD)

    assert await said(QUIET, desk, where=THREAD) == "In this thread I now answer only when I am mentioned."
    assert (await said(QUIET, desk, where=THREAD)).endswith("as before.")
    with pytest.raises(BadInput, match="in the thread that is meant"):
        await use(QUIET, desk, where=CHANNEL)


async def test_quiet_names_who_turned_answering_on_for_all_threads() -> None:
    desk = behind()
    here = Subscription(
        id="fake:papers", platform="fake", channel="papers", server=CHANNEL.server, profile=Profile(), answering=True
    )
    await desk.subscriptions.put(here)

    assert "Whoever manages this channel turned answering on" in await said(QUIET, desk, where=THREAD)


async def test_two_papers_stand_side_by_side_section_by_section_with_their_quotes() -> None:
    document = await use(COMPARE, behind(), a=EAT.id, b=SAE.id)

    text = text_of(document.blocks)
    titles = ("In common", "The problem", "The idea", "Key takeaways", "Honest limits")
    assert sorted(titles, key=text.index) == list(titles)
    assert text.count("EAT: ") - EAT.title.count("EAT: ") == text.count("Sparse Autoencoders Made Cheap: ") == 4
    assert "References: unknown, I do not have both bibliographies" in text
    quotes = [block for block in document.blocks if isinstance(block, Quoted)]
    assert {"".join(span.text for span in quote.source) for quote in quotes} == {
        "2603.00001v1, Abstract",
        "2603.00002v1, Abstract",
    }
    assert all(quote.text in f"{EAT.abstract} {SAE.abstract}" for quote in quotes)
    assert text.endswith("selected by program, sentences verbatim")
    assert labels(document) == ["Explain 2603.00001", "Explain 2603.00002"]


@pytest.mark.parametrize(
    "given",
    ["2603.00001 2603.00002", "1 2", "1 and 2", "1, 2", "#1 vs #2", "entropy after think with sparse autoencoders"],
)
async def test_two_papers_are_told_apart_where_words_come_without_names(given: str) -> None:
    assert (await use(COMPARE, behind(), a=given)).summary == "EAT and Sparse Autoencoders Made Cheap side by side"


@pytest.mark.parametrize("given", ["1", "1, 2, 3", "2603.00001", " and 2"])
async def test_what_does_not_name_two_papers_is_refused(given: str) -> None:
    with pytest.raises(BadInput, match="Name two papers"):
        await use(COMPARE, behind(), a=given)


async def test_a_paper_is_not_compared_with_itself() -> None:
    with pytest.raises(BadInput, match="same paper twice"):
        await use(COMPARE, behind(), a="1", b=EAT.id)


async def test_a_comparison_costs_two_explanations_and_both_are_written_down() -> None:
    desk = behind(other={"writer": FakeWriter(takes=Usage(50, 5, 0.1))})
    await use(COMPARE, desk, a="1", b="2")

    assert [(one.what, one.usage.tokens_in) for one in desk.ledger.entries] == [("explanation", 50)] * 2


async def test_two_ids_of_any_kind_with_a_space_between_them_are_two_papers() -> None:
    own = replace(SAE, id="file:qasper-004")
    desk = desk_with(EAT, own)

    for given in (f"{EAT.id} {own.id}", f"{own.id} {EAT.id}", f"{own.id} and {EAT.id}"):
        told = await use(COMPARE, desk, a=given)
        text = text_of(told.blocks)
        assert EAT.title in text
        assert own.title in text


async def test_the_form_of_a_comparison_asks_for_both_papers() -> None:
    assert COMPARE.form is not None
    asked = await COMPARE.form(call(behind()))

    assert [(field.name, field.required) for field in asked.fields] == [("a", True), ("b", True)]
    assert all(len(field.label) <= 45 and len(field.hint) <= 100 for field in asked.fields)


async def test_one_paper_in_a_message_is_explained() -> None:
    text = await said(HERE, behind(), text=f"look: https://arxiv.org/pdf/{EAT.id}v1.pdf, and https://example.org")

    assert "EAT: Entropy After Think" in text
    assert "For a practitioner" in text


async def test_several_papers_in_a_message_are_listed_with_a_button_each_those_not_stored_fetched_at_once() -> None:
    new = paper("2603.00009", "New Here")
    desk = behind(publisher=Publisher((new,)))

    document = await use(HERE, desk, text=f"{new.id} {EAT.id} arxiv.org/abs/{SAE.id} {EAT.id}v1 2603.77777")
    assert [(button.label, button.action, button.value) for button in buttons(document)] == [
        ("Explain 1", "explain", new.id),
        ("Explain 2", "explain", EAT.id),
        ("Explain 3", "explain", SAE.id),
    ]
    assert "Not found: 2603.77777." in text_of(document.blocks)
    assert desk.list_shown == (new, EAT, SAE)
    assert [ref.id for ref in desk.publisher.asked] == [new.id, "2603.77777"]


async def test_a_publisher_that_is_down_costs_only_what_is_not_stored() -> None:
    text = await said(HERE, behind(publisher=Publisher(down=True)), text=f"{EAT.id} {SAE.id} 2603.00009")

    assert "1. EAT" in text
    assert "arXiv does not answer; try again later. Not found: 2603.00009." in text


async def test_a_message_with_very_many_papers_shows_the_first_ten() -> None:
    many = [paper(f"2603.{n:05}", f"Paper {n}") for n in range(1, MOST + 4)]

    document = await use(HERE, desk_with(*many), text=" ".join(one.id for one in many))
    assert len(buttons(document)) == MOST
    assert "The first 10 of the papers it names." in text_of(document.blocks)


async def test_a_message_without_papers_gets_one_sentence() -> None:
    assert await said(HERE, behind(), text="hello 1234.5678901") == "I see no arXiv id or link in that message."


async def test_a_sentence_that_stands_is_shown_with_its_words_in_the_paper_and_what_code_cannot_tell() -> None:
    document = await use(WRONG, behind(), paper=EAT.id, claim="token usage is cut by 5 to 9%, I think")

    text = text_of(document.blocks)
    assert text.startswith(f"We said: “{CUTS.text}”")
    quote = next(block for block in document.blocks if isinstance(block, Quoted))
    assert (quote.text, "".join(span.text for span in quote.source)) == (
        CUTS.text,
        "EAT: Entropy After Think, 2603.00001v1, Abstract",
    )
    assert "Its 2 other sentences were checked as well: 1 stands." in text
    assert "Does not stand: “SparseUp is 1.33x faster.”" in text
    assert text.endswith(LIMITS)
    assert document.summary == "1 of 3 sentences on “EAT: Entropy After Think” do not stand"


async def test_a_sentence_that_does_not_stand_will_be_corrected_and_the_paper_speaks_for_itself() -> None:
    text = await said(WRONG, behind(), paper=EAT.id, claim="SparseUp 1.33x faster is invented, token usage is cut")
    assert "We said: “SparseUp is 1.33x faster.”" in text
    assert "That does not stand in the paper's text as it is stored now." in text
    assert "The post says so now." in text
    assert "Nearest to your words, the paper says:" in text
    assert CUTS.text in text


async def test_a_quote_of_a_text_that_was_replaced_since_is_sought_in_the_new_one() -> None:
    later = replace(EAT, version=2, abstract=CUTS.text + " We added a section.")
    desk = behind()
    desk.shelf = desk_with(later).shelf

    text = await said(WRONG, desk, paper=EAT.id, claim="token usage")
    assert "2603.00001v2, Abstract" in text
    assert "Does not stand: “However, it needs the logits.”" in text


async def test_what_was_never_posted_here_cannot_be_checked() -> None:
    with pytest.raises(BadInput, match="no post here that speaks of “Sparse Autoencoders"):
        await use(WRONG, behind(), paper=SAE.id, claim="all of it")


async def test_an_item_without_a_single_word_shared_is_checked_from_its_finding_on() -> None:
    text = await said(WRONG, behind(), paper=EAT.id, claim="???")

    assert text.startswith("No sentence of ours on this paper has these words.")
    assert "the first of them:\nWe said: “SparseUp is 1.33x faster.”" in text


def test_the_claims_of_an_item_are_counted_once_each() -> None:
    twice = item(1, paper=EAT, finding=CUTS.text, sections=(Section("new", (CUTS, NEEDS)), Section("gaps", (NEEDS,))))

    assert [one.text for one in claims_of(twice)] == [CUTS.text, NEEDS.text]


async def test_what_two_papers_share_is_counted_from_what_is_stored() -> None:
    twin = replace(SAE, id="2603.00003", authors=("Ada Sun",), categories=("cs.LG", "cs.CL"))
    other = replace(twin, id="2603.00004", title="Autoencoders on 8 GPUs", categories=("cs.CL",))
    text = text_of((await use(COMPARE, behind_both(twin, other), a=twin.id, b=other.id)).blocks)
    assert "Authors: Ada Sun" in text
    assert "Categories: cs.CL" in text
    assert "References: “Attention is all you need”" in text
    assert "2603.00003 cites 2603.00004" in text


def behind_both(one: Paper, other: Paper) -> FakeDesk:
    desk = desk_with(one, other)
    shared = Reference("[1]", "A. Vaswani and N. Shazeer. Attention is all you need. In NeurIPS, 2017.")
    cites = Reference("[2]", f"A. Sun. Something else altogether. arXiv:{other.id}, 2026.")
    for paper_, references in ((one, (shared, cites)), (other, (shared,))):
        read = Reading(outcome=Outcome.READ, tried=NOW, references=references)
        desk.shelf.readings[paper_.id, paper_.owner, paper_.version or 1] = read
    return desk


async def test_similar_papers_come_with_what_they_share_in_the_programs_words() -> None:
    near = replace(EAT, id="2603.00005", title="Entropy After Think, again")
    document = await use(SIMILAR, desk_with(EAT, near), paper=EAT.id)
    assert "Both speak of" in text_of(document.blocks)
    assert not [block for block in document.blocks if isinstance(block, Quoted)]


async def test_an_explanation_alone_is_whole_and_in_the_open_its_chapters_are_in_the_thread() -> None:
    alone = await use(EXPLAIN, behind(), paper=EAT.id)
    assert alone.thread == ()
    assert "A sceptic's checklist" in text_of(alone.blocks)
    opened = await use(EXPLAIN, behind(), where=THREAD, paper=EAT.id)
    assert "A sceptic's checklist" not in text_of(opened.blocks)
    assert "A sceptic's checklist" in "\n".join(text_of(entry.blocks) for entry in opened.thread)


async def test_a_paper_is_explained_in_the_channels_language_where_that_can_be_checked() -> None:
    writer = FakeWriter()
    desk = behind(other={"writer": writer})
    here = Subscription(
        id="fake:papers", platform="fake", channel="papers", server=CHANNEL.server, profile=Profile(), language="de"
    )
    await desk.subscriptions.put(here)
    await use(EXPLAIN, desk, paper=EAT.id, level="expert")
    assert writer.explained == [(EAT.id, "expert", "de")]
