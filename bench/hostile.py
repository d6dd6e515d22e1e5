"""Documents at random, full of what strangers may write: seeded, so that a figure can be had again."""

from collections.abc import Callable
from random import Random

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

NASTY = (
    "@everyone", "@here", "@channel", "<!channel>", "<!here|x>", "<@123456789012345678>", "<@!1>", "<@&2>",
    "<@U024BE7LH>", "<#C024BE7LR|papers>", "<#42>", "<t:1700000000:R>", "</help:1>", "<:blob:1>", "<a:b:2>",
    "<id:home>", "<!subteam^S1>", "<!date^1^{date}^https://evil.example|now>", ":smile:", ":+1:", "::",
    "https://evil.example/x?a=b&c=d", "http://a.b", "[x](javascript:alert(1))", "[x](https://evil.example)",
    "](<https://evil.example>)", "[", "]", "![i](http://a.b/c.png)", "<https://evil.example|click>",
    "<mailto:a@b.c>", "*bold*", "**b**", "***", "_it_", "__u__", "~~s~~", "~x~", "||sp||", "`", "``", "```",
    "````", "```python\nprint()\n```", "\n```\n", "# h", "\n# h", "\n-# s", "\n> q", "\n>>> q", "\n- b",
    "\n* b", "\n1. n", "1.", "-", ">", "#", "\\", "\\\\*", "&", "&amp;", "&lt;!channel&gt;", "<b>", "</b>", "|",
    "\u202e", "\u200f", "\u200b", "\u200d", "\u2066", "\ufeff", "\u061c", "\x1b[31m", "\x00", "\r\n", "\u2028",
    "\ud800", "\udc00", "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
    "\U0001f3f3\ufe0f\u200d\U0001f308", "\U0001f1e9\U0001f1ea", "\U0001f44d\U0001f3fd", "e\u0301\u0323",
    "Z" + "\u0335\u0489" * 40, "ﷺ", "שלום", "مرحبا", "日本語です。", "\u3164", "$O(n^2)$", r"\alpha", r"\textbf{x}",
    "$5 and $10", "\n", "\n\n", "  ", "\t", ". ", "… ", "! ", "www.evil.example", "arXiv:2506.07751", "p<0.05",
    "x^{2}", "snake_case_name", "3 * 4 * 5", "a | b", "$x_{<!here>}$", "mailto:a@b.c",
)  # fmt: skip
"""What means something to some platform, in text where it must not."""

WORDS = (
    "the", "attention", "of", "models", "is", "not", "all", "you", "need.", "Results", "show", "93.1%", "on", "GPT-4:",
    "Fast,", "state-of-the-art", "(SOTA)", "methods;", "however,", "we", "find", "“no", "gain”", "at", "7B.", "It",
    "costs", "$5!", "Why?", "Because", "…",
)  # fmt: skip
LINKS = (
    "", "", "https://arxiv.org/abs/2506.07751", "http://example.org/a_(b)*c|d>e", f"https://a.example/{'x' * 600}",
    "javascript:alert(1)", "https://good.example@evil.example/", "data:text/html,x", "https://", "ftp://a.b", "https://ä.de",
)  # fmt: skip
VALUES = ("2506.07751", "doi:10.1/x", "hep-th/9901001", "", "7", "a" * 80)
LANGUAGES = ("", "python", "c++", "x\n```", "a b")


def document(random: Random) -> Document:
    """A document of any shape: mostly of a usual size, now and then of 10,000 characters, seldom of 100,000."""
    made = blocks(random, random.choice((1, 3, 6, 9, 9, 50)) if random.random() < 0.9 else 60)
    thread = tuple(Entry(blocks(random, 5), random.choice(("", "2506.07751"))) for _ in range(random.randrange(3)))
    return Document(text(random), made, thread)


def blocks(random: Random, most: int) -> tuple[Block, ...]:
    """Up to so many blocks of any kind."""
    return tuple(random.choice(_KINDS)(random) for _ in range(random.randint(1, most)))


def text(random: Random) -> str:
    """Words and what is nasty, in any order, glued or apart."""
    if (size := random.random()) < 0.02:
        run = random.choice((*NASTY, "word ", "x", "A sentence. "))
        return run * (random.randint(1000, 100_000 if size < 0.001 else 10_000) // len(run))
    pool = random.choice((WORDS, WORDS, NASTY, (*WORDS, *NASTY)))
    return random.choice((" ", " ", "")).join(random.choice(pool) for _ in range(random.randrange(40)))


def _inline(random: Random) -> Inline:
    return tuple(_span(random) for _ in range(random.randrange(4)))


def _span(random: Random) -> Span:
    bold, italic, code = (random.random() < 0.3 for _ in range(3))
    return Span(text(random), bold, italic, code and random.random() < 0.5, random.choice(LINKS))


def _actions(random: Random) -> Actions:
    names = ("explain", "similar", "save", "wrong")
    made = (Button(text(random), random.choice(names), random.choice(VALUES)) for _ in range(random.randrange(9)))
    return Actions(tuple(made))


_KINDS: tuple[Callable[[Random], Block], ...] = (
    lambda random: Heading(text(random), random.choice(LINKS)),
    lambda random: Text(_inline(random)),
    lambda random: Text(_inline(random)),
    lambda random: Bullets(tuple(_inline(random) for _ in range(random.randrange(6)))),
    lambda random: Quoted(text(random), _inline(random)),
    lambda random: Figure(random.choice(LINKS), text(random), text(random), _inline(random)),
    lambda random: Code(text(random), random.choice(LANGUAGES)),
    lambda random: Small(_inline(random)),
    lambda _: Divider(),
    _actions,
)
