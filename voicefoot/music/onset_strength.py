"""Where in a song something is struck.

Five bands of the sound are watched, and the level just after each moment is compared with the level just
before it. The sum of the rises is the novelty: it peaks at the attack of a note, within a millisecond or
two, and not at the middle of what follows it, as a flux between windows of a spectrum does.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicefoot.audio import Samples, fast_length

Values = NDArray[np.float64]
"""float64, (beats,) or (cells,)."""

_CELLS_A_SECOND = 700
_PIECE_SECONDS, _CONTEXT_SECONDS = 10.0, 0.5

_BANDS = (
    (70.0, 50.0, 0.025),
    (250.0, 120.0, 0.020),
    (900.0, 400.0, 0.015),
    (3000.0, 1200.0, 0.010),
    (7500.0, 2500.0, 0.010),
)
"""Middle and half width in Hz, and for how many seconds a level counts before and after a moment."""

_LOW_BANDS = 3
"""The bass drum's and the snare's, which tell the beat from the off-beat; hi-hats are above."""

_FLOOR = 0.03
"""Of a band's mean energy: what is weaker is as good as silence, and its rises are none."""

_NO_RISE, _MOST_RISE = 0.7, 5.0
"""Nepers of energy: a rise of 3 dB is chance, as in noise; one of 25 dB is as good as any."""


@dataclass(frozen=True, slots=True, eq=False)
class OnsetStrength:
    """How much begins at the beginning of each cell, of which there are `rate` a second: `rises` in
    nepers, summed over the bands; `force` in amplitude, over the low ones. Both float32, (cells,).
    """

    rises: NDArray[np.float32]
    force: NDArray[np.float32]
    rate: float

    @property
    def seconds(self) -> float:
        return len(self.rises) / self.rate


def onset_strength_of(blocks: Iterable[Samples], sample_rate: int) -> OnsetStrength:
    """The novelty of a whole song: `blocks` are float32, (frames, 1). They are taken as they come; what
    grows with the song is the outcome alone, 20 MB an hour.
    """
    cell = max(1, round(sample_rate / _CELLS_A_SECOND))
    rises, forces = [np.zeros(0, np.float32)], [np.zeros(0, np.float32)]
    for samples, first, last in _pieces(blocks, sample_rate, cell):
        rise = np.zeros(len(samples) // cell, np.float32)
        force = np.zeros_like(rise)
        for number, band in enumerate(_band_energies(samples, sample_rate, cell)):
            before, after = _around(band, _BANDS[number][2] * sample_rate / cell)
            floor = _FLOOR * band.mean() + 1e-9
            rise += np.clip(np.log((after + floor) / (before + floor)) - _NO_RISE, 0.0, _MOST_RISE)
            if number < _LOW_BANDS:
                force += np.maximum(np.sqrt(after) - np.sqrt(before), 0.0)
        rises.append(rise[first:last])
        forces.append(force[first:last])
    return OnsetStrength(np.concatenate(rises), np.concatenate(forces), sample_rate / cell)


def attacks(novelty: OnsetStrength, moments: Values, reach_seconds: float) -> tuple[Values, Values]:
    """The moment of the strongest rise within `reach_seconds` of each of `moments`, and how strong it is.
    Nearer ones are preferred: what is at the edge counts half. Where nothing rises, the moment itself.
    """
    reach = round(reach_seconds * novelty.rate)
    offsets = np.arange(-reach, reach + 1)
    centres = _cells(novelty, moments)
    near = np.pad(novelty.rises, reach)[centres[:, np.newaxis] + offsets + reach]
    weighted = near * 0.5 ** ((offsets / max(reach, 1)) ** 2)
    strength = weighted.max(axis=1).astype(float)
    # Attacks are spread over the cell before which the rise is greatest: on average, in its middle.
    found = (centres + offsets[weighted.argmax(axis=1)] + 0.5) / novelty.rate
    return np.where(strength > 0.0, found, moments), strength


def weight(novelty: OnsetStrength, moments: Values, of_all: Values) -> float:
    """How much is struck at `moments`, and with how much force, in proportion to `of_all`."""

    def mean(values: NDArray[np.float32], at: Values) -> float:
        reach = round(0.020 * novelty.rate)
        near = np.pad(values, reach)[_cells(novelty, at)[:, np.newaxis] + np.arange(2 * reach + 1)]
        return float(near.max(axis=1).mean())

    return sum(
        mean(values, moments) / (mean(values, of_all) + 1e-12) for values in (novelty.rises, novelty.force)
    )


def _cells(novelty: OnsetStrength, moments: Values) -> NDArray[np.intp]:
    """The cells that begin nearest to `moments`."""
    return np.clip(np.rint(moments * novelty.rate).astype(np.intp), 0, len(novelty.rises) - 1)


def _pieces(blocks: Iterable[Samples], sample_rate: int, cell: int) -> Iterator[tuple[Samples, int, int]]:
    """The song in pieces, (frames,), with the first and the last of the cells that are each one's own:
    what stands around them is in the neighbours too. What is left of a cell at the end is dropped.
    """
    piece = round(_PIECE_SECONDS * sample_rate / cell) * cell
    context = round(_CONTEXT_SECONDS * sample_rate / cell) * cell
    waiting: list[Samples] = []
    frames, lead = 0, 0
    for block in blocks:
        waiting.append(block[:, 0])
        frames += len(block)
        if frames < lead + piece + context:
            continue
        samples = np.concatenate(waiting)
        while len(samples) >= lead + piece + context:
            yield samples[: lead + piece + context], lead // cell, (lead + piece) // cell
            samples = samples[lead + piece - context :]
            lead = context
        waiting, frames = [samples.copy()], len(samples)
    if frames // cell > lead // cell:
        yield np.concatenate(waiting), lead // cell, frames // cell


def _band_energies(samples: Samples, sample_rate: int, cell: int) -> Iterator[Values]:
    """The mean energy of each cell in each band. The filters are causal, complex resonators of second
    order: their envelope is smooth, and nothing of an attack is seen before it.
    """
    length = fast_length(len(samples) + sample_rate // 5)  # the resonance fades in the padding
    bins = np.fft.rfft(samples, length)
    hertz = np.arange(len(bins)) * (sample_rate / length)
    cells = len(samples) // cell
    one_sided = np.zeros(length, complex)
    for middle, half_width, _ in _BANDS:
        one_sided[: len(bins)] = bins / (1.0 + 1j * (hertz - middle) / half_width) ** 2
        band = np.fft.ifft(one_sided)[: cells * cell]
        yield (band.real**2 + band.imag**2).reshape(cells, cell).mean(axis=1)


def _around(band: Values, memory_cells: float) -> tuple[Values, Values]:
    """The mean of what is before each cell, and of what is from it on, the nearest counting most."""
    weights = np.exp(-np.arange(math.ceil(4.0 * memory_cells)) / memory_cells)
    weights /= weights.sum()
    before = np.concatenate((band[:1], np.convolve(band, weights)[: len(band) - 1]))
    after = np.convolve(band[::-1], weights)[: len(band)][::-1]
    return before, after
