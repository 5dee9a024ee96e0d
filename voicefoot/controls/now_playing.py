"""A session as a media player shows it, and what its buttons mean: the same on every system.

To a player the session is an album whose tracks are the exercises, and its time runs through the whole
session: one bar, in which each exercise has its place. So a seek is a step from exercise to exercise, since
a session that began in the middle of a count would help nobody.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

from voicefoot.playing.remote import Command, Order, State, Status

ARTIST = "voicefoot"
JUMP_SECONDS = 1.0
"""How far a position may be from where it was expected; beyond that, players have to be told."""
LENGTH_STEP_SECONDS = 1.5
"""A length that differs by less than this is the same one, estimated again."""


class Playback(StrEnum):
    """What players know of a session's state, in the words of MPRIS."""

    PLAYING = "Playing"
    PAUSED = "Paused"
    STOPPED = "Stopped"


class Button(StrEnum):
    """What a media key, a headset or a player's window can ask for."""

    PLAY = "play"
    PAUSE = "pause"
    PLAY_PAUSE = "play-pause"
    STOP = "stop"
    NEXT = "next"
    PREVIOUS = "previous"


@dataclass(frozen=True, slots=True)
class NowPlaying:
    """What a player shows."""

    playback: Playback
    active: bool
    """Whether there is a session that can still be steered."""
    track: int | None
    """Which exercise, from 0; None where there is none."""
    tracks: int
    title: str
    """The exercise, and its side."""
    album: str
    """The routine's title."""
    length_seconds: float | None
    """Of the whole session; None where it is not known yet."""
    volume: float
    """0 to 1."""
    can_go_next: bool
    can_go_previous: bool


_PLAYBACK = {
    State.STARTING: Playback.STOPPED,
    State.PLAYING: Playback.PLAYING,
    State.PAUSED: Playback.PAUSED,
    State.WAITING: Playback.PAUSED,
    State.LOST: Playback.PAUSED,
    State.OVER: Playback.STOPPED,
}

_COMMANDS = {
    Button.PLAY: Command.RESUME,
    Button.PAUSE: Command.PAUSE,
    Button.PLAY_PAUSE: Command.TOGGLE,
    Button.STOP: Command.STOP,
    Button.NEXT: Command.NEXT,
    Button.PREVIOUS: Command.PREVIOUS,
}


def now_playing(status: Status, before: NowPlaying | None = None) -> NowPlaying:
    """What a player shows of `status`; `before` is what it showed last."""
    active = status.state is not State.OVER
    track = status.exercise if 0 <= status.exercise < len(status.exercises) else None
    exercise = status.title if track is None else status.exercises[track]
    return NowPlaying(
        playback=_PLAYBACK[status.state],
        active=active,
        track=track,
        tracks=len(status.exercises),
        title=f"{exercise}, {status.side}" if track is not None and status.side else exercise,
        album=status.title,
        length_seconds=_length_seconds(status, before),
        volume=status.volume,
        can_go_next=active and (status.state is State.WAITING or status.exercise + 1 < len(status.exercises)),
        can_go_previous=active and track is not None,
    )


def pressed(button: Button, status: Status) -> Order | None:
    """What a button means to a session that stands like `status`; None where that is nothing.

    A session answers each order with a sound, so that whoever pressed knows that it was heard: a button
    that changes nothing is handed on as well.
    """
    if status.state is State.OVER:
        return None
    if button is Button.PLAY and status.state is State.WAITING:
        return Order(Command.TOGGLE)
    return Order(_COMMANDS[button])


def stepped(offset_seconds: float, status: Status) -> Order | None:
    """What a step through time means: an exercise on, or back."""
    if offset_seconds == 0:
        return None
    return pressed(Button.NEXT if offset_seconds > 0 else Button.PREVIOUS, status)


def moved_to(position_seconds: float, status: Status) -> Order | None:
    """What a place in time means: the exercise in which it lies, from its beginning.

    None where the session is not as long. While it is not known where exercises begin, a step towards it.
    """
    length = _length_seconds(status, None)
    outside = position_seconds < 0 or (length is not None and position_seconds > length)
    if status.state is State.OVER or outside:
        return None
    starts = status.exercise_starts_seconds
    if not starts:
        return stepped(position_seconds - status.position_seconds, status)
    exercise = max(0, bisect_right(starts, position_seconds) - 1)
    return Order(Command.GO_TO, float(exercise))


def turned_to(volume: float, status: Status) -> Order | None:
    """What a volume means: the nearest from 0 to 1."""
    if status.state is State.OVER or math.isnan(volume):
        return None
    return Order(Command.VOLUME, min(1.0, max(0.0, volume)))


def has_jumped(before: Status, status: Status, elapsed_seconds: float) -> bool:
    """Whether the position is not where a player expects it, `elapsed_seconds` after `before`."""
    moving = before.state is State.PLAYING and status.state is State.PLAYING
    expected = before.position_seconds + (elapsed_seconds if moving else 0.0)
    # Where it stopped or started in between, it may have moved for any part of that time.
    tolerance = JUMP_SECONDS
    if before.state is not status.state:
        tolerance += elapsed_seconds
    return abs(status.position_seconds - expected) > tolerance


def _length_seconds(status: Status, before: NowPlaying | None) -> float | None:
    if status.left_seconds is None:
        return None
    length = status.position_seconds + status.left_seconds
    known = before.length_seconds if before is not None else None
    if known is not None and abs(known - length) < LENGTH_STEP_SECONDS:
        return known
    return length
