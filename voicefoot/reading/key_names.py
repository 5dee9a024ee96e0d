"""Keys as people write them: `Reps`, `GET READY`, `get-ready`, `getReady`."""

from __future__ import annotations

import re
import unicodedata

from voicefoot.reading.fields import FIELDS

_NOT_LETTERS = re.compile(r"[\s_\-\u2010-\u2015\u00ad\u200b\u2060\"'\u2018-\u201e\u00ab\u00bb\u2039\u203a]+")
"""Spaces, dashes, what has no width, and quotes."""


def squeezed(key: str) -> str:
    """Return what all spellings of one key have in common: its letters, and their order."""
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", key).casefold())


_NAMES = {squeezed(field.name): field.name for field in FIELDS}


def key_name(written: str) -> str | None:
    """Return the key of a routine that `written` spells in any way, or None."""
    return _NAMES.get(squeezed(written))
