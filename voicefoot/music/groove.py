"""The built-in groove: drums, bass and soft chords, rendered on any sequence of beats.

Each beat has its place in a pattern of four bars. A hit between two beats lies at a fraction of the beat
period, so the groove follows any tempo, and any change of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from voicefoot.audio import Samples
from voicefoot.model.routine import Mood
from voicefoot.music.groove_sounds import render_kit
from voicefoot.units import to_amplitude

PATTERN_BEATS = 16
"""Four bars of four beats."""
FAVOURITE_BPM: Mapping[Mood, float] = {Mood.CALM: 84.0, Mood.STEADY: 108.0, Mood.LIVELY: 124.0}
"""The tempo that suits a mood best."""

_LEVEL_DB: Mapping[Mood, float] = {Mood.CALM: 5.9, Mood.STEADY: 6.3, Mood.LIVELY: 4.1}
"""What brings each mood to `MUSIC_LUFS`, as loud as songs; measured."""

_MIN_POWER, _MAX_POWER = 0.5, 1.3
"""Limits for the power of a hit, relative to that at the favourite tempo."""

Hit = tuple[float, str, float]
"""Offset, as a fraction of the beat period; sound, named as in `groove_sounds`; velocity, an amplitude."""

Bar = Sequence[Sequence[Hit]]
"""The hits on each of four beats."""


def _calm(note: str, chord: str, *, fill: bool) -> Bar:
    """Slow and swung: a rim shot, a shaker, long chords."""
    swing = 0.6
    shaker: list[Hit] = [(0.0, "shaker", 0.16), (swing, "shaker", 0.24)]
    return (
        [(0.0, "kick", 0.17), (0.0, f"bass {note}", 0.17), (0.0, f"keys {chord}", 0.49), *shaker],
        [(0.0, "rim", 0.31), *shaker, (swing, f"bass {note}'", 0.08)],
        [(0.0, "kick", 0.14), (0.0, f"bass {note}", 0.14), *shaker],
        [
            (0.0, "rim", 0.31),
            *shaker,
            *([(swing, "kick", 0.08), (swing, f"keys {chord}", 0.2)] if fill else []),
        ],
    )


def _steady(note: str, chord: str, *, fill: bool) -> Bar:
    """A march: a kick on each beat, brushes, a bass in octaves."""
    return (
        [(0.0, "kick", 0.30), (0.0, f"bass {note}", 0.24), (0.5, "hat", 0.13), (0.5, f"bass {note}'", 0.14)],
        [(0.0, "kick", 0.25), (0.0, "snare", 0.26), (0.0, f"keys {chord}", 0.16), (0.5, "hat", 0.13)],
        [(0.0, "kick", 0.29), (0.0, f"bass {note}", 0.23), (0.5, "hat", 0.13), (0.5, f"bass {note}", 0.14)],
        [
            (0.0, "kick", 0.25),
            (0.0, "snare", 0.26),
            (0.5, "open hat" if fill else "hat", 0.12),
            (0.5, f"bass {note}'", 0.17),
            (0.75, "hat", 0.06),
        ],
    )


def _lively(note: str, chord: str, *, fill: bool) -> Bar:
    """A dance: the bass on the off-beats, fast hi-hats, short chords."""
    hats: list[Hit] = [(0.25, "hat", 0.05), (0.5, "open hat", 0.11), (0.75, "hat", 0.06)]
    off_beat: list[Hit] = [(0.5, f"bass {note}", 0.23)]
    snares: list[Hit] = [(0.5, "snare", 0.14), (0.75, "snare", 0.2)] if fill else []
    return (
        [(0.0, "kick", 0.33), (0.0, f"bass {note}", 0.13), *off_beat, *hats, (0.75, f"keys {chord}", 0.16)],
        [(0.0, "kick", 0.29), (0.0, "snare", 0.26), *off_beat, *hats],
        [(0.0, "kick", 0.30), (0.5, f"bass {note}'", 0.20), *hats, (0.5, f"keys {chord}", 0.2)],
        [(0.0, "kick", 0.29), (0.0, "snare", 0.26), *off_beat, (0.75, f"bass {note}'", 0.13), *hats, *snares],
    )


_BARS = {Mood.CALM: _calm, Mood.STEADY: _steady, Mood.LIVELY: _lively}
_PROGRESSIONS = {
    Mood.CALM: (("A", "Am"), ("F", "F"), ("C", "C"), ("G", "G")),
    Mood.STEADY: (("A", "Am"), ("D", "Dm"), ("F", "F"), ("E", "Em")),
    Mood.LIVELY: (("A", "Am"), ("G", "G"), ("F", "F"), ("G", "G")),
}
"""The chord progression of each mood: the bass note and the chord of each bar."""


@dataclass(frozen=True, slots=True, eq=False)
class Groove:
    """A source of music: the groove on the beats at `beat_frames`, int64, at least two, in ascending order.

    The last one only ends the beat before it. `first_place` is the place of the first beat in the pattern.
    """

    beat_frames: NDArray[np.int64]
    first_place: int
    mood: Mood
    sample_rate: int

    @property
    def channels(self) -> int:
        return 1

    def samples(self, first_frame: int, last_frame: int) -> Samples:
        """Render the frames `first_frame` to `last_frame`: float32, (last - first, 1). However they are
        divided into calls, the same frames have the same samples.
        """
        out: Samples = np.zeros((last_frame - first_frame, 1), dtype=np.float32)
        pattern, max_hit_frames = _pattern(self.mood, self.sample_rate)
        beats = self.beat_frames
        favourite_period = 60.0 * self.sample_rate / FAVOURITE_BPM[self.mood]
        # Hits begin before the next beat, and have decayed at most `max_hit_frames` after it.
        earliest = int(np.searchsorted(beats, first_frame - max_hit_frames, side="right")) - 1
        latest = int(np.searchsorted(beats, last_frame, side="left"))
        for i in range(max(0, earliest), min(latest, len(beats) - 1)):
            beat, period = int(beats[i]), int(beats[i + 1] - beats[i])
            # The more hits a second, the softer each of them: the groove is as loud at any tempo.
            gain = np.float32(min(max(period / favourite_period, _MIN_POWER), _MAX_POWER) ** 0.5)
            for offset, clip in pattern[(self.first_place + i) % PATTERN_BEATS]:
                start = beat + int(offset * period + 0.5)
                first, last = max(start, first_frame), min(start + len(clip), last_frame)
                if first < last:
                    out[first - first_frame : last - first_frame] += clip[first - start : last - start] * gain
        return out


@lru_cache(maxsize=8)
def _pattern(mood: Mood, sample_rate: int) -> tuple[tuple[tuple[tuple[float, Samples], ...], ...], int]:
    """Return the hits on each beat of the pattern, scaled, and the length of the longest in frames."""
    sounds = render_kit(sample_rate)
    gain = to_amplitude(_LEVEL_DB[mood])
    bars = [
        _BARS[mood](note, chord, fill=number == len(_PROGRESSIONS[mood]) - 1)
        for number, (note, chord) in enumerate(_PROGRESSIONS[mood])
    ]
    scaled = {
        (name, velocity): sounds[name] * np.float32(velocity * gain)
        for name, velocity in {(name, velocity) for bar in bars for beat in bar for _, name, velocity in beat}
    }
    pattern = tuple(
        tuple((offset, scaled[name, velocity]) for offset, name, velocity in beat)
        for bar in bars
        for beat in bar
    )
    return pattern, max(len(clip) for clip in scaled.values())
