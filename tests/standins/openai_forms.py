"""How an honest model fills the prompts of `prompts/`, by program: from the passages of the prompt alone.

Not a script; openai_fill.py uses it. Which prompt it is, is told by words of its system part; sentences are
told apart by their cues (a problem, an idea, a result, a limit, a use), and every fact is a sentence in
slightly other words with the sentence as its quote. What hosts say in between is talk that states nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from itertools import cycle
from typing import Any

from openai_honest import paraphrase, typed

Json = dict[str, Any]
PROMPTS = {
    "show": "script of a daily show",
    "briefing": "the daily briefing of",
    "roundup": "what it came to",
    "foresee": "public ledger of predictions",
    "relate": "compare papers for an archive",
    "judge": "judge new papers for",
    "line": "first line of a daily message",
    "headline": "read one chat message a day",
    "rewrite": "into one English question",
}
"""By the prompt's file: words of it that no other prompt has."""

PASSAGE = re.compile(r'<passage id="(?P<key>[^"]+)"[^>]*>\n(?P<text>.*?)\n</passage>', re.DOTALL)
PAPER = re.compile(r'<paper id="(?P<id>[^"]+)">(?P<text>.*?)</paper>', re.DOTALL)
STATEMENT = re.compile(
    r"Statement (?P<number>\d+) \((?P<kind>[^)]*)\), to be held against (?P<keys>[^\n]+):\n<claim>(?P<text>.*?)</claim>",
    re.DOTALL,
)
PROBLEM = re.compile(
    r"\b(?:however|lack|challeng|limited|remain|suffer|difficult|costly|unclear|expensive|bottleneck)", re.IGNORECASE
)
IDEA = re.compile(
    r"\b(?:we|this (?:paper|work)) (?:\w+ )?(?:propose|introduce|present|develop|design|describe|use)", re.IGNORECASE
)
RESULT = re.compile(
    r"\b(?:we (?:find|show|demonstrate|observe)|results|outperform|achiev|improve|reveal|yield|reduc)", re.IGNORECASE
)
LIMIT = re.compile(
    r"\b(?:limitation|limited to|caveat|future work|only|not yet|assum|uncertain|at the cost)", re.IGNORECASE
)
ELSEWHERE = re.compile(r"https?://|\b(?:code|data) (?:is|are) available", re.IGNORECASE)
USE = re.compile(r"\b(?:enabl|can be used|applicab|useful|practical|allow|facilitat|available)", re.IGNORECASE)
COUNT = re.compile(r"\d")
PICTURES = {
    r"prun|spars|evict|compress|token": "Think of a traveller who packs the suitcase again and leaves out what nobody wears.",
    r"quanti|precision|bit": "Think of a shopkeeper who rounds every price and then counts the till.",
    r"galax|star|halo|dwarf": "Think of counting lanterns on a far shore through fog.",
    r"attention|cache|memory": "Imagine a reader who keeps a finger between the pages that matter.",
    r"reinforc|reward|agent": "Imagine a child at a piano who is praised for the melody and never for the scales.",
    r"": "Imagine a cook who tastes the soup before the guests do.",
}


@dataclass(frozen=True)
class Sheet:
    """One paper of the prompt: its passage, and the sentences that were not said yet."""

    paper: str
    key: str
    sentences: list[str]
    said: set[str] = field(default_factory=set)

    def take(self, *cues: re.Pattern[str], most: int = 60) -> str:
        """The first sentence with one of these cues that was not taken, the earlier cue first; empty if none."""
        for cue in cues:
            for one in self.sentences:
                fit = cue.search(one) and not ELSEWHERE.search(one) and len(paraphrase(one).split()) <= most
                if one not in self.said and fit:
                    self.said.add(one)
                    return one
        return ""


def told(prompt: str, statements: Callable[[str], list[str]]) -> Any:
    """What an honest model returns for a prompt of ours, in its shape; None for a prompt that is not in PROMPTS.

    `statements`: cuts a text into whole sentences.
    """
    kind = kind_of(prompt)
    return _TELLERS[kind](prompt, statements) if kind else None


def kind_of(prompt: str) -> str:
    """The name of the prompt's file; empty if it is none of those here."""
    return next((name for name, words in PROMPTS.items() if words in prompt), "")


