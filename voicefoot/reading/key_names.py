"""The keys of a routine as people write them: `Reps`, `GET READY`, `get-ready`, `getReady`."""

from __future__ import annotations

import re
import unicodedata

from voicefoot.reading.fields import FIELDS

_BETWEEN_WORDS = re.compile(r"[\s_\-\u2010-\u2015\u00ad\u200b\u2060]+")


def _squeezed(key: str) -> str:
    """Return what all spellings of one key have in common: its letters, and their order."""
    return _BETWEEN_WORDS.sub("", unicodedata.normalize("NFKC", key).casefold())


_NAMES = {_squeezed(field.name): field.name for field in FIELDS}


def key_name(written: str) -> str | None:
    """Return the key of the format that `written` spells in any way, or None."""
    return _NAMES.get(_squeezed(written))
