"""Measures the onset strength of a song: how much begins at each moment.

In each of five frequency bands, the level just after a moment is compared with the level just before it. The
sum of the rises peaks at the attack of a note, within a millisecond or two, and not in the middle of what
follows it, as the spectral flux between windows does.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicefoot.audio import Samples, fast_fft_length

Values = NDArray[np.float64]
"""float64, (beats,) or (hops,)."""

_ONSET_RATE = 700
"""Hops per second, at which the onset strength is sampled."""
_SEGMENT_SECONDS, _SEGMENT_CONTEXT_SECONDS = 10.0, 0.5
"""A song is filtered in segments, each with context on both sides, which adjacent segments share."""

_BANDS = (
    (70.0, 50.0, 0.025),
    (250.0, 120.0, 0.020),
    (900.0, 400.0, 0.015),
    (3000.0, 1200.0, 0.010),
    (7500.0, 2500.0, 0.010),
)
"""The centre and half the bandwidth in Hz, and the time constant in seconds of the level before and after."""

_LOW_BANDS = 3
"""The bands of bass drum and snare, which tell the beat from the off-beat; hi-hats are above."""

_WEIGHT_REACH_SECONDS = 0.020
"""How far from a beat an attack may be to count in its weight."""

_FLOOR = 0.03
"""The share of a band's mean energy below which it counts as silent, so that it has no rises."""

