"""Written words that are said as somebody asked: by `pronounce` in a routine, or in the user's own file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache


def speller(spoken: Callable[[str], str], *pronounce: Mapping[str, str]) -> Callable[[str], str]:
    """Return what turns a written text into the text to be said, "" where there is nothing to say.

    First, the words of `pronounce` are replaced, those of an earlier mapping before those of a later one;
    then `spoken`, a language's own, says the rest.
    """
    pronounced = _pronouncer(pronounce)
    return lru_cache(maxsize=1024)(lambda text: spoken(pronounced(text)))


def _pronouncer(mappings: tuple[Mapping[str, str], ...]) -> Callable[[str], str]:
    """Return what replaces whole words: longer ones first, and of equal ones those of the earlier mapping."""
    entries = [entry for mapping in mappings for entry in mapping.items() if entry[0]]
    entries.sort(key=lambda entry: -len(entry[0]))
    if not entries:
        return lambda text: text
    pattern = re.compile("|".join(f"({_pattern(word)})" for word, _ in entries))
    return lambda text: pattern.sub(lambda found: entries[(found.lastindex or 1) - 1][1], text)


def _pattern(word: str) -> str:
    """Return a pattern for the whole `word`; in any case, unless it has capitals after its first letter."""
    begins = r"(?<!\w)" if re.match(r"\w", word[0]) else ""
    ends = r"(?!\w)" if re.match(r"\w", word[-1]) else ""
    case = "" if word[1:] != word[1:].lower() else "i"
    return rf"{begins}(?{case}:{re.escape(word)}){ends}"
