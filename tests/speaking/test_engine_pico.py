"""SVOX Pico, where it is installed."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import numpy as np
import pytest

from tests.support.real_voices import need
from voicefoot.dsp.leveling import trim_silence
from voicefoot.errors import CommandError, VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.engine_pico import adapter
from voicefoot.speaking.subprocess_voice import RetryPolicy, SubprocessVoice

LINE = "Zieh das Handtuch mit den Zehen heran, Ferse unten."


def in_a_process(variant: str | None, language: str) -> SubprocessVoice:
    return SubprocessVoice(
        "voicefoot.speaking.engine_pico:adapter",
        variant,
        language,
        name="pico",
        identity=adapter.identity(variant, language),
        policy=RetryPolicy(start_seconds=60.0, phrase_seconds=60.0, attempts=1),
    )


@pytest.fixture(scope="module")
def german() -> Iterator[SubprocessVoice]:
    need("py_nanotts")
    with closing(in_a_process(None, "de")) as voice:
        yield voice


def seconds(voice: SubprocessVoice, text: str, speed: float = 1.0) -> float:
    return trim_silence(voice.say(Phrase(text, speed))).seconds


def test_where_it_is_missing_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    status = adapter.status()
    assert (status.available, status.broken) == (False, False)
    assert 'pip install "voicefoot[pico]"' in status.detail


@pytest.mark.parametrize(
    ("asked", "language", "voice"),
    [(None, "de", "de-DE"), (None, "en", "en-GB"), (None, "en-US", "en-US"), ("en-u", "en", "en-US")],
)
def test_the_voice_of_the_language_speaks(asked: str | None, language: str, voice: str) -> None:
    assert adapter.identity(asked, language).startswith(f"pico:{voice}, ")


def test_a_voice_of_another_language_is_refused() -> None:
    with pytest.raises(VoiceError, match='pico:it-IT speaks another language, and the routine is in "de"'):
        adapter.identity("it", "de")
    with pytest.raises(CommandError, match='no voice of Pico\'s called "nl"'):
        adapter.identity("nl", "nl")


def test_the_same_words_are_the_same_samples_in_another_process_too(german: SubprocessVoice) -> None:
    first = german.say(Phrase(LINE))
    german.say(Phrase("Etwas anderes."))
    assert (first.sample_rate, first.channels) == (16_000, 1)
    assert np.array_equal(german.say(Phrase(LINE)).samples, first.samples)
    with closing(in_a_process("de", "de")) as other:
        assert np.array_equal(other.say(Phrase(LINE)).samples, first.samples)


_LITTER = """
import ctypes
c = ctypes.CDLL(None)
c.malloc.restype, c.malloc.argtypes, c.free.argtypes = ctypes.c_void_p, [ctypes.c_size_t], [ctypes.c_void_p]
blocks = [c.malloc(100_000) for _ in range(200)]
kept = c.malloc(100_000)  # what lies before it is not given back to the system
for block in blocks:
    ctypes.memset(block, 0x5A, 100_000)
for block in blocks:
    c.free(block)
"""
_SPEAK = """
import hashlib
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.engine_pico import adapter
voice = adapter.open(None, "de")
LITTER
print(hashlib.sha256(voice.say(Phrase("LINE")).samples.tobytes()).hexdigest())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="litters memory as Linux's C library hands it out")
def test_what_was_in_memory_before_changes_nothing() -> None:
    need("py_nanotts")
    told = set()
    for litter in ("", _LITTER):
        code = _SPEAK.replace("LITTER", litter).replace("LINE", LINE)
        told.add(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)
    assert len(told) == 1


@pytest.mark.parametrize("language", ["en", "en-US", "es", "fr", "it"])
def test_it_speaks_its_languages(language: str) -> None:
    need("py_nanotts")
    with closing(in_a_process(None, language)) as voice:
        assert seconds(voice, "Un, do, tre.") > 0.8


@pytest.mark.parametrize("text", ["eins", "sieben", "siebenundzwanzig", "27", "und"])
def test_it_speaks_short_words(text: str, german: SubprocessVoice) -> None:
    assert 0.15 < seconds(german, text) < 1.6


@pytest.mark.parametrize("speed", [0.5, 0.8, 1.5, 2.0, 2.5])
def test_it_heeds_the_speed(speed: float, german: SubprocessVoice) -> None:
    assert seconds(german, LINE, speed) == pytest.approx(seconds(german, LINE) / speed, rel=0.12)


def test_it_does_not_clip(german: SubprocessVoice) -> None:
    assert np.abs(german.say(Phrase(LINE)).samples).max() < 0.95


def test_what_looks_like_a_tag_changes_nothing(german: SubprocessVoice) -> None:
    slow = german.say(Phrase('<speed level="20"> sieben </speed>'))
    assert slow.seconds < 6.0
    assert np.array_equal(german.say(Phrase("a < sieben")).samples, german.say(Phrase("a   sieben")).samples)


def test_what_it_cannot_read_is_an_error(german: SubprocessVoice) -> None:
    with pytest.raises(VoiceError, match='Pico has nothing to say in "日本"'):
        german.say(Phrase("日本"))
