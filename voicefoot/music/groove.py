"""The built-in groove as a source of music: it plays the notes of the score, `groove_score`, at their frames.

Its frames are those of the session. The notes follow the beats that it is given, so the groove follows any
tempo, and any change of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from voicefoot.audio import Samples
from voicefoot.model.routine import Mood
from voicefoot.music.groove_moods import STYLES
from voicefoot.music.groove_score import Note, Passage, SoundKey, notes_of
from voicefoot.music.groove_sounds import groove_sound
from voicefoot.units import to_amplitude

FAVOURITE_BPM: Mapping[Mood, float] = MappingProxyType(
    {mood: style.favourite_bpm for mood, style in STYLES.items()}
)
"""The tempo that suits a mood best."""
GATE_FADE_SECONDS = 0.03
"""A note that is cut short fades out within this time."""


def seed_of(text: str) -> int:
    """Return the seed of the music of a session whose routine is called `text`."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:4], "big")


class Groove:
    """Passages in the order of the session, each ringing into the next. `channels` is 1 or 2."""

    name = "groove"

    def __init__(
        self, passages: Sequence[Passage], mood: Mood, seed: int, sample_rate: int, channels: int = 2
    ) -> None:
        self.passages = tuple(passages)
        self.mood = mood
        self.seed = seed
        self.sample_rate = sample_rate
        self.channels = channels

    @property
    def identity(self) -> bytes | None:
        digest = hashlib.sha256(repr((self.mood, self.seed, self.sample_rate, self.channels)).encode("ascii"))
        for part in self.passages:
            told = (
                part.kind, part.number, part.first_place, part.half_place, part.last_place, part.end_place,
                part.from_frame, part.until_frame, len(part.beat_frames), len(part.busy_frames),
            )  # fmt: skip
            digest.update(repr(told).encode("ascii"))
            for frames in (part.beat_frames, part.busy_frames):
                digest.update(np.ascontiguousarray(frames, dtype="<i8").tobytes())
        return digest.digest()

    @cached_property
    def _notes(self) -> _Notes:
        return _Notes.of(
            sorted(
                (
                    note
                    for part in self.passages
                    for note in notes_of(part, self.mood, self.seed, self.sample_rate)
                ),
                key=lambda note: note.start_frame,
            ),
            self,
        )

    def samples(self, first_frame: int, last_frame: int) -> Samples:
        """Render the frames `first_frame` to `last_frame`: float32, (last - first, channels). However they
        are divided into calls, the same frames have the same samples.
        """
        out: Samples = np.zeros((last_frame - first_frame, self.channels), dtype=np.float32)
        notes = self._notes
        for index in notes.sounding(first_frame, last_frame):
            start, end = notes.starts[index], notes.ends[index]
            clip = notes.clip(index)
            first, last = max(start, first_frame), min(end, last_frame)
            heard = clip[first - start : last - start] * notes.gains[index]
            fade_start = end - notes.fade_frames
            if last > fade_start and end - start < len(clip):
                # Each frame's own position decides, so that it does not matter where a call begins.
                begin = max(first, fade_start)
                left = (end - np.arange(begin, last, dtype=np.float32)) / np.float32(notes.fade_frames)
                heard[begin - first :] *= left[:, np.newaxis]
            out[first - first_frame : last - first_frame] += heard
        return out


class _Notes:
    """The notes of a groove in order of their starts, as arrays."""

    def __init__(
        self,
        sample_rate: int,
        channels: int,
        starts: NDArray[np.int64],
        ends: NDArray[np.int64],
        gains: NDArray[np.float32],
        sounds: Sequence[SoundKey],
    ) -> None:
        self._rate, self._channels = sample_rate, channels
        self._start_frames, self._end_frames = starts, ends
        self.starts: list[int] = starts.tolist()
        self.ends: list[int] = ends.tolist()
        self.gains = gains
        self._sounds = sounds
        self._longest = int((ends - starts).max(initial=0))
        self.fade_frames = max(1, round(GATE_FADE_SECONDS * sample_rate))

    @classmethod
    def of(cls, notes: Sequence[Note], groove: Groove) -> _Notes:
        """`notes` are sorted by their starts."""
        rate, channels = groove.sample_rate, groove.channels
        lengths = {
            sound: len(groove_sound(*sound, rate, channels)) for sound in {note.sound for note in notes}
        }
        starts = np.array([note.start_frame for note in notes], dtype=np.int64)
        frames = [
            lengths[note.sound] if note.gate_frames is None else min(lengths[note.sound], note.gate_frames)
            for note in notes
        ]
        level = to_amplitude(STYLES[groove.mood].level_db)
        gains = np.array([note.gain * level for note in notes], dtype=np.float32)
        known: dict[SoundKey, SoundKey] = {}
        sounds = [known.setdefault(note.sound, note.sound) for note in notes]
        return cls(rate, channels, starts, starts + np.array(frames, dtype=np.int64), gains, sounds)

    def clip(self, index: int) -> Samples:
        return groove_sound(*self._sounds[index], self._rate, self._channels)

    def sounding(self, first_frame: int, last_frame: int) -> list[int]:
        """Return the indices of the notes that are heard between two frames."""
        earliest = int(np.searchsorted(self._start_frames, first_frame - self._longest, side="left"))
        latest = int(np.searchsorted(self._start_frames, last_frame, side="left"))
        heard = np.flatnonzero(self._end_frames[earliest:latest] > first_frame)
        found: list[int] = (heard + earliest).tolist()
        return found
