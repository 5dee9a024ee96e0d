"""Audio as data: a format, and a clip that never changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""float32, (frames, channels), full scale at -1 and 1."""

Block = NDArray[np.int16]
"""int16, (frames, channels): what a sink plays and a file holds."""


@dataclass(frozen=True, slots=True)
class AudioFormat:
    """`sample_rate` in frames a second; `channels` in each frame."""

    sample_rate: int = 48_000
    channels: int = 1


MONO = AudioFormat()
"""One channel at 48 kHz."""

CENTRE = np.float32(np.sqrt(0.5))
"""What one channel gives to each of two, so that it is as loud from both as it was from one."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Clip:
    """Finished audio of known length.

    `samples` is float32, (frames, channels), read-only. `p_centre_seconds` is the moment at which a
    spoken word is heard to happen, from its beginning; 0 where nobody asks.
    """

    samples: Samples
    sample_rate: int
    p_centre_seconds: float = 0.0

    def __post_init__(self) -> None:
        if self.samples.ndim != 2 or self.samples.dtype != np.float32:
            raise ValueError("a clip holds float32 samples as (frames, channels)")
        self.samples.flags.writeable = False

    @classmethod
    def of(cls, samples: NDArray[Any], sample_rate: int) -> Clip:
        """A clip of its own copy of `samples`: (frames,) or (frames, channels), any real dtype in
        which full scale is 1.
        """
        own = np.array(samples, dtype=np.float32, order="C")
        return cls(own[:, np.newaxis] if own.ndim == 1 else own, sample_rate)

    @classmethod
    def silence(cls, frames: int, sample_rate: int) -> Clip:
        """`frames` of mono silence."""
        return cls(np.zeros((frames, 1), dtype=np.float32), sample_rate)

    @property
    def frames(self) -> int:
        return len(self.samples)

    @property
    def channels(self) -> int:
        return int(self.samples.shape[1])

    @property
    def seconds(self) -> float:
        return self.frames / self.sample_rate

    def scaled(self, factor: float) -> Clip:
        """The same clip, `factor` times as strong."""
        return replace(self, samples=self.samples * np.float32(factor))

    def mono(self) -> Clip:
        """The mean of the channels."""
        if self.channels == 1:
            return self
        return Clip(self.samples.mean(axis=1, keepdims=True, dtype=np.float32), self.sample_rate)

    def resampled(self, sample_rate: int) -> Clip:
        """The same sound at another rate, by the Fourier method: exact below the lower Nyquist
        frequency. Padded on both sides, so that the end does not leak into the beginning.
        """
        if sample_rate == self.sample_rate or not self.frames:
            return Clip(self.samples, sample_rate)
        common = int(np.gcd(sample_rate, self.sample_rate))
        up, down = sample_rate // common, self.sample_rate // common
        pad = down * -(-self.sample_rate // (20 * down))  # at least 50 ms, a whole number of steps
        whole = down * fast_length(-(-(self.frames + 2 * pad) // down))
        padded = np.zeros((whole, self.channels))
        padded[pad : pad + self.frames] = self.samples
        length = whole // down * up
        bins = np.fft.rfft(padded, axis=0)
        kept = np.zeros((length // 2 + 1, self.channels), dtype=complex)
        shared = min(len(bins), len(kept))
        kept[:shared] = bins[:shared]
        out = np.fft.irfft(kept, n=length, axis=0) * (up / down)
        start = pad // down * up
        frames = round(self.frames * up / down)
        return Clip.of(out[start : start + frames], sample_rate)


def to_int16(samples: Samples) -> Block:
    """`samples` rounded to 16 bits; the same samples always give the same steps. What lies beyond
    full scale stays at full scale.
    """
    steps: Block = np.clip(np.rint(samples * np.float32(32767.0)), -32768, 32767).astype(np.int16)
    return steps


def as_block(clip: Clip, channels: int) -> Block:
    """`clip`, which has one channel or so many, in as many channels as are played."""
    factor = 1.0 if clip.channels == channels else CENTRE
    return np.repeat(to_int16(clip.samples * factor), channels // clip.channels, axis=1)


def fast_length(frames: int) -> int:
    """The least length of at least `frames` that a Fourier transform is quick at: a power of two times
    1, 3, 5, 9, 15 or 25, so at most a fifth longer.
    """
    return min(odd << max(0, -(-frames // odd) - 1).bit_length() for odd in (1, 3, 5, 9, 15, 25))
