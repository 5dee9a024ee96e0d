"""Measures loudness and true peak after ITU-R BS.1770-4.

The standard tabulates its filters for 48 kHz. They are applied here as frequency responses, which hold for
any rate, to zero-padded segments of a clip, so a long clip needs little more memory than a short one. Levels
are measured per cell, a millisecond of sound. The sample rate should be 2,000 Hz or more.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicefoot.audio import Clip, Samples, fast_fft_length
from voicefoot.units import to_db, to_frames

Levels = NDArray[np.float64]
"""float64, (cells,): one value per cell of a clip."""

_STANDARD_RATE = 48_000
_K_WEIGHTING = (
    ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585)),
    ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621)),
)
"""The K-weighting at 48 kHz, a high shelf for the head and a high-pass: numerator and denominator, in powers
of z^-1 from 0 to 2.
"""
_K_OFFSET_LU = -0.691
"""Cancels the gain of the K-weighting at 997 Hz, so that a sine at full scale measures -3.01 LUFS there."""

CELLS_PER_SECOND = 1000
HOP_CELLS, _BLOCK_CELLS = 100, 400
"""Gating blocks of 400 ms that overlap by 75 %."""
HOPS_PER_SECOND = CELLS_PER_SECOND // HOP_CELLS
_ABSOLUTE_GATE_LUFS, _RELATIVE_GATE_LU = -70.0, -10.0

_METER_CHUNK_SECONDS = 10
_SEGMENT_CELLS = 10_000
_CONTEXT_SECONDS = 0.1
"""Included on either side of a segment: after that, the filters have decayed by 180 dB."""

_TREBLE_HERTZ = 3_000.0
_TREBLE_WINDOW_CELLS = 10

_MAX_CACHED_RESPONSES = 16
"""Enough for spoken lines: padded to lengths that are fast to transform, they have few different ones."""


def loudness_lufs(clip: Clip) -> float:
    """Return the integrated loudness of `clip` in LUFS, with all channels weighted equally; -inf for silence.

    Gated. A clip shorter than a block is measured as one block of its own length, so that a short word or
    sound has a loudness too.
    """
    energy = weighted_energy(clip)
    if len(energy) < _BLOCK_CELLS:
        return _to_lufs(float(energy.sum()) / clip.frames) if clip.frames else -math.inf
    return gated_lufs(_to_hops(energy), clip.sample_rate)


def padded_loudness_lufs(energy: Levels, sample_rate: int) -> float:
    """Return the integrated loudness in LUFS of a clip between silences, from its `weighted_energy`; -inf for
    silence.

    Blocks that reach beyond the clip's ends count too, so a short word measures less than a long one of the
    same level, as it does in a session.
    """
    return gated_lufs(_to_hops(np.pad(energy, _BLOCK_CELLS)), sample_rate)


class LoudnessMeter:
    """Measures the integrated loudness of a stream, in memory that hardly grows with its length."""

    def __init__(self, sample_rate: int) -> None:
        self._rate = sample_rate
        self._pending: list[Samples] = []
        self._pending_frames = 0
        self._context_frames = 0
        self._hop_energy: list[Levels] = []

    def add(self, samples: Samples) -> None:
        """Add the next samples: float32, (frames, channels)."""
        self._pending.append(samples)
        self._pending_frames += len(samples)
        if self._pending_frames >= (_METER_CHUNK_SECONDS + 2) * self._rate:
            self._measure(_METER_CHUNK_SECONDS * self._rate)

    def loudness_lufs(self) -> float:
        """Return the loudness in LUFS of all samples added; call it once, at the end."""
        while self._pending_frames > self._context_frames:
            self._measure(min(_METER_CHUNK_SECONDS * self._rate, self._pending_frames - self._context_frames))
        energy = np.concatenate(self._hop_energy) if self._hop_energy else np.zeros(0)
        return gated_lufs(energy, self._rate)

    def _measure(self, frames: int) -> None:
        """Measure the next `frames`, filtered with up to a second of context on both sides."""
        samples = np.concatenate(self._pending)
        start, end = self._context_frames, self._context_frames + frames
        energy = weighted_energy(Clip(samples[: end + self._rate].copy(), self._rate))
        first = start * CELLS_PER_SECOND // self._rate
        cells = -(-frames * CELLS_PER_SECOND // self._rate)
        self._hop_energy.append(_to_hops(energy[first : first + cells]))
        self._context_frames = min(end, self._rate)
        rest = samples[end - self._context_frames :]
        self._pending, self._pending_frames = [rest], len(rest)


def true_peak_db(clip: Clip) -> float:
    """Return the true peak of `clip` in dBTP, four-fold oversampled; -inf for silence."""
    return to_db(float(cell_peaks(clip).max(initial=0.0)))


def _to_hops(energy: Levels) -> Levels:
    """Sum `energy` over each complete hop of 100 ms."""
    hops = len(energy) // HOP_CELLS
    hop_energy: Levels = energy[: hops * HOP_CELLS].reshape(hops, HOP_CELLS).sum(axis=1)
    return hop_energy


def gated_lufs(hop_energy: Levels, sample_rate: int) -> float:
    """Return the gated loudness in LUFS from the K-weighted energy in each hop; -inf for silence."""
    total = np.concatenate(([0.0], np.cumsum(hop_energy)))
    hops = _BLOCK_CELLS // HOP_CELLS
    frames = sample_rate * _BLOCK_CELLS / CELLS_PER_SECOND
    blocks = np.maximum(total[hops:] - total[:-hops], 0.0) / frames
    audible = blocks[blocks > to_weighted_power(_ABSOLUTE_GATE_LUFS)]
    if not len(audible):
        return -math.inf
    gate = float(audible.mean()) * 10.0 ** (_RELATIVE_GATE_LU / 10.0)
    return _to_lufs(float(audible[audible > gate].mean()))


def _to_lufs(power: float) -> float:
    return _K_OFFSET_LU + 10.0 * math.log10(power) if power > 0.0 else -math.inf


def to_weighted_power(lufs: float) -> float:
    """Return the mean of the squares of K-weighted samples, summed over channels, that has this loudness."""
    return float(10.0 ** ((lufs - _K_OFFSET_LU) / 10.0))


def weighted_energy(clip: Clip) -> Levels:
    """Return the sum of squares of the K-weighted samples in each cell, over all channels."""
    return _energy(clip, _k_response)


def treble_level(clip: Clip) -> Levels:
    """Return the RMS level of the 10 ms around each cell, up to a constant factor, after a high-pass of first
    order at 3 kHz (6 dB per octave).
    """
    energy = _energy(clip, _treble_response)
    if not len(energy):
        return energy
    summed = np.convolve(energy, np.ones(_TREBLE_WINDOW_CELLS), mode="full")
    level: Levels = np.sqrt(summed[_TREBLE_WINDOW_CELLS // 2 :][: len(energy)])
    return level


Response = Callable[[int, int], NDArray[np.complex128]]
"""response(length, sample_rate): a filter's complex gain at each bin of a transform of `length` frames."""


