"""The two interfaces of MPRIS 2.2, as dbus-fast wants them written; imported where dbus-fast is there.

Annotations are the types on the wire. What MPRIS calls optional and a session has no use for (shuffling,
looping, full screen, a list of tracks) is left out, as MPRIS asks.
"""

from __future__ import annotations

from typing import Annotated

from dbus_fast import DBusError, PropertyAccess, Variant
from dbus_fast.annotations import DBusBool, DBusDouble, DBusInt64, DBusObjectPath, DBusSignature, DBusStr
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property, dbus_signal

from voicefoot.controls.media_buttons import (
    Button,
    order_for_button,
    order_for_position,
    order_for_seek,
    order_for_volume,
)
from voicefoot.controls.now_playing import ARTIST, NowPlaying, has_jumped, now_playing
from voicefoot.playing.remote import Order, Remote, Status

Nothing = Annotated[None, DBusSignature("")]
Strings = Annotated[list[str], DBusSignature("as")]
Metadata = Annotated[dict[str, Variant], DBusSignature("a{sv}")]

NO_TRACK = "/org/mpris/MediaPlayer2/TrackList/NoTrack"
MICROSECONDS = 1_000_000
READ = PropertyAccess.READ


def track_path(now: NowPlaying) -> str:
    """Return the object path that stands for the exercise."""
    return NO_TRACK if now.track is None else f"/voicefoot/exercise/{now.track + 1}"


def metadata(now: NowPlaying) -> dict[str, Variant]:
    """Return what is known of the exercise, in MPRIS's terms."""
    if now.track is None:
        return {"mpris:trackid": Variant("o", NO_TRACK)}
    known = {
        "mpris:trackid": Variant("o", track_path(now)),
        "xesam:title": Variant("s", now.title),
        "xesam:album": Variant("s", now.album),
        "xesam:artist": Variant("as", [ARTIST]),
        "xesam:trackNumber": Variant("i", now.track + 1),
    }
    if now.length_seconds is not None:
        known["mpris:length"] = Variant("x", round(now.length_seconds * MICROSECONDS))
    return known


def properties(now: NowPlaying) -> dict[str, object]:
    """Return those of the player's properties that change, except Position."""
    return {
        "PlaybackStatus": now.playback.value,
        "Metadata": metadata(now),
        "Volume": now.volume,
        "CanGoNext": now.can_go_next,
        "CanGoPrevious": now.can_go_previous,
        "CanPlay": now.active,
        "CanPause": now.active,
        "CanSeek": now.can_go_previous,
    }


def _send(remote: Remote, order: Order | None) -> None:
    if order is not None:
        remote.send(order.command, order.value)


class Root(ServiceInterface):
    """org.mpris.MediaPlayer2: the identity of the player."""

    def __init__(self, remote: Remote) -> None:
        super().__init__("org.mpris.MediaPlayer2")
        self._remote = remote

    @dbus_method(name="Raise")
    def raise_window(self) -> Nothing:
        """Do nothing: there is no window to raise."""

    @dbus_method(name="Quit")
    def quit(self) -> Nothing:
        """End the session, as Stop does."""
        _send(self._remote, order_for_button(Button.STOP, self._remote.status))

    @dbus_property(READ, name="CanQuit")
    def can_quit(self) -> DBusBool:
        return True

    @dbus_property(READ, name="CanRaise")
    def can_raise(self) -> DBusBool:
        return False

    @dbus_property(READ, name="HasTrackList")
    def has_track_list(self) -> DBusBool:
        return False

    @dbus_property(READ, name="Identity")
    def identity(self) -> DBusStr:
        return "voicefoot"

    @dbus_property(READ, name="DesktopEntry")
    def desktop_entry(self) -> DBusStr:
        """The name that a desktop file would have; desktops do without one."""
        return "voicefoot"

    @dbus_property(READ, name="SupportedUriSchemes")
    def supported_uri_schemes(self) -> Strings:
        return []

    @dbus_property(READ, name="SupportedMimeTypes")
    def supported_mime_types(self) -> Strings:
        return []


