"""The layout of YAML: indentation, spaces, blank lines and the columns of comments. Words, order and comments
stay.

The text is cut into the tokens of PyYAML's scanner, and what lies between two of them, a gap, is written
anew. Nothing but spaces, line feeds and comments can stand in a gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

from voicefoot.reading.parser import LOADER

STEP = 2
"""By how many columns a list or a mapping is indented further than what it belongs to."""
_COMMENT_GAP = 2
"""Spaces between a line and the comment behind it, at least."""

_OPENING = (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken)
_CLOSING = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)
_AT_THE_MARGIN = (yaml.DirectiveToken, yaml.DocumentStartToken, yaml.DocumentEndToken)
_UNSEEN = (
    yaml.StreamStartToken, yaml.BlockSequenceStartToken, yaml.BlockMappingStartToken, yaml.BlockEndToken,
)  # fmt: skip
"""Tokens that stand for no characters."""
_NO_COMMENT = re.compile(r"#[^ #]")
"""What begins so is more likely words, as in "Take band #1", which `check` warns of."""
_BLOCK_HEADER = re.compile(r"[|>][+-]?([1-9])?")


def laid_out(text: str, replacements: Mapping[int, str] | None = None) -> str:
    """Return `text`, YAML that can be scanned and has no tabs, in the usual layout.

    `replacements` has what to write in place of scalars, by the index at which each begins. Raises
    yaml.YAMLError for what is no YAML.
    """
    text = text if text.endswith("\n") else f"{text}\n"
    writer = _Writer(text, replacements or {})
    for token in yaml.scan(text, Loader=LOADER):
        writer.take(token)
    return writer.finished()


def comments(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each comment of `text` begins and ends, as indexes: from its `#` to the end of its line."""
    done = 0
    for token in yaml.scan(text, Loader=LOADER):
        start, end = token.start_mark.index, token.end_mark.index
        at = done
        while (at := text.find("#", at, start)) >= 0:
            line_end = text.find("\n", at, start)
            line_end = start if line_end < 0 else line_end
            yield at, line_end
            at = line_end
        done = max(done, end)


@dataclass(slots=True)
class _Level:
    """A list or a mapping in block style, and the columns in which its items begin, before and after."""

    is_list: bool
    old: int
    new: int
    is_beside_key: bool = False
    """Whether its dashes stand in the column of the key that it belongs to."""


