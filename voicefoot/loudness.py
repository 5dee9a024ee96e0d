"""How loud a clip is, and how it gets its place: trimmed, and evened to a target.

Loudness and true peak after ITU-R BS.1770-4. Its filters are tabled there for 48 kHz; they are applied
here as frequency responses, which hold for any rate, to zero-padded pieces of a clip, so that a long
one takes little more memory than a short one. Levels are kept for each millisecond, a cell; sample
rates of 2,000 and more are meant.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicefoot.audio import Clip, Samples, fast_length
from voicefoot.units import to_amplitude, to_db, to_frames

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

_PIECE_CELLS = 10_000
_CONTEXT_SECONDS = 0.1
"""On either side of a piece; the filters' memory has faded by 180 dB after that."""

_HOLD_CELLS, _SMOOTH_CELLS = 12, 8
"""The limiter looks this far to both sides: a hold longer than the period of a low voice, so that it
does not follow each beat of the vocal folds, then a smoothing that is shorter than the hold."""
_MOST_REDUCTION_DB = 12.0

_TREBLE_HERTZ = 3_000.0
_FADE_SECONDS = 0.003


def loudness_lufs(clip: Clip) -> float:
    """Integrated loudness of `clip` in LUFS, all channels weighing the same; -inf for silence.

    Gated, with blocks of 400 ms that overlap by 75 %. A clip shorter than a block is measured as one
    block of its own length, so that a short word or sound has a loudness too.
    """
    return _gated_lufs(_weighted_energy(clip), clip)


def true_peak_db(clip: Clip) -> float:
    """The highest peak between and on the samples, four-fold oversampled, in dBTP; -inf for silence."""
    return to_db(float(_cell_peaks(clip).max(initial=0.0)))


def evened(clip: Clip, target_lufs: float, peak_db: float) -> Clip:
    """`clip` at a loudness of `target_lufs`, its true peak at most `peak_db`.

    Peaks that stand out are pressed by a limiter with look-ahead, by up to 12 dB; a clip so spiky
    that this is not enough stays quieter than asked. Silence stays silence.
    """
    energy, peaks = _weighted_energy(clip), _cell_peaks(clip)
    lufs, highest = _gated_lufs(energy, clip), float(peaks.max(initial=0.0))
    if highest == 0.0:
        return clip
    ceiling = to_amplitude(peak_db)
    plain_db = target_lufs - lufs if math.isfinite(lufs) else 0.0
    if to_db(highest) + plain_db <= peak_db:
        return clip.scaled(to_amplitude(plain_db))
    least_db, most_db = plain_db, peak_db + _MOST_REDUCTION_DB - to_db(highest)
    for _ in range(12 if least_db < most_db else 0):
        drive = to_amplitude((least_db + most_db) / 2.0)
        gain = drive * _limiting(peaks * drive, ceiling)
        if _gated_lufs(energy * gain**2, clip) < target_lufs:
            least_db = to_db(drive)
        else:
            most_db = to_db(drive)
    drive = to_amplitude(most_db)
    limited = _applied(clip, drive * _limiting(peaks * drive, ceiling))
    over = float(_cell_peaks(limited).max()) / ceiling
    return limited.scaled((1.0 - 1e-6) / over) if over > 1.0 else limited


def trimmed(
    clip: Clip, threshold_db: float = -45.0, margin_seconds: tuple[float, float] = (0.010, 0.030)
) -> Clip:
    """`clip` without the silence around what is spoken; a clip of no frames where nothing is.

    Silence is what lies `threshold_db` below the loudest 10 ms. Both are measured with treble raised
    somewhat as in hearing, so that the f of "five" counts and a hum does not. `margin_seconds` of what
    stands before and after are kept, and both ends fade.
    """
    level = _treble_level(clip)
    if not level.max(initial=0.0) > 0.0:
        return Clip(clip.samples[:0].copy(), clip.sample_rate)
    heard = np.flatnonzero(level >= level.max() * to_amplitude(threshold_db))
    edges = _edges(clip)
    before, after = (to_frames(seconds, clip.sample_rate) for seconds in margin_seconds)
    start = max(0, int(edges[heard[0]]) - before)
    end = min(clip.frames, int(edges[heard[-1] + 1]) + after)
    return _faded(clip.samples[start:end], clip.sample_rate)


def _faded(samples: Samples, sample_rate: int) -> Clip:
    """A copy of `samples` that begins and ends with a raised cosine from and to silence."""
    faded = samples.copy()
    frames = min(to_frames(_FADE_SECONDS, sample_rate), len(faded))
    ramp = (0.5 - 0.5 * np.cos(np.pi * (np.arange(frames) + 0.5) / max(frames, 1))).astype(np.float32)[
        :, None
    ]
    faded[:frames] *= ramp
    faded[len(faded) - frames :] *= ramp[::-1]
    return Clip(faded, sample_rate)


def _limiting(peaks: Levels, ceiling: float) -> Levels:
    """The gain, 1 or less, that keeps each of `peaks` at `ceiling`: held, then smoothed.

    Since the hold is more than a cell longer than the smoothing, a gain that is interpolated between
    its neighbours is nowhere more than a peak allows.
    """
    needed = np.minimum(1.0, ceiling / np.maximum(peaks, ceiling))
    padded = np.pad(needed, _HOLD_CELLS + _SMOOTH_CELLS, mode="edge")
    held = np.lib.stride_tricks.sliding_window_view(padded, 2 * _HOLD_CELLS + 1).min(axis=1)
    window = np.hanning(2 * _SMOOTH_CELLS + 3)[1:-1]
    return np.minimum(np.convolve(held, window / window.sum(), mode="valid"), 1.0)