def sheets_of(prompt: str, statements: Callable[[str], list[str]]) -> list[Sheet]:
    """The papers of a prompt, in the order of their first passages."""
    found: dict[str, Sheet] = {}
    for one in PASSAGE.finditer(prompt):
        key = unescape(one["key"])
        paper = re.sub(r"v\d+$", "", key.partition("#")[0])
        found.setdefault(paper, Sheet(paper, key, statements(one["text"])))
    return [one for one in found.values() if one.sentences]


def fact(sheet: Sheet, sentence: str, speaker: str = "") -> Json:
    return {"text": paraphrase(sentence), "speaker": speaker, "key": sheet.key, "quote": typed(sentence)}


def talk(text: str, speaker: str = "") -> Json:
    return {"text": text, "speaker": speaker, "key": "", "quote": ""}


def part(name: str, lines: list[Json], paper: str = "") -> Json:
    return {"name": name, "paper": paper, "lines": lines}


def stems(text: str) -> set[str]:
    """The beginnings of its longer words, by which two sentences are held against each other."""
    return {word[:6] for word in re.findall(r"[a-z]{5,}", text.lower())}


# ---------------------------------------------------------------- the show

ASKED = {
    PROBLEM: (
        "So what is the trouble they start from?",
        "Who had a problem there, and which?",
        "Why did anybody need it?",
    ),
    IDEA: ("And what do they do about it?", "What is the move they make?", "How do they go about it?"),
    COUNT: (
        "Is there something behind it that one can count?",
        "And what came of it?",
        "Give me something to hold on to.",
    ),
    LIMIT: ("Where does it end?", "And what would you still ask?", "And what do they leave open?"),
    USE: ("Who would use it?", "Who is waiting for that?", "And whom does it help?"),
}
DOUBTS = (
    "I like it, but I want to see it outside the laboratory.", "Hm. I keep my doubts until somebody else has tried it.",
    "I would still ask who pays for it.", "Good. I put it on my list of questions.", "I am not there yet.",
)  # fmt: skip
ANSWERED = ("Let me take it slowly.", "Read it with me.", "Fair question.", "I would start there, too.")


def _show(prompt: str, statements: Callable[[str], list[str]]) -> Json:
    sheets = sheets_of(prompt, statements)
    turns = {cue: cycle(lines) for cue, lines in ASKED.items()}
    doubts, answers = cycle(DOUBTS), cycle(ANSWERED)
    top = sheets[0].take(COUNT, RESULT, re.compile("")) if sheets else ""
    parts = [part("cold", [fact(sheets[0], top, "Nora"), talk("And you believe that?", "Viktor"),
                           talk("I believe that it is worth an hour.", "Nora")])] if top else []  # fmt: skip
    for sheet in sheets[:5]:
        lines: list[Json] = []
        for cue in ASKED:
            if sentence := sheet.take(cue):
                lines += [talk(next(turns[cue]), "Viktor"), fact(sheet, sentence, "Nora")]
            if cue is IDEA:
                lines.append(talk(_picture("\n".join(sheet.sentences)), "Nora"))
            if cue is LIMIT and not sentence:
                lines.append(talk(next(doubts), "Viktor"))
        lines += [one for sentence in _left(sheet) for one in (fact(sheet, sentence, "Nora"),)][:4]
        parts.append(part("deep", [*lines, talk(next(answers), "Nora"), talk(next(doubts), "Viktor")], sheet.paper))
    parts.append(part("quick", _each(sheets[5:], cycle(("Nora", "Viktor")))))
    for host, sheet in zip(("Nora", "Viktor"), sheets[1:3], strict=False):
        if sentence := sheet.take(re.compile("")) or sheet.sentences[0]:
            parts.append(
                part("pick", [fact(sheet, sentence, host), talk("That is mine for today.", host)], sheet.paper)
            )
    return {"parts": parts}


def _left(sheet: Sheet) -> Iterator[str]:
    while sentence := sheet.take(re.compile("")):
        yield sentence


def _picture(text: str) -> str:
    return next(said for cue, said in PICTURES.items() if re.search(cue, text, re.IGNORECASE))


def _each(sheets: list[Sheet], speakers: Iterator[str] | None = None, most: int = 60) -> list[Json]:
    """One fact of each paper that has one of at most so many words."""
    found = [(sheet, sheet.take(RESULT, COUNT, IDEA, re.compile(""), most=most)) for sheet in sheets]
    return [fact(sheet, one, next(speakers) if speakers else "") for sheet, one in found if one]


# ---------------------------------------------------------------- briefing, round-up, line


