"""A session as a media player shows it: the same on every system.

To a player the session is an album whose tracks are the exercises, and its time runs through the whole
session: one bar, in which each exercise has its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from voicefoot.outgoing import for_player
from voicefoot.playing.remote import State, Status

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
        length_seconds=length_seconds(status, before),
        volume=status.volume,
        can_go_next=active and (is_taken_at_last or status.exercise + 1 < len(status.exercises)),
        can_go_previous=active and track is not None,
    )


def has_jumped(before: Status, status: Status, elapsed_seconds: float) -> bool:
    """Return whether the position is not where a player expects it, `elapsed_seconds` after `before`."""
    moving = before.state is State.PLAYING and status.state is State.PLAYING
    expected = before.position_seconds + (elapsed_seconds if moving else 0.0)
    # Where it stopped or started in between, it may have moved for any part of that time.
    tolerance = JUMP_SECONDS
    if before.state is not status.state:
        tolerance += elapsed_seconds
    return abs(status.position_seconds - expected) > tolerance


def length_seconds(status: Status, before: NowPlaying | None = None) -> float | None:
    """Return the length of the session, that of `before` if it is about the same; None if it is not known."""
    if status.left_seconds is None:
        return None
    length = status.position_seconds + status.left_seconds
    known = before.length_seconds if before is not None else None
    if known is not None and abs(known - length) < LENGTH_STEP_SECONDS:
        return known
    return length
