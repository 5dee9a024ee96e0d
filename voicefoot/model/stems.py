"""The stems of a session, and their gains."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from voicefoot.units import to_amplitude


class Stem(StrEnum):
    """A layer of the mix that can be exported alone. Its name is also that of its file: `voice.wav`."""

    VOICE = "voice"
    BEAT = "beat"
    CHIME = "chime"
    MUSIC = "music"


@dataclass(frozen=True, slots=True)
class Gains:
    """Gains in decibels, relative to the levels of the arrangement: of three stems, and of the whole mix."""

    voice_db: float = 0.0
    beat_db: float = 0.0
    music_db: float = 0.0
    all_db: float = 0.0

    def factor(self, stem: Stem) -> float:
        """Return the factor for the samples of `stem`."""
        own_db = {Stem.VOICE: self.voice_db, Stem.BEAT: self.beat_db, Stem.MUSIC: self.music_db}
        return to_amplitude(own_db.get(stem, 0.0) + self.all_db)


AS_ARRANGED = Gains()
"""No gain anywhere: the mix at the levels of the arrangement."""
