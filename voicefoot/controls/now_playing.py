"""A session as a media player shows it, and what its buttons mean: the same on every system.

To a player the session is an album whose tracks are the exercises, and its time runs through the whole
session: one bar, in which each exercise has its place. So a seek goes from exercise to exercise: to start in
the middle of a count would help nobody.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

from voicefoot.outgoing import for_player
from voicefoot.playing.remote import Command, Order, State, Status

ARTIST = "voicefoot"
JUMP_SECONDS = 1.0
"""How far a position may be from where it was expected before players are told."""
LENGTH_STEP_SECONDS = 1.5
"""A length that differs by less than this is the same one, estimated again."""


class PlaybackStatus(StrEnum):
    """The state of a session in MPRIS's terms."""

    PLAYING = "Playing"
    PAUSED = "Paused"
    STOPPED = "Stopped"


class Button(StrEnum):
    """The buttons of media keys, headsets and players' windows."""

    PLAY = "play"
    PAUSE = "pause"
    PLAY_PAUSE = "play-pause"
    STOP = "stop"
    NEXT = "next"
    PREVIOUS = "previous"


@dataclass(frozen=True, slots=True)
class NowPlaying:
    """What a player shows."""

    playback: PlaybackStatus
    active: bool
    """Whether there is a session that can still be controlled."""
    track: int | None
    """The index of the exercise; None if there is none."""
    tracks: int
    title: str
    """The exercise, its round if there are several, and its side."""
    album: str
    """The title of the routine."""
    length_seconds: float | None
    """The length of the whole session; None if it is not known yet."""
    volume: float
    """0 to 1."""
    can_go_next: bool
    can_go_previous: bool


_PLAYBACK = {
    State.STARTING: PlaybackStatus.STOPPED,
    State.PLAYING: PlaybackStatus.PLAYING,
    State.PAUSED: PlaybackStatus.PAUSED,
    State.WAITING: PlaybackStatus.PAUSED,
    State.LOST: PlaybackStatus.PAUSED,
    State.OVER: PlaybackStatus.STOPPED,
}

_COMMANDS = {
    Button.PLAY: Command.RESUME,
    Button.PAUSE: Command.PAUSE,
    Button.PLAY_PAUSE: Command.TOGGLE,
    Button.STOP: Command.STOP,
    Button.NEXT: Command.MEDIA_NEXT,
    Button.PREVIOUS: Command.PREVIOUS,
}


def now_playing(status: Status, before: NowPlaying | None = None) -> NowPlaying:
    """Return what a player shows of `status`; `before` is what it showed last."""
    active = status.state is not State.OVER
    track = status.exercise if 0 <= status.exercise < len(status.exercises) else None
    # In the last exercise, too, the button may start what waits, or count.
    is_taken_at_last = status.state is State.WAITING or status.tally is not None
    parts = [status.title]
    if track is not None:
        parts = [status.exercises[track], status.round_words(track), status.side or ""]
    return NowPlaying(
        playback=_PLAYBACK[status.state],
        active=active,
        track=track,
        tracks=len(status.exercises),
        title=for_player(", ".join(filter(None, parts))),
        album=for_player(status.title),
        length_seconds=_length_seconds(status, before),
        volume=status.volume,
        can_go_next=active and (is_taken_at_last or status.exercise + 1 < len(status.exercises)),
        can_go_previous=active and track is not None,
    )


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
    length = _length_seconds(status, None)
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


def has_jumped(before: Status, status: Status, elapsed_seconds: float) -> bool:
    """Return whether the position is not where a player expects it, `elapsed_seconds` after `before`."""
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
