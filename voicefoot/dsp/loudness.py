"""How loud something is.

Loudness and true peak after ITU-R BS.1770-4. Its filters are tabled there for 48 kHz; they are applied
here as frequency responses, which hold for any rate, to zero-padded pieces of a clip, so that a long
one takes little more memory than a short one. Levels are kept for each millisecond, a cell; sample
rates of 2,000 and more are meant.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicefoot.audio import Clip, Samples, fast_length
from voicefoot.units import to_db, to_frames

Levels = NDArray[np.float64]
"""float64, (cells,): one value for each millisecond of a clip."""

_STANDARD_RATE = 48_000
_K_WEIGHTING = (
    ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585)),
    ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621)),
)
"""The head's shelf and the low cut: numerator and denominator in powers of z^-1, from 0 to 2."""

_CELLS_A_SECOND = 1000
_STEP_CELLS, _BLOCK_CELLS = 100, 400
_ABSOLUTE_GATE_LUFS, _RELATIVE_GATE_LU = -70.0, -10.0

_METER_SECONDS = 10
_PIECE_CELLS = 10_000
_CONTEXT_SECONDS = 0.1
"""On either side of a piece; the filters' memory has faded by 180 dB after that."""

_TREBLE_HERTZ = 3_000.0

_KEPT_RESPONSES = 16
"""Spoken lines have few lengths, when they are padded to what is quick to transform."""


def loudness_lufs(clip: Clip) -> float:
    """Integrated loudness of `clip` in LUFS, all channels weighing the same; -inf for silence.

    Gated, with blocks of 400 ms that overlap by 75 %. A clip shorter than a block is measured as one
    block of its own length, so that a short word or sound has a loudness too.
    """
    energy = weighted_energy(clip)
    if len(energy) < _BLOCK_CELLS:
        return _to_lufs(float(energy.sum()) / clip.frames) if clip.frames else -math.inf
    return _gated_lufs(_step_energy(energy), clip.sample_rate)


def heard_lufs(energy: Levels, sample_rate: int) -> float:
    """Integrated loudness of what has `energy` in each of its cells, as a meter reads it between
    silences: the blocks that reach beyond its ends count too, so that a short word reads as less than
    a long one of the same strength, as it does in a session. -inf for silence.
    """
    return _gated_lufs(_step_energy(np.pad(energy, _BLOCK_CELLS)), sample_rate)