_MIN_RISE, _MAX_RISE = 0.7, 5.0
"""Natural logarithms of energy: a rise of 3 dB is chance, as in noise; more than 25 dB adds nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class OnsetStrength:
    """The onset strength at the beginning of each hop, `rate` hops per second; float32, (hops,).

    `rises` are the rises of log energy, summed over all bands; `force` is the rise in amplitude, summed over
    the low bands.
    """

    rises: NDArray[np.float32]
    force: NDArray[np.float32]
    rate: float

    @property
    def seconds(self) -> float:
        return len(self.rises) / self.rate


def onset_strength_of(blocks: Iterable[Samples], sample_rate: int) -> OnsetStrength:
    """Measure the onset strength of a whole song; `blocks` are float32, (frames, 1), of any length.

    They are consumed as a stream: only the result grows with the song, by 20 MB per hour.
    """
    hop_frames = max(1, round(sample_rate / _ONSET_RATE))
    rises, forces = [np.zeros(0, np.float32)], [np.zeros(0, np.float32)]
    for samples, first, last in _segments(blocks, sample_rate, hop_frames):
        rise = np.zeros(len(samples) // hop_frames, np.float32)
        force = np.zeros_like(rise)
        for number, band in enumerate(_band_energies(samples, sample_rate, hop_frames)):
            before, after = _energy_around(band, _BANDS[number][2] * sample_rate / hop_frames)
            floor = _FLOOR * band.mean() + 1e-9
            rise += np.clip(np.log((after + floor) / (before + floor)) - _MIN_RISE, 0.0, _MAX_RISE)
            if number < _LOW_BANDS:
                force += np.maximum(np.sqrt(after) - np.sqrt(before), 0.0)
        rises.append(rise[first:last])
        forces.append(force[first:last])
    return OnsetStrength(np.concatenate(rises), np.concatenate(forces), sample_rate / hop_frames)


def find_attacks(onsets: OnsetStrength, times: Values, reach_seconds: float) -> tuple[Values, Values]:
    """Find the attack, the strongest rise, within `reach_seconds` of each of `times`, in seconds.

    Returns the attacks' times and their strengths, both (times,). Nearer attacks are preferred: the weight
    falls to one half at the edge. Where nothing rises, the attack is at the time itself, with strength 0.
    """
    reach = round(reach_seconds * onsets.rate)
    offsets = np.arange(-reach, reach + 1)
    centres = _nearest_hops(onsets, times)
    near = np.pad(onsets.rises, reach)[centres[:, np.newaxis] + offsets + reach]
    weighted = near * 0.5 ** ((offsets / max(reach, 1)) ** 2)
    strength = weighted.max(axis=1).astype(float)
    # Attacks are spread over the hop before which the rise is greatest: on average, in its middle.
    found = (centres + offsets[weighted.argmax(axis=1)] + 0.5) / onsets.rate
    return np.where(strength > 0.0, found, times), strength


def attack_weight(onsets: OnsetStrength, times: Values, all_times: Values) -> float:
    """Return how strong the attacks at `times` are, in rises and in force, relative to those at
    `all_times`.
    """

    def mean(values: NDArray[np.float32], at: Values) -> float:
        reach = round(_WEIGHT_REACH_SECONDS * onsets.rate)
        near = np.pad(values, reach)[_nearest_hops(onsets, at)[:, np.newaxis] + np.arange(2 * reach + 1)]
        return float(near.max(axis=1).mean())

    return sum(
        mean(values, times) / (mean(values, all_times) + 1e-12) for values in (onsets.rises, onsets.force)
    )


def _nearest_hops(onsets: OnsetStrength, times: Values) -> NDArray[np.intp]:
    """Return the indices of the hops that begin nearest to `times`."""
    return np.clip(np.rint(times * onsets.rate).astype(np.intp), 0, len(onsets.rises) - 1)


def _segments(
    blocks: Iterable[Samples], sample_rate: int, hop_frames: int
) -> Iterator[tuple[Samples, int, int]]:
    """Yield the song in overlapping segments, (frames,), each with the range of hops, first and last, that
    belong to it alone; the rest is context. An incomplete hop at the end is dropped.
    """
    length = round(_SEGMENT_SECONDS * sample_rate / hop_frames) * hop_frames
    context = round(_SEGMENT_CONTEXT_SECONDS * sample_rate / hop_frames) * hop_frames
    pending: list[Samples] = []
    frames, lead = 0, 0
    for block in blocks:
        pending.append(block[:, 0])
        frames += len(block)
        if frames < lead + length + context:
            continue
        samples = np.concatenate(pending)
        while len(samples) >= lead + length + context:
            yield samples[: lead + length + context], lead // hop_frames, (lead + length) // hop_frames
            samples = samples[lead + length - context :]
            lead = context
        pending, frames = [samples.copy()], len(samples)
    if frames // hop_frames > lead // hop_frames:
        yield np.concatenate(pending), lead // hop_frames, frames // hop_frames


def _band_energies(samples: Samples, sample_rate: int, hop_frames: int) -> Iterator[Values]:
    """Yield the mean energy of each hop in one band after the other: (hops,).

    The filters are causal, complex resonators of second order: their envelope is smooth, and shows nothing of
    an attack before it.
    """
    length = fast_fft_length(len(samples) + sample_rate // 5)  # the resonance fades in the padding
    bins = np.fft.rfft(samples, length)
    hertz = np.arange(len(bins)) * (sample_rate / length)
    hops = len(samples) // hop_frames
    one_sided = np.zeros(length, complex)
    for centre, half_width, _ in _BANDS:
        one_sided[: len(bins)] = bins / (1.0 + 1j * (hertz - centre) / half_width) ** 2
        band = np.fft.ifft(one_sided)[: hops * hop_frames]
        yield (band.real**2 + band.imag**2).reshape(hops, hop_frames).mean(axis=1)


def _energy_around(band: Values, decay_hops: float) -> tuple[Values, Values]:
    """Return the mean energy before each hop, and from it on, weighted exponentially by distance."""
    weights = np.exp(-np.arange(math.ceil(4.0 * decay_hops)) / decay_hops)
    weights /= weights.sum()
    before = np.concatenate((band[:1], np.convolve(band, weights)[: len(band) - 1]))
    after = np.convolve(band[::-1], weights)[: len(band)][::-1]
    return before, after
