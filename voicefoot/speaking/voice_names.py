"""What people call the voices that are installed -> the name that `choose` takes."""

from __future__ import annotations

from collections.abc import Sequence

from voicefoot.speaking.installed_voices import InstalledVoice
from voicefoot.text import folded

_BY_STYLE = {"kokoro"}
"""Engines whose voices are not called by the names of their folders."""


def full_name(typed: str, voices: Sequence[InstalledVoice]) -> str:
    """Return `typed` in full if it means one of `voices`: `thorsten`, `piper:thorsten` or
    `de_DE-thorsten-medium` is `piper:de_DE-thorsten-medium`. Anything else is returned as it is.

    Of several voices that are called the same, the first is meant.
    """
    found = named_voice(typed, voices)
    return typed if found is None or found.engine in _BY_STYLE else f"{found.engine}:{found.name}"


def named_voice(typed: str, voices: Sequence[InstalledVoice]) -> InstalledVoice | None:
    """Return the first of `voices` that is called `typed`, with or without its engine before a colon."""
    before, colon, after = typed.partition(":")
    wanted = folded(after if colon else before)
    return next(
        (
            voice
            for voice in voices
            if wanted in (folded(voice.name), folded(voice.title))
            and (not colon or folded(before) == folded(voice.engine))
        ),
        None,
    )