def _briefing(prompt: str, statements: Callable[[str], list[str]]) -> Json:
    sheets = sheets_of(prompt, statements)
    fresh = [Sheet(one.paper, one.key, one.sentences) for one in sheets]
    parts = [part("tldr", _each(fresh, most=25)[:6]), part("picture", _woven(sheets, 3))]
    for sheet in sheets[:4]:
        wanted = [sheet.take(cue) for cue in (PROBLEM, IDEA, RESULT, COUNT, USE, LIMIT)]
        lines = [fact(sheet, one) for one in [*filter(None, wanted), *_left(sheet)][:8]]
        parts.append(part("deep", [talk("What is at stake here?"), *lines], sheet.paper))
    parts += [part("dots", [fact(*one), fact(*other)]) for one, other in _pairs(fresh)]
    return {"parts": [*parts, part("quick", _each(sheets[4:], most=25))]}


def _woven(sheets: list[Sheet], facts: int) -> list[Json]:
    """Facts of several papers with talk that leads from one to the next."""
    told = _each(sheets[: facts * 2], most=30)[:facts]
    leads = ("What do they share?", "Where do they differ?", "And what is still open?")
    return [one for lead, line in zip(leads, told, strict=False) for one in (talk(lead), line)]


def _pairs(sheets: list[Sheet]) -> Iterator[tuple[tuple[Sheet, str], tuple[Sheet, str]]]:
    """Sentences of two papers that share much, each paper once."""
    rows = [(sheet, one) for sheet in sheets for one in sheet.sentences]
    used: set[str] = set()
    for sheet, one in rows:
        for other, said in rows:
            if not {sheet.paper, other.paper} & used and sheet is not other and len(stems(one) & stems(said)) >= 5:
                used |= {sheet.paper, other.paper}
                yield (sheet, one), (other, said)


def _roundup(prompt: str, statements: Callable[[str], list[str]]) -> Json:
    return {"parts": [part("picture", _woven(sheets_of(prompt, statements), 3))]}


def _line(prompt: str, statements: Callable[[str], list[str]]) -> Json:
    """The sentence of at most 20 words that shares most with the other papers."""
    sheets = sheets_of(prompt, statements)
    rows = [(sheet, one) for sheet in sheets for one in sheet.sentences if len(paraphrase(one).split()) <= 20]

    def spread(row: tuple[Sheet, str]) -> int:
        return sum(len(stems(row[1]) & stems(" ".join(other.sentences))) > 1 for other in sheets if other is not row[0])

    best = max(rows, key=spread, default=None)
    return {"claim": _claim(*best) if best and spread(best) else None}


def _claim(sheet: Sheet, sentence: str) -> Json:
    return {"text": paraphrase(sentence), "key": sheet.key, "quote": typed(sentence), "original": ""}


def _headline(prompt: str, statements: Callable[[str], list[str]]) -> Json:
    [sheet, *_] = sheets_of(prompt, statements) or [Sheet("", "", ["Nothing was given."])]
    finding = sheet.take(COUNT, RESULT, most=30) or sheet.take(RESULT, COUNT, re.compile("")) or sheet.sentences[0]
    cues = {"problem": PROBLEM, "new": IDEA, "takeaways": RESULT, "gaps": LIMIT, "matters": USE, "next": USE}
    found = {name: [_claim(sheet, one)] if (one := sheet.take(cue)) else [] for name, cue in cues.items()}
    found["takeaways"] += [_claim(sheet, one) for one in _left(sheet)][:2]
    return {"finding": _claim(sheet, finding), "about": [], **found}


# ---------------------------------------------------------------- the ledger and the archive


SUBJECT = re.compile(
    r"(?<![\w-])((?:sparse|neural|vision|language|dwarf|stellar|satellite|dark|graph|latent|reward|diffusion) "
    r"(?:models|networks|autoencoders|transformers|galaxies|galaxy|populations|matter|features|functions|streams|halos))\b"
)
"""What papers of the played days are about, as they write it."""


