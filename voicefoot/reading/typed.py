"""What people and their word processors type -> the YAML that they mean.

Bullets become dashes, curly quotes around words straight ones, no-break spaces spaces, and a full-width colon
behind a key becomes a colon. A character is replaced by one character, so that columns stay those of the
file; where a space has to be added, `TypedText` remembers it.

This works line by line, and leaves alone the lines that continue words: those under `|` or `>`, and those
that are indented further than the key whose words they continue.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from voicefoot.problem_codes import Code
from voicefoot.reading.fields import LISTS_OF_WORDS
from voicefoot.reading.key_names import key_name
from voicefoot.reading.problems import Location, Problems
from voicefoot.reading.source import DAMAGED
from voicefoot.text import LazyPattern, shown

_SPACE = LazyPattern("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000](?!#[^ ])")
"""Spaces that are none for YAML. Before `#1` they keep it from becoming a comment, and so stay."""
_WIDE_SPACE = "\u3000"
"""Looks as wide as two."""
_WIDE_COMMAS = str.maketrans("\uff0c\u3001", ",,")
_INVISIBLE = LazyPattern("( *)[\u00ad\u200b\u2060]+")
_BULLETS = (
    "\u2022\u2023\u2043\u00b7\u25aa\u25ab\u25a0\u25a1\u25cf\u25cb\u25e6\u25b8\u25ba\u25b6\u2756\u27a2"
    "\uf0b7\uf0a7"  # what Word writes for its own bullets
)
_DASHES = "*\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d"
"""Bullets too, if a space follows them. Without it they may belong to a word, as in `*Tap*`."""
_BULLET = LazyPattern(f" *(?:[{_BULLETS}](?=\\S)|[{_BULLETS}{_DASHES}](?= |$))")
_WIDE_COLONS = "\uff1a\ufe55\u2236\ua789"
_DASH = LazyPattern(" *(?:- +)*")
_KEY = LazyPattern(
    f"(?P<key>[^\\s\"'\\[{{#&*!|>%@`:{_WIDE_COLONS}][^:{_WIDE_COLONS}]{{0,40}}?) {{0,9}}"
    f"(?P<colon>[:{_WIDE_COLONS}])"
)
_KEY_IN_BRACES = LazyPattern(
    f"(?:^|[{{,]) {{0,99}}(?P<key>[^\\s,{{}}\\[\\]\"':{_WIDE_COLONS}]{{1,40}}) {{0,9}}"
    f"(?P<colon>[{_WIDE_COLONS}])"
)
_NUMBER = LazyPattern(
    r"(?P<indent> *)(?P<number>[0-9]{1,3}[.)]) +(?P<item>(?P<key>[^\W\d][\w ]{0,40}) {0,9}: .*)"
)
_TIGHT_DASH = LazyPattern(r" *-(?=[^\W\d])")
_CLOSING_QUOTES = {
    "\u201c": "\u201d\u201c",
    "\u201d": "\u201d",
    "\u201e": "\u201c\u201d",
    "\u00ab": "\u00bb",
    "\u00bb": "\u00ab",
    "\u2039": "\u203a",
    "\u203a": "\u2039",
    "\u2018": "\u2019",
    "\u201a": "\u2018\u2019",
    '"': "\u201d\u201c",
}
"""What may close an opening quote: in English, German, French and Swedish. A curly one may close a straight
one: word processors curl some and not others.
"""
_OPENING = "".join(_CLOSING_QUOTES)
_CLOSING = "\u201c\u201d\u00ab\u00bb\u2018\u2019\u2039\u203a"
_NOT_WITHIN = "\u201c\u201d\u201e\u00ab\u00bb\u2039\u203a"
"""Curly quotes that don't stand within quotes. The single ones do, of which one is an apostrophe too."""
_SINGLE = "\u2018\u201a"
_NOT_IN_STRAIGHT = {'"': {'"', "\\"}, "'": {"'"}}
"""What words may not contain that stand in straight quotes of a kind."""
_QUOTED = LazyPattern(
    f"(?P<open>[{_OPENING}])(?P<words>[^{_NOT_WITHIN}]+)(?P<close>[{_CLOSING}])(?= *(?: #.*)?$)"
)
_QUOTED_IN_BRACKETS = LazyPattern(
    f"(?:^|[\\[{{,]|: ) {{0,99}}(?P<open>[{_OPENING}])(?P<words>[^\\[\\]{{}}{_NOT_WITHIN}]{{1,500}}?)"
    f"(?P<close>[{_CLOSING}])(?= {{0,9}}(?:[,\\]}}]|$))"
)


