"""Text as it stands on a terminal: in cells, of which a wide character takes two."""

from __future__ import annotations

import unicodedata

from rich.cells import cell_len, split_text

from voicefoot.names import is_control


def clean(text: str) -> str:
    """`text` on one line, without anything that steers a terminal or has no width to speak of."""
    line = " ".join(text.split())
    joiners = "\u200c\u200d"
    kept = (c for c in line if not is_control(c) and (c in joiners or unicodedata.category(c) != "Cf"))
    return "".join(kept)


def cells(text: str) -> int:
    """How many columns `text` takes on a terminal."""
    return cell_len(text)


def cut(text: str, width: int, mark: str) -> str:
    """`text`, or its beginning and `mark`, in at most `width` columns."""
    if cell_len(text) <= width:
        return text
    mark = mark[: max(0, width)]
    beginning, _ = split_text(text, width - cell_len(mark))
    return beginning.rstrip() + mark