def _applied(clip: Clip, gain: Levels) -> Clip:
    """`clip` under `gain`, a value for each cell, in straight lines between the cells' middles."""
    edges = _edges(clip)
    each = np.interp(np.arange(clip.frames) + 0.5, (edges[:-1] + edges[1:]) / 2, gain)
    return Clip(clip.samples * each.astype(np.float32)[:, np.newaxis], clip.sample_rate)


def _gated_lufs(energy: Levels, clip: Clip) -> float:
    """Loudness from the weighted energy of each cell."""
    if not clip.frames:
        return -math.inf
    whole = clip.frames * _CELLS_A_SECOND // clip.sample_rate
    if whole < _BLOCK_CELLS:
        return _to_lufs(float(energy.sum()) / clip.frames)
    total = np.concatenate(([0.0], np.cumsum(energy)))
    starts = np.arange(0, whole - _BLOCK_CELLS + 1, _STEP_CELLS)
    frames = clip.sample_rate * _BLOCK_CELLS / _CELLS_A_SECOND
    blocks = np.maximum(total[starts + _BLOCK_CELLS] - total[starts], 0.0) / frames
    heard = blocks[blocks > _to_power(_ABSOLUTE_GATE_LUFS)]
    if not len(heard):
        return -math.inf
    gate = float(heard.mean()) * 10.0 ** (_RELATIVE_GATE_LU / 10.0)
    return _to_lufs(float(heard[heard > gate].mean()))


def _to_lufs(power: float) -> float:
    return -0.691 + 10.0 * math.log10(power) if power > 0.0 else -math.inf


def _to_power(lufs: float) -> float:
    return float(10.0 ** ((lufs + 0.691) / 10.0))


def _weighted_energy(clip: Clip) -> Levels:
    """The sum of squares of the K-weighted samples in each cell, over all channels."""
    return _energy(clip, _k_response)


def _treble_level(clip: Clip) -> Levels:
    """RMS around each cell, over 10 ms, up to a factor; frequencies below 3 kHz fall by 6 dB an octave."""
    energy = _energy(clip, _treble_response)
    if not len(energy):
        return energy
    level: Levels = np.sqrt(np.convolve(energy, np.ones(10), mode="full")[5 : 5 + len(energy)])
    return level


Response = Callable[[NDArray[np.floating]], NDArray[np.complex128]]
"""response(hertz): the gain of a filter at each frequency."""


def _k_response(hertz: NDArray[np.floating]) -> NDArray[np.complex128]:
    turns = np.minimum(hertz, _STANDARD_RATE / 2) / _STANDARD_RATE
    delay: NDArray[np.complex128] = np.exp(-2j * np.pi * turns)
    response = np.ones_like(delay)
    for numerator, denominator in _K_WEIGHTING:
        response *= np.polyval(numerator[::-1], delay) / np.polyval(denominator[::-1], delay)
    return response


def _treble_response(hertz: NDArray[np.floating]) -> NDArray[np.complex128]:
    response: NDArray[np.complex128] = 1j * hertz / (_TREBLE_HERTZ + 1j * hertz)
    return response


def _energy(clip: Clip, response: Response) -> Levels:
    """The sum of squares in each cell, over all channels, after a filter."""
    energy = np.zeros(max(len(_edges(clip)) - 1, 0))
    for piece in _pieces(clip):
        bins = np.fft.rfft(piece.samples)
        bins *= response(np.fft.rfftfreq(piece.length, 1.0 / clip.sample_rate))
        filtered = np.fft.irfft(bins, n=piece.length)[:, piece.start : piece.end]
        squares = np.einsum("cf,cf->f", filtered, filtered)
        energy[piece.cells] = np.add.reduceat(squares, piece.cell_starts)
    return energy


def _cell_peaks(clip: Clip) -> Levels:
    """The true peak in each cell, over all channels: of the samples, and of three points between each
    two, which a delay by a quarter, a half and three quarters of a frame brings to light.
    """
    peaks = np.zeros(max(len(_edges(clip)) - 1, 0))
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
    edges = _edges(clip)
    context = to_frames(_CONTEXT_SECONDS, clip.sample_rate)
    for first in range(0, len(edges) - 1, _PIECE_CELLS):
        last = min(first + _PIECE_CELLS, len(edges) - 1)
        start, end = int(edges[first]), int(edges[last])
        lead, tail = min(start, context), min(clip.frames - end, context)
        part = clip.samples[start - lead : end + tail]
        samples = np.zeros((clip.channels, fast_length(len(part) + context)))
        samples[:, : len(part)] = part.T
        yield _Piece(samples, lead, lead + end - start, slice(first, last), edges[first:last] - start)


def _edges(clip: Clip) -> NDArray[np.intp]:
    """The frames at which the cells of `clip` begin, and its end; the last cell may be shorter."""
    cells = -(-clip.frames * _CELLS_A_SECOND // clip.sample_rate)
    starts = np.floor(np.arange(cells) * (clip.sample_rate / _CELLS_A_SECOND) + 0.5).astype(np.intp)
    return np.append(starts[starts < clip.frames], clip.frames)
