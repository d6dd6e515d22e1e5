"""Hints that name a command whose short name is Slack's own: `/mute` there is `/paperwire mute`. Pure."""

import re
from dataclasses import replace
from functools import cache

from bot.commands.all import COMMANDS
from bot.platforms.slack.names import ROOT, short_names
from schedules.document import Block, Bullets, Code, Document, Figure, Heading, Inline, Quoted, Small, Span, Text


def in_full(words: str) -> str:
    """A sentence of our own with every command as it is typed on Slack."""
    return _named().sub(rf"/{ROOT} \g<name>", words)


def spelled(document: Document) -> Document:
    """A document of our own with every command as it is typed on Slack.

    Beside words of a paper nothing but what is set as code is touched: who quotes changes no word,
    and a paper may well write of `/search`. Links and export files stay as they are, too.
    """
    blocks = (*document.blocks, *(block for entry in document.thread for block in entry.blocks))
    ours = not any(isinstance(block, Quoted | Figure) for block in blocks)
    return replace(
        document,
        summary=in_full(document.summary) if ours else document.summary,
        blocks=tuple(_block(block, ours=ours) for block in document.blocks),
        thread=tuple(
            replace(entry, blocks=tuple(_block(block, ours=ours) for block in entry.blocks))
            for entry in document.thread
        ),
    )


@cache
def _named() -> re.Pattern[str]:
    """One of these names after a slash, where it is a word by itself and no part of a path."""
    firsts = {command.name.split()[0] for command in COMMANDS if command.listed}.difference(short_names(COMMANDS))
    return re.compile(rf"(?<![^\s(“])/(?P<name>{'|'.join(sorted(firsts))})(?![\w/-]|\.\w)")


def _block(block: Block, *, ours: bool) -> Block:
    match block:
        case Text(spans=spans) | Small(spans=spans):
            return replace(block, spans=_spans(spans, ours=ours))
        case Bullets(items=items):
            return Bullets(tuple(_spans(item, ours=ours) for item in items))
        case Heading(text=text, link="") if ours:
            return Heading(in_full(text))
        case Code(text=text) if found := _named().match(text):
            return replace(block, text=in_full(text[: found.end()]) + text[found.end() :])
        case _:
            return block


def _spans(spans: Inline, *, ours: bool) -> Inline:
    return tuple(_span(span) if (ours or span.code) and not span.link else span for span in spans)


def _span(span: Span) -> Span:
    return replace(span, text=in_full(span.text))
