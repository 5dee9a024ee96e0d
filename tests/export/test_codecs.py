"""What an encoder makes of speech."""

from __future__ import annotations

import io

import numpy as np
import pytest

from voicefoot.audio import AudioFormat, Block, to_int16
from voicefoot.export.codecs import encoder
from voicefoot.export.formats import AAC, MP3, MP3_KBPS

RATE = 48_000


def syllables() -> Block:
    """Five of them, with silence between, as speech has it."""
    time = np.arange(4 * RATE) / RATE
    voice = sum(np.sin(2 * np.pi * 130.0 * number * time + number**2) / number for number in range(1, 24))
    sounds = np.where(time % 0.8 < 0.35, np.sin(np.pi * np.minimum(time % 0.8 / 0.35, 1.0)), 0.0)
    return to_int16((0.15 * voice * sounds)[:, np.newaxis].astype(np.float32))


def test_aac_makes_use_of_its_bits_where_there_is_silence_between_words() -> None:
    import av

    said = syllables()
    coder = encoder(AAC, AudioFormat(RATE, 1), 128)
    packets = coder.encode(said) + coder.finish()
    decoder = av.AudioCodecContext.create("aac", "r")
    assert isinstance(decoder, av.AudioCodecContext)
    decoder.sample_rate, decoder.layout = RATE, "mono"
    decoder.extradata = bytes([0x11, 0x88])  # AAC-LC, 48 kHz, one channel
    decoded = [frame.to_ndarray()[0] for each in packets for frame in decoder.decode(av.Packet(each))]
    heard = np.concatenate(decoded)[AAC.delay_frames : AAC.delay_frames + len(said)] * 32_767
    noise = heard - said[: len(heard), 0]
    assert 10 * np.log10(np.mean(said.astype(float) ** 2) / np.mean(noise**2)) > 45


@pytest.mark.parametrize("kbps", MP3_KBPS)
def test_mp3_is_as_loud_as_what_was_encoded_at_every_bit_rate(kbps: int) -> None:
    import av

    tone = to_int16(
        0.3 * np.sin(2 * np.pi * 440.0 * np.arange(RATE) / RATE)[:, np.newaxis].astype(np.float32)
    )
    coder = encoder(MP3, AudioFormat(RATE, 1), kbps)
    packets = coder.encode(tone) + coder.finish()
    with av.open(io.BytesIO(b"".join(packets)), "r") as file:
        heard = np.concatenate([frame.to_ndarray()[0] for frame in file.decode(audio=0)])
    middle = slice(RATE // 4, RATE // 2)
    assert np.std(heard[middle]) * 32_767 == pytest.approx(np.std(tone[middle]), rel=0.01)
