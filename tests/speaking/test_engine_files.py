"""The files of speech engines, WAV and AIFF."""

from __future__ import annotations

import io
import struct
import wave
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.voices import tone
from voicefoot.errors import VoiceError
from voicefoot.speaking.engine_files import decode_audio_file

STEPS = np.array([[0, 1], [-32768, 32767], [1000, -1000]], dtype=np.int16)
RATE_22050 = bytes.fromhex("400dac44000000000000")  # 22,050 as a number of 80 bits


def wav(steps: np.ndarray, sample_rate: int, width: int = 2) -> bytes:
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(steps.shape[1])
        file.setsampwidth(width)
        file.setframerate(sample_rate)
        file.writeframes(steps.tobytes())
    return target.getvalue()


def aiff(samples: np.ndarray, kind: bytes | None, bits: int) -> bytes:
    """AIFF, or AIFF-C where there is a `kind`; with a chunk of odd length that nobody knows."""
    raw = samples.tobytes()
    common = struct.pack(">hIh", samples.shape[1], len(samples), bits) + RATE_22050
    if kind is not None:
        common += kind + b"\x00\x00"
    chunks = [(b"COMM", common), (b"odd ", b"abc"), (b"SSND", struct.pack(">II", 4, 0) + b"skip" + raw)]
    body = b"".join(
        name + struct.pack(">I", len(data)) + data + b"\0" * (len(data) % 2) for name, data in chunks
    )
    form = b"AIFF" if kind is None else b"AIFC"
    return b"FORM" + struct.pack(">I", 4 + len(body)) + form + body


def test_wav() -> None:
    clip = decode_audio_file(wav(STEPS, 22_050))
    assert clip.sample_rate == 22_050
    assert np.array_equal(clip.samples, STEPS / np.float32(32768))


@pytest.mark.parametrize(
    ("kind", "bits", "dtype"),
    [
        (None, 16, ">i2"),
        (b"NONE", 16, ">i2"),
        (b"twos", 16, ">i2"),
        (b"sowt", 16, "<i2"),
        (b"fl32", 32, ">f4"),
    ],
)
def test_aiff(kind: bytes | None, bits: int, dtype: str) -> None:
    wanted = STEPS / np.float32(32768)
    clip = decode_audio_file(aiff((wanted if "f" in dtype else STEPS).astype(dtype), kind, bits))
    assert clip.sample_rate == 22_050
    assert np.array_equal(clip.samples, wanted)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"RIFF",
        b"ID3 something",
        wav(STEPS, 22_050)[:20],
        wav(np.zeros((4, 1), np.uint8), 22_050, width=1),
        aiff(STEPS, b"ima4", 16),
        aiff(STEPS[:, :0], None, 16),
        aiff(STEPS, None, 16)[:30],
        b"FORM\0\0\0\4AIFF",
    ],
)
def test_what_is_no_sound_is_an_error(data: bytes) -> None:
    with pytest.raises(VoiceError, match="the speech engine wrote"):
        decode_audio_file(data)


@given(
    st.sampled_from([wav(STEPS, 22_050), aiff(STEPS, None, 16)]), st.integers(0, 60), st.binary(max_size=8)
)
def test_damage_is_an_error_or_another_sound(data: bytes, at: int, junk: bytes) -> None:
    with suppress(VoiceError):
        decode_audio_file(data[:at] + junk + data[at + len(junk) :])


def test_a_tone_stays_a_tone() -> None:
    clip = tone(0.1)
    steps = np.rint(clip.samples * 32768).astype("<i2")
    assert np.abs(decode_audio_file(wav(steps, clip.sample_rate)).samples - clip.samples).max() < 1e-4