class Meter:
    """Integrated loudness of what comes in parts, in memory that does not grow much with its length."""

    def __init__(self, sample_rate: int) -> None:
        self._rate = sample_rate
        self._waiting: list[Samples] = []
        self._waiting_frames = 0
        self._context_frames = 0
        self._steps: list[Levels] = []

    def add(self, samples: Samples) -> None:
        """What follows: float32, (frames, channels)."""
        self._waiting.append(samples)
        self._waiting_frames += len(samples)
        if self._waiting_frames >= (_METER_SECONDS + 2) * self._rate:
            self._measure(_METER_SECONDS * self._rate)

    def loudness_lufs(self) -> float:
        """The loudness of all that was added; to be asked for once, at the end."""
        while self._waiting_frames > self._context_frames:
            self._measure(min(_METER_SECONDS * self._rate, self._waiting_frames - self._context_frames))
        steps = np.concatenate(self._steps) if self._steps else np.zeros(0)
        return _gated_lufs(steps, self._rate)

    def _measure(self, frames: int) -> None:
        """Takes the next `frames`, with a second of what stands around them."""
        samples = np.concatenate(self._waiting)
        start, end = self._context_frames, self._context_frames + frames
        energy = weighted_energy(Clip(samples[: end + self._rate].copy(), self._rate))
        first = start * _CELLS_A_SECOND // self._rate
        self._steps.append(_step_energy(energy[first : first + -(-frames * _CELLS_A_SECOND // self._rate)]))
        self._context_frames = min(end, self._rate)
        rest = samples[end - self._context_frames :]
        self._waiting, self._waiting_frames = [rest], len(rest)


def true_peak_db(clip: Clip) -> float:
    """The highest peak between and on the samples, four-fold oversampled, in dBTP; -inf for silence."""
    return to_db(float(cell_peaks(clip).max(initial=0.0)))


def _step_energy(energy: Levels) -> Levels:
    """The energy of each whole step of 100 ms."""
    whole = len(energy) // _STEP_CELLS
    steps: Levels = energy[: whole * _STEP_CELLS].reshape(whole, _STEP_CELLS).sum(axis=1)
    return steps


def _gated_lufs(steps: Levels, sample_rate: int) -> float:
    """Loudness from the weighted energy of each step."""
    total = np.concatenate(([0.0], np.cumsum(steps)))
    steps_a_block = _BLOCK_CELLS // _STEP_CELLS
    frames = sample_rate * _BLOCK_CELLS / _CELLS_A_SECOND
    blocks = np.maximum(total[steps_a_block:] - total[:-steps_a_block], 0.0) / frames
    heard = blocks[blocks > _to_power(_ABSOLUTE_GATE_LUFS)]
    if not len(heard):
        return -math.inf
    gate = float(heard.mean()) * 10.0 ** (_RELATIVE_GATE_LU / 10.0)
    return _to_lufs(float(heard[heard > gate].mean()))


def _to_lufs(power: float) -> float:
    return -0.691 + 10.0 * math.log10(power) if power > 0.0 else -math.inf


def _to_power(lufs: float) -> float:
    return float(10.0 ** ((lufs + 0.691) / 10.0))


def weighted_energy(clip: Clip) -> Levels:
    """The sum of squares of the K-weighted samples in each cell, over all channels."""
    return _energy(clip, _k_response)


def treble_level(clip: Clip) -> Levels:
    """RMS around each cell, over 10 ms, up to a factor; frequencies below 3 kHz fall by 6 dB an octave."""
    energy = _energy(clip, _treble_response)
    if not len(energy):
        return energy
    level: Levels = np.sqrt(np.convolve(energy, np.ones(10), mode="full")[5 : 5 + len(energy)])
    return level


Response = Callable[[int, int], NDArray[np.complex128]]
"""response(length, sample_rate): the gain of a filter at each frequency of a transform of `length` frames."""


@functools.lru_cache(_KEPT_RESPONSES)
def _k_response(length: int, sample_rate: int) -> NDArray[np.complex128]:
    hertz = np.fft.rfftfreq(length, 1.0 / sample_rate)
    turns = np.minimum(hertz, _STANDARD_RATE / 2) / _STANDARD_RATE
    delay: NDArray[np.complex128] = np.exp(-2j * np.pi * turns)
    response = np.ones_like(delay)
    for numerator, denominator in _K_WEIGHTING:
        response *= np.polyval(numerator[::-1], delay) / np.polyval(denominator[::-1], delay)
    return response


@functools.lru_cache(_KEPT_RESPONSES)
def _treble_response(length: int, sample_rate: int) -> NDArray[np.complex128]:
    hertz = np.fft.rfftfreq(length, 1.0 / sample_rate)
    response: NDArray[np.complex128] = 1j * hertz / (_TREBLE_HERTZ + 1j * hertz)
    return response


def _energy(clip: Clip, response: Response) -> Levels:
    """The sum of squares in each cell, over all channels, after a filter."""
    energy = np.zeros(max(len(cell_edges(clip)) - 1, 0))
    for piece in _pieces(clip):
        bins = np.fft.rfft(piece.samples)
        bins *= response(piece.length, clip.sample_rate)
        filtered = np.fft.irfft(bins, n=piece.length)[:, piece.start : piece.end]
        squares = np.einsum("cf,cf->f", filtered, filtered)
        energy[piece.cells] = np.add.reduceat(squares, piece.cell_starts)
    return energy


def cell_peaks(clip: Clip) -> Levels:
    """The true peak in each cell, over all channels: of the samples, and of three points between each
    two, which a delay by a quarter, a half and three quarters of a frame brings to light.
    """
    peaks = np.zeros(max(len(cell_edges(clip)) - 1, 0))
    for piece in _pieces(clip):
        bins = np.fft.rfft(piece.samples)
        quarter = np.exp(0.5j * np.pi * np.arange(bins.shape[-1]) / piece.length)
        highest = np.abs(piece.samples[:, piece.start : piece.end]).max(axis=0)
        for _ in range(3):
            bins *= quarter
            between = np.fft.irfft(bins, n=piece.length)[:, piece.start : piece.end]
            np.maximum(highest, np.abs(between).max(axis=0), out=highest)
        peaks[piece.cells] = np.maximum.reduceat(highest, piece.cell_starts)
    return peaks


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some cells of a clip, with what stands around them, zero-padded for a Fourier transform.

    `samples` is float64, (channels, length); the cells lie in its frames `start` to `end`.
    """

    samples: NDArray[np.float64]
    start: int
    end: int
    cells: slice
    cell_starts: NDArray[np.intp]

    @property
    def length(self) -> int:
        return int(self.samples.shape[1])


def _pieces(clip: Clip) -> Iterator[_Piece]:
    edges = cell_edges(clip)
    context = to_frames(_CONTEXT_SECONDS, clip.sample_rate)
    for first in range(0, len(edges) - 1, _PIECE_CELLS):
        last = min(first + _PIECE_CELLS, len(edges) - 1)
        start, end = int(edges[first]), int(edges[last])
        lead, tail = min(start, context), min(clip.frames - end, context)
        part = clip.samples[start - lead : end + tail]
        samples = np.zeros((clip.channels, fast_length(len(part) + context)))
        samples[:, : len(part)] = part.T
        yield _Piece(samples, lead, lead + end - start, slice(first, last), edges[first:last] - start)


def cell_edges(clip: Clip) -> NDArray[np.intp]:
    """The frames at which the cells of `clip` begin, and its end; the last cell may be shorter."""
    cells = -(-clip.frames * _CELLS_A_SECOND // clip.sample_rate)
    starts = np.floor(np.arange(cells) * (clip.sample_rate / _CELLS_A_SECOND) + 0.5).astype(np.intp)
    return np.append(starts[starts < clip.frames], clip.frames)
