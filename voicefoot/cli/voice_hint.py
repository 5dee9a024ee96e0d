"""The line that ends a session in which no natural voice spoke: how to get one. Once a week at most."""

from __future__ import annotations

import time
from pathlib import Path

WEEK_SECONDS = 7 * 86_400.0
_MAX_BYTES = 100
_PLAIN_ENGINES = {"pyttsx3", "pico"}
"""Those that no one would call natural."""


def hint(voice: str, language: str) -> str | None:
    """Return the line for a session in which `voice` spoke `language` because nothing better was there."""
    from voicefoot.fetching.catalogue import catalogue

    if voice.partition(":")[0] not in _PLAIN_ENGINES or catalogue().best_for(language) is None:
        return None
    code = language.replace("_", "-").split("-")[0].casefold()
    how = 'pip install "voicefoot[natural]"' if code == "en" else f"voicefoot voices get {code}"
    return f"For a natural voice in {catalogue().language_name(language)}: {how}"


def is_due(path: Path, now: float) -> bool:
    """Whether a week has passed since this last returned True for the file at `path`, which it keeps.

    `now` is in seconds since 1970.

    A time in the future, written before the clock was set back, does not count. Where nothing can be written,
    it is never due: it would be each time.
    """
    from voicefoot.storage.atomic import write_cached

    try:
        with path.open("rb") as file:
            told = float(file.read(_MAX_BYTES))
    except (OSError, ValueError):
        told = float("-inf")
    if 0 <= now - told < WEEK_SECONDS:
        return False
    try:
        write_cached(path, [f"{int(now)}\n".encode("ascii")])
    except OSError:
        return False
    return True


def due_hint(voice: str, language: str) -> str | None:
    """Return the line that is to be shown now, if any."""
    from voicefoot.storage.paths import hint_file

    line = hint(voice, language)
    return line if line is not None and is_due(hint_file(), time.time()) else None
