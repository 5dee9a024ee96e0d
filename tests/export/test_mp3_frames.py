"""The heads of MP3 frames."""

from __future__ import annotations

import numpy as np
import pytest

from voicefoot.audio import AudioFormat
from voicefoot.export.codecs import encoder
from voicefoot.export.formats import MP3, MP3_KBPS
from voicefoot.export.mp3_frames import frame_bytes


@pytest.mark.parametrize(
    ("header", "length"),
    [("fffb7000", 313), ("fffb9400", 384), ("fffb9200", 418), ("fffae400", 960), ("fffb1800", 144)],
)
def test_the_length_of_a_frame(header: str, length: int) -> None:
    assert frame_bytes(bytes.fromhex(header)) == length


@pytest.mark.parametrize(
    "header", ["", "fffb90", "49443303", "fff39400", "fffd9400", "fffb0400", "fffbf400", "fffb9c00"]
)
def test_what_is_no_head_of_a_frame_is_told(header: str) -> None:
    with pytest.raises(ValueError, match="begins here"):
        frame_bytes(bytes.fromhex(header))


@pytest.mark.parametrize("rate", [32_000, 44_100, 48_000])
def test_an_encoder_hands_on_whole_frames(rate: int) -> None:
    noise = np.random.default_rng(1).integers(-3_000, 3_000, (rate, 1)).astype(np.int16)
    for kbps in (MP3_KBPS[0], MP3_KBPS[-1]):
        lame = encoder(MP3, AudioFormat(rate, 1), kbps)
        packets = lame.encode(noise) + lame.finish()
        assert len(packets) > rate // 1_152
        assert all(len(packet) == frame_bytes(packet[:4]) for packet in packets)
