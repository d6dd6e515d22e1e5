"""The two hosts of the show, who are made up, and all they say that is no paper's own. Pure.

Nora explains, Viktor doubts. Their lines here ask, lead over or weigh; none says anything of a paper
that the program has not looked up. Which of a cue's lines is said depends on the edition's key alone.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

EXPLAINS, DOUBTS = "Nora", "Viktor"
HOSTS = (EXPLAINS, DOUBTS)

LINES: Mapping[str, tuple[str, ...]] = {
    "first": (
        "What is on the table today?",
        "So, what came in?",
        "Tell me what we are looking at.",
        "Where do we start today?",
    ),
    "tease": (
        "And what would you open with?",
        "Which claim made you stop?",
        "Give me the line that got your attention.",
    ),
    "wait": (
        "That is what they claim. I want to know what stands behind it.",
        "A strong sentence. Let us see who pays for it.",
        "Noted. I will come back to that with questions.",
        "I hear it. Now for the rest of it.",
    ),
    "begin": ("We begin with", "First of all:", "To start:"),
    "enter": ("Next on the table:", "Now to", "Then there is", "After that:"),
    "problem": (
        "What is the trouble it sets out from?",
        "Why did anybody need it?",
        "What was missing before?",
        "Which problem is that an answer to?",
        "Who had a problem there, and what was it?",
    ),
    "idea": (
        "And what do they do about it?",
        "What is their idea?",
        "How do they go about it?",
        "What do they do differently?",
        "And the move they make?",
    ),
    "about": (
        "What is it about, then?",
        "And what do they deal with?",
        "What are we talking about?",
        "In a sentence: what is it?",
    ),
    "result": (
        "What came of it?",
        "And did it work?",
        "So what did they get?",
        "Where does that get them?",
        "And the outcome?",
    ),
    "number": (
        "How much is that in figures?",
        "Is there a number behind it?",
        "Give me something that can be counted.",
        "Put a figure on it.",
        "What did they count?",
    ),
    "no number": (
        "The abstract gives no figure.",
        "There is no figure in the abstract.",
        "No figure stands in the abstract.",
    ),
    "limit": (
        "What do they hold against themselves?",
        "And where does it end?",
        "Do they say what it cannot do?",
        "What do the authors admit?",
        "Which limit do they name?",
    ),
    "limits": (
        "And who of them says where it ends?",
        "Which limits did nobody name?",
        "What did nobody admit?",
    ),
    "unmoved": (
        "Then I keep my doubts until I have read it whole.",
        "That is the first thing I would ask them.",
        "Where no limit is named, I start looking for it.",
        "So the objection is mine: a summary by the authors is no test by others.",
        "Then it goes on my list of questions.",
    ),
    "moved": (
        "Good that they say so themselves.",
        "That is what I would have asked.",
        "Fair. I would still like to see others try it.",
        "An honest limit. It tells me where to look.",
        "Then I know what to test first.",
    ),
    "use": (
        "Who would use it?",
        "Whom does it help?",
        "Who should care?",
        "What is it good for?",
        "And who is waiting for that?",
    ),
    "why here": (
        "Why is it on our table?",
        "What brought it here?",
        "And why do we speak of it?",
        "How did it get on the list?",
    ),
    "earlier": (
        "Have we been here before?",
        "Does that go back to something we had?",
        "I think we have met that thread.",
    ),
    "quick": (
        "Now the quick ones.",
        "The rest in a sentence each.",
        "Short and quick: what else was kept.",
    ),
    "pick": (
        "Your paper of the day?",
        "If you could keep a single paper?",
        "Which would you hand to a colleague?",
    ),
    "pick too": ("And yours?", "What do you take home?", "Now you."),
    "bet": ("Do we have a bet?", "Is there something to bet on?", "Will anybody bet?"),
    "false": ("When have you lost?", "What would change your mind?", "How do I win?"),
    "tomorrow": ("What do we know of the days ahead?", "And what comes next?", "What is ahead?"),
    "close": (
        "Read the papers, not only us.",
        "Doubt well until then.",
        "Until then, keep asking.",
    ),
}


@dataclass(frozen=True, slots=True)
class Cues:
    """The fixed lines as one edition has them."""

    key: str

    def line(self, cue: str, turn: int = 0) -> str:
        """The line for a cue; at every further `turn` the next one, so that neighbours differ."""
        lines = LINES[cue]
        start = int.from_bytes(hashlib.sha256(f"{self.key}|{cue}".encode()).digest()[:4], "big")
        return lines[(start + turn) % len(lines)]

    def better(self) -> str:
        """The host who takes today's bet."""
        return HOSTS[hashlib.sha256(f"{self.key}|bettor".encode()).digest()[0] % len(HOSTS)]


def other(host: str) -> str:
    """The host across the table."""
    return DOUBTS if host == EXPLAINS else EXPLAINS
