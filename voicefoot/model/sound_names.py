"""The sounds that are not speech, by name."""

from __future__ import annotations

from enum import StrEnum


class SoundName(StrEnum):
    """A sound. Its name is also that of its file, such as `sounds/tick.wav`."""

    TICK = "tick"
    """Each beat."""
    ACCENT = "accent"
    """The tick of a count-in: the tick, louder and brighter."""
    READY = "ready"
    """A hold or a time to move in begins: two notes, rising."""
    RELEASE = "release"
    """A short hold ends: one soft low note."""
    HOLD_END = "hold_end"
    """A long hold or a side ends: one bell."""
    EXERCISE_END = "exercise_end"
    """An exercise ends: two notes, falling."""
    SESSION_END = "session_end"
    """The session ends: a rising chord."""
    ASKING = "asking"
    """A live session waits for a command to go on: a soft hum that glides upwards."""
    ANSWER = "answer"
    """A live session confirms a command: one soft pip, the highest of all."""
    PAUSED = "paused"
    """A live session pauses: two soft notes, falling."""
    RESUMED = "resumed"
    """A live session resumes: two soft notes, rising."""


SOFT_SOUNDS = frozenset({SoundName.ASKING, SoundName.ANSWER, SoundName.PAUSED, SoundName.RESUMED})
"""The sounds with which a live session answers its controls. A recorded one has none of them."""

SOUND_NAMES = tuple(name.value for name in SoundName)
"""The names, as a routine writes them in `sounds`."""