def _foresee(prompt: str, statements: Callable[[str], list[str]]) -> Json:
    """That a phrase which several papers share will be spoken of; on odd days with nothing that code can count."""
    sheets = sheets_of(prompt, statements)
    counts: dict[str, list[tuple[Sheet, str]]] = {}
    for sheet in sheets:
        for sentence in sheet.sentences:
            for phrase in set(SUBJECT.findall(sentence)):
                if not counts.get(phrase) or counts[phrase][-1][0] is not sheet:
                    counts.setdefault(phrase, []).append((sheet, sentence))
    if not counts:
        return {"parts": []}
    phrase, rows = max(counts.items(), key=lambda one: (len(one[1]), one[0]))
    day = re.search(r"The day is \d{4}-\d\d-(\d\d)", prompt)
    countable = day is not None and int(day[1]) % 2 == 0
    quoted = {"speaker": "claim", "key": rows[0][0].key, "quote": typed(rows[0][1])}
    lines = [{"text": f"New papers will report more on {phrase}.", **quoted}, talk("14", "horizon")]
    many = str(len(rows) + 2)
    end = f"False if fewer than {many} papers speak of {phrase} within 14 days." if countable else (
        f"False if no new paper reports on {phrase} within 14 days.")  # fmt: skip
    lines += [talk(end, "criterion"), *([talk(phrase, "phrase"), talk(many, "count")] if countable else [])]
    return {"parts": [part("prediction", lines)]}


DENIAL = re.compile(r"\b(?:no|not|cannot|fails?|lacks?)\b", re.IGNORECASE)
OF_FORECASTS = stems("papers report reports within false fewer speak")
"""Words of a prediction that say nothing of its subject."""


def _relate(prompt: str, statements: Callable[[str], list[str]]) -> Json:
    """A relation where a sentence of a passage shares most of its longer words with the statement."""
    held = {sheet.key: sheet for sheet in sheets_of(prompt, statements)}
    parts = []
    for one in STATEMENT.finditer(prompt):
        sheets = [held[key] for key in one["keys"].split(", ") if key in held]
        wanted = stems(one["text"]) - OF_FORECASTS
        rows = [(sheet, max(sheet.sentences, key=lambda said: len(stems(said) & wanted))) for sheet in sheets]
        fewest = 2 if one["kind"].startswith("a prediction") else 4
        near = [(sheet, said) for sheet, said in rows if len(stems(said) & wanted) >= fewest]
        if one["kind"].startswith("a prediction"):
            name = "contradicts" if near and DENIAL.search(near[0][1]) else "confirms"
            parts += [part(name, [fact(*row) for row in near[:1]], one["number"])] if near else []
        elif len(near) == 2:
            old = near[1][1]
            name = "fills a gap" if re.search(r"open|unclear|unknown|future work", old, re.IGNORECASE) else "confirms"
            parts.append(part(name, [fact(*row) for row in near], one["number"]))
    return {"parts": parts}


def _judge(prompt: str, _statements: Callable[[str], list[str]]) -> Json:
    """Relevance by the words a paper shares with its nearest topic, novelty by how it speaks of itself."""
    wanted = re.search(r"<wanted>\n(.*?)</wanted>", prompt.split("# user")[-1], re.DOTALL)
    topics = [stems(one) for one in re.findall(r"^\d+\. (.+)$", wanted[1] if wanted else "", re.MULTILINE)]
    marks = []
    for one in PAPER.finditer(prompt):
        shared = [len(topic & stems(one["text"])) for topic in topics] or [0]
        new = len(re.findall(r"\b(?:novel|first|new|propose|introduce|surpris|unexpected)", one["text"], re.IGNORECASE))
        relevance, novelty = min(10, 1 + 2 * max(shared)), min(10, 2 + 2 * new)
        topic = shared.index(max(shared)) + 1 if max(shared) else 0
        marks.append({"id": unescape(one["id"]), "relevance": relevance, "novelty": novelty, "topic": topic})
    return {"papers": marks}


def _rewrite(prompt: str, _statements: Callable[[str], list[str]]) -> Json:
    """The question, what it leans on put in its place by the title of the paper that was spoken of."""
    question = re.findall(r"<question>\n(.*?)\n</question>", prompt, re.DOTALL)
    titles = re.findall(r"<paper>\n(.*?)\n</paper>", prompt, re.DOTALL)
    said = question[-1].strip() if question else ""
    lean = re.compile(r"\b(?:it|they|this paper|that (?:paper|method|work))\b", re.IGNORECASE)
    return {"question": lean.sub(titles[0], said, count=1) if titles else said}


_TELLERS: dict[str, Callable[[str, Callable[[str], list[str]]], Json]] = {
    "show": _show, "briefing": _briefing, "roundup": _roundup, "foresee": _foresee, "relate": _relate,
    "judge": _judge, "line": _line, "headline": _headline, "rewrite": _rewrite,
}  # fmt: skip
