"""The score of the groove: from the beats of a passage of the session to notes, by pure functions.

A passage is a piece of work, the count-in before it, or what lies between two works. What it plays depends on
its mood, the seed, its number in the session and the place of a beat in it, and on nothing else: so a passage
can be cut anywhere. The beat itself is played on its frame; hits between beats breathe.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from voicefoot.model.routine import Mood
from voicefoot.music.groove_moods import (
    BAR_BEATS,
    FORMS,
    HOOK_BARS,
    PHRASE_BARS,
    STYLES,
    VELOCITIES,
    Part,
    Plays,
    Style,
)
from voicefoot.music.harmony import (
    Chord,
    approach,
    bass_fifth,
    bass_pitch,
    chord_named,
    fitting,
    nearest_voicing,
    scale_pitch,
    voicings,
)

SIXTEENTHS = 16
VARIANTS = 4
"""How many samples there are of each drum."""
FULL_LEVEL = 4
_SHORT_BARS = 8
"""Work that is shorter than this is full from its start."""
_CELL = 8
"""Sixteenths of a melody that play or rest together."""
_RING_SECONDS = 0.25
"""So long before something is said a melody rests."""
_REST_CHANCE = 0.3
_TRANSPOSITIONS = (-2, 0, 2)
_MIN_POWER, _MAX_POWER = 0.5, 1.3
"""Limits for the power of a hit, relative to that at the favourite tempo."""
_SWELL, _BREATH = 0.06, 0.12


class PassageKind(StrEnum):
    """What a passage accompanies."""

    COUNT_IN = "count-in"
    WORK = "work"
    BETWEEN = "between"


def _nothing_busy() -> NDArray[np.int64]:
    return np.empty((0, 2), dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """Beats that belong together; the last of `beat_frames`, int64, at least two, only ends the one before.

    `number` counts the works of the session. Places are beats from the start of the passage: `first_place`
    that of the first beat here, `half_place` and `last_place` those where work is half done, and comes to its
    last repetitions, and `end_place` where the passage ends, None where that is not known.
    `busy_frames`, (regions, 2), is where something is said or chimes: frames from and to, in order, apart.
    Notes that begin outside of `from_frame` to `until_frame` are not played.
    """

    beat_frames: NDArray[np.int64]
    kind: PassageKind = PassageKind.WORK
    number: int = 0
    first_place: int = 0
    half_place: int | None = None
    last_place: int | None = None
    end_place: int | None = None
    busy_frames: NDArray[np.int64] = field(default_factory=_nothing_busy)
    from_frame: int | None = None
    until_frame: int | None = None

    @property
    def places(self) -> range:
        return range(self.first_place, self.first_place + len(self.beat_frames) - 1)


SoundKey = tuple[str, tuple[int, ...]]
"""An instrument, and the pitches that it plays, or the variant of a drum."""


@dataclass(frozen=True, slots=True)
class Note:
    """A sound at a frame. It fades out after `gate_frames`; None: it rings out."""

    start_frame: int
    sound: SoundKey
    gain: float
    gate_frames: int | None = None


@dataclass(frozen=True, slots=True)
class _Bar:
    """A bar of a passage: its first place, how full it is, and what is played in it."""

    place: int
    level: int
    letter: str
    form: int
    phrase: int
    in_phrase: int
    chord: str
    voicing: tuple[int, ...]
    following: str
    fills: bool


def chance(*parts: int) -> float:
    """Return a number from 0 up to 1 that depends on `parts` only, and looks random."""
    mixed = 0x9E3779B97F4A7C15
    for part in parts:
        mixed = ((mixed ^ (part & 0xFFFFFFFF)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
        mixed ^= mixed >> 29
    mixed = (mixed * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    return (mixed >> 11) / 2.0**53


def _pick(count: int, *parts: int) -> int:
    return int(count * chance(*parts))


def transposition(seed: int) -> int:
    """Return by how many semitones a session with `seed` is transposed."""
    return _TRANSPOSITIONS[_pick(len(_TRANSPOSITIONS), seed, 1)]


def notes_of(passage: Passage, mood: Mood, seed: int, sample_rate: int) -> Iterator[Note]:
    """Yield the notes of `passage`, bar by bar."""
    writer = _Writer(passage, STYLES[mood], seed, sample_rate)
    first = -math.inf if passage.from_frame is None else passage.from_frame
    until = math.inf if passage.until_frame is None else passage.until_frame
    for bar in _bars(passage, writer.style, seed):
        yield from (note for note in writer.bar(bar) if first <= note.start_frame < until)


# -- form -------------------------------------------------------------------------------------------


def _bars(passage: Passage, style: Style, seed: int) -> Iterator[_Bar]:
    """Yield the bars of `passage` that have a beat in it."""
    if passage.kind is PassageKind.COUNT_IN:
        yield from _count_in_bars(passage, style)
        return
    end = passage.end_place if passage.kind is PassageKind.WORK else None
    places = passage.places
    is_short = end is not None and end < _SHORT_BARS * BAR_BEATS
    for place, letter, level, form, phrase, in_phrase in _course(passage, seed):
        if place >= places.stop:
            return
        if place + BAR_BEATS <= places.start:
            continue
        scheme = _scheme(style, seed, passage.number + form, letter)
        voiced = voicings(scheme)
        chord, voicing = scheme[in_phrase], voiced[in_phrase]
        following = scheme[(in_phrase + 1) % PHRASE_BARS]
        fills = in_phrase == PHRASE_BARS - 1
        if passage.kind is PassageKind.BETWEEN:
            if place == 0:
                chord, voicing = style.tonic, nearest_voicing(style.tonic, voiced[0])
            fills = False
        else:
            if is_short or (passage.half_place is not None and place >= passage.half_place):
                level += 1
            if passage.last_place is not None and place + BAR_BEATS > passage.last_place:
                level = FULL_LEVEL
            if end is not None and place + BAR_BEATS >= end and end > BAR_BEATS:
                chord, voicing = style.turn, nearest_voicing(style.turn, voicing)
                following, fills = style.tonic, True
        level = min(level, FULL_LEVEL)
        yield _Bar(place, level, letter, form, phrase, in_phrase, chord, voicing, following, fills)


def _course(passage: Passage, seed: int) -> Iterator[tuple[int, str, int, int, int, int]]:
    """Yield the bars of one form after another: place, letter, level, form, phrase, bar in the phrase."""
    place = form = 0
    while True:
        shape = FORMS[_pick(len(FORMS), seed, 2, passage.number, form)]
        for phrase, (letter, level) in enumerate(zip(shape.letters, shape.levels, strict=True)):
            if passage.kind is PassageKind.BETWEEN:
                level = str(min(form + phrase, 1 + phrase % 2))
            for in_phrase in range(PHRASE_BARS):
                yield place, letter, int(level), form, phrase, in_phrase
                place += BAR_BEATS
        form += 1


def _count_in_bars(passage: Passage, style: Style) -> Iterator[_Bar]:
    """Yield the bars that end with the count-in: on the chord that leads home."""
    assert passage.end_place is not None, "a count-in ends with the first beat of work"
    bars = -(-passage.end_place // BAR_BEATS)
    voicing = nearest_voicing(style.turn, voicings(style.schemes[0])[0])
    for n in range(bars):
        place = passage.end_place - BAR_BEATS * (bars - n)
        is_last = n == bars - 1
        yield _Bar(place, 1, "A", 0, 0, 0, style.turn, voicing, style.tonic, is_last)


def _scheme(style: Style, seed: int, turn: int, letter: str) -> tuple[str, ...]:
    """Return the progression that `letter` stands for: each form begins with another."""
    count = len(style.schemes)
    order = sorted(range(count), key=lambda index: chance(seed, 3, index))
    return style.schemes[order[(turn + "ABC".index(letter)) % count]]


# -- notes ------------------------------------------------------------------------------------------


class _Writer:
    """Writes the notes of bars."""

    def __init__(self, passage: Passage, style: Style, seed: int, sample_rate: int) -> None:
        self.style = style
        self._passage = passage
        self._seed = seed
        self._rate = sample_rate
        self._up = transposition(seed)
        self._beats: list[int] = passage.beat_frames.tolist()
        self._busy_starts, self._busy_ends = passage.busy_frames[:, 0], passage.busy_frames[:, 1]
        self._favourite_period = 60.0 * sample_rate / style.favourite_bpm
        self._accents = {passage.half_place, passage.last_place}
        if passage.kind is PassageKind.WORK or (passage.kind is PassageKind.BETWEEN and passage.number):
            self._accents.add(0)

    def bar(self, bar: _Bar) -> Iterator[Note]:
        chord = chord_named(bar.chord)
        for index, part in enumerate(self.style.parts):
            if bar.level < part.level or self._rests(part, index, bar):
                continue
            if part.plays is Plays.HOOK:
                yield from self._hook(part, bar, chord)
                continue
            cells = range(SIXTEENTHS // _CELL)
            silent = {cell for cell in cells if part.yields and part.plays is not Plays.HITS
                      and self._is_busy(bar.place, cell * _CELL, (cell + 1) * _CELL)}  # fmt: skip
            for at, character in enumerate(self._rhythm(part, index, bar)):
                if character == "." or at // _CELL in silent:
                    continue
                if part.yields and part.plays is Plays.HITS and self._is_busy(bar.place, at, at + 1):
                    continue
                sound = self._sound(part, character, bar, chord, at)
                yield from self._note(part, bar, at, sound, VELOCITIES[character], part.sixteenths)
        yield from self._accent(bar)

    def _accent(self, bar: _Bar) -> Iterator[Note]:
        for place in range(bar.place, bar.place + BAR_BEATS):
            if place in self._accents:
                at = 4 * (place - bar.place)
                yield from self._note(self.style.accent, bar, at, (self.style.accent.sound, (0,)), 1.0, 0.0)

    def _rests(self, part: Part, index: int, bar: _Bar) -> bool:
        if not part.optional or bar.level < 2 or bar.level == FULL_LEVEL:
            return False
        return chance(self._seed, 4, self._passage.number, bar.form, bar.phrase, index) < _REST_CHANCE

    def _rhythm(self, part: Part, index: int, bar: _Bar) -> str:
        if bar.fills and part.fill:
            return part.fill
        letter = ord(bar.letter)
        return part.bars[_pick(len(part.bars), self._seed, 5, self._passage.number + bar.form, letter, index)]

    def _sound(self, part: Part, character: str, bar: _Bar, chord: Chord, at: int) -> SoundKey:
        if part.plays is Plays.HITS:
            return part.sound, (_pick(VARIANTS, self._seed, 6, bar.place, at, len(part.sound)),)
        if part.plays is Plays.CHORDS:
            return part.sound, tuple(pitch + self._up for pitch in bar.voicing)
        if part.plays is Plays.BROKEN_CHORDS:
            return part.sound, (bar.voicing[int(character)] + 12 + self._up,)
        root = bass_pitch(chord.bass)
        pitches = {
            "8": root + 12, "5": bass_fifth(chord), "a": approach(chord, chord_named(bar.following)),
        }  # fmt: skip
        return part.sound, (pitches.get(character, root) + self._up,)

    def _hook(self, part: Part, bar: _Bar, chord: Chord) -> Iterator[Note]:
        letter = ord(bar.letter)
        calls, answers = self.style.calls, self.style.answers
        if bar.in_phrase < HOOK_BARS:
            hook = calls[_pick(len(calls), self._seed, 7, letter)]
        else:
            hook = answers[
                _pick(len(answers), self._seed, 8, letter, self._passage.number, bar.form, bar.phrase)
            ]
        first = SIXTEENTHS * (bar.in_phrase % HOOK_BARS)
        played = [(at - first, degree, length) for at, degree, length in hook if 0 <= at - first < SIXTEENTHS]
        for cell in range(0, SIXTEENTHS, _CELL):
            notes = [note for note in played if cell <= note[0] < cell + _CELL]
            if not notes or self._is_busy(bar.place, notes[0][0], max(notes[-1][0] + notes[-1][2], cell)):
                continue
            for at, degree, length in notes:
                strong = length >= 3 or at % 4 == 0
                pitch = fitting(scale_pitch(degree, self.style.hook_tonic), chord, strong=strong)
                velocity = 1.0 if at % 4 == 0 else 0.85
                yield from self._note(part, bar, at, (part.sound, (pitch + self._up,)), velocity, 0.0)

    def _frame(self, place: int, at: float) -> int | None:
        """Return the frame of a sixteenth, counted from the beat at `place`; None outside of the passage."""
        beat = math.floor(at / 4)
        index = place + beat - self._passage.first_place
        if not 0 <= index < len(self._beats) - 1:
            return None
        begin, period = self._beats[index], self._beats[index + 1] - self._beats[index]
        return begin + int(self._swung(at / 4 - beat) * period + 0.5)

    def _swung(self, share: float) -> float:
        """Return the share of a beat at which its sixteenths come: the second half begins at the swing."""
        swing = self.style.swing
        return share * 2.0 * swing if share <= 0.5 else swing + (share - 0.5) * 2.0 * (1.0 - swing)

    def _is_busy(self, place: int, first: int, last: int) -> bool:
        """Return whether something is said or chimes between two sixteenths, or soon after."""
        if not len(self._busy_starts):
            return False
        begin, end = self._frame(place, first), self._frame(place, last)
        if begin is None:
            return True
        if end is None:
            end = self._beats[-1]
        end += int(_RING_SECONDS * self._rate)
        next_region = int(np.searchsorted(self._busy_ends, begin, side="right"))
        return next_region < len(self._busy_starts) and bool(self._busy_starts[next_region] < end)

    def _note(
        self, part: Part, bar: _Bar, at: int, sound: SoundKey, velocity: float, sixteenths: float
    ) -> Iterator[Note]:
        start = self._frame(bar.place, at)
        if start is None:
            return
        index = bar.place + at // 4 - self._passage.first_place
        beat, next_beat = self._beats[index], self._beats[index + 1]
        period = next_beat - beat
        on_beat = at % 4 == 0
        # Chances follow the sound and the place, so that no two parts lean the same way.
        drawn = (self._seed, len(part.sound) + 16 * int(part.level), bar.place, at, self._passage.number)
        if part.loose_seconds and not on_beat:
            start += round((2.0 * chance(*drawn, 9) - 1.0) * part.loose_seconds * self._rate)
            start = min(max(start, beat), next_beat - 1)
        breath = 1.0 + _BREATH * (chance(*drawn, 10) - 0.5) * (1.0 if on_beat else 2.0)
        swell = 1.0 + _SWELL * math.sin(math.pi * (bar.in_phrase + at / SIXTEENTHS) / PHRASE_BARS)
        # The more hits a second, the softer each of them: the groove is as loud at any tempo.
        at_tempo = min(max(period / self._favourite_period, _MIN_POWER), _MAX_POWER) ** 0.5
        gate = round(sixteenths * period / 4) if sixteenths else None
        yield Note(start, sound, velocity * part.gain * breath * swell * at_tempo, gate)


def merged(regions: Sequence[tuple[int, int]]) -> NDArray[np.int64]:
    """Return `regions` of frames in order, those that touch as one: int64, (regions, 2)."""
    found: list[list[int]] = []
    for first, last in sorted(regions):
        if found and first <= found[-1][1]:
            found[-1][1] = max(found[-1][1], last)
        else:
            found.append([first, last])
    return np.array(found, dtype=np.int64).reshape(-1, 2)
