"""Whole documents full of what strangers may write, for hypothesis."""

from hypothesis import strategies as st

from bench.hostile import LANGUAGES, LINKS, NASTY, VALUES, WORDS
from schedules.document import (
    Actions,
    Block,
    Bullets,
    Button,
    Code,
    Divider,
    Document,
    Entry,
    Figure,
    Heading,
    Inline,
    Quoted,
    Small,
    Span,
    Text,
)

_anything = st.text(alphabet=st.characters(codec="utf-8"), max_size=12)
_surrogates = st.text(alphabet=st.characters(categories=("Cs",)), min_size=1, max_size=2)
_run = st.tuples(st.sampled_from((*NASTY, "word ", "x", "A sentence. ")), st.integers(1500, 4500))
_pieces = st.lists(st.one_of(st.sampled_from(WORDS), st.sampled_from(NASTY), _anything, _surrogates), max_size=10)

texts = st.one_of(
    _pieces.map(" ".join),
    _pieces.map("".join),
    st.lists(st.sampled_from(NASTY), max_size=6).map("".join),
    _run.map(lambda drawn: (drawn[0] * drawn[1])[: drawn[1]]),
)
"""Words, marks of every dialect, invisible and lone characters; one in four is long."""

_flags = st.booleans()
spans = st.builds(Span, text=texts, bold=_flags, italic=_flags, code=_flags, link=st.sampled_from(LINKS))
inlines: st.SearchStrategy[Inline] = st.lists(spans, max_size=4).map(tuple)
buttons = st.builds(
    Button,
    label=_pieces.map(" ".join) | st.sampled_from(("Explain", "👍")),
    action=st.sampled_from(("explain", "similar", "wrong", "save")),
    value=st.sampled_from(VALUES),
)
blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, text=texts, link=st.sampled_from(LINKS)),
    st.builds(Text, inlines),
    st.builds(Bullets, st.lists(inlines, max_size=5).map(tuple)),
    st.builds(Quoted, text=texts, source=inlines),
    st.builds(Figure, url=st.sampled_from(LINKS), caption=texts, alt=texts, source=inlines),
    st.builds(Code, text=texts, language=st.sampled_from(LANGUAGES)),
    st.builds(Small, inlines),
    st.just(Divider()),
    st.builds(Actions, st.lists(buttons, max_size=8).map(tuple)),
)
runs: st.SearchStrategy[tuple[Block, ...]] = st.lists(blocks, max_size=9).map(tuple)
entries = st.builds(Entry, blocks=runs, about=st.sampled_from(("", "2506.07751")))
documents = st.builds(Document, summary=texts, blocks=runs, thread=st.lists(entries, max_size=2).map(tuple))
