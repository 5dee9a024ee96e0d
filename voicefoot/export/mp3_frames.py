"""MPEG audio layer III, as far as its frames are concerned (ISO/IEC 11172-3, 13818-3)."""

from __future__ import annotations

import struct

from voicefoot.audio import AudioFormat

SAMPLES_BEFORE = 576
"""By so many frames does LAME's encoder delay the sound; a player knows its own share of 529."""

_KBPS = {
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {1: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000)}
_LEAST_INFO_BYTES = 200
_MOST_PADDING = 4_095
_TOC_STEPS = 100


def frame_bytes(header: bytes) -> int:
    """The length of the frame that begins with these four bytes. Raises ValueError for what is no header."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:
        raise ValueError("no frame of MPEG layer III begins here")
    version = 1 if header[1] & 0x08 else 2
    kbps, rate = _KBPS[version][header[2] >> 4], _RATES[version][(header[2] >> 2) & 3]
    padding = (header[2] >> 1) & 1
    return (144 if version == 1 else 72) * kbps * 1_000 // rate + padding


def info_frame(
    audio_format: AudioFormat, frames: int, audio_bytes: int, length_frames: int, kbps: int
) -> bytes:
    """The silent frame that stands first and tells players how long a stream of a constant bit rate is: the
    "Info" tag of Xing with the extension of LAME.

    `frames` MPEG frames of `audio_bytes` altogether follow; of what they hold, `length_frames` frames of
    sound are meant to be heard.
    """
    rate, mono = audio_format.sample_rate, audio_format.channels == 1
    version = 1 if rate >= 32_000 else 2
    size_index = next(
        i
        for i, known in enumerate(_KBPS[version])
        if (144 if version == 1 else 72) * known * 1_000 // rate >= _LEAST_INFO_BYTES
    )
    header = bytes(
        [
            0xFF,
            0xFB if version == 1 else 0xF3,
            size_index << 4 | _RATES[version].index(rate) << 2,
            0xC4 if mono else 0x44,
        ]
    )
    side = {(1, True): 17, (1, False): 32, (2, True): 9, (2, False): 17}[version, mono]
    samples = frames * (1_152 if version == 1 else 576)
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