class Player(ServiceInterface):
    """org.mpris.MediaPlayer2.Player: what plays, and its buttons."""

    def __init__(self, remote: Remote) -> None:
        super().__init__("org.mpris.MediaPlayer2.Player")
        self._remote = remote
        self._published = remote.status
        self._published_at_seconds: float | None = None
        self._now = now_playing(self._published)

    def publish(self, status: Status, at_seconds: float) -> None:
        """Signal whatever a client should know, at `at_seconds` of a monotonic clock."""
        before, self._now = self._now, now_playing(status, self._now)
        old, new = properties(before), properties(self._now)
        changed = {name: value for name, value in new.items() if value != old[name]}
        if changed:
            self.emit_properties_changed(changed)
        if self._published_at_seconds is not None and has_jumped(
            self._published, status, at_seconds - self._published_at_seconds
        ):
            self.seeked(_microseconds(status))
        self._published, self._published_at_seconds = status, at_seconds

    def _press(self, button: Button) -> None:
        _send(self._remote, order_for_button(button, self._remote.status))

    @dbus_method(name="Play")
    def play(self) -> Nothing:
        """Resume."""
        self._press(Button.PLAY)

    @dbus_method(name="Pause")
    def pause(self) -> Nothing:
        self._press(Button.PAUSE)

    @dbus_method(name="PlayPause")
    def play_pause(self) -> Nothing:
        self._press(Button.PLAY_PAUSE)

    @dbus_method(name="Stop")
    def stop(self) -> Nothing:
        """End the session."""
        self._press(Button.STOP)

    @dbus_method(name="Next")
    def next(self) -> Nothing:
        self._press(Button.NEXT)

    @dbus_method(name="Previous")
    def previous(self) -> Nothing:
        self._press(Button.PREVIOUS)

    @dbus_method(name="Seek")
    def seek(self, Offset: DBusInt64) -> Nothing:  # noqa: N803 - MPRIS's name, seen by introspection
        """Seek to the next exercise, or the one before: only the sign of `Offset` (µs) counts."""
        _send(self._remote, order_for_seek(Offset / MICROSECONDS, self._remote.status))

    @dbus_method(name="SetPosition")
    def set_position(self, TrackId: DBusObjectPath, Position: DBusInt64) -> Nothing:  # noqa: N803
        """Seek to the exercise at `Position` (µs); does nothing if `TrackId` plays no more."""
        status = self._remote.status
        if TrackId == track_path(now_playing(status)):
            _send(self._remote, order_for_position(Position / MICROSECONDS, status))

    @dbus_method(name="OpenUri")
    def open_uri(self, Uri: DBusStr) -> Nothing:  # noqa: N803, ARG002
        """Raise DBusError: a session plays its routine and nothing else."""
        raise DBusError("org.freedesktop.DBus.Error.NotSupported", "a session opens nothing else")

    @dbus_signal(name="Seeked")
    def seeked(self, position_microseconds: int) -> DBusInt64:
        return position_microseconds

    @dbus_property(READ, name="PlaybackStatus")
    def playback_status(self) -> DBusStr:
        return now_playing(self._remote.status).playback.value

    @dbus_property(name="Rate")
    def rate(self) -> DBusDouble:
        """Always 1: at another tempo a session is longer, but its seconds are seconds."""
        return 1.0

    @rate.setter
    def set_rate(self, value: DBusDouble) -> None:
        """A rate of 0 is a pause, says MPRIS; others are none of ours."""
        if value == 0.0:
            self._press(Button.PAUSE)

    @dbus_property(READ, name="MinimumRate")
    def minimum_rate(self) -> DBusDouble:
        return 1.0

    @dbus_property(READ, name="MaximumRate")
    def maximum_rate(self) -> DBusDouble:
        return 1.0

    @dbus_property(READ, name="Metadata")
    def metadata(self) -> Metadata:
        return metadata(now_playing(self._remote.status, self._now))

    @dbus_property(name="Volume")
    def volume(self) -> DBusDouble:
        return self._remote.status.volume

    @volume.setter
    def set_volume(self, value: DBusDouble) -> None:
        _send(self._remote, order_for_volume(value, self._remote.status))

    @dbus_property(READ, name="Position")
    def position(self) -> DBusInt64:
        return _microseconds(self._remote.status)

    # Clients count on by themselves, and are told of jumps by Seeked.
    position.introspection.annotations["org.freedesktop.DBus.Property.EmitsChangedSignal"] = "false"

    @dbus_property(READ, name="CanGoNext")
    def can_go_next(self) -> DBusBool:
        return now_playing(self._remote.status).can_go_next

    @dbus_property(READ, name="CanGoPrevious")
    def can_go_previous(self) -> DBusBool:
        return now_playing(self._remote.status).can_go_previous

    @dbus_property(READ, name="CanPlay")
    def can_play(self) -> DBusBool:
        return now_playing(self._remote.status).active

    @dbus_property(READ, name="CanPause")
    def can_pause(self) -> DBusBool:
        return now_playing(self._remote.status).active

    @dbus_property(READ, name="CanSeek")
    def can_seek(self) -> DBusBool:
        return now_playing(self._remote.status).can_go_previous

    @dbus_property(READ, name="CanControl")
    def can_control(self) -> DBusBool:
        return True

    # What never changes in a session's life.
    can_control.introspection.annotations["org.freedesktop.DBus.Property.EmitsChangedSignal"] = "const"


def _microseconds(status: Status) -> int:
    return round(max(0.0, status.position_seconds) * MICROSECONDS)