@dataclass(slots=True)
class TypedText:
    """Lines of YAML, and the spaces in them that are not in the file."""

    lines: list[str]
    added: dict[int, list[int]] = field(default_factory=dict)
    """The columns of the added spaces, from left to right, by line. Both count from 1."""
    repaired: set[int] = field(default_factory=set)
    """The lines whose problem has been recorded."""
    file: str = ""
    """What the places in it say of their file: see `Location`."""

    def add_space(self, line: int, index: int) -> None:
        """Insert a space before the character `index`, which counts from 0, of `line`."""
        text = self.lines[line - 1]
        self.lines[line - 1] = f"{text[:index]} {text[index:]}"
        self.added.setdefault(line, []).append(index + 1)

    def in_file(self, location: Location) -> Location:
        """Return where `location`, a place in `lines`, is in the file."""
        column = location.column - bisect_left(self.added.get(location.line, ()), location.column)
        return Location(location.line, column, self.file)


def as_meant(text: str, problems: Problems, *, file: str = "") -> TypedText:
    """Return the YAML that `text` means, which must be normalized (`source.normalize`).

    A line in which a space is missing, or a number stands for a dash, is reported and repaired.
    """
    typed = TypedText(_SPACE.sub(" ", text).split("\n"), file=file)
    if _WIDE_SPACE in text:
        _widen_indents(typed, text.split("\n"))
    _Reader(typed, problems).read()
    return typed


def _widen_indents(typed: TypedText, lines: Sequence[str]) -> None:
    """Make each wide space that indents one of `lines`, as they are in the file, as wide as it looks."""
    for number, line in enumerate(lines, 1):
        indent = line[: len(line) - len(line.lstrip())]
        wide = [index for index, character in enumerate(indent) if character == _WIDE_SPACE]
        if wide:
            typed.lines[number - 1] = " " * len(wide) + typed.lines[number - 1]
            typed.added[number] = [index + 2 + place for place, index in enumerate(wide)]


