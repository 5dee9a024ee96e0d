"""Voices are found by what people call them."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicefoot.speaking.installed_voices import InstalledVoice
from voicefoot.speaking.voice_names import full_name, named_voice

VOICES = [
    InstalledVoice("de_DE-thorsten-high", "piper", "de", "thorsten", Path()),
    InstalledVoice("de_DE-thorsten-medium", "piper", "de", "thorsten", Path()),
    InstalledVoice("kokoro", "kokoro", "mul", "Kokoro", Path()),
    InstalledVoice("me", "recorded", "en", "My own voice", Path()),
]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("thorsten", "piper:de_DE-thorsten-high"),
        ("piper:Thorsten", "piper:de_DE-thorsten-high"),
        ("DE_de-thorsten-medium", "piper:de_DE-thorsten-medium"),
        ("piper:de_DE-thorsten-medium", "piper:de_DE-thorsten-medium"),
        ("my own  voice", "recorded:me"),
        ("kokoro", "kokoro"),
        ("kokoro:if_sara", "kokoro:if_sara"),
        ("kokoro:thorsten", "kokoro:thorsten"),
        ("natural", "natural"),
        ("pyttsx3:de", "pyttsx3:de"),
        ("command:say {text}", "command:say {text}"),
        ("piper:", "piper:"),
    ],
)
def test_a_name_in_full(typed: str, name: str) -> None:
    assert full_name(typed, VOICES) == name


def test_a_voice_of_several_languages_is_known_too() -> None:
    assert named_voice("Kokoro", VOICES) == VOICES[2]
    assert named_voice("nobody", VOICES) is None
