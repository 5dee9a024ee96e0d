"""The only place where seconds become frames, decibels amplitudes, and tempo a period."""

from __future__ import annotations

import math


def to_frames(seconds: float, sample_rate: int) -> int:
    """The frame nearest to `seconds`; halves go up, so that equal times give equal frames."""
    return math.floor(seconds * sample_rate + 0.5)


def to_milliseconds(seconds: float) -> int:
    """The millisecond nearest to `seconds`; halves go up."""
    return math.floor(seconds * 1_000 + 0.5)


def to_seconds(frame: int, sample_rate: int) -> float:
    """The moment of `frame`, in seconds, unrounded."""
    return frame / sample_rate


def round_up_frames(frame: int, unit_seconds: float, sample_rate: int) -> int:
    """The first multiple of `unit_seconds` at or after `frame`, in frames."""
    unit = to_frames(unit_seconds, sample_rate)
    return -(-frame // unit) * unit


def to_amplitude(gain_db: float) -> float:
    """The factor by which `gain_db` multiplies a sample."""
    return float(10.0 ** (gain_db / 20.0))


def to_db(amplitude: float) -> float:
    """`amplitude` in decibels relative to 1.0; silence is minus infinity."""
    return 20.0 * math.log10(amplitude) if amplitude > 0 else -math.inf


def to_period_seconds(tempo_bpm: float) -> float:
    """Seconds from one beat to the next at `tempo_bpm` beats a minute."""
    return 60.0 / tempo_bpm


def time_left(seconds: float) -> str:
    """A time that is left: "3:20", "1:02:05"; 0:00 only when nothing is left."""
    minutes, rest = divmod(math.ceil(seconds - 1e-6), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
