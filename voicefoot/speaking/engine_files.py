"""Decodes the files that speech engines write: WAV, AIFF on macOS, and what commands of the user write."""

from __future__ import annotations

import io
import math
import struct
import wave
from collections.abc import Iterator

import numpy as np

from voicefoot.audio import Clip
from voicefoot.errors import VoiceError

_DECODE_ERRORS = (EOFError, KeyError, OverflowError, RuntimeError, ValueError, struct.error, wave.Error)
"""What parsing a damaged file can raise."""

_AIFF_DTYPES = {
    (b"NONE", 16): ">i2",
    (b"twos", 16): ">i2",
    (b"sowt", 16): "<i2",
    (b"NONE", 32): ">i4",
    (b"fl32", 32): ">f4",
    (b"FL32", 32): ">f4",
}
"""By compression type, as AIFF-C calls it, and bits per sample."""


def decode_audio_file(data: bytes) -> Clip:
    """Decode `data`, a 16-bit WAV file or an uncompressed AIFF or AIFF-C file.

    The clip has the file's sample rate and channels. Raises VoiceError for anything else.
    """
    try:
        if data[:4] == b"RIFF":
            return _decode_wav(data)
        if data[:4] == b"FORM" and data[8:12] in (b"AIFF", b"AIFC"):
            return _decode_aiff(data)
    except _DECODE_ERRORS as error:
        raise VoiceError(
            f"the speech engine wrote a damaged file ({error}); try again, or use another voice"
        ) from error
    raise VoiceError("the speech engine wrote a file of an unknown kind; use another voice")


def decode_any_audio(data: bytes) -> Clip:
    """Decode `data`, an audio file of any kind that FFmpeg knows, with its sample rate and channels.

    Raises VoiceError if there is no sound in it.
    """
    try:
        return decode_audio_file(data)
    except VoiceError:
        pass  # 24 bits, floats, FLAC, MP3
    import av

    try:
        with av.open(io.BytesIO(data), mode="r") as file:
            stream = file.streams.audio[0]
            resampler = av.AudioResampler("fltp", stream.layout, stream.rate)
            frames = [out for frame in file.decode(stream) for out in resampler.resample(frame)]
            frames += resampler.resample(None)
            samples = np.concatenate([frame.to_ndarray() for frame in frames], axis=1)
            return Clip.of(samples.T, stream.rate)
    except (av.error.FFmpegError, IndexError, ValueError) as error:
        raise VoiceError(
            f"what was written is no sound ({error}); it has to be a WAV file, or another that FFmpeg reads"
        ) from error


def _decode_wav(data: bytes) -> Clip:
    with wave.open(io.BytesIO(data)) as file:
        if file.getsampwidth() != 2:
            raise ValueError(f"{8 * file.getsampwidth()} bits")
        return _clip(file.readframes(file.getnframes()), "<i2", file.getnchannels(), file.getframerate())


def _decode_aiff(data: bytes) -> Clip:
    """After Apple's "Audio Interchange File Format AIFF-C", draft of 1991-08-26."""
    chunks = dict(_chunks(data))
    common = chunks[b"COMM"]
    channels, _frames, bits = struct.unpack_from(">hIh", common)
    compression = common[18:22] if data[8:12] == b"AIFC" else b"NONE"
    offset = struct.unpack_from(">I", chunks[b"SSND"])[0]
    sample_rate = _parse_extended(common[8:18])
    return _clip(chunks[b"SSND"][8 + offset :], _AIFF_DTYPES[compression, bits], channels, sample_rate)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    start = 12
    while start + 8 <= len(data):
        name, size = struct.unpack_from(">4sI", data, start)
        yield name, data[start + 8 : start + 8 + size]
        start += 8 + size + size % 2


def _parse_extended(number: bytes) -> int:
    """Parse a sample rate, which AIFF stores as an 80-bit IEEE 754 number."""
    exponent, mantissa = struct.unpack(">HQ", number)
    return round(math.ldexp(mantissa, exponent - 16383 - 63))


def _clip(raw: bytes, dtype: str, channels: int, sample_rate: int) -> Clip:
    if channels < 1 or sample_rate < 1:
        raise ValueError(f"{channels} channels at {sample_rate} Hz")
    frame_bytes = np.dtype(dtype).itemsize * channels
    samples = np.frombuffer(raw[: len(raw) // frame_bytes * frame_bytes], dtype).reshape(-1, channels)
    full_scale = 1.0 if "f" in dtype else 2.0 ** (8 * samples.dtype.itemsize - 1)
    return Clip.of(samples / full_scale, sample_rate)
