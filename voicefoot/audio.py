"""Audio as data: a format, and an immutable clip."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""float32, (frames, channels), full scale at -1.0 and 1.0."""

Block = NDArray[np.int16]
"""int16, (frames, channels), as sinks and WAV files take it."""


@dataclass(frozen=True, slots=True)
class AudioFormat:
    """The format of a stream: `sample_rate` in frames a second, and `channels` in each frame."""

    sample_rate: int = 48_000
    channels: int = 1


MONO = AudioFormat()
"""One channel at 48 kHz, in which sessions without music are made."""

CENTRE_GAIN = np.float32(np.sqrt(0.5))
"""The gain (-3 dB) of a mono signal in each of two channels, so that both together are as loud as one was."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Clip:
    """Audio of known length.

    `samples` is float32, (frames, channels), full scale at -1.0 and 1.0, read-only. `p_center_seconds` is the
    P-centre of a spoken word: the time from the start of the clip at which the word is perceived to occur.
    It is 0 for clips that are not placed on a beat.
    """

    samples: Samples
    sample_rate: int
    p_center_seconds: float = 0.0

    def __post_init__(self) -> None:
        if self.samples.ndim != 2 or self.samples.dtype != np.float32:
            raise ValueError("a clip holds float32 samples as (frames, channels)")
        self.samples.flags.writeable = False

    @classmethod
    def of(cls, samples: NDArray[Any], sample_rate: int) -> Clip:
        """Make a clip from a copy of `samples`.

        They are (frames,) or (frames, channels), of any real dtype, with full scale at -1 and 1.
        """
        copy = np.array(samples, dtype=np.float32, order="C")
        return cls(copy[:, np.newaxis] if copy.ndim == 1 else copy, sample_rate)

    @classmethod
    def silence(cls, frames: int, sample_rate: int) -> Clip:
        """Make a mono clip of `frames` of silence."""
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
        """Return the clip with its samples multiplied by `factor`."""
        return replace(self, samples=self.samples * np.float32(factor))

    def cut(self, frames: int) -> Clip:
        """Return the first `frames` of the clip, faded out within the last 10 ms."""
        if frames >= self.frames:
            return self
        samples = self.samples[:frames].copy()
        fade = min(frames, self.sample_rate // 100)
        if fade:
            samples[-fade:] *= np.linspace(1.0, 0.0, fade, dtype=np.float32)[:, np.newaxis]
        return replace(self, samples=samples)

    def hollow(self) -> Clip:
        """Return silence of the same length and P-centre, which takes no memory."""
        samples: Samples = np.broadcast_to(np.zeros((1, 1), dtype=np.float32), (self.frames, 1))
        return replace(self, samples=samples)

    def mono(self) -> Clip:
        """Return the mean of the channels, as a mono clip."""
        if self.channels == 1:
            return self
        return Clip(self.samples.mean(axis=1, keepdims=True, dtype=np.float32), self.sample_rate)

    def resampled(self, sample_rate: int) -> Clip:
        """Return the clip at another sample rate, resampled by the Fourier method.

        It is exact below the lower of the two Nyquist frequencies. The samples are padded on both sides, so
        that the end does not leak into the beginning.
        """
        if sample_rate == self.sample_rate or not self.frames:
            return Clip(self.samples, sample_rate)
        common = int(np.gcd(sample_rate, self.sample_rate))
        up, down = sample_rate // common, self.sample_rate // common
        pad = down * -(-self.sample_rate // (20 * down))  # at least 50 ms, a whole number of steps
        whole = down * fast_fft_length(-(-(self.frames + 2 * pad) // down))
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
    """Round `samples` to 16 bits, without dither, so that the same samples always give the same result.

    Samples beyond full scale are clipped.
    """
    steps: Block = np.clip(np.rint(samples * np.float32(32767.0)), -32768, 32767).astype(np.int16)
    return steps


def as_block(clip: Clip, channels: int) -> Block:
    """Return `clip`, which has one channel or `channels`, as a block of `channels`."""
    factor = 1.0 if clip.channels == channels else CENTRE_GAIN
    return np.repeat(to_int16(clip.samples * factor), channels // clip.channels, axis=1)


def fast_fft_length(frames: int) -> int:
    """Return the least length of at least `frames` for which a Fourier transform is fast.

    It is a power of two times 1, 3, 5, 9, 15 or 25, so at most a fifth longer.
    """
    return min(odd << max(0, -(-frames // odd) - 1).bit_length() for odd in (1, 3, 5, 9, 15, 25))
