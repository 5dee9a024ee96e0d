"""Chords by name, voiced so that each moves smoothly to the next. Pitches are MIDI numbers: 69 is 440 Hz."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

_PITCH_CLASSES: Mapping[str, int] = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_QUALITIES: Mapping[str, tuple[int, ...]] = {
    "m7": (0, 3, 7, 10),
    "m9": (0, 3, 7, 10, 2),
    "madd9": (0, 3, 7, 2),
    "maj7": (0, 4, 7, 11),
    "maj9": (0, 4, 7, 11, 2),
    "add9": (0, 4, 7, 2),
    "6": (0, 4, 7, 9),
    "7": (0, 4, 7, 10),
    "7sus4": (0, 5, 7, 10),
}
"""The notes of each kind of chord, in semitones above its root: four, or five of which the bass has one."""
_NAME = re.compile(r"([A-G])(m7|m9|madd9|maj7|maj9|add9|6|7|7sus4)(?:/([A-G]))?")

SCALE: tuple[int, ...] = (9, 11, 0, 2, 4, 5, 7)
"""The pitch classes of A minor, in which all grooves are written, from its tonic on."""
_LOWEST, _HIGHEST = 53, 74
_MIDDLE = 62.5
_CLASH = 5
"""What a semitone between neighbours counts for, against semitones that voices move by."""
_LOWEST_BASS = 31
"""Fundamentals from 49 Hz on; the speaker of a phone plays only their overtones."""


@dataclass(frozen=True, slots=True)
class Chord:
    """A chord: its pitch classes, of which the first is its root, and that of its bass."""

    notes: tuple[int, ...]
    bass: int

    @property
    def upper(self) -> tuple[int, ...]:
        """The four notes above the bass: of five, the bass has the root."""
        return self.notes[-4:]


@lru_cache(maxsize=64)
def chord_named(name: str) -> Chord:
    """Return the chord called, for example, `Am7` or `C6/G`. Raises ValueError for other names."""
    found = _NAME.fullmatch(name)
    if found is None:
        raise ValueError(f"{name!r} is not the name of a chord")
    root = _PITCH_CLASSES[found[1]]
    notes = tuple((root + step) % 12 for step in _QUALITIES[found[2]])
    return Chord(notes, _PITCH_CLASSES[found[3]] if found[3] else root)


@lru_cache(maxsize=64)
def voicings(names: tuple[str, ...]) -> tuple[tuple[int, ...], ...]:
    """Return the four pitches with which each chord of a loop is played: those by which the voices move least
    in all, the way from the last to the first included.
    """
    choices = [_close_positions(chord_named(name).upper) for name in names]
    loops = (_smoothest(first, choices[1:]) for first in choices[0])
    return min(loops, key=lambda loop: (_cost(loop), abs(sum(loop[0]) / 4 - _MIDDLE)))


def nearest_voicing(name: str, to: Sequence[int]) -> tuple[int, ...]:
    """Return the pitches of a chord that lie nearest to those of the chord before it."""
    return min(_close_positions(chord_named(name).upper), key=lambda voicing: _step(tuple(to), voicing))


def _close_positions(notes: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Return every way to play `notes` within an octave, in the middle of the keyboard."""
    found = []
    for lowest in range(_LOWEST, _HIGHEST + 1):
        if lowest % 12 in notes:
            pitches = tuple(sorted(lowest + (note - lowest) % 12 for note in notes))
            if pitches[-1] <= _HIGHEST:
                found.append(pitches)
    return found


def _smoothest(
    first: tuple[int, ...], choices: Sequence[list[tuple[int, ...]]]
) -> tuple[tuple[int, ...], ...]:
    """Return the cheapest way from `first` through one of each of `choices`, and back to `first`."""
    ways: list[tuple[tuple[int, ...], ...]] = [(first,)]
    for voices in choices:
        ways = [
            min(((*way, voicing) for way in ways), key=lambda way: sum(_step(a, b) for a, b in pairwise(way)))
            for voicing in voices
        ]
    return min(ways, key=_cost)


def _cost(loop: tuple[tuple[int, ...], ...]) -> float:
    return sum(_step(a, b) for a, b in pairwise((*loop, loop[0])))


def _step(before: tuple[int, ...], after: tuple[int, ...]) -> float:
    """Return what it costs to play `after` next: the semitones that voices move, clashes, and distance from
    the middle.
    """
    moved = sum(abs(a - b) for a, b in zip(before, after, strict=True))
    clashes = sum(b - a == 1 for a, b in pairwise(after))
    return moved + _CLASH * clashes + 0.5 * max(0.0, abs(sum(after) / 4 - _MIDDLE) - 3.0)


def bass_pitch(pitch_class: int) -> int:
    """Return the lowest pitch that the bass plays of a pitch class."""
    return _LOWEST_BASS + (pitch_class - _LOWEST_BASS) % 12


def bass_fifth(chord: Chord) -> int:
    """Return the pitch of the chord's fifth, above or below its bass note, whichever is low."""
    return bass_pitch(chord.notes[2])


def approach(chord: Chord, following: Chord) -> int:
    """Return the pitch of the scale from which the bass steps to the bass note of the chord `following`."""
    aim = bass_pitch(following.bass)
    from_below = bass_pitch(chord.bass) <= aim
    steps = (-2, -1) if from_below else (2, 1)
    return next(aim + step for step in steps if (aim + step) % 12 in SCALE)


def scale_pitch(degree: int, tonic: int) -> int:
    """Return the pitch `degree` steps of the scale above `tonic`, which is an A."""
    octave, step = divmod(degree, len(SCALE))
    return tonic + 12 * octave + (SCALE[step] - SCALE[0]) % 12


def fitting(pitch: int, chord: Chord, *, strong: bool) -> int:
    """Return the pitch nearest to `pitch` that suits `chord`: a note of the chord where it is `strong`, else
    any of the scale that is not a semitone above one.
    """

    def suits(candidate: int) -> bool:
        note = candidate % 12
        if note in chord.notes:
            return True
        return not strong and note in SCALE and (note - 1) % 12 not in chord.notes

    return min((pitch + step for step in range(-4, 5) if suits(pitch + step)), key=lambda to: abs(to - pitch))


def hertz(pitch: int) -> float:
    """Return the frequency of `pitch`."""
    return 440.0 * float(2.0 ** ((pitch - 69) / 12))
