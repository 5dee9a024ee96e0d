"""The sounds of the built-in groove: drums, a bass and soft chords, synthesized from sines and noise.

They leave the band from 1 to 4 kHz to the voice, whose consonants are there.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from voicefoot.audio import Clip, Samples

Wave = NDArray[np.float64]

NOTES_HERTZ = {"A": 55.0, "C": 65.41, "D": 73.42, "E": 41.2, "F": 43.65, "G": 49.0}
"""Fundamentals of the bass; the speaker of a phone plays only their overtones."""
CHORDS_HERTZ = {
    "Am": (220.0, 261.63, 329.63, 392.0),
    "C": (196.0, 261.63, 329.63, 392.0),
    "Dm": (220.0, 293.66, 349.23, 440.0),
    "Em": (196.0, 246.94, 329.63, 392.0),
    "F": (220.0, 261.63, 349.23, 440.0),
    "G": (196.0, 246.94, 293.66, 440.0),
}
_STRUM_SECONDS = 0.016
_NOISE_RATE = 48_000
_NOISE_SEED = 7
_FADE_OUT_SHARE = 0.25
"""The share of each sound that fades out."""
_MAX_PARTIAL_SHARE = 0.45
"""Partials above this share of the sample rate are left out."""


@lru_cache(maxsize=4)
def render_kit(sample_rate: int) -> Mapping[str, Samples]:
    """Render each sound, by name: float32, (frames, 1), normalized to a peak of 1. Bass notes are called
    `bass A`, and `bass A'` an octave higher; chords `keys Am`.
    """
    sounds: dict[str, Wave] = {
        "kick": _kick(sample_rate),
        "snare": _snare(sample_rate),
        "rim": _rim(sample_rate),
        "hat": _noise(sample_rate, 0.06, 7_500.0, 0.001, 0.014),
        "open hat": _noise(sample_rate, 0.2, 7_000.0, 0.002, 0.06),
        "shaker": _noise(sample_rate, 0.11, 6_500.0, 0.02, 0.03),
    }
    for name, hertz in NOTES_HERTZ.items():
        sounds[f"bass {name}"] = _bass(sample_rate, hertz)
        sounds[f"bass {name}'"] = _bass(sample_rate, 2.0 * hertz)
    for name, chord in CHORDS_HERTZ.items():
        sounds[f"keys {name}"] = _keys(sample_rate, chord)
    return MappingProxyType(
        {name: (wave / np.abs(wave).max()).astype(np.float32)[:, np.newaxis] for name, wave in sounds.items()}
    )


def _times(sample_rate: int, seconds: float) -> Wave:
    return np.arange(round(seconds * sample_rate)) / sample_rate


def _apply_envelope(wave: Wave, sample_rate: int, attack_seconds: float) -> Wave:
    """Apply a smooth attack and a fade-out to `wave`, (frames,)."""
    frames = np.arange(len(wave))
    attack = np.clip((frames + 0.5) / (attack_seconds * sample_rate), 0.0, 1.0)
    fade = np.clip((len(wave) - frames - 0.5) / (_FADE_OUT_SHARE * len(wave)), 0.0, 1.0)
    enveloped: Wave = wave * (0.5 - 0.5 * np.cos(np.pi * attack)) * (0.5 - 0.5 * np.cos(np.pi * fade))
    return enveloped


def _kick(sample_rate: int) -> Wave:
    """A bass drum, whose pitch drops from 245 to 55 Hz."""
    time = _times(sample_rate, 0.34)
    pitch = 55.0 + 190.0 * np.exp(-time / 0.03)
    body = np.sin(2.0 * np.pi * np.cumsum(pitch) / sample_rate) * np.exp(-time / 0.075)
    beater = np.sin(2.0 * np.pi * 520.0 * time) * np.exp(-time / 0.014)
    return _apply_envelope(np.tanh(1.6 * (body + 0.7 * beater)), sample_rate, 0.001)


def _snare(sample_rate: int) -> Wave:
    """Brushes: a low drum, and hiss above the band of the consonants."""
    time = _times(sample_rate, 0.2)
    drum = (np.sin(2 * np.pi * 185.0 * time) + 0.5 * np.sin(2 * np.pi * 331.0 * time)) * np.exp(-time / 0.045)
    hiss = _noise(sample_rate, 0.2, 5_500.0, 0.001, 0.05)
    return _apply_envelope(drum + 0.4 * hiss[: len(drum)], sample_rate, 0.001)


def _rim(sample_rate: int) -> Wave:
    """A woody rim shot."""
    time = _times(sample_rate, 0.09)
    wood = np.sin(2 * np.pi * 420.0 * time) + 0.6 * np.sin(2 * np.pi * 705.0 * time)
    return _apply_envelope(wood * np.exp(-time / 0.016), sample_rate, 0.0008)


def _noise(
    sample_rate: int, seconds: float, above_hertz: float, attack_seconds: float, decay_seconds: float
) -> Wave:
    """High-pass noise that decays; the same noise at every sample rate that can carry it."""
    time = _times(_NOISE_RATE, seconds)
    noise = np.random.default_rng(_NOISE_SEED).standard_normal(len(time))
    bins = np.fft.rfft(noise)
    hertz = np.fft.rfftfreq(len(time), 1.0 / _NOISE_RATE)
    bins *= 1.0 / (1.0 + (above_hertz / np.maximum(hertz, 1.0)) ** 10)
    wave = np.fft.irfft(bins, n=len(time)) * np.exp(-time / decay_seconds)
    clip = Clip.of(_apply_envelope(wave / np.abs(wave).max(), _NOISE_RATE, attack_seconds), _NOISE_RATE)
    resampled = clip.resampled(sample_rate).samples[:, 0].astype(np.float64)
    return _apply_envelope(resampled + 1e-9, sample_rate, attack_seconds)


def _partials(
    time: Wave, sample_rate: int, hertz: float, amplitudes: tuple[float, ...], decay_seconds: float
) -> Wave:
    """A plucked note: the higher a partial, the faster it decays."""
    wave = np.zeros_like(time)
    for number, amplitude in enumerate(amplitudes, start=1):
        if number * hertz < _MAX_PARTIAL_SHARE * sample_rate:
            decay = np.exp(-time * (1.0 + 0.35 * (number - 1)) / decay_seconds)
            # Phases that spread the energy over the period, for a low crest factor (Schroeder 1970).
            phase = np.pi * number * (number - 1) / len(amplitudes) + 0.01 * hertz
            wave += amplitude * decay * np.sin(2.0 * np.pi * number * hertz * time + phase)
    return wave


def _bass(sample_rate: int, hertz: float) -> Wave:
    time = _times(sample_rate, 0.55)
    amplitudes = (0.5, 0.8, 0.7, 0.5, 0.3, 0.2)
    return _apply_envelope(_partials(time, sample_rate, hertz, amplitudes, 0.26), sample_rate, 0.005)


def _keys(sample_rate: int, chord: tuple[float, ...]) -> Wave:
    """A soft electric piano; the notes of the chord are strummed."""
    time = _times(sample_rate, 1.4)
    wave = np.zeros_like(time)
    for number, hertz in enumerate(chord):
        delay = round(_STRUM_SECONDS * number * sample_rate)
        note = _apply_envelope(
            _partials(time, sample_rate, hertz, (1.0, 0.22, 0.05), 0.6), sample_rate, 0.012
        )
        wave[delay:] += note[: len(wave) - delay]
    return _apply_envelope(wave, sample_rate, 0.001)
