"""Media keys on macOS: the command centre and the "now playing" of the MediaPlayer framework.

Untested: written from Apple's documentation, but never run on macOS.

macOS delivers buttons in the main thread alone, and only while that runs its run loop: a program without
windows has to give it a moment now and then, which is what `pump` is for. What it shows is set there too.
"""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Callable
from typing import Any

from voicefoot.controls.media_buttons import Button, order_for_button, order_for_position
from voicefoot.controls.media_keys import INSTALL, MediaKeys, MediaKeysStatus, NoMediaKeys
from voicefoot.controls.now_playing import ARTIST, PlaybackStatus, now_playing
from voicefoot.playing.remote import Order, Remote, Status

_MISSING = f"pyobjc's MediaPlayer is missing; to get it: {INSTALL}"
_ACCESSORY = 1
"""NSApplicationActivationPolicyAccessory: neither in the Dock nor with a menu."""


class MacMedia:
    """A session as what plays now on a Mac, from its creation to `close`; created in the main thread."""

    def __init__(self, remote: Remote) -> None:
        """Raises ImportError where pyobjc is missing."""
        import MediaPlayer
        from AppKit import NSApplication

        self.problem: str | None = None
        self._remote = remote
        self._shown = now_playing(remote.status)
        self._changed = threading.Event()
        self._changed.set()
        self._library = MediaPlayer
        # Buttons go to applications, so the program becomes one.
        NSApplication.sharedApplication().setActivationPolicy_(_ACCESSORY)
        self._info = MediaPlayer.MPNowPlayingInfoCenter.defaultCenter()
        center = MediaPlayer.MPRemoteCommandCenter.sharedCommandCenter()
        self._targets: list[tuple[Any, Any]] = []
        for command, button in (
            (center.playCommand(), Button.PLAY),
            (center.pauseCommand(), Button.PAUSE),
            (center.togglePlayPauseCommand(), Button.PLAY_PAUSE),
            (center.stopCommand(), Button.STOP),
            (center.nextTrackCommand(), Button.NEXT),
            (center.previousTrackCommand(), Button.PREVIOUS),
        ):
            self._listen(command, self._presser(button))
        self._listen(center.changePlaybackPositionCommand(), self._mover)
        self._end_watching = remote.watch(lambda _status: self._changed.set())

    def pump(self) -> None:
        """Give macOS a moment of the main thread, and show what changed."""
        from Foundation import NSDate, NSDefaultRunLoopMode, NSRunLoop

        if self._changed.is_set():
            self._changed.clear()
            self._show(self._remote.status)
        NSRunLoop.mainRunLoop().runMode_beforeDate_(NSDefaultRunLoopMode, NSDate.date())

    def close(self) -> None:
        """Stop being what plays now; does nothing the second time."""
        targets, self._targets = self._targets, []
        if not targets:
            return
        self._end_watching()
        for command, target in targets:
            command.removeTarget_(target)
        self._info.setNowPlayingInfo_(None)
        self._info.setPlaybackState_(self._library.MPNowPlayingPlaybackStateStopped)

    def _listen(self, command: Any, handler: Callable[[Any], int]) -> None:
        command.setEnabled_(True)
        self._targets.append((command, command.addTargetWithHandler_(handler)))

    def _presser(self, button: Button) -> Callable[[Any], int]:
        return lambda _event: self._send(order_for_button(button, self._remote.status))

    def _mover(self, event: Any) -> int:
        return self._send(order_for_position(float(event.positionTime()), self._remote.status))

    def _send(self, order: Order | None) -> int:
        if order is not None:
            self._remote.send(order.command, order.value)
        return int(self._library.MPRemoteCommandHandlerStatusSuccess)

    def _show(self, status: Status) -> None:
        library = self._library
        shown = self._shown = now_playing(status, self._shown)
        playing = shown.playback is PlaybackStatus.PLAYING
        info: dict[str, object] = {
            library.MPMediaItemPropertyTitle: shown.title,
            library.MPMediaItemPropertyAlbumTitle: shown.album,
            library.MPMediaItemPropertyArtist: ARTIST,
            library.MPNowPlayingInfoPropertyElapsedPlaybackTime: status.position_seconds,
            library.MPNowPlayingInfoPropertyPlaybackRate: 1.0 if playing else 0.0,
        }
        if shown.length_seconds is not None:
            info[library.MPMediaItemPropertyPlaybackDuration] = shown.length_seconds
        states = {
            PlaybackStatus.PLAYING: library.MPNowPlayingPlaybackStatePlaying,
            PlaybackStatus.PAUSED: library.MPNowPlayingPlaybackStatePaused,
            PlaybackStatus.STOPPED: library.MPNowPlayingPlaybackStateStopped,
        }
        self._info.setNowPlayingInfo_(info)
        self._info.setPlaybackState_(states[shown.playback])


def open_keys(remote: Remote) -> MediaKeys:
    """Show the session behind `remote` to macOS; called in the main thread."""
    try:
        return MacMedia(remote)
    except ImportError:
        return NoMediaKeys(_MISSING)


def status() -> MediaKeysStatus:
    """Return whether the packages are there; whether they work is seen when a session plays."""
    if importlib.util.find_spec("MediaPlayer") is None:
        return MediaKeysStatus(available=False, detail=_MISSING)
    return MediaKeysStatus(available=True, detail="through macOS's command center (never tried: tell us)")