class _Reader:
    """Goes through the lines, and changes them in place."""

    def __init__(self, typed: TypedText, problems: Problems) -> None:
        self._typed = typed
        self._problems = problems
        self._column = -1
        """Lines that are indented further than this continue what the last line began."""
        self._open_brackets = 0

    def read(self) -> None:
        for number in range(1, len(self._typed.lines) + 1):
            line = self._line(number)
            text = line.lstrip(" ")
            if not text or text.startswith("#"):
                continue
            in_root_brackets = self._column < 0 < self._open_brackets
            continues = in_root_brackets or len(line) - len(text) > self._column >= 0
            if not continues:
                self._column, self._open_brackets = -1, 0
                self._read_line(number)
            elif self._open_brackets > 0:
                self._read_brackets(number, 0)

    def _line(self, number: int) -> str:
        return self._typed.lines[number - 1]

    def _replace(self, number: int, index: int, character: str) -> None:
        line = self._line(number)
        self._typed.lines[number - 1] = line[:index] + character + line[index + 1 :]

    def _read_line(self, number: int) -> None:
        """Read a line that begins an item, or a key with its value."""
        self._remove_invisible(number)
        bullet = _BULLET.match(self._line(number))
        if bullet:
            self._replace(number, bullet.end() - 1, "-")
            if self._line(number)[bullet.end() :][:1].strip():
                self._typed.add_space(number, bullet.end())
        self._report_number(number)
        self._report_tight_dash(number)
        dash = _DASH.match(self._line(number))
        assert dash is not None
        start = dash.end()
        if self._straighten_quotes(number, start):
            self._column = dash[0].rfind("-")
            return
        value = self._read_key(number, start)
        if value is None:
            self._column, value = dash[0].rfind("-"), start
        else:
            self._column = start
        words = self._line(number)[value:].lstrip(" ")
        if not words or words.startswith("#"):
            self._column = -1
        elif words[0] in "[{":
            if key_name(self._line(number)[start:value].rstrip(": ")) in LISTS_OF_WORDS:
                self._typed.lines[number - 1] = self._line(number).translate(_WIDE_COMMAS)
            self._read_brackets(number, value)
        else:
            self._straighten_quotes(number, len(self._line(number)) - len(words))

    def _remove_invisible(self, number: int) -> None:
        found = _INVISIBLE.match(self._line(number))
        if found:
            self._problems.add(
                Location(number, found.end(1) + 1),
                f"there is an invisible character (U+{ord(found[0][-1]):04X}) before the first word here",
                "delete it",
                Code.BAD_CHARACTER,
            )
            self._typed.lines[number - 1] = found[1] + self._line(number)[found.end() :]

    def _report_number(self, number: int) -> None:
        found = _NUMBER.match(self._line(number))
        if found and key_name(found["key"]):
            self._problems.add(
                Location(number, found.start("number") + 1),
                f'an item begins with "{found["number"]}"',
                f"begin it with a dash: - {shown(found['item'])}",
                Code.NO_DASH,
            )
            self._typed.repaired.add(number)
            self._typed.lines[number - 1] = f"{found['indent']}- {found['item']}"

    def _report_tight_dash(self, number: int) -> None:
        line = self._line(number)
        found = _TIGHT_DASH.match(line)
        if found:
            item = line[found.end() :].strip()
            what = f'"-{shown(item)}" has no space after its dash'
            self._problems.add(
                Location(number, found.end()), what, f"write - {shown(item)}", Code.MISSING_SPACE
            )
            self._typed.repaired.add(number)
            self._typed.add_space(number, found.end())

    def _read_key(self, number: int, start: int) -> int | None:
        """Return the index behind the key and the colon that stand at `start`, or None if there is none."""
        line = self._line(number)
        found = _KEY.match(line, start)
        if not found:
            return None
        end = found.end()
        is_tight = bool(line[end : end + 1].strip())
        if found["colon"] == ":" and not is_tight:
            return end
        is_wide, begins_item = found["colon"] != ":", "-" in line[:start]
        if not key_name(found["key"]) and (begins_item or not is_wide):
            return None
        if is_wide:
            self._replace(number, end - 1, ":")
            if is_tight:
                self._typed.add_space(number, end)
            return end
        value = line[end:].strip()
        self._problems.add(
            Location(number, start + 1),
            f'"{shown(line[start:].strip())}" has no space after its colon',
            f"write {found['key']}: {shown(value)}",
            Code.MISSING_SPACE,
        )
        self._typed.repaired.add(number)
        self._typed.lines[number - 1] = f"{line[:end]} {DAMAGED}"
        return end

    def _read_brackets(self, number: int, start: int) -> None:
        """Read what stands from `start` on, within or before brackets or braces."""
        line = self._line(number)
        if any(colon in line for colon in _WIDE_COLONS):
            characters, added = list(line), list[int]()
            for found in _KEY_IN_BRACES.finditer(line, start):
                if key_name(found["key"]):
                    characters[found.end() - 1] = ":"
                    if line[found.end() : found.end() + 1].strip():
                        characters[found.end() - 1] = ": "
                        added.append(found.end() + 1 + len(added))
            self._typed.lines[number - 1] = "".join(characters)
            self._typed.added.setdefault(number, []).extend(added)
        if any(quote in line for quote in _CLOSING):
            line = self._line(number)
            characters = list(line)
            for found in _QUOTED_IN_BRACKETS.finditer(line, start):
                if quote := _straight_quote(found):
                    characters[found.start("open")] = characters[found.start("close")] = quote
            self._typed.lines[number - 1] = "".join(characters)
        content = self._line(number)[start:].partition(" #")[0]
        self._open_brackets += sum(map(content.count, "[{")) - sum(map(content.count, "]}"))

    def _straighten_quotes(self, number: int, start: int) -> bool:
        """Straighten the quotes around all that stands from `start` on, and return whether there are any."""
        found = _QUOTED.match(self._line(number), start)
        quote = _straight_quote(found) if found else ""
        if found and quote:
            self._replace(number, found.start("open"), quote)
            self._replace(number, found.start("close"), quote)
        return bool(quote)


def _straight_quote(found: re.Match[str]) -> str:
    """Return the straight quote that may stand for those that were `found`, or "" if none may."""
    opening, words = found["open"], found["words"]
    if found["close"] not in _CLOSING_QUOTES[opening] or (opening in _SINGLE and _SINGLE[0] in words):
        return ""
    possible = ['"'] if opening == '"' else list(_NOT_IN_STRAIGHT)
    return next((quote for quote in possible if not _NOT_IN_STRAIGHT[quote] & {*words}), "")
