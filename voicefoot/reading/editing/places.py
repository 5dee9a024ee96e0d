"""Where things are: from the text that the parser is given to the text of the file."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from voicefoot.reading.typed import TypedText

LINE_END = re.compile(r"\r\n|\r|\n")
"""Where a line of a file ends."""


class Places:
    """Finds each character of the typed text `found` in the `text` of the file that it was made of."""

    def __init__(self, typed: TypedText, text: str) -> None:
        self.found = "\n".join(typed.lines)
        self._typed = typed
        self._starts = [0]
        for line in typed.lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        ends = [end.end() for end in LINE_END.finditer(text)]
        self._starts_in_file = [0, *ends]

    def line_and_column(self, index: int) -> tuple[int, int]:
        """Return the line and the column in the file of the character `index` of `found`, both from 0."""
        line = bisect_right(self._starts, index) - 1
        column = index - self._starts[line]
        return line, column - bisect_left(self._typed.added.get(line + 1, ()), column + 1)

    def in_file(self, index: int) -> int:
        """Return the index in the file of the character `index` of `found`."""
        line, column = self.line_and_column(index)
        return self._starts_in_file[line] + column

    def line_start(self, index: int) -> int:
        """Return the index in `found` at which the line of the character `index` begins."""
        return self.found.rfind("\n", 0, index) + 1

    def line_end(self, index: int) -> int:
        """Return the index in `found` of the end of that line, before its line feed."""
        end = self.found.find("\n", index)
        return len(self.found) if end < 0 else end
