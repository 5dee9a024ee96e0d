"""Tags of languages as people write them: `de`, `de-AT`, `pt_br`, `German`."""

from __future__ import annotations

from collections.abc import Iterable

from voicefoot.language.packs import LANGUAGES, language_pack, pack_code
from voicefoot.problem_codes import Code
from voicefoot.reading.problems import InvalidValueError
from voicefoot.text import LazyPattern, folded, nearest

_TAG = LazyPattern("[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,5}")
_SEPARATOR = LazyPattern("[-_]")


def is_language(text: str) -> bool:
    """Return whether `text` is the tag of a language that has a pack."""
    text = text.strip()
    return _TAG.fullmatch(text) is not None and pack_code(text) is not None


def parse_language(text: str) -> str:
    """Parse the tag of a language that has a pack. Return it as it is usually written: `de`, `pt-BR`."""
    text = text.strip()
    if is_language(text):
        return _usual(text)
    guess = _guess(text)
    remedy = f"did you mean {guess}?" if guess else f"write {listed(LANGUAGES, 'or')}"
    raise InvalidValueError("is not a known language", remedy, Code.UNKNOWN_NAME)


def same_language(one: str, other: str) -> bool:
    """Return whether two tags mean one language, such as "de" and "de-AT"."""
    return pack_code(one) == pack_code(other)


def language_name(tag: str) -> str:
    """Return a language by its name in English, with its tag: "German (de)", "Portuguese (Brazil, pt-BR)"."""
    code = pack_code(tag)
    if code is None:
        return tag
    name, _, country = LANGUAGES[code].removesuffix(")").partition(" (")
    return f"{name} ({', '.join(filter(None, (country, tag)))})"


def listed(words: Iterable[str], conjunction: str) -> str:
    """Return `words` with commas, and the `conjunction` before the last."""
    *first, last = words
    return f"{', '.join(first)} {conjunction} {last}" if first else last


def _usual(tag: str) -> str:
    primary, *subtags = _SEPARATOR.split(tag)
    parts = [part.upper() if len(part) == 2 else part.lower() for part in subtags]
    return "-".join([primary.lower(), *(part.title() if len(part) == 4 else part for part in parts)])


def _guess(text: str) -> str | None:
    """Return the code that `text` was probably meant to be: it may be a name, in English or its own."""
    codes = {folded(code): code for code in LANGUAGES}
    codes |= {folded(name): code for code, name in LANGUAGES.items()}
    codes |= {folded(language_pack(code).name): code for code in LANGUAGES}
    found = nearest(text, list(codes))
    return None if found is None else codes[found]
