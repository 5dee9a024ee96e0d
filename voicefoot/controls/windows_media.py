"""Media keys on Windows: the session's own system media transport controls.

Untested: written from Microsoft's documentation and checked against the types of the `winrt` packages
(version 4), but never run on Windows.

A program without a window gets its controls from a `MediaPlayer` that plays nothing; the player's own
handling of the buttons is turned off. Windows tells of buttons in threads of its own.
"""

from __future__ import annotations

import importlib.util
from contextlib import suppress
from datetime import timedelta
from typing import Any

from voicefoot.controls.media_buttons import Button, order_for_button, order_for_position
from voicefoot.controls.media_keys import INSTALL, MediaKeys, MediaKeysStatus, NoMediaKeys
from voicefoot.controls.now_playing import ARTIST, PlaybackStatus, now_playing
from voicefoot.playing.remote import Order, Remote, Status

_MISSING = f"the winrt packages are missing; to get them: {INSTALL}"


class WindowsMedia:
    """A session in the list of what plays on Windows, from its creation to `close`."""

    def __init__(self, remote: Remote) -> None:
        """Raise ImportError if winrt is missing, and OSError if Windows has no such controls."""
        from winrt.windows.media import (
            MediaPlaybackStatus,
            MediaPlaybackType,
            SystemMediaTransportControlsButton,
        )
        from winrt.windows.media.playback import MediaPlayer

        self.problem: str | None = None
        self._remote = remote
        self._shown = now_playing(remote.status)
        self._closed = False
        self._states = {
            PlaybackStatus.PLAYING: MediaPlaybackStatus.PLAYING,
            PlaybackStatus.PAUSED: MediaPlaybackStatus.PAUSED,
            PlaybackStatus.STOPPED: MediaPlaybackStatus.STOPPED,
        }
        self._buttons = {
            SystemMediaTransportControlsButton.PLAY: Button.PLAY,
            SystemMediaTransportControlsButton.PAUSE: Button.PAUSE,
            SystemMediaTransportControlsButton.STOP: Button.STOP,
            SystemMediaTransportControlsButton.NEXT: Button.NEXT,
            SystemMediaTransportControlsButton.PREVIOUS: Button.PREVIOUS,
        }
        self._player = MediaPlayer()
        self._player.command_manager.is_enabled = False
        self._controls = self._player.system_media_transport_controls
        for name in ("is_play_enabled", "is_pause_enabled", "is_stop_enabled", "is_enabled"):
            setattr(self._controls, name, True)
        self._controls.display_updater.type = MediaPlaybackType.MUSIC
        self._controls.add_button_pressed(self._on_button)
        self._controls.add_playback_position_change_requested(self._on_position)
        self._end_watching = remote.watch(self._show)
        self._show(remote.status)

    def pump(self) -> None:
        """Do nothing: Windows has threads of its own."""

    def close(self) -> None:
        """Remove the session from the list; does nothing the second time."""
        if self._closed:
            return
        self._closed = True
        self._end_watching()
        with suppress(OSError):  # Windows takes the controls away with the program in any case
            self._controls.is_enabled = False
            self._player.close()

    def _show(self, status: Status) -> None:
        """Called in the session's thread."""
        from winrt.windows.media import SystemMediaTransportControlsTimelineProperties

        shown = self._shown = now_playing(status, self._shown)
        try:
            self._controls.playback_status = self._states[shown.playback]
            self._controls.is_next_enabled = shown.can_go_next
            self._controls.is_previous_enabled = shown.can_go_previous
            updater = self._controls.display_updater
            updater.music_properties.title = shown.title
            updater.music_properties.album_title = shown.album
            updater.music_properties.artist = ARTIST
            updater.music_properties.track_number = 0 if shown.track is None else shown.track + 1
            updater.update()
            if shown.length_seconds is not None:
                timeline = SystemMediaTransportControlsTimelineProperties()
                timeline.start_time = timeline.min_seek_time = timedelta(0)
                timeline.end_time = timeline.max_seek_time = timedelta(seconds=shown.length_seconds)
                timeline.position = timedelta(seconds=status.position_seconds)
                self._controls.update_timeline_properties(timeline)
        except OSError as error:
            self.problem = _failed(error)

    def _on_button(self, _sender: Any, event: Any) -> None:
        button = self._buttons.get(event.button)
        if button is not None:
            self._send(order_for_button(button, self._remote.status))

    def _on_position(self, _sender: Any, event: Any) -> None:
        seconds = event.requested_playback_position.total_seconds()
        self._send(order_for_position(seconds, self._remote.status))

    def _send(self, order: Order | None) -> None:
        if order is not None:
            self._remote.send(order.command, order.value)


def open_keys(remote: Remote) -> MediaKeys:
    """Show the session behind `remote` to Windows."""
    try:
        return WindowsMedia(remote)
    except ImportError:
        return NoMediaKeys(_MISSING)
    except OSError as error:
        return NoMediaKeys(_failed(error))


def status() -> MediaKeysStatus:
    """Return whether the packages are there; whether they work is seen when a session plays."""
    if importlib.util.find_spec("winrt") is None:
        return MediaKeysStatus(available=False, detail=_MISSING)
    return MediaKeysStatus(available=True, detail="through Windows's media controls (never tried: tell us)")


def _failed(error: OSError) -> str:
    return f"Windows's media controls failed ({error}); use the keyboard"
