"""Conversions of units: seconds and frames, decibels and amplitudes, tempo and period.

The times of a session become frames here alone, so that all are rounded alike.
"""

from __future__ import annotations

import math


def to_frames(seconds: float, sample_rate: int) -> int:
    """Return the frame nearest to `seconds`. Halves round up, so that equal times give equal frames."""
    return math.floor(seconds * sample_rate + 0.5)


def to_milliseconds(seconds: float) -> int:
    """Return the millisecond nearest to `seconds`. Halves round up."""
    return math.floor(seconds * 1_000 + 0.5)


def to_seconds(frame: int, sample_rate: int) -> float:
    """Return the time of `frame` in seconds, unrounded."""
    return frame / sample_rate


def round_up_frames(frame: int, unit_seconds: float, sample_rate: int) -> int:
    """Return the first frame at or after `frame` that is a multiple of `unit_seconds`."""
    unit = to_frames(unit_seconds, sample_rate)
    return -(-frame // unit) * unit


def to_amplitude(gain_db: float) -> float:
    """Return the factor on samples that is a gain of `gain_db`."""
    return float(10.0 ** (gain_db / 20.0))


def to_db(amplitude: float) -> float:
    """Return `amplitude` in decibels relative to 1.0. Silence is minus infinity."""
    return 20.0 * math.log10(amplitude) if amplitude > 0 else -math.inf


def to_period_seconds(tempo_bpm: float) -> float:
    """Return the seconds from one beat to the next at `tempo_bpm` beats a minute."""
    return 60.0 / tempo_bpm


def format_time_left(seconds: float) -> str:
    """Format a remaining time as "3:20" or "1:02:05", rounded up: "0:00" means that nothing is left."""
    minutes, rest = divmod(math.ceil(seconds - 1e-6), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
