"""Written words that are said as somebody asked: by `pronounce` in a routine, or in the user's own file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache

from voicefoot.model.phrase import Phonemes

_IPA_SIGNS = frozenset(" .|‿-()")
"""Beside letters and what modifies them."""


def speller(spoken: Callable[[str], str], *pronounce: Mapping[str, str]) -> Callable[[str], str]:
    """Return what turns a written text into the text to be said, "" where there is nothing to say.

    First, the words of `pronounce` are replaced, those of an earlier mapping before those of a later one;
    then `spoken`, a language's own, says the rest. Words whose phonemes are given stay as they are written:
    see `phoneme_finder`.
    """
    entries, pattern = _compiled(pronounce)
    if pattern is None:
        return lru_cache(maxsize=1024)(spoken)

    def said(found: re.Match[str]) -> str:
        text = _said(entries, found)
        return found[0] if is_ipa(text) else text

    return lru_cache(maxsize=1024)(lambda text: spoken(pattern.sub(said, text)))


def phoneme_finder(*pronounce: Mapping[str, str]) -> Callable[[str], Phonemes]:
    """Return what finds the words in a text to be said whose phonemes `pronounce` gives: (word, IPA) each."""
    entries, pattern = _compiled(pronounce)
    if pattern is None or not any(is_ipa(text) for _, text in entries):
        return lambda text: ()  # noqa: ARG005 - the shape of the others

    def find(text: str) -> Phonemes:
        words = {found[0]: _said(entries, found) for found in pattern.finditer(text)}
        return tuple((word, said.strip("/ ")) for word, said in words.items() if is_ipa(said))

    return lru_cache(maxsize=1024)(find)


def is_ipa(text: str) -> bool:
    """Return whether `text` is phonemes, between two slashes: `/ˈfɛldənkraɪs/`."""
    return len(text) > 2 and text[0] == text[-1] == "/"


def ipa_fault(text: str) -> str | None:
    """Return the first sign between the slashes of `text` that is none of IPA's, such as a digit; None if
    all are.
    """
    signs = (
        sign for sign in text[1:-1] if sign not in _IPA_SIGNS and unicodedata.category(sign)[0] not in "LM"
    )
    return next(signs, None)


def _compiled(
    mappings: tuple[Mapping[str, str], ...],
) -> tuple[list[tuple[str, str]], re.Pattern[str] | None]:
    """Return the words with what is said for them, and a pattern that has a group for each; None without any.

    Longer words come first, and of equal ones those of the earlier mapping.
    """
    entries = [entry for mapping in mappings for entry in mapping.items() if entry[0]]
    entries.sort(key=lambda entry: -len(entry[0]))
    if not entries:
        return [], None
    return entries, re.compile("|".join(f"({_pattern(word)})" for word, _ in entries))


def _said(entries: list[tuple[str, str]], found: re.Match[str]) -> str:
    return entries[(found.lastindex or 1) - 1][1]


def _pattern(word: str) -> str:
    """Return a pattern for the whole `word`; in any case, unless it has capitals after its first letter."""
    begins = r"(?<!\w)" if re.match(r"\w", word[0]) else ""
    ends = r"(?!\w)" if re.match(r"\w", word[-1]) else ""
    case = "" if word[1:] != word[1:].lower() else "i"
    return rf"{begins}(?{case}:{re.escape(word)}){ends}"