@functools.lru_cache(_MAX_CACHED_RESPONSES)
def _k_response(length: int, sample_rate: int) -> NDArray[np.complex128]:
    hertz = np.fft.rfftfreq(length, 1.0 / sample_rate)
    cycles = np.minimum(hertz, _STANDARD_RATE / 2) / _STANDARD_RATE
    delay: NDArray[np.complex128] = np.exp(-2j * np.pi * cycles)
    response = np.ones_like(delay)
    for numerator, denominator in _K_WEIGHTING:
        response *= np.polyval(numerator[::-1], delay) / np.polyval(denominator[::-1], delay)
    return response


@functools.lru_cache(_MAX_CACHED_RESPONSES)
def _treble_response(length: int, sample_rate: int) -> NDArray[np.complex128]:
    hertz = np.fft.rfftfreq(length, 1.0 / sample_rate)
    response: NDArray[np.complex128] = 1j * hertz / (_TREBLE_HERTZ + 1j * hertz)
    return response


def _energy(clip: Clip, response: Response) -> Levels:
    """Return the sum of squares of the filtered samples in each cell, over all channels."""
    energy = np.zeros(max(len(cell_edges(clip)) - 1, 0))
    for segment in _segments(clip):
        bins = np.fft.rfft(segment.samples)
        bins *= response(segment.length, clip.sample_rate)
        filtered = np.fft.irfft(bins, n=segment.length)[:, segment.start : segment.end]
        squares = np.einsum("cf,cf->f", filtered, filtered)
        energy[segment.cells] = np.add.reduceat(squares, segment.cell_starts)
    return energy


def cell_peaks(clip: Clip) -> Levels:
    """Return the true peak in each cell, as an amplitude, over all channels.

    It is the peak of the samples and of three points between each two, which are found by delaying the clip
    by a quarter, a half and three quarters of a frame.
    """
    peaks = np.zeros(max(len(cell_edges(clip)) - 1, 0))
    for segment in _segments(clip):
        bins = np.fft.rfft(segment.samples)
        quarter_frame = np.exp(0.5j * np.pi * np.arange(bins.shape[-1]) / segment.length)
        peak = np.abs(segment.samples[:, segment.start : segment.end]).max(axis=0)
        for _ in range(3):
            bins *= quarter_frame
            between = np.fft.irfft(bins, n=segment.length)[:, segment.start : segment.end]
            np.maximum(peak, np.abs(between).max(axis=0), out=peak)
        peaks[segment.cells] = np.maximum.reduceat(peak, segment.cell_starts)
    return peaks


@dataclass(frozen=True, slots=True)
class _Segment:
    """Some `cells` of a clip with context on both sides, zero-padded for a Fourier transform.

    `samples` is float64, (channels, length). The cells lie in its frames `start` to `end`; each begins
    `cell_starts` frames after `start`.
    """

    samples: NDArray[np.float64]
    start: int
    end: int
    cells: slice
    cell_starts: NDArray[np.intp]

    @property
    def length(self) -> int:
        return int(self.samples.shape[1])


def _segments(clip: Clip) -> Iterator[_Segment]:
    edges = cell_edges(clip)
    context = to_frames(_CONTEXT_SECONDS, clip.sample_rate)
    for first in range(0, len(edges) - 1, _SEGMENT_CELLS):
        last = min(first + _SEGMENT_CELLS, len(edges) - 1)
        start, end = int(edges[first]), int(edges[last])
        lead, tail = min(start, context), min(clip.frames - end, context)
        excerpt = clip.samples[start - lead : end + tail]
        samples = np.zeros((clip.channels, fast_fft_length(len(excerpt) + context)))
        samples[:, : len(excerpt)] = excerpt.T
        yield _Segment(samples, lead, lead + end - start, slice(first, last), edges[first:last] - start)


def cell_edges(clip: Clip) -> NDArray[np.intp]:
    """Return the frames at which the cells of `clip` begin, and its end: (cells + 1,). The last cell may be
    shorter.
    """
    cells = -(-clip.frames * CELLS_PER_SECOND // clip.sample_rate)
    starts = np.floor(np.arange(cells) * (clip.sample_rate / CELLS_PER_SECOND) + 0.5).astype(np.intp)
    return np.append(starts[starts < clip.frames], clip.frames)
