"""Text as it stands on a terminal: in cells, of which a wide character takes two."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from voicefoot.names import is_control


def clean(text: str) -> str:
    """`text` on one line, without anything that steers a terminal or has no width to speak of."""
    line = " ".join(text.split())
    joiners = "\u200c\u200d"
    kept = (c for c in line if not is_control(c) and (c in joiners or unicodedata.category(c) != "Cf"))
    return "".join(kept)


def cells(text: str) -> int:
    """How many columns `text` takes on a terminal; rather one too many than one too few."""
    return len(text) if text.isascii() else sum(map(_cells, text))


@lru_cache(maxsize=1024)
def _cells(character: str) -> int:
    if character == "\ufe0f":  # asks for a picture, which some terminals draw in two columns
        return 1
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def cut(text: str, width: int, mark: str) -> str:
    """`text`, or its beginning and `mark`, in at most `width` columns."""
    if cells(text) <= width:
        return text
    mark = mark[: max(0, width)]
    room = width - cells(mark)
    for end, character in enumerate(text):
        room -= _cells(character)
        if room < 0:
            return text[:end].rstrip() + mark
    return text
