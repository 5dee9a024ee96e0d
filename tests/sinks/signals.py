"""Sound whose every frame can be told apart, and a pull that hands it out."""

from __future__ import annotations

import numpy as np

from voicefoot.audio import Block
from voicefoot.sinks.ports import Pull

SAMPLE_RATE = 48_000
SILENT_FRAMES = SAMPLE_RATE * 3 // 10


def noise(seconds: float) -> Block:
    """The same mono noise each time, never zero but for 0.3 s of silence at either end."""
    frames = round(seconds * SAMPLE_RATE)
    samples = np.random.default_rng(20).integers(1, 20_000, (frames, 1)).astype(np.int16)
    samples[::3] *= -1
    samples[:SILENT_FRAMES] = 0
    samples[-SILENT_FRAMES:] = 0
    return samples


def hum(seconds: float) -> Block:
    """Mono noise below 1 kHz, the same each time: it is known again where it was played a little faster."""
    frames = round(seconds * SAMPLE_RATE)
    corners = np.random.default_rng(5).uniform(-15_000, 15_000, frames // 24 + 2)
    hummed = np.interp(np.arange(frames) / 24, np.arange(len(corners)), corners)
    return np.rint(hummed).astype(np.int16)[:, np.newaxis]


def in_stereo(block: Block) -> Block:
    """What a speaker of two channels makes of a mono block."""
    return np.repeat(block, 2, axis=1)


def pull_of(samples: Block) -> Pull:
    """Hands out `samples` from the beginning to the end."""
    at = 0

    def pull(frames: int) -> Block:
        nonlocal at
        block = samples[at : at + frames]
        at += len(block)
        return block

    return pull


def endless(frames: int) -> Block:
    """A pull that never ends, and is never silent."""
    return np.full((frames, 1), 1000, dtype=np.int16)


def found_at(recorded: Block, samples: Block, frames: range, length: int = 4800) -> list[int]:
    """Where in `recorded` (one channel) the pieces of `samples` are that begin at `frames` and are `length`
    frames long: where they agree best, by their cross-correlation.
    """
    size = 1 << (len(recorded) + length).bit_length()
    spectrum = np.fft.rfft(recorded.astype(float), size)
    found = []
    for frame in frames:
        piece = np.fft.rfft(samples[frame : frame + length, 0].astype(float), size)
        agreement = np.fft.irfft(spectrum * np.conj(piece), size)[: len(recorded)]
        found.append(int(np.argmax(agreement)))
    return found
