"""What the tests of the forms share: days of many papers, random texts, and words of a document."""

from hypothesis import strategies as st

from retrieval.answer import Byline, Claim, Quote, Section
from schedules.document import Document, text_of
from schedules.edition import Edition, Item, Marks
from schedules.told import Line, Part, Told
from tests.fakes.editions import edition, item, paper

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=400)
SIZES = (0, 1, 5, 50)


def everything(document: Document) -> str:
    """All words of the post and of the thread."""
    return "\n".join((text_of(document.blocks), *(text_of(entry.blocks) for entry in document.thread)))


def length(document: Document) -> int:
    return len(everything(document).split())


def papers(count: int, text: str = "", *, title: str = "") -> list[Item]:
    """So many items whose sections all say something of their own."""
    return [
        _item(n, text or f"Method {n} is {n}.5x faster and it keeps the accuracy of its baseline.", title)
        for n in range(1, count + 1)
    ]


def _item(number: int, text: str, title: str) -> Item:
    names = ("problem", "new", "takeaways", "gaps", "matters", "next")
    sections = tuple(Section(name, (said(f"{text} ({name} of {number})", number),)) for name in names)
    about = paper(f"2506.{number:05}", title or f"Paper number {number} on attention", abstract=text)
    return item(number, text, paper=about, sections=sections, marks=Marks(number % 10 + 1, 10 - number % 10))


def said(text: str, number: int = 1, *, verbatim: bool = True, quote: str = "") -> Claim:
    return Claim(text, (Quote(f"2506.{number:05}v1#0", quote or text),), verbatim=verbatim)


def day(count: int, text: str = "", *, title: str = "", **other: object) -> Edition:
    """An edition of five items, the rest of `count` beyond them."""
    items = papers(count, text, title=title)
    words: dict[str, object] = {"also": tuple(items[5:]), "quiet": "" if items else "Nothing new: a weekend."}
    return edition(*items[:5], **(words | other))  # type: ignore[arg-type]  # fields by name


def told(*parts: Part) -> Told:
    return Told(parts, byline=Byline("fake", "show 1"))


def fact(text: str, number: int = 1, speaker: str = "", quote: str = "") -> Line:
    claim = said(text, number, verbatim=False, quote=quote or f"The source says: {text}")
    return Line(text, claim, speaker, f"2506.{number:05}")
