"""What a card says beside the paper: each with its source and day, nothing that nobody said."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.beside import lines_of
from bot.documents import of_paper
from retrieval.enrich import Enriched
from retrieval.enrichment import Enrichment
from schedules.document import Small, text_of
from tests.fakes.editions import paper

ASKED = datetime(2026, 11, 22, 9, tzinfo=UTC)
TOLD = Enrichment(paper_id="2506.07751", source="Semantic Scholar", asked=ASKED)


def said(*told: Enrichment, by: tuple[str, ...] = ("arXiv",), missing: tuple[str, ...] = ()) -> list[str]:
    lines = lines_of(Enriched({TOLD.paper_id: told}, missing), TOLD.paper_id, by)
    return text_of(lines).splitlines()


def test_counts_have_their_source_and_their_day() -> None:
    assert said(replace(TOLD, venue="ICML", year=2026, citations=1204)) == [
        "ICML 2026, cited 1,204 times (Semantic Scholar, 22 November 2026)"
    ]
    assert said(replace(TOLD, citations=0)) == ["Cited by nobody yet (Semantic Scholar, 22 November 2026)"]
    assert said(replace(TOLD, citations=1), replace(TOLD, source="Hugging Face", upvotes=37)) == [
        "Cited once (Semantic Scholar, 22 November 2026)",
        "Liked by 37 (Hugging Face, 22 November 2026)",
    ]


def test_what_nobody_said_is_not_said() -> None:
    assert said() == said(TOLD) == []


def test_code_is_shown_as_the_address_it_is_and_by_whom() -> None:
    (line,) = lines_of(Enriched({TOLD.paper_id: (replace(TOLD, code=("https://github.com/x/y",)),)}), TOLD.paper_id, ())
    assert isinstance(line, Small)
    assert text_of([line]) == "Code or project: github.com/x/y (Semantic Scholar, 22 November 2026)"
    assert [span.link for span in line.spans if span.link] == ["https://github.com/x/y"]


def test_several_sources_that_told_of_it_are_named_and_one_is_not() -> None:
    assert said(by=("arXiv", "lookup", "Hugging Face", "file", "lab.example")) == [
        "Told of by arXiv, Hugging Face and lab.example."
    ]
    assert said(by=("arXiv", "lookup")) == []


def test_a_service_that_is_down_is_named() -> None:
    assert said(missing=("OpenAlex did not answer in time.",)) == ["OpenAlex did not answer in time."]


def test_a_post_links_to_where_it_is_and_shows_what_is_said_of_it() -> None:
    post = paper("feed:lab.example-1", "A post", link="https://lab.example/1")
    card = of_paper(post, lines_of(Enriched({}, ("S is down.",)), post.id, ()))
    assert getattr(card.blocks[0], "link", "") == "https://lab.example/1"
    assert "S is down." in text_of(card.blocks)
