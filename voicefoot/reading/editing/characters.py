"""What people and their word processors type -> the characters that YAML has for it.

It is what the reader takes the text for (`typed.as_meant`), except that typographic spaces within words and
comments stay, which people put there on purpose: "10 kg" on one line.
"""

from __future__ import annotations

from bisect import bisect_left

import yaml

from voicefoot.reading.editing.layout import comments
from voicefoot.reading.problems import Problems
from voicefoot.reading.source import normalize
from voicefoot.reading.typed import TypedText, as_meant

_WITHOUT_WIDTH = str.maketrans(dict.fromkeys("\u00ad\u200b\u2060"))
"""The reader takes them out of words, too."""


def plain_characters(text: str) -> str:
    """Return `text`, which has no problem, as YAML, its lines ended by line feeds."""
    text = normalize(text, Problems(""))
    typed = as_meant(text, Problems(""))
    found = "\n".join(typed.lines)
    restored = _Restorer(found, text, typed)
    kept = [(start, end, restored.verbatim(start, end)) for start, end in comments(found)]
    for token in yaml.scan(found, Loader=yaml.SafeLoader):
        if isinstance(token, yaml.ScalarToken):
            start, end = token.start_mark.index, token.end_mark.index
            kept.append((start, end, restored.words(start, end).translate(_WITHOUT_WIDTH)))
    parts, done = list[str](), 0
    for start, end, words in sorted(kept):
        parts += [found[done:start], words]
        done = end
    return "".join([*parts, found[done:]])


class _Restorer:
    """Finds what stood in the file in place of characters of `found`, the text that the parser is given."""

    def __init__(self, found: str, text: str, typed: TypedText) -> None:
        self._found = found
        self._lines = text.split("\n")
        self._typed = typed
        self._starts = [0]
        for line in typed.lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def _place(self, index: int) -> tuple[int, int]:
        """Return the number of the line and the column of a character in the file, both from 0."""
        line = bisect_left(self._starts, index + 1) - 1
        column = index - self._starts[line]
        return line, column - bisect_left(self._typed.added.get(line + 1, ()), column + 1)

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
