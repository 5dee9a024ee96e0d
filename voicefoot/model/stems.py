"""The stems of a session, and the gain of each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from voicefoot.units import to_amplitude


class Stem(StrEnum):
    """A layer that can be heard alone; also the name of its file: `voice.wav`."""

    VOICE = "voice"
    BEAT = "beat"
    CHIME = "chime"
    MUSIC = "music"


@dataclass(frozen=True, slots=True)
class Gains:
    """How much louder than arranged, in decibels: three of the stems, and all together."""

    voice_db: float = 0.0
    beat_db: float = 0.0
    music_db: float = 0.0
    all_db: float = 0.0

    def factor(self, stem: Stem) -> float:
        """By which the samples of `stem` are multiplied."""
        own_db = {Stem.VOICE: self.voice_db, Stem.BEAT: self.beat_db, Stem.MUSIC: self.music_db}
        return to_amplitude(own_db.get(stem, 0.0) + self.all_db)


AS_ARRANGED = Gains()
