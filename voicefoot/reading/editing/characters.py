"""What people and their word processors type -> the characters that YAML has for it.

It is what the reader takes the text for (`typed.as_meant`), except that typographic spaces within words and
comments stay, which people put there on purpose: "10 kg" on one line.
"""

from __future__ import annotations

import yaml

from voicefoot.reading.editing.changes import Change, changed
from voicefoot.reading.editing.layout import comments
from voicefoot.reading.editing.places import Places
from voicefoot.reading.parser import LOADER
from voicefoot.reading.problems import Problems
from voicefoot.reading.source import normalize
from voicefoot.reading.typed import as_meant

_WITHOUT_WIDTH = str.maketrans(dict.fromkeys("\u00ad\u200b\u2060"))
"""The reader takes them out of words, too."""


def plain_characters(text: str) -> str:
    """Return `text`, which has no problem, as YAML, its lines ended by line feeds."""
    text = normalize(text, Problems(""))
    typed = as_meant(text, Problems(""))
    places = Places(typed, text)
    found = places.found
    restored = _Restorer(text, places)
    kept = [Change(start, end, restored.verbatim(start, end)) for start, end in comments(found)]
    for token in yaml.scan(found, Loader=LOADER):
        if isinstance(token, yaml.ScalarToken):
            start, end = token.start_mark.index, token.end_mark.index
            kept.append(Change(start, end, restored.words(start, end).translate(_WITHOUT_WIDTH)))
    return changed(found, kept)


class _Restorer:
    """Finds what stood in the file in place of characters of `found`, the text that the parser is given."""

    def __init__(self, text: str, places: Places) -> None:
        self._found = places.found
        self._lines = text.split("\n")
        self._place = places.line_and_column

    def verbatim(self, start: int, end: int) -> str:
        """Return what stood there, in one line."""
        line, first = self._place(start)
        return self._lines[line][first : first + end - start]

    def words(self, start: int, end: int) -> str:
        """Return the words from `start` to `end` with the spaces that stood between them."""
        lines, at = [], start
        for words in self._found[start:end].split("\n"):
            inside = words.strip(" ")
            indent = len(words) - len(words.lstrip(" "))
            number, first = self._place(at + indent)
            stood = self._lines[number][first : first + len(inside)] if inside else ""
            restored = "".join(
                old if new == " " and old.isspace() else new for new, old in zip(inside, stood, strict=False)
            )
            is_whole = len(restored) == len(inside)
            lines.append(words[:indent] + (restored if is_whole else inside) + words[indent + len(inside) :])
            at += len(words) + 1
        return "\n".join(lines)