class _Writer:
    def __init__(self, text: str, replacements: Mapping[int, str]) -> None:
        self._text = text
        self._replacements = replacements
        self._out: list[str] = []
        """Lines, of which the last one is still being written."""
        self._levels: list[_Level] = []
        self._levels_before: list[_Level] = []
        """The levels when the last token was written."""
        self._brackets = 0
        self._bracket_shift = 0
        self._line_shift = 0
        """How far the first token of the line was moved to the right."""
        self._last: yaml.Token | None = None
        self._done = 0
        self._begins_key = False

    def take(self, token: yaml.Token) -> None:
        """Write `token`, and what stands before it."""
        self._open_and_close(token)
        if isinstance(token, yaml.StreamEndToken):
            self._write_gap(token)
            return
        is_implied = token.start_mark.index == token.end_mark.index
        if isinstance(token, _UNSEEN) or (isinstance(token, yaml.KeyToken) and is_implied):
            return
        self._write_gap(token)
        self._write(self._words(token))
        if isinstance(token, _OPENING):
            self._brackets += 1
        elif isinstance(token, _CLOSING):
            self._brackets -= 1
        self._last = token
        self._levels_before = list(self._levels)
        self._begins_key = False

    def finished(self) -> str:
        """Return all that was written."""
        while self._out and not self._out[-1]:
            self._out.pop()
        return "".join(f"{line}\n" for line in self._out)

    # -- lists and mappings ----------------------------------------------------------------------------

    def _open_and_close(self, token: yaml.Token) -> None:
        column = token.start_mark.column
        if isinstance(token, yaml.BlockSequenceStartToken):
            self._levels.append(_Level(True, column, self._inner_column()))
        elif isinstance(token, yaml.BlockMappingStartToken):
            self._levels.append(_Level(False, column, self._inner_column()))
        elif isinstance(token, yaml.BlockEntryToken) and not self._levels[-1].is_list:
            self._levels.append(_Level(True, column, self._inner_column(), is_beside_key=True))
        elif isinstance(token, yaml.BlockEndToken):
            self._leave_list_beside_key()
            self._levels.pop()
        elif isinstance(token, yaml.KeyToken) and not self._brackets:
            self._leave_list_beside_key()
            self._begins_key = True

    def _leave_list_beside_key(self) -> None:
        if self._levels[-1].is_beside_key:
            self._levels.pop()

    def _inner_column(self) -> int:
        return self._levels[-1].new + STEP if self._levels else 0

    def _column_of(self, token: yaml.Token) -> int:
        """Return the column in which `token` stands if it begins a line."""
        if self._brackets:
            return max(0, int(token.start_mark.column) + self._bracket_shift)
        if isinstance(token, _AT_THE_MARGIN) or not self._levels:
            return 0
        if isinstance(token, yaml.BlockEntryToken | yaml.ValueToken) or self._begins_key:
            return self._levels[-1].new
        return self._inner_column()

    # -- gaps ------------------------------------------------------------------------------------------

    def _write_gap(self, token: yaml.Token) -> None:
        gap = self._text[self._done : token.start_mark.index]
        lines = gap.split("\n")
        is_first = not self._out
        is_end = isinstance(token, yaml.StreamEndToken)
        column = 0 if is_end else self._column_of(token)
        begins_line = is_first or (len(lines) > 1 and not (self._is_joined(token) and not gap.strip()))
        if begins_line:
            self._write_lines_between(lines, token.start_mark.column, column, is_first=is_first)
            self._out.append(" " * column)
            self._line_shift = column - token.start_mark.column
        else:
            self._write(self._space_before(token))
        if isinstance(token, _OPENING) and not self._brackets:
            level = self._levels[-1] if self._levels else _Level(False, 0, 0)
            self._bracket_shift = self._line_shift if begins_line else level.new - level.old

    def _is_joined(self, token: yaml.Token) -> bool:
        """Whether `token` is the item of a dash that stands alone in its line."""
        if not isinstance(self._last, yaml.BlockEntryToken):
            return False
        is_opened = len(self._levels) > len(self._levels_before)
        is_value = isinstance(token, (yaml.ScalarToken, *_OPENING))
        return is_opened or (is_value and not self._begins_key)

    def _space_before(self, token: yaml.Token) -> str:
        """Return what stands between `token` and the one before it in the same line."""
        last = self._last
        if isinstance(token, yaml.ValueToken):
            needs_space = isinstance(last, yaml.AliasToken | yaml.KeyToken | yaml.FlowEntryToken)
            return " " if needs_space else ""
        if isinstance(last, _OPENING) or isinstance(token, (yaml.FlowEntryToken, *_CLOSING)):
            return ""
        return " "

    def _write_lines_between(self, lines: list[str], old: int, new: int, *, is_first: bool) -> None:
        """Write the comment behind the last token, and the lines before the one that begins in the column
        `old`, and from now on in the column `new`.
        """
        levels = [each for each in self._levels_before if not each.is_beside_key or each in self._levels]
        columns = [*((level.old, level.new) for level in levels), (old, new)]
        beside: tuple[int, int] | None = None
        """Where the comment behind the last token begins, before and after."""
        between = lines[:-1]
        if not is_first:
            words = lines[0].lstrip(" ")
            if words:
                beside = self._write_comment_behind(words.rstrip(" "), len(lines[0]) - len(words))
            between = lines[1:-1]
        for line in between:
            words = line.lstrip(" ")
            if not words:
                beside = None
                if self._out and self._out[-1].strip(" "):
                    self._out.append("")
                continue
            at = len(line) - len(words)
            if self._brackets:
                column = max(0, at + self._bracket_shift)
            elif beside is not None and at == beside[0]:
                column = beside[1]
            else:
                beside = None
                column = max(((o, n) for o, n in columns if o <= at), default=(0, 0))[1]
            self._out.append(" " * column + words.rstrip(" "))

    def _write_comment_behind(self, words: str, gap: int) -> tuple[int, int]:
        line_start = self._text.rfind("\n", 0, self._done) + 1
        old = self._done - line_start + gap
        new = len(self._out[-1]) + _COMMENT_GAP
        if gap == 1 and _NO_COMMENT.match(words):
            new = len(self._out[-1]) + gap
        elif gap > _COMMENT_GAP:  # it stands in a column of comments
            new = max(new, old + self._line_shift)
        self._write(" " * (new - len(self._out[-1])) + words)
        return old, new

    # -- tokens ----------------------------------------------------------------------------------------

    def _write(self, words: str) -> None:
        first, *others = words.split("\n")
        self._out[-1] += first
        self._out += others

    def _words(self, token: yaml.Token) -> str:
        """Return what is to be written for `token`, and note that the text is done up to its end."""
        start, end = token.start_mark.index, token.end_mark.index
        words = self._text[start:end]
        if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
            words = words.rstrip(" \n")
        self._done = start + len(words)
        if start in self._replacements:
            return self._replacements[start]
        if "\n" not in words:
            return words
        if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
            return self._block(words)
        return self._continued(words, is_quoted=words[0] in "\"'")

    def _block(self, words: str) -> str:
        """Return a text below `|` or `>`, as far indented as it has to be."""
        header, *lines = words.split("\n")
        level = self._levels[-1] if self._levels else _Level(False, -STEP, -STEP)
        found = _BLOCK_HEADER.match(header)
        if found and found[1]:
            old, new = level.old + int(found[1]), level.new + int(found[1])
        else:
            first = next(number for number, line in enumerate(lines, 1) if line.strip(" "))
            old = max(len(line) - len(line.lstrip(" ")) for line in lines[:first])
            new = level.new + STEP
        moved = (" " * new + line[old:].rstrip(" ") if line.strip(" ") else "" for line in lines)
        return "\n".join([header.rstrip(" "), *moved])

    def _continued(self, words: str, *, is_quoted: bool) -> str:
        """Return a text of several lines that stands in quotes, or in none."""
        first, *lines = words.split("\n")
        moved = []
        for line in lines:
            text = line.lstrip(" ")
            column = self._inner_column()
            if self._brackets:
                column = max(0, len(line) - len(text) + self._bracket_shift)
            moved.append(" " * column + text if text else "")
        if is_quoted:  # a space behind a backslash is one of the words
            return "\n".join([first, *moved])
        return "\n".join(line.rstrip(" ") for line in [first, *moved])
