"""The groove that is built in: drums, bass and soft chords, laid on whatever beats there are.

Each beat has its place in a pattern of four bars. What falls between two beats lies at a part of the way
from one to the other, so the groove follows any tempo, and any change of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from voicefoot.audio import Samples
from voicefoot.model.routine import Mood
from voicefoot.music.groove_sounds import kit
from voicefoot.units import to_amplitude

PATTERN_BEATS = 16
FAVOURITE_BPM: Mapping[Mood, float] = {Mood.CALM: 84.0, Mood.STEADY: 108.0, Mood.LIVELY: 124.0}
"""The tempo at which a mood is at its best."""

_LEVEL_DB: Mapping[Mood, float] = {Mood.CALM: 5.9, Mood.STEADY: 6.3, Mood.LIVELY: 4.1}
"""What brings each mood to `MUSIC_LUFS`, as loud as songs; measured."""

_FAINTEST, _STRONGEST = 0.5, 1.3
"""Powers of a hit beside those at the favourite tempo, at the least and at the most."""

Hit = tuple[float, str, float]
"""Which part of the way to the next beat, what, and how strong."""

Bar = Sequence[Sequence[Hit]]
"""The hits of each of four beats."""


def _calm(note: str, chord: str, *, turn: bool) -> Bar:
    """Slow and swung: a stick, a shaker, long chords."""
    swung = 0.6
    shaken: list[Hit] = [(0.0, "shaker", 0.16), (swung, "shaker", 0.24)]
    return (
        [(0.0, "kick", 0.17), (0.0, f"bass {note}", 0.17), (0.0, f"keys {chord}", 0.49), *shaken],
        [(0.0, "rim", 0.31), *shaken, (swung, f"bass {note}'", 0.08)],
        [(0.0, "kick", 0.14), (0.0, f"bass {note}", 0.14), *shaken],
        [
            (0.0, "rim", 0.31),
            *shaken,
            *([(swung, "kick", 0.08), (swung, f"keys {chord}", 0.2)] if turn else []),
        ],
    )


def _steady(note: str, chord: str, *, turn: bool) -> Bar:
    """A march of feet: a drum on each beat, brushes, a bass that walks in octaves."""
    return (
        [(0.0, "kick", 0.30), (0.0, f"bass {note}", 0.24), (0.5, "hat", 0.13), (0.5, f"bass {note}'", 0.14)],
        [(0.0, "kick", 0.25), (0.0, "snare", 0.26), (0.0, f"keys {chord}", 0.16), (0.5, "hat", 0.13)],
        [(0.0, "kick", 0.29), (0.0, f"bass {note}", 0.23), (0.5, "hat", 0.13), (0.5, f"bass {note}", 0.14)],
        [
            (0.0, "kick", 0.25),
            (0.0, "snare", 0.26),
            (0.5, "open hat" if turn else "hat", 0.12),
            (0.5, f"bass {note}'", 0.17),
            (0.75, "hat", 0.06),
        ],
    )


def _lively(note: str, chord: str, *, turn: bool) -> Bar:
    """Dancing: the bass between the beats, quick hats, short chords."""
    hats: list[Hit] = [(0.25, "hat", 0.05), (0.5, "open hat", 0.11), (0.75, "hat", 0.06)]
    between: list[Hit] = [(0.5, f"bass {note}", 0.23)]
    last: list[Hit] = [(0.5, "snare", 0.14), (0.75, "snare", 0.2)] if turn else []
    return (
        [(0.0, "kick", 0.33), (0.0, f"bass {note}", 0.13), *between, *hats, (0.75, f"keys {chord}", 0.16)],
        [(0.0, "kick", 0.29), (0.0, "snare", 0.26), *between, *hats],
        [(0.0, "kick", 0.30), (0.5, f"bass {note}'", 0.20), *hats, (0.5, f"keys {chord}", 0.2)],
        [(0.0, "kick", 0.29), (0.0, "snare", 0.26), *between, (0.75, f"bass {note}'", 0.13), *hats, *last],
    )


_BARS = {Mood.CALM: _calm, Mood.STEADY: _steady, Mood.LIVELY: _lively}
_CHANGES = {
    Mood.CALM: (("A", "Am"), ("F", "F"), ("C", "C"), ("G", "G")),
    Mood.STEADY: (("A", "Am"), ("D", "Dm"), ("F", "F"), ("E", "Em")),
    Mood.LIVELY: (("A", "Am"), ("G", "G"), ("F", "F"), ("G", "G")),
}
"""By mood: the bass note and the chord of each bar."""


@dataclass(frozen=True, slots=True, eq=False)
class Groove:
    """The groove on the beats at `beat_frames`: int64, at least two, each later than the one before; the last
    one only ends the beat before it. `first_place` is the place of the first in the pattern.
    """

    beat_frames: NDArray[np.int64]
    first_place: int
    mood: Mood
    sample_rate: int

    @property
    def channels(self) -> int:
        return 1

    def samples(self, first_frame: int, last_frame: int) -> Samples:
        """Its frames `first_frame` up to `last_frame`: float32, (last - first, 1). The same frames are always
        the same samples.
        """
        out: Samples = np.zeros((last_frame - first_frame, 1), dtype=np.float32)
        pattern, longest = _pattern(self.mood, self.sample_rate)
        beats = self.beat_frames
        usual = 60.0 * self.sample_rate / FAVOURITE_BPM[self.mood]
        # A beat's hits begin before the next beat, and have ended `longest` after that.
        earliest = int(np.searchsorted(beats, first_frame - longest, side="right")) - 1
        latest = int(np.searchsorted(beats, last_frame, side="left"))
        for i in range(max(0, earliest), min(latest, len(beats) - 1)):
            beat, length = int(beats[i]), int(beats[i + 1] - beats[i])
            # So many hits a second more are each so much softer: as loud at any tempo.
            factor = np.float32(min(max(length / usual, _FAINTEST), _STRONGEST) ** 0.5)
            for part, clip in pattern[(self.first_place + i) % PATTERN_BEATS]:
                start = beat + int(part * length + 0.5)
                first, last = max(start, first_frame), min(start + len(clip), last_frame)
                if first < last:
                    out[first - first_frame : last - first_frame] += (
                        clip[first - start : last - start] * factor
                    )
        return out


@lru_cache(maxsize=8)
def _pattern(mood: Mood, sample_rate: int) -> tuple[tuple[tuple[tuple[float, Samples], ...], ...], int]:
    """The hits of each place of the pattern, and the frames of the longest."""
    sounds = kit(sample_rate)
    level = to_amplitude(_LEVEL_DB[mood])
    bars = [
        _BARS[mood](note, chord, turn=number == len(_CHANGES[mood]) - 1)
        for number, (note, chord) in enumerate(_CHANGES[mood])
    ]
    scaled = {
        (name, strength): sounds[name] * np.float32(strength * level)
        for name, strength in {(name, strength) for bar in bars for beat in bar for _, name, strength in beat}
    }
    places = tuple(
        tuple((part, scaled[name, strength]) for part, name, strength in beat) for bar in bars for beat in bar
    )
    return places, max(len(clip) for clip in scaled.values())
