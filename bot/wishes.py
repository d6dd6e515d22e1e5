"""What a channel wants to read, as people write it: topics, leave-outs, authors, venues, categories. Pure."""

import re
from collections.abc import Callable, Iterable, Sequence

from bot.categories import known_category
from retrieval.errors import BadInput, clip
from retrieval.picking.profile_words import FOR
from retrieval.profile import Profile, read_profile
from retrieval.text.languages import ENGLISH, language_of, language_of_translation
from retrieval.text.rarity import UNKNOWN, rarity
from retrieval.text.words import STOPWORDS, stem, words

MOST_LINES = 40
LONGEST_LINE = 600
"""As much as the embedding model reads of a line."""
LONGEST_NAME = 100
MOST_CHARACTERS = 2_500
"""What a profile may have in all, so that it fits the forms of every platform when it is opened again."""
DEFAULT_CATEGORIES = ("cs.CL", "cs.LG", "cs.AI")
NOTHING = frozenset({"-", "–", "none", "nothing"})
"""Written in place of a list, to empty it."""

_LINE = re.compile(r"[\n\r;；\u2028\u2029]+")
_NAME = re.compile(r"[\n\r;,；，、\u2028\u2029]+")
_WORD = re.compile(r"[\s;,；，、]+")
_BULLET = re.compile(r"^(?:(?:[-*•–]|\d{1,2}[.)])\s+)+")


def read_interests(text: str) -> Profile:
    """What a text wants and does not: topics, one a line or between semicolons, or sentences that say more.

    “Pruning, but not of trees” leaves trees out; headings and labels (“not interested in:”, “authors:”)
    say what stands under and beside them. Raises BadInput.
    """
    said = read_profile(text)
    if not (said.leave_outs or said.authors or said.venues) and not any(map(FOR.match, _LINE.split(text))):
        return Profile(topics=read_topics(text))
    return Profile(
        topics=read_topics("\n".join(said.topics)),
        leave_outs=read_leave_outs("\n".join(said.leave_outs)),
        authors=read_authors("\n".join(said.authors)),
        venues=read_venues("\n".join(said.venues)),
    )


def read_topics(text: str) -> tuple[str, ...]:
    """The topics in a text, one a line or between semicolons, each once. Raises BadInput."""
    found = _read(text, _LINE, what="topics", longest=LONGEST_LINE)
    if empty := next((one for one in found if set(words(one)) <= STOPWORDS), None):
        raise BadInput(f"“{clip(empty)}” names no topic; write what the papers should be about, in plain words.")
    return found


def read_leave_outs(text: str) -> tuple[str, ...]:
    """What to leave out, written like topics. Raises BadInput."""
    return _read(text, _LINE, what="things to leave out", longest=LONGEST_LINE)


def read_authors(text: str) -> tuple[str, ...]:
    """Names of authors, between commas too. Raises BadInput."""
    return _read(text, _NAME, what="authors", longest=LONGEST_NAME)


def read_venues(text: str) -> tuple[str, ...]:
    """Journals and conferences, between commas too. Raises BadInput."""
    return _read(text, _NAME, what="venues", longest=LONGEST_NAME)


def read_categories(text: str) -> tuple[str, ...]:
    """arXiv categories as arXiv writes them; `DEFAULT_CATEGORIES` for none. Raises BadInput."""
    given = _read(text, _WORD, what="categories", longest=LONGEST_NAME)
    return _once(known_category(one) for one in given) or DEFAULT_CATEGORIES


def _read(text: str, between: re.Pattern[str], *, what: str, longest: int) -> tuple[str, ...]:
    found = tuple(line for line in _once(map(tidy, between.split(text))) if line.casefold() not in NOTHING)
    if len(found) > MOST_LINES:
        raise BadInput(f"That is {len(found)} {what}; I keep at most {MOST_LINES}. Fewer, broader ones pick better.")
    if long := next((one for one in found if len(one) > longest), None):
        raise BadInput(f"“{clip(long)}” has {len(long):,} characters; of {what}, each may have {longest}.")
    return found


def tidy(line: str) -> str:
    """One line without a bullet or anything that cannot be seen."""
    seen = "".join(character if character.isprintable() else " " for character in line)
    return _BULLET.sub("", " ".join(seen.split())).strip()


def _once(lines: Iterable[str]) -> tuple[str, ...]:
    """Those that are not empty, each once whatever its letter case, in their order."""
    first: dict[str, str] = {}
    for line in lines:
        if line:
            first.setdefault(line.casefold(), line)
    return tuple(first.values())


def with_lines(held: Sequence[str], more: Sequence[str], *, what: str) -> tuple[str, ...]:
    """`held` and `more`, each once. Raises BadInput when they are too many."""
    together = _once((*held, *more))
    if len(together) > MOST_LINES:
        raise BadInput(f"That would be {len(together)} {what}; I keep at most {MOST_LINES}. Remove some first.")
    return together


def line_named(given: str, lines: Sequence[str], *, what: str) -> str:
    """The line meant by its number, its words, or enough of them. Raises BadInput."""
    wanted = tidy(given).casefold()
    number = wanted.removeprefix("#")
    if re.fullmatch(r"\d{1,2}", number, re.ASCII) and 1 <= int(number) <= len(lines):
        return lines[int(number) - 1]
    ways: tuple[Callable[[str], bool], ...] = (
        lambda line: line == wanted,
        lambda line: line.startswith(wanted),
        lambda line: wanted in line,
    )
    for way in ways if wanted else ():
        if len(found := [line for line in lines if way(line.casefold())]) == 1:
            return found[0]
    there = "; ".join(f"{n}. {clip(line, 40)}" for n, line in enumerate(lines, start=1))
    raise BadInput(f"“{clip(given)}” is none of the {what} here, or several of them: {there or 'there are none'}.")


def fitting(profile: Profile) -> Profile:
    """The same profile. Raises BadInput when it is too long as a whole."""
    names = (*profile.authors, *profile.venues, *profile.categories)
    size = sum(map(len, (*profile.topics, *profile.leave_outs, *names)))
    if size > MOST_CHARACTERS:
        raise BadInput(
            f"Topics, leave-outs and names have {size:,} characters together; I keep at most {MOST_CHARACTERS:,}."
        )
    return profile


def unheard_of(profile: Profile) -> str:
    """One sentence on topics in whose words hardly any paper is written; empty if there are none."""
    strange = [topic for topic in profile.topics if _is_strange(topic)]
    if not strange:
        return ""
    named = " and ".join(f"“{clip(topic)}”" for topic in strange[:3])
    return f"Hardly any paper has the words of {named}: papers are in English, so topics find most in English too."


def _is_strange(topic: str) -> bool:
    """Whether it is in another language: by its letters, or by words that papers at large do not know."""
    if language_of(topic) != ENGLISH:
        return True
    found = [word for word in words(topic) if word not in STOPWORDS]
    unknown = [word for word in found if rarity(stem(word)) >= UNKNOWN]
    foreign = not topic.isascii() or language_of_translation(topic) != ENGLISH
    return foreign and len(found) > 1 and len(unknown) * 2 > len(found)


def contradiction(profile: Profile) -> str:
    """One sentence on what is both wanted and left out; empty if nothing is."""
    wanted = {topic.casefold() for topic in profile.topics}
    both = [line for line in profile.leave_outs if line.casefold() in wanted]
    if not both:
        return ""
    named = " and ".join(f"“{clip(line)}”" for line in both[:3])
    return f"{named}: both wanted and left out; as long as it is both, it counts as wanted."
