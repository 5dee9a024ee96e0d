"""Japanese in kana, for voices that read nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

_READABLE = re.compile(r"[\u3041-\u309f\u30a1-\u30ff\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\s!-~]*")


def in_kana(text: str, readings: Mapping[str, str]) -> str | None:
    """Return `text` as it is pronounced, in kana, by `readings` of written words, the longest first.

    None if some of it has no reading.
    """
    read = " ".join(_pattern(tuple(readings)).sub(lambda found: readings[found[0]], text).split())
    return read if _READABLE.fullmatch(read) else None


@lru_cache(maxsize=2)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or "(?!)")
