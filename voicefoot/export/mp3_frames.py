"""MP3 frames (MPEG-1 audio layer III, ISO/IEC 11172-3): their lengths, and the Info frame."""

from __future__ import annotations

import struct

from voicefoot.audio import AudioFormat
from voicefoot.export.formats import MP3, MP3_KBPS

_KBPS = (0, *MP3_KBPS)
_SAMPLE_RATES = (44_100, 48_000, 32_000)
"""A header counts both by their index."""
_MIN_INFO_BYTES = 200
_MAX_PADDING_FRAMES = 4_095
_TOC_STEPS = 100
_QUALITY = 50
"""The quality indicator of the tag, 0 to 100."""


def frame_bytes(header: bytes) -> int:
    """Return the length of the frame that begins with these four bytes. Raises ValueError if they are no
    header.
    """
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xFE != 0xFA:
        raise ValueError("no frame of MPEG-1 layer III begins here")
    kbps_index, rate_index, padding = header[2] >> 4, (header[2] >> 2) & 3, (header[2] >> 1) & 1
    if not 0 < kbps_index < len(_KBPS) or rate_index == len(_SAMPLE_RATES):
        raise ValueError("a frame without a known size begins here")
    return _bytes(_KBPS[kbps_index], _SAMPLE_RATES[rate_index]) + padding


def _bytes(kbps: int, sample_rate: int) -> int:
    return MP3.packet_frames // 8 * kbps * 1_000 // sample_rate


def info_frame(
    audio_format: AudioFormat, mpeg_frames: int, audio_bytes: int, length_frames: int, kbps: int
) -> bytes:
    """Return the silent frame that stands first and tells players the length of a stream of constant bit
    rate: the "Info" tag of Xing with LAME's extension, which holds the encoder delay and the padding.

    `mpeg_frames` MPEG frames of `audio_bytes` altogether follow; players are to play `length_frames` frames
    of sound.
    """
    rate, is_mono = audio_format.sample_rate, audio_format.channels == 1
    kbps_index = next(index for index, known in enumerate(_KBPS) if _bytes(known, rate) >= _MIN_INFO_BYTES)
    header = bytes([0xFF, 0xFB, kbps_index << 4 | _SAMPLE_RATES.index(rate) << 2, 0xC4 if is_mono else 0x44])
    side_info_bytes = 17 if is_mono else 32
    encoded_frames = mpeg_frames * MP3.packet_frames
    padding = min(max(0, encoded_frames - MP3.delay_frames - length_frames), _MAX_PADDING_FRAMES)
    own_bytes = frame_bytes(header)
    total_bytes = audio_bytes + own_bytes
    toc = bytes(
        min(255, (own_bytes + audio_bytes * step // _TOC_STEPS) * 256 // total_bytes)
        for step in range(_TOC_STEPS)
    )
    tag = b"Info" + struct.pack(">III", 0x0F, mpeg_frames, total_bytes) + toc + struct.pack(">I", _QUALITY)
    extension = (
        b"LAME3.100"
        + bytes([0x01, 200])  # constant bit rate; lowpass unknown
        + bytes(8)  # no gain for players to apply
        + bytes([0x00, min(kbps, 255)])
        + (MP3.delay_frames << 12 | padding).to_bytes(3, "big")
        + bytes([0x00, 0x00])
        + bytes(2)
        + struct.pack(">I", total_bytes)
        + bytes(2)
    )
    body = header + bytes(side_info_bytes) + tag + extension
    body += _crc16(body).to_bytes(2, "big")
    return body + bytes(own_bytes - len(body))


def _crc16(data: bytes) -> int:
    """Return the CRC-16 with the polynomial 0x8005, bits reflected, starting at 0."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    return crc
