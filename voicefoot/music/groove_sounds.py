"""The instruments of the built-in groove, synthesized from sines and noise, in stereo, with a little room.

Drums, bass and chords leave the band from 1 to 4 kHz to the voice, whose consonants are there. The melodic
percussion, the clap and the brush are in it, for speakers that play nothing else; the score lets them rest
while something is said.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from voicefoot.audio import CENTRE_GAIN, Clip, Samples, fast_fft_length
from voicefoot.music.harmony import hertz

Wave = NDArray[np.float64]

_STRUM_SECONDS = 0.016
_NOISE_RATE = 48_000
_NOISE_SEED = 7
_FADE_OUT_SHARE = 0.25
"""The share of each sound that fades out."""
_MAX_PARTIAL_SHARE = 0.45
"""Partials above this share of the sample rate are left out."""
_ROOM_SECONDS, _ROOM_DECAY_SECONDS, _ROOM_DELAY_SECONDS = 0.22, 0.05, 0.007
_ROOM_BAND_HERTZ = (300.0, 5_000.0)
_CHORD_WIDTH = 0.6
_CHORD_NOTE_GAIN = 0.32
_DETUNE = 0.0011
_SINE_BLOCK = 256
_LEAST_PEAK = 1e-3


@dataclass(frozen=True, slots=True)
class _Instrument:
    """`render(sample_rate, values)` gives a wave, (frames,) or (frames, 2), where `values` are pitches or a
    variant. `pan` is -1 (left) to 1 (right); `room` is the amplitude of its room.
    """

    render: Callable[[int, tuple[int, ...]], Wave]
    pan: float = 0.0
    room: float = 0.0


@lru_cache(maxsize=160)
def groove_sound(name: str, values: tuple[int, ...], sample_rate: int, channels: int) -> Samples:
    """Render an instrument playing pitches, or one of the variants of a drum: float32, (frames, channels).

    The peak of a single note is 1 where it is heard in the middle, or in one channel.
    """
    instrument = _INSTRUMENTS[name]
    wave = instrument.render(sample_rate, values)
    if wave.ndim == 1:
        angle = (instrument.pan + 1.0) * np.pi / 4.0
        peak = float(np.abs(wave).max())
        # Nothing is left of a sound at a sample rate that can't carry it.
        wave = wave / peak if peak > _LEAST_PEAK else np.zeros_like(wave)
        wave = np.stack([np.cos(angle) * wave, np.sin(angle) * wave], axis=1)
    if instrument.room:
        wave = _in_room(wave, instrument.room, sample_rate)
    if channels == 1:
        wave = wave.sum(axis=1, keepdims=True) * float(CENTRE_GAIN)
    samples: Samples = np.ascontiguousarray(wave, dtype=np.float32)
    samples.flags.writeable = False
    return samples


def _times(sample_rate: int, seconds: float) -> Wave:
    return np.arange(round(seconds * sample_rate)) / sample_rate


def _apply_envelope(wave: Wave, sample_rate: int, attack_seconds: float) -> Wave:
    """Apply a smooth attack and a fade-out to `wave`, (frames,)."""
    enveloped: Wave = wave.copy()
    rising = min(len(wave), math.ceil(attack_seconds * sample_rate))
    attack = np.clip((np.arange(rising) + 0.5) / (attack_seconds * sample_rate), 0.0, 1.0)
    enveloped[:rising] *= 0.5 - 0.5 * np.cos(np.pi * attack)
    falling = min(len(wave), math.ceil(_FADE_OUT_SHARE * len(wave)))
    fade = np.clip((np.arange(falling)[::-1] + 0.5) / (_FADE_OUT_SHARE * len(wave)), 0.0, 1.0)
    enveloped[len(wave) - falling :] *= 0.5 - 0.5 * np.cos(np.pi * fade)
    return enveloped


# -- the room ---------------------------------------------------------------------------------------


def _in_room(wave: Wave, amount: float, sample_rate: int) -> Wave:
    """Return `wave`, (frames, 2), with the reflections of a small room, which differ from side to side."""
    room = _room(sample_rate)
    frames = len(wave) + len(room) - 1
    length = fast_fft_length(frames)
    dry = np.fft.rfft(wave.sum(axis=1), length)
    sides = [np.fft.irfft(dry * np.fft.rfft(room[:, side], length), length)[:frames] for side in range(2)]
    wet = np.stack(sides, axis=1)
    out = amount * float(CENTRE_GAIN) * wet
    out[: len(wave)] += wave
    fade = min(frames, sample_rate // 25)
    out[-fade:] *= np.linspace(1.0, 0.0, fade)[:, np.newaxis] ** 2
    return out


@lru_cache(maxsize=4)
def _room(sample_rate: int) -> Wave:
    """Return the reflections of a small room to an impulse: (frames, 2), of energy 1 a side."""
    time = _times(_NOISE_RATE, _ROOM_SECONDS)
    sides = []
    for side in range(2):
        noise = _filtered(
            np.random.default_rng([_NOISE_SEED, 100 + side]).standard_normal(len(time)), *_ROOM_BAND_HERTZ
        )
        tail = noise * np.exp(-time / _ROOM_DECAY_SECONDS) * (time >= _ROOM_DELAY_SECONDS)
        heard = Clip.of(tail, _NOISE_RATE).resampled(sample_rate).samples[:, 0].astype(np.float64)
        sides.append(heard / np.sqrt(np.square(heard).sum()))
    return np.stack(sides, axis=1)


# -- drums ------------------------------------------------------------------------------------------


def _kick(sample_rate: int, variant: tuple[int, ...]) -> Wave:
    """A bass drum, whose pitch drops from 245 to 55 Hz."""
    time = _times(sample_rate, 0.34)
    # The variants begin alike, so that all are heard on the beat.
    pitch = 55.0 + 190.0 * np.exp(-time / (0.03 + 0.0008 * variant[0]))
    body = np.sin(2.0 * np.pi * np.cumsum(pitch) / sample_rate) * np.exp(-time / (0.075 - 0.002 * variant[0]))
    beater = (0.7 - 0.05 * variant[0]) * np.sin(2.0 * np.pi * 520.0 * time) * np.exp(-time / 0.014)
    return _apply_envelope(np.tanh(1.6 * (body + beater)), sample_rate, 0.001)


def _snare(sample_rate: int, variant: tuple[int, ...]) -> Wave:
    """Brushes: a low drum, and hiss above the band of the consonants."""
    time = _times(sample_rate, 0.2)
    tune = 2.0 * np.pi * (1.0 + 0.012 * (variant[0] - 1.5))
    drum = (np.sin(tune * 185.0 * time) + 0.5 * np.sin(tune * 331.0 * time)) * np.exp(-time / 0.045)
    hiss = _noise(sample_rate, variant, 0.2, (5_500.0, None), 0.001, 0.05)
    return _apply_envelope(drum + 0.4 * hiss[: len(drum)], sample_rate, 0.001)


def _rim(sample_rate: int, variant: tuple[int, ...]) -> Wave:
    """A woody rim shot."""
    time = _times(sample_rate, 0.09)
    tune = 2.0 * np.pi * (1.0 + 0.015 * (variant[0] - 1.5))
    wood = np.sin(tune * 420.0 * time) + (0.5 + 0.07 * variant[0]) * np.sin(tune * 705.0 * time)
    return _apply_envelope(wood * np.exp(-time / 0.016), sample_rate, 0.0008)


def _clap(sample_rate: int, variant: tuple[int, ...]) -> Wave:
    """Hands: a few short bursts, then one that rings."""
    time = _times(sample_rate, 0.16)
    noise = _noise(sample_rate, variant, 0.16, (1_000.0, 3_200.0), 0.0005, 1.0)[: len(time)]
    bursts = np.zeros_like(time)
    for at, decay in ((0.0, 0.004), (0.009, 0.004), (0.018 + 0.001 * variant[0], 0.035)):
        bursts += np.where(time >= at, np.exp(-np.maximum(time - at, 0.0) / decay), 0.0)
    return _apply_envelope(noise * bursts, sample_rate, 0.0008)


def _hiss(
    seconds: float, band_hertz: tuple[float, float | None], attack_seconds: float, decay_seconds: float
) -> Callable[[int, tuple[int, ...]], Wave]:
    """Return an instrument of filtered noise that decays."""

    def render(sample_rate: int, variant: tuple[int, ...]) -> Wave:
        longer = 1.0 + 0.06 * (variant[0] - 1.5)
        return _noise(sample_rate, variant, seconds, band_hertz, attack_seconds, decay_seconds * longer)

    return render


def _noise(
    sample_rate: int,
    variant: tuple[int, ...],
    seconds: float,
    band_hertz: tuple[float, float | None],
    attack_seconds: float,
    decay_seconds: float,
) -> Wave:
    """Noise of a band that decays; the same noise at every sample rate that can carry it."""
    time = _times(_NOISE_RATE, seconds)
    noise = _filtered(
        np.random.default_rng([_NOISE_SEED, variant[0]]).standard_normal(len(time)), *band_hertz
    )
    wave = noise * np.exp(-time / decay_seconds)
    clip = Clip.of(_apply_envelope(wave / np.abs(wave).max(), _NOISE_RATE, attack_seconds), _NOISE_RATE)
    resampled = clip.resampled(sample_rate).samples[:, 0].astype(np.float64)
    return _apply_envelope(resampled, sample_rate, attack_seconds)


def _filtered(noise: Wave, above_hertz: float, below_hertz: float | None) -> Wave:
    """Return `noise`, (frames,) at `_NOISE_RATE`, with steep slopes below and above a band."""
    bins = np.fft.rfft(noise)
    frequencies = np.fft.rfftfreq(len(noise), 1.0 / _NOISE_RATE)
    bins *= 1.0 / (1.0 + (above_hertz / np.maximum(frequencies, 1.0)) ** 10)
    if below_hertz is not None:
        bins *= 1.0 / (1.0 + (frequencies / below_hertz) ** 10)
    return np.fft.irfft(bins, n=len(noise))


# -- notes ------------------------------------------------------------------------------------------


def _partials(
    time: Wave,
    sample_rate: int,
    fundamental_hertz: float,
    partials: tuple[tuple[float, float, float], ...],
) -> Wave:
    """A note whose partials each have a ratio to the fundamental, an amplitude, and a decay in seconds."""
    tones = []
    for number, (ratio, amplitude, decay_seconds) in enumerate(partials, start=1):
        if ratio * fundamental_hertz < _MAX_PARTIAL_SHARE * sample_rate:
            # Phases that spread the energy over the period, for a low crest factor (Schroeder 1970).
            phase = np.pi * number * (number - 1) / len(partials) + 0.01 * fundamental_hertz
            turn = 2j * np.pi * ratio * fundamental_hertz / sample_rate
            tones.append((turn - 1.0 / (decay_seconds * sample_rate), amplitude, phase))
    return _decaying_sines(len(time), tones)


def _decaying_sines(frames: int, tones: list[tuple[complex, float, float]]) -> Wave:
    """Return the sum of decaying sines: the imaginary part of amplitude * exp(turn * n + i phase) for each
    frame n. The angles of blocks and of those within a block are enough, and take a tenth of the time.
    """
    if not tones:
        return np.zeros(frames)
    turns, amplitudes, phases = (np.array(column) for column in zip(*tones, strict=True))
    starts = np.arange(0, frames, _SINE_BLOCK)
    blocks = amplitudes * np.exp(np.outer(starts, turns) + 1j * phases)
    within = np.exp(np.outer(turns, np.arange(_SINE_BLOCK)))
    # Not a product of matrices, whose rounding may depend on the number of cores.
    wave: Wave = np.einsum(
        "bp,pw->bw",
        np.concatenate([blocks.real, blocks.imag], axis=1),
        np.concatenate([within.imag, within.real], axis=0),
    )
    return wave.ravel()[:frames]


def _harmonics(amplitudes: tuple[float, ...], decay_seconds: float) -> tuple[tuple[float, float, float], ...]:
    """Partials of a plucked string: the higher, the faster they decay."""
    return tuple(
        (float(number), amplitude, decay_seconds / (1.0 + 0.35 * (number - 1)))
        for number, amplitude in enumerate(amplitudes, start=1)
    )


_BASS = _harmonics((0.5, 0.8, 0.7, 0.5, 0.3, 0.2), 0.26)
_KEYS = _harmonics((1.0, 0.22, 0.05), 0.6)
_PAD = ((1.0, 1.0, 3.0), (2.0, 0.3, 2.0), (3.0, 0.08, 1.5))
_KALIMBA = ((1.0, 1.0, 0.3), (2.0, 0.16, 0.2), (5.4, 0.12, 0.03))
_MARIMBA = ((1.0, 1.0, 0.16), (3.93, 0.3, 0.06), (9.2, 0.06, 0.012))
_PLUCK = ((1.0, 0.8, 0.2), (2.0, 0.6, 0.14), (3.0, 0.3, 0.1), (4.0, 0.15, 0.06), (5.0, 0.08, 0.04))


def _bass(sample_rate: int, pitches: tuple[int, ...]) -> Wave:
    time = _times(sample_rate, 0.55)
    return _apply_envelope(_partials(time, sample_rate, hertz(pitches[0]), _BASS), sample_rate, 0.005)


def _keys(sample_rate: int, pitches: tuple[int, ...]) -> Wave:
    """A soft electric piano; the notes of the chord are strummed, and lie from left to right."""
    time = _times(sample_rate, 1.4)
    sides = [np.zeros_like(time), np.zeros_like(time)]
    for number, pitch in enumerate(pitches):
        delay = round(_STRUM_SECONDS * number * sample_rate)
        note = _apply_envelope(_partials(time, sample_rate, hertz(pitch), _KEYS), sample_rate, 0.012)
        angle = np.pi / 4.0 * (1.0 + _CHORD_WIDTH * (2.0 * (number % 2) - 1.0))
        for side, gain in zip(sides, (np.cos(angle), np.sin(angle)), strict=True):
            side[delay:] += _CHORD_NOTE_GAIN * gain * note[: len(time) - delay]
    return np.stack([_apply_envelope(side, sample_rate, 0.001) for side in sides], axis=1)


def _pad(sample_rate: int, pitches: tuple[int, ...]) -> Wave:
    """Soft strings, tuned a little differently on both sides."""
    time = _times(sample_rate, 2.4)
    sides: list[Wave] = []
    for detune in (1.0 - _DETUNE, 1.0 + _DETUNE):
        notes = [_partials(time, sample_rate, hertz(pitch) * detune, _PAD) for pitch in pitches]
        sides.append(np.sum(notes, axis=0))
    envelope = float(CENTRE_GAIN) * _CHORD_NOTE_GAIN * _apply_envelope(np.ones(len(time)), sample_rate, 0.15)
    return np.stack([side * envelope for side in sides], axis=1)


def _struck(
    seconds: float, attack_seconds: float, partials: tuple[tuple[float, float, float], ...]
) -> Callable[[int, tuple[int, ...]], Wave]:
    """Return an instrument of single notes."""

    def render(sample_rate: int, pitches: tuple[int, ...]) -> Wave:
        time = _times(sample_rate, seconds)
        note = _partials(time, sample_rate, hertz(pitches[0]), partials)
        return _apply_envelope(note, sample_rate, attack_seconds)

    return render


_INSTRUMENTS: Mapping[str, _Instrument] = {
    "kick": _Instrument(_kick),
    "snare": _Instrument(_snare, pan=-0.12, room=0.22),
    "rim": _Instrument(_rim, pan=0.2, room=0.3),
    "hat": _Instrument(_hiss(0.06, (7_500.0, None), 0.001, 0.014), pan=0.35),
    "open hat": _Instrument(_hiss(0.2, (7_000.0, None), 0.002, 0.06), pan=0.3),
    "shaker": _Instrument(_hiss(0.11, (6_500.0, None), 0.02, 0.03), pan=-0.5),
    "crash": _Instrument(_hiss(1.1, (5_500.0, None), 0.003, 0.35), pan=-0.25),
    "brush": _Instrument(_hiss(0.14, (1_200.0, 3_500.0), 0.012, 0.05), pan=-0.35, room=0.2),
    "clap": _Instrument(_clap, pan=0.15, room=0.4),
    "bass": _Instrument(_bass),
    "keys": _Instrument(_keys),
    "pad": _Instrument(_pad),
    "kalimba": _Instrument(_struck(0.75, 0.002, _KALIMBA), pan=0.25, room=0.35),
    "marimba": _Instrument(_struck(0.45, 0.0015, _MARIMBA), pan=0.25, room=0.3),
    "pluck": _Instrument(_struck(0.5, 0.002, _PLUCK), pan=0.2, room=0.35),
}
INSTRUMENTS = frozenset(_INSTRUMENTS)
