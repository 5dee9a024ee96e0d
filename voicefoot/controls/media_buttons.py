"""What the buttons of media keys, headsets and players' windows mean to a session: the same on every system.

A seek goes from exercise to exercise: to start in the middle of a count would help nobody.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from enum import StrEnum

from voicefoot.controls.now_playing import length_seconds
from voicefoot.playing.remote import Command, Order, State, Status


class Button(StrEnum):
    """The buttons of media keys, headsets and players' windows."""

    PLAY = "play"
    PAUSE = "pause"
    PLAY_PAUSE = "play-pause"
    STOP = "stop"
    NEXT = "next"
    PREVIOUS = "previous"


_COMMANDS = {
    Button.PLAY: Command.RESUME,
    Button.PAUSE: Command.PAUSE,
    Button.PLAY_PAUSE: Command.TOGGLE,
    Button.STOP: Command.STOP,
    Button.NEXT: Command.MEDIA_NEXT,
    Button.PREVIOUS: Command.PREVIOUS,
}


def order_for_button(button: Button, status: Status) -> Order | None:
    """Return the order that a button gives to a session with that `status`; None for none.

    A session answers each order with a sound, which tells that the button was heard: so a button that
    changes nothing is passed on as well.
    """
    if status.state is State.OVER:
        return None
    if button is Button.PLAY and status.state is State.WAITING:
        return Order(Command.TOGGLE)
    return Order(_COMMANDS[button])


def order_for_seek(offset_seconds: float, status: Status) -> Order | None:
    """Return the order for a seek by some time: the next exercise, or the one before. A seek never counts."""
    if offset_seconds == 0 or status.state is State.OVER:
        return None
    return Order(Command.NEXT if offset_seconds > 0 else Command.PREVIOUS)


def order_for_position(position_seconds: float, status: Status) -> Order | None:
    """Return the order for a seek to a position: the exercise at that time, from its start.

    None beyond the end of the session. While the starts of exercises are not known, one exercise towards it.
    """
    length = length_seconds(status)
    outside = position_seconds < 0 or (length is not None and position_seconds > length)
    if status.state is State.OVER or outside:
        return None
    starts = status.exercise_starts_seconds
    if not starts:
        return order_for_seek(position_seconds - status.position_seconds, status)
    exercise = max(0, bisect_right(starts, position_seconds) - 1)
    return Order(Command.GO_TO, float(exercise))


def order_for_volume(volume: float, status: Status) -> Order | None:
    """Return the order for a volume, limited to 0 to 1."""
    if status.state is State.OVER or math.isnan(volume):
        return None
    return Order(Command.VOLUME, min(1.0, max(0.0, volume)))
