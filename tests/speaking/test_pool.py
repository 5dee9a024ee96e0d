"""Several processes speak at once, and no more of them than are needed."""

from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.voices import faulty
from voicefoot.errors import VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.pool import VoicePool
from voicefoot.speaking.speak import speak
from voicefoot.speaking.subprocess_voice import SubprocessVoice

NUMBERS = [Phrase(text) for text in ("one", "two", "three", "four", "five", "six")]


def voice_pool(variant: str) -> VoicePool:
    return VoicePool(
        SubprocessVoice(
            "tests.support.voices:faulty",
            variant,
            "en",
            name="faulty",
            identity=faulty.identity(variant, "en"),
        )
        for _ in range(2)
    )


def opened(folder: Path) -> int:
    return len((folder / "opened").read_text().split())


def test_phrases_one_after_another_need_one_process(tmp_path: Path) -> None:
    with closing(voice_pool(f"well@{tmp_path}")) as voice:
        for phrase in NUMBERS:
            assert voice.say(phrase).seconds == 0.5
    assert opened(tmp_path) == 1


def test_two_phrases_at_once_are_spoken_by_two_processes(tmp_path: Path) -> None:
    # Neither is finished before the other has begun: each waits for the other's mark.
    with closing(voice_pool(f"meet@{tmp_path}")) as voice:
        clips = speak(NUMBERS[:2], voice)
    assert list(clips) == NUMBERS[:2]
    assert opened(tmp_path) == 2


def test_an_error_of_one_is_passed_on() -> None:
    with closing(voice_pool("raise")) as voice, pytest.raises(VoiceError, match="burns"):
        speak(NUMBERS, voice)


def test_closing_ends_what_is_being_spoken(tmp_path: Path) -> None:
    voice = voice_pool(f"hang@{tmp_path}")
    errors: list[str] = []

    def ask() -> None:
        try:
            speak(NUMBERS[:2], voice)
        except VoiceError as error:
            errors.append(str(error))

    asking = threading.Thread(target=ask)
    asking.start()
    while not (tmp_path / "opened").exists():
        asking.join(0.005)
    voice.close()
    asking.join(60)
    assert not asking.is_alive()
    assert "was closed" in errors[0]
