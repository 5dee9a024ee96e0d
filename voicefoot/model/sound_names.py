"""The names of the sounds that are not speech."""

from __future__ import annotations

from enum import StrEnum


class SoundName(StrEnum):
    """The sounds by name, which is also the name of the file: `sounds/tick.wav`."""

    TICK = "tick"
    """Each beat."""
    ACCENT = "accent"
    """The tick of a count-in: the tick, louder and brighter."""
    READY = "ready"
    """A hold or a time begins: two notes, rising."""
    RELEASE = "release"
    """A short hold ends: one soft low note."""
    HOLD_END = "hold_end"
    """A long hold or a side ends: one bell."""
    EXERCISE_END = "exercise_end"
    """An exercise ends: two notes, falling."""
    SESSION_END = "session_end"
    """The session ends: a rising chord."""
    ASKING = "asking"
    """The session waits to be told to go on: a soft hum that glides upwards."""
    ANSWER = "answer"
    """A command was heard: one soft pip, the highest of all."""
    PAUSED = "paused"
    """The session is paused: two soft notes, falling."""
    RESUMED = "resumed"
    """It goes on: two soft notes, rising."""


SOFT_SOUNDS = frozenset({SoundName.ASKING, SoundName.ANSWER, SoundName.PAUSED, SoundName.RESUMED})
"""What a live session answers its controls with; the session itself has none of them."""
