"""The languages of a channel's posts: as people name them, and what choosing one means. Pure."""

import difflib
from collections.abc import Sequence

from bot.platforms.platform import Choice
from retrieval.errors import BadInput, clip
from retrieval.text.languages import WRITTEN
from schedules.words import catalogues

LANGUAGES = {
    "en": ("English",),
    "de": ("German", "Deutsch"),
    "es": ("Spanish", "Español", "espanol", "castellano"),
    "fr": ("French", "Français", "francais"),
    "it": ("Italian", "Italiano"),
    "ja": ("Japanese", "日本語"),
    "ko": ("Korean", "한국어"),
    "nl": ("Dutch", "Nederlands"),
    "pt": ("Portuguese", "Português", "portugues"),
    "ru": ("Russian", "Русский"),
    "zh": ("Chinese", "中文"),
}
"""Those of `languages.WRITTEN` by their English name, and as those who speak them write it."""
NAMES = tuple(names[0] for names in LANGUAGES.values())


def read_language(text: str) -> str:
    """The code of a language given by its code or a name: `de`, `German`, `Deutsch`, `de-AT`. Raises BadInput."""
    wanted = text.strip().casefold()
    codes = {name.casefold(): code for code, names in LANGUAGES.items() for name in (code, *names)}
    if found := codes.get(wanted) or codes.get(wanted.replace("_", "-").partition("-")[0]):
        return found
    near = difflib.get_close_matches(wanted, codes, n=1, cutoff=0.8)
    meant = f"did you mean {named(codes[near[0]])}?" if near else f"choose one of {', '.join(NAMES)}."
    raise BadInput(f"“{clip(text)}” is no language I can write posts in; {meant}")


def named(code: str) -> str:
    """Its English name."""
    return LANGUAGES.get(code, (code,))[0]


def offered(typed: str) -> Sequence[Choice]:
    """The languages whose name or code begins so."""
    wanted = typed.strip().casefold()
    begins = {code: any(name.casefold().startswith(wanted) for name in (code, *LANGUAGES[code])) for code in LANGUAGES}
    return [Choice(named(code), code) for code, fits in begins.items() if fits]


def meaning(code: str, *, by_model: bool) -> str:
    """What posts in this language are, in a clause that begins with its name; `by_model`: a model writes here."""
    name, framed = named(code), code in catalogues()
    if code not in WRITTEN:
        return f"{name}, which I cannot write or check, so the posts are English"
    if by_model and framed:
        return f"{name}; quotes stay as they stand in the papers"
    if by_model:
        return f"{name} in what the model writes; the words around it are English, and quotes stay as they stand"
    if framed:
        return f"{name}, but the papers' own sentences stay in English, since no model writes here"
    return f"{name} once a model writes here; until then the posts are the papers' own sentences, in English"
