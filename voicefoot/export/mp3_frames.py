"""MPEG-1 audio layer III, as far as its frames are concerned (ISO/IEC 11172-3)."""

from __future__ import annotations

import struct

from voicefoot.audio import AudioFormat
from voicefoot.export.formats import MP3_FRAME_FRAMES, MP3_KBPS

SAMPLES_BEFORE = 576
"""By so many frames does LAME's encoder delay the sound; a player knows its own share of 529."""

_KBPS = (0, *MP3_KBPS)
_RATES = (44_100, 48_000, 32_000)
"""As a header counts them, both."""
_LEAST_INFO_BYTES = 200
_MOST_PADDING = 4_095
_TOC_STEPS = 100


def frame_bytes(header: bytes) -> int:
    """The length of the frame that begins with these four bytes. Raises ValueError for what is no header."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xFE != 0xFA:
        raise ValueError("no frame of MPEG-1 layer III begins here")
    size_index, rate_index, padding = header[2] >> 4, (header[2] >> 2) & 3, (header[2] >> 1) & 1
    if not 0 < size_index < len(_KBPS) or rate_index == len(_RATES):
        raise ValueError("a frame without a known size begins here")
    return _bytes(_KBPS[size_index], _RATES[rate_index]) + padding


def _bytes(kbps: int, rate: int) -> int:
    return MP3_FRAME_FRAMES // 8 * kbps * 1_000 // rate


def info_frame(
    audio_format: AudioFormat, frames: int, audio_bytes: int, length_frames: int, kbps: int
) -> bytes:
    """The silent frame that stands first and tells players how long a stream of a constant bit rate is: the
    "Info" tag of Xing with the extension of LAME.

    `frames` MPEG frames of `audio_bytes` altogether follow; of what they hold, `length_frames` frames of
    sound are meant to be heard.
    """
    rate, mono = audio_format.sample_rate, audio_format.channels == 1
    size_index = next(i for i, known in enumerate(_KBPS) if _bytes(known, rate) >= _LEAST_INFO_BYTES)
    header = bytes([0xFF, 0xFB, size_index << 4 | _RATES.index(rate) << 2, 0xC4 if mono else 0x44])
    side = 17 if mono else 32
    samples = frames * MP3_FRAME_FRAMES
    padding = min(max(0, samples - SAMPLES_BEFORE - length_frames), _MOST_PADDING)
    own = frame_bytes(header)
    total = audio_bytes + own
    table = bytes(
        min(255, (own + audio_bytes * step // _TOC_STEPS) * 256 // total) for step in range(_TOC_STEPS)
    )
    tag = b"Info" + struct.pack(">III", 0x0F, frames, total) + table + struct.pack(">I", 50)
    delays = (SAMPLES_BEFORE << 12 | padding).to_bytes(3, "big")
    extension = (
        b"LAME3.100"
        + bytes([0x01, 200])  # constant bit rate; lowpass unknown
        + bytes(8)  # no gain for players to apply
        + bytes([0x00, min(kbps, 255)])
        + delays
        + bytes([0x00, 0x00])
        + bytes(2)
        + struct.pack(">I", total)
        + bytes(2)
    )
    body = header + bytes(side) + tag + extension
    body += _crc16(body).to_bytes(2, "big")
    return body + bytes(own - len(body))


def _crc16(data: bytes) -> int:
    """CRC-16 with the polynomial 0x8005, bits reflected, beginning at 0."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    return crc
